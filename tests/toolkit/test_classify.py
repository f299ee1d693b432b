"""Flags, denial, ties, confidence and speed of the classifier; its quality on the shared questions."""

import pytest

from toolkit.causes import LEAVES, causes, class_of
from toolkit.classify import classify
from toolkit.headcount import head_counts


def codes(text: str) -> set[str]:
    return {flag.code for flag in classify(text).flags}


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("我们94个工人的工资都没发", "GROUP"),
        ("车间二十三个人被拖欠工资", "GROUP"),
        ("我们十几个骑手都没结账", "GROUP"),
        ("一共15名员工被裁", "GROUP"),
        ("集体讨薪", "GROUP"),
        ("老板跑了，欠我们三个月工资", "WAGE_FLIGHT"),
        ("厂里人去楼空，工资还没发", "WAGE_FLIGHT"),
        ("老板连夜搬走机器，工钱没结", "WAGE_FLIGHT"),
        ("站长失联，配送费没结", "WAGE_FLIGHT"),
        ("我爸在工地上摔死了", "INJURY_DEATH"),
        ("手指被机器切断，住进了ICU", "INJURY_DEATH"),
        ("丈夫上班时突发脑溢血，抢救无效", "INJURY_DEATH"),
        ("仲裁时效马上就要过了", "LIMIT_NEAR"),
        ("离起诉期限还有三天", "LIMIT_NEAR"),
        ("收到裁决书已经12天了，想起诉", "LIMIT_NEAR"),
        ("怀孕四个月被公司辞退", "PREGNANT"),
        ("我在哺乳期，公司不给哺乳时间", "PREGNANT"),
        ("我今年16岁，在饭店打工", "MINOR"),
        ("厂里用童工", "MINOR"),
        ("再不给钱我就从楼上跳楼", "SELF_HARM"),
        ("真的活不下去了", "SELF_HARM"),
        ("明天我们去堵路讨薪", "SELF_HARM"),
    ],
)
def test_urgent_words_raise_their_flag_and_are_named(text: str, flag: str) -> None:
    raised = {each.code: each for each in classify(text).flags}
    assert flag in raised
    assert raised[flag].words
    assert all(word in text.lower() for word in raised[flag].words)


@pytest.mark.parametrize(
    ("text", "flag"),
    [
        ("公司有200人，就裁我一个", "GROUP"),
        ("我在一家300人的工厂上班，被辞退了", "GROUP"),
        ("欠我15人民币", "GROUP"),
        ("我们9个人的工资没发", "GROUP"),
        ("老板说下周发工资", "WAGE_FLIGHT"),
        ("没有人员死亡，只是擦破皮", "INJURY_DEATH"),
        ("爷爷去世请丧假，公司扣工资", "INJURY_DEATH"),
        ("还有三天发工资", "LIMIT_NEAR"),
        ("收到裁决书才2天", "LIMIT_NEAR"),
        ("老婆怀孕，我请陪护假不批", "PREGNANT"),
        ("我没有怀孕，公司却说我要休产", "PREGNANT"),
        ("孩子12岁了要上学，想问托管", "MINOR"),
        ("我46岁，干保洁", "MINOR"),
        ("油费补贴没发，高温天气", "SELF_HARM"),
    ],
)
def test_harmless_words_raise_no_flag(text: str, flag: str) -> None:
    assert flag not in codes(text)


def test_a_cause_called_by_its_name_and_a_boss_who_ran_away() -> None:
    assert {code: classify(cause.name).cause for code, cause in causes().items()} == {code: code for code in causes()}
    assert classify("老板跑了").cause == "205.5"


def test_what_is_denied_does_not_count() -> None:
    assert classify("没有受伤，就是工资没发").cause == "205.5"
    assert "206.2" not in dict(classify("没有受伤，就是工资没发").cause_scores)
    assert classify("我没有被辞退，是公司三个月没发工资").cause == "205.5"


def test_the_class_follows_the_text_and_not_the_cause() -> None:
    story = classify("工会和公司签了集体合同，约定涨薪没涨")
    assert (story.cause, story.subclass) == ("205.2", "集体协商集体合同")
    rider = classify("外卖骑手跑单的钱站点不结算")
    assert (rider.cls, rider.subclass) == ("劳动经济", "新业态用工权益")
    assert classify("一周上七天班，没有休息日，加班费也不给").cause == "205.5"


def test_the_same_complaint_in_another_setting_is_another_cause() -> None:
    assert classify("拖欠我两个月工资不给").cause == "205.5"
    assert classify("我是外卖骑手，站点拖欠我两个月工资不给").cause == "214.2"
    assert classify("我是退休返聘的，单位拖欠我两个月工资不给").cause == "208"


def test_several_matters_in_one_story_are_all_scored_and_make_it_less_sure() -> None:
    one = classify("公司拖欠工资")
    both = classify("公司拖欠工资，没交社保，又把我开除了")
    assert {"205.5", "205.6", "206.1"} <= {code for code, _ in both.cause_scores}
    assert both.confidence < one.confidence
    assert [score for _, score in both.cause_scores] == sorted((score for _, score in both.cause_scores), reverse=True)


def test_a_tie_goes_to_a_person() -> None:
    tied = classify("公司欠薪，又裁员")
    assert {code for code, _ in tied.cause_scores[:2]} == {"205.5", "205.6"}
    assert tied.needs_person
    assert tied.confidence < classify("公司欠薪").confidence
    assert classify("公司拖欠工资三个月没发工资").needs_person is False


def test_danger_to_life_always_needs_a_person() -> None:
    assert classify("公司拖欠工资三个月没发工资，我不想活了").needs_person


@pytest.mark.parametrize("text", ["", "   \n", "？？？", "你好", "1234567"])
def test_nothing_said_gives_no_cause_and_no_confidence(text: str) -> None:
    found = classify(text)
    assert (found.cause, found.confidence, found.needs_person) == (None, 0.0, True)
    assert found.subclass in class_of()


def test_every_answer_is_well_formed() -> None:
    for text in ("公司欠薪", "工会疗休养", "离婚", "n+1", "Ｎ＋１赔偿", "𠮷老板欠薪" * 50, "没" * 2000):
        found = classify(text)
        assert found.cause is None or (found.cause in LEAVES and dict(found.cause_scores)[found.cause] > 0)
        assert found.cls == class_of()[found.subclass]
        assert 0 <= found.confidence < 1


def test_full_width_letters_and_figures_are_read_like_plain_ones() -> None:
    assert classify("公司只肯给Ｎ＋１").cause_scores == classify("公司只肯给N+1").cause_scores == classify("公司只肯给n+1").cause_scores
    assert classify("公司只肯给N+1").cause == "205.6"


def test_head_counts_say_how_many_share_the_complaint() -> None:
    assert [each.people for each in head_counts("我们94个工人，还有二十几号人没来，公司有500人")] == [94, 20]
    assert [(each.people, each.about) for each in head_counts("一百二十名员工，30多个工友")] == [(120, False), (30, True)]
