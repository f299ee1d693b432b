"""集体争议: the group file with its roster and sums."""

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import select

from legalaid import current
from legalaid.actions import groups
from legalaid.guard import needs
from legalaid.tables.groups import GROUP_STATES, MEMBER_STATES, GroupMember
from legalaid.tables.tickets import TICKET_STATES, Ticket

bp = Blueprint("groups", __name__, url_prefix="/desk")
PAGE = 50


@bp.get("/group/<no:no>")
@needs("disputes.work")
def file(no: str):
    """并案页: sums, roster, tickets."""
    session, by = current.reading(), current.by()
    group = groups.get(session, by, no)
    page = max(1, request.args.get("page", 1, type=int) or 1)
    totals = groups.totals(session, group)
    members = list(session.scalars(select(GroupMember).where(GroupMember.group_id == group.id).order_by(GroupMember.position).offset((page - 1) * PAGE).limit(PAGE)))
    tickets = list(session.scalars(select(Ticket).where(Ticket.group_id == group.id).order_by(Ticket.no)))
    return render_template("groups/file.html", group=group, totals=totals, members=members, tickets=tickets, states=GROUP_STATES, member_states=MEMBER_STATES,
                           ticket_states=TICKET_STATES, page=page, pages=-(-totals.people // PAGE), link=lambda n: url_for("groups.file", no=no, page=n))


@bp.post("/<no:no>/group")
@needs("groups.manage")
def opening(no: str):
    """并案 of this ticket with those of the same employer."""
    with current.writing() as s:
        group = groups.open_group(s, current.by(), title=request.form.get("title", ""), ticket_nos=[no, *request.form.getlist("ticket_nos")])
        return current.remember(s, url_for("groups.file", no=group.no))
