"""The demo office is alive: a year of work, every state, a group of four firms, and a chain of audit that holds."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from legalaid.actions import audit, grounds, groups, lawyers, overdue, placing, reports
from legalaid.demo.staff import LAWYER_LOGINS
from legalaid.runtime import Runtime
from legalaid.tables.accounts import Account
from legalaid.tables.aid import AidRecord, AidRequest
from legalaid.tables.assignment import MatchRun, Offer
from legalaid.tables.groups import Group, GroupMember
from legalaid.tables.lawyers import Lawyer
from legalaid.tables.library import Case, CaseVersion
from legalaid.tables.tickets import CLOSED_STATES, TICKET_STATES, Rating, Ticket
from tests.journeys.conftest import opened
from tests.journeys.tour import acting


@pytest.fixture(scope="module")
def office(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """As it was filled: what a journey does in its office, a bad mark above all, does not count here."""
    with opened(filled, tmp_path_factory.mktemp("office")) as runtime:
        yield runtime


def test_the_chain_of_audit_is_whole(office: Runtime) -> None:
    with office.read() as session:
        assert audit.head(session)[0] > 2000
        assert list(audit.faults(session, [])) == []


def test_there_is_a_year_of_work_and_live_work_in_every_state(office: Runtime) -> None:
    with office.read() as session:
        states = dict(session.execute(select(Ticket.state, func.count()).group_by(Ticket.state)).all())
        oldest = session.scalar(select(func.min(Ticket.registered_at)))
        assert sum(states.values()) >= 120
        assert set(states) == set(TICKET_STATES)
        assert sum(states.get(s, 0) for s in CLOSED_STATES) * 2 > sum(states.values())
        assert oldest is not None
        assert office.clock() - oldest > timedelta(days=300)


def test_what_happened_lies_behind_now_and_in_order(office: Runtime) -> None:
    with office.read() as session:
        for ticket in session.scalars(select(Ticket)):
            times = [e.at for e in ticket.events]
            assert times == sorted(times), ticket.no
            assert times[-1] <= office.clock(), ticket.no


def test_lawyers_have_matters_in_hand_and_offers_of_every_kind(office: Runtime) -> None:
    with office.read() as session:
        held = session.scalars(select(AidRecord.lawyer_id).where(AidRecord.state.in_(("OPEN", "DELIVERED"))).distinct()).all()
        assert len(held) >= 12
        assert {"ACCEPTED", "DECLINED", "OFFERED"} <= set(session.scalars(select(Offer.state)))
        assert {"SUBMITTED", "GRANTED"} <= set(session.scalars(select(AidRequest.state)))
        assert session.scalar(select(func.count()).select_from(MatchRun)) or 0


def test_each_lawyer_who_signs_in_has_an_offer_to_answer_and_matters_in_hand(office: Runtime) -> None:
    with office.read() as session:
        for login in LAWYER_LOGINS:
            ident = session.scalars(select(Lawyer.id).join(Account).where(Account.login == login)).one()
            assert session.scalar(select(func.count()).select_from(Offer).where(Offer.lawyer_id == ident, Offer.state == "OFFERED", Offer.due_at > office.clock())), login
            assert session.scalar(select(func.count()).select_from(AidRecord).where(AidRecord.lawyer_id == ident, AidRecord.state == "OPEN")), login


def explained(session: Session, most: int) -> int:
    """How many assignments (a seeded sample of so many, and every override) told why, and why not each other lawyer."""
    rows = list(session.scalars(select(Offer).where(Offer.state != "HELD").order_by(Offer.offered_at, Offer.id)))
    everybody = {str(p.id) for p in lawyers.everybody(session)}
    told = {*Random(5).sample(rows, min(most, len(rows))), *(o for o in rows if o.override_code)}
    for offer in told:
        found = grounds.why(session, offer)
        assert found is not None, offer.id
        assert found.same, offer.id
        assert (found.chosen.lawyer, found.chosen.total) == (str(offer.lawyer_id), offer.score), offer.id
        assert {found.chosen.lawyer, *(o.lawyer for o in found.others)} == everybody, offer.id
        assert (offer.override_code is None) or found.place > 1, offer.id
    return len(told)


def test_every_assignment_tells_why_and_why_not_each_other_and_replays_to_the_same_hash(office: Runtime) -> None:
    with office.read() as session:
        assert explained(session, 200) >= 35
        for run in session.scalars(select(MatchRun)):
            assert placing.replayed(run).hash == run.instance["hash"], run.id


def test_ratings_are_mostly_good_and_a_bad_one_waits_for_its_call(office: Runtime) -> None:
    with office.read() as session:
        levels = list(session.scalars(select(Rating.level)))
        waiting = session.scalars(select(Rating).where(Rating.callback_due_at.is_not(None), Rating.callback_done_at.is_(None))).all()
    assert len(levels) >= 45
    assert sum(level >= 4 for level in levels) > 0.9 * len(levels)
    assert waiting


def test_ninety_four_workers_of_four_firms_stand_in_one_group_file(office: Runtime) -> None:
    with office.read() as session:
        group = session.scalars(select(Group)).one()
        totals = groups.totals(session, group)
        leaders = session.scalars(select(GroupMember).where(GroupMember.team_leader.is_(True))).all()
        joined = session.scalars(select(Ticket).where(Ticket.group_id == group.id)).all()
    assert totals.people == 94
    assert len(totals.by_employer) == 4
    assert 0 < totals.settled < totals.owed
    assert len(leaders) >= 5
    assert len({t.employer_name for t in joined}) == 4


def test_the_boards_have_something_to_show(office: Runtime) -> None:
    with office.read() as session:
        by = acting(office, session, "tongchou")
        figures = reports.figures(session, by, reports.period("year", office.clock()))
        watched = overdue.watch(session, by)
    assert [w for w in figures.weeks if w[1] == 0] == [], "a week without a request"
    assert sum(1 for w in figures.weeks if w[2]) >= 8
    assert figures.recovered > 100_000
    assert {w.state for w in watched} == {"overdue", "due_soon"}


def test_editors_have_drafts_and_texts_to_review(office: Runtime) -> None:
    with office.read() as session:
        assert {"DRAFT", "IN_REVIEW", "PUBLISHED"} <= set(session.scalars(select(CaseVersion.state)))
        assert session.scalars(select(Case).where(Case.state == "DRAFT")).all()


def test_the_indexes_built_beside_the_work_hold_the_whole_library(office: Runtime) -> None:
    with office.read() as session:
        cases = session.scalar(select(func.count()).select_from(Case).where(Case.state == "PUBLISHED"))
        behind = session.scalar(select(func.count()).select_from(Case).where(Case.state == "PUBLISHED", Case.indexed_revision < Case.revision))
    assert office.engine("cases").count() == cases
    assert behind == 0
