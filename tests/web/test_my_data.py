"""What the office keeps about a request is taken away by its worker whole, and holds nothing of anybody else."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from flask import Flask
from sqlalchemy import select

from legalaid.actions import agreements, calculations, disputes, groups, mediation, payments, ratings, tickets
from legalaid.tables.office import AuditEntry
from tests.actions.mediating import RECORD, TODAY, invited
from tests.builders import STORY, Asked, Office
from tests.web.browsing import Person, following, words
from toolkit.facts import from_json

NAME, PHONE, ID = "周大平示例", "13912345670", "330203199001011236"
FACTS = {"post": "平车工", "contract_signed": False, "wages": [{"month": "2026-08", "due": "6200", "paid": "0"}], "witnesses": [{"name": "吴工友示例", "phone": "13812340000"}],
         "agents": [{"name": "郑代理示例"}], "desk": {"advice": ["内部建议示例"]}}


def taken(person: Person, asked: Asked) -> dict[str, Any]:
    answer = person.get(f"/my/{asked.no}/data.json")
    assert answer.status_code == 200, words(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "attachment" in answer.headers["Content-Disposition"]
    return dict(json.loads(answer.text))


def with_colleagues(office: Office) -> Asked:
    """One of three in a roster, with an agreement over all sums, paid, then closed and rated."""
    asked = office.taken(name=NAME, phone=PHONE, id_no=ID)
    no = office.group(asked)
    people = ((NAME, PHONE, 6200), ("钱工友示例", "13812340001", 7300), ("孙工友示例", "13812340002", 8400))
    office.act("haishu", lambda s, by: groups.add_members(s, by, no, [groups.Line(n, p, "宁波青禾示例服饰有限公司", Decimal(owed)) for n, p, owed in people]))
    office.act("mediator", lambda s, by: disputes.save_facts(s, by, asked.no, from_json(FACTS)))
    office.act("mediator", lambda s, by: calculations.save(s, by, asked.no, "add_workdays", {"start_date": "2026-11-24", "n": 5}))
    invited(office, asked)
    office.act("mediator", lambda s, by: mediation.record(s, by, asked.no, held_on=TODAY, result="AGREED", text=RECORD))
    office.act("mediator", lambda s, by: agreements.sign(s, by, asked.no, signed_on=TODAY, subjects=["WAGE"], rows=((date(2026, 12, 10), None),), signed=True, percent=Decimal(100)))
    office.act("mediator", lambda s, by: payments.pay(s, by, asked.no, number=1, paid_on=TODAY, proof="TRANSFER", note="内部备注示例"))
    office.act("mediator", lambda s, by: tickets.resolve(s, by, asked.no, outcome="单位已补发"))
    office.act("mediator", lambda s, by: tickets.close(s, by, asked.no))
    office.act(office.worker(asked), lambda s, by: ratings.rate(s, by, asked.no, level=5, comment="谢谢师傅"))
    return asked


def test_the_worker_takes_everything_of_their_own_and_nothing_of_colleagues_or_of_the_desk(site: Flask, office: Office) -> None:
    asked = with_colleagues(office)
    office.identified(asked)
    worker = following(site, asked)
    kept = taken(worker, asked)
    registered = kept["登记"]
    assert (registered["姓名"], registered["电话"], registered["证件号"], registered["事情经过"]) == (NAME, PHONE, ID, STORY)
    assert {"项目": "岗位", "内容": "平车工"} in kept["案情要素"]
    assert kept["评价"]["您说的话"] == "谢谢师傅"
    assert [p["金额"] for p in kept["到账"]] == ["6200.00 元"]
    assert [a["您的金额"] for a in kept["协议"]] == ["6200.00 元"]
    assert [m["欠薪"] for m in kept["集体名册里您的一行"]] == ["6200.00 元"]
    assert kept["调解"][0]["结果"] == "谈成，待签协议"
    assert {c["同意什么"] for c in kept["同意"]} >= {"处理个人信息", "调解"}
    everything = json.dumps(kept, ensure_ascii=False) + words(worker.get(f"/my/{asked.no}/data"))
    for others in ("工友示例", "138123", "郑代理示例", "内部建议", "内部备注", RECORD, "7300", "8400", "21900"):
        assert others not in everything, others
    hidden = office.look(None, lambda s, _by: [e.text for e in s.get_one(tickets.Ticket, asked.id).events if not e.public])
    assert hidden
    assert not [text for text in hidden if text in everything]
    assert NAME in words(worker.get(f"/my/{asked.no}/data"))
    audited = office.look(None, lambda s, _by: list(s.scalars(select(AuditEntry).where(AuditEntry.action == "personal.export"))))
    assert [(e.subject_id, e.role) for e in audited] == [(str(asked.id), "worker")] * 3
    other = following(site, office.ask())
    assert other.get(f"/my/{asked.no}/data").status_code == other.get(f"/my/{asked.no}/data.json").status_code == 404


def test_whoever_only_knows_name_and_phone_does_not_get_the_numbers_of_an_earlier_request(site: Flask, office: Office) -> None:
    first = office.identified(office.ask(name=NAME, phone=PHONE, id_no=ID, address="海曙区示例路 1 号", sex="男", union_member=True, language="四川话"))
    assert taken(following(site, first), first)["登记"]["证件号"] == ID
    guessed, fresh = office.ask(name=NAME, phone=PHONE), office.ask(name="从未来过示例", phone="13912345671")
    assert office.ticket(guessed).worker_id == office.ticket(first).worker_id

    def shown(asked: Asked) -> dict[str, str]:
        row = taken(following(site, asked), asked)["登记"]
        return {name: text for name, text in row.items() if name not in ("编号", "姓名", "电话")}

    assert shown(guessed) == shown(fresh), "what earlier requests brought in would say that there were some"
    assert "当面核对" in shown(guessed)["证件号、住址等"]
