"""The lawyers' own pages: profile, clients with import, leave and pause, hand-over; the office's limits and decisions."""

import io

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import select

from legalaid.actions import aid_records, handovers
from legalaid.tables.assignment import Handover, Offer
from legalaid.tables.lawyers import Engagement, Lawyer
from tests import counting
from tests.builders import Office
from tests.casebank.test_damaged import SHEET, changed
from tests.web.browsing import Person, signed_in, words

CSV = "单位名称,代理哪一方,谁代理,开始,结束\n甲示例有限公司,代理该单位,本人,2025-01-01,\n乙示例厂,代理对方,本所,,2026-02-30\n"


@pytest.fixture
def lawyer(site: Flask, office: Office) -> Person:
    return signed_in(site, "lawyer1")


def engagements(office: Office) -> list[tuple[str, str, str]]:
    return office.look(None, lambda s, _by: [(e.employer_name, e.side, e.whose) for e in s.scalars(select(Engagement).order_by(Engagement.employer_name.desc()))])


def upload(person: Person, content: bytes, name: str = "clients.csv"):
    return person.post("/lawyer/clients/import", {"file": (io.BytesIO(content), name)}, content_type="multipart/form-data")


def test_a_table_with_a_fault_is_refused_by_line_and_nothing_is_kept(office: Office, lawyer: Person) -> None:
    answer = upload(lawyer, CSV.encode())
    assert answer.status_code == 422
    assert "第 3 行，结束：请填写日期" in words(answer)
    assert engagements(office) == []


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_in_any_usual_coding_is_imported(office: Office, lawyer: Person, coding: str) -> None:
    assert upload(lawyer, CSV.replace("2026-02-30", "2026-02-28").encode(coding)).status_code == 303
    assert engagements(office) == [("甲示例有限公司", "FOR", "LAWYER"), ("乙示例厂", "AGAINST", "FIRM")]
    assert "已导入 2 项" in words(lawyer.get("/lawyer/clients"))


def test_a_workbook_is_imported_and_what_is_no_table_is_refused(office: Office, lawyer: Person) -> None:
    book, file = Workbook(), io.BytesIO()
    for row in (("单位名称", "谁代理"), ("丙示例厂", "本所"), (None, None)):
        book.active.append(row)
    book.save(file)
    assert upload(lawyer, file.getvalue(), "c.xlsx").status_code == 303
    assert engagements(office) == [("丙示例厂", "FOR", "FIRM")]
    for content in (b"", b"PK\x03\x04 broken", b"\xff\xfe\x00\x01\x02", "单位,性质\n甲,乙\n".encode(), "单位名称,颜色\n甲厂,红\n".encode()):
        answer = upload(lawyer, content)
        assert answer.status_code == 422
        assert 'id="file-error"' in answer.text
    answer = upload(lawyer, changed(file.getvalue(), SHEET, b"</row>", b"</raw>"), "c.xlsx")
    assert answer.status_code == 422, "damaged inside"
    assert "不是可以读取的 .xlsx 表格" in words(answer)
    assert lawyer.post("/lawyer/clients/import").status_code == 422


def test_one_client_is_noted_and_nothing_is_preselected(office: Office, lawyer: Person) -> None:
    assert " checked" not in lawyer.get("/lawyer/clients").text
    bad = lawyer.post("/lawyer/clients", {"employer": "丁示例有限公司"})
    assert bad.status_code == 422
    assert 'value="丁示例有限公司"' in bad.text
    assert lawyer.post("/lawyer/clients", {"employer": "丁示例有限公司", "side": "FOR", "whose": "LAWYER"}).status_code == 303
    assert engagements(office) == [("丁示例有限公司", "FOR", "LAWYER")]


def test_profile_leave_and_pause(office: Office, lawyer: Person) -> None:
    version = lawyer.get("/lawyer/profile").text.split('name="version" value="')[1].split('"')[0]
    form = {"counties": ["330203", "330212"], "services": ["DRAFTING"], "specialties": ["205.5", "208"], "languages": "四川话、贵州话", "version": version}
    assert lawyer.post("/lawyer/profile", {**form, "specialties": []}).status_code == 422
    assert lawyer.post("/lawyer/profile", form).status_code == 303
    assert lawyer.post("/lawyer/profile", form).status_code == 409, "the version one has read"
    row = office.look(None, lambda s, _by: s.get_one(Lawyer, office.lawyer_id(s, "lawyer1")))
    assert (row.languages, row.services, sorted(row.specialties)) == (["四川话", "贵州话"], ["DRAFTING"], ["205.5", "208"])
    lawyer.post("/lawyer/availability", {"starts": "2026-12-01", "ends": "2026-12-03"})
    leave = lawyer.get("/lawyer/availability").text.split("/lawyer/availability/")[1].split("/end")[0]
    assert lawyer.post(f"/lawyer/availability/{leave}/end").status_code == 303
    assert lawyer.post("/lawyer/availability/pause", {"do": "pause"}).status_code == 303
    assert "您已暂停接单" in words(lawyer.get("/lawyer/"))


def test_the_office_sets_limits_on_the_card(office: Office, site: Flask) -> None:
    haishu = signed_in(site, "haishu")
    ident = office.look(None, lambda s, _by: office.lawyer_id(s, "lawyer1"))
    form = {f"{kind}_{code}": "3" for kind in ("caps", "month_caps", "quotas") for code in ("CONSULTATION", "DRAFTING", "MEDIATION", "REPRESENTATION")}
    form |= {"licence_until": "2027-05-31", "state": "ACTIVE"}
    bad = haishu.post(f"/lawyers/{ident}", {**form, "caps_DRAFTING": "many"})
    assert bad.status_code == 422
    assert 'value="many"' in bad.text
    assert haishu.post(f"/lawyers/{ident}", form).status_code == 303
    assert office.look(None, lambda s, _by: s.get_one(Lawyer, ident).caps["REPRESENTATION"]) == 3
    assert signed_in(site, "mediator").post(f"/lawyers/{ident}", form).status_code == 403


def test_a_hand_over_from_the_matter_to_the_next_lawyer(office: Office, site: Flask, lawyer: Person) -> None:
    asked = office.accepted()
    assert lawyer.post(f"/lawyer/matter/{asked.no}-Y1/handover", {"note": "身体原因"}).status_code == 422
    assert lawyer.post(f"/lawyer/matter/{asked.no}-Y1/handover", {"reason": "BUSY", "note": "身体原因"}).status_code == 303
    assert "申请移交，正等统筹员决定" in words(lawyer.get(f"/lawyer/matter/{asked.no}-Y1"))
    haishu = signed_in(site, "haishu")
    assert "身体原因" in words(haishu.get("/desk/assign/"))
    ident = office.look(None, lambda s, _by: s.scalars(select(Handover.id)).one())
    refused = haishu.post(f"/desk/assign/handovers/{ident}", {"do": "refuse", "answer": ""})
    assert refused.status_code == 422
    assert "示例lawyer2律师" in words(haishu.get(f"/desk/assign/away/{office.look(None, lambda s, _by: office.lawyer_id(s, 'lawyer1'))}"))
    answer = haishu.post(f"/desk/assign/handovers/{ident}", {"do": "release"})
    assert (answer.status_code, answer.location) == (303, f"/desk/assign/{asked.no}")
    assert "示例lawyer1律师" in words(haishu.get("/desk/assign/handovers"))
    assert lawyer.get(f"/lawyer/matter/{asked.no}-Y1").status_code == 404


def test_whoever_lost_the_matter_keeps_the_file_of_what_they_closed_and_no_more(office: Office, site: Flask, lawyer: Person) -> None:
    asked = office.accepted(name="周大平示例")
    page, file = f"/lawyer/matter/{asked.no}-Y1", f"/lawyer/matter/{asked.no}-Y1/file"
    office.act("lawyer1", lambda s, by: aid_records.close(s, by, f"{asked.no}-Y1", outcome="DELIVERED", awarded=None, recovered=None, report="文书已交付，材料归卷。"))
    assert "周大平示例" in lawyer.get(page).text
    offer = office.look(None, lambda s, _by: s.scalars(select(Offer.id)).one())
    office.act("haishu", lambda s, by: handovers.take_away(s, by, offer, reason="CONFLICT", note="复核发现"))
    before = counting.audited(office)
    assert lawyer.get(page).location == file
    assert "交案卷" in words(lawyer.get(file))
    assert "周大平示例" not in lawyer.get(file).text
    late = lawyer.post(f"{page}/log", {"kind": "MEETING", "happened_on": "2026-11-24", "text": "再谈一次"})
    assert (late.status_code, "周大平示例" in late.text) == (404, False)
    assert counting.audited(office) == before, "nothing was opened for them either"
    assert lawyer.get(f"/desk/{asked.no}/files").status_code in (403, 404)


def test_a_matter_is_taken_away_from_the_page_of_its_assignment(office: Office, site: Flask) -> None:
    asked = office.accepted()
    haishu = signed_in(site, "haishu")
    ident = office.look(None, lambda s, _by: s.scalars(select(Offer.id)).one())
    assert "移交给别的律师" in words(haishu.get(f"/desk/offers/{ident}"))
    assert haishu.post(f"/desk/assign/offers/{ident}/take-away", {"reason": "LEAVE"}).location == f"/desk/assign/{asked.no}"
    assert haishu.post(f"/desk/assign/offers/{ident}/take-away", {"reason": "LEAVE"}).status_code == 409
