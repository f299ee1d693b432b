"""Pages of those who care for the library: import with look-alikes, versions compared, replaced cases, uses, synonyms, what was learned."""

import io
import json
import re
from html import unescape
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from legalaid.actions import cases, learning, proposals
from legalaid.tables.library import CaseVersion
from tests.actions.test_cases import BODY
from tests.actions.test_proposals import SPOKEN, drafts, erase, night
from tests.builders import Office
from tests.casebank.test_docx import CASE, word
from tests.conftest import Clock
from tests.web.browsing import Person, signed_in, words

LONG = {**BODY, "facts": "某服装厂自八月起没有向张某等二十四人发放工资，职工多次催要，厂方以资金紧张为由拖延，十一月三日厂区关停，负责人失去联系，职工到调处工作室求助，要求支付工资。"}


def keep(office: Office, *rows: dict[str, Any]) -> None:
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    office.act(None, lambda s, by: cases.keep(s, by, cases.read_lines(lines), "甲.jsonl", publish_all=True))


@pytest.fixture
def editor(office: Office, site: Flask) -> Person:
    keep(office, LONG)
    return signed_in(site, "editor")


def upload(person: Person, name: str, content: bytes, do: str) -> Any:
    return person.post("/cases/import", {"file": (io.BytesIO(content), name), "do": do}, content_type="multipart/form-data")


def test_a_word_file_is_tried_and_imported_and_its_faults_name_the_paragraph(editor: Person) -> None:
    tried = words(upload(editor, "案例.docx", word(*CASE), "check"))
    assert "共 1 件，新增 1" in tried
    assert editor.get("/cases/nb-9").status_code == 404
    assert upload(editor, "案例.docx", word(*CASE), "import").status_code == 303
    assert "停产工厂拖欠三个月工资" in words(editor.get("/cases/nb-9"))
    broken = upload(editor, "案例.docx", word(*CASE, ("Heading 2", "随想")), "import")
    assert broken.status_code == 422
    assert re.search(r"20 小标题 不认识的小标题“随想”", words(broken))


def test_a_line_of_a_file_ends_where_it_says_and_not_within_a_text(editor: Person) -> None:
    row = json.dumps({**BODY, "id": "nb-8", "title": "两行\u2028合成的标题"}, ensure_ascii=False)
    assert "共 1 件，新增 1" in words(upload(editor, "戊.jsonl", f"{row}\r\n".encode(), "check"))


def test_look_alikes_are_shown_before_and_after_an_import_and_at_the_draft(editor: Person) -> None:
    twin = json.dumps({**LONG, "id": "nb-2", "title": "同一件事再讲一遍"}, ensure_ascii=False).encode()
    assert re.search(r"nb-2 第 1 行 拖欠三个月工资 nb-1 \d+%", words(upload(editor, "乙.jsonl", twin, "check")))
    assert upload(editor, "乙.jsonl", twin, "import").status_code == 303
    assert "nb-2 与 nb-1" in words(editor.get("/cases/review"))
    assert "库中已有内容相近的案例" in words(editor.get("/cases/nb-2"))
    other = json.dumps({**BODY, "id": "nb-3", "facts": "某电子厂从不安排年休假。", "reasoning": "应当安排年休假。"}, ensure_ascii=False).encode()
    assert "内容相近 " not in words(upload(editor, "丙.jsonl", other, "check")).replace("内容相近的", "")


def test_a_draft_of_an_erased_worker_says_that_it_was_withdrawn_and_an_open_form_brings_nothing_back(site: Flask, office: Office, clock: Clock) -> None:
    asked = office.rated(5, statement=SPOKEN, name="周示例")
    night(office, clock)
    body = drafts(office)[0]
    path, editor = f"/cases/{body['id']}", signed_in(site, "editor")
    form = editor.get(f"{path}/edit")
    assert ("李小红" in form.text, "机器只隐去它认得的姓名和号码" in words(form)) == (True, True)
    erase(office, asked)
    for person in (editor, signed_in(site, "editor2")):
        page = words(person.get(path))
        assert (proposals.WITHDRAWN in page, proposals.FORGOTTEN in page, "李小红" in page) == (True, True, False)
    again = editor.get(f"{path}/edit")
    assert (again.status_code, proposals.FORGOTTEN in words(again)) == (409, True)
    assert editor.post(f"{path}/edit", {**{k: body[k] for k in ("title", "causes", "facts", "outcome", "source")}, "head_count": "1"}).status_code == 409
    assert "李小红" not in str(office.look(None, lambda s, _by: [v.body for v in s.scalars(select(CaseVersion))]))


def test_two_versions_are_compared_sentence_by_sentence(editor: Person, office: Office) -> None:
    office.act("editor", lambda s, by: cases.draft(s, by, {**LONG, "facts": LONG["facts"].replace("二十四人", "三十人"), "lesson": "及时固定证据。新增一句。", "amount_awarded": "18600"}))
    page = editor.get("/cases/nb-1/history")
    text = unescape(page.text)
    assert "新增：</span>新增一句。" in text
    assert "删去：</span>二<" in text
    assert "新增：</span>三<" in text
    assert "1.86 万元" in text
    assert editor.get("/cases/nb-1/history?from=2&to=2").status_code == 200
    for nonsense in ("from=9", "to=0", "from=-1&to=1"):
        assert editor.get(f"/cases/nb-1/history?{nonsense}").status_code == 404


def test_readers_of_a_replaced_case_are_led_to_the_one_in_its_place(editor: Person, office: Office, site: Flask) -> None:
    keep(office, {**BODY, "id": "nb-2", "title": "新的一件"}, {**BODY, "id": "nb-3", "title": "更新的一件"})
    for wrong in ("nb-1", "nothing"):
        answer = editor.post("/cases/nb-1/retire", {"note": "判决已被改判", "replaced_by": wrong})
        assert answer.status_code == 422
        assert "没有这个编号的已发布案例" in words(answer)
        assert "判决已被改判" in answer.text, "what was typed stays"
    assert editor.post("/cases/nb-1/retire", {"note": "判决已被改判", "replaced_by": "nb-2"}).status_code == 303
    reader = signed_in(site, "mediator")
    assert reader.get("/cases/nb-1").location == "/cases/nb-2"
    assert editor.post("/cases/nb-2/retire", {"note": "判决已被改判", "replaced_by": "nb-3"}).status_code == 303
    assert reader.get("/cases/nb-1").location == "/cases/nb-3"
    assert editor.post("/cases/nb-3/retire", {"note": "判决已被改判"}).status_code == 303
    assert reader.get("/cases/nb-1").status_code == 404
    assert "已下架" in words(editor.get("/cases/nb-1"))


def test_a_case_is_marked_for_a_matter_and_taken_back_without_a_script(office: Office, site: Flask) -> None:
    keep(office, LONG)
    asked, reader = office.taken(), signed_in(site, "mediator")
    page = reader.get("/desk/uses?kind=CASE&ref=nb-1")
    assert f'value="{asked.no}"' in page.text
    refused = reader.post("/desk/uses", {"kind": "CASE", "ref": "nb-1", "no": "", "do": "confirm"})
    assert (refused.status_code, "请选择为哪件诉求采用" in words(refused)) == (422, True)
    where = reader.post("/desk/uses", {"kind": "CASE", "ref": "nb-1", "no": asked.no, "do": "confirm"}).location
    assert "我已采用" in words(reader.get(where))
    assert "采用案例：拖欠三个月工资" in words(reader.get(f"/desk/{asked.no}"))
    reader.post("/desk/uses", {"kind": "CASE", "ref": "nb-1", "no": asked.no, "do": "withdraw"})
    assert "我已采用" not in words(reader.get(where))
    assert reader.get("/desk/uses?kind=X&ref=nb-1").status_code == 404


def test_synonyms_are_proposed_decided_and_kept_in_the_form_when_refused(editor: Person, site: Flask) -> None:
    refused = editor.post("/cases/glossary", {"lay": "断供工资", "legal": "拖欠劳动报酬", "reason": ""})
    assert (refused.status_code, 'value="断供工资"' in refused.text) == (422, True)
    assert editor.post("/cases/glossary", {"lay": "断供工资", "legal": "拖欠劳动报酬、未及时足额支付劳动报酬", "reason": "常有人说"}).status_code == 303
    ident = re.search(r"/cases/glossary/([0-9a-f-]{36})", editor.get("/cases/glossary").text)
    assert ident is not None
    assert "不能复核自己提出的改动" in words(editor.post(ident.group(), {"do": "agree"}))
    assert signed_in(site, "editor2").post(ident.group(), {"do": "agree"}).status_code == 303
    assert "断供工资 拖欠劳动报酬、未及时足额支付劳动报酬" in words(editor.get("/cases/glossary?q=断供"))


def test_what_was_learned_is_shown_to_editors_with_a_switch(editor: Person, office: Office) -> None:
    office.act(None, lambda s, by: learning.keep(s, by, learning.Learned({("CASE", "nb-1"): (3, {"断薪": 3})}, {("断薪", "劳动报酬"): (3, 4)})))
    page = editor.get("/cases/glossary/learned")
    switches = re.findall(r"/cases/glossary/learned/(?:pair|document)/[0-9a-f-]{36}", page.text)
    assert len(switches) == 2
    for switch in switches:
        assert editor.post(switch, {"do": "stop"}).status_code == 303
    assert words(editor.get("/cases/glossary/learned")).count("已停用") == 2
    editor.post(switches[0], {"do": "resume"})
    assert words(editor.get("/cases/glossary/learned")).count("已停用") == 1


def test_what_rests_on_an_article_and_bad_input_there(editor: Person) -> None:
    text = words(editor.get("/cases/impact?ref=劳动合同法第三十条"))
    assert "拖欠三个月工资" in text
    assert "没有对应法条的引用" in text
    answer = editor.get("/cases/impact?ref=没有这部法")
    assert (answer.status_code, 'value="没有这部法"' in answer.text) == (422, True)


def test_saved_searches_are_kept_renamed_and_deleted_without_a_script(office: Office, site: Flask) -> None:
    reader = signed_in(site, "mediator")
    assert reader.post("/desk/saved", {"q": "拖欠工资", "outcome": "调解达成", "name": "欠薪", "notify": "1"}).status_code == 303
    page = reader.get("/desk/saved")
    assert "拖欠工资；调解达成" in words(page)
    assert "有新案例时通知我" in words(page)
    ident = re.search(r"/desk/saved/[0-9a-f-]{36}", page.text)
    assert ident is not None
    assert reader.post(ident.group(), {"do": "change", "name": ""}).status_code == 422
    reader.post(ident.group(), {"do": "change", "name": "改名"})
    assert "改名" in words(reader.get("/desk/saved"))
    assert signed_in(site, "mediator2").post(ident.group(), {"do": "delete"}).status_code == 404
    reader.post(ident.group(), {"do": "delete"})
    assert "还没有保存检索" in words(reader.get("/desk/saved"))
    assert reader.post("/desk/saved", {"name": "空"}).status_code == 422
