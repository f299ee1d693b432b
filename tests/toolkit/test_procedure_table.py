"""The map of a dispute against the table of the design, row by row; what is shut; the picture and the papers."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolkit import procedure_picture as drawing
from toolkit.documents import DOCUMENTS
from toolkit.procedure import EVENTS, FORBIDDEN, GUARDS, STATES, TRANSITIONS, allowed, step, take
from toolkit.procedure_map import BINDING
from toolkit.procedure_papers import PAPERS, templates
from toolkit.refusal import Refusal

ROOT = Path(__file__).resolve().parents[2]
BOUND = " ".join(BINDING)
OPEN = " ".join(s for s in STATES if s not in {"CLOSED", "ADMIN_TRACK"})
BEFORE_AWARD = (
    "INTAKE TRIAGED CONSULTED NEGOTIATING MED_APPLIED MEDIATING MED_AGREED MED_FAILED ARB_REVIEW JUD_CONFIRM PO_APPLIED PO_ISSUED ARB_FILED ARB_REFUSED "
    "ARB_ACCEPTED ARB_DELEGATED_MED ARB_HEARD"
)
# the rows of the design's table: from, to, what must hold (or, after |, one of), papers, law
TABLE = (
    ("INTAKE", "TRIAGED", "", "诉求登记表", ""),
    ("TRIAGED", "CONSULTED", "", "咨询记录", ""),
    ("TRIAGED", "TRANSFERRED", "worker_consent", "转办单", ""),
    ("TRIAGED", "NEGOTIATING", "", "和解协议", "劳动争议调解仲裁法-4"),
    ("TRIAGED NEGOTIATING", "MED_APPLIED", "worker_consent | both_consent body_asks_both", "调解申请书", "劳动争议调解仲裁法-12 浙江省劳动人事争议调解仲裁条例-10"),
    ("MED_APPLIED", "MEDIATING", "", "", ""),
    ("MEDIATING", "MED_AGREED", "", "调解协议书", "劳动争议调解仲裁法-14"),
    ("MEDIATING", "MED_FAILED", "", "终止通知", "浙江省劳动人事争议调解仲裁条例-10"),
    ("NEGOTIATING MED_AGREED", "PERFORMED", "", "履行凭证", "劳动争议调解仲裁法-4 劳动争议调解仲裁法-14"),
    ("MED_AGREED", "ARB_REVIEW", "joint_request in_time", "审查申请书 调解协议书 身份证明 承诺书", "浙江省劳动人事争议调解仲裁条例-11"),
    ("MED_AGREED", "JUD_CONFIRM", "joint_request in_time", "司法确认申请书 调解协议书 身份证明 承诺书", "民事诉讼法-205"),
    ("ARB_REVIEW", "ARB_MED_DOC", "", "仲裁调解书", "浙江省劳动人事争议调解仲裁条例-11"),
    ("ARB_REVIEW", "MED_FAILED", "", "", "浙江省劳动人事争议调解仲裁条例-11"),
    ("JUD_CONFIRM", "JUD_CONFIRMED", "", "裁定书", "民事诉讼法-206"),
    ("JUD_CONFIRM", "MED_FAILED", "", "裁定书", "民事诉讼法-206"),
    ("MED_AGREED", "PO_APPLIED", "not_performed money_agreement", "支付令申请书 调解协议书", "劳动争议调解仲裁法-16"),
    ("PO_APPLIED", "PO_ISSUED", "", "支付令", "民事诉讼法-227"),
    ("PO_ISSUED", "EFFECTIVE", "limit_passed", "", "民事诉讼法-227"),
    ("PO_ISSUED", "CT1_FILED", "po_by_agreement", "起诉状", "民事诉讼法-228"),
    ("PO_ISSUED", "ARB_FILED", "po_by_wages | worker_consent by_worker", "仲裁申请书及副本", "民事诉讼法-228"),
    ("MED_AGREED", "ARB_FILED", "not_performed | worker_consent by_worker by_employer", "仲裁申请书及副本", "劳动争议调解仲裁法-15"),
    ("MED_AGREED", "CT1_FILED", "not_performed wage_only_agreement by_worker", "起诉状", "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）-51"),
    ("TRIAGED CONSULTED NEGOTIATING MED_APPLIED MEDIATING MED_FAILED", "ARB_FILED", "| worker_consent by_worker by_employer", "仲裁申请书及副本 身份证明 证据清单 授权委托书",
     "劳动争议调解仲裁法-28"),
    ("ARB_FILED", "ARB_ACCEPTED", "", "受理通知书", "劳动争议调解仲裁法-29"),
    ("ARB_FILED", "ARB_REFUSED", "", "不予受理通知书", "劳动争议调解仲裁法-29"),
    ("ARB_REFUSED", "CT1_FILED", "| by_worker by_employer", "起诉状", "劳动争议调解仲裁法-29 最高人民法院关于审理劳动争议案件适用法律问题的解释（一）-12"),
    ("ARB_FILED ARB_ACCEPTED", "ARB_DELEGATED_MED", "worker_consent", "委托调解函 同意书", "浙江省劳动人事争议调解仲裁条例-15 浙江省劳动人事争议调解仲裁条例-22"),
    ("ARB_DELEGATED_MED", "MED_AGREED", "", "调解协议书", ""),
    ("ARB_DELEGATED_MED", "ARB_ACCEPTED", "", "", ""),
    ("ARB_ACCEPTED", "ARB_HEARD", "", "答辩书 庭审笔录", ""),
    ("ARB_ACCEPTED", "ARB_MED_DOC", "", "仲裁调解书", "劳动争议调解仲裁法-42"),
    ("ARB_ACCEPTED", "ARB_ACCEPTED", "", "保全申请书 先予执行申请书", "浙江省劳动人事争议调解仲裁条例-33 浙江省劳动人事争议调解仲裁条例-34 劳动争议调解仲裁法-44"),
    ("ARB_ACCEPTED", "CT1_FILED", "arb_overdue | by_worker by_employer", "受理通知书", "劳动争议调解仲裁法-43"),
    ("ARB_HEARD", "AWARD_FINAL", "", "裁决书", "劳动争议调解仲裁法-47"),
    ("ARB_HEARD", "AWARD_NONFINAL", "", "裁决书", ""),
    ("AWARD_FINAL", "CT1_FILED", "by_worker in_time", "起诉状", "劳动争议调解仲裁法-48"),
    ("AWARD_FINAL", "SETASIDE", "by_employer in_time", "撤销申请书", "劳动争议调解仲裁法-49"),
    ("AWARD_FINAL", "EFFECTIVE", "limit_passed", "", ""),
    ("AWARD_FINAL", "ENFORCING", "not_performed by_worker in_time", "强制执行申请书", "最高人民法院关于审理劳动争议案件适用法律问题的解释（一）-25"),
    ("SETASIDE", "AWARD_REVOKED", "", "裁定书", "劳动争议调解仲裁法-49 最高人民法院关于审理劳动争议案件适用法律问题的解释（一）-22"),
    ("AWARD_REVOKED", "CT1_FILED", "in_time | by_worker by_employer", "起诉状", "劳动争议调解仲裁法-49"),
    ("SETASIDE", "EFFECTIVE", "", "裁定书", ""),
    ("AWARD_NONFINAL", "CT1_FILED", "in_time | by_worker by_employer", "起诉状", "劳动争议调解仲裁法-50 最高人民法院关于审理劳动争议案件适用法律问题的解释（一）-16"),
    ("AWARD_NONFINAL", "EFFECTIVE", "limit_passed", "", ""),
    ("CT1_FILED", "CT1_JUDGED", "", "判决书", ""),
    ("CT1_FILED", "CT_MED_DOC", "", "民事调解书", ""),
    ("CT1_FILED", "EFFECTIVE", "award_exists", "裁定书",
     "最高人民法院关于人民法院对经劳动争议仲裁裁决的纠纷准予撤诉或驳回起诉后劳动争议仲裁裁决从何时起生效的解释-1"),
    ("CT1_FILED", "WITHDRAWN", "", "裁定书", ""),
    ("CT1_JUDGED", "APPEAL", "in_time", "上诉状", "民事诉讼法-171 民事诉讼法-165"),
    ("CT1_JUDGED", "EFFECTIVE", "limit_passed", "", ""),
    ("APPEAL", "JUDGED_2", "", "判决书", ""),
    ("APPEAL", "EFFECTIVE", "", "裁定书", ""),
    (BOUND, "PERFORMED", "", "", "劳动争议调解仲裁法-51"),
    (BOUND, "ENFORCING", "not_performed in_time", "强制执行申请书 生效证明", "民事诉讼法-247 民事诉讼法-248 民事诉讼法-250"),
    ("ENFORCING", "PERFORMED", "", "", ""),
    (OPEN, "ADMIN_TRACK", "", "工伤认定申请表", "工伤保险条例-17"),
    (BEFORE_AWARD, "WITHDRAWN", "by_worker", "撤回申请", "浙江省劳动人事争议调解仲裁条例-30"),
    ("PERFORMED CONSULTED WITHDRAWN", "CLOSED", "", "结案表", ""),
    ("TRANSFERRED", "CLOSED", "acknowledged", "结案表", ""),
    (BOUND, "CLOSED", "no_enforcement_wanted", "结案表", ""),
)
# what the map has beside the table, each for a reason that the law gives
BESIDE = {
    ("MED_APPLIED", "MED_FAILED"): "one side may refuse before the mediation begins (ZJMA 10)",
    **dict.fromkeys([(s, "PO_APPLIED") for s in ("TRIAGED", "CONSULTED", "NEGOTIATING", "MED_FAILED")], "wages owed: LCL 30 gives the payment order without an agreement"),
    **dict.fromkeys([(s, "CT1_FILED") for s in ("TRIAGED", "CONSULTED", "NEGOTIATING", "MED_FAILED")], "wage IOU: JI1 15"),
    **dict.fromkeys([("PO_APPLIED", "MED_AGREED"), ("PO_APPLIED", "TRIAGED")], "the application is dismissed (CPL 227)"),
    ("PO_ISSUED", "PERFORMED"): "the debtor pays within the fifteen days (CPL 227)",
    **dict.fromkeys([("ARB_HEARD", "ARB_MED_DOC"), ("ARB_HEARD", "CT1_FILED"), ("ARB_HEARD", "ARB_HEARD")], "as from ARB_ACCEPTED, until the award"),
    ("AWARD_FINAL", "PERFORMED"): "binding from its date",
    ("SETASIDE", "CT1_FILED"): "the worker may sue while the employer asks to set aside (JI1 21)",
    **dict.fromkeys([("ENFORCING", "SETASIDE"), *((s, "SETASIDE") for s in BINDING)], "the employer's thirty days run beside enforcement, and after the worker's suit ended (JI1 21, 25)"),
    ("AWARD_REVOKED", "WITHDRAWN"): "nobody sues within fifteen days",
    ("APPEAL", "CT_MED_DOC"): "settled on appeal (CPL 179)",
    ("APPEAL", "CT1_FILED"): "remanded (CPL 177)",
    ("ENFORCING", "EFFECTIVE"): "enforcement ends without payment",
    ("ENFORCING", "CT1_FILED"): "the award is refused enforcement (JI1 24)",
    ("ADMIN_TRACK", "CLOSED"): "the administrative track ends",
}


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row[0].split()[0]}-{row[1]}")
def test_each_row_of_the_design_is_a_step_with_its_conditions_papers_and_law(row: tuple[str, str, str, str, str]) -> None:
    sources, target, conditions, papers, law = row
    needs, _, either = conditions.partition("|")
    for source in sources.split():
        found = [t for t in TRANSITIONS if t.source == source and t.target == target]
        assert any(
            set(needs.split()) <= set(t.needs) and (not either or set(either.split()) == set(t.either))
            and set(papers.split()) <= set(t.documents) and set(law.split()) <= set(t.citations)
            for t in found
        ), (source, target, found)


def test_nothing_is_on_the_map_but_the_design_and_what_has_a_reason() -> None:
    designed = {(source, row[1]) for row in TABLE for source in row[0].split()}
    drawn = {(t.source, t.target) for t in TRANSITIONS}
    assert drawn - designed == set(BESIDE)
    assert not designed & set(BESIDE)


@pytest.mark.parametrize("state", STATES)
def test_an_event_that_a_state_does_not_know_is_refused_in_words(state: str) -> None:
    here = {t.event for t in TRANSITIONS if t.source == state}
    for event in EVENTS - here:
        with pytest.raises(Refusal) as caught:
            take(state, event, GUARDS)
        assert not caught.value.message.isascii()


_GUARD_SETS = st.sets(st.sampled_from(sorted(GUARDS)))


@given(_GUARD_SETS, st.sampled_from(sorted(STATES)))
def test_whatever_holds_nobody_is_handed_on_without_consent_and_no_suit_skips_arbitration(guards: set[str], state: str) -> None:
    for transition in allowed(state, guards):
        if transition.target in {"TRANSFERRED", "MED_APPLIED", "ARB_DELEGATED_MED"}:
            assert "worker_consent" in guards
        if transition.target == "ARB_FILED":
            assert guards & {"worker_consent", "by_worker", "by_employer"}
        if transition.target == "CT1_FILED" and state in BEFORE_AWARD.split() and state not in {"ARB_REFUSED", "PO_ISSUED"}:
            assert guards & {"wage_iou", "wage_only_agreement", "arb_overdue"}
        if transition.event == "sue" and state in {"AWARD_FINAL", "SETASIDE"}:
            assert "by_worker" in guards
            assert "by_employer" not in guards
        assert not any(rule.hits(state, transition.event, frozenset(guards)) for rule in FORBIDDEN)


@given(st.lists(st.tuples(st.sampled_from(sorted(EVENTS)), _GUARD_SETS), max_size=25))
def test_no_walk_leaves_the_map_and_a_closed_matter_stays_closed(walk: list[tuple[str, set[str]]]) -> None:
    state = "INTAKE"
    for event, guards in walk:
        try:
            after = step(state, event, guards)
        except Refusal:
            continue
        assert state != "CLOSED"
        assert after in STATES
        state = after


def test_every_paper_of_the_map_is_ours_to_make_or_somebody_elses() -> None:
    named = {name for t in TRANSITIONS for name in t.documents}
    assert named == set(PAPERS)
    assert {template for template in PAPERS.values() if template} <= set(DOCUMENTS)
    assert templates(take("ARB_ACCEPTED", "preserve")) == ("preservation_application", "advance_enforcement_application")
    assert templates(take("ARB_FILED", "accept_arbitration")) == ()


def test_the_picture_shows_every_state_and_every_exit_with_plain_attributes() -> None:
    svg = drawing.picture()
    tree = ElementTree.fromstring(svg)
    space = "{http://www.w3.org/2000/svg}"
    words = [element.text or "" for element in tree.iter(f"{space}text")]
    assert all(name in words for name in STATES.values())
    assert tree.find(f"{space}title") is not None
    for state in STATES:
        for t in drawing.exits(state):
            assert STATES[t.target] in "".join(tree.find(f"{space}desc").itertext())  # type: ignore[union-attr]
    for element in tree.iter():
        assert not {"style", "class"} & set(element.attrib)
        assert element.tag != f"{space}text" or element.get("font-family")
    assert len(list(tree.iter(f"{space}marker"))) == 1
    lines = re.findall(r'<path d="M(\d+) (\d+)L(\d+) (\d+)" stroke', svg)
    # straight lines between neighbours only: nothing runs through a box
    assert lines
    assert all(x1 == x2 or y1 == y2 for x1, y1, x2, y2 in lines)


def test_the_handbook_holds_the_picture_of_today() -> None:
    assert (ROOT / "docs" / "procedure.svg").read_text(encoding="utf-8") == drawing.picture(), "run python -m toolkit.procedure_picture docs"
    assert (ROOT / "docs" / "procedure.md").read_text(encoding="utf-8") == drawing.page()
    assert "docs/procedure.md" in (ROOT / "README.zh-CN.md").read_text(encoding="utf-8")
    assert all(any(t.label in row[1] for row in drawing.legend()) for t in TRANSITIONS)
