"""指派 through the API: what waits, who is recommended, an offer and what became of it, within the system's own place."""

from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from legalaid.actions import offers
from legalaid.tables.assignment import Offer
from legalaid.tables.office import AuditEntry
from tests.api.caller import Caller
from tests.builders import Office


def made(office: Office) -> int:
    return office.look(None, lambda s, by: s.scalar(select(func.count()).select_from(Offer)) or 0)


def best(caller: Caller, no: str, place: int = 0) -> str:
    found: str = caller.get(f"/assignments/{no}/recommendation").json["candidates"][place]["lawyer"]
    return found


def test_what_waits_is_listed_for_the_own_place_only(hotline: Caller, haishu: Caller, yinzhou: Caller, office: Office) -> None:
    here = office.granted()
    office.granted()
    waiting = haishu.get("/assignments/waiting").json
    assert here.no in [w["no"] for w in waiting["items"]]
    item = next(w for w in waiting["items"] if w["no"] == here.no)
    assert (item["county"], item["cause"], item["forms"], item["service"], item["urgent"]) == ("330203", "205.5", ["DRAFT", "ARBITRATE"], "REPRESENTATION", False)
    assert item["waiting_reason"] is None
    assert yinzhou.get("/assignments/waiting").json["page"]["total"] == 0
    assert hotline.get("/assignments/waiting", size=1, page=2).json["page"] == {"number": 2, "size": 1, "total": 2, "pages": 2}


def test_lawyers_are_recommended_with_reasons(haishu: Caller, office: Office) -> None:
    asked = office.granted()
    found = haishu.get(f"/assignments/{asked.no}/recommendation", top=2).json
    assert [c["name"] for c in found["candidates"]] == ["示例lawyer1", "示例lawyer2"]
    first = found["candidates"][0]
    assert sum(first["components"].values()) == first["total"]
    assert first["reasons"]
    assert (found["eligible"], found["total"]) == (3, 3)
    assert found["answer_by"] == "2026-11-25T10:00:00+08:00"


@pytest.mark.both
def test_an_offer_is_made_and_its_state_can_be_followed(haishu: Caller, office: Office) -> None:
    asked = office.granted()
    response = haishu.post(f"/assignments/{asked.no}/offers", {"lawyer": best(haishu, asked.no), "message": "证据较齐。", "next_when_lapsed": False})
    assert response.status_code == 201, response.text
    ident = response.json["id"]
    assert response.headers["Location"] == f"/api/v1/assignments/offers/{ident}"
    assert (response.json["no"], response.json["state"], response.json["due_at"]) == (asked.no, "OFFERED", "2026-11-25T10:00:00+08:00")
    row = office.look(None, lambda s, by: s.scalars(select(Offer)).one())
    assert (row.message, row.next_when_lapsed) == ("证据较齐。", False)
    entry = office.look(None, lambda s, by: s.scalars(select(AuditEntry).where(AuditEntry.action == "offer.make")).one())
    assert (entry.channel, entry.role, entry.subject_id) == ("API", "api_client", ident)
    office.act("lawyer1", lambda s, by: offers.decline(s, by, row.id, reason="BUSY", note="手头太满"))
    followed = haishu.get(f"/assignments/offers/{ident}").json
    assert (followed["state"], followed["decline_reason"], followed["answered_at"]) == ("DECLINED", "BUSY", "2026-11-24T10:00:00+08:00")
    assert "手头太满" not in "".join(haishu.answers)


def test_passing_over_the_first_needs_a_reason(haishu: Caller, office: Office) -> None:
    asked = office.granted()
    second = best(haishu, asked.no, 1)
    refused = haishu.post(f"/assignments/{asked.no}/offers", {"lawyer": second})
    assert refused.status_code == 422
    assert list(refused.json["error"]["fields"]) == ["override_code"]
    assert haishu.post(f"/assignments/{asked.no}/offers", {"lawyer": second, "override_code": "WISH", "override_note": "职工点名"}).status_code == 201


@pytest.mark.both
def test_a_hard_rule_or_a_second_offer_is_a_conflict(haishu: Caller, office: Office) -> None:
    asked = office.granted()
    lawyer = best(haishu, asked.no)
    assert haishu.post(f"/assignments/{asked.no}/offers", {"lawyer": lawyer}).status_code == 201
    again = haishu.post(f"/assignments/{asked.no}/offers", {"lawyer": lawyer})
    assert again.status_code == 409
    assert made(office) == 1


@pytest.mark.parametrize(("change", "name"), [
    ({"lawyer": None}, "lawyer"), ({"lawyer": "张三"}, "lawyer"), ({"lawyer": 1}, "lawyer"), ({"message": "长" * 401}, "message"), ({"message": 1}, "message"),
    ({"next_when_lapsed": "on"}, "next_when_lapsed"), ({"override_code": "BECAUSE"}, "override_code"), ({"run_id": "x"}, "run_id"), ({"message": "电话 13912345678"}, "message"),
])
def test_a_wrong_offer_is_refused_by_name(haishu: Caller, office: Office, change: dict[str, Any], name: str) -> None:
    asked = office.granted()
    response = haishu.post(f"/assignments/{asked.no}/offers", {"lawyer": best(haishu, asked.no), **change})
    assert response.status_code == 422
    assert list(response.json["error"]["fields"]) == [name]
    assert made(office) == 0


def test_an_unknown_lawyer_is_refused(haishu: Caller, office: Office) -> None:
    asked = office.granted()
    assert haishu.post(f"/assignments/{asked.no}/offers", {"lawyer": str(uuid4())}).status_code == 404
    assert made(office) == 0


def test_what_is_not_granted_or_already_has_a_lawyer_is_a_conflict(haishu: Caller, office: Office) -> None:
    for asked in (office.applied(), office.accepted()):
        assert haishu.get(f"/assignments/{asked.no}/recommendation").status_code == 409
        assert haishu.post(f"/assignments/{asked.no}/offers", {"lawyer": str(uuid4())}).status_code == 409
    assert haishu.get(f"/assignments/{office.confirmed().no}/recommendation").status_code == 404


def test_another_district_s_aid_does_not_exist(haishu: Caller, yinzhou: Caller, office: Office) -> None:
    asked, offer = office.offered()
    waiting = office.granted()
    lawyer = best(haishu, waiting.no)
    assert haishu.get(f"/assignments/offers/{offer}").json["no"] == asked.no
    for hidden in (yinzhou.get(f"/assignments/offers/{offer}"), yinzhou.get(f"/assignments/{waiting.no}/recommendation"), yinzhou.post(f"/assignments/{waiting.no}/offers", {"lawyer": lawyer}),
                   yinzhou.get(f"/assignments/offers/{uuid4()}"), yinzhou.get("/assignments/offers/not-a-uuid"), yinzhou.get("/assignments/FY2020-0101-0001/recommendation")):
        assert hidden.status_code == 404
    assert made(office) == 1
