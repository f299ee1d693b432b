"""依据: the stored decision tells why this lawyer and why not each other one, and replays to the same hash whatever happened since."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from legalaid.actions import grounds, weights
from legalaid.errors import Conflict, Forbidden, Invalid, Refused
from legalaid.tables.assignment import OfferGround, WeightsVersion
from legalaid.tables.lawyers import Lawyer
from tests.actions.test_assignment import change, client, leave
from tests.builders import Office

pytestmark = pytest.mark.both


def why(office: Office, ident) -> grounds.Why:
    found = office.look("haishu", lambda s, _by: grounds.why(s, s.get_one(grounds.Offer, ident)))
    assert found is not None
    return found


def logins(office: Office) -> dict[str, str]:
    return office.look(None, lambda s, _by: {str(office.lawyer_id(s, n)): n for n in ("lawyer1", "lawyer2", "lawyer3")})


def test_an_offer_by_hand_tells_why_and_why_not_each_other(office: Office) -> None:
    leave(office, "lawyer3", date(2026, 11, 20), date(2026, 11, 30))
    _, ident = office.offered("lawyer2")
    found, names = why(office, ident), logins(office)
    assert names[found.chosen.lawyer] == "lawyer2"
    assert (found.place, found.same) == (2, True)
    others = {names[o.lawyer]: o for o in found.others}
    assert set(others) == {"lawyer1", "lawyer3"}
    better = others["lawyer1"]
    assert better.place == 1
    assert sum(better.difference.values()) == better.total - found.chosen.total > 0
    assert better.loss == 0, "the best plan had them"
    assert others["lawyer3"].rules == ("请假",)


def test_what_changed_since_changes_nothing_in_the_grounds(office: Office) -> None:
    client(office, "lawyer3")
    _, ident = office.offered("lawyer1")
    before = why(office, ident)
    change(office, "lawyer1", specialties={}, caps={"REPRESENTATION": 0})
    client(office, "lawyer2")
    office.act("admin", lambda s, by: weights.change(s, by, values={"fit": 100}, reason="试一试别的"))
    assert why(office, ident) == before
    stopped = next(o for o in before.others if o.rules)
    assert "利益冲突" in stopped.rules
    assert any("宁波青禾示例服饰有限公司" in words for words in stopped.conflicts)


def test_grounds_that_were_touched_are_found(office: Office) -> None:
    _, ident = office.offered("lawyer1")

    def touch(session, _by) -> None:
        row = session.scalars(select(OfferGround)).one()
        text = json.dumps(row.instance).replace('"205.5": 850', '"205.5": 710')
        assert text != json.dumps(row.instance)
        row.instance = json.loads(text)

    office.act(None, touch)
    assert why(office, ident).same is False


def test_weights_are_versions_with_author_and_reason(office: Office) -> None:
    asked = office.granted()
    row = office.act("admin", lambda s, by: weights.change(s, by, values={"fit": 0, "load": 600}, reason="减轻专长的份量", known=1))
    assert (row.number, row.author_id, row.reason) == (2, office.people["admin"], "减轻专长的份量")
    now = office.look(None, lambda s, by: weights.in_force(s, by.now))
    assert (now.number, now.fit, now.load, now.distance) == (2, 0, 600, 170)
    assert office.offer_row(office.offer(asked, "lawyer1")).weights_number == 2
    with pytest.raises(Conflict, match="第 2 版"):
        office.act("admin", lambda s, by: weights.change(s, by, values={"fit": 1}, reason="没看过新版", known=1))
    with pytest.raises(Refused, match="没有改动"):
        office.act("admin", lambda s, by: weights.change(s, by, values={"fit": 0}, reason="没有什么变化"))
    for values, field in (({"fit": -1}, "fit"), ({"colour": 1}, "colour"), ({"fairness": {"REPRESENTATION": 10**9}}, "fairness.REPRESENTATION")):
        with pytest.raises(Invalid) as refused:
            office.act("admin", lambda s, by, v=values: weights.change(s, by, values=v, reason="超出范围的"))
        assert list(refused.value.errors) == [field]
    with pytest.raises(Refused, match="为什么"):
        office.act("admin", lambda s, by: weights.change(s, by, values={"fit": 5}, reason=""))
    with pytest.raises(Forbidden):
        office.act("haishu", lambda s, by: weights.change(s, by, values={"fit": 5}, reason="统筹员不能改"))
    assert len(office.look(None, lambda s, _by: list(s.scalars(select(WeightsVersion))))) == 1
    assert office.look(None, lambda s, _by: s.get_one(Lawyer, office.lawyer_id(s, "lawyer1")).answered) == 0
