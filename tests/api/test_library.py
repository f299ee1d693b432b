"""Cases and statutes through the API: what is published, in the wording of the day."""

import json
from pathlib import Path

import pytest
from flask import Flask

from casebank import case as bank
from legalaid.actions import cases, search, statutes
from legalaid.runtime import Runtime
from tests.api.caller import Caller, token
from tests.builders import CITY, Office

STARTER = Path(bank.__file__).parent / "library" / "pay.jsonl"
JI1 = "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）"


def article(law: str, number: int, words: str, text: str, version: str) -> str:
    return json.dumps({"id": f"{law}-{number}", "law": law, "short": law, "level": "法律", "region": "全国", "article": words, "article_no": number, "chapter": "第一章", "section": None, "text": text,
                       "version_date": version, "effective_date": version, "status": "现行有效", "source": "示例"}, ensure_ascii=False)


LAWS = [
    article("劳动合同法", 47, "第四十七条", "经济补偿按劳动者在本单位工作的年限，每满一年支付一个月工资的标准向劳动者支付。\n劳动者月工资高于三倍的，封顶。", "2012-12-28"),
    article("劳动合同法", 82, "第八十二条", "用人单位自用工之日起超过一个月不满一年未与劳动者订立书面劳动合同的，应当向劳动者每月支付二倍的工资。", "2012-12-28"),
    article(JI1, 32, "第三十二条", "用人单位招用已经依法享受养老保险待遇的人员的，按劳务关系处理。\n停薪留职人员与新单位按劳动关系处理。", "2020-12-29"),
    article("示例条例", 1, "第一条", "旧的文字。", "2010-01-01"), article("示例条例", 1, "第一条", "新的文字。", "2020-01-01"),
]


@pytest.fixture
def library(office: Office, runtime: Runtime) -> list[str]:
    """Statutes and published cases with their indexes; the ids of the cases. One more case is only a draft."""
    lines = STARTER.read_text("utf-8").splitlines()
    office.act(None, lambda s, by: statutes.keep(s, by, statutes.read_lines(LAWS)))
    office.act(None, lambda s, by: cases.keep(s, by, cases.read_lines(lines[:-1]), "示例", publish_all=True))
    office.act(None, lambda s, by: cases.keep(s, by, cases.read_lines(lines[-1:]), "示例"))
    for kind in ("cases", "statutes"):
        runtime.engine(kind).rebuild(office.look(None, lambda s, by, kind=kind: search.all_docs(s, kind, by.now.date())))
    return [json.loads(line)["id"] for line in lines]


@pytest.fixture
def reader(app: Flask, office: Office, library: list[str]) -> Caller:
    return Caller(app, token(office, "基层治理平台", CITY, ["library.read"]))


def test_cases_are_searched_narrowed_and_paged(reader: Caller, library: list[str]) -> None:
    everything = reader.get("/cases", size=100).json
    assert {h["id"] for h in everything["items"]} == set(library[:-1])
    assert everything["page"] == {"number": 1, "size": 100, "total": len(library) - 1, "pages": 1}
    found = reader.get("/cases", q="加班费", size=2).json
    assert len(found["items"]) == 2
    assert found["items"][0]["score"] >= found["items"][1]["score"]
    snippet = found["items"][0]["snippet"]
    assert all("加班" in snippet["text"][start:end] or snippet["text"][start:end] in "加班费" for start, end in snippet["marks"])
    second = reader.get("/cases", q="加班费", size=2, page=2).json
    assert not {h["id"] for h in found["items"]} & {h["id"] for h in second["items"]}
    counts = {f["value"]: f["count"] for f in everything["facets"]["outcome"]}
    narrowed = reader.get("/cases", outcome="部分支持").json
    assert narrowed["page"]["total"] == counts["部分支持"]
    dates = [h["date"] for h in reader.get("/cases", sort="date", size=100).json["items"]]
    assert dates == sorted(dates, reverse=True)


def test_a_case_is_read_with_the_articles_it_cites(reader: Caller, library: list[str]) -> None:
    rows = {json.loads(line)["id"]: json.loads(line) for line in STARTER.read_text("utf-8").splitlines()}
    ref = next(i for i in library[:-1] if "劳动合同法-82" in rows[i]["articles"])
    read = reader.get(f"/cases/{ref}").json
    for name in ("title", "facts", "outcome", "causes", "amount_awarded", "head_count"):
        assert read[name] == rows[ref][name]
    assert {"id": "劳动合同法-82", "law": "劳动合同法", "article": "第八十二条"} in read["cites"]
    assert {c["id"] for c in read["cites"]} | set(read["cites_unresolved"]) == set(rows[ref]["articles"])


def test_drafts_and_unknown_cases_are_not_there(reader: Caller, library: list[str]) -> None:
    draft, unknown = reader.get(f"/cases/{library[-1]}"), reader.get("/cases/none-such")
    assert draft.status_code == unknown.status_code == 404
    assert draft.json["error"]["message"] == unknown.json["error"]["message"]


def test_statutes_are_found_by_a_plain_question(reader: Caller) -> None:
    found = reader.get("/statutes", q="没签劳动合同能要双倍工资吗").json
    assert found["items"][0]["id"] == "劳动合同法-82"
    assert reader.get("/statutes", law="劳动合同法").json["page"]["total"] == 2


def test_an_article_is_read_in_the_wording_of_the_day_with_all_versions(reader: Caller) -> None:
    new, old = reader.get("/statutes/示例条例-1").json, reader.get("/statutes/示例条例-1", on="2015-06-01").json
    assert (new["on"], new["version_date"], new["paragraphs"][0]["text"]) == ("2026-11-24", "2020-01-01", "新的文字。")
    assert [v["version_date"] for v in new["versions"]] == ["2020-01-01", "2010-01-01"]
    assert old["on"] == "2015-06-01"
    early = reader.get("/statutes/示例条例-1", on="2001-01-01").json
    assert early["in_force"] is False


def test_a_repealed_paragraph_says_since_when(reader: Caller) -> None:
    now, before = reader.get(f"/statutes/{JI1}-32").json, reader.get(f"/statutes/{JI1}-32", on="2025-08-31").json
    assert [p["repealed_from"] for p in now["paragraphs"]] == ["2025-09-01", None]
    assert [p["repealed_from"] for p in before["paragraphs"]] == [None, None]
    assert [p["number"] for p in now["paragraphs"]] == [1, 2]


def test_an_article_names_the_published_cases_that_cite_it(reader: Caller, library: list[str]) -> None:
    rows = [json.loads(line) for line in STARTER.read_text("utf-8").splitlines()]
    citing = {r["id"] for r in rows[:-1] if "劳动合同法-82" in r["articles"]}
    assert citing <= {c["id"] for c in reader.get("/statutes/劳动合同法-82").json["cited_by"]} <= set(library[:-1])


def test_laws_are_listed_and_read(reader: Caller) -> None:
    listed = reader.get("/laws", size=2).json
    assert listed["page"] == {"number": 1, "size": 2, "total": 3, "pages": 2}
    assert {"short": "劳动合同法", "law": "劳动合同法", "level": "法律", "articles": 2} in reader.get("/laws").json["items"]
    read = reader.get("/laws/劳动合同法", page=2, size=1).json
    assert [a["id"] for a in read["items"]] == ["劳动合同法-82"]
    assert read["page"]["total"] == 2
    for path in ("/laws/没有的法", "/statutes/劳动合同法-999", "/statutes/没有的法-1"):
        assert reader.get(path).status_code == 404


def test_citations_of_a_text_are_checked_on_a_day(reader: Caller) -> None:
    text = "依据《劳动合同法》第八十二条和第二百条，以及《示例法》第一条。"
    found = reader.post("/statutes/check", {"text": text, "on": "2026-03-01"}, idempotency="").json
    assert (found["on"], found["citations"]) == ("2026-03-01", 3)
    assert [(text[i["start"]:i["end"]], i["id"], i["fault"]) for i in found["items"]] == [("第二百条", "劳动合同法-200", True), ("《示例法》第一条", None, True)]
    assert reader.post("/statutes/check", {"text": "《劳动合同法》第八十二条", "on": "2007-12-31"}, idempotency="").json["items"][0]["fault"] is True
    assert reader.post("/statutes/check", {"text": "《劳动合同法》第八十二条"}, idempotency="").json["items"] == []
    for body, name in (({}, "text"), ({"text": "甲" * 20_001}, "text"), ({"text": "甲", "on": "昨天"}, "on")):
        refused = reader.post("/statutes/check", body, idempotency="")
        assert (refused.status_code, list(refused.json["error"]["fields"])) == (422, [name])


def test_a_wrong_question_is_refused_by_name(reader: Caller) -> None:
    for path, query, name in (
        ("/cases", {"outcome": "大获全胜"}, "outcome"), ("/cases", {"q": "长" * 501}, "q"), ("/cases", {"sort": "title"}, "sort"), ("/cases", {"sate": "x"}, "sate"),
        ("/statutes/劳动合同法-47", {"on": "昨天"}, "on"), ("/laws/劳动合同法", {"on": "2026-13-01"}, "on"), ("/statutes", {"size": "0"}, "size"),
    ):
        response = reader.get(path, **query)
        assert response.status_code == 422, (path, query)
        assert list(response.json["error"]["fields"]) == [name]


def test_no_words_break_the_search(reader: Caller) -> None:
    for words in ("加班*", '"', "title:x AND (", "  ", "\u200b", "%", "\ufffd", "'; DROP TABLE cases; --", "((((((", "* OR *"):
        for path in ("/cases", "/statutes"):
            assert reader.get(path, q=words).status_code == 200, (path, words)


def test_without_an_index_the_answer_says_so(app: Flask, office: Office) -> None:
    reader = Caller(app, token(office, "基层治理平台"))
    for path in ("/cases", "/statutes"):
        response = reader.get(path, q="工资")
        assert response.status_code == 503
        assert "索引" in response.json["error"]["message"]
