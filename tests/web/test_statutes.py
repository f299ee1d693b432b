"""Reading the law: an article on a day with its versions, what the register knows without text, what cites it, links in running text."""

import json
import re

import pytest
from flask import Flask
from markupsafe import Markup

from legalaid.actions import statutes
from legalaid.filters import article_url, cited
from tests.builders import Office
from tests.web.browsing import Person, signed_in, words
from toolkit.authority import JI1, JI2

TEXTS = [
    {"id": "示例条例-1", "law": "示例条例", "short": "示例条例", "article": "第一条", "no": 1, "text": "旧文本。", "source": "示例", "version_date": "2010-01-01", "effective_to": "2019-12-31"},
    {"id": "示例条例-1", "law": "示例条例", "short": "示例条例", "article": "第一条", "no": 1, "text": "新文本。", "source": "示例", "version_date": "2020-01-01"},
    {"id": f"{JI1}-32", "law": JI1, "short": JI1, "article": "第三十二条", "no": 32, "text": "第一款的话。\n第二款的话。", "source": "示例", "version_date": "2020-12-29"},
    {"id": "劳动合同法-85", "law": "中华人民共和国劳动合同法", "short": "劳动合同法", "article": "第八十五条", "no": 85, "text": "违反本法第三十条规定的，<b>加付</b>赔偿金。", "source": "示例",
     "version_date": "2012-12-28"},
]


@pytest.fixture
def reader(site: Flask, office: Office) -> Person:
    rows = statutes.read_lines([json.dumps(t, ensure_ascii=False) for t in TEXTS])
    office.act(None, lambda s, by: statutes.keep(s, by, rows))
    return Person(site)


def test_an_article_is_read_in_the_wording_of_a_day_and_every_wording_can_be_chosen(reader: Person) -> None:
    assert "新文本" in words(reader.get("/laws/示例条例/1"))
    old = words(reader.get("/laws/示例条例/1?on=2015-06-01"))
    assert "旧文本" in old
    assert "新文本" not in old
    chosen = words(reader.get("/laws/示例条例/1?version=2010-01-01"))
    assert "旧文本" in chosen
    assert "2026-11-24 适用的是 2020-01-01 的文本" in chosen
    assert "适用的是" not in old
    refused = reader.get("/laws/示例条例/1?on=昨天")
    assert refused.status_code == 422
    assert "日期应写成" in words(refused)


def test_a_repealed_paragraph_is_struck_out_from_its_day_on(reader: Person) -> None:
    now, before = reader.get(f"/laws/{JI1}/32").text, reader.get(f"/laws/{JI1}/32?on=2025-08-31").text
    assert "<del>第一款的话。</del>" in now
    assert "自 2025-09-01 起失效" in now
    assert "<del>" not in before
    assert "<del>第二款" not in now


def test_without_text_the_registers_note_stands_and_says_so(reader: Person) -> None:
    page = words(reader.get(f"/laws/{JI2}/6"))
    assert "原文未导入" in page
    assert "待核实" in page
    assert "本库摘要" in page
    for path in (f"/laws/{JI2}/22", "/laws/劳动合同法/99", "/laws/劳动合同法/零", "/laws/没有的法/1", "/laws/没有的法/"):
        assert reader.get(path).status_code == 404, path
    for law in ("工会法律援助办法", "劳动人事争议仲裁办案规则", "工会参与劳动争议处理办法", "办理法律援助案件程序规定"):
        listed = words(reader.get(f"/laws/{law}/"))
        assert "原文未导入" in listed
        assert "待核实" in listed


def test_an_act_before_its_day_and_after_its_end_has_no_force(reader: Person) -> None:
    assert "还没有效力" in words(reader.get("/laws/劳动合同法/82?on=2007-12-31"))
    assert "效力" not in words(reader.get("/laws/劳动合同法/82")).replace("效力级别", "")


def test_what_cites_an_article_is_linked(reader: Person) -> None:
    page = reader.get("/laws/劳动合同法/82").text
    assert '/tools/double_wage"' in page
    assert '/guides/no_contract"' in page
    assert "仲裁申请书" in reader.get("/laws/劳动争议调解仲裁法/28").text


def test_acts_without_text_are_listed_beside_those_with_text(reader: Person) -> None:
    page = words(reader.get("/laws/"))
    assert "引用过、原文未导入" in page
    held, _, rest = page.partition("引用过、原文未导入")
    assert "示例条例" in held
    assert "工会法律援助办法" in rest
    assert "示例条例" not in rest


def test_citations_in_a_text_become_links_and_nothing_else_gets_through(site: Flask, reader: Person) -> None:
    assert '<a class="cite" href="/laws/' in reader.get("/laws/劳动合同法/85").text
    assert "&lt;b&gt;" in reader.get("/laws/劳动合同法/85").text
    with site.test_request_context():
        found = cited("依据《劳动合同法》第三十八条、第四十六条，<script>和《没有的法》第一条、《劳动合同法》第二百条。")
        assert isinstance(found, Markup)
        links = re.findall(r'href="([^"]+)">([^<]+)</a>', found)
        assert [text for _, text in links] == ["《劳动合同法》第三十八条", "第四十六条"]
        assert "&lt;script&gt;" in found
        assert re.sub(r"<[^>]+>", "", found).replace("&lt;", "<").replace("&gt;", ">") == "依据《劳动合同法》第三十八条、第四十六条，<script>和《没有的法》第一条、《劳动合同法》第二百条。"
        assert str(cited(None)) == ""
        assert "本法第三十条" in str(cited("违反本法第三十条规定", "劳动合同法"))
        assert article_url("劳动合同法-98") is not None
        assert article_url("劳动合同法-99") is None
        assert article_url("没有的法-1") is None


def test_every_case_guide_and_paper_shows_its_citations_as_links(site: Flask, reader: Person) -> None:
    assert 'class="cite"' in reader.get("/guides/dismissed").text
    assert 'class="cite"' in reader.get("/templates/arbitration_application").text
    assert 'class="cite"' in signed_in(site, "mediator").get("/guides/wage_arrears").text
