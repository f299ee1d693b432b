"""争议 through the API: where it stands without a person in it; another body registers its receipt and answer once, within its own place."""

import pytest

from legalaid.actions import disputes
from tests.actions.mediating import agreed, filed
from tests.api.caller import Caller, token
from tests.builders import HAISHU, Office


@pytest.mark.both
def test_a_receipt_and_an_answer_are_registered_once_and_move_the_dispute(app, haishu: Caller, yinzhou: Caller, office: Office) -> None:
    asked = office.taken()
    ident = filed(office, asked, "ARBITRATION")
    assert haishu.post(f"/disputes/{asked.no}/filings/{ident}/receipt", {"received_on": "2026-11-24", "case_no": "甬海劳人仲案（2026）7号"}).status_code == 201
    body = {"code": "ACCEPTED", "answered_on": "2026-11-24", "reference": "甬海劳人仲案（2026）7号"}
    first = haishu.post(f"/disputes/{asked.no}/filings/{ident}/answers", body, idempotency="arb-0001")
    assert (first.status_code, first.json["state"]) == (201, "ARB_ACCEPTED")
    assert haishu.post(f"/disputes/{asked.no}/filings/{ident}/answers", body, idempotency="arb-0001").json == first.json
    found = haishu.get(f"/disputes/{asked.no}").json
    assert [(f["kind"], f["case_no"], [a["text"] for a in f["answers"]]) for f in found["filings"]] == [("ARBITRATION", "甬海劳人仲案（2026）7号", ["受理"])]
    assert {"rule": "ARB_AWARD_45D", "title": "仲裁审理期限", "due_on": "2027-01-08", "provisional": True, "left": 45} in found["periods"]
    assert haishu.post(f"/disputes/{asked.no}/filings/{ident}/answers", {**body, "code": "AWARD_FINAL"}).status_code == 422
    assert haishu.post(f"/disputes/{asked.no}/filings/{ident}/answers", {**body, "answered_on": "2026-11-25"}).status_code == 422
    assert yinzhou.get(f"/disputes/{asked.no}").status_code == 404
    assert yinzhou.post(f"/disputes/{asked.no}/filings/{ident}/answers", body).status_code == 404
    reader = Caller(app, token(office, "只读平台", HAISHU, ["tickets.see"]))
    assert reader.post(f"/disputes/{asked.no}/filings/{ident}/answers", body).status_code == 403
    assert office.look(None, lambda s, by: disputes.of(s, by, asked.no).state) == "ARB_ACCEPTED"


def test_an_agreement_shows_what_was_promised_beside_what_came(haishu: Caller, office: Office) -> None:
    asked = agreed(office)
    found = haishu.get(f"/disputes/{asked.no}").json
    assert (found["state"], found["agreement"]["total"], found["agreement"]["paid"], found["agreement"]["people"]) == ("MED_AGREED", "18600.00", "0.00", 1)
    assert [(i["due_on"], i["amount"], i["paid_on"]) for i in found["agreement"]["instalments"]] == [("2026-12-10", "9300.00", None), ("2027-01-11", "9300.00", None)]
