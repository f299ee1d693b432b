"""After a worker was erased every page still opens for every role, says 已删除, and shows nothing of them; the wish and its answer go through the pages."""

from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from flask import Flask
from sqlalchemy import select

from legalaid.actions import agreements, calculations, disputes, documents, erased_list, erasures, erasures_due, mediation, rosters, tickets
from legalaid.tables.calculations import Calculation
from legalaid.tables.erasures import Erasure
from legalaid.tables.tickets import Ticket
from tests.actions.mediating import RECORD, TODAY, invited
from tests.builders import Asked, Office
from tests.web.browsing import following, signed_in, words
from tests.web.routes import routes
from toolkit.facts import from_json
from toolkit.group_rows import Row

NAME, PHONE, ID, STORY = "周大平示例", "13912345670", "330203199001011236", "老板周扒示例从八月起三个月没发工资。"
LOGINS = ("haishu", "mediator", "lawyer1", "auditor", "admin")


def full(office: Office) -> tuple[Asked, str]:
    """A matter with everything sealed that there is: facts, papers, calculations, log, mediation, agreement, roster."""
    asked = office.accepted(name=NAME, phone=PHONE, id_no=ID, statement=STORY, address="古林镇示例村 1 号", contact={"relation": "SPOUSE", "speaker_name": "吴示例", "speaker_phone": "13912345679"})
    sheet = from_json({"worker": {"name": NAME}, "post": "平车工"})
    made = documents.render("arbitration_application", sheet, date(2026, 11, 24))
    ident = office.act("lawyer1", lambda s, by: documents.draft(s, by, f"{asked.no}-Y1", made, '{"post": "平车工"}').id)
    office.act(None, lambda s, _by: setattr(s.get_one(documents.Document, ident), "delivered_at", office.runtime.clock()))
    office.act("haishu", lambda s, by: tickets.dispatch(s, by, asked.no, organisation_id=office.places["330203R0"], handler_id=office.people["mediator"]))
    office.act("mediator", lambda s, by: disputes.save_facts(s, by, asked.no, sheet))
    office.act("mediator", lambda s, by: calculations.save(s, by, asked.no, "add_workdays", {"start_date": "2026-11-24", "n": 5}))
    invited(office, asked)
    office.act("mediator", lambda s, by: mediation.record(s, by, asked.no, held_on=TODAY, result="AGREED", text=RECORD))
    office.act("mediator", lambda s, by: agreements.sign(s, by, asked.no, signed_on=TODAY, subjects=["WAGE"], rows=((date(2026, 12, 10), None),), signed=True, total=Decimal(100)))
    group = office.group(asked)
    lines = [Row(1, NAME, Decimal(1000), phone=PHONE, id_no=ID, leader=True), Row(2, "钱示例", Decimal(9), phone="13812340001", leader_name=NAME)]
    office.act("haishu", lambda s, by: rosters.take(s, by, group, lines))
    return asked, group


def readable(data: bytes) -> str:
    """What stands in a page or in the parts of a workbook, a paper, an archive."""
    if not data.startswith(b"PK"):
        return unescape(data.decode("utf-8", "ignore"))  # workbooks write numeric entities
    with ZipFile(BytesIO(data)) as file:
        return "".join(readable(file.read(name)) for name in file.namelist())


def test_every_page_of_every_role_still_opens_and_shows_nothing_of_the_person(site: Flask, office: Office) -> None:
    asked, group = full(office)
    office.identified(asked)
    worker, people = following(site, asked), {login: signed_in(site, login) for login in LOGINS}
    assert NAME in words(people["lawyer1"].get(f"/lawyer/matter/{asked.no}-Y1"))

    def erase(session: Any, by: Any) -> None:
        row = Erasure(worker=session.get_one(Ticket, asked.id).worker, worker_id=session.get_one(Ticket, asked.id).worker_id, state="DUE", opened_at=by.now)
        session.add(row)
        session.flush()
        erasures.done(session, by, row)

    office.act(None, erase)
    sums, papers = office.look(None, lambda s, _by: (s.scalars(select(Calculation.id)).one(), s.scalars(select(documents.Document.id)).one()))
    wrong, gone = [], set()
    given = {"no": asked.no, "lawyer.matter.no": f"{asked.no}-Y1", "case_file.show.no": f"{asked.no}-Y1", "groups.file.no": group, "groups.team.no": group, "name": "severance",
             "documents.fill.name": "arbitration_application", "calculations.kept.ident": sums, "papers.version.ident": papers, "my.printed.ident": papers, "my.paper.ident": papers}
    for who, person in (*people.items(), ("worker", worker)):
        for route in routes(site, **given):
            if route.method != "GET":
                continue
            answer = person.get(route.path)
            if answer.status_code == 410:
                gone.add(route.endpoint)
            if answer.status_code >= 500 or any(one in readable(answer.data) for one in (NAME, PHONE, ID, "周扒", "吴示例", "古林镇示例村", RECORD)):
                wrong.append(f"{who} {route.path}: {answer.status_code}")
    assert wrong == []
    assert gone == {"calculations.kept", "papers.version", "my.paper", "my.printed"}
    for person, path in ((people["haishu"], f"/desk/{asked.no}"), (people["lawyer1"], f"/lawyer/matter/{asked.no}-Y1"), (people["haishu"], f"/desk/group/{group}"), (worker, f"/my/{asked.no}")):
        assert "已删除" in words(person.get(path)), path
    assert "已删除" in words(people["mediator"].post(f"/desk/{asked.no}/reveal", {"reason": "电话核实"}))
    assert asked.no not in words(people["haishu"].get("/desk/register", query_string={"phone": PHONE}))
    roster = people["haishu"].get(f"/desk/group/{group}/roster.xlsx")
    assert roster.status_code == 200
    assert "已删除" in readable(roster.data)
    assert "钱示例" in readable(roster.data)


def test_a_worker_asks_on_their_page_and_the_administrator_answers_by_number(site: Flask, office: Office) -> None:
    asked = office.identified(office.ask(name=NAME, phone=PHONE))
    worker, admin = following(site, asked), signed_in(site, "admin")
    assert "还在办理" in words(worker.get(f"/my/{asked.no}/erasure"))
    assert worker.post(f"/my/{asked.no}/erasure", {"sure": "1"}).status_code == 409
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, asked.no, reason=""))
    assert "勾选确认" in words(worker.post(f"/my/{asked.no}/erasure"))
    assert worker.post(f"/my/{asked.no}/erasure", {"sure": "1"}).status_code == 303
    assert "等工会答复" in words(worker.get(f"/my/{asked.no}/erasure"))
    page = admin.get("/admin/erasures")
    assert asked.no in page.text
    assert NAME not in page.text
    assert PHONE not in page.text
    path = f"/admin/erasures/{office.look(None, lambda s, _by: s.scalars(select(Erasure.id)).one())}"
    kept = admin.post(path, {"item": path[-36:], "decision": "erase", "reason": "短"})
    assert (kept.status_code, "不少于 4 个字" in words(kept), "短</textarea>" in kept.text) == (422, True, True)
    assert erased_list.known(office.runtime.settings.home) == []
    assert admin.post(path, {"decision": "erase", "reason": "核对无误，同意删除"}).status_code == 303
    assert erased_list.known(office.runtime.settings.home) == [office.ticket(asked).worker_id], "at once: the database may be lost within the hour"
    assert "核对无误，同意删除" in words(admin.get("/admin/erasures"))
    assert "个人信息已删除" in words(worker.get(f"/my/{asked.no}"))
    assert worker.get(f"/my/{asked.no}/data.json").get_json()["登记"]["姓名"] == "已删除"


def test_a_list_that_cannot_be_written_undoes_no_erasure(site: Flask, office: Office) -> None:
    asked = office.identified(office.ask(name=NAME, phone=PHONE))
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, asked.no, reason=""))
    wish = office.act(office.worker(asked), lambda s, by: erasures.ask(s, by, asked.no, sure=True).id)
    erased_list.path(office.runtime.settings.home).mkdir()
    assert signed_in(site, "admin").post(f"/admin/erasures/{wish}", {"decision": "erase", "reason": "核对无误，同意删除"}).status_code == 303
    assert office.ticket(asked).worker.data_key == b""


def test_a_list_of_expired_periods_is_read_kept_back_in_part_and_released_by_its_number(site: Flask, office: Office) -> None:
    ids = []
    for phone in ("13912345601", "13912345602", "13912345603"):
        asked = office.ask(name=NAME, phone=phone)
        office.act("haishu", lambda s, by, no=asked.no: tickets.withdraw(s, by, no, reason=""))
        ids.append(erasures_due.Expired(office.ticket(asked).worker_id, TODAY))
    office.act(None, lambda s, by: erasures_due.put_down(s, by, ids))
    admin = signed_in(site, "admin")
    page = admin.get("/admin/erasures")
    assert "等待放行 3 人" in words(page)
    assert NAME not in page.text
    first = office.look(None, lambda s, _by: erasures.listed(s, "DUE")[0].id)
    kept = admin.post(f"/admin/erasures/{first}/keep", {"item": first, "reason": "留"})
    assert (kept.status_code, 'value="留"' in kept.text) == (422, True)
    assert admin.post(f"/admin/erasures/{first}/keep", {"reason": "仲裁委来函要求保留"}).status_code == 303
    stale = admin.post("/admin/erasures/release", {"item": "release", "count": "3", "reason": "档案鉴定会一号"})
    assert (stale.status_code, "现在是 2 人" in words(stale), 'value="档案鉴定会一号"' in stale.text) == (409, True, True)
    assert admin.post("/admin/erasures/release", {"count": "2", "reason": "档案鉴定会一号"}).status_code == 303
    shown = words(admin.get("/admin/erasures"))
    assert "已放行，夜里删除 2 人" in shown
    assert "仲裁委来函要求保留" in shown
    assert admin.post(f"/admin/erasures/{first}/resume").status_code == 303
    assert "等待放行 1 人" in words(admin.get("/admin/erasures"))
