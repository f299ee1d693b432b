"""What rests on an article: cases, calculators, papers, guides, causes and open matters, each with its reason."""

import json

import pytest

from legalaid.actions import cases, impact, statutes, tickets, uses
from legalaid.errors import Forbidden, Refused
from tests.actions.test_cases import BODY
from tests.builders import Office

ARTICLE = {"id": "劳动合同法-30", "law": "中华人民共和国劳动合同法", "short": "劳动合同法",
           "article": "第三十条", "no": 30, "text": "应当及时足额支付劳动报酬。", "source": "示例", "version_date": "2013-07-01"}


def publish(office: Office, **changes: object) -> None:
    row = json.dumps({**BODY, **changes}, ensure_ascii=False)
    office.act(None, lambda s, by: cases.keep(s, by, cases.read_lines([row]), "甲.jsonl", publish_all=True))


def reasons(office: Office, ref: str, who: str | None = None) -> dict[str, tuple[str, ...]]:
    return {m.ticket.no: m.why for m in office.look(who, lambda s, by: impact.of_article(s, by, ref)).matters}


@pytest.mark.both
def test_cases_and_open_matters_are_named_with_the_reason_and_closed_ones_are_not(office: Office) -> None:
    publish(office, articles=["劳动合同法-30"])
    publish(office, id="nb-2", articles=["劳动合同法-3"], reasoning="合法、公平。")
    asked, closed = office.taken(), office.closed()
    office.act("mediator", lambda s, by: uses.confirm(s, by, asked.no, kind="CASE", ref="nb-1"))
    found = office.look(None, lambda s, by: impact.of_article(s, by, "劳动合同法-30"))
    assert [c.ref for c in found.cases] == ["nb-1"]
    assert "205.5" in found.causes
    assert reasons(office, "劳动合同法-30")[asked.no] == ("采用了引用它的案例", "案由由它决定")
    assert closed.no not in reasons(office, "劳动合同法-30")
    assert {c.ref for c in office.look(None, lambda s, by: impact.of_article(s, by, "劳动合同法")).cases} == {"nb-1", "nb-2"}
    office.act("mediator", lambda s, by: uses.withdraw(s, by, asked.no, kind="CASE", ref="nb-1"))
    assert reasons(office, "劳动合同法-30")[asked.no] == ("案由由它决定",)


def test_whoever_does_not_see_the_matters_learns_how_many_there_are_and_no_more(office: Office) -> None:
    office.taken()
    for who, listed in (("editor", 0), ("haishu", 1), ("yinzhou", 0)):
        found = office.look(who, lambda s, by: impact.of_article(s, by, "劳动合同法-30"))
        assert (len(found.matters), found.open_matters) == (listed, 1), who
    with pytest.raises(Forbidden):
        office.look("mediator", lambda s, by: impact.of_article(s, by, "劳动合同法-30"))


@pytest.mark.parametrize(("text", "ref"), [
    ("劳动合同法第八十二条", "劳动合同法-82"), ("《劳动合同法》第82条第一款", "劳动合同法-82"), ("劳动合同法-82", "劳动合同法-82"), ("中华人民共和国劳动合同法", "劳动合同法"),
    (" 劳动合同法 ", "劳动合同法"),
])
def test_an_article_is_named_as_people_write_it(text: str, ref: str) -> None:
    assert impact.named(text) == ref


@pytest.mark.parametrize("text", ["", "第八十二条", "没有这部法", "没有这部法-3", "劳动合同法-", "%"])
def test_what_names_no_article_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        impact.named(text)
    assert refused.value.field == "ref"


def test_citations_that_lead_nowhere_are_listed_until_the_article_comes_in(office: Office) -> None:
    publish(office, articles=["劳动合同法-30", "某某办法第三条"], reasoning="应当支付。")

    def listed() -> list[str]:
        return [ref for _, ref in office.look("editor", lambda s, by: impact.unresolved(s, by))]

    assert listed() == ["劳动合同法-30", "某某办法第三条"]
    office.act(None, lambda s, by: statutes.keep(s, by, statutes.read_lines([json.dumps(ARTICLE, ensure_ascii=False)])))
    assert listed() == ["某某办法第三条"]
    office.act("editor2", lambda s, by: cases.retire(s, by, "nb-1", reason="引用有误"))
    assert listed() == []


def test_a_withdrawn_matter_is_no_open_one(office: Office) -> None:
    asked = office.confirmed()
    assert asked.no in reasons(office, "劳动合同法-30")
    office.act("haishu", lambda s, by: tickets.withdraw(s, by, asked.no, reason=""))
    assert reasons(office, "劳动合同法-30") == {}
