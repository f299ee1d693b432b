"""集体争议: the group file with its roster, what each worker can claim, teams, files in and out, representatives."""

from dataclasses import replace
from pathlib import PurePath

from flask import Blueprint, Response, render_template, request, url_for

from legalaid import current, navigation
from legalaid.actions import calendar, group_closing, groups, rosters
from legalaid.errors import Conflict, FaultyFile, NotFound, Refused
from legalaid.files import attachment
from legalaid.guard import needs
from legalaid.schemas.desk import Grouping
from legalaid.tables.groups import GROUP_STATES, MEMBER_STATES
from legalaid.tables.tickets import TICKET_STATES
from legalaid.web import desk
from toolkit import documents, group_book, group_sheet, procedure
from toolkit import group as collective
from toolkit.claim_kinds import KINDS
from toolkit.refusal import Refusal

bp = Blueprint("groups", __name__, url_prefix="/desk")
PAGE = 50
SHOWN_FAULTS = 200
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/group/<no:no>")
@needs("disputes.work")
def file(no: str):
    """并案页: sums, teams, roster with what each can claim, tickets."""
    return _file(no, {}, {})


def _file(no: str, errors, typed, status: int = 200, faults=()):
    session, by = current.reading(), current.by()
    group = groups.get(session, by, no)
    rows = rosters.listed(session, group)
    computed = _computed(session, by, group, rows) if rows else None
    team = request.args.get("team", "")
    people = [(m, p) for (m, _), p in zip(rows, computed.people, strict=True) if not team or _team(p.row) == team] if computed else []
    page = current.page()
    prospects = group_closing.prospects(session, by, group)
    return render_template(
        "groups/file.html", group=group, totals=groups.totals(session, group), computed=computed, people=people[(page - 1) * PAGE : page * PAGE], team=team, kinds=KINDS,
        elected=[m for m, _ in rows if m.elected_at], choosable=rows, prospects=prospects, agreement=group_closing.agreement(session, group),
        hidden=group_closing.hidden(session, group, prospects), procedure_states=procedure.STATES, states=GROUP_STATES, member_states=MEMBER_STATES, ticket_states=TICKET_STATES,
        page=page, pages=-(-len(people) // PAGE), link=lambda n: url_for("groups.file", no=no, page=n, team=team or None), errors=errors, typed=typed, faults=faults,
        election_from=collective.GROUP_FROM, representatives=collective.REPRESENTATIVES,
    ), status


def _team(row) -> str:
    """The name under which the calculation lists this worker's team."""
    return row.team or row.leader_name or (row.name if row.leader else "未分班组")


def _computed(session, by, group, rows) -> collective.Group:
    return _calculated(session, by, group, [row for _, row in rows], [member.settled for member, _ in rows])


def _calculated(session, by, group, rows, received=()) -> collective.Group:
    """Everybody's claims by the calculators, with this office's calendar and figures, less what was paid since."""
    return collective.compute(rows, rosters.common(session, by, group), current.today(), calendar.office_calendar(session), calendar.office_parameters(session), received)


def _opened(no: str, purpose: str):
    """Group, rows with names, their claims, what all have in common; the look is audited, the calculation is done after it."""
    with current.writing() as s:
        _, rows = rosters.opened(s, current.by(), no, purpose)
    session, by = current.reading(), current.by()
    group = groups.get(session, by, no)
    common = rosters.common(session, by, group)
    return group, rows, _computed(session, by, group, rows), replace(common, employer=replace(common.employer, name=group.employer_name))


@bp.post("/<no:no>/group")
@needs("groups.manage")
def opening(no: str):
    """并案 of this ticket with those of the same employer."""
    return desk.act(no, Grouping(), lambda s, by, title, ticket_nos=(): groups.open_group(s, by, title=title, ticket_nos=[no, *ticket_nos]),
                    lambda group: url_for("groups.file", no=group.no))


@bp.get("/group/template.xlsx")
@needs("disputes.work")
def template():
    """An empty roster to fill in."""
    return attachment(Response(group_book.write(()), mimetype=SHEET), "集体争议名册模板.xlsx")


@bp.post("/group/<no:no>/roster")
@needs("groups.manage")
def upload(no: str):
    """Take a roster: with a fault anywhere nothing is taken, and each bad cell is named by its address."""
    sent = request.files.get("file")
    name = PurePath(sent.filename or "").name if sent else ""
    if sent is None or not name:
        return _file(no, {"file": "请选择名册文件。"}, {}, 422)
    group = groups.get(current.reading(), current.by(), no)
    firms = group.employer_name.split("、")
    try:
        sheet = group_sheet.read(sent.read(), current.today(), firms[0] if len(firms) == 1 else None)
        if sheet.faults:
            return _file(no, {"file": f"{name} 有 {len(sheet.faults)} 处错误，没有导入任何人。"}, {}, 422,
                         [(f.cell, f.column, f.message) for f in sheet.faults[:SHOWN_FAULTS]])
        if sheet.rows:  # what the calculators refuse is not taken either
            _calculated(current.reading(), current.by(), group, sheet.rows)
        with current.writing() as s:
            done = rosters.take(s, current.by(), no, sheet.rows)
            left = f"名册里另有 {done.absent} 人不在这份表格里，没有改动。" if done.absent else ""
            navigation.flash("ok", f"{name} 已导入：新增 {done.added} 人，更新 {done.changed} 人，没有变化 {done.unchanged} 人。{left}")
            if done.other_phones:
                navigation.flash("warn", f"有 {done.other_phones} 人的电话与本人来求助时登记的不同，保留了本人登记的电话。")
            if done.restated:
                navigation.flash("warn", f"有 {done.restated} 人登记后收到过钱，这份名册的欠薪金额与原来不同。欠薪应填登记时的数额，收到的另外减去；如果表里已经减过，请改回再导入。")
            for note in sheet.notes[:20]:
                navigation.flash("warn", f"{note}。")
            return current.remember(s, url_for("groups.file", no=no))
    except FaultyFile as e:
        return _file(no, {"file": f"{name} 有 {len(e.faults)} 处错误，没有导入任何人。"}, {}, 422,
                     [(f"第 {line} 行", _COLUMNS.get(field, field), words) for line, field, words in e.faults[:SHOWN_FAULTS]])
    except (Refused, Refusal) as e:
        if getattr(e, "status", 422) in (401, 403, 404):
            raise
        return _file(no, {"file": e.message if e.message.endswith("。") else f"{e.message}。"}, {}, getattr(e, "status", 422))


_COLUMNS = {"name": "姓名", "employer": "用人单位", "team": "班组", "owed": "欠薪金额"}


@bp.get("/group/<no:no>/roster.xlsx")
@needs("personal.reveal")
def workbook(no: str):
    """The roster with everybody's claims, teams and totals, as values."""
    group, rows, computed, _ = _opened(no, "名册和测算表")
    return attachment(Response(group_book.write([row for _, row in rows], computed), mimetype=SHEET), f"{group.no} 名册和测算.xlsx")


@bp.get("/group/<no:no>/papers.zip")
@needs("personal.reveal")
def papers(no: str):
    """A folder of papers for each worker, the election form, and what is still to be asked."""
    group, rows, computed, common = _opened(no, "每人一套文书")
    made = collective.papers(computed, common, current.today(), representatives=_names(rows, computed))
    return attachment(Response(made.data, mimetype="application/zip"), f"{group.no} 文书.zip")


def _names(rows, computed: collective.Group) -> list[str]:
    """The elected by name; two of one name cannot be told apart in the form, which then stays open."""
    names = [p.row.name for (m, _), p in zip(rows, computed.people, strict=True) if m.elected_at]
    everybody = [p.row.name for p in computed.people]
    return names if all(everybody.count(name) == 1 for name in names) else []


@bp.get("/group/<no:no>/election.docx")
@needs("personal.reveal")
def election(no: str):
    """代表人推选书, for ten and more."""
    group, rows, computed, common = _opened(no, "代表人推选书")
    if not computed.collective:
        raise Conflict(f"名册里不足 {collective.GROUP_FROM} 人，不用推选代表人。")
    made = documents.render(collective.ELECTION, replace(common, group=collective.members_of(computed, _names(rows, computed))), current.today())
    return attachment(Response(made.docx, mimetype="application/vnd.openxmlformats-officedocument.wordprocessingml.document"), f"{group.no} {made.title}.docx")


@bp.post("/group/<no:no>/election")
@needs("groups.manage")
def elect(no: str):
    """Note who was elected."""
    chosen = [int(p) for p in request.form.getlist("positions") if p.isdecimal() and len(p) < 7]
    try:
        with current.writing() as s:
            rosters.elect(s, current.by(), no, chosen)
            navigation.flash("ok", "代表人已登记，推选书里会写上。")
            return current.remember(s, url_for("groups.file", no=no))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _file(no, {"positions": e.message}, {"positions": chosen}, e.status)


@bp.post("/group/<no:no>/close")
@needs("groups.manage")
def close(no: str):
    """一并办结: what the agreement settled goes to its end; what is left is told with the reason."""
    try:
        with current.writing() as s:
            left = group_closing.close(s, current.by(), no)
            navigation.flash("ok", "已经一并办结。" if left else "集体争议已经办结。")
            if left:
                navigation.flash("warn", f"还有 {len(left)} 件没有办结：" + "；".join(f"{p.ticket.no} {p.why}" for p in left[:5]) + "。")
            return current.remember(s, url_for("groups.file", no=no))
    except Refused as e:
        if e.status in (401, 403, 404):
            raise
        return _file(no, {"_form": e.message}, {}, e.status)


@bp.get("/group/<no:no>/team/<int:number>")
@needs("personal.reveal")
def team(no: str, number: int):
    """班组长核对单: one team with names and sums, to be printed, checked and signed."""
    group, rows, computed, _ = _opened(no, "班组长核对单")
    if not 1 <= number <= len(computed.teams):
        raise NotFound("没有这个班组。")
    chosen = computed.teams[number - 1]
    people = [(m, p) for (m, _), p in zip(rows, computed.people, strict=True) if _team(p.row) == chosen.name]
    return render_template("groups/team.html", group=group, team=chosen, people=people, today=current.today())
