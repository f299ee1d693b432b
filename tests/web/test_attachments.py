"""上传材料 as a worker does it on a phone, what staff and lawyers see of it, proofs beside what they prove, and downloads that no browser runs."""

import io
import json
import re
from pathlib import PurePosixPath
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from legalaid import uploads
from legalaid.actions import attachments, throttle
from legalaid.scanner import Clamd
from legalaid.tables.attachments import Attachment
from legalaid.tables.office import AuditEntry
from tests.actions.mediating import TODAY
from tests.builders import Asked, Office
from tests.uploads.clamd import clamd
from tests.uploads.files import EICAR, PLACE, pdf, photo
from tests.web.browsing import Person, following, signed_in, words


def send(person: Person, path: str, *files: tuple[str, bytes], field: str = "files", form_id: str | None = None, **typed: Any) -> TestResponse:
    return person.post(path, {"kind": "PAY", **typed, field: [(io.BytesIO(content), name) for name, content in files]}, form_id=form_id)


def count(office: Office) -> int:
    return office.look(None, lambda s, _by: s.scalar(select(func.count()).select_from(Attachment)) or 0)


def links(page: TestResponse, no: str, where: str) -> list[str]:
    return re.findall(rf'href="(/{where}/{no}/files/[0-9a-f-]{{36}})"', page.text)


def test_a_worker_hands_in_a_photo_without_javascript_and_it_is_opened_where_it_is_needed(site: Flask, office: Office) -> None:
    asked = office.accepted()
    worker, path = following(site, asked), f"/my/{asked.no}/files"
    page = worker.get(path).text
    assert re.search(r'<input[^>]* name="photo" type="file" accept="image/\*" capture="environment"', page)
    assert re.search(r'<input[^>]* name="files" type="file" accept="image/jpeg,[^"]*" multiple', page)
    assert 'enctype="multipart/form-data"' in page
    assert "上传材料" in words(worker.get(f"/my/{asked.no}"))
    assert send(worker, path, ("周示例的工资条.JPG", photo()), field="photo").status_code == 303
    assert "周示例的工资条.jpg" in words(worker.get(f"/my/{asked.no}"))
    assert "未扫描" in words(worker.get(path))
    answer = worker.get(links(worker.get(path), asked.no, "my")[0])
    assert (answer.status_code, answer.mimetype, answer.headers["X-Content-Type-Options"]) == (200, "image/jpeg", "nosniff")
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=\"document.jpg\"; filename*=UTF-8''%E5%91%A8")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert PLACE.encode() not in answer.data
    for login, where in (("haishu", f"/desk/{asked.no}"), ("lawyer1", f"/lawyer/matter/{asked.no}-Y1"), ("lawyer1", f"/desk/{asked.no}/files")):
        person = signed_in(site, login)
        shown = person.get(where)
        assert "工资材料" in words(shown)
        assert "周示例的" not in words(shown), "people name files after people"
        assert person.get(links(shown, asked.no, "desk")[0]).data == answer.data
    looks = office.look(None, lambda s, _by: [e.role for e in s.scalars(select(AuditEntry).where(AuditEntry.action == "attachment.read").order_by(AuditEntry.seq))])
    assert looks == ["worker", "coordinator", "lawyer", "lawyer"]
    assert send(signed_in(site, "lawyer1"), f"/desk/{asked.no}/files", ("代理词.pdf", pdf()), kind="OTHER").status_code == 303
    assert len(links(worker.get(path), asked.no, "my")) == 1


def test_nobody_else_reaches_a_file_by_its_address(site: Flask, office: Office) -> None:
    asked, other = office.taken(), office.taken()
    send(following(site, asked), f"/my/{asked.no}/files", ("a.jpg", photo()))
    ident = office.look(None, lambda s, _by: s.scalars(select(Attachment.id)).one())
    tries = [(following(site, other), "my", other), (following(site, other), "my", asked), (following(site, asked, other), "my", other), (signed_in(site, "mediator3"), "desk", asked),
             (signed_in(site, "lawyer1"), "desk", asked), (signed_in(site, "mediator"), "desk", other)]
    for person, where, one in tries:
        assert person.get(f"/{where}/{one.no}/files/{ident}").status_code == 404
        assert person.post(f"/{where}/{one.no}/files/{ident}/withdraw", {"reason": "放错了案卷"}).status_code == 404
    assert send(following(site, other), f"/my/{asked.no}/files", ("a.jpg", photo())).status_code == 404
    assert send(signed_in(site, "mediator3"), f"/desk/{asked.no}/files", ("a.jpg", b"not even looked at")).status_code == 404
    assert count(office) == 1


def test_a_file_that_may_not_be_kept_keeps_out_all_and_what_was_chosen_stays(site: Flask, office: Office) -> None:
    asked = office.taken()
    worker, path = following(site, asked), f"/my/{asked.no}/files"
    answer = send(worker, path, ("好的.jpg", photo()), ("假的.jpg", b"<html>"), kind="INJURY")
    assert answer.status_code == 422
    assert "“假的.jpg”：扩展名是 .jpg，内容却是网页" in words(answer)
    assert "请再选一次" in words(answer)
    assert re.search(r'value="INJURY" checked', answer.text)
    assert send(worker, path, ("a.jpg", photo()), kind="").status_code == 422
    assert "请选择是什么材料" in words(send(worker, path, ("a.jpg", photo()), kind="PAUSE"))
    assert "请选择文件" in words(worker.post(path, {"kind": "PAY"}))
    assert "请选择文件" in words(worker.post(path, {"kind": "PAY", "photo": (io.BytesIO(b""), "")})), "an empty field is no file"
    assert "最多 10 个文件" in words(send(worker, path, *((f"{n}.txt", b"x") for n in range(11))))
    large = "长".encode() * (uploads.MOST_FILE // 3)
    assert "不超过 10 MB" in words(send(worker, path, ("a.txt", large + b"12345")))
    assert "合起来不超过 30 MB" in words(send(worker, path, *((f"{n}.txt", large) for n in range(3)), ("d.txt", b"x" * 100)))
    assert count(office) == 0
    assert send(worker, path, *((f"{n}.txt", large) for n in range(2))).status_code == 303
    too_much = send(worker, path, *((f"{n}.txt", large) for n in range(4)))
    assert (too_much.status_code, "一次不超过 30 MB" in words(too_much)) == (413, True)
    assert worker.post(f"/my/{asked.no}/aid", {"forms": "DRAFT", "x": (io.BytesIO(b"x" * 13 * 2**20), "x.txt")}).status_code == 413, "other forms take no such load"
    assert count(office) == 2


def test_two_taps_keep_one_and_another_file_with_the_same_form_is_another(site: Flask, office: Office) -> None:
    asked = office.taken()
    worker, path = following(site, asked), f"/my/{asked.no}/files"
    for content in (b"one", b"one", b"two"):
        assert send(worker, path, ("a.txt", content), form_id="the-same").status_code == 303
    assert count(office) == 2


def test_uploads_are_slowed_down_by_files_not_by_forms(site: Flask, office: Office) -> None:
    asked = office.taken()
    worker, path = following(site, asked), f"/my/{asked.no}/files"
    for _ in range(throttle.RULES["upload"].most - 3):
        office.act(None, lambda s, by: throttle.take(s, by, "upload", "127.0.0.1"))
    assert send(worker, path, ("a.txt", b"1"), ("b.txt", b"2")).status_code == 303
    slowed = send(worker, path, ("a.txt", b"3"), ("b.txt", b"4"))
    assert (slowed.status_code, "上传的文件太多" in words(slowed)) == (429, True)
    assert count(office) == 2


def test_a_virus_is_refused_kindly_and_what_could_not_be_scanned_waits(site: Flask, office: Office) -> None:
    asked = office.taken()
    worker, mediator, path = following(site, asked), signed_in(site, "mediator"), f"/my/{asked.no}/files"
    with clamd() as (address, seen):
        office.runtime.scanner = Clamd(address)
        answer = send(worker, path, ("好的.txt", b"hello"), ("坏的.txt", EICAR))
        assert answer.status_code == 422
        assert "“坏的.txt”检查出病毒" in words(answer)
        assert len(seen) == 2
        assert count(office) == 0
        assert send(worker, path, ("好的.txt", b"hello")).status_code == 303
        assert "已检查" in words(worker.get(path))
    entry = office.look(None, lambda s, _by: s.scalars(select(AuditEntry).where(AuditEntry.action == "attachment.refuse")).one())
    assert len(entry.detail["sha256"]) == 1
    assert send(worker, path, ("再一份.txt", EICAR)).status_code == 303, "nobody is turned away because the scanner is away"
    assert "待检查" in words(worker.get(path))
    assert len(links(worker.get(path), asked.no, "my")) == 2
    assert len(links(mediator.get(f"/desk/{asked.no}"), asked.no, "desk")) == 1
    waiting = next(url for url in links(worker.get(path), asked.no, "my") if worker.get(url).data == EICAR)
    assert mediator.get(waiting.replace("/my/", "/desk/")).status_code == 409


def test_withdrawing_is_for_the_sender_and_staff_say_why(site: Flask, office: Office) -> None:
    asked = office.taken()
    worker, mediator = following(site, asked), signed_in(site, "mediator")
    send(worker, f"/my/{asked.no}/files", ("a.txt", b"1"))
    send(mediator, f"/desk/{asked.no}/files", ("b.txt", b"2"))
    own = links(worker.get(f"/my/{asked.no}/files"), asked.no, "my")[0]
    assert mediator.post(f"{own.replace('/my/', '/desk/')}/withdraw", {"reason": "放错了案卷"}).status_code == 403
    theirs = next(u for u in links(mediator.get(f"/desk/{asked.no}/files"), asked.no, "desk") if PurePosixPath(u).name != PurePosixPath(own).name)
    refused = mediator.post(f"{theirs}/withdraw", {"reason": "错"})
    assert (refused.status_code, 'value="错"' in refused.text, "请写明撤回的原因" in words(refused)) == (422, True, True)
    assert mediator.post(f"{theirs}/withdraw", {"reason": "放错了案卷"}).status_code == 303
    assert worker.post(f"{own}/withdraw").status_code == 303
    shown = words(mediator.get(f"/desk/{asked.no}/files"))
    assert shown.count("已撤回") >= 2
    assert "放错了案卷" in shown
    assert worker.get(own).status_code == 409


@pytest.mark.parametrize("good", [True, False])
def test_the_proof_of_a_pause_a_transfer_and_a_payment_stands_beside_it(site: Flask, office: Office, good: bool) -> None:
    content = pdf() if good else b"%PDF-no"
    paused, paid, moved = office.taken(), office.taken(), office.confirmed()
    mediator, coordinator = signed_in(site, "mediator"), signed_in(site, "haishu")
    handing_over = {"department": "INSPECTION", "office": "海曙区劳动保障监察大队", "reason": "多名职工反映，由监察机构统一查处", "agreed": "1"}
    assert coordinator.post(f"/desk/{moved.no}/transfer", handing_over).status_code == 303
    forms: list[tuple[Person, Asked, str, str, dict[str, str], str]] = [
        (mediator, paused, "pause", "pause_file", {"ground": "APPRAISAL", "proof": "鉴定受理回执", "expected_on": "2026-12-10", "owner_id": str(office.people["mediator"])}, ""),
        (coordinator, moved, "transfer/receive", "transfer_file", {"receipt_no": "海劳监〔2026〕1号"}, ""),
        (mediator, paid, "mediation/receive", "proof_file", {"amount": "100", "paid_on": TODAY.isoformat(), "proof": "TRANSFER"}, "/mediation"),
    ]
    for person, asked, what, field, typed, shown in forms:
        answer = person.post(f"/desk/{asked.no}/{what}", {**typed, field: (io.BytesIO(content), "凭证.pdf")})
        page = person.get(f"/desk/{asked.no}{shown}")
        if good:
            assert answer.status_code == 303, words(answer)
            assert len(links(page, asked.no, "desk")) == (1 if shown else 2), "in the list and beside what it proves"
            assert person.get(links(page, asked.no, "desk")[0]).data == content
        else:
            assert answer.status_code == 422
            assert "“凭证.pdf”：PDF 打不开" in words(answer)
            assert next(iter(typed.values())) in answer.text
            assert links(page, asked.no, "desk") == []
    kinds = office.look(None, lambda s, _by: sorted(s.execute(select(Attachment.kind, Attachment.about)).all()))
    assert [tuple(k) for k in kinds] == ([("PAUSE", "pauses"), ("PAYMENT", "payments"), ("TRANSFER", "transfers")] if good else [])
    assert office.ticket(paused).state == ("PAUSED" if good else "IN_PROGRESS"), "without its file nothing is half-done"


def test_ones_own_data_list_what_was_handed_in_with_its_address(site: Flask, office: Office) -> None:
    asked = office.taken()
    worker = following(site, asked)
    send(worker, f"/my/{asked.no}/files", ("周示例的工资条.txt", b"hello"))
    office.act("mediator", lambda s, by: attachments.add(s, by, asked.no, kind="OTHER", files=[attachments.Checked(uploads.check("别人的.txt", b"x"), "UNSCANNED")]))
    (kept,) = json.loads(worker.get(f"/my/{asked.no}/data.json").text)["您交的材料"]
    assert (kept["类别"], kept["文件名"], kept["病毒检查"]) == ("工资材料", "周示例的工资条.txt", "未扫描")
    assert worker.get(kept["下载地址"]).data == b"hello"
    assert "周示例的工资条.txt" in words(worker.get(f"/my/{asked.no}/data"))
