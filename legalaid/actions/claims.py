"""请求测算: what follows from a facts sheet, with this office's calendar and figures; the sheet of one matter."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from legalaid.actions import calendar, disputes, organisations
from legalaid.errors import NotFound
from legalaid.roles import By
from legalaid.tables.tickets import Dispute
from toolkit import claims_answer
from toolkit.claims import drafted
from toolkit.facts import Facts, from_json, to_json
from toolkit.story import parse
from toolkit.story_facts import sketch


def work_out(session: Session, facts: Facts, on: date) -> claims_answer.Sheet:
    """Claims, deadlines, articles and papers of these facts."""
    return claims_answer.work_out(facts, on, calendar.office_calendar(session), calendar.office_parameters(session))


def facts_of(dispute: Dispute, today: date) -> Facts:
    """The matter's facts sheet; while nothing was entered, what the worker's own words name. The place is the ticket's."""
    ticket = dispute.ticket
    if dispute.facts:
        facts = disputes.facts_of(dispute)
    else:
        statement = ticket.statement.open() if ticket.statement else ""
        facts = sketch(parse(statement, today), statement)
    return facts if facts.region else replace(facts, region=organisations.COUNTIES[ticket.county])


def request(session: Session, by: By, no: str, sheet: claims_answer.Sheet, way: int, version: int | None = None) -> Dispute:
    """Write the claims of one way of the matter's sheet into its facts as the requests of its papers, in place of those that stood there."""
    found = sheet.found
    if not 0 <= way < len(found.ways):
        raise NotFound("没有这种组合，请刷新页面再选。")
    chosen = drafted(found.claims[i] for i in found.ways[way].claims)
    # checked as anything else that is saved: what was only read from a story may contradict itself
    return disputes.save_facts(session, by, no, from_json(to_json(replace(sheet.facts, claims=chosen))), version)
