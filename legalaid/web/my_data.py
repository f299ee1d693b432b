"""我的信息: what the office keeps about one's request, to read, print and take away (个人信息保护法 45)."""

import json

from flask import Blueprint, Response, render_template

from legalaid import current
from legalaid.actions import own_data
from legalaid.files import attachment
from legalaid.guard import needs

bp = Blueprint("my_data", __name__, url_prefix="/my")


def _found(no: str) -> dict[str, own_data.Row | list[own_data.Row]]:
    with current.writing() as s:  # the look is audited
        return own_data.export(s, current.by(), no)


@bp.get("/<no:no>/data")
@needs("tickets.own")
def show(no: str):
    """Everything on one page, for reading and printing."""
    return render_template("my/data.html", no=no, parts=_found(no))


@bp.get("/<no:no>/data.json")
@needs("tickets.own")
def file(no: str):
    """The same as a file."""
    kept = {"处理者": current.runtime().settings.office.name, "导出日期": current.today().isoformat(), **_found(no)}
    return attachment(Response(json.dumps(kept, ensure_ascii=False, indent=2), content_type="application/json; charset=utf-8"), f"我的信息 {no}.json")
