"""援助的各步: papers once, aid before the decision, ending, objection above, the file, the subsidy by rate and date, gaps, limits."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from legalaid.actions import (
    act_first,
    aid_endings,
    aid_gaps,
    aid_limits,
    aid_papers,
    aid_records,
    aid_requests,
    assignment,
    case_files,
    objections,
    posts,
    subsidies,
    subsidy_payment,
    tickets,
)
from legalaid.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from legalaid.tables.aid import AidRecord, AidRequest
from legalaid.tables.aid_steps import AidEnding, Objection
from legalaid.tables.office import Notice
from tests.actions.audited_reports import CASE_ITEMS, arbitrated, checked, first, handed_in, needs_papers, rated, refused
from tests.builders import ANSWERS, CITY, HAISHU, Asked, Office
from tests.conftest import Clock

pytestmark = pytest.mark.both


def request(office: Office, asked: Asked) -> AidRequest:
    return office.look(None, lambda s, _by: s.scalars(select(AidRequest).where(AidRequest.ticket_id == asked.id)).one())


def notices(office: Office, template: str) -> list[Notice]:
    return office.look(None, lambda s, _by: list(s.scalars(select(Notice).where(Notice.template == template))))


def test_missing_papers_are_asked_for_once_and_the_days_to_decide_run_anew(office: Office, clock: Clock) -> None:
    asked = needs_papers(office)
    assert (request(office, asked).state, request(office, asked).decide_due) == ("NEEDS_PAPERS", date(2026, 12, 1))
    clock.at("2026-11-30T09:00:00")
    with pytest.raises(Forbidden):
        office.act("zone", lambda s, by: aid_papers.came(s, by, asked.no))
    office.act("haishu", lambda s, by: aid_papers.came(s, by, asked.no))
    assert (request(office, asked).state, request(office, asked).decide_due) == ("SUBMITTED", date(2026, 12, 7))
    with pytest.raises(Conflict, match="不能再要求"):
        office.act("haishu", lambda s, by: aid_papers.ask(s, by, asked.no, papers=["再来一份"]))
    late, gone = needs_papers(office), needs_papers(office)
    bare = office.applied()
    with pytest.raises(Invalid):
        office.act("haishu", lambda s, by: aid_papers.ask(s, by, bare.no, papers=[" "]))
    for one in (bare, gone):
        office.act("haishu", lambda s, by, no=one.no: tickets.withdraw(s, by, no, reason=""))
    clock.at("2026-12-07T00:20:00")  # the seventh day itself still counts
    assert office.look(None, lambda s, by: aid_papers.lapsed(None, s, by)) == []
    clock.at("2026-12-08T00:20:00")
    found = office.look(None, lambda s, by: aid_papers.lapsed(None, s, by))
    assert office.act(None, lambda s, by: aid_papers.lapse(s, by, found)) == {"lapsed": 2}
    assert office.act(None, lambda s, by: aid_papers.lapse(s, by, found)) == {"lapsed": 0}
    assert request(office, late).state == "WITHDRAWN"
    assert [n.subject_no for n in notices(office, "aid_lapsed")] == [late.no]  # gone is told nothing
    assert request(office, gone).state == "WITHDRAWN"
    for refused_now in (lambda s, by: aid_papers.ask(s, by, bare.no, papers=["收入证明"]), lambda s, by: act_first.grant(s, by, bare.no, reason="离时效届满不足七日")):
        with pytest.raises(Conflict, match="已经办结"):
            office.act("haishu", refused_now)
    office.act(office.worker(late), lambda s, by: aid_requests.apply(s, by, late.no, answers=ANSWERS, forms=["DRAFT"]))  # and may ask again


def test_aid_before_the_decision_is_placed_at_once_and_confirmed_or_ended_later(office: Office, clock: Clock) -> None:
    asked = first(office)
    row = request(office, asked)
    assert (row.state, row.urgent, row.assign_due) == ("GRANTED", True, date(2026, 11, 27))
    assert asked.no in [w.ticket.no for w in office.look("haishu", assignment.waiting)]
    with pytest.raises(Conflict):
        office.act("haishu", lambda s, by: act_first.grant(s, by, asked.no, reason="离时效届满不足七日"))
    limits = office.look("haishu", lambda s, by: aid_limits.open_limits(s, by))
    assert {(one.kind, one.due, one.level) for one in limits} == {("ASSIGN", date(2026, 11, 27), "ok"), ("FIRST", date(2026, 12, 1), "ok")}
    office.act("haishu", lambda s, by: act_first.confirm(s, by, asked.no, entitled=True))
    with pytest.raises(Conflict):
        office.act("haishu", lambda s, by: act_first.confirm(s, by, asked.no, entitled=True))
    other = first(office)
    office.offer(other)
    with pytest.raises(Refused, match="不符合条件"):
        office.act("haishu", lambda s, by: act_first.confirm(s, by, other.no, entitled=False))
    office.act("haishu", lambda s, by: act_first.confirm(s, by, other.no, entitled=False, reason="家庭收入高于标准"))
    assert request(office, other).state == "WITHDRAWN"
    assert office.look(None, lambda s, _by: s.scalars(select(AidEnding.reason)).all()) == ["NOT_ENTITLED"]
    calm = office.applied()
    with pytest.raises(Refused, match="紧急"):  # what the facts do not say, the reason has to
        office.act("haishu", lambda s, by: act_first.grant(s, by, calm.no, reason=""))
    own = office.confirmed()
    office.act("haishu", lambda s, by: aid_requests.apply(s, by, own.no, answers=ANSWERS, forms=["DRAFT"]))
    with pytest.raises(Forbidden, match="不能审批自己"):
        office.act("haishu", lambda s, by: act_first.grant(s, by, own.no, reason="离时效届满不足七日"))


def test_ending_takes_the_matter_from_the_lawyer_and_an_upheld_objection_gives_it_back(office: Office, clock: Clock) -> None:
    asked = office.accepted()
    with pytest.raises(Invalid):
        office.act("haishu", lambda s, by: aid_endings.end(s, by, asked.no, reason="BUSY", note="律师没有时间了"))
    office.act("haishu", lambda s, by: aid_endings.end(s, by, asked.no, reason="HIDDEN", note="隐瞒了已经收到的款项"))
    assert {r.state for r in office.records(asked)} == {"TERMINATED"}
    with pytest.raises(NotFound):
        office.act("lawyer1", lambda s, by: aid_records.log(s, by, f"{asked.no}-Y1", kind="CALL", happened_on=date(2026, 11, 24), text="通话"))
    with pytest.raises((Conflict, NotFound)):
        office.act("haishu", lambda s, by: aid_endings.end(s, by, asked.no, reason="HIDDEN", note="隐瞒了已经收到的款项"))
    assert {n.account_id for n in notices(office, "aid_ended")} == {office.people["lawyer1"], None}
    found = office.act(office.worker(asked), lambda s, by: objections.file(s, by, asked.no, reason="款项是借款，不是工资"))
    assert (found.kind, found.answer_due) == ("ENDING", date(2026, 11, 30))  # 29 November is a Sunday
    office.act("city", lambda s, by: objections.answer(s, by, found.id, upheld=True, answer="查明不是工资，继续援助"))
    assert asked.no in [w.ticket.no for w in office.look("haishu", assignment.waiting)]
    office.offer(asked, "lawyer2")
    clock.forward(days=1)  # ended once more: each decision can be objected to, once
    office.act("haishu2", lambda s, by: aid_endings.end(s, by, asked.no, reason="HIDDEN", note="又隐瞒了收到的款项"))
    again = office.act(office.worker(asked), lambda s, by: objections.file(s, by, asked.no, reason="这一次也是借款"))
    with pytest.raises(Conflict, match="已经提出过"):
        office.act(office.worker(asked), lambda s, by: objections.file(s, by, asked.no, reason="这一次也是借款"))
    office.act("city", lambda s, by: objections.answer(s, by, again.id, upheld=False, answer="查明已经收到工资，维持"))
    with pytest.raises(Conflict, match="已经提出过"):
        office.act(office.worker(asked), lambda s, by: objections.file(s, by, asked.no, reason="这一次也是借款"))


def test_an_objection_is_filed_once_and_answered_above_whoever_decided(office: Office, clock: Clock) -> None:
    asked = refused(office)
    with pytest.raises(Refused):
        office.act(office.worker(asked), lambda s, by: objections.file(s, by, asked.no, reason="不服"))
    found = office.act(office.worker(asked), lambda s, by: objections.file(s, by, asked.no, reason="我的收入低于标准"))
    with pytest.raises(Conflict):
        office.act(office.worker(asked), lambda s, by: objections.file(s, by, asked.no, reason="我的收入低于标准"))
    for who, words in (("haishu", "不能答复对自己"), ("haishu2", "上一级工会")):
        with pytest.raises(Forbidden, match=words):
            office.act(who, lambda s, by: objections.answer(s, by, found.id, upheld=True, answer="收入低于标准"))
    with pytest.raises(NotFound):
        office.act("yinzhou", lambda s, by: objections.answer(s, by, found.id, upheld=True, answer="收入低于标准"))
    clock.at("2026-11-30T09:00:00")
    assert [(one.kind, one.level) for one in office.look("city", aid_limits.open_limits)] == [("OBJECT", "soon")]
    prepared = office.look(None, lambda s, by: aid_limits.prepare(None, s, by))
    assert [(account, what) for account, _, what, _ in prepared] == [(office.people["city"], "答复异议")]  # whoever decided may not answer
    office.act(None, lambda s, by: aid_limits.warn(s, by, prepared))
    assert notices(office, "aid_due")[0].values == {"due": "11月30日"}
    office.act("city", lambda s, by: objections.answer(s, by, found.id, upheld=False, answer="收入高于标准，维持"))
    with pytest.raises(Conflict):
        office.act("city", lambda s, by: objections.answer(s, by, found.id, upheld=True, answer="收入低于标准，应当援助"))
    assert request(office, asked).state == "REFUSED"
    assert office.look(None, lambda s, _by: s.scalars(select(Objection.upheld)).all()) == [False]


def test_late_decisions_and_assignments_warn_on_working_days_only(office: Office, clock: Clock) -> None:
    waiting, granted = office.applied(), office.granted()
    clock.at("2026-11-28T09:00:00")  # a Saturday
    assert office.look(None, lambda s, by: aid_limits.prepare(None, s, by)) == []
    clock.at("2026-12-02T09:00:00")
    limits = {(one.ticket.no, one.kind): one.level for one in office.look("haishu", aid_limits.open_limits)}
    assert limits == {(waiting.no, "DECIDE"): "over", (granted.no, "ASSIGN"): "over"}
    office.act("haishu", lambda s, by: aid_papers.withdraw(s, by, waiting.no, reason="职工自己和解了"))
    office.offer(granted)
    assert [(one.ticket.no, one.kind) for one in office.look("haishu", aid_limits.open_limits)] == [(granted.no, "ASSIGN")]
    taken = office.accepted()
    with pytest.raises(Conflict, match="不能撤回"):
        office.act("haishu", lambda s, by: aid_papers.withdraw(s, by, taken.no))


def test_a_file_is_complete_checked_by_another_and_paid_by_the_rate_of_its_closing_day(office: Office, clock: Clock) -> None:
    bare = office.accepted(forms=("ARBITRATE",))
    office.finish(bare)
    with pytest.raises(Invalid, match="办案日志、受理机关和案号"):
        office.act("lawyer1", lambda s, by: case_files.hand_in(s, by, f"{bare.no}-Y1", items=CASE_ITEMS))
    no = arbitrated(office)
    with pytest.raises(Invalid, match="授权委托书"):
        office.act("lawyer1", lambda s, by: case_files.hand_in(s, by, no, items=[i for i in CASE_ITEMS if i != "AUTHORITY"]))
    with pytest.raises((Forbidden, NotFound)):
        office.act("lawyer2", lambda s, by: case_files.hand_in(s, by, no, items=CASE_ITEMS))
    file = office.act("lawyer1", lambda s, by: case_files.hand_in(s, by, no, items=CASE_ITEMS)).id
    with pytest.raises(Refused, match="退回"):
        office.act("haishu", lambda s, by: case_files.check(s, by, file, accept=False))
    office.act("haishu", lambda s, by: case_files.check(s, by, file, accept=False, note="裁决书缺第二页"))
    office.act("lawyer1", lambda s, by: case_files.hand_in(s, by, no, items=CASE_ITEMS))
    with pytest.raises(Conflict, match="案卷审核合格"):
        office.act("finance", lambda s, by: subsidy_payment.approve(s, by, no))
    office.act("haishu", lambda s, by: case_files.check(s, by, file, accept=True))
    with pytest.raises(Refused, match="还没有这种援助的补贴标准"):
        office.act("finance", lambda s, by: subsidy_payment.approve(s, by, no))
    # of the city, of the district until the day and after it, of another form: the district's of the closing day is the one
    for code, form, amount, since in ((CITY, "ARBITRATE", "900", date(2026, 11, 1)), (HAISHU, "ARBITRATE", "1200", date(2026, 1, 1)), (HAISHU, "ARBITRATE", "1500", date(2026, 11, 24)),
                                      (HAISHU, "ARBITRATE", "1800", date(2026, 11, 25)), (HAISHU, "LITIGATE", "2500", date(2026, 11, 24))):
        rated(office, form, amount, since, code)
    clock.forward(days=3)
    row = office.act("finance", lambda s, by: subsidy_payment.approve(s, by, no))
    assert row.amount == Decimal(1500)
    with pytest.raises(Conflict):
        office.act("finance", lambda s, by: subsidy_payment.approve(s, by, no))
    with pytest.raises(Refused, match="凭证号"):
        office.act("finance", lambda s, by: subsidy_payment.pay(s, by, no, voucher=" "))
    office.act("finance", lambda s, by: subsidy_payment.pay(s, by, no, voucher="记字第 12 号"))
    assert {code: n for code, _, n in office.look("finance", subsidies.counts)}["PAID"] == 1
    with pytest.raises(Conflict):
        office.act("finance", lambda s, by: subsidy_payment.pay(s, by, no, voucher="记字第 13 号"))
    with pytest.raises(Invalid):
        rated(office, code="330203R9")


def test_whoever_checked_a_file_neither_hands_it_in_nor_approves_its_money(office: Office) -> None:
    no = checked(office)
    office.act(None, lambda s, by: office.add_account(s, by, "both", "finance", HAISHU))
    ident = handed_in(office)
    office.act(None, lambda s, _by: [setattr(f, "checked_by", office.people["both"]) for f in s.scalars(select(case_files.CaseFile).where(case_files.CaseFile.id != ident))])
    with pytest.raises(Forbidden, match="由您审核"):
        office.act("both", lambda s, by: subsidy_payment.approve(s, by, no))


def test_gaps_name_what_is_missing_and_whose_it_is_until_it_is_there(office: Office) -> None:
    asked = office.accepted(forms=("ARBITRATE",))

    def gaps(whose: str = "") -> set[str]:
        found = office.look("haishu", lambda s, by: aid_gaps.listing(s, by, whose))
        assert office.look("haishu", aid_gaps.counts)[whose] == len(found)
        assert office.look("haishu", aid_gaps.count) == len(office.look("haishu", aid_gaps.listing))
        pages = [office.look("haishu", lambda s, by, n=n: aid_gaps.listing(s, by, whose, n)) for n in (1, 2)]
        assert pages == [found, []], "one page holds them all"
        return {words for gap in found for _, words in gap.missing}

    assert {"代理权限", "职工证件号", "时效届满日"} <= gaps()
    assert "受理机关和案号" not in gaps()  # due at closing
    assert gaps(whose="律师") == {"代理权限"}
    office.act("lawyer1", lambda s, by: aid_records.set_tribunal(s, by, f"{asked.no}-Y1", tribunal="", tribunal_no="", authority="GENERAL"))
    assert gaps(whose="律师") == set()
    office.finish(asked)
    assert gaps(whose="律师") == {"受理机关和案号", "办案日志"}
    assert office.look("yinzhou", aid_gaps.listing) == []
    office.act(None, lambda s, _by: [setattr(r, "state", "TERMINATED") for r in s.scalars(select(AidRecord))])
    assert gaps() == set()


def test_of_state_aid_too_the_answer_is_recorded_below_a_post_as_coordinator_only(office: Office) -> None:
    asked = office.confirmed()
    office.act(office.worker(asked), lambda s, by: aid_requests.apply(s, by, asked.no, answers=ANSWERS, forms=("DRAFT",), track="STATE"))
    office.act("haishu", lambda s, by: aid_requests.decide(s, by, asked.no, grant=False, reason="收入高于标准"))
    found = office.act(office.worker(asked), lambda s, by: objections.file(s, by, asked.no, reason="我的收入低于标准"))
    office.act("admin", lambda s, by: posts.give(s, by, office.people["yinzhou"], role="mediator", organisation=HAISHU))
    with pytest.raises(Forbidden, match="担任统筹员"):
        office.act("yinzhou", lambda s, by: objections.answer(s, by, found.id, upheld=True, answer="收入低于标准"))
    assert office.act("haishu2", lambda s, by: objections.answer(s, by, found.id, upheld=True, answer="收入低于标准")).upheld is True
