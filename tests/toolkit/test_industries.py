"""Which industry a name or a story points to."""

import pytest

from toolkit.industries import INDUSTRIES, guess


@pytest.mark.parametrize(("name", "story", "section"), [
    ("甬示例食品机械有限公司", "", "C"), ("甬示例服装贸易有限公司", "", "F"), ("示例建设劳务有限公司", "", "E"), ("示例劳务派遣有限公司", "", "L"), ("示例物业服务有限公司", "", "K"),
    ("宁波示例银行股份有限公司海曙支行", "", "J"), ("示例建设集团有限公司第二项目部", "", "E"), ("示例汽车维修服务中心", "", "O"), ("示例服饰(宁波)有限公司", "", "C"),
    ("示例工程监理有限公司", "", "M"), ("老张火锅店", "我在后厨洗碗", "H"), ("示例网络科技有限公司", "", "I"), ("海曙示例幼儿园", "老板拖欠工资", "P"),
    # the name decides before the story
    ("示例五金厂", "送货的快递员说厂里换了老板", "C"),
    ("示例有限公司", "我在工地做钢筋工，包工头跑了", "E"), ("老板是王某", "送外卖的骑手，站长扣钱", "H"),
    # said equally often, or not at all: nothing is suggested
    ("示例有限公司", "白天在超市理货，晚上送外卖", None), ("示例科技有限公司", "拖欠工资三个月", None), ("", "", None),
])
def test_the_last_word_of_trade_decides_and_doubt_says_nothing(name: str, story: str, section: str | None) -> None:
    assert guess(name, story) == section


def test_the_sections_are_those_of_the_standard() -> None:
    assert "".join(INDUSTRIES) == "ABCDEFGHIJKLMNOPQRST"
    assert (INDUSTRIES["C"], INDUSTRIES["H"]) == ("制造业", "住宿和餐饮业")
