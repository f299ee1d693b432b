"""请求测算: a story on one page, the sheet of a matter, the draft checked, the requests carried into the paper."""

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask

from legalaid.actions import claims, disputes
from legalaid.cli import main
from legalaid.tables.tickets import Dispute
from tests.api.caller import Caller, token
from tests.builders import CITY, STORY, Asked, Office
from tests.toolkit.test_claims_answer import DISMISSED
from tests.web.browsing import Person, signed_in, words
from toolkit import claims_answer, facts


def field(answer: Any, name: str) -> str:
    """The value of an input or textarea."""
    found = re.search(rf'<textarea[^>]* name="{re.escape(name)}"[^>]*>\n?(.*?)</textarea>|name="{re.escape(name)}"[^>]* value="([^"]*)"', answer.text, re.S)
    assert found is not None, name
    return found[1] if found[1] is not None else found[2]


@pytest.fixture
def asked(office: Office) -> Asked:
    return office.taken()


def sheet(office: Office, asked: Asked, data: dict[str, Any]) -> None:
    office.act("mediator", lambda s, by: disputes.save_facts(s, by, asked.no, facts.from_json(data)))


def row(office: Office, asked: Asked) -> tuple[facts.Facts, int]:
    found: tuple[facts.Facts, int] = office.look("mediator", lambda s, by: (disputes.facts_of(disputes.of(s, by, asked.no)), disputes.of(s, by, asked.no).version))
    return found


def test_a_pasted_story_is_read_and_answered_on_one_page_and_nothing_is_kept(site: Flask, office: Office) -> None:
    person = signed_in(site, "mediator")
    answer = person.post("/tools/claims", {"story": STORY, "do": "read"})
    assert answer.status_code == 200
    said = words(answer)
    for part in ("支付拖欠的工资 现在没有时效期限 18,600.00 元", "支付未订立书面劳动合同的二倍工资差额", "《劳动合同法》 第八十二条", "劳动人事争议仲裁申请书", "您是哪一天开始上班的？"):
        assert part.replace(" ", "") in said.replace(" ", ""), part
    assert field(answer, "arrears.amount") == "18600"
    filled = person.post("/tools/claims", {"story": STORY, "hire_date": "2025-03-01", "monthly_wage": "６,２００", "arrears.amount": "18600", "contract_signed": "no"})
    assert "86,800.00" in words(filled)
    with office.runtime.read() as session:
        assert session.query(Dispute).count() == 0


def test_bad_input_comes_back_with_what_was_typed(site: Flask, office: Office) -> None:
    answer = signed_in(site, "mediator").post("/tools/claims", {"story": STORY, "hire_date": "2026-03-01", "last_day": "2025-03-01", "wages": "2026-09 6000"})
    assert answer.status_code == 422
    assert 'href="#last_day"' in answer.text
    assert "最后工作日早于入职日期。" in words(answer)
    assert (field(answer, "story"), field(answer, "wages")) == (STORY, "2026-09 6000")
    empty = signed_in(site, "mediator").post("/tools/claims", {"story": "", "do": "read"})
    assert empty.status_code == 422
    assert 'href="#story"' in empty.text


def test_a_matter_begins_with_what_the_worker_said_and_keeps_what_is_saved(site: Flask, office: Office, asked: Asked) -> None:
    person, path = signed_in(site, "mediator"), f"/desk/{asked.no}/claims"
    first = person.get(path)
    assert "还没有填过事实" in words(first)
    assert (field(first, "arrears.amount"), re.search(r'value="海曙区" selected', first.text) is not None) == ("18600", True)
    version = field(first, "version")
    saved = person.post(path, {"version": version, "arrears.amount": "18600", "hire_date": "2025-03-01", "monthly_wage": "6200", "contract_signed": "no", "region": "海曙区"})
    assert saved.status_code == 303
    kept, _ = row(office, asked)
    assert kept.hire_date is not None
    assert kept.events[0].text == STORY
    assert "还没有填过事实" not in words(person.get(path))
    late = person.post(path, {"version": version, "monthly_wage": "1"})
    assert late.status_code == 409
    assert "别人已经改过" in words(late)
    assert row(office, asked)[0].monthly_wage == kept.monthly_wage


def test_the_draft_is_checked_and_a_way_becomes_its_requests(site: Flask, office: Office, asked: Asked) -> None:
    sheet(office, asked, {**DISMISSED, "claims": [{"title": "支付拖欠的工资", "amount": "20000"}]})
    person, path = signed_in(site, "mediator"), f"/desk/{asked.no}/claims"
    page = person.get(path)
    assert "多写了7,800.00元" in words(page)
    assert "多写了7,800.00元" in words(person.get(f"/desk/{asked.no}/papers/arbitration_application"))
    assert "请求与测算对照" not in words(person.get(f"/desk/{asked.no}/papers/power_of_attorney"))
    answer = person.post(path, {"version": field(page, "version"), "way": "0"})
    assert answer.location == f"/desk/{asked.no}/papers/arbitration_application"
    kept, _ = row(office, asked)
    assert "12200" in {str(claim.amount).removesuffix(".00") for claim in kept.claims}
    assert not any(finding.kind in ("HIGHER", "LOWER", "EXCLUDED") for finding in
                   office.look("mediator", lambda s, by: claims.work_out(s, kept, office.runtime.clock().date())).findings)
    assert "保存的请求与测算一致。" in words(person.get(answer.location))
    assert person.post(path, {"way": "99"}).status_code == 404


def test_a_story_pasted_into_the_search_is_its_owners(site: Flask, office: Office) -> None:
    person = signed_in(site, "mediator")
    where = person.post("/cases/search", {"text": STORY}).location
    ident = where.rpartition("/")[2]
    assert f'href="/tools/claims?story={ident}"' in person.get(where).text
    assert "18,600.00" in words(person.get(f"/tools/claims?story={ident}"))
    assert signed_in(site, "haishu").get(f"/tools/claims?story={ident}").status_code == 404
    assert person.get("/tools/claims?story=nonsense").status_code == 404


def test_others_see_neither_the_sheet_of_a_matter_nor_the_free_one(site: Flask, office: Office, asked: Asked) -> None:
    assert signed_in(site, "mediator3").get(f"/desk/{asked.no}/claims").status_code == 404
    assert signed_in(site, "mediator3").post(f"/desk/{asked.no}/claims", {"monthly_wage": "1"}).status_code == 404
    assert Person(site).get("/tools/claims").status_code == 303
    assert signed_in(site, "finance").get("/tools/claims").status_code == 403


def test_page_api_and_command_line_give_one_answer(site: Flask, office: Office, app: Flask) -> None:
    data = {"facts": DISMISSED, "on": "2026-11-24"}
    expected = json.loads(json.dumps(claims_answer.to_answer(claims_answer.work_out(*claims_answer.asked(data, office.runtime.clock().date())))))
    assert Caller(app, token(office, "平台", CITY, ["library.read"])).post("/claims", data, "").json == expected
    home = str(office.runtime.settings.home)
    said = CliRunner().invoke(main, ["claims", "--input", "-"], input=json.dumps(data), env={"LEGALAID_HOME": home, "LEGALAID_MODE": None})
    assert json.loads(said.stdout) == expected
    asked = office.taken()
    sheet(office, asked, DISMISSED)
    page = words(signed_in(site, "mediator").get(f"/desk/{asked.no}/claims"))
    for claim in expected["claims"]:
        assert claim["title"] in page
        assert claim["amount"] is None or f"{float(claim['amount']):,.2f} 元" in page
        assert all(line in page for line in claim["limit"]["lines"])
    assert all(paper["title"] in page for paper in expected["papers"])
    assert all(question["question"] in page for question in expected["questions"])


@pytest.mark.parametrize(("body", "name"), [
    ({}, "facts"), ({"facts": {"wage": 1}}, "facts.wage"), ({"story": "", "on": "2026-11-24"}, "story"), ({"facts": {}, "on": "今天"}, "on"), ({"facts": {}, "on": None}, "on"),
    ({"story": "三个月没发工资", "facts": None}, "facts"), ({"story": None}, "story"), ([], "input"),
])
def test_the_api_refuses_by_field(app: Flask, office: Office, body: Any, name: str) -> None:
    answer = Caller(app, token(office, "平台", CITY, ["library.read"])).post("/claims", body, "")
    assert answer.status_code == 422
    assert list(answer.json["error"]["fields"]) == [name]


def test_the_command_answers_line_by_line(tmp_path: Any) -> None:
    lines = [{"id": "甲", "facts": DISMISSED}, {"id": "乙", "facts": {"hire_date": "x"}}, {"id": "丙", "story": STORY}]
    said = CliRunner().invoke(main, ["claims", "--batch"], input="\n".join(json.dumps(line) for line in lines), env={"LEGALAID_HOME": str(tmp_path), "LEGALAID_MODE": None})
    found = [json.loads(line) for line in said.stdout.splitlines()]
    assert [one["id"] for one in found] == ["甲", "乙", "丙"]
    assert found[1]["error"]["field"] == "facts.hire_date"
    assert found[0]["claims"]
    assert found[2]["claims"]


def test_a_story_that_contradicts_itself_opens_and_is_refused_by_field_when_saved(site: Flask, office: Office) -> None:
    asked = office.taken(statement="我2026年5月1日入职，2025年5月1日离职，拖欠工资一共一万八千六百元，没有签过劳动合同。")
    person, path = signed_in(site, "mediator"), f"/desk/{asked.no}/claims"
    page = person.get(path)
    assert page.status_code == 200
    assert person.get(f"/tools/severance?no={asked.no}").status_code == 200
    assert (field(page, "hire_date"), field(page, "last_day")) == ("2026-05-01", "2025-05-01")
    saved = person.post(path, {"version": field(page, "version"), "hire_date": "2026-05-01", "last_day": "2025-05-01"})
    assert saved.status_code == 422
    assert 'href="#last_day"' in saved.text


def test_facts_that_do_not_allow_counting_open_with_the_reason(site: Flask, office: Office, asked: Asked) -> None:
    twice = [{"kind": "SUSPEND", "on": "2026-11-03", "until": "2026-11-20"}, {"kind": "SUSPEND", "on": "2026-11-10", "until": "2026-11-21"}]
    sheet(office, asked, {**DISMISSED, "demands": twice})
    page = signed_in(site, "mediator").get(f"/desk/{asked.no}/claims")
    assert page.status_code == 200
    assert "重叠" in words(page)
    assert "案情要素有矛盾" in words(signed_in(site, "mediator").get(f"/tools/severance?no={asked.no}"))
    assert office.look("mediator", lambda s, by: disputes.of(s, by, asked.no).limits) is None


def test_sixty_one_rows_and_a_story_too_long_are_refused_and_not_cut(site: Flask, office: Office) -> None:
    person = signed_in(site, "mediator")
    rows = "\n".join(f"{2015 + n // 12}-{n % 12 + 1:02d} 6000 6000" for n in range(61))
    assert "最多填写 60 项" in words(person.post("/tools/claims", {"wages": rows}))
    long = person.post("/tools/claims", {"story": "工" * 8001, "do": "read"})
    assert long.status_code == 422
    assert "最多 8000 个字" in words(long)
