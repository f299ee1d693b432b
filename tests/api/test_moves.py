"""并入、拆分、移送 through the API: once for each key, within the system's own place, refused with the field named, on record as its doing."""

from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from legalaid import jobs, jobs_table
from legalaid.tables.office import Notice
from legalaid.tables.tickets import Consent, Ticket, TicketEvent
from legalaid.tables.transfers import Transfer
from tests.api.caller import Caller, token
from tests.builders import HAISHU, YINZHOU, Office
from tests.conftest import SHANGHAI, Clock

pytestmark = pytest.mark.both
assert jobs_table.TABLE
SENT = {"department": "INSPECTION", "office": "海曙区劳动保障监察大队", "reason": "多名职工反映，由监察机构统一查处", "agreed": True}


def fields(answer: Any) -> tuple[int, list[str]]:
    return answer.status_code, sorted(answer.json["error"].get("fields", {}))


def test_a_duplicate_is_merged_once_and_taken_out_again(haishu: Caller, yinzhou: Caller, office: Office, clock: Clock) -> None:
    first = office.ask(phone="13900019999")
    clock.forward(minutes=1)
    second, far, stranger = office.ask(phone="13900019999"), office.ask(county=YINZHOU, phone="13900019999"), office.ask(employer_name="另一家示例厂")
    path = f"/tickets/{second.no}/merge"
    assert fields(haishu.post(path, {})) == (422, ["into"])
    assert fields(haishu.post(path, {"into": "FY2020-0101-0001"})) == (422, ["into"])
    assert fields(haishu.post(path, {"into": far.no})) == (422, ["into"]), "of another district: as if it did not exist"
    assert fields(haishu.post(f"/tickets/{stranger.no}/merge", {"into": first.no})) == (422, ["into"])
    assert fields(haishu.post(f"/tickets/{first.no}/merge", {"into": second.no})) == (422, ["into"]), "the later one goes into the earlier one"
    assert yinzhou.post(path, {"into": first.no}).status_code == yinzhou.post("/tickets/FY2020-0101-0001/merge", {"into": first.no}).status_code == 404
    body = {"into": first.no.lower(), "reason": "登记了两次"}
    done = haishu.post(path, body, idempotency="merge-000001")
    assert (done.status_code, done.json) == (201, {"no": second.no, "state": "MERGED", "merged_into": first.no})
    assert haishu.post(path, body, idempotency="merge-000001").json == done.json
    assert haishu.post(path, body).status_code == 409
    assert haishu.post(path, {"into": first.no}, idempotency="merge-000001").status_code == 422, "the key was used for something else"
    assert fields(haishu.post(f"/tickets/{second.no}/unmerge", {"reason": ""})) == (422, ["reason"])
    back = haishu.post(f"/tickets/{second.no}/unmerge", {"reason": "核对后不是同一个月的工资"})
    assert (back.status_code, back.json) == (201, {"no": second.no, "state": "REGISTERED", "merged_into": None})
    events = office.look(None, lambda s, _by: list(s.execute(select(TicketEvent.kind, TicketEvent.actor_name).where(TicketEvent.ticket_id == second.id).order_by(TicketEvent.seq))))
    assert [(kind, who) for kind, who in events[1:]] == [("MERGED", "海曙基层治理"), ("UNMERGED", "海曙基层治理")]


def test_several_matters_are_split_once_all_or_none(haishu: Caller, office: Office) -> None:
    asked = office.ask()
    path, good = f"/tickets/{asked.no}/split", {"topic": "INJURY", "statement": "上班路上受伤，单位没有申报工伤", "amount": "3000.00"}

    def count() -> int:
        return office.look(None, lambda s, _by: s.scalar(select(func.count()).select_from(Ticket))) or 0

    for body, named in (
        ({}, ["parts"]), ({"parts": []}, ["parts"]), ({"parts": [good] * 6}, ["parts"]), ({"parts": "INJURY"}, ["parts"]),
        ({"parts": [good, {**good, "topic": "WEATHER", "amount": 3000}]}, ["parts.1.amount", "parts.1.topic"]), ({"parts": [{**good, "statement": "受伤"}]}, ["parts.0.statement"]),
        ({"parts": [{**good, "name": "周示例"}]}, ["parts.0.name"]),
    ):
        assert fields(haishu.post(path, body)) == (422, named), body
    assert count() == 1
    done = haishu.post(path, {"parts": [good, {"topic": "CONTRACT", "statement": "入职一年没有签劳动合同"}]}, idempotency="split-000001")
    assert done.status_code == 201
    assert [p["state"] for p in done.json["parts"]] == ["REGISTERED", "REGISTERED"]
    assert {p["due_at"] for p in done.json["parts"]} == {haishu.get(f"/tickets/{asked.no}").json["due_at"]}
    again = haishu.post(path, {"parts": [good, {"topic": "CONTRACT", "statement": "入职一年没有签劳动合同"}]}, idempotency="split-000001")
    assert (again.json, count()) == (done.json, 3)
    assert haishu.get(f"/tickets/{done.json['parts'][0]['no']}").json["amount"] == "3000.00"
    assert haishu.post(f"/tickets/{office.closed().no}/split", {"parts": [good]}).status_code == 409


def test_a_transfer_needs_the_workers_consent_and_its_receipt_and_answer_come_back(app: Flask, haishu: Caller, yinzhou: Caller, office: Office, clock: Clock) -> None:
    asked = office.taken()
    path = f"/tickets/{asked.no}/transfer"
    for change, named in (({"agreed": False}, "agreed"), ({"agreed": "yes"}, "agreed"), ({"department": "NASA"}, "department"), ({"office": ""}, "office"),
                          ({"reason": "电话 13812345678"}, "reason")):
        assert fields(haishu.post(path, {**SENT, **change})) == (422, [named])
    assert fields(haishu.post(path, {k: v for k, v in SENT.items() if k != "agreed"})) == (422, ["agreed"])
    assert office.ticket(asked).state == "IN_PROGRESS"
    assert office.look(None, lambda s, _by: s.scalar(select(func.count()).where(Consent.kind == "TRANSFER"))) == 0
    assert haishu.post(f"{path}/receipt", {}).status_code == 404, "nothing was sent yet"
    assert yinzhou.post(path, SENT).status_code == 404
    done = haishu.post(path, SENT, idempotency="transfer-0001")
    assert (done.status_code, done.json["state"], done.json["ticket_state"]) == (201, "SENT", "TRANSFERRED")
    assert (done.json["receipt_due_at"], done.json["answer_due_at"]) == ("2026-11-27T10:00:00+08:00", "2026-12-15T10:00:00+08:00")
    assert haishu.post(path, SENT, idempotency="transfer-0001").json == done.json
    assert office.look(None, lambda s, _by: (s.scalars(select(Transfer.sent_by)).all(), s.scalar(select(func.count()).where(Consent.kind == "TRANSFER")))) == ([None], 1)
    clock.now = datetime(2026, 11, 30, 9, 25, tzinfo=SHANGHAI)
    assert jobs.run(office.runtime, "transfers-due", clock.now).detail == {"warned": 2}, "no account sent it: the coordinators nearest are reminded"
    told = office.look(None, lambda s, _by: set(s.scalars(select(Notice.account_id).where(Notice.template == "transfer_late"))))
    assert told == {office.people["haishu"], office.people["haishu2"]}
    signed = haishu.post(f"{path}/receipt", {"receipt_no": "海劳监〔2026〕123号"})
    assert (signed.status_code, signed.json["state"], signed.json["receipt_no"]) == (201, "RECEIVED", "海劳监〔2026〕123号")
    assert haishu.post(f"{path}/receipt", {}).status_code == 409
    back = haishu.post(f"{path}/refusal", {"reason": "单位注册地不在本区"})
    assert (back.status_code, back.json["state"], back.json["ticket_state"]) == (201, "REFUSED", "IN_PROGRESS")
    assert haishu.post(path, SENT).status_code == 201
    assert fields(haishu.post(f"{path}/answer", {"answer": ""})) == (422, ["answer"])
    assert haishu.post(f"{path}/answer", {"answer": "已责令单位三日内支付"}).json["state"] == "ANSWERED"
    assert haishu.post(f"{path}/answer", {"answer": "已责令单位三日内支付"}).status_code == 404


def test_who_may_only_see_or_register_moves_nothing(app: Flask, office: Office) -> None:
    asked, (first, body) = office.ask(), (office.ask(), {"reason": "核对过了"})
    caller = Caller(app, token(office, "只登记平台", HAISHU, ["tickets.see", "tickets.register", "disputes.answer", "assign.make"]))
    for step, sent in (("merge", {"into": first.no}), ("unmerge", body), ("split", {"parts": []}), ("transfer", SENT), ("transfer/receipt", {}), ("transfer/answer", {"answer": "已办"}),
                       ("transfer/refusal", body)):
        answer = caller.post(f"/tickets/{asked.no}/{step}", sent)
        assert (answer.status_code, "tickets.move" in answer.json["error"]["message"]) == (403, True), step
    assert office.ticket(asked).state == "REGISTERED"
