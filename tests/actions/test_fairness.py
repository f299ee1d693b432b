"""均衡看板: figures equal what is counted by hand, within the own place, and each leads to exactly its records."""

from fractions import Fraction

import pytest

from legalaid.actions import fairness, handovers, offers
from legalaid.errors import Forbidden, NotFound
from tests.actions.test_assignment import change
from tests.builders import Office
from tests.conftest import Clock

pytestmark = pytest.mark.both


def seen(office: Office, who: str = "haishu") -> fairness.Board:
    return office.look(who, fairness.board)


def rows(office: Office, who: str = "haishu", **given: object) -> int:
    found = office.look(who, lambda s, by: fairness.behind(s, by, **given))
    assert len(found.rows) == found.total
    return found.total


def test_figures_are_what_one_counts(office: Office, clock: Clock) -> None:
    for _ in range(3):
        office.accepted("lawyer1")
    office.accepted("lawyer2")
    _, declined = office.offered("lawyer3")
    office.act("lawyer3", lambda s, by: offers.decline(s, by, declined, reason="BUSY"))
    office.offered("lawyer3")
    office.held("lawyer2")
    found = seen(office)
    assert (found.total.accepted, found.total.declined, found.total.open, found.total.acceptance) == (4, 1, 1, Fraction(4, 5))
    one = next(line for line in found.lines["lawyer"] if line.taken == 3)
    assert (one.share, one.answers.acceptance, one.wait) == (Fraction(3, 4), Fraction(1), Fraction(0))
    assert found.lines["county"][0].taken == 4
    assert found.lines["cause"][0].key == "205.5"
    assert (found.busiest, found.people) == (Fraction(3, 4), 3)
    one = found.representation
    assert (one.people, one.done, one.quota, one.idle) == (3, 6, 36, 0), "what is reserved or offered counts as given"
    assert 0 < one.gini < 1
    assert [x.service for x in found.ledgers] == ["CONSULTATION", "DRAFTING", "MEDIATION", "REPRESENTATION", "DUTY"]
    assert all((x.done, x.gini, x.idle) == (0, 0, 3) for x in found.ledgers if x is not one), "each ledger counts its own"
    assert [(s.key, s.count) for s in found.overrides] == [("WISH", 3)]


def test_every_figure_leads_to_its_records(office: Office) -> None:
    office.accepted("lawyer1")
    office.accepted("lawyer2")
    _, taken_back = office.offered("lawyer1")
    office.act("haishu", lambda s, by: offers.cancel(s, by, taken_back, reason="派错了"))
    office.held()
    found = seen(office)
    assert rows(office) == 3, "a reservation is no record"
    assert rows(office, state="ACCEPTED") == found.total.accepted == 2
    assert rows(office, state="CANCELLED") == found.total.cancelled == 1
    for line in found.lines["lawyer"]:
        assert rows(office, lawyer=line.key, state="ACCEPTED") == line.taken
    assert rows(office, cause="205.5", county="330203") == 3
    assert rows(office, cause="") == 0
    assert rows(office, override="any") == rows(office, override="WISH") == 1
    assert rows(office, "yinzhou") == seen(office, "yinzhou").total.accepted == 0
    with pytest.raises(NotFound):
        rows(office, state="HELD")
    with pytest.raises(Forbidden):
        rows(office, "mediator")


def test_a_matter_handed_over_still_counts_as_taken(office: Office) -> None:
    asked = office.accepted("lawyer1")
    ident = office.act("lawyer1", lambda s, by: handovers.ask(s, by, f"{asked.no}-Y1", reason="BUSY").id)
    office.act("haishu", lambda s, by: handovers.release(s, by, ident))
    assert (seen(office).total.accepted, seen(office).total.cancelled) == (1, 0)
    assert (rows(office, state="ACCEPTED"), rows(office, state="CANCELLED")) == (1, 0)


def test_scarce_knowledge_is_named_with_its_places(office: Office) -> None:
    for login in ("lawyer2", "lawyer3"):
        change(office, login, specialties={"208": 700})
    change(office, "lawyer1", caps={"REPRESENTATION": 1})
    for _ in range(3):
        office.granted()
    (demand,) = [d for d in seen(office).scarce if d.cause == "205.5"]
    assert (demand.matters, demand.exact, demand.places, demand.pressure) == (3, 1, 1, Fraction(3))
