"""Every paper of the design: there, complete with full facts, honest with fewer, the same on screen, in print and in Word."""

import io
import json
import re
from dataclasses import fields, is_dataclass
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from tests.toolkit.invented import FULL
from tests.toolkit.invented_all import EVERYTHING
from toolkit.changes import ADDED, CHANGED, REMOVED, Change, changes
from toolkit.citations import check
from toolkit.claim_kinds import KINDS
from toolkit.documents import DOCUMENTS, LABELS, outline, render
from toolkit.facts import Facts, from_json
from toolkit.filling import Run
from toolkit.instruments import register
from toolkit.labels import page
from toolkit.outline import Outline, Paragraph
from toolkit.paper import docx_lines
from toolkit.paper_page import to_html
from toolkit.paper_pdf import to_pdf
from toolkit.refusal import Refusal

LAW = date(2026, 11, 23)
ALL = from_json(EVERYTHING)
# the list of the design, in its order, with the papers that one item names together
DESIGN = (
    "arbitration_application", "civil_complaint", "defence", "evidence_list", "authorisation", "aid_application", "hardship_statement",
    "mediation_application", "mediation_agreement", "payment_order_application", "advance_enforcement_application", "preservation_application",
    "enforcement_application", "judicial_confirmation_application", "withdrawal_application", "suit_withdrawal", "appeal",
    "injury_recognition_application", "forced_resignation_notice", "supervision_opinion", "supervision_proposal", "representatives_election",
    "service_address_confirmation", "closing_report",
)
NAMES = sorted(DOCUMENTS)


def runs(paper: Outline) -> list[Run]:
    return [run for section in paper.sections for block in section.blocks
            for group in ([block.runs] if isinstance(block, Paragraph) else [cell for row in block.rows for cell in row]) for run in group]


def texts(node: Any) -> list[str]:
    """Every string of a template."""
    if isinstance(node, str):
        return [node]
    return [text for one in (node.values() if isinstance(node, dict) else node if isinstance(node, list | tuple) else ()) for text in texts(one)]


def test_every_paper_of_the_design_is_there_under_its_own_title() -> None:
    assert set(DESIGN) <= set(DOCUMENTS)
    assert len({template.title for template in DOCUMENTS.values()}) == len(DOCUMENTS)
    assert {template.kind for template in DOCUMENTS.values()} == {"协商调解", "仲裁", "诉讼与执行", "法律援助", "工会办理"}


@pytest.mark.parametrize("name", NAMES)
def test_full_facts_leave_no_gap_and_every_filled_fact_names_its_source(name: str) -> None:
    paper = outline(name, ALL)
    assert paper.blanks == ()
    assert "【待补充" not in paper.text
    assert paper.sources
    assert all(source.origin and source.label and source.text for source in paper.sources)


@pytest.mark.parametrize("facts", [Facts(), from_json(FULL), ALL], ids=["empty", "partial", "full"])
@pytest.mark.parametrize("name", NAMES)
def test_every_word_is_the_templates_or_a_fact(name: str, facts: Facts) -> None:
    said = "\0".join(texts(list(DOCUMENTS[name].sections)))
    known = {source.path: source.text for source in outline(name, facts).sources}
    for run in runs(outline(name, facts)):
        if run.blank:
            label = LABELS[re.sub(r"\[\d+\]", "[]", str(run.path))].label
            assert run.text == f"【待补充：{label}】"
        elif run.path is None:
            bare = run.text.strip("\n　")
            boxes = [piece[1:] for piece in re.split("[　\n]", bare) if piece.startswith("☐")]
            assert bare in said or bare.isdecimal() or (boxes and all(any(box in label.words.values() for label in LABELS.values()) for box in boxes))
        else:
            assert run.path in known
            assert run.text in known[run.path] or run.text[0] in "☑☐" or re.fullmatch("[零壹贰叁肆伍陆柒捌玖拾佰仟万亿元角分整]+", run.text), run


@pytest.mark.parametrize("name", NAMES)
def test_empty_facts_show_only_gaps_that_are_asked_for_in_plain_words(name: str) -> None:
    paper = outline(name, Facts())
    assert {run.path for run in runs(paper) if run.blank} == {blank.path for blank in paper.blanks}
    assert paper.blanks
    for blank in paper.blanks:
        assert blank.question.endswith(("？", "。"))
        assert len(blank.question) <= 40
        assert not re.search(r"[A-Za-z_]", blank.question)
    assert all(source.path.startswith("derived.") for source in paper.sources)


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(sorted(EVERYTHING)), min_size=1), st.sampled_from(NAMES))
def test_with_any_part_of_the_facts_missing_the_rest_is_still_right(gone: set[str], name: str) -> None:
    paper = outline(name, from_json({key: value for key, value in EVERYTHING.items() if key not in gone}))
    whole = {source.path: source.text for source in outline(name, ALL).sources}
    for source in paper.sources:
        root = re.split(r"[.\[]", source.path)[0]
        assert root not in gone
        assert root == "derived" or whole.get(source.path, source.text) == source.text
    for blank in paper.blanks:
        assert re.split(r"[.\[]", blank.path)[0] in {*gone, "derived", "evidence", "claims", "court", "tribunal"}


@pytest.mark.parametrize("name", NAMES)
def test_articles_named_by_a_template_have_force(name: str) -> None:
    template = DOCUMENTS[name]
    assert template.law
    for cited in template.law:
        assert cited.rpartition("-")[0] in register(), cited
    said = "\n".join([*texts(list(template.sections)), *template.advice])
    assert [f.message for f in check(said, LAW, {}) if f.fault] == []


@pytest.mark.parametrize("name", NAMES)
def test_the_word_file_has_the_headings_and_the_words_of_the_outline(name: str) -> None:
    paper, data = outline(name, ALL), render(name, ALL, LAW).docx
    document = Document(io.BytesIO(data))
    assert document.paragraphs[0].text == DOCUMENTS[name].title
    level = [p.text for p in document.paragraphs if "w:outlineLvl" in p._p.xml]
    assert level == [section.heading for section in paper.sections if section.heading]
    assert docx_lines(data) == paper.lines


@pytest.mark.parametrize("name", NAMES)
def test_the_page_and_the_print_say_what_the_word_file_says(name: str) -> None:
    paper = outline(name, ALL)
    page = re.sub(r"\s", "", re.sub(r"<[^>]+>", "\0", to_html(paper)))
    for line in paper.lines:
        for cell in line.split("｜"):
            assert all(re.sub(r"\s", "", part) in page for part in cell.split("\n"))
    assert not re.search(r"style=|<script|on\w+=", to_html(paper))


@pytest.mark.parametrize("name", ["civil_complaint", "mediation_agreement", "representatives_election"])
def test_the_print_is_a_pdf_of_a4_pages_with_all_words(name: str) -> None:
    paper = outline(name, ALL)
    reader = PdfReader(io.BytesIO(to_pdf(paper, LAW)))
    assert [round(float(v)) for v in reader.pages[0].mediabox[2:]] == [595, 842]
    printed = re.sub(r"\s", "", "".join(page.extract_text() for page in reader.pages))
    assert re.sub(r"\s", "", paper.title) in printed
    assert "宁波虚构服饰有限公司" in printed
    assert str(reader.metadata.title) == paper.title


def test_markup_in_facts_stays_text_on_the_page() -> None:
    paper = outline("request_registration", from_json({"worker": {"name": "<b onclick=x>&"}}))
    assert "&lt;b onclick=x&gt;&amp;" in to_html(paper)


@pytest.mark.parametrize(
    ("data", "field"),
    [({"stage": "MOON"}, "stage"), ({"agents": [{"powers": ["SETTLE", "ALL"]}]}, "agents[0].powers[1]"), ({"claims": [{"kind": "X"}]}, "claims[0].kind"),
     ({"agents": [{}, {}, {}]}, "agents[2]"), ({"wages": [{"month": "2026-01"}, {"month": "2026-01"}]}, "wages[1].month"),
     ({"demands": [{"on": "2026-02-01", "until": "2026-01-01"}]}, "demands[0].until"), ({"aid": {"forms": ["LEND"]}}, "aid.forms[0]")],
)
def test_an_unknown_code_or_an_impossible_list_is_refused_by_its_field(data: dict[str, Any], field: str) -> None:
    with pytest.raises(Refusal) as caught:
        from_json(data)
    assert caught.value.field == field


def leaves(kind: Any, path: str = "") -> list[str]:
    """The path of every single value of the facts."""
    if get_origin(kind) is tuple:
        return leaves(get_args(kind)[0], f"{path}[]")
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return [leaf for f in fields(kind) for leaf in leaves(hints[f.name], f"{path}.{f.name}" if path else f.name)]
    return [path]


def test_every_fact_can_be_asked_for_and_every_question_is_about_a_fact() -> None:
    paths = {path for path in leaves(Facts) if path not in {"origins"}}
    asked = {path for path in LABELS if not path.startswith("derived.")}
    lists = {re.sub(r"\[\](\.\w+)?$", "", path) for path in paths if "[]" in path}
    assert {p for p in paths if p not in asked and p.removesuffix("[]") not in asked} == set()
    assert asked - paths - lists - {"worker", "employer"} == set()
    assert {code for path, label in LABELS.items() if path == "claims[].kind" for code in label.words} == set(KINDS)


def test_templates_use_only_what_the_builder_knows() -> None:
    known = {"each", "only", "optional", "empty", "when", "unless", "style", "text", "choose", "cases", "form", "table", "columns"}

    def visit(blocks: list[dict[str, Any]]) -> None:
        for block in blocks:
            assert set(block) <= known, block
            for _, cell in block.get("form", ()):
                if isinstance(cell, list):
                    visit(cell)

    for template in DOCUMENTS.values():
        for section in template.sections:
            assert set(section) <= {"heading", "when", "unless", "blocks"}
            visit(section["blocks"])
    raw = json.loads((resources.files("toolkit") / "library" / "templates" / "_parts.json").read_text(encoding="utf-8"))
    used = {part for template in resources.files("toolkit").joinpath("library/templates").iterdir() for part in re.findall(r'"part": "(\w+)"', template.read_text(encoding="utf-8"))}
    assert used == set(raw), "a part that no paper uses, or one that is missing"


def test_changes_between_versions_are_told_by_paragraph() -> None:
    old = outline("arbitration_application", from_json(FULL)).lines
    new = outline("arbitration_application", from_json(FULL | {"post": "机修工", "reasons": ["用人单位长期拖欠工资，违反法律规定。", "单位从未说明原因。"]})).lines
    found = changes(old, new)
    assert [c.kind for c in found] == [CHANGED, ADDED]
    assert "车工" in str(found[0].old)
    assert "机修工" in str(found[0].new)
    assert found[1] == Change(ADDED, None, "单位从未说明原因。")
    assert changes(new, old)[1] == Change(REMOVED, "单位从未说明原因。", None)
    assert changes(old, old) == ()


@given(st.lists(st.sampled_from("甲乙丙丁戊"), max_size=8), st.lists(st.sampled_from("甲乙丙丁戊"), max_size=8))
def test_changes_account_for_every_paragraph(old: list[str], new: list[str]) -> None:
    found = changes(old, new)
    lost = [c.old for c in found if c.old is not None]
    won = [c.new for c in found if c.new is not None]
    assert sorted([*(t for t in old), *won]) == sorted([*(t for t in new), *lost])


def test_a_file_that_is_no_word_file_is_refused() -> None:
    with pytest.raises(Refusal, match="Word"):
        docx_lines(b"PK no")


def test_the_handbook_lists_the_facts_of_today() -> None:
    root = Path(__file__).resolve().parents[2]
    assert (root / "docs" / "facts.md").read_text(encoding="utf-8") == page(), "run python -m toolkit.labels docs"
    assert "docs/facts.md" in (root / "README.zh-CN.md").read_text(encoding="utf-8")


def test_columns_of_a_printed_table_are_as_wide_as_the_template_says() -> None:
    drawn = PdfReader(io.BytesIO(to_pdf(outline("representatives_election", ALL), LAW))).pages[0].extract_text()
    for member in ALL.group[:3]:
        assert member.id_no is not None
        assert member.id_no in drawn, "in columns of one width an identity number breaks over three lines"
