"""集体争议: the group file with its roster and sums."""

from flask import Blueprint, render_template, url_for
from sqlalchemy import select

from legalaid import current
from legalaid.actions import groups, scopes
from legalaid.guard import needs
from legalaid.schemas.desk import Grouping
from legalaid.tables.groups import GROUP_STATES, MEMBER_STATES, GroupMember
from legalaid.tables.tickets import TICKET_STATES, Ticket
from legalaid.web import desk

bp = Blueprint("groups", __name__, url_prefix="/desk")
PAGE = 50


@bp.get("/group/<no:no>")
@needs("disputes.work")
def file(no: str):
    """并案页: sums, roster, tickets."""
    session, by = current.reading(), current.by()
    group = groups.get(session, by, no)
    page = current.page()
    totals = groups.totals(session, group)
    members = list(session.scalars(select(GroupMember).where(GroupMember.group_id == group.id).order_by(GroupMember.position).offset((page - 1) * PAGE).limit(PAGE)))
    tickets = list(session.scalars(select(Ticket).where(Ticket.group_id == group.id, scopes.tickets(by)).order_by(Ticket.no)))
    return render_template("groups/file.html", group=group, totals=totals, members=members, tickets=tickets, states=GROUP_STATES, member_states=MEMBER_STATES,
                           ticket_states=TICKET_STATES, page=page, pages=-(-totals.people // PAGE), link=lambda n: url_for("groups.file", no=no, page=n))


@bp.post("/<no:no>/group")
@needs("groups.manage")
def opening(no: str):
    """并案 of this ticket with those of the same employer."""
    return desk.act(no, Grouping(), lambda s, by, title, ticket_nos=(): groups.open_group(s, by, title=title, ticket_nos=[no, *ticket_nos]),
                    lambda group: url_for("groups.file", no=group.no))
