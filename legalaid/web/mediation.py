"""争议办理: parties, mediation, agreement and its instalments, what was handed to whom; each form is a page of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from legalaid import current, navigation
from legalaid.actions import agreements, attachments, disputes, filings, mediation, parties, payments
from legalaid.errors import Conflict, NotFound, Refused
from legalaid.guard import needs
from legalaid.schemas import mediation as forms
from legalaid.tables.mediation import ANSWERS, MEDIATION_ENDS, PARTY_ROLES, PERSONS, PROOFS, RESULTS, SIDES
from legalaid.uploads import ACCEPT
from legalaid.web import attachment_panel, upload_form
from toolkit import procedure
from toolkit.filings import FILERS, KINDS
from toolkit.instalments import SUBJECTS
from toolkit.procedure_papers import PAPERS
from toolkit.refusal import Refusal

bp = Blueprint("mediation", __name__, url_prefix="/desk")
# what runs beside the dispute and is offered only on asking
BESIDE = tuple(k.code for k in KINDS.values() if k.event is None or any(t.parallel for t in procedure.TRANSITIONS if t.event == k.event))
WORDS = {
    "answers": ANSWERS, "ends": MEDIATION_ENDS, "roles": PARTY_ROLES, "persons": PERSONS, "proofs": PROOFS, "results": RESULTS, "sides": SIDES, "filers": FILERS,
    "kinds": KINDS, "subjects": SUBJECTS, "papers": PAPERS, "states": procedure.STATES, "guards": procedure.GUARDS, "raised": {"BOTH": "双方都申请或者同意", "BODY": "工会征得双方同意"},
    "beside": BESIDE, "consents": {"MEDIATION": "同意调解", "TRANSFER": "同意移交仲裁、监察或者转办"},
}


@dataclass(frozen=True)
class Form:
    """One thing to register: its title, what it asks, what it does, and what the button says."""

    title: str
    schema: type[forms._Dated]
    act: Callable[..., Any]
    button: str
    permission: str = "disputes.mediate"
    proof: str = ""  # the kind of ATTACHMENT_KINDS that a file in it is


def _which(name: str) -> UUID:
    """The id of what the form is about, from its address."""
    try:
        return UUID(request.args.get(name, ""))
    except ValueError as e:
        raise NotFound from e


FORMS = {
    "party": Form("登记当事人", forms.PartyForm, parties.add, "登记", "disputes.work"),
    "party-out": Form("移出当事人", forms.Nothing, lambda s, by, no: parties.remove(s, by, no, _which("of")), "移出", "disputes.work"),
    "apply": Form("受理调解申请", forms.Apply, mediation.apply, "受理"),
    "invite": Form("邀请双方调解", forms.Invite, mediation.invite, "发出邀请"),
    "move": Form("调解改期", forms.Invite, mediation.move, "改期并通知"),
    "reply": Form("登记答复", forms.Reply, mediation.answer, "登记"),
    "record": Form("调解笔录", forms.Minutes, mediation.record, "保存笔录"),
    "extend": Form("延长调解期限", forms.Extend, mediation.extend, "延长"),
    "end": Form("终止调解", forms.End, mediation.end, "终止"),
    "sign": Form("登记协议", forms.Sign, agreements.sign, "登记协议"),
    "pay": Form("登记到账", forms.Pay, lambda s, by, no, **v: payments.pay(s, by, no, number=request.args.get("of", 0, type=int), **v), "登记到账", "disputes.work", "PAYMENT"),
    "receive": Form("登记其他到账", forms.Receive, payments.receive, "登记到账", "disputes.work", "PAYMENT"),
    "pay-back": Form("撤销到账登记", forms.Withdraw, lambda s, by, no, reason: payments.withdraw(s, by, no, _which("of"), reason=reason), "撤销"),
    "conclude": Form("登记全部履行", forms.Nothing, payments.conclude, "确认全部履行", "disputes.work"),
    "send": Form("递交、移送", forms.Send, filings.send, "登记", "disputes.work"),
    "receipt": Form("登记回执", forms.Receipt, lambda s, by, no, **v: filings.receipt(s, by, no, _which("of"), **v), "登记回执", "disputes.work", "TRANSFER"),
    "answer": Form("登记答复和文书", forms.Answered, lambda s, by, no, **v: filings.answer(s, by, no, _which("of"), **v), "登记", "disputes.work"),
}

# which file of templates/mediation/ asks the fields
PART = dict.fromkeys(FORMS, "mediation") | dict.fromkeys(("party", "party-out"), "party") | dict.fromkeys(("sign",), "agreement") | dict.fromkeys(
    ("pay", "receive", "pay-back", "conclude"), "payment") | dict.fromkeys(("send", "receipt", "answer"), "filing")


def _about(no: str) -> dict[str, Any]:
    """The dispute with everything that stands beside it."""
    session, by = current.reading(), current.by()
    dispute = disputes.of(session, by, no)
    agreement = agreements.latest(session, dispute)
    return {
        **WORDS, "attached": attachment_panel.collect(session, by, dispute.ticket), "accept": ACCEPT,
        "dispute": dispute, "ticket": dispute.ticket, "further": parties.of(session, dispute), "going_on": mediation.current(session, dispute),
        "mediations": mediation.of(session, dispute), "agreement": agreements.state(session, by, dispute, agreement) if agreement else None,
        "may_conclude": payments.may_conclude(dispute, payments.standing(session, dispute)), "rows": filings.of(session, dispute), "today": current.today(),
    }


@bp.get("/<no:no>/mediation")
@needs("disputes.work")
def show(no: str):
    """The page of a dispute."""
    about = _about(no)
    session, by, dispute = current.reading(), current.by(), about["dispute"]
    names = dict(mediation.mediators(session, by)) if about["going_on"] else {}
    return render_template(
        "mediation/show.html", **about, running=filings.running(session, dispute, current.today()), ways=filings.ways(session, by, dispute), names=names,
        consented={kind: disputes.has_consent(session, dispute, kind) for kind in disputes.CONSENTED}, received=payments.of_ticket(session, dispute.ticket_id),
        may=may(about), path=[e for e in dispute.ticket.events if e.kind in PATH],
    )


PATH = {"PROCEDURE", "PARTY", "INVITED", "ANSWERED", "MEDIATED", "EXTENDED", "AGREED", "PAID", "PAID_BACK", "FILED", "RECEIPT", "REPLIED"}


def may(about: dict[str, Any]) -> dict[str, bool]:
    """Which forms of mediation and agreement are open now to this person."""
    state, going_on, staff = about["dispute"].state, about["going_on"], current.by().can("disputes.mediate")
    last = going_on.meetings[-1] if going_on and going_on.meetings else None
    waiting = last is not None and last.result is None
    declined = last is not None and "DECLINES" in (last.worker_answer, last.employer_answer)
    return {
        "apply": staff and state in ("TRIAGED", "NEGOTIATING"), "invite": staff and going_on is not None and not waiting, "reply": staff and waiting, "record": staff and waiting,
        "move": staff and waiting and not declined,
        "extend": staff and going_on is not None, "end": staff and going_on is not None, "sign": staff and (state in ("MEDIATING", "ARB_DELEGATED_MED") or (
            state == "NEGOTIATING" and about["agreement"] is None)),
        "pay": state not in ("CLOSED", "WITHDRAWN"), "conclude": about["may_conclude"],
    }


@bp.get("/<no:no>/mediation/<what>")
@needs("disputes.work")
def form(no: str, what: str):
    """One form."""
    return _form(no, what, {}, {})


def _form(no: str, what: str, typed, errors, status: int = 200):
    asked = FORMS.get(what)
    if asked is None:
        raise NotFound
    session, by = current.reading(), current.by()
    by.must(asked.permission)
    about = _about(no)
    dispute = about["dispute"]
    if what in ("extend", "end") and about["going_on"] is None:
        raise Conflict(errors.get("_form") or "现在没有正在进行的调解。")
    if what == "conclude" and not about["may_conclude"]:
        raise Conflict(errors.get("_form") or "现在不能登记为全部履行：协议还没有付清，或者争议还没有到履行这一步。")
    more: dict[str, Any] = {}
    if what in ("invite", "move"):
        more["mediators"] = mediation.mediators(session, by)
    elif what == "send":
        kind = typed.get("kind") or request.args.get("of", "")
        more["way"] = next((w for w in filings.ways(session, by, dispute) if w.spec.code == kind), None)
        more["filers_of"] = [(f, FILERS[f]) for f in KINDS[kind].filers] if kind in KINDS else None
    elif what in ("receipt", "answer"):
        more["row"] = next((r for r in about["rows"] if r.id == _which("of")), None)
        if more["row"] is not None and what == "answer":
            spec = KINDS[more["row"].kind]
            events = {t.event for t in procedure.steps_from(dispute.state)}
            more["open"] = [(a.code, a.title) for a in spec.answers if a.event is None or a.event in events]
            record = filings.on_record(session, by, dispute)
            more["verify"] = list(dict.fromkeys(g for a in spec.answers if a.event in events for g in record.to_verify(a.event or "") if g != "limit_passed"))
    elif what == "pay":
        number = request.args.get("of", 0, type=int)
        more["row"] = next((i for i in about["agreement"].instalments if i.instalment.number == number), None) if about["agreement"] else None
    elif what in ("party-out", "pay-back"):
        rows = about["further"] if what == "party-out" else payments.of_ticket(session, dispute.ticket_id)
        more["row"] = next((r for r in rows if r.id == _which("of")), None)
    if None in more.values():
        raise NotFound
    page = render_template("mediation/form.html", **about, **more, what=what, part=PART[what], asked=asked, typed=typed, errors=errors, rows_of_form=forms.ROWS,
                           ticked=typed.getlist("verified") if typed else [])
    return page, status


@bp.post("/<no:no>/mediation/<what>")
@needs("disputes.work")
def act(no: str, what: str):
    """Register it; a refusal shows the form again with what was typed."""
    asked = FORMS.get(what)
    if asked is None:
        raise NotFound
    try:
        values = asked.schema(today=current.today()).load_form(request.form)
        files = upload_form.sent(no, "proof_file") if asked.proof else []
        with current.writing() as s:
            done = asked.act(s, current.by(), no, **values)
            if files:  # of several workers' payments the first names the proof of all
                attachments.add(s, current.by(), no, kind=asked.proof, files=files, about=done[0] if isinstance(done, list) else done)
            navigation.flash("ok", f"{asked.title}：已登记。")
            return current.remember(s, url_for("mediation.show", no=no))
    except (Refused, Refusal) as e:
        if getattr(e, "status", 422) in (401, 403, 404):
            raise
        return _form(no, what, request.form, _words(e), getattr(e, "status", 422))


def _words(refused: Refused | Refusal) -> dict[str, str]:
    """What was wrong, by field."""
    return getattr(refused, "errors", None) or {refused.field or "_form": refused.message.rstrip("。") + "。"}


@bp.post("/<no:no>/mediation/minutes/<uuid:ident>")
@needs("personal.reveal")
def minutes(no: str, ident: UUID):
    """A session's record in full: audited, shown once."""
    with current.writing() as s:
        meeting, text = mediation.opened_record(s, current.by(), no, ident, "查看调解笔录")
        shown = {"number": meeting.number, "held_on": meeting.held_on, "result": RESULTS[meeting.result or ""], "text": text}
    return render_template("mediation/minutes.html", no=no, shown=shown)
