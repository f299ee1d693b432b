"""Papers: real Word files, nothing invented, gaps visible, the same bytes each time."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Mm

from tests.toolkit.invented import FULL
from toolkit.claim_kinds import KINDS
from toolkit.documents import DOCUMENTS, outline, render
from toolkit.facts import Facts, from_json
from toolkit.figures import article, capital
from toolkit.refusal import Refusal

LAW = date(2026, 11, 23)
PAPER = "arbitration_application"


def opened(data: bytes) -> Any:
    return Document(io.BytesIO(data))


def words(document: Any) -> str:
    lines = [p.text for p in document.paragraphs]
    return "\n".join(lines + [cell.text for table in document.tables for row in table.rows for cell in row.cells])


def test_the_arbitration_application_holds_the_facts_in_the_order_of_the_law() -> None:
    document = opened(render(PAPER, from_json(FULL), LAW).docx)
    text = words(document)
    assert document.paragraphs[0].text == "劳动人事争议仲裁申请书"
    heads = ["申请人：周小禾", "被申请人：宁波虚构服饰有限公司", "仲裁请求", "事实", "理由和法律依据", "证据和证据来源", "证人", "此致"]
    assert [text.index(head) for head in heads] == sorted(text.index(head) for head in heads)
    assert "1．支付2026年8月至9月工资12,000.00元（期间：2026年8月1日至2026年9月30日）。计算方式：6000元×2个月。" in text
    assert "3．确认2025年3月1日至2026年9月30日存在劳动关系。" in text
    assert "以上金额合计78,000.50元。" in text
    assert "依据《劳动合同法》第八十二条。" in text
    assert "用人单位没有与劳动者订立书面劳动合同。" in text
    assert "证人孙某，住宁波市鄞州区虚构路3号，能够证明：一起上班。" in text
    assert "电话无人接听。" in [p.text for p in document.paragraphs]
    assert "银行流水" in document.tables[0].rows[1].cells[1].text
    assert "合计3份（对方2方，另加正本1份）" in text


def test_copies_are_opponents_plus_one() -> None:
    assert "合计2份" in outline(PAPER, Facts()).text
    three = from_json({"other_respondents": [{"name": "甲"}, {"name": "乙"}]})
    assert "合计4份" in outline(PAPER, three).text


def test_unknown_facts_stay_visible_highlighted_and_become_questions() -> None:
    rendered = render(PAPER, Facts(), LAW)
    runs = [r for p in opened(rendered.docx).paragraphs for r in p.runs]
    marked = [r.text for r in runs if r.font.highlight_color == WD_COLOR_INDEX.YELLOW]
    assert "【待补充：姓名】" in marked
    assert all(text.startswith("【待补充：") for text in marked)
    assert all(r.font.highlight_color == WD_COLOR_INDEX.YELLOW for r in runs if "【待补充" in r.text)
    asked = {b.path: b.question for b in rendered.blanks}
    assert {"worker.name", "employer.name", "claims", "evidence", "hire_date", "tribunal", "has_witnesses"} <= set(asked)
    assert all(q.endswith(("？", "。")) for q in asked.values())
    assert rendered.sources == tuple(s for s in rendered.sources if s.path.startswith("derived."))


def test_no_witness_is_only_said_when_the_worker_said_so() -> None:
    assert "无证人" not in outline(PAPER, Facts()).text
    assert "无证人。" in outline(PAPER, from_json({"has_witnesses": False})).text


def test_a_blank_in_a_list_says_which_item_it_belongs_to() -> None:
    blanks = outline(PAPER, from_json({"claims": [{"title": "甲", "amount": "1"}, {"title": "乙"}]})).blanks
    asked = {b.path: b.question for b in blanks}
    assert asked["claims[1].amount"].startswith("第2项：")
    assert "claims[0].amount" not in asked
    # a total over an unknown sum would be an invented figure
    assert "以上金额合计" not in outline(PAPER, from_json({"claims": [{"amount": "1"}, {}]})).text


def test_every_filled_fact_knows_where_it_came_from() -> None:
    origin = {s.path: s.origin for s in render(PAPER, from_json(FULL), LAW).sources}
    assert origin["worker.name"] == "身份证"
    assert origin["hire_date"] == "职工陈述"
    assert origin["claims[0].amount"] == "计算器"
    assert origin["claims[1].amount"] == "案件事实表"
    assert origin["derived.total"] == "由案件事实计算"


def test_complete_facts_leave_only_true_gaps() -> None:
    paths = {b.path for b in outline(PAPER, from_json(FULL)).blanks}
    assert paths == {
        "agents[0].phone", "other_respondents[0].address", "other_respondents[0].credit_code",
        "other_respondents[0].representative", "other_respondents[0].representative_post", "other_respondents[0].phone",
    }


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
@pytest.mark.parametrize("facts", [Facts(), from_json(FULL)], ids=["empty", "full"])
def test_every_paper_has_fonts_language_margins_and_page_numbers_of_an_official_one(name: str, facts: Facts) -> None:
    rendered = render(name, facts, LAW)
    document = opened(rendered.docx)
    section = document.sections[0]
    assert (round(section.page_width / Mm(1)), round(section.page_height / Mm(1))) == (210, 297)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(m / Mm(1)) for m in margins] == [37, 35, 28, 26]
    fonts = set()
    for run in document.element.body.iter(qn("w:r")):
        properties = run.find(qn("w:rPr"))
        assert properties.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
        named = properties.find(qn("w:rFonts"))
        assert named.get(qn("w:hint")) == "eastAsia"
        fonts.add(named.get(qn("w:eastAsia")))
    assert fonts <= {"方正小标宋简体", "黑体", "仿宋_GB2312"}
    assert {"方正小标宋简体", "仿宋_GB2312"} <= fonts
    assert document.paragraphs[0].runs[0]._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "方正小标宋简体"
    assert "PAGE" in section.footer.paragraphs[0]._p.xml
    assert document.styles.element.find(f".//{qn('w:docDefaults')}//{qn('w:lang')}").get(qn("w:eastAsia")) == "zh-CN"
    assert not re.search(r"[{}\[\]]", words(document))
    assert not re.search(r"[一-鿿][,;?!]", words(document))


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_the_children_of_run_properties_stand_in_the_order_of_the_schema(name: str) -> None:
    order = ["rFonts", "color", "sz", "szCs", "highlight", "lang"]
    for properties in opened(render(name, Facts(), LAW).docx).element.body.iter(qn("w:rPr")):
        tags = [child.tag.rpartition("}")[2] for child in properties]
        assert tags == sorted(tags, key=order.index)


def test_the_same_facts_give_the_same_bytes_and_others_do_not() -> None:
    one, two = render(PAPER, from_json(FULL), LAW), render(PAPER, from_json(FULL), LAW)
    assert one.docx == two.docx
    assert one.sha256 == two.sha256
    assert render(PAPER, Facts(), LAW).sha256 != one.sha256
    assert render(PAPER, from_json(FULL), date(2026, 11, 24)).sha256 != one.sha256
    with zipfile.ZipFile(io.BytesIO(one.docx)) as package:
        assert {info.date_time for info in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert package.namelist()[0] == "[Content_Types].xml"
    core = opened(one.docx).core_properties
    assert (core.title, core.author, core.created.date()) == ("劳动人事争议仲裁申请书", "职工法援", LAW)


def test_facts_that_look_like_placeholders_or_markup_stay_text() -> None:
    facts = from_json({"worker": {"name": "{employer.name}[<w:b/>]&"}})
    assert "{employer.name}[<w:b/>]&" in words(opened(render(PAPER, facts, LAW).docx))


def test_special_powers_are_ticked_only_where_they_were_given() -> None:
    text = outline("authorisation", from_json(FULL)).text
    assert "☑代为和解" in text
    assert "☑代为收取款项" in text
    assert "☐代为放弃请求" in text
    general = outline("authorisation", from_json({"agents": [{"name": "林律", "special": False}]})).text
    assert "一般授权" in general
    assert "☑" not in general
    unsaid = outline("authorisation", from_json({"agents": [{"name": "林律", "special": True}]}))
    assert "agents[0].powers" in {b.path for b in unsaid.blanks}


def test_the_aid_form_asks_for_means_unless_exempt() -> None:
    exempt = outline("aid_application", from_json({"aid": {"exemption": "进城务工人员申请支付劳动报酬"}}))
    assert "aid.household_income" not in {b.path for b in exempt.blanks}
    assert "aid.household_income" in {b.path for b in outline("aid_application", Facts()).blanks}


def test_the_mediation_agreement_writes_the_sum_in_capitals() -> None:
    facts = from_json({"settlement": {"amount": "12345.60", "confirmation": "JUD_CONFIRM", "terms": ["各不追究。"]}})
    text = outline("mediation_agreement", facts).text
    assert "人民币12,345.60元（大写：壹万贰仟叁佰肆拾伍元陆角整）" in text
    assert "共同向有管辖权的人民法院申请司法确认" in text
    assert "1．各不追究。" in text


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("0", "零元整"), ("0.05", "伍分"), ("1.05", "壹元零伍分"), ("10.10", "壹拾元壹角整"), ("1001", "壹仟零壹元整"),
     ("20000001", "贰仟万零壹元整"), ("100000000", "壹亿元整"), ("66000", "陆万陆仟元整"), ("0.005", "壹分")],
)
def test_sums_in_capitals(amount: str, expected: str) -> None:
    assert capital(Decimal(amount)) == expected


def test_article_ids_become_citations_and_other_words_stay() -> None:
    assert article("劳动合同法-105") == "《劳动合同法》第一百零五条"
    assert article("工会法律援助办法") == "工会法律援助办法"


def test_a_fact_that_ends_its_own_sentence_gets_no_second_full_stop() -> None:
    facts = from_json({"preservation": {"guarantee": "EXEMPT", "guarantee_detail": "家庭困难。"}})
    assert "申请人请求减轻或者免除担保，理由：家庭困难。" in outline("preservation_application", facts).lines


def test_page_numbers_of_evidence_follow_from_the_pages_as_far_as_they_are_known() -> None:
    rows = [{"name": "甲", "pages": 6}, {"name": "乙", "pages": 1}, {"name": "丙"}, {"name": "丁", "pages": 2}]
    paper = outline("evidence_list", from_json({"evidence": rows}))
    table = next(block for block in paper.sections[0].blocks if hasattr(block, "rows"))
    assert ["".join(r.text for r in row[4]) for row in table.rows] == ["1—6", "7", "【待补充：页码】", "【待补充：页码】"]
    assert {s.origin for s in paper.sources if s.path.endswith("page_range")} == {"由案件事实计算"}


def test_the_complaint_ticks_each_request_in_its_row_and_leaves_the_others_open() -> None:
    claims = [{"title": "支付加班费", "amount": "3440"}, {"title": "支付违法解除劳动合同赔偿金", "amount": "63000"}, {"title": "某项", "kind": "ANNUAL_LEAVE", "amount": "4800"}]
    lines = outline("civil_complaint", from_json({"claims": claims})).lines
    rows = {line.split("｜")[0]: line.split("｜")[1] for line in lines if "｜" in line}
    assert rows["3．加班费"].startswith("☑ 支付加班费：3,440.00元")
    assert rows["7．违法解除劳动合同赔偿金"].startswith("☑ 支付违法解除劳动合同赔偿金：63,000.00元")
    assert rows["4．未休年休假工资"].startswith("☑ 某项：4,800.00元")
    assert rows["1．工资支付"] == rows["9．其他请求"] == "☐"
    assert rows["11．标的总额"] == "71,240.00元"


def test_every_kind_of_request_has_one_row_of_the_complaint() -> None:
    rows = [cell for section in DOCUMENTS["civil_complaint"].sections for block in section["blocks"] for _, cell in block.get("form", ()) if isinstance(cell, list)]
    kinds = [kind for cell in rows for block in cell if str(block.get("only", "")).startswith("item.kind=") and "choose" in block
             for kind in block["only"].removeprefix("item.kind=").split("/")]
    assert sorted(kinds) == sorted(KINDS)


def test_a_box_is_only_ticked_by_a_fact_and_an_open_one_is_asked_for() -> None:
    paper = outline("forced_resignation_notice", Facts())
    assert "☑" not in paper.text
    assert "resignation.grounds" in {b.path for b in paper.blanks}


def test_an_arbitration_paper_goes_to_the_commission_and_a_court_paper_to_the_court() -> None:
    facts = from_json({"tribunal": "某仲裁委员会", "court": "某人民法院", "stage": "ARBITRATION"})
    for name, addressee in (("arbitration_application", "某仲裁委员会"), ("civil_complaint", "某人民法院"), ("enforcement_application", "某人民法院"), ("defence", "某仲裁委员会")):
        lines = outline(name, facts).lines
        assert lines[lines.index("此致") + 1] == addressee


def test_an_unknown_paper_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Refusal, match=PAPER) as caught:
        render("poem", Facts(), LAW)
    assert caught.value.field == "name"
