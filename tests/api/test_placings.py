"""匹配 through the API: why not, reservation, a decision, runs with replay, what if, proposals."""

from uuid import uuid4

import pytest

from legalaid.errors import Conflict
from tests.actions.test_assignment import client
from tests.actions.test_placing import run
from tests.api.caller import Caller
from tests.builders import Office


def ident(office: Office, login: str = "lawyer1") -> str:
    return office.look(None, lambda s, _by: str(office.lawyer_id(s, login)))


def test_why_not_names_rules_and_evidence_or_the_difference(haishu: Caller, office: Office) -> None:
    client(office, "lawyer3")
    asked = office.granted()
    first = haishu.get(f"/assignments/{asked.no}/why-not", lawyer=ident(office)).json
    assert (first["place"], first["loss"], first["rules"]) == (1, 0, [])
    second = haishu.get(f"/assignments/{asked.no}/why-not", lawyer=ident(office, "lawyer2")).json
    assert (second["place"], second["rules"]) == (2, [])
    assert second["loss"] == first["total"] - second["total"] == -sum(second["difference"].values())
    stopped = haishu.get(f"/assignments/{asked.no}/why-not", lawyer=ident(office, "lawyer3")).json
    assert "利益冲突" in stopped["rules"]
    assert "宁波青禾示例服饰有限公司" in stopped["conflicts"][0]
    assert haishu.get(f"/assignments/{asked.no}/why-not", lawyer=str(uuid4())).status_code == 404
    assert haishu.get(f"/assignments/{asked.no}/why-not").status_code == 422


@pytest.mark.both
def test_a_place_is_reserved_once_for_a_key_and_keeps_others_out(haishu: Caller, office: Office) -> None:
    asked = office.granted()
    made = haishu.post(f"/assignments/{asked.no}/reservation", {"lawyer": ident(office)}, "key-of-this-hold")
    assert (made.status_code, made.json["state"]) == (201, "HELD"), made.text
    assert haishu.post(f"/assignments/{asked.no}/reservation", {"lawyer": ident(office)}, "key-of-this-hold").json == made.json
    with pytest.raises(Conflict):
        office.offer(asked)
    assert haishu.post(f"/assignments/{asked.no}/offers", {"lawyer": ident(office)}).status_code == 201


def test_a_doubt_is_decided_with_reason(haishu: Caller, office: Office) -> None:
    client(office, "lawyer1", employer="宁波青禾示例制衣有限公司")
    asked = office.granted()
    body = {"lawyer": ident(office), "verdict": "CLEARED", "reason": "已书面核实，两家无关联"}
    assert haishu.post(f"/assignments/{asked.no}/conflicts", {**body, "reason": ""}).status_code == 422
    made = haishu.post(f"/assignments/{asked.no}/conflicts", body)
    assert made.status_code == 201, made.text
    assert "宁波青禾示例制衣有限公司" in made.json["evidence"][0]
    assert made.headers["Location"] == f"/api/v1/assignments/{asked.no}/why-not?lawyer={ident(office)}"
    assert haishu.get(f"/assignments/{asked.no}/why-not", lawyer=ident(office)).json["rules"] == []
    assert haishu.post(f"/assignments/{office.granted(employer_name='丁示例厂').no}/conflicts", body).status_code == 409


def test_runs_are_listed_and_replayed_within_the_own_place(haishu: Caller, yinzhou: Caller, office: Office) -> None:
    asked = office.granted()
    run(office)
    listed = haishu.get("/placings").json
    assert listed["page"]["total"] == 1
    found = haishu.get(f"/placings/{listed['items'][0]['id']}").json
    assert (found["replayed"], found["placed"], found["objective"]) == (True, 1, found["bound"])
    assert found["pairs"] == [{"no": asked.no, "lawyer": ident(office), "name": "示例lawyer1"}]
    assert yinzhou.get(f"/placings/{listed['items'][0]['id']}").json["pairs"] == []
    assert haishu.get(f"/placings/{uuid4()}").status_code == 404


def test_what_if_and_proposals_change_nothing(haishu: Caller, office: Office) -> None:
    taken, _ = office.accepted(), office.granted()
    found = haishu.get("/placings/what-if", away=ident(office, "lawyer2"), county="330203", count=3, load_weight=500).json
    assert (found["placed_before"], found["placed_after"]) == (1, 4)
    assert haishu.get("/placings/what-if", away=str(uuid4())).status_code == 422
    items = haishu.get("/placings/reassignment", lawyer=ident(office)).json["items"]
    assert items == [{"no": taken.no, "lawyer": ident(office, "lawyer2"), "name": "示例lawyer2", "state": "ACCEPTED"}]
