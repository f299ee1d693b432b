"""The search page without a script: words, filters in the address, chips of a pasted story, by article, help when nothing is found."""

import json
import re
import shutil
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask

from legalaid.actions import cases, search, statutes
from tests.actions.test_cases import BODY
from tests.api.caller import Caller, token
from tests.builders import STORY, Office
from tests.web.browsing import Person, signed_in, words
from tests.web.test_queries import asked

LINES = [
    {**BODY, "id": "nb-1", "date": "2025-03-01", "outcome_type": "全部支持", "amount_awarded": "18600", "level": "仲裁"},
    {**BODY, "id": "nb-2", "title": "拖欠加班费两年", "facts": "某电子厂从不支付加班费，职工要求补发。", "date": "2024-05-01", "outcome_type": "调解达成", "amount_awarded": "93000", "level": "调解"},
    {**BODY, "id": "nb-3", "title": "未签合同双倍工资", "causes": ["205.1"], "facts": "某商场一直没有与导购员签订书面劳动合同，拖欠工资。", "articles": ["劳动合同法-82"],
     "reasoning": "应当支付二倍工资。", "date": "2026-01-09", "outcome_type": "部分支持", "head_count": 12},
]
ARTICLES = [
    {"id": f"劳动合同法-{no}", "law": "中华人民共和国劳动合同法", "short": "劳动合同法", "level": "法律", "article": article, "no": no, "text": text, "source": "示例", "version_date": "2013-07-01"}
    for no, article, text in ((30, "第三十条", "用人单位应当及时足额支付劳动报酬。"), (82, "第八十二条", "未与劳动者订立书面劳动合同的，应当每月支付二倍的工资。"))
]


@pytest.fixture
def reader(office: Office, site: Flask) -> Person:
    """A mediator before a small library."""
    office.act(None, lambda s, by: statutes.keep(s, by, statutes.read_lines([json.dumps(a, ensure_ascii=False) for a in ARTICLES])))
    office.act(None, lambda s, by: cases.keep(s, by, cases.read_lines([json.dumps(row, ensure_ascii=False) for row in LINES]), "甲.jsonl", publish_all=True))
    for kind in ("cases", "statutes"):
        office.runtime.engine(kind).rebuild(office.look(None, lambda s, by, kind=kind: search.all_docs(s, kind, by.now.date())))
    return signed_in(site, "mediator")


def found(reader: Person, query: str) -> list[str]:
    """Ids of the cases on the page, in order."""
    page = reader.get(f"/cases/search?{query}")
    assert page.status_code == 200
    return re.findall(r'<h3><a href="/cases/(nb-\d)', page.text)


def test_words_filters_order_and_words_within_come_from_the_address_alone(reader: Person) -> None:
    assert set(found(reader, "q=工资")) == {"nb-1", "nb-3"} | set(found(reader, "q=工资"))
    assert found(reader, "q=拖欠&sort=date") == ["nb-3", "nb-1", "nb-2"]
    assert found(reader, "q=拖欠&sort=amount") == ["nb-2", "nb-1", "nb-3"]
    assert found(reader, "q=拖欠&outcome=调解达成&outcome=全部支持&sort=date") == ["nb-1", "nb-2"]
    assert found(reader, "q=拖欠&outcome=调解达成&year=2025") == []
    assert found(reader, "q=拖欠&within=导购员") == ["nb-3"]
    assert found(reader, "") == ["nb-3", "nb-1", "nb-2"], "without words the newest comes first"
    assert found(reader, "article=劳动合同法-82") == ["nb-3"]


def test_nonsense_in_the_address_is_left_out(reader: Person) -> None:
    for query in ("sort=x&page=-3", "q=工资&page=99999999999999999999", "year=", "outcome=没有这个", "parent=" + "x" * 400, "article=%E2%80%8B", "within=" + "长" * 400, "tab=nothing"):
        assert reader.get(f"/cases/search?{query}").status_code == 200


def test_a_facet_counts_what_choosing_it_would_find_and_each_limit_can_be_taken_back(reader: Person) -> None:
    text = reader.get("/cases/search?q=拖欠&outcome=调解达成").text
    counted = {unescape(value): int(n) for value, n in re.findall(r'name="outcome" value="([^"]+)"[^>]*><span>[^<]*</span><span class="cnt">(\d+)<', text)}
    assert counted == {value: len(found(reader, f"q=拖欠&outcome={value}")) for value in ("全部支持", "部分支持", "调解达成")}
    chip = re.search(r'class="chip" href="([^"]+)"><span>调解达成', text)
    assert chip is not None
    assert parse_qs(urlsplit(unescape(chip[1])).query) == {"q": ["拖欠"]}


def test_a_case_knows_the_way_back_to_the_same_results(reader: Person) -> None:
    text = reader.get("/cases/search?q=拖欠&outcome=调解达成&sort=amount").text
    link = re.search(r'<h3><a href="(/cases/nb-2\?[^"]+)"', text)
    assert link is not None
    case = reader.get(unescape(link[1])).text
    back = re.search(r'<a href="([^"]+)">检索结果</a>', case)
    assert back is not None
    assert reader.get(unescape(back[1])).text.count("/cases/nb-2") == text.count("/cases/nb-2")
    assert parse_qs(urlsplit(unescape(back[1])).query) == {"q": ["拖欠"], "outcome": ["调解达成"], "sort": ["amount"]}
    for elsewhere in ("https://example.org/", "//example.org", "/login", "javascript:alert(1)"):
        assert elsewhere not in reader.get(f"/cases/nb-2?back={elsewhere}").text.split("<main")[1]


def test_synonyms_that_were_applied_are_shown(reader: Person) -> None:
    assert "双倍工资 → " in words(reader.get("/cases/search?q=双倍工资"))


def test_chips_of_a_pasted_story_are_taken_out_and_put_back_by_a_plain_form(reader: Person) -> None:
    place = str(reader.post("/cases/search", {"text": STORY}).location)
    page = reader.get(place)
    keys = re.findall(r'name="drop" value="([^"]+)"', page.text)
    assert {"cause:205.5", "amount"} <= {k if k.startswith("cause") else k.partition(":")[0] for k in keys}
    assert STORY[:8] not in place
    assert reader.post("/cases/search", {"text": STORY, "story": place.rpartition("/")[2], "drop": keys[0]}).location == place
    without = reader.get(place).text
    assert re.findall(r'name="drop" value="([^"]+)"', without) == keys[1:]
    assert re.findall(r'name="restore" value="([^"]+)"', without) == keys[:1]
    reader.post("/cases/search", {"text": STORY, "story": place.rpartition("/")[2], "restore": keys[0]})
    assert re.findall(r'name="drop" value="([^"]+)"', reader.get(place).text) == keys


def test_a_pasted_story_is_saved_and_opened_again_with_the_same_chips_and_without_its_words(reader: Person, site: Flask) -> None:
    place = str(reader.post("/cases/search", {"text": STORY}).location)
    ident = place.rpartition("/")[2]
    reader.post("/cases/search", {"text": STORY, "story": ident, "drop": "cause:205.5"})
    page = reader.get(f"{place}?outcome=全部支持").text
    assert "保存这次检索" in page
    assert re.search(rf'name="story" value="{ident}"><input type="hidden" name="outcome" value="全部支持">', page), "what narrows the results is saved too"
    where = str(reader.post("/desk/saved", {"story": ident, "outcome": "全部支持", "name": "", "notify": "1"}).location)
    again = reader.get(where)
    assert re.findall(r'name="restore" value="([^"]+)"', again.text) == ["cause:205.5"]
    assert "cause:205.5" not in re.findall(r'name="drop" value="([^"]+)"', again.text)
    assert re.findall(r'<h3><a href="/cases/(nb-\d)', again.text) == ["nb-1"]
    assert STORY[:6] not in again.text
    assert "平车工" not in again.text.split("data-results")[0], "what was said is not shown"
    listed = words(reader.get("/desk/saved"))
    assert "粘贴的案情" in listed
    assert "全部支持" in listed
    assert reader.post(f"/desk/saved/{where.split('/')[-1].partition('?')[0]}/chips", {"restore": "cause:205.5"}).location == where
    assert "cause:205.5" in re.findall(r'name="drop" value="([^"]+)"', reader.get(where).text)
    assert signed_in(site, "mediator2").get(where).status_code == 404


def test_of_a_story_only_its_owner_saves_and_only_while_it_is_there(reader: Person, site: Flask) -> None:
    ident = str(reader.post("/cases/search", {"text": STORY}).location).rpartition("/")[2]
    assert signed_in(site, "mediator2").post("/desk/saved", {"story": ident, "name": "别人的"}).status_code == 404
    assert reader.post("/desk/saved", {"story": "nonsense", "name": "没有这段"}).status_code == 404
    assert "还没有保存检索" in words(reader.get("/desk/saved"))
    by_words = reader.post("/desk/saved", {"q": "拖欠工资", "name": "词"})
    assert "/cases/search?q=" in by_words.location
    kept = re.search(r"/desk/saved/([0-9a-f-]{36})", reader.get("/desk/saved").text)
    assert kept is not None
    assert reader.get(f"/cases/search/saved/{kept[1]}").location == by_words.location, "a search by words has its own page"


def test_similar_cases_say_why_and_how_such_cases_ended_and_can_be_narrowed_and_sorted(reader: Person) -> None:
    place = str(reader.post("/cases/search", {"text": STORY}).location)
    page = words(reader.get(place))
    assert "相同点" in page
    assert "取最相似的" in page
    assert "不代表本案结果" in page
    narrowed = reader.get(f"{place}?outcome=调解达成&sort=amount").text
    assert set(re.findall(r'<h3><a href="/cases/(nb-\d)', narrowed)) <= {"nb-2"}
    assert re.findall(r'<h3><a href="/cases/(nb-\d)', reader.get(f"{place}?within=导购员").text) == ["nb-3"]


def test_an_article_is_found_by_name_with_the_cases_that_cite_it(reader: Person) -> None:
    text = reader.get("/cases/search?tab=article&q=劳动合同法第八十二条").text
    assert "引用它的案例 1 件" in text
    link = re.search(r'href="([^"]*article=[^"]+)">引用它的案例', text)
    assert link is not None
    assert re.findall(r'<h3><a href="/cases/(nb-\d)', reader.get(unescape(link[1])).text) == ["nb-3"]


def test_when_nothing_is_found_the_page_says_what_to_give_up_and_what_may_have_been_meant(reader: Person) -> None:
    page = words(reader.get("/cases/search?q=拖欠&outcome=调解达成&year=2025"))
    assert "没有找到案例" in page
    assert "去掉“调解达成” 有 1 件" in page
    assert "去掉“2025” 有 1 件" in page
    assert "您是不是要找： 双倍工资" in words(reader.get("/cases/search?q=双倍公资"))


def test_the_number_of_questions_to_the_database_does_not_grow_with_the_results(reader: Person, office: Office) -> None:
    more = [{**BODY, "id": f"nx-{n}", "articles": ["劳动合同法-30", "劳动合同法-82"]} for n in range(8)]
    before = asked(office, reader, "/cases/search?q=工资").number
    office.act(None, lambda s, by: cases.keep(s, by, cases.read_lines([json.dumps(row, ensure_ascii=False) for row in more]), "乙.jsonl", publish_all=True))
    office.runtime.engine("cases").rebuild(office.look(None, lambda s, by: search.all_docs(s, "cases", by.now.date())))
    assert asked(office, reader, "/cases/search?q=工资").number <= before


def test_with_the_index_gone_every_search_says_who_mends_it(reader: Person, office: Office) -> None:
    story = str(reader.post("/cases/search", {"text": STORY}).location)
    saved = str(reader.post("/desk/saved", {"story": story.rpartition("/")[2]}).location)
    assert "/cases/search/saved/" in saved
    office.runtime.close()
    office.runtime.cache.clear()
    shutil.rmtree(office.runtime.settings.home / "index")
    caller = Caller(reader.app, token(office, "示例系统"))
    for path in ("/cases/search?q=工资", story, saved):
        answer = reader.get(path)
        assert answer.status_code == 503, path
        assert "请管理员重建检索索引" in words(answer)
    answer = reader.post("/desk/saved", {"story": story.rpartition("/")[2]})
    assert answer.status_code == 503
    answer = caller.get("/cases", q="工资")
    assert (answer.status_code, "请管理员重建检索索引" in answer.json["error"]["message"]) == (503, True)
