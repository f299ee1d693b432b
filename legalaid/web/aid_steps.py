"""法律援助的各步: papers, aid before the decision, ending, objection on the ticket's page; limits, objections, files and gaps on boards."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for

from legalaid import current, reading
from legalaid.actions import act_first, aid_endings, aid_gaps, aid_limits, aid_papers, case_files, objections
from legalaid.errors import Forbidden, Refused
from legalaid.guard import needs
from legalaid.schemas.aid_steps import AnswerSchema, CheckSchema, EndingSchema, FirstSchema, PapersSchema, WhySchema
from legalaid.tables.aid import FORMS, RECORD_STATES, TRACKS
from legalaid.tables.aid_steps import OBJECTION_KINDS
from legalaid.web import desk

bp = Blueprint("aid_steps", __name__, url_prefix="/desk")


@bp.post("/<no:no>/aid/papers")
@needs("aid.decide")
def papers(no: str):
    """一次性告知."""
    return desk.act(no, PapersSchema(), lambda s, by, papers: aid_papers.ask(s, by, no, papers=papers))


@bp.post("/<no:no>/aid/papers-came")
@needs("aid.apply_for")
def papers_came(no: str):
    """材料补齐."""
    return desk.act(no, WhySchema(), lambda s, by, reason="": aid_papers.came(s, by, no))


@bp.post("/<no:no>/aid/withdraw")
@needs("aid.apply_for")
def withdraw(no: str):
    """撤回申请."""
    return desk.act(no, WhySchema(), lambda s, by, reason="": aid_papers.withdraw(s, by, no, reason=reason))


@bp.post("/<no:no>/aid/first")
@needs("aid.decide")
def first(no: str):
    """先行援助."""
    return desk.act(no, WhySchema(), lambda s, by, reason="": act_first.grant(s, by, no, reason=reason), lambda row: url_for("assign.choose", no=no))


@bp.post("/<no:no>/aid/first/confirm")
@needs("aid.decide")
def confirm(no: str):
    """补办审查."""
    return desk.act(no, FirstSchema(), lambda s, by, entitled, reason="": act_first.confirm(s, by, no, entitled=entitled == "yes", reason=reason))


@bp.post("/<no:no>/aid/end")
@needs("aid.decide")
def end(no: str):
    """终止援助."""
    return desk.act(no, EndingSchema(), lambda s, by, reason, note: aid_endings.end(s, by, no, reason=reason, note=note))


@bp.post("/<no:no>/aid/objection")
@needs("aid.apply_for")
def objection(no: str):
    """替职工提出异议."""
    return desk.act(no, WhySchema(), lambda s, by, reason="": objections.file(s, by, no, reason=reason))


@bp.get("/aid-board")
@needs("aid.decide")
def board():
    """援助时限、异议、待审案卷."""
    return _board({}, {})


def _board(errors, typed, status: int = 200):
    session, by = current.reading(), current.by()
    limits = aid_limits.open_limits(session, by)
    waiting = case_files.waiting(session, by)
    lines = case_files.checklists(session, [file.record for file in waiting])
    files = [(file, lines[file.record_id]) for file in waiting]
    return render_template("aid/board.html", limits=limits, kinds=aid_limits.KINDS, objections=objections.waiting(session, by), files=files, forms_of_aid=FORMS, tracks=TRACKS,
                           objection_kinds=OBJECTION_KINDS, gaps=aid_gaps.count(session, by), errors=errors, typed=typed, today=current.today(),
                           may_answer=lambda o: o.aid_request.track == "STATE" or objections.above(session, by, o.aid_request.ticket)), status


def _on_board(schema, action):
    try:
        values = schema.load_form(request.form)
        with current.writing() as s:
            action(s, current.by(), values)
            return current.remember(s, url_for("aid_steps.board"))
    except Refused as e:
        if e.status in (401, 404) or (isinstance(e, Forbidden) and not current.by().can("aid.decide")):
            raise
        return _board(e.errors or {e.field or "_form": e.message}, request.form, e.status)


@bp.post("/aid-board/objections/<uuid:ident>")
@needs("aid.decide")
def answer(ident: UUID):
    """答复异议."""
    return _on_board(AnswerSchema(), lambda s, by, v: objections.answer(s, by, ident, upheld=v["upheld"] == "yes", answer=v["answer"]))


@bp.post("/aid-board/files/<uuid:ident>")
@needs("aid.check")
def check(ident: UUID):
    """案卷审核."""
    return _on_board(CheckSchema(), lambda s, by, v: case_files.check(s, by, ident, accept=v["accept"] == "yes", note=v.get("note", "")))


@bp.get("/aid-gaps")
@needs("aid.decide")
def gaps():
    """缺项清单."""
    whose = reading.line(request.args.get("whose", ""))
    if whose and whose not in aid_gaps.WHOSE:
        raise Refused("没有这个类别。", field="whose")
    session, by, page = current.reading(), current.by(), current.page()
    counts = aid_gaps.counts(session, by)
    return render_template("aid/gaps.html", gaps=aid_gaps.listing(session, by, whose, page), page=page, pages=-(-counts[whose] // aid_gaps.PAGE),
                           link=lambda n: url_for("aid_steps.gaps", whose=whose or None, page=n), whose=whose, all_whose=aid_gaps.WHOSE, counts=counts, total=counts[""],
                           forms_of_aid=FORMS, states=RECORD_STATES)
