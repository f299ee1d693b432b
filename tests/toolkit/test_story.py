"""What is understood of a pasted story, where it stands, and that each part can be taken out."""

from datetime import date
from decimal import Decimal

import pytest

from toolkit.story import parse
from toolkit.story_money import amounts
from toolkit.story_times import periods

TODAY = date(2026, 11, 23)
STORY = (
    "我2023年3月5日进厂，干了两年半，月工资6500元，老板拖欠我们15个工人4个月工资，一共三万五千块，没签劳动合同，"
    "有工资条和微信聊天记录，没有考勤记录，老板跑了。"
)


def test_a_whole_story_is_understood() -> None:
    story = parse(STORY, TODAY)
    assert story.causes[0] == "205.5"
    assert {"拖欠工资", "未签劳动合同二倍工资"} <= set(story.points)
    assert (story.monthly_wage, story.amount, story.people) == (Decimal(6500), Decimal(35000), 15)
    assert [(each.kind, each.words) for each in story.periods] == [("HIRED", "2023年3月5日"), ("SERVICE", "2年6个月"), ("OWED", "4个月")]
    assert story.evidence == ("工资条", "聊天记录")
    assert [(proof.name, proof.held) for proof in story.proofs] == [("工资条", True), ("聊天记录", True), ("考勤记录", False)]
    assert story.flags == ("GROUP", "WAGE_FLIGHT")


def test_every_chip_shows_where_it_comes_from_and_has_a_key_of_its_own() -> None:
    story = parse(STORY, TODAY)
    assert all(STORY[chip.start : chip.end] == chip.said for chip in story.chips)
    assert all(chip.said or chip.key.startswith("cause:") for chip in story.chips)
    assert len({chip.key for chip in story.chips}) == len(story.chips)
    assert all(chip.label and chip.value and len(chip.key) < 80 for chip in story.chips)


def test_every_chip_can_be_taken_out_and_leaves_the_rest() -> None:
    story = parse(STORY, TODAY)
    for chip in story.chips:
        less = story.without([chip.key])
        assert chip.key not in {each.key for each in less.chips}
        assert len(less.chips) == len(story.chips) - 1
        assert less != story
    bare = story.without(chip.key for chip in story.chips)
    assert (bare.causes, bare.points, bare.form, bare.amount, bare.people, bare.evidence, bare.flags) == ((), (), None, None, None, (), ())
    assert bare.periods == ()
    assert story.without(["nothing", ""]) == story


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("月薪6500元", [("6500", "WAGE")]),
        ("底薪四千五，扣了我200块", [("4500", "WAGE"), ("200", "DEDUCTED")]),
        ("拖欠工资两万三千元", [("23000", "OWED")]),
        ("欠我5w", [("50000", "OWED")]),
        ("欠薪1.25万元", [("12500", "OWED")]),
        ("花了医药费3万多", [("30000", "MEDICAL")]),
        ("押金500没退", [("500", "DEPOSIT")]),
        ("要我赔五十万违约金", [("500000", "COMPENSATION")]),
        ("补偿只给三万五", [("35000", "COMPENSATION")]),
        ("日薪300元", [("300", "WAGE")]),
        ("欠我12,345.67元", [("12345.67", "OWED")]),
        ("我有12345个朋友，2023年，3万人", []),
        ("赔偿0元", []),
    ],
)
def test_sums_are_exact_and_say_what_they_are_for(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.yuan, each.kind) for each in amounts(text)] == [(Decimal(yuan), kind) for yuan, kind in expected]
    assert all(isinstance(each.yuan, Decimal) for each in amounts(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年3月5日入职", [("HIRED", "2023年3月5日")]),
        ("2021.6.1入职，2024-02-29离职", [("HIRED", "2021年6月1日"), ("LEFT", "2024年2月29日")]),
        ("去年8月进厂，今年5月被辞退", [("HIRED", "2025年8月"), ("LEFT", "2026年5月")]),
        ("二〇二二年七月入职", [("HIRED", "2022年7月")]),
        ("19年3月份入职", [("HIRED", "2019年3月")]),
        ("2025年2月30日入职", []),
        ("2024年10月受伤", [("HURT", "2024年10月")]),
        ("干了三年零两个月", [("SERVICE", "3年2个月")]),
        ("做了半年", [("SERVICE", "6个月")]),
        ("工作了8个月", [("SERVICE", "8个月")]),
        ("欠我们三个月工资", [("OWED", "3个月")]),
        ("两个月没发工资", [("OWED", "2个月")]),
        ("5月到8月的工资没发", [("OWED", "4个月")]),
        ("11月到1月的工资", [("OWED", "3个月")]),
        ("8月的工资没发", []),
    ],
)
def test_times_are_read_with_what_happened_then(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(each.kind, each.words) for each in periods(text, TODAY)] == expected


def test_without_a_day_this_year_and_last_year_stay_unread() -> None:
    assert periods("去年8月进厂") == []
    assert [each.day for each in periods("2024年8月进厂")] == [date(2024, 8, 1)]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("我是外卖骑手，站点不结账", "新就业形态"),
        ("劳务派遣到银行上班", "劳务派遣"),
        ("在超市做小时工", "非全日制"),
        ("退休返聘当保安", "超龄用工"),
        ("跟包工头在工地干活", "工程承包用工"),
        ("事业单位聘用合同到期", "事业单位聘用"),
        ("老板欠我工资", None),
    ],
)
def test_the_form_of_work_is_recognised(text: str, form: str | None) -> None:
    assert parse(text).form == form


def test_what_is_denied_is_no_point_of_dispute() -> None:
    assert "拖欠工资" not in parse("公司没有拖欠工资，就是没交社保").points
    assert "未缴社会保险" in parse("公司没有拖欠工资，就是没交社保").points


@pytest.mark.parametrize("text", ["", " ", "！", "0" * 300, "一" * 300, "年月日" * 100, "万万万元", "第零条", "欠" * 500 + "元"])
def test_any_text_is_taken_without_harm(text: str) -> None:
    story = parse(text, TODAY)
    assert all(text[chip.start : chip.end] == chip.said for chip in story.chips)
