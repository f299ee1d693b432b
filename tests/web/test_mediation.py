"""The pages of a dispute: each form registers, keeps what was typed when refused, says why a way is shut; the worker answers on their own page."""

import re

import pytest
from flask import Flask

from legalaid.actions import agreements, disputes, mediation
from tests.actions.mediating import RECORD, agreed, consented, invited, roster
from tests.builders import Asked, Office
from tests.conftest import Clock
from tests.web.browsing import Person, following, signed_in, words


def page(person: Person, asked: Asked, what: str = "", **query: str) -> str:
    answer = person.get(f"/desk/{asked.no}/mediation{'/' + what if what else ''}", query_string=query)
    assert answer.status_code == 200, words(answer)
    return words(answer)


def sent(person: Person, asked: Asked, what: str, data: dict, of: str = "", refused: str = "") -> str:
    answer = person.post(f"/desk/{asked.no}/mediation/{what}{'?of=' + of if of else ''}", data)
    if refused:
        assert answer.status_code in (409, 422), words(answer)
        assert refused in words(answer)
        return answer.text
    assert answer.status_code == 303, words(answer)
    return page(person, asked)


def link(person: Person, asked: Asked, what: str) -> str:
    """Which row the first button of this kind is about."""
    found = re.search(rf'mediation/{what}\?of=([\w-]+)"', person.get(f"/desk/{asked.no}/mediation").text)
    assert found is not None, what
    return found.group(1)


def test_a_mediation_from_application_to_all_paid(site: Flask, office: Office, clock: Clock) -> None:
    asked = office.taken()
    mediator, worker = signed_in(site, "mediator"), following(site, asked)
    assert "还没有职工同意调解的记录" in page(mediator, asked)
    sent(mediator, asked, "apply", {"received_on": "2026-11-24", "raised": "BOTH"}, refused="没有职工同意的记录")
    assert worker.post(f"/my/{asked.no}/consent", {"kind": "MEDIATION"}).status_code == 303
    sent(mediator, asked, "apply", {"received_on": "2026-11-24", "raised": "BOTH"})
    kept = sent(mediator, asked, "invite", {"meets_at": "2026-11-23T09:30", "place": "海曙第一调处室二楼"}, refused="应在现在以后")
    assert "海曙第一调处室二楼" in kept
    assert "第 1 次" in sent(mediator, asked, "invite", {"meets_at": "2026-11-25T09:30", "place": "海曙第一调处室二楼"})
    assert "海曙第一调处室二楼" in words(worker.get(f"/my/{asked.no}"))
    assert worker.post(f"/my/{asked.no}/reply", {"reply": "COMES"}).status_code == 303
    assert "有一方要求改期" not in page(mediator, asked)
    shown = sent(mediator, asked, "reply", {"side": "EMPLOYER", "reply": "LATER"})
    assert "职工：会到场" in shown
    assert "有一方要求改期" in shown
    kept = sent(mediator, asked, "move", {"meets_at": "2026-11-23T09:30", "place": "海曙第二调处室三楼"}, refused="应在现在以后")
    assert "海曙第二调处室三楼" in kept
    shown = sent(mediator, asked, "move", {"meets_at": "2026-11-26T09:30", "place": "海曙第二调处室三楼"})
    assert "职工：还没有答复；单位：还没有答复" in shown
    assert "有一方要求改期" not in shown
    assert "海曙第二调处室三楼" in words(worker.get(f"/my/{asked.no}"))
    sent(mediator, asked, "record", {"held_on": "2026-11-24", "result": "AGREED", "text": RECORD})
    assert RECORD not in page(mediator, asked)
    look = re.search(rf"/desk/{asked.no}/mediation/minutes/[\w-]+", mediator.get(f"/desk/{asked.no}/mediation").text)
    assert look is not None
    assert RECORD in words(mediator.post(look.group()))
    deal = {"signed_on": "2026-11-24", "subjects": ["WAGE"], "total": "18600", "due_1": "2026-12-10", "amount_1": "9300", "due_2": "2027-01-11"}
    kept = sent(mediator, asked, "sign", {**deal, "signed": "1", "amount_2": "9000"}, refused="各期合计 18,300.00 元")
    assert 'value="9000"' in kept
    sent(mediator, asked, "sign", {**deal, "signed": "1", "due_2": "明天"}, refused="第 2 期：请填写日期")
    shown = sent(mediator, asked, "sign", {**deal, "signed": "1"})
    assert "约定 18,600 元" in shown
    assert "申请司法确认调解协议" in shown
    assert "还不能走的 3 条路" in shown  # payment order, suit and arbitration wait for a breach
    assert "对方没有按协议履行" in shown
    for what, why in (("extend", "没有正在进行的调解"), ("end", "没有正在进行的调解"), ("conclude", "还没有付清")):  # by address, offered nowhere
        opened = mediator.get(f"/desk/{asked.no}/mediation/{what}")
        assert (opened.status_code, why in words(opened)) == (409, True), what
    sent(mediator, asked, "extend", {"until": "2026-12-20", "both_agree": "1"}, refused="没有正在进行的调解")
    clock.at("2026-12-11T10:00")
    mediator, worker = signed_in(site, "mediator"), following(site, asked)
    assert "超过 1 天" in page(mediator, asked)
    assert "凭调解协议向法院申请支付令" in page(mediator, asked)
    assert "请法院发支付令" in words(worker.get(f"/my/{asked.no}"))
    for number in ("1", "2"):
        sent(mediator, asked, "pay", {"paid_on": "2026-12-11", "proof": "TRANSFER", "note": "网银回单"}, of=number)
    row = link(mediator, asked, "pay-back")
    sent(mediator, asked, "pay-back", {"reason": ""}, of=row, refused="请填写这一项")
    sent(mediator, asked, "pay-back", {"reason": "登记到别的案件了"}, of=row)
    sent(mediator, asked, "conclude", {}, refused="还没有付清")
    sent(mediator, asked, "pay", {"paid_on": "2026-12-11", "proof": "CASH"}, of=link(mediator, asked, "pay"))
    assert "已全部履行" in sent(mediator, asked, "conclude", {})
    assert office.look(None, lambda s, by: disputes.of(s, by, asked.no).state) == "PERFORMED"


def test_ways_that_are_shut_say_why_and_a_filing_keeps_its_answers(site: Flask, office: Office) -> None:
    asked = consented(office, "TRANSFER")
    mediator = signed_in(site, "mediator")
    suit = {"kind": "COURT", "filer": "WORKER", "receiver": "海曙区人民法院", "sent_on": "2026-11-24", "papers": ["起诉状", "工资欠条"]}
    sent(mediator, asked, "send", suit, of="COURT", refused="须先经仲裁才能起诉")
    form = {"kind": "ARBITRATION", "filer": "UNION", "receiver": "海曙区劳动人事争议仲裁委员会", "sent_on": "2026-11-24", "papers": ["身份证明"]}
    kept = sent(mediator, asked, "send", form, of="ARBITRATION", refused="还缺文书：仲裁申请书及副本")
    assert 'value="身份证明" checked' in kept
    sent(mediator, asked, "send", {**form, "papers": ["仲裁申请书及副本", "身份证明", "证据清单", "授权委托书"]}, of="ARBITRATION")
    sent(mediator, asked, "receipt", {"received_on": "2026-11-24", "case_no": "甬海劳人仲案（2026）7号"}, of=link(mediator, asked, "receipt"))
    shown = sent(mediator, asked, "answer", {"code": "ACCEPTED", "answered_on": "2026-11-24"}, of=link(mediator, asked, "answer"))
    assert "仲裁审理期限" in shown
    assert "甬海劳人仲案（2026）7号" in words(following(site, asked).get(f"/my/{asked.no}"))
    # the step alone is not taken any more where a filing on record takes it
    alone = mediator.post(f"/desk/{asked.no}/step", {"event": "hear"})
    assert (alone.status_code, "争议办理" in words(alone)) == (422, True)


def test_a_group_signs_by_its_roster_and_is_paid_together(site: Flask, office: Office) -> None:
    asked, _ = roster(office, 3)
    agreed_before = consented(office, asked=asked)
    mediator = signed_in(site, "mediator")
    sent(mediator, agreed_before, "apply", {"received_on": "2026-11-24", "raised": "BODY"})
    sent(mediator, asked, "invite", {"meets_at": "2026-11-25T09:30", "place": "海曙第一调处室"})
    deal = {"signed_on": "2026-11-24", "subjects": ["WAGE"], "group": "1", "percent": "50", "signed": "1", "due_1": "2026-12-10", "amount_1": "1000", "due_2": "2026-12-31"}
    sent(mediator, asked, "sign", {**deal, "exceptions": "三号 一千"}, refused="第 1 行：应写成")
    shown = sent(mediator, asked, "sign", {**deal, "exceptions": "3 900"})  # 500 + 550 + 900
    assert "1,950 元（3 人）" in shown.replace("） ", "）").replace(" （", "（")
    # one of them got a part: the sum is asked for in a group, too
    assert 'name="amount"' in mediator.get(f"/desk/{asked.no}/mediation/pay?of=1").text
    assert "0/3 人" in sent(mediator, asked, "pay", {"paid_on": "2026-11-24", "proof": "CASH", "positions": ["1"], "amount": "100"}, of="1")
    assert "3/3 人" in sent(mediator, asked, "pay", {"paid_on": "2026-11-24", "proof": "GUARANTEE"}, of="1")
    assert office.look(None, lambda s, by: agreements.latest(s, disputes.of(s, by, asked.no)).group_id) is not None


@pytest.mark.parametrize("what", ["party", "receive"])
def test_a_lawyer_files_and_books_but_does_not_mediate(site: Flask, office: Office, what: str) -> None:
    asked = office.accepted()
    lawyer = signed_in(site, "lawyer1")
    data = {"party": {"role": "CONTRACTOR", "name": "宁波示例建设有限公司"}, "receive": {"amount": "500", "paid_on": "2026-11-24", "proof": "COURT"}}[what]
    sent(lawyer, asked, what, data)
    assert lawyer.get(f"/desk/{asked.no}/mediation/invite").status_code == 403
    assert lawyer.post(f"/desk/{asked.no}/mediation/apply", {"received_on": "2026-11-24", "raised": "BOTH"}).status_code == 403
    assert lawyer.get(f"/desk/{asked.no}/mediation/nonsense").status_code == 404
    assert office.look(None, lambda s, by: mediation.of(s, disputes.of(s, by, asked.no))) == []


def test_every_form_opens_where_it_is_offered(site: Flask, office: Office) -> None:
    mediator = signed_in(site, "mediator")
    for asked in (office.taken(), invited(office), agreed(office)):
        for href in sorted(set(re.findall(rf'href="(/desk/{asked.no}/mediation/[^"]+)"', mediator.get(f"/desk/{asked.no}/mediation").text))):
            assert mediator.get(href.replace("&amp;", "&")).status_code == 200, href
