"""Cases from Word files: sections by their headings, in whatever style collections write them; every fault with its paragraph."""

import io
import zipfile

import pytest
from docx import Document

from casebank.sections import Causes, Reading
from casebank.sections_docx import HEADINGS, read_docx

CAUSES = Causes({"205.5"}, lambda types: tuple("205.5" for _ in types))


def word(*paragraphs: tuple[str, str], table: list[tuple[str, str]] | None = None) -> bytes:
    """A Word file of (style, text)."""
    document = Document()
    for style, text in paragraphs:
        document.add_paragraph(text, style=style)
    if table:
        made = document.add_table(rows=0, cols=2)
        for name, value in table:
            cells = made.add_row().cells
            cells[0].text, cells[1].text = name, value
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def read(*paragraphs: tuple[str, str], **more: list[tuple[str, str]]) -> Reading:
    return read_docx(word(*paragraphs, **more), CAUSES)


CASE = (
    ("Heading 1", "停产工厂拖欠三个月工资"), ("Normal", "编号：nb-9"), ("Normal", "案由：205.5"), ("Normal", "人数：12"), ("Normal", "日期：2026-03-01"),
    ("Heading 2", "一、基本案情"), ("Normal", "某制衣厂停产。"), ("Normal", "拖欠十二人工资。"), ("Normal", "【争议焦点】"), ("Normal", "工资由谁支付"), ("Normal", "数额如何认定"),
    ("Heading 2", "处理结果："), ("Normal", "当场结清。"), ("Heading 2", "（三）案例评析"), ("Normal", "应当及时足额支付。"), ("Heading 2", "法律依据"),
    ("Normal", "《劳动合同法》第三十条；《劳动合同法》第八十五条"),
    ("Heading 2", "典型意义"), ("Normal", "及时固定证据。"),
)


def test_sections_are_found_by_their_headings_and_details_before_them() -> None:
    found = read(*CASE)
    assert found.faults == ()
    case = found.rows[0].case
    assert (case.id, case.title, case.causes, case.head_count, case.date) == ("nb-9", "停产工厂拖欠三个月工资", ("205.5",), 12, "2026-03-01")
    assert case.facts == "某制衣厂停产。\n拖欠十二人工资。"
    assert case.dispute_points == ("工资由谁支付", "数额如何认定")
    assert (case.outcome, case.reasoning, case.lesson) == ("当场结清。", "应当及时足额支付。", "及时固定证据。")
    assert case.articles == ("《劳动合同法》第三十条", "《劳动合同法》第八十五条")


def test_several_cases_in_one_file_and_numbers_from_titles_that_stay_the_same() -> None:
    rest = (("Heading 2", "案情"), ("Normal", "甲。"), ("Heading 2", "启示"), ("Normal", "乙。"))
    first, again = (read(("Title", "第一案"), *rest, ("Title", "第二案"), *rest) for _ in range(2))
    assert [r.case.title for r in first.rows] == ["第一案", "第二案"]
    assert [r.case.id for r in first.rows] == [r.case.id for r in again.rows]
    assert len({r.case.id for r in first.rows}) == 2


def test_a_table_of_names_and_values_is_read_too() -> None:
    text = (("Heading 1", "标题"), ("Heading 2", "案情"), ("Normal", "甲。"), ("Heading 2", "启示"), ("Normal", "乙。"))
    found = read(*text, table=[("编号", "nb-1"), ("来源", "教学示例"), ("证据", "考勤表；工资条")])
    assert found.faults == ()
    assert (found.rows[0].case.id, found.rows[0].case.source, found.rows[0].case.evidence) == ("nb-1", "教学示例", ("考勤表", "工资条"))


@pytest.mark.parametrize(("paragraphs", "fault"), [
    ([("Normal", "没有标题的一段")], (1, "标题")), ([("Heading 2", "案情"), ("Normal", "甲。")], (1, "标题")), ([*CASE, ("Heading 2", "随想"), ("Normal", "丙。")], (20, "小标题")),
    ([*CASE, ("Heading 2", "案情"), ("Normal", "又一遍。")], (20, "facts")), ([("Heading 1", "标题"), ("Normal", "不知道是什么的一段。")], (2, "内容")), ([("Heading 1", "标题")], (1, "facts")),
    ([CASE[0], CASE[1], ("Normal", "编号：nb-10"), *CASE[5:]], (3, "id")), ([CASE[0], ("Normal", "日期：三月"), *CASE[5:]], (1, "date")),
    ([CASE[0], ("Normal", "案由：999"), *CASE[5:]], (1, "causes")),
])
def test_every_fault_names_its_paragraph(paragraphs: list[tuple[str, str]], fault: tuple[int, str]) -> None:
    assert fault in [f[:2] for f in read(*paragraphs).faults]


def test_a_file_that_is_no_word_file_is_refused_as_a_whole() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", "x")
    for content in (b"", b"PK\x03\x04nonsense", "编号,标题".encode(), packed.getvalue(), word(*CASE)[:-400]):
        found = read_docx(content, CAUSES)
        assert found.rows == ()
        assert found.faults[0][:2] == (0, "文件")
    assert read_docx(word(), CAUSES).faults[0][1] == "文件"


def test_no_heading_stands_for_two_fields() -> None:
    words = [word for listed in HEADINGS.values() for word in listed]
    assert len(words) == len(set(words))
