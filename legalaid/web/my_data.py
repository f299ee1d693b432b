"""我的信息: what the office keeps about one's request, to read, print and take away (个人信息保护法 45), and the wish that it be erased (47)."""

import json

from flask import Blueprint, Response, render_template, request, url_for

from legalaid import current, navigation
from legalaid.actions import erasures, own_data, scopes
from legalaid.errors import Refused
from legalaid.files import attachment
from legalaid.guard import needs

bp = Blueprint("my_data", __name__, url_prefix="/my")


def _found(no: str) -> dict[str, own_data.Row | list[own_data.Row]]:
    with current.writing() as s:  # the look is audited
        found = own_data.export(s, current.by(), no)
    handed_in = found.get("您交的材料")
    for row in handed_in if isinstance(handed_in, list) else ():
        row["下载地址"] = url_for("attachments.own_file", no=no, ident=row["文件编号"])
    return found


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


@bp.get("/<no:no>/erasure")
@needs("tickets.own")
def erasure(no: str):
    """What erasing means, and why it is not possible now."""
    return _erasure(no, {})


def _erasure(no: str, errors: dict[str, str], status: int = 200):
    session = current.reading()
    ticket = scopes.ticket(session, current.by(), no)
    return render_template("my/erasure.html", ticket=ticket, reasons=erasures.shut(session, ticket, current.today()), errors=errors), status


@bp.post("/<no:no>/erasure")
@needs("tickets.own")
def ask(no: str):
    """要求删除."""
    try:
        with current.writing() as s:
            erasures.ask(s, current.by(), no, sure="sure" in request.form)
            navigation.flash("ok", "已经告诉工会，答复会写在这里。")
            return current.remember(s, url_for("my.request", no=no))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _erasure(no, e.errors or {"_form": e.message}, e.status)
