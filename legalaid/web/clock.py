"""时限 on the file of a ticket: contact with the worker, pause, resume, extension, supervision slip. What is shown is in `clock_panel.py`."""

from uuid import UUID

from flask import Blueprint

from legalaid.actions import extensions, first_steps, pauses, slips
from legalaid.guard import needs
from legalaid.schemas.limits import ContactSchema, ExtensionDecision, ExtensionSchema, Nothing, PauseSchema, SlipAnswer, SlipReview, SlipSchema
from legalaid.web.desk import act

bp = Blueprint("clock", __name__, url_prefix="/desk")


@bp.post("/<no:no>/contact")
@needs("tickets.handle")
def contact(no: str):
    """登记联系职工."""
    return act(no, ContactSchema(), lambda s, by, contact_way, contact_note="": first_steps.contact(s, by, no, way=contact_way, note=contact_note))


@bp.post("/<no:no>/pause")
@needs("tickets.handle")
def pause(no: str):
    """暂停."""
    return act(no, PauseSchema(), lambda s, by, **values: pauses.pause(s, by, no, **values), proof="PAUSE")


@bp.post("/<no:no>/resume")
@needs("tickets.handle")
def resume(no: str):
    """恢复."""
    return act(no, Nothing(), lambda s, by: pauses.resume(s, by, no))


@bp.post("/<no:no>/extension")
@needs("tickets.handle")
def extension(no: str):
    """申请延期."""
    return act(no, ExtensionSchema(), lambda s, by, **values: extensions.ask(s, by, no, **values))


@bp.post("/<no:no>/extension/<uuid:ident>")
@needs("tickets.supervise")
def decide(no: str, ident: UUID):
    """审批延期."""
    return act(no, ExtensionDecision(), lambda s, by, grant, decision_note="": extensions.decide(s, by, ident, grant=grant == "yes", decision_note=decision_note))


@bp.post("/<no:no>/slip")
@needs("tickets.supervise")
def slip(no: str):
    """发督办单."""
    return act(no, SlipSchema(), lambda s, by, demand: slips.issue(s, by, no, demand=demand))


@bp.post("/<no:no>/slip/<uuid:ident>/answer")
@needs("tickets.handle")
def answer(no: str, ident: UUID):
    """答复督办单."""
    return act(no, SlipAnswer(), lambda s, by, answer: slips.answer(s, by, ident, answer=answer))


@bp.post("/<no:no>/slip/<uuid:ident>/review")
@needs("tickets.supervise")
def review(no: str, ident: UUID):
    """审核督办答复."""
    return act(no, SlipReview(), lambda s, by, accept, remark="": slips.review(s, by, ident, accept=accept == "yes", remark=remark))
