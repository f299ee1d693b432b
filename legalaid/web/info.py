"""帮助、隐私说明、无障碍; the style guide for development."""

from flask import Blueprint, render_template

from legalaid import charts, current, gauges
from legalaid.actions import first_steps, tickets
from legalaid.errors import NotFound
from legalaid.guard import open_to_all

bp = Blueprint("info", __name__)


@bp.get("/help")
@open_to_all
def help_():
    """常见问题."""
    return render_template("info/help.html", promised=first_steps.promised(current.reading(), current.now()))


@bp.get("/privacy")
@open_to_all
def privacy():
    """个人信息处理说明: the text that a worker consents to."""
    return render_template("info/privacy.html", version=tickets.CONSENT_VERSION)


@bp.get("/accessibility")
@open_to_all
def accessibility():
    """无障碍."""
    return render_template("info/accessibility.html")


@bp.get("/styleguide")
@open_to_all
def styleguide():
    """Every component, in the demo only."""
    if not current.runtime().settings.demo:
        raise NotFound
    weeks = [f"{n} 周" for n in range(1, 9)]
    samples = {
        "line": charts.lines(weeks, [charts.Series("收件", [3, 4, 2, 6, 5, 7, 6, 8]), charts.Series("办结", [2, 4, 3, 5, 5, 6, 7, 7], charts.GOLD)], "示例折线"),
        "bars": charts.hbars([charts.Bar("劳动报酬", 12), charts.Bar("工伤", 5)], "示例条形"), "columns": charts.columns([charts.Bar(str(n), n + 2) for n in range(7)], "示例柱形", hot={6}),
        "nothing": charts.hbars([], "没有数据"), "spark": gauges.spark([1, 3, 2, 5], "示例"), "score": gauges.score([gauges.Part("专长", 60, charts.BLUE)]), "dots": gauges.dots(2, 6),
    }
    return render_template("layouts/styleguide.html", samples=samples)
