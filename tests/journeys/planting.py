"""Puts payloads into every field of text that somebody outside fills, and into those of the staff, through the pages and the API."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from uuid import UUID

from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select

from legalaid import reading
from legalaid.tables.assignment import Offer
from legalaid.tables.limits import Extension, Slip
from legalaid.tables.mediation import Filing
from legalaid.tables.tickets import Ticket
from tests.api.caller import BODY, Caller, token
from tests.builders import Asked, Office
from tests.journeys.payloads import PAYLOADS, fitting, together
from tests.web.browsing import Person, following, signed_in, submitted, words

ROSTER = ("姓名", "电话", "用人单位", "班组", "是否班组长", "工种", "欠薪金额", "备注")


@dataclass
class Planted:
    """An office with payloads in it: `sent` as typed, by field; the numbers and ids under which they are shown."""

    site: Flask
    office: Office
    sent: list[tuple[str, str]] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    known: dict[str, Any] = field(default_factory=dict)
    turn: Iterator[int] = field(default_factory=count)
    phones: Iterator[int] = field(default_factory=lambda: count(13900030000))

    def short(self, name: str, longest: int, payload: str = "", before: str = "") -> str:
        """One payload that fits behind some first words, the next each time."""
        found = fitting(longest - len(before))
        chosen = before + (payload if payload in found else found[next(self.turn) % len(found)])
        self.sent.append((name, chosen))
        return chosen

    def person(self, name: str, payload: str = "") -> str:
        """A name of somebody: with a surname, so that what staff write of a request does not hold it, which would be refused."""
        return self.short(name, 30, payload, "周")

    def long(self, name: str, longest: int = 4000) -> str:
        """As many payloads as go in, one a line."""
        text = together(longest, next(self.turn) % len(PAYLOADS))
        self.sent += [(name, line) for line in text.split("\n")]
        return text

    def phone(self) -> str:
        return str(next(self.phones))

    def post(self, person: Person, path: str, form: dict[str, Any], **more: Any) -> str:
        """Send a form; it has to be taken. Where it leads."""
        answer = person.post(path, form, **more)
        assert answer.status_code == 303, f"{path}: {answer.status_code} {words(answer)[:1500]}"
        return answer.location or ""


def apply(p: Planted, payload: str = "") -> Asked:
    """The five pages of the portal."""
    worker = Person(p.site)
    pages = (
        {"topic": "PAY"}, {"employer_name": p.short("单位", 80, payload), "county": "330203", "place": p.short("地点", 60, payload)},
        {"statement": p.long("事情经过"), "amount": "18600", "together": "one"},
        {"name": p.person("姓名", payload), "phone": p.phone(), "worker_type": "MIGRANT", "relation": "SPOUSE", "speaker_name": p.person("代联系人", payload)},
        {"wants_lawyer": "yes", "consent": "on", "sensitive": "on"},
    )
    for step, form in enumerate(pages, 1):
        p.post(worker, f"/apply/{step}", form)
    found = submitted(worker, p.office)
    p.asked.append(found)
    return found


def other_doors(p: Planted) -> None:
    """The API of another system, a file of requests, the counter of a zone."""
    body = {**BODY, "employer_name": p.short("单位（接口）", 80), "place": p.short("地点（接口）", 60), "statement": p.long("事情经过（接口）"), "name": p.person("姓名（接口）"), "phone": p.phone(),
            "external_no": p.short("外部编号（接口）", 64)}
    answer = Caller(p.site, token(p.office, p.short("系统名称", 40))).post("/tickets", body)
    assert answer.status_code == 201, answer.text
    book = Workbook()
    assert book.active is not None
    book.active.append(("外部编号", "来源", "问题", "诉求内容", "被反映单位", "区县", "镇街", "姓名", "电话", "职工类型", "同意处理个人信息", "同意处理敏感信息", "要律师"))
    book.active.append((p.short("外部编号（文件）", 60), "12345", "工资被拖欠或克扣", p.long("事情经过（文件）"), p.short("单位（文件）", 80), "海曙区",
                        p.short("地点（文件）", 60), p.person("姓名（文件）"), p.phone(), "进城务工人员", "是", "是", "是"))
    p.post(signed_in(p.site, "haishu"), "/desk/import", {"do": "import", "file": (saved(book), "诉求.xlsx")}, content_type="multipart/form-data")
    p.post(signed_in(p.site, "zone"), "/desk/register", {
        "do": "register", "topic": "PAY", "county": "330203", "employer_name": p.short("单位（窗口）", 80), "place": p.short("地点（窗口）", 60), "statement": p.long("事情经过（窗口）"),
        "name": p.person("姓名（窗口）"), "phone": p.phone(), "worker_type": "MIGRANT", "wants_lawyer": "yes", "consent": "1", "sensitive": "1"})


def saved(book: Workbook) -> io.BytesIO:
    for row in book.active or ():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    out = io.BytesIO()
    book.save(out)
    return io.BytesIO(out.getvalue())


def roster(p: Planted, main: Asked) -> None:
    """A group file and its workbook."""
    mediator = signed_in(p.site, "mediator")
    p.known["groups.no"] = no = p.post(mediator, f"/desk/{main.no}/group", {"title": p.short("并案名称", 120)}).rpartition("/")[2]
    book = Workbook()
    assert book.active is not None
    book.active.append(ROSTER)
    for n in range(3):
        book.active.append((p.person("名册姓名"), p.phone(), p.short("名册单位", 80), p.short("班组", 40), "是" if n == 0 else "", p.short("工种", 40), 1000 + n, p.short("备注", 120)))
    p.post(mediator, f"/desk/group/{no}/roster", {"file": (saved(book), "名册.xlsx")}, content_type="multipart/form-data")


def at_the_desk(p: Planted, main: Asked) -> None:
    """Confirming, contact, extension, slip, mediation, parties, filings, as staff type them."""
    coordinator, mediator = signed_in(p.site, "haishu"), signed_in(p.site, "mediator")
    desk, place = f"/desk/{main.no}", {"organisation_id": str(p.office.places["330203R0"]), "handler_id": str(p.office.people["mediator"])}
    p.post(coordinator, f"{desk}/confirm", {"subclass": "劳动报酬", "cause": "205.5", "summary": p.long("摘要", 300).replace("\n", " ")})
    p.post(coordinator, f"{desk}/dispatch", place)
    p.post(mediator, f"{desk}/return", {"reason": p.long("退回原因", 400)})
    p.post(coordinator, f"{desk}/dispatch", place)
    p.post(mediator, f"{desk}/take", {})
    p.post(mediator, f"{desk}/extension", {"days": "5", "need": p.long("延期理由", 400)})
    p.post(coordinator, f"{desk}/extension/{newest(p, Extension)}", {"grant": "yes", "decision_note": p.long("审批意见", 400)})
    p.post(coordinator, f"{desk}/slip", {"demand": p.long("督办要求", 400)})
    p.post(mediator, f"{desk}/slip/{newest(p, Slip)}/answer", {"answer": p.long("督办答复", 400)})
    p.post(coordinator, f"{desk}/slip/{newest(p, Slip)}/review", {"accept": "yes", "remark": p.long("审核意见", 400)})
    roster(p, main)
    for kind in ("MEDIATION", "TRANSFER"):
        p.post(mediator, f"{desk}/consent", {"kind": kind})
    dispute = f"{desk}/mediation"
    p.post(mediator, f"{dispute}/party", {"role": "HOST", "name": p.short("当事人单位", 80, before="甲示例厂"), "contact": p.short("当事人联系人", 30)})
    p.post(mediator, f"{dispute}/party", {"role": "OWNER", "name": p.short("当事人", 80)})
    p.post(mediator, f"{dispute}/apply", {"received_on": "2026-11-24", "raised": "BODY"})
    p.post(mediator, f"{dispute}/invite", {"meets_at": "2026-11-25T09:30", "place": p.short("调解地点", 80)})
    p.post(mediator, f"{dispute}/record", {"held_on": "2026-11-24", "result": "NEXT", "text": p.long("笔录", 8000)})
    p.post(mediator, f"{dispute}/receive", {"amount": "100", "paid_on": "2026-11-24", "proof": "CASH", "note": p.short("到账说明", 200)})
    p.post(mediator, f"{dispute}/send", {"kind": "INSPECTION", "filer": "UNION", "receiver": p.short("接收单位", 80), "sent_on": "2026-11-24", "papers": ["投诉书"], "note": p.long("递交说明", 400)})
    of = newest(p, Filing)
    p.post(mediator, f"{dispute}/receipt?of={of}", {"received_on": "2026-11-24", "case_no": p.short("案号", 60)})
    p.post(mediator, f"{dispute}/answer?of={of}", {"code": "ACCEPTED", "answered_on": "2026-11-24", "reference": p.short("文号", 60), "note": p.long("答复说明", 400)})
    p.post(mediator, "/desk/saved", {"q": p.short("检索词", 60), "name": p.short("检索名称", 60)})


def newest(p: Planted, table: Any) -> UUID:
    return p.office.look(None, lambda s, _by: list(s.scalars(select(table.id)))[-1])


def aid(p: Planted, asked: Asked) -> None:
    """Legal aid from the worker's wish to their mark: decision, offer, log, paper, report, comment, call back."""
    coordinator, worker, lawyer = signed_in(p.site, "haishu"), following(p.site, asked), signed_in(p.site, "lawyer1")
    no = asked.no
    p.post(coordinator, f"/desk/{no}/confirm", {"subclass": "劳动报酬", "cause": "205.5", "summary": p.short("摘要", 200)})
    p.post(worker, f"/my/{no}/aid", {"forms": ["ARBITRATE"], "migrant": "yes", "own_lawyer": "no"})
    p.post(coordinator, f"/desk/{no}/aid/decision", {"decision": "grant", "reason": p.long("决定理由", 400)})
    ident = str(p.office.look(None, lambda s, _by: p.office.lawyer_id(s, "lawyer1")))
    p.post(coordinator, f"/desk/assign/{no}", {"lawyer": ident, "message": p.long("给律师的话", 400), "override_code": "WISH", "override_note": p.short("不选第一名的说明", 200)})
    offer = p.office.look(None, lambda s, _by: s.scalars(select(Offer.id).where(Offer.state == "OFFERED")).one())
    p.known |= {"lawyer.offer.ident": offer, "assign.offer.ident": offer, "lawyer.matter.no": f"{no}-Y1", "case_file.show.no": f"{no}-Y1"}
    p.post(lawyer, f"/lawyer/offer/{offer}", {"do": "accept", "conflict": "none"})
    matter = f"/lawyer/matter/{no}-Y1"
    p.post(lawyer, f"{matter}/log", {"kind": "MEETING", "happened_on": "2026-11-24", "text": p.long("办案日志", 2000)})
    p.post(lawyer, f"/desk/{no}/papers/arbitration_application", {
        "do": "draft", "record": f"{no}-Y1", "story": p.long("文书的事实", 2000), "claim-0-title": p.short("请求", 60), "claim-0-amount": "18600", "evidence-0-name": p.short("证据", 60)})
    p.post(lawyer, "/lawyer/clients", {"employer": p.short("代理过的单位", 80), "side": "FOR", "whose": "LAWYER"})
    p.post(lawyer, "/lawyer/availability", {"starts": "2026-12-01", "ends": "2026-12-02", "reason": p.short("请假原因", 60)})
    p.post(lawyer, f"{matter}/close", {"outcome": "MEDIATED", "awarded": "18600", "recovered": "10000", "report": p.long("结案小结")})
    p.post(following(p.site, asked), f"/my/{no}/rate", {"level": "1", "comment": p.long("评价", 1000)})
    p.post(coordinator, f"/desk/{no}/callback", {"note": p.long("回访情况", 400)})


def refused(p: Planted, asked: Asked) -> None:
    """Refused aid and the worker's objection; a request handed to another department."""
    coordinator, no = signed_in(p.site, "haishu"), asked.no
    p.post(coordinator, f"/desk/{no}/confirm", {"subclass": "劳动报酬", "cause": "205.5", "summary": p.short("摘要", 200)})
    p.post(following(p.site, asked), f"/my/{no}/aid", {"forms": ["ARBITRATE"], "migrant": "no", "own_lawyer": "yes"})
    p.post(coordinator, f"/desk/{no}/aid/decision", {"decision": "refuse", "reason": p.long("不予援助的理由", 400)})
    p.post(following(p.site, asked), f"/my/{no}/objection", {"reason": p.long("异议", 400)})


def library(p: Planted) -> None:
    """A case from a draft to its publication, and a synonym."""
    editor, second = signed_in(p.site, "editor"), signed_in(p.site, "editor2")
    lines = "\n".join(p.short("案例要点", 200) for _ in range(4))
    where = p.post(editor, "/cases/edit", {
        "title": p.short("案例标题", 120), "causes": ["205.5"], "facts": p.long("案情"), "points": lines, "outcome": p.long("结果"), "reasoning": p.long("理由"), "lesson": p.long("启示"),
        "source": p.short("来源", 120), "articles": "劳动合同法-30", "place": p.short("地点（案例）", 40), "head_count": "1", "outcome_type": "调解达成"})
    p.known["ref"] = ref = where.rpartition("/")[2]
    p.post(editor, f"/cases/{ref}/submit", {})
    p.post(second, f"/cases/{ref}/publish", {"note": p.long("复核意见", 200)})
    p.post(editor, "/cases/glossary", {"lay": p.short("日常说法", 20 if fitting(20) else 30), "legal": p.short("法律用语", 30), "reason": p.short("理由（同义词）", 200)})


def everything(site: Flask, office: Office, shorts: int) -> Planted:
    """The whole office; the short fields of the portal are tried with so many payloads."""
    p = Planted(site, office)
    main, helped, objecting = (apply(p) for _ in range(3))
    for payload in PAYLOADS[: shorts]:
        apply(p, payload)
    other_doors(p)
    at_the_desk(p, main)
    aid(p, helped)
    refused(p, objecting)
    library(p)
    assert len(p.office.look(None, lambda s, _by: s.scalars(select(Ticket.id)).all())) >= shorts + 6
    return p


def stored(text: str) -> str:
    """As a field of one line keeps it."""
    return reading.line(text)
