"""The register of instruments: every article that the product cites stands in it, and no source contradicts it."""

import ast
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.toolkit import examples_pay, examples_rest
from toolkit.authority import JI1, JI2, MARKS, cite
from toolkit.calculators import calculate
from toolkit.causes import causes
from toolkit.citations import Trouble, check
from toolkit.claim_kinds import KINDS
from toolkit.deadlines import rules
from toolkit.documents import DOCUMENTS
from toolkit.guides import GUIDES
from toolkit.instruments import find, register
from toolkit.procedure import FORBIDDEN, TRANSITIONS

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 23)
# the source's dates and status are wrong for these three, by the design's list of traps
WRONG_IN_SOURCE = {"工会法", "民事诉讼法"}
NOT_YET_IN_FORCE = {"医疗保障法": date(2027, 1, 1)}
# the acts of the design's list of what is not verified: shown as 待核实, never as settled
NOT_VERIFIED = (
    JI2, "工会法律援助办法", "工会参与劳动争议处理办法", "办理法律援助案件程序规定", "劳动人事争议仲裁办案规则", "关于劳动人事争议仲裁与诉讼衔接有关问题的意见（一）",
    "违反和解除劳动合同的经济补偿办法", "浙江省企业工资支付管理办法", "民事案件案由规定", "超龄劳动者基本权益保障暂行规定", "新就业形态人员职业伤害保障办法",
)
_ARTICLE = re.compile("(" + "|".join(map(re.escape, sorted(register(), key=len, reverse=True))) + r")-(\d+(?:之[一二三四五六七八九十])?)")


def _strings(path: Path) -> Iterator[str]:
    """The string constants of a Python file, names of the two interpretations put in where they are joined on."""
    text = path.read_text(encoding="utf-8").replace("{JI1}", JI1).replace("{JI2}", JI2)
    yield from (node.value for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Constant) and isinstance(node.value, str))


def _cited() -> Iterator[tuple[str, str]]:
    """Every citation of the product with where it stands."""
    for _, name, inputs, _ in (*examples_pay.EXAMPLES, *examples_rest.EXAMPLES):
        yield from ((f"calculator {name}", c.id) for c in calculate(name, inputs).citations)
    for path in sorted((ROOT / "toolkit").rglob("*.py")):
        yield from ((path.name, match[0]) for text in _strings(path) for match in _ARTICLE.finditer(text))
    yield from ((f"deadline {rule.id}", c.id) for rule in rules().values() for c in rule.cites)
    yield from ((f"step {t.event}", c) for t in TRANSITIONS for c in t.citations)
    yield from ((f"forbidden {f.id}", c) for f in FORBIDDEN for c in f.citations)
    yield from ((f"guide {guide.id}", law) for guide in GUIDES.values() for step in guide.steps for law in step.law)
    yield from ((f"template {name}", law) for name, template in DOCUMENTS.items() for law in template.law)
    yield from ((f"claim {code}", law) for code, kind in KINDS.items() for law in kind.articles)
    yield from ((f"cause {code}", law) for code, cause in causes().items() for law in cause.articles)
    for path in sorted((ROOT / "casebank" / "library").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield from ((f"case {row['id']}", law) for law in row["articles"])


def test_every_citation_of_the_product_stands_in_the_register_with_a_note() -> None:
    lost = []
    places = set()
    for place, cited in _cited():
        places.add(place.split()[0])
        law, _, key = cited.rpartition("-")
        # an act as a whole may be cited where its articles were not read
        if cited in register():
            continue
        act = register().get(law)
        if act is None or not act.cited.get(key, "").strip() or (key.isdigit() and act.articles is not None and int(key) > act.articles):
            lost.append((place, cited))
    assert sorted(set(lost)) == []
    assert {"calculator", "deadline", "step", "forbidden", "guide", "template", "claim", "cause", "case"} <= places


def test_citations_in_the_words_of_guides_templates_and_cases_have_force() -> None:
    texts = [step.text for guide in GUIDES.values() for step in guide.steps]
    texts += [json.dumps([dict(s) for s in t.sections], ensure_ascii=False) + "".join(t.advice) for t in DOCUMENTS.values()]
    assert [f.message for text in texts for f in check(text, DAY, {}) if f.fault] == []


def test_an_act_has_its_names_dates_mark_and_number() -> None:
    for act in register().values():
        assert all((act.law, act.label, act.issuer, act.level, act.region))
        assert act.mark in MARKS
        assert act.versions
        assert act.first_in_force is not None or "待核实" in act.note, act.short
        # laws and local regulations go by their name; everything else carries the number of its document
        assert act.number or act.level in {"法律", "地方性法规"} or "待核实" in act.note, act.short
        for key, note in act.cited.items():
            assert re.fullmatch(r"\d+(?:之[一二三四五六七八九十])?", key)
            assert 2 <= len(note) <= 60, (act.short, key)
            assert not re.search(r"[一-鿿][,;:?!]", note)
    assert register()[JI1].repeals[0].paragraph == 1


@pytest.mark.parametrize("short", NOT_VERIFIED)
def test_what_was_not_verified_says_so_wherever_it_is_cited(short: str) -> None:
    act = register()[short]
    assert act.mark in {"S", "K"}
    assert "待核实" in MARKS[cite(short).mark]


def test_local_acts_whose_last_amendment_is_not_known_say_so() -> None:
    for short in ("浙江省工伤保险条例", "浙江省法律援助条例", "浙江省劳动人事争议调解仲裁条例"):
        assert "待核实" in register()[short].note or "核实" in register()[short].note


@pytest.fixture(scope="module")
def rows(shared: Path) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for line in (shared / "data" / "statutes.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        found.setdefault(row["law"], []).append(row)
    return found


def test_the_public_statutes_do_not_contradict_the_register(rows: dict[str, list[dict[str, Any]]]) -> None:
    assert len(rows) == 56
    for law, articles in rows.items():
        act = find(law)
        assert act is not None, law
        numbers = {row["article_no"] for row in articles}
        if act.selected is None and act.short != "劳动人事争议仲裁办案规则":
            assert numbers == set(range(1, (act.articles or 0) + 1)), law
        assert act.articles is None or max(numbers) <= act.articles
        assert {row["version_date"] for row in articles} <= {v.version_date.isoformat() for v in act.versions}, law
        begins = {v.effective_from for v in act.versions} | {act.first_in_force}
        stated = {date.fromisoformat(row["effective_date"]) for row in articles if row.get("effective_date")}
        assert stated <= begins or act.short in WRONG_IN_SOURCE, (law, stated, begins)
        for row in articles:
            assert row["status"].startswith("现行有效") or act.first_in_force == NOT_YET_IN_FORCE[act.short], row["id"]
            assert row["region"] == act.region or row["region"] in {"全国", act.region}
        # a repeal that the source notes is in the register, down to the paragraph
        noted = {str(row["article_no"]) for row in articles if "废止" in (row.get("note") or "")}
        assert noted == {r.article for r in act.repeals}, law


def test_every_cited_article_that_the_public_statutes_hold_is_among_them(rows: dict[str, list[dict[str, Any]]]) -> None:
    held = {row["id"] for articles in rows.values() for row in articles}
    whole = {act.short for law in rows if (act := find(law)) and act.selected is None and act.short != "劳动人事争议仲裁办案规则"}
    assert [f"{short}-{key}" for short in whole for key in register()[short].cited if f"{short}-{key}" not in held] == []


def test_notes_are_in_our_own_words(rows: dict[str, list[dict[str, Any]]]) -> None:
    texts = {row["id"]: re.sub(r"\s", "", row["text"]) for articles in rows.values() for row in articles}
    copied = [f"{act.short}-{key}" for act in register().values() for key, note in act.cited.items()
              if (text := texts.get(f"{act.short}-{key}")) and any(note[i : i + 24] in text for i in range(len(note) - 23))]
    assert copied == []


@pytest.mark.parametrize(
    ("text", "day", "trouble"),
    [
        ("《劳动合同法》第九十九条", DAY, Trouble.MISSING),
        ("《劳动合同法》第八十二条", date(2007, 12, 31), Trouble.NOT_YET),
        (f"《{JI1}》第三十二条第一款", date(2025, 9, 1), Trouble.REPEALED),
        ("《民事诉讼法》第二百六十四条", date(2023, 12, 31), Trouble.EARLIER_TEXT),
        ("《工会法》第三十条", date(2021, 12, 31), Trouble.EARLIER_TEXT),
        ("《刑法》第二百七十六条之一", date(2011, 4, 30), Trouble.NOT_YET),
        ("《某地劳动条例》第一条", DAY, Trouble.UNKNOWN_ACT),
        ("《劳动合同法》第八十二条", DAY, Trouble.NOT_HELD),
        (f"《{JI1}》第三十二条第二款", date(2025, 9, 1), Trouble.NOT_HELD),
        (f"《{JI1}》第三十二条第一款", date(2025, 8, 31), Trouble.NOT_HELD),
    ],
)
def test_the_register_alone_finds_what_cannot_be_right(text: str, day: date, trouble: Trouble) -> None:
    (finding,) = check(text, day, {})
    assert finding.trouble is trouble
    assert finding.fault is (trouble is not Trouble.NOT_HELD)
