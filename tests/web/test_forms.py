"""Refused forms: the field is named in Chinese, everything typed is still there, and nothing was half-done."""

from dataclasses import dataclass, field

import pytest
from flask import Flask

from tests import counting
from tests.builders import Office
from tests.conftest import Clock
from tests.web.browsing import ANSWERS, Person, fill, following, signed_in, words


@dataclass(frozen=True)
class Wrong:
    """A form with one thing wrong: who sends it, from which kind of ticket, where to, what is said."""

    who: str
    made: str
    path: str
    form: dict[str, str]
    said: str
    kept: tuple[str, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)


DESK = [
    Wrong("haishu", "ask", "/desk/{no}/confirm", {"subclass": "没有这一类", "cause": "205.5", "summary": "拖欠三个月工资"}, "类别与小类不相配", ("拖欠三个月工资",)),
    Wrong("haishu", "ask", "/desk/{no}/confirm", {"subclass": "劳动报酬", "cause": "999", "summary": "拖欠三个月工资"}, "没有这个案由代码", ("拖欠三个月工资",)),
    Wrong("haishu", "ask", "/desk/{no}/confirm", {"subclass": "劳动报酬", "summary": "电话 13812345678 的职工来问"}, "请不要写电话号码", ("13812345678",)),
    Wrong("haishu", "ask", "/desk/{no}/confirm", {"subclass": "劳动报酬", "summary": "拖欠三个月工资", "version": "99"}, "别人已经改过", ("拖欠三个月工资",)),
    Wrong("haishu", "confirmed", "/desk/{no}/dispatch", {"organisation_id": "nonsense"}, "请选择承办组织"),
    Wrong("mediator", "dispatched", "/desk/{no}/return", {"reason": "不"}, "请写明退回原因", ("不",)),
    Wrong("mediator", "taken", "/desk/{no}/resolve", {"reason": "周示例已拿到钱"}, "请不要写职工的姓名", ("周示例已拿到钱",)),
    Wrong("mediator", "taken", "/desk/{no}/step", {"event": "sue"}, "须先经仲裁"),
    Wrong("mediator", "taken", "/desk/{no}/step", {"event": "mind-reading"}, "没有“mind-reading”这个事件"),
    Wrong("mediator", "taken", "/desk/{no}/limitation", {"knew_on": "2026-11-25"}, "不能晚于今天", ("2026-11-25",)),
    Wrong("mediator", "taken", "/desk/{no}/limitation", {"knew_on": "去年"}, "请填写日期"),
    Wrong("mediator", "taken", "/desk/{no}/consent", {"kind": "EVERYTHING"}, "请从列出的选项中选择"),
    Wrong("mediator", "taken", "/desk/{no}/reveal", {"reason": ""}, "用途"),
    Wrong("mediator", "taken", "/desk/{no}/reveal", {"reason": "给 13812345678 回电"}, "请不要写电话号码", ("给 13812345678 回电",)),
    Wrong("haishu", "applied", "/desk/{no}/aid/decision", {"reason": "材料不全"}, "请先选择", ("材料不全",)),
    Wrong("haishu", "applied", "/desk/{no}/aid/decision", {"decision": "refuse", "reason": "不行"}, "必须写明理由", ("不行",)),
    Wrong("haishu", "confirmed", "/desk/{no}/aid", {"track": "UNION"}, "请选择需要哪种帮助"),
    Wrong("haishu", "confirmed", "/desk/{no}/group", {"title": "  "}, "请填写这一项"),
    Wrong("haishu", "granted", "/desk/assign/{no}", {"lawyer": "nobody"}, "请选择一位律师"),
    Wrong("haishu", "rated_low", "/desk/{no}/callback", {"note": "嗯"}, "请写明回访情况", ("嗯",)),
    Wrong("lawyer1", "accepted", "/lawyer/matter/{no}-Y1/log", {"kind": "CALL", "happened_on": "2026-11-25", "text": "与单位通话"}, "不能晚于今天", ("与单位通话", "2026-11-25")),
    Wrong("lawyer1", "accepted", "/lawyer/matter/{no}-Y1/log", {"kind": "CALL", "happened_on": "2026-11-24", "text": "与单位通话", "minutes": "-3"}, "1 到 1440", ("与单位通话",)),
    Wrong("lawyer1", "accepted", "/lawyer/matter/{no}-Y2/close", {"outcome": "FULL", "awarded": "-5", "report": "已按请求办理完毕，归卷。"}, "金额不能是负数", ("已按请求办理完毕，归卷。",)),
    Wrong("lawyer1", "accepted", "/lawyer/matter/{no}-Y2/close", {"outcome": "FULL", "awarded": "100", "recovered": "200", "report": "已按请求办理完毕，归卷。"}, "不能超过确定的金额",
          ("200",)),
    Wrong("lawyer1", "accepted", "/lawyer/availability", {"starts": "2026-12-05", "ends": "2026-12-01"}, "结束日期早于开始日期", ("2026-12-05", "2026-12-01")),
    Wrong("worker", "confirmed", "/my/{no}/aid", {"migrant": "yes"}, "请选择需要哪种帮助"),
    Wrong("worker", "closed", "/my/{no}/rate", {"comment": "有点慢"}, "请选择满意程度", ("有点慢",)),
    Wrong("worker", "closed", "/my/{no}/rate", {"level": "9", "comment": "有点慢"}, "1 到 5", ("有点慢",)),
]


@pytest.mark.parametrize("wrong", DESK, ids=lambda w: f"{w.path.rpartition('/')[2]}-{w.said[:8]}")
def test_a_wrong_form_comes_back_with_the_field_named_and_the_words_kept(site: Flask, office: Office, wrong: Wrong) -> None:
    asked = office.rated(1) if wrong.made == "rated_low" else getattr(office, wrong.made)()
    person = following(site, asked) if wrong.who == "worker" else signed_in(site, wrong.who)
    person.token()
    before, version = counting.rows(office.runtime), office.ticket(asked).version
    answer = person.post(wrong.path.format(no=asked.no), wrong.form)
    assert answer.status_code in (409, 422), words(answer)[:300]
    assert wrong.said in words(answer)
    for piece in wrong.kept:
        assert piece in answer.text, piece
    assert (counting.rows(office.runtime), office.ticket(asked).version) == (before, version)
    assert "<form" in answer.text, "the form itself is shown again"


BAD_ANSWERS = [  # step, changes, said
    (1, {"topic": "NOTHING"}, "请从列出的选项中选择"), (1, {"topic": ""}, "请选择您遇到的问题"), (2, {"employer_name": ""}, "请填写单位名称"), (2, {"employer_name": "厂"}, "至少写 2 个字"),
    (2, {"county": "999999"}, "请选择单位在哪个区县"), (2, {"employer_name": "厂" * 81}, "最多 80 个字"), (3, {"statement": "没钱"}, "至少写 6 个字"),
    (3, {"amount": "-18600"}, "金额不能是负数"), (3, {"amount": "很多"}, "请填写数字"), (3, {"amount": "999999999999"}, "金额太大"), (3, {"amount": "1e99"}, "请填写数字"),
    (3, {"amount": "NaN"}, "请填写数字"), (3, {"together": ""}, "请选择是一个人"),
    (3, {"together": "many", "head_count": ""}, "2 人以上"), (3, {"together": "many", "head_count": "0"}, "1 到 5000"), (3, {"statement": "字" * 4001}, "最多 4000 个字"),
    (4, {"name": ""}, "请填写您的姓名"), (4, {"phone": "1391234567"}, "11位"), (4, {"phone": ""}, "请填写手机号码"), (4, {"id_no": "330203199001011237"}, "校验不通过"),
    (4, {"id_no": "330203209901011238"}, "晚于今天"), (4, {"id_no": "3302031990010112"}, "18位"), (4, {"worker_type": "KING"}, "请从列出的选项中选择"),
    (5, {"consent": ""}, "请先阅读并勾选同意"), (5, {"sensitive": ""}, "请先阅读并勾选同意"), (5, {"wants_lawyer": "perhaps"}, "请选择是或否"),
]


@pytest.mark.parametrize(("step", "changes", "said"), BAD_ANSWERS, ids=lambda x: str(x)[:24])
def test_a_wrong_answer_of_a_worker_names_its_field_and_keeps_the_others(site: Flask, office: Office, step: int, changes: dict[str, str], said: str) -> None:
    worker = Person(site)
    for number in range(1, step):
        assert worker.post(f"/apply/{number}", ANSWERS[number]).status_code == 303
    before = counting.rows(office.runtime)
    answer = worker.post(f"/apply/{step}", {**ANSWERS[step], **changes})
    assert answer.status_code == 422
    assert said in words(answer)
    for name, value in {**ANSWERS[step], **changes}.items():
        if len(value) > 3 and name not in ("consent", "sensitive") and value not in ("NOTHING", "KING", "999999", "perhaps"):
            assert value in answer.text, name
    assert counting.rows(office.runtime) == before
    assert worker.get("/apply/check").location == f"/apply/{step}", "the next page is not open yet"


def test_nothing_is_registered_before_the_last_button_and_answers_can_be_changed(site: Flask, office: Office) -> None:
    worker = Person(site)
    fill(worker)
    assert counting.rows(office.runtime)["tickets"] == counting.rows(office.runtime)["workers"] == 0
    worker.post("/apply/2", {"employer_name": "宁波晨屿示例电子有限公司", "county": "330212"})
    page = words(worker.get("/apply/check"))
    assert "宁波晨屿示例电子有限公司" in page
    assert "鄞州区" in page
    assert "周示例" in page
    assert worker.post("/apply/check").status_code == 303


def test_pages_cannot_be_skipped_and_a_check_digit_is_checked_again_at_the_end(site: Flask, office: Office, clock: Clock) -> None:
    worker = Person(site)
    assert worker.get("/apply/3").location == "/apply/1"
    assert worker.post("/apply/4", ANSWERS[4]).location == "/apply/1"
    assert worker.post("/apply/check").status_code == 422
    for step in ("0", "6"):
        assert worker.get(f"/apply/{step}").status_code == 404


def test_what_became_wrong_since_it_was_typed_is_refused_at_the_last_button(site: Flask, office: Office, clock: Clock) -> None:
    worker = Person(site)
    clock.at("2026-11-25T00:30")
    fill(worker, id_no="33020320261125001X")  # born on the day itself
    clock.at("2026-11-24T23:40")  # the clock was set right meanwhile
    answer = worker.post("/apply/check")
    assert answer.status_code == 422
    assert "晚于今天" in words(answer)
    assert counting.rows(office.runtime)["tickets"] == 0


@pytest.mark.parametrize(("name", "form", "said"), [
    ("severance", {"hire_date": "2020-01-01", "last_day": "2026-11-24", "monthly_wages": "6000\n-1"}, "负数"),
    ("severance", {"hire_date": "2027-01-01", "last_day": "2026-11-24", "monthly_wages": "6000"}, "日期"),
    ("overtime", {"monthly_base": "abc"}, "数字"),
    ("limitation", {"trigger_date": "2026-02-30"}, "日期"),
])
def test_a_calculator_names_the_wrong_field_and_keeps_what_was_typed(site: Flask, name: str, form: dict[str, str], said: str) -> None:
    answer = Person(site).post(f"/tools/{name}", form)
    assert answer.status_code == 422
    assert said in words(answer)
    for value in form.values():
        assert value.split("\n")[0] in answer.text
