"""Targets that read what people write: questions to both engines, pasted stories, what they are about, articles cited in a text."""

import json
import math
import tempfile
from datetime import date
from functools import cache
from pathlib import Path

from casebank import case as bank
from casebank.engine import Doc, Query, SearchEngine
from casebank.engines import ENGINES
from legalaid import reading
from legalaid.actions import cases, search
from tests.fuzz.target import Target, text
from toolkit import causes, citations, story
from toolkit.classify import SURE_ENOUGH, Classification, classify
from toolkit.statute_sources import read_jsonl
from toolkit.story_facts import sketch

ROOT = Path(__file__).resolve().parents[2]
ON = date(2026, 11, 24)
_SORTS = ("score", "cause", "year", "none", "\0")
_DOCS = 60


def library() -> list[str]:
    """The lines of the cases that the product brings along."""
    return [line for path in sorted((Path(bank.__file__).parent / "library").glob("*.jsonl")) for line in path.read_text(encoding="utf-8").splitlines()]


@cache
def _engine(name: str) -> SearchEngine:
    """The engine over some cases of the library, built once."""
    rows = cases.read_lines(library()).rows
    docs = [
        Doc(one.id, one.title, {"title": one.title, "facts": one.facts, "text": one.outcome, "points": "，".join(one.dispute_points)},
            {"cause": one.causes, "year": (one.date or "")[:4:] and ((one.date or "")[:4],)}, {"source": one.source})
        for one in (row.case for row in rows[:: max(1, len(rows) // _DOCS)])
    ]
    made = ENGINES[name](Path(tempfile.mkdtemp(prefix="fuzz-")) / "index", search.SETTINGS["cases"])
    made.rebuild(docs)
    return made


def _query(data: bytes) -> Query:
    """Two bytes for limit and offset, one for the order, then lines: what is asked, what it is sought within, the value of a filter."""
    said, within, value = (*text(data[3:]).split("\n"), "", "")[:3]
    limit, offset, sort = (*data[:3], 0, 0, 0)[:3]
    likely = search.leaning(classify(said)) if sort & 1 else {"cause": {value: 0.5}}
    return Query(said, {"cause": (value, "205.5")} if value else {}, ("cause", "year", value), limit % 32, offset % 32, _SORTS[sort % len(_SORTS)], within, likely)


def _asked(engine: SearchEngine, query: Query) -> list[float]:
    """The scores of the page, which must be one: no more hits than asked for, none twice, marks inside their texts, only what passes the filters."""
    page = engine.find(query)
    idents = [hit.id for hit in page.hits]
    assert len(idents) == len(set(idents)) == min(query.limit, max(0, page.total - query.offset)), (idents, page.total)
    assert page.total <= engine.count()
    for hit in page.hits:
        assert math.isfinite(hit.score)
        assert hit.score >= 0
        for whole, marks in ((hit.title, hit.title_marks), (hit.snippet.text, hit.snippet.marks) if hit.snippet else ("", ())):
            ends = [place for mark in marks for place in mark]
            assert ends == sorted(ends)
            assert all(0 <= start < end <= len(whole) for start, end in marks)
        assert all(set(hit.facets.get(name, ())) & set(wanted) for name, wanted in query.filters.items())
    assert all(0 < number <= engine.count() for counted in page.counts.values() for number in counted.values())
    scores = [hit.score for hit in page.hits]
    assert query.sort != "score" or scores == sorted(scores, reverse=True)
    assert set(engine.scores(query.text, [query.within, *idents])) <= set(idents)
    return [page.total, *scores]


def search_memory(data: bytes) -> None:
    """Any question to the engine without a disk."""
    _asked(_engine("memory"), _query(data))


def search_whoosh(data: bytes) -> None:
    """Any question to the engine on disk, which finds as much as its twin and scores it as high."""
    query = _query(data)
    found, twin = _asked(_engine("whoosh"), query), _asked(_engine("memory"), query)
    assert len(found) == len(twin)
    assert all(math.isclose(a, b, rel_tol=1e-3, abs_tol=1e-6) for a, b in zip(found, twin, strict=True)), (found, twin)


def _sound(found: Classification, said: str) -> None:
    assert 0 <= found.confidence <= 1
    assert found.cause is None or found.cause in causes.CODES
    shares = [share for _, share in found.cause_scores]
    assert shares == sorted(shares, reverse=True)
    assert all(0 <= share <= 1 for share in shares)
    assert found.needs_person or found.confidence >= SURE_ENOUGH
    assert all(0 <= start < end <= len(said) for flag in found.flags for start, end in flag.spans)


def classification(data: bytes) -> None:
    """Any text classified as the form, the API and the command line do it."""
    said = reading.tidy(text(data))
    _sound(classify(said), said)


def pasted_story(data: bytes) -> None:
    """Any text as a pasted story: every chip stands where it says, without its chips nothing of the story is left, and facts can be made of it."""
    said = text(data)
    found = story.parse(said, ON)
    _sound(found.classification, said)
    for chip in found.chips:
        assert chip.said == said[chip.start : chip.end]
        assert chip.value
    bare = found.without([chip.key for chip in found.chips])
    assert not any((bare.causes, bare.points, bare.form, bare.amounts, bare.periods, bare.people, bare.proofs, bare.flags, bare.chips)), bare
    assert found.amount is None or found.amount.is_finite()
    sketch(found, said)


@cache
def _articles() -> dict[str, list]:  # type: ignore[type-arg]
    return {article.id: [article] for article in read_jsonl([json.dumps(ARTICLE, ensure_ascii=False)])[0]}


def citation_check(data: bytes) -> None:
    """Any text with the articles that it cites: each stands where it says, one after another."""
    said = text(data)
    found = citations.citations(said)
    assert all(one.said == said[one.start : one.end] for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(one.message for one in citations.check(said, ON, _articles()))


ARTICLE = {"id": "劳动合同法-82", "law": "中华人民共和国劳动合同法", "article": "第八十二条", "text": "用人单位应当向劳动者每月支付二倍的工资。", "version_date": "2012-12-28"}


def stories() -> list[bytes]:
    """What people asked, in the questions that search is measured with, and the facts of cases."""
    asked = [json.loads(line)["query"] for line in (ROOT / "tests/casebank/questions/cases.jsonl").read_text(encoding="utf-8").splitlines()]
    flagged = [json.loads(line)["text"] for line in (ROOT / "tests/toolkit/labelled/flags.jsonl").read_text(encoding="utf-8").splitlines()]
    return [said.encode() for said in (*asked[::3], *flagged[::3], *(json.loads(line)["facts"] for line in library()[::9]))]


def _questions() -> list[bytes]:
    return [bytes([10, 0, at % 3]) + said + (b"", "\n工资".encode(), b"\n\n205.5")[at % 3] for at, said in enumerate(stories())] + [b"\x05\x00\x01", b"\x0a\x03\x02\n\n205.5"]


def _cited() -> list[bytes]:
    named = ["依照《中华人民共和国劳动合同法》第八十二条第一款、第三十八条第一款第二项的规定", "《劳动争议调解仲裁法》第27条、第28条至第30条；该法第四十七条", "根据本法第九百九十九条之一"]
    return [one.encode() for one in named] + [json.dumps(json.loads(line), ensure_ascii=False).encode() for line in library()[::25]]


TARGETS = {
    "search_memory": Target(search_memory, _questions), "search_whoosh": Target(search_whoosh, _questions), "classification": Target(classification, stories),
    "pasted_story": Target(pasted_story, stories), "citation_check": Target(citation_check, _cited),
}
