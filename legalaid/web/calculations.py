"""测算存档: a calculator's result kept with a matter, and that result as it was."""

from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from legalaid import current
from legalaid.actions import calculations, scopes
from legalaid.errors import NotFound, Refused
from legalaid.guard import needs
from legalaid.tables.accounts import Account
from legalaid.web import calculation_view
from toolkit.calculators import CALCULATORS
from toolkit.calculators.fields import Field
from toolkit.calculators.typed import text_of
from toolkit.refusal import Refusal

bp = Blueprint("calculations", __name__, url_prefix="/desk")


@bp.post("/<no:no>/calculations")
@needs("disputes.work")
def saving(no: str):
    """存入案件: the same texts are calculated again and kept."""
    name = request.form.get("calculator", "")
    if name not in CALCULATORS:
        raise NotFound("没有这个计算器。")
    texts = {f.name: request.form[f.name] for f in CALCULATORS[name].fields if f.name in request.form}
    try:
        inputs = CALCULATORS[name].parse_form(texts)
        with current.writing() as s:
            row = calculations.save(s, current.by(), no, name, inputs)
            return current.remember(s, url_for("calculations.kept", no=no, ident=row.id))
    except Refusal as e:
        raise Refused(e.message + ("" if e.message.endswith("。") else "。"), field=e.field) from e


def _said(field: Field, value: Any) -> str:
    """An input in words: the label of a choice, 是 for a tick, the lines of a list one after the other."""
    text = text_of(field, value)
    return "是" if value is True else dict(field.choices).get(text, text).replace("\n", "；")


@bp.get("/<no:no>/calculations/<uuid:ident>")
@needs("disputes.work")
def kept(no: str, ident: UUID):
    """One result as it was written, with what went in."""
    session, by = current.reading(), current.by()
    row, inputs, answer = calculations.get(session, by, no, ident)
    found = CALCULATORS[row.calculator]
    writer = session.get(Account, row.written_by) if row.written_by else None
    given = [(f.label, _said(f, inputs[f.name]), f.unit) for f in found.fields if inputs.get(f.name) not in (None, "", [])]
    again: dict[str, Any] = {f.name: text for f in found.fields if (text := text_of(f, inputs.get(f.name)))}
    return render_template("tools/kept.html", row=row, calc_=found, ticket=scopes.ticket(session, by, no), shown=calculation_view.shown(row.calculator, answer["result"]), given=given,
                           writer=writer.name if writer else "系统", whole=calculations.whole(row), again=url_for("tools.calculator", name=row.calculator, no=no, **again))
