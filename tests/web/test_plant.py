"""The plant: a name, an ID number, a phone, an address and a story go in through every page, and are nowhere in clear afterwards."""

import io
import json
import logging
import re
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, text

from legalaid import jobs, jobs_table, outbox
from legalaid.actions import groups
from legalaid.senders import FileSender
from legalaid.tables import Base
from legalaid.tables.aid import Document, LogEntry
from legalaid.tables.assignment import Offer
from legalaid.tables.library import Story
from legalaid.tables.tickets import Rating, Ticket
from tests import postgres
from tests.builders import Asked, Office
from tests.uploads.files import photo
from tests.web.browsing import Person, fill, following, signed_in, submitted, words

pytestmark = pytest.mark.both
assert jobs_table.TABLE
NAME, ID, PHONE, ADDRESS, OTHER = "欧阳栽种", "330203199001011236", "13987654321", "古林镇栽种村 17 号", "司徒另植"
STORY = f"我叫{NAME}，家住{ADDRESS}，手机{PHONE}。去年在鹧鸪缝纫车间踩平车，组长拿走了我的红色记工本，三个月一分钱没给，孩子的学费也交不上。"


def needles() -> Iterator[bytes]:
    """Each planted value, and every stretch of eight signs of the story, as UTF-8, UTF-16 and escaped JSON."""
    stretches = {STORY[i : i + 8] for i in range(len(STORY) - 7)}
    for value in {NAME, ID, PHONE, ADDRESS, OTHER, *stretches}:
        yield value.encode()
        yield value.encode("utf-16-le")
        yield json.dumps(value)[1:-1].encode()


def planted_in(content: bytes) -> list[str]:
    return [n.decode(errors="replace") for n in needles() if n in content]


def refuse(person: Person, path: str, form: dict[str, str], what: str) -> None:
    answer = person.post(path, form)
    assert answer.status_code in (409, 422), f"{path}: {answer.status_code}"
    assert f"请不要写{what}" in words(answer), path


def ask(site: Flask, office: Office) -> Asked:
    """The worker's five pages; a number in a field that stays in clear is refused."""
    worker = Person(site)
    fill(worker, name=NAME, phone=PHONE, id_no=ID, statement=STORY, employer_name=f"鹧鸪厂老板 {PHONE}", place="古林镇")
    refuse(worker, "/apply/check", {}, "电话号码")
    assert worker.post("/apply/2", {"employer_name": "宁波鹧鸪示例服饰有限公司", "county": "330203", "place": "古林镇"}).status_code == 303
    asked = submitted(worker, office)
    assert Person(site).post("/login", {"login": PHONE, "password": ID}).status_code == 422
    return asked


def at_the_desk(site: Flask, office: Office, asked: Asked) -> None:
    coordinator, mediator = signed_in(site, "haishu"), signed_in(site, "mediator")
    desk = f"/desk/{asked.no}"
    for summary, what in ((f"{NAME}被拖欠工资", "职工的姓名"), (f"电话 {PHONE}", "电话号码"), (f"证件 {ID}", "身份证号")):
        refuse(coordinator, f"{desk}/confirm", {"subclass": "劳动报酬", "cause": "205.5", "summary": summary}, what)
    assert coordinator.post(f"{desk}/confirm", {"subclass": "劳动报酬", "cause": "205.5", "summary": "拖欠三个月工资"}).status_code == 303
    room = {"organisation_id": str(office.places["330203R0"]), "handler_id": str(office.people["mediator"])}
    assert coordinator.post(f"{desk}/dispatch", room).status_code == 303
    refuse(mediator, f"{desk}/return", {"reason": f"{NAME}不在本区"}, "职工的姓名")
    assert mediator.post(f"{desk}/take").status_code == 303
    refuse(mediator, f"{desk}/resolve", {"reason": f"已付给 {PHONE}"}, "电话号码")
    refuse(mediator, f"{desk}/reveal", {"reason": f"给{NAME}打电话"}, "职工的姓名")
    shown = words(mediator.post(f"{desk}/reveal", {"reason": "电话核实案情"}))
    assert all(value in shown for value in (NAME, PHONE, ID)), "whoever may see it does see it"
    assert mediator.post(f"{desk}/group", {"title": f"{PHONE} 等集体欠薪"}).status_code == 422
    assert mediator.post(f"{desk}/limitation", {"knew_on": "2026-08-31"}).status_code == 303
    search(mediator)


def search(mediator: Person) -> None:
    found = mediator.post("/cases/search", {"text": STORY})
    assert found.status_code == 303
    assert "/cases/search/" in str(found.location)
    page = mediator.get(str(found.location))
    assert NAME in page.text
    told = mediator.post("/cases/search", {"text": f"{STORY}老板拖欠工资，没签劳动合同。"})  # of the story alone nothing is understood, so nothing could be kept
    kept = mediator.post("/desk/saved", {"story": str(told.location).rpartition("/")[2], "notify": "1"})
    assert "/cases/search/saved/" in str(kept.location)
    assert planted_in(mediator.get(str(kept.location)).data) == []
    again = mediator.post("/cases/search", {"text": STORY, "story": str(found.location).rpartition("/")[2], "drop": NAME})
    assert mediator.get(str(again.location)).status_code == 200
    assert mediator.post("/cases/search", {"text": STORY, "story": STORY[:20]}).status_code == 404


def aid(site: Flask, office: Office, asked: Asked) -> None:
    coordinator, worker = signed_in(site, "haishu"), following(site, asked)
    assert worker.post(f"/my/{asked.no}/aid", {"forms": ["DRAFT", "ARBITRATE"], "migrant": "yes", "own_lawyer": "no"}).status_code == 303
    refuse(coordinator, f"/desk/{asked.no}/aid/decision", {"decision": "refuse", "reason": f"{NAME}已自行委托"}, "职工的姓名")
    assert coordinator.post(f"/desk/{asked.no}/aid/decision", {"decision": "grant", "reason": ""}).status_code == 303
    lawyer = str(office.look(None, lambda s, _by: office.lawyer_id(s, "lawyer1")))
    refuse(coordinator, f"/desk/assign/{asked.no}", {"lawyer": lawyer, "message": f"请先打 {PHONE}"}, "电话号码")
    refuse(coordinator, f"/desk/assign/{asked.no}", {"lawyer": lawyer, "override_code": "WISH", "override_note": f"{NAME}的意愿"}, "职工的姓名")
    assert coordinator.post(f"/desk/assign/{asked.no}", {"lawyer": lawyer}).status_code == 303


def represent(site: Flask, office: Office, asked: Asked) -> None:
    lawyer = signed_in(site, "lawyer1")
    offer: UUID = office.look(None, lambda s, _by: s.scalars(select(Offer.id)).one())
    before = lawyer.get(f"/lawyer/offer/{offer}").text
    assert not any(value in before for value in (NAME, PHONE, ID, STORY[-12:]))
    refuse(lawyer, f"/lawyer/offer/{offer}", {"do": "decline", "reason": "BUSY", "note": f"{PHONE} 打不通"}, "电话号码")
    matter = str(lawyer.post(f"/lawyer/offer/{offer}", {"do": "accept", "conflict": "none"}).location)
    assert all(value in lawyer.get(matter).text for value in (NAME, PHONE, ID, STORY[-12:]))
    assert lawyer.post(f"{matter}/log", {"kind": "MEETING", "happened_on": "2026-11-24", "text": f"见{NAME}（{PHONE}，{ADDRESS}）。{STORY}"}).status_code == 303
    paper = f"/desk/{asked.no}/papers/arbitration_application"
    facts = {"do": "draft", "record": f"{asked.no}-Y1", "story": STORY, "workplace": ADDRESS, "claim-0-title": "支付工资", "claim-0-amount": "18600", "evidence-0-name": f"{OTHER}的证言"}
    assert lawyer.post(paper, facts).status_code == 303
    assert OTHER in lawyer.get(paper).text
    kept: UUID = office.look(None, lambda s, _by: s.scalars(select(Document.id)).one())
    assert lawyer.get(f"/desk/papers/{kept}.docx").data.startswith(b"PK")
    for number, outcome in ((1, "DELIVERED"), (2, "MEDIATED")):
        form = {"outcome": outcome, "awarded": "18600", "recovered": "10000", "report": f"{NAME}与单位达成调解，{OTHER}到场作证。"}
        assert lawyer.post(f"/lawyer/matter/{asked.no}-Y{number}/close", form).status_code == 303


def papers(site: Flask, asked: Asked) -> None:
    """By camera and as a file: in the name, in the words, and where a phone writes down the place."""
    worker, coordinator, path = following(site, asked), signed_in(site, "haishu"), f"/my/{asked.no}/files"
    for content, name in ((photo(comment=ADDRESS), f"{NAME}的工资条.jpg"), (STORY.encode() * 600, f"{OTHER}的证言.txt")):
        assert worker.post(path, {"kind": "PAY", "photo": (io.BytesIO(content), name)}).status_code == 303
    assert NAME in words(worker.get(path))
    shown = words(coordinator.get(f"/desk/{asked.no}/files"))
    assert "工资材料" in shown
    assert OTHER not in shown
    opened = [coordinator.get(url) for url in re.findall(rf'/desk/{asked.no}/files/[0-9a-f-]{{36}}(?=")', coordinator.get(f"/desk/{asked.no}/files").text)]
    assert [STORY in answer.get_data(as_text=True) for answer in opened if answer.mimetype == "text/plain"] == [True]
    assert [ADDRESS.encode() in answer.data for answer in opened if answer.mimetype == "image/jpeg"] == [False]


def rate(site: Flask, asked: Asked) -> None:
    assert following(site, asked).post(f"/my/{asked.no}/rate", {"level": "1", "comment": f"{OTHER}没有来。{STORY}"}).status_code == 303
    coordinator = signed_in(site, "haishu2")
    refuse(coordinator, f"/desk/{asked.no}/callback", {"note": f"{NAME}表示谅解"}, "职工的姓名")
    assert coordinator.post(f"/desk/{asked.no}/callback", {"note": "已电话致歉，职工谅解"}).status_code == 303


def roster(office: Office) -> None:
    """No page takes a roster yet: the action that will be behind it."""
    no = office.group(office.confirmed())
    lines = [groups.Line(OTHER, "13912345699", "宁波鹧鸪示例服饰有限公司", Decimal(1000), id_no="330203199201012217"), groups.Line(NAME, PHONE, "宁波鹧鸪示例服饰有限公司", Decimal(5), id_no=ID)]
    office.act("haishu", lambda s, by: groups.add_members(s, by, no, lines))


def database_files(url: str, home: Path) -> Iterator[Path]:
    """Where the database keeps its bytes, log included."""
    if url.startswith("sqlite"):
        yield from (home / name for name in ("legalaid.sqlite", "legalaid.sqlite-wal"))
        return
    parts = urlsplit(url)
    folder = Path(unquote(parse_qs(parts.query)["host"][0])) / "data"
    maintenance = f"{parts.scheme}://{parts.netloc}/{{name}}?{parts.query}"
    postgres.execute(maintenance, "CHECKPOINT")
    for kind in ("base", "pg_wal"):
        yield from (p for p in (folder / kind).rglob("*") if p.is_file())


def content_of(file: Path) -> bytes:
    """What is in the file now; PostgreSQL drops some of its own while it works."""
    return file.read_bytes() if file.exists() else b""


def test_what_was_planted_is_nowhere_in_clear(
    site: Flask, office: Office, tmp_path: Path, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
) -> None:
    home, temporary = office.runtime.settings.home, tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    office.runtime.sender = FileSender(home / "notices.jsonl")
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(logging.getLogger("sqlalchemy.engine.Engine"), "handlers", [logging.NullHandler()])
    office.runtime.database.engine.echo = office.runtime.database.reader.echo = True
    asked = ask(site, office)
    at_the_desk(site, office, asked)
    papers(site, asked)
    aid(site, office, asked)
    represent(site, office, asked)
    rate(site, asked)
    roster(office)
    for name in ("index", "assign-waiting", "keep-audit-head", "scan-files", "warn-due"):
        assert jobs.run(office.runtime, name, office.runtime.clock() + timedelta(minutes=1)).status == "done"
    assert outbox.deliver(office.runtime)["sent"] >= 5
    assert (home / "notices.jsonl").is_file()

    # The values did go in, and whoever holds the key can read them.
    def sealed(session, _by) -> list[str]:
        rows = [session.get_one(Ticket, asked.id).statement, *(r.comment for r in session.scalars(select(Rating))), *(e.text for e in session.scalars(select(LogEntry)))]
        return [r.open() for r in (*rows, *(x.text for x in session.scalars(select(Story))))]

    assert all(STORY[-20:] in opened for opened in office.look(None, sealed))
    # Every column of every row, as the database gives it.
    with office.runtime.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(text(f"SELECT * FROM {table.name}")):
                content = b"\n".join(bytes(v) if isinstance(v, (bytes, memoryview)) else json.dumps(v, ensure_ascii=False, default=str).encode() for v in row)
                assert planted_in(content) == [], table.name
    # Every file: database with its log, indexes, outbox, keys, temporary files.
    files = [*database_files(office.runtime.settings.url, home), *(p for folder in (home, temporary) for p in folder.rglob("*") if p.is_file())]
    assert len(files) > 4
    for file in files:
        assert planted_in(content_of(file)) == [], file
    assert planted_in(caplog.text.encode()) == []
    assert "SELECT" in caplog.text, "the log of the database was on"
    shown = capsys.readouterr()
    assert planted_in((shown.out + shown.err).encode()) == []


def test_the_search_for_plants_finds_what_stands_in_clear(office: Office) -> None:
    clear = "公羊反例"
    office.act(None, lambda s, _by: s.execute(text("UPDATE organisations SET name = :n WHERE code = '330203R0'"), {"n": clear}))
    assert any(clear.encode() in content_of(f) for f in database_files(office.runtime.settings.url, office.runtime.settings.home)), "these are the bytes of the database"
    assert planted_in(json.dumps({"x": STORY}).encode())
    assert planted_in(f"…{STORY[30:40]}…".encode())
