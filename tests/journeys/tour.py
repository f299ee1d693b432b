"""Which pages each role can open in the demo office: every GET route of the web, with examples from its data."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid import crypto, guard
from legalaid.actions import accounts, aid_requests, groups, scopes, weekly_reports
from legalaid.demo.staff import LAWYER_LOGINS, PRINTED
from legalaid.roles import PERMISSIONS, By
from legalaid.runtime import Runtime
from legalaid.tables.accounts import Account
from legalaid.tables.aid import AidRecord, AidRequest, Document
from legalaid.tables.assignment import MatchRun, Offer
from legalaid.tables.calculations import Calculation
from legalaid.tables.groups import Group
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.library import Case, CaseVersion
from legalaid.tables.mediation import Agreement, Instalment
from legalaid.tables.roster import DutyPost
from legalaid.tables.tickets import Dispute, Rating, Ticket
from toolkit.authority import JI1, JI2
from toolkit.calculators import CALCULATORS
from toolkit.documents import DOCUMENTS
from toolkit.guides import GUIDES

LOGINS = (*(p.login for p in PRINTED), *LAWYER_LOGINS)
# No page to look at: machines read them, or the browser downloads them. The journey walks what needs answers first, and another what needs an identity provider.
NO_PAGE = (
    "api.", "health.", "metrics.", "static", "duty.feed", "annual.strike_off_file", "annual.compare_file", "annual.vitality_file", "attachments.file", "attachments.own_file", "single_sign_on.",
)
DOWNLOADS = (".docx", ".pdf", ".xlsx", ".zip", ".csv", ".json")
WALKED = {"apply.check", "apply.done", "library.story", "library.kept"}
# axe looks at so many examples of one page, and at pages that show each role something else with the eyes of each;
# a second person of a role opens each page once
EXAMINED, DIFFERS = 4, {"desk.file", "desk.home", "library.case"}
TWINS = ("haishu", LAWYER_LOGINS[1])
Values = list[dict[str, Any]]


@dataclass(frozen=True)
class Stop:
    """One page to open: where, and a name for its pictures. Only pages that nobody shows in another way are `examined`
    by axe and pictured; of the others status, policy, width and links are checked."""

    path: str
    name: str
    examined: bool


def each_state(session: Session, by: By) -> Values:
    """A ticket in every state that this person sees."""
    rows = session.execute(select(Ticket.state, Ticket.no).where(scopes.tickets(by)).order_by(Ticket.registered_at.desc()))
    return [{"no": no} for no in dict(rows.all()).values()]


def waiting(session: Session, by: By) -> Values:
    rows = session.scalars(select(AidRequest).join(Ticket).where(AidRequest.state == "GRANTED", AidRequest.assigned_at.is_(None), scopes.tickets(by)))
    return [{"no": r.ticket.no} for r in rows][:2]


def without_aid(session: Session, by: By) -> Values:
    rows = session.scalars(select(Ticket).where(Ticket.state == "CONFIRMED", scopes.tickets(by)))
    return [{"no": t.no} for t in rows if aid_requests.of_ticket(session, t) is None][:1]


def papers(session: Session, by: By) -> Values:
    own = session.scalars(select(Ticket.no).where(scopes.tickets(by), Ticket.state == "IN_PROGRESS", Ticket.cause.is_not(None)).order_by(Ticket.no.desc()).limit(1))
    return [{"no": no, "name": name} for no in own for name in (list(DOCUMENTS) if by.lawyer_id else ["arbitration_application"])]


def versions(session: Session, by: By) -> Values:
    rows = session.execute(select(Document.blanks, Document.delivered_at, Document.id).join(Ticket).where(scopes.tickets(by)).order_by(Document.written_at.desc()))
    return [{"ident": i} for i in {(bool(blanks), delivered is None): i for blanks, delivered, i in rows}.values()]


def rewritten(session: Session, by: By) -> Values:
    later = session.scalars(select(Document.id).join(Ticket).where(scopes.tickets(by), Document.number > 1).limit(1))
    return [{"ident": i} for i in later]


def articles(_session: Session, _by: By) -> Values:
    """In force, with a repealed paragraph, without text, in a text not yet in force."""
    return [{"law": "劳动合同法", "number": "82"}, {"law": JI1, "number": "32"}, {"law": JI2, "number": "6"}, {"law": "劳动合同法", "number": "82", "on": "2007-01-01"}]


def teams(session: Session, by: By) -> Values:
    return [{"no": no, "number": 1} for no in session.scalars(select(Group.no).where(groups.seen(by)))]


def cases(session: Session, by: By) -> Values:
    drafts = by.can("cases.edit") or by.can("cases.review")
    rows = session.scalars(select(Case).where(Case.published_number.is_(None) if drafts else Case.published_number.is_not(None)).order_by(Case.ref).limit(4 if drafts else 1))
    first = session.scalars(select(Case.ref).where(Case.published_number.is_not(None)).order_by(Case.ref)).first()
    return [{"ref": first}, *({"ref": r.ref} for r in rows if r.ref != first)]


def records(session: Session, by: By) -> Values:
    rows = session.execute(select(AidRecord.state, AidRecord.form, AidRecord.no).where(AidRecord.lawyer_id == by.lawyer_id).order_by(AidRecord.opened_at.desc()))
    return [{"no": no} for no in {(state, form): no for state, form, no in rows}.values()]


def worked_out(session: Session, by: By) -> Values:
    """A matter whose facts are known, and one of which only the worker's words are."""
    rows = session.execute(select(Dispute.facts_sealed.is_(None), Ticket.no).join(Ticket).where(Ticket.state == "IN_PROGRESS", scopes.tickets(by)).order_by(Ticket.no.desc()))
    return [{"no": no} for no in dict(rows.all()).values()]


def saved_sums(session: Session, by: By) -> Values:
    rows = session.scalars(select(Calculation).join(Ticket).where(scopes.tickets(by)).order_by(Ticket.no.desc()).limit(1))
    return [{"no": row.ticket.no, "ident": row.id} for row in rows]


def own_tickets(session: Session, by: By) -> Values:
    return [{"no": no} for no in session.scalars(select(Ticket.no).where(Ticket.id.in_(by.tickets)).order_by(Ticket.no))]


def own_offers(session: Session, by: By) -> Values:
    rows = session.execute(select(Offer.state, Offer.id).where(Offer.lawyer_id == by.lawyer_id, Offer.state.in_(("OFFERED", "ACCEPTED"))))
    return [{"ident": i} for i in dict(rows.all()).values()]


def some_offers(session: Session, by: By) -> Values:
    seen = select(AidRequest.id).join(Ticket, Ticket.id == AidRequest.ticket_id).where(scopes.tickets(by))
    rows = session.execute(select(Offer.state, Offer.run_id.is_(None), Offer.override_code, Offer.id).where(Offer.aid_request_id.in_(seen)).order_by(Offer.offered_at.desc()))
    return [{"ident": i} for i in {tuple(kind): i for *kind, i in rows}.values()]


def some_runs(session: Session, by: By) -> Values:
    last = session.scalars(select(MatchRun.id).order_by(MatchRun.ran_at.desc()).limit(1))
    return [{"ident": i, **more} for i in last for more in ({}, {"replay": 1})]


def issues(session: Session, by: By) -> Values:
    """A report that waits and one that is published."""
    return [{"year": r.year, "week": r.week} for r in {r.state: r for r in weekly_reports.listing(session, by)}.values()]


def posts(session: Session, _by: By) -> Values:
    return [{"ident": i} for i in session.scalars(select(DutyPost.id).order_by(DutyPost.id).limit(1))]


def _by_procedure(session: Session, by: By) -> dict[str, str]:
    """By state of its procedure, the number of a dispute."""
    rows = session.execute(select(Dispute.state, Ticket.no).join(Ticket).where(scopes.tickets(by)).order_by(Ticket.registered_at.desc()))
    return dict(rows.all())


def in_procedure(session: Session, by: By) -> Values:
    """A dispute in several states of its procedure."""
    found = _by_procedure(session, by)
    return [{"no": found[state]} for state in ("MED_AGREED", "MEDIATING", "ARB_ACCEPTED", "PERFORMED", "TRIAGED") if state in found]


def dispute_forms(session: Session, by: By) -> Values:
    """Forms of a dispute, those with most fields first."""
    rows = _by_procedure(session, by)
    listed = [("MED_AGREED", {"what": "send", "of": "JUD_CONFIRM"}), ("TRIAGED", {"what": "party"})]
    if by.can("disputes.mediate"):
        listed = [("MEDIATING", {"what": "sign"}), listed[0], ("MEDIATING", {"what": "record"}), ("MEDIATING", {"what": "end"}), ("MED_APPLIED", {"what": "invite"}), *listed]
    unpaid = session.execute(
        select(Ticket.no, Instalment.number).join(Dispute, Dispute.ticket_id == Ticket.id).join(Agreement, Agreement.dispute_id == Dispute.id)
        .join(Instalment, Instalment.agreement_id == Agreement.id).where(scopes.tickets(by), Instalment.paid_on.is_(None), Agreement.replaced_on.is_(None)).order_by(Ticket.no, Instalment.number)
    ).first()
    paying = [{"no": unpaid.no, "what": "pay", "of": unpaid.number}] if unpaid else []
    return [*paying, *({"no": rows[state], **values} for state, values in listed if state in rows)]


EXAMPLES: dict[str, Callable[[Session, By], Values]] = {
    "roster.post": posts,
    "apply.form": lambda s, by: [{"step": 1}],
    "library.home": lambda s, by: [{}, {"q": "没签合同 双倍工资"}, {"q": "拖欠工资", "outcome": "调解达成"}, {"q": "茄子天气"}, {"tab": "story"}, {"tab": "article", "q": "劳动合同法第八十二条"}],
    "library.case": cases, "case_drafts.edit": lambda s, by: cases(s, by)[:1],
    "library.law": lambda s, by: [{"law": "劳动合同法"}, {"law": "工会法律援助办法"}], "library.article": articles,
    "library.laws": lambda s, by: [{}, {"q": "没签劳动合同能要双倍工资吗"}],
    "case_history.show": lambda s, by: [{"ref": r} for r in s.scalars(select(Case.ref).join(Case.versions).where(CaseVersion.number == 2).limit(1))],
    "impact.show": lambda s, by: [{}, {"ref": "劳动合同法第八十二条"}], "uses.show": lambda s, by: [{"kind": "CASE", "ref": cases(s, by)[0]["ref"]}, {"kind": "ARTICLE", "ref": "劳动合同法-82"}],
    "glossary.show": lambda s, by: [{}, {"q": "工资"}],
    "tools.calculator": lambda s, by: [{"name": n} for n in CALCULATORS if n != "metrics_rate"] if not by.roles else [{"name": "severance"}],
    "guides.show": lambda s, by: [{"ident": i} for i in GUIDES], "guides.paper": lambda s, by: [{"name": n} for n in DOCUMENTS],
    "guides.listing": lambda s, by: [{}, {"q": "老板跑了，工资没发"}, {"q": "茄子天气"}],
    "claim_sheet.matter": worked_out, "calculations.kept": saved_sums,
    "radar.show": lambda s, by: [{}, {"level": "near"}], "parameters.figure": lambda s, by: [{"key": "min_wage_monthly"}, {"key": "local_avg_wage_previous_year"}],
    "calendars.year": lambda s, by: [{"year": 2026}, {"year": 2027}],
    "weekly.show": issues, "weekly.behind": lambda s, by: [{**one, "code": code, **more} for one in issues(s, by)[:1] for code, more in (("registered", {}), ("closing", {"part": 1}))],
    "annual.compare": lambda s, by: [{"period": "year"}], "annual.vitality_list": lambda s, by: [{"period": "year", "of": "TOWN"}, {}],
    "annual.strike_off_list": lambda s, by: [{}, {"kind": "UNPAID"}],
    "dashboard.show": lambda s, by: [{"period": p} for p in ("week", "year")],
    "dashboard.behind": lambda s, by: [{"name": "registered", "period": "month"}, {"name": "unsatisfied", "period": "year"}],
    "supervision.board": lambda s, by: [{}, {"under": "330203"}], "supervision.listing": lambda s, by: [{"of": "overdue"}, {"of": "cause", "key": "205.5"}],
    "desk.inbox": lambda s, by: [{"view": v} for v in ("new", "ready", "working", "group")],
    "desk.file": each_state, "aid.apply": without_aid, "assign.choose": waiting, "assign.why": waiting, "assign.offer": some_offers, "placings.run": some_runs,
    "placings.what_if": lambda s, by: [{}, {"load": 900}], "documents.fill": papers, "documents.listing": lambda s, by: papers(s, by)[:1] and [{"no": papers(s, by)[0]["no"]}],
    "papers.version": versions, "groups.team": teams, "papers.compared": rewritten,
    "groups.file": lambda s, by: [{"no": no} for no in s.scalars(select(Group.no).where(groups.seen(by)))],
    "lawyers.card": lambda s, by: [{"ident": i} for i in s.scalars(select(Lawyer.id).order_by(Lawyer.licence_no).limit(1))],
    "handovers.away": lambda s, by: [{"ident": i} for i in s.scalars(select(AidRecord.lawyer_id).where(AidRecord.state == "OPEN").order_by(AidRecord.no).limit(1))],
    "fairness.offers": lambda s, by: [{}, {"state": "LAPSED"}], "fairness.show": lambda s, by: [{}, {"all": 1}],
    "mediation.show": in_procedure, "mediation.form": dispute_forms,
    "lawyer.offer": own_offers,
    "intake.sheet": lambda s, by: each_state(s, by)[:1], "moves.parts": without_aid, "corrections.show": lambda s, by: each_state(s, by)[:1],
    "attachments.show": lambda s, by: each_state(s, by)[:2], "attachments.own": lambda s, by: own_tickets(s, by)[:2],
    "people.person": lambda s, by: [{"ident": s.scalars(select(Account.id).where(Account.login == "tiaojie")).one()}], "people.organisations": lambda s, by: [{}, {"kind": "ROOM"}],
    "lawyer.matter": records, "case_file.show": records,
    "aid_steps.gaps": lambda s, by: [{}, {"whose": "律师"}], "subsidies.listing": lambda s, by: [{}, {"state": "FILE_OK"}],
    "my.request": own_tickets, "my_data.show": lambda s, by: own_tickets(s, by)[:2], "my_data.erasure": lambda s, by: own_tickets(s, by)[:2], "my_objection.show": lambda s, by: own_tickets(s, by)[:1],
    "my.aid": lambda s, by: own_tickets(s, by)[:1], "my.rating": lambda s, by: own_tickets(s, by)[:1],
}


def acting(runtime: Runtime, session: Session, login: str) -> By:
    """Who signs in with this demo account."""
    account = session.scalars(select(Account).where(Account.login == login)).one()
    found = accounts.acting(session, account.id, runtime.clock(), "WEB", "tour")
    assert found is not None, login
    return found


def receipts(runtime: Runtime) -> dict[str, str]:
    """Requests in different states with a receipt code that the test knows: number → code."""
    with runtime.write() as session:
        few = select(Ticket.state, Rating.id.is_not(None), Ticket.id).outerjoin(Rating, Rating.ticket_id == Ticket.id).where(Ticket.head_count < 10)
        rows = {(state, rated): ident for state, rated, ident in session.execute(few.order_by(Ticket.registered_at))}
        helped = session.scalars(select(Ticket.id).join(AidRecord, AidRecord.ticket_id == Ticket.id).where(AidRecord.state == "OPEN").order_by(Ticket.no).limit(1)).one()
        found = {}
        for ticket in [session.get_one(Ticket, ident) for ident in dict.fromkeys((*rows.values(), helped))]:
            found[ticket.no] = crypto.new_receipt_code()
            ticket.receipt_hash = crypto.receipt_hash(session.info["keys"], ticket.no, found[ticket.no])
        return found


def holder(runtime: Runtime, session: Session, numbers: list[str]) -> By:
    """The worker who holds these receipts."""
    tickets = frozenset[UUID](session.scalars(select(Ticket.id).where(Ticket.no.in_(numbers))))
    return By(runtime.clock(), "WEB", "tour", extra_roles=frozenset({"worker"}), tickets=tickets)


def _shows_it_first(needed: str | None, who: str) -> bool:
    """Whether no login before this one may open the page too."""
    roles = {p.login: p.role for p in PRINTED} | dict.fromkeys(LAWYER_LOGINS, "lawyer")
    allowed = [login for login in LOGINS if needed != guard.OPEN and roles[login] in PERMISSIONS[str(needed)]]
    return who not in LOGINS or who == next(iter(allowed), who)


def stops(app: Flask, session: Session, by: By, who: str) -> Iterator[Stop]:
    """Every page that this person may open; public ones only for the visitor who has no role."""
    with app.test_request_context():
        for rule in sorted(app.url_map.iter_rules(), key=lambda r: r.rule):
            needed = guard.of(app.view_functions[rule.endpoint])
            if "GET" not in (rule.methods or ()) or rule.rule.startswith("/api/") or rule.endpoint.startswith(NO_PAGE) or rule.rule.endswith(DOWNLOADS) or rule.endpoint in WALKED:
                continue
            if (needed == guard.OPEN) == bool(by.roles) or (needed != guard.OPEN and not PERMISSIONS[str(needed)] & by.roles):
                continue
            examples = EXAMPLES[rule.endpoint](session, by) if rule.arguments else EXAMPLES.get(rule.endpoint, lambda s, b: [{}])(session, by)
            for number, values in enumerate(examples[:1] if who in TWINS else examples):
                path = app.url_map.bind("").build(rule.endpoint, values)
                examined = number < EXAMINED and (_shows_it_first(needed, who) or (rule.endpoint in DIFFERS and who not in TWINS))
                yield Stop(path, f"{rule.endpoint}-{number}" if number else rule.endpoint, examined)
