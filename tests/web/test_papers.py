"""Papers on the pages: versions, PDF beside Word, what changed, review, questions, where each fact came from."""

import io
import re
from uuid import UUID

import pytest
from flask import Flask
from pypdf import PdfReader

from legalaid.tables.aid import Document
from tests.builders import Asked, Office
from tests.web.browsing import Person, following, signed_in, words

FORM = {"do": "draft", "story": "2026-11-03 厂门锁了", "claim-0-title": "支付2026年8月至10月工资", "claim-0-amount": "18600", "claim-0-articles": "劳动合同法-30"}


def drafted(person: Person, asked: Asked, **values: str) -> str:
    """Write an application; the address of the version."""
    answer = person.post(f"/desk/{asked.no}/papers/arbitration_application", {**FORM, **values})
    assert answer.status_code == 303, words(answer)
    assert answer.location.startswith("/desk/papers/")
    return answer.location


@pytest.fixture
def asked(office: Office) -> Asked:
    return office.accepted(name="周示例", phone="13912345678")


def test_a_version_is_read_and_kept_as_word_and_as_pdf_with_the_same_words(site: Flask, asked: Asked) -> None:
    lawyer = signed_in(site, "lawyer1")
    where = drafted(lawyer, asked, record=f"{asked.no}-Y1")
    shown, file, to_read, to_keep = (lawyer.get(where + more) for more in ("", ".docx", ".pdf", ".pdf?keep=1"))
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert to_read.headers["Content-Disposition"].startswith("inline")
    assert to_keep.headers["Content-Disposition"].startswith("attachment")
    assert to_read.mimetype == "application/pdf"
    printed = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(to_read.data)).pages))
    for text in ("周示例", "18,600.00元", "厂门锁了", "【待补充"):
        assert text in printed
        assert text in shown.text
    assert re.search(r"[0-9a-f]{64}", shown.text), "the file's hash is shown"


def test_the_gaps_are_questions_and_each_fact_says_where_it_came_from(site: Flask, asked: Asked) -> None:
    lawyer = signed_in(site, "lawyer1")
    page = words(lawyer.get(drafted(lawyer, asked, record=f"{asked.no}-Y1", hire_date="2024-05-06")))
    assert "您是什么民族" in page
    assert "职工登记资料" in page
    assert f"诉求登记（{asked.no}）" in page
    assert "示例lawyer1 2026-11-24 填写" in page
    form = words(lawyer.get(f"/desk/{asked.no}/papers/arbitration_application"))
    assert "来源：示例lawyer1 2026-11-24 填写" in form
    assert "要问职工的" in form


def test_cited_articles_in_a_paper_are_links(site: Flask, asked: Asked) -> None:
    lawyer = signed_in(site, "lawyer1")
    page = lawyer.get(drafted(lawyer, asked, record=f"{asked.no}-Y1")).text
    assert re.search(r'<a class="cite" href="/laws/[^"]+/30">《劳动合同法》第三十条</a>', page)


def test_what_changed_between_two_versions_is_readable(site: Flask, asked: Asked) -> None:
    lawyer = signed_in(site, "lawyer1")
    first = drafted(lawyer, asked, record=f"{asked.no}-Y1")
    second = drafted(lawyer, asked, record=f"{asked.no}-Y1", **{"claim-0-amount": "20000"})
    page = lawyer.get(f"{second}/changes").text
    assert "<del>" in page
    assert "<ins>" in page
    after = re.sub(r"<del>.*?</del>", "", page)
    assert "20,000.00" in re.sub(r"<[^>]+>", "", after)
    assert "18,600.00" not in re.sub(r"<[^>]+>", "", after)
    assert lawyer.get(f"{first}/changes").status_code == 404, "the first version has nothing before it"
    assert lawyer.get(f"{second}/changes?since=7").status_code == 404


def test_a_lawyer_sends_back_and_approves_what_staff_wrote(site: Flask, office: Office, asked: Asked) -> None:
    staff, lawyer = signed_in(site, "haishu"), signed_in(site, "lawyer1")
    where = drafted(staff, asked)
    answer = staff.post(f"{where}/submit")
    assert answer.status_code == 422
    assert "待补充" in words(answer)
    assert staff.post(f"{where}/deliver").status_code == 409
    office.act(None, lambda s, _by: setattr(s.get_one(Document, UUID(where.rpartition('/')[2])), "blanks", 0))
    assert staff.post(f"{where}/submit").status_code == 303
    assert "提交审核结论" in lawyer.get(where).text
    assert "提交审核结论" not in staff.get(where).text
    matter = lawyer.get(f"/lawyer/matter/{asked.no}-Y1").text
    assert where in matter
    sha = re.search(r'name="sha256" value="([0-9a-f]{64})"', lawyer.get(where).text)
    assert sha is not None
    answer = lawyer.post(f"{where}/review", {"approve": "no", "sha256": sha[1], "note": "短"})
    assert answer.status_code == 422
    assert "请写明要改什么" in words(answer)
    assert staff.post(f"{where}/review", {"approve": "yes", "sha256": sha[1]}).status_code == 403
    assert lawyer.post(f"{where}/review", {"approve": "yes", "sha256": sha[1]}).status_code == 303
    assert staff.post(f"{where}/deliver").status_code == 303
    worker = following(site, asked)
    link = re.search(rf"/my/{asked.no}/papers/[0-9a-f-]+\.pdf", worker.get(f"/my/{asked.no}").text)
    assert link is not None
    assert worker.get(link[0]).data.startswith(b"%PDF")


def test_the_version_of_somebody_elses_matter_is_the_same_404_as_none(site: Flask, asked: Asked) -> None:
    where = drafted(signed_in(site, "lawyer1"), asked, record=f"{asked.no}-Y1")
    for login in ("lawyer2", "yinzhou", "mediator3"):
        person = signed_in(site, login)
        for more in ("", ".docx", ".pdf", "/changes"):
            assert person.get(where + more).status_code == 404, (login, more)


def test_every_paper_has_its_place_in_the_list(site: Flask, asked: Asked) -> None:
    page = signed_in(site, "haishu").get(f"/desk/{asked.no}/papers/").text
    for title in ("劳动人事争议仲裁申请书", "调解协议书", "被迫解除劳动合同通知书", "结案报告"):
        assert title in page
