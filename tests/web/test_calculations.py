"""Calculators for a matter: prefilled, kept as they were, shared without a name; page, API and command line give one answer."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from legalaid.actions import calculations, disputes
from legalaid.cli import main
from legalaid.tables.calculations import Calculation
from legalaid.tables.office import AuditEntry
from legalaid.tables.tickets import TicketEvent
from tests.api.caller import Caller, token
from tests.builders import CITY, Asked, Office
from tests.toolkit import examples_pay, examples_rest
from tests.toolkit.test_claims_answer import DISMISSED
from tests.web.browsing import Person, signed_in, words
from tests.web.test_claims import field
from tests.web.test_tools import typed
from toolkit.calculators import CALCULATORS, calculate
from toolkit.calculators.fields import Kind
from toolkit.facts import from_json

EXAMPLES = (*examples_pay.EXAMPLES, *examples_rest.EXAMPLES)
SEVERANCE = {"calculator": "severance", "hire_date": "2021-03-01", "last_day": "2026-03-31", "monthly_wages": "8000", "min_wage": "2660", "local_avg_wage": "9000", "ground": "A40_3"}


@pytest.fixture
def asked(office: Office) -> Asked:
    found = office.taken()
    office.act("mediator", lambda s, by: disputes.save_facts(s, by, found.no, from_json(DISMISSED)))
    return found


def test_page_api_and_command_line_give_the_same_answer_for_every_calculator(site: Flask, office: Office, app: Flask) -> None:
    caller, person, tried = Caller(app, token(office, "平台", CITY, ["library.read"])), signed_in(site, "mediator"), set()
    home = str(office.runtime.settings.home)
    rows = [(name, json.loads(json.dumps(inputs, default=str))) for _, name, inputs, _ in EXAMPLES]
    said = CliRunner().invoke(main, ["calc", "--batch"], input="\n".join(json.dumps({"calculator": n, "inputs": i}) for n, i in rows), env={"LEGALAID_HOME": home, "LEGALAID_MODE": None})
    for (name, inputs), line in zip(rows, said.stdout.splitlines(), strict=True):
        if name in tried:
            continue
        tried.add(name)
        expected = json.loads(json.dumps(calculate(name, inputs).to_json()))
        assert json.loads(line) == expected, name
        assert caller.post(f"/calculators/{name}", inputs, "").json == expected, name
        texts = {f.name: typed(f, inputs.get(f.name)) for f in CALCULATORS[name].fields if f.kind is not Kind.BOOL or inputs.get(f.name)}
        page = words(person.post(f"/tools/{name}", texts))
        for output in CALCULATORS[name].outputs:
            assert f"{output.label} {output.show(expected['result'][output.name])}" in page, (name, output.name)
        for text in (*expected["result"]["warnings"], *(line["formula"] for line in expected["result"]["lines"])):
            assert "".join(text.split()) in page.replace(" ", ""), (name, text)  # citations inside a text are links
    assert tried == set(CALCULATORS)


def test_a_calculator_opened_from_a_matter_is_prefilled_on_the_server(site: Flask, office: Office, asked: Asked) -> None:
    person = signed_in(site, "mediator")
    file = person.get(f"/desk/{asked.no}").text
    assert f"/tools/severance?no={asked.no}" in file.replace("&amp;", "&")
    assert "6200" not in "".join(part.split('"')[0] for part in file.split('href="')[1:])  # no wage in any address
    page = person.get(f"/tools/severance?no={asked.no}")
    assert field(page, "last_day") == "2026-10-31"
    assert field(page, "monthly_wages").count("6200") == 12
    assert Person(site).get(f"/tools/severance?no={asked.no}").status_code == 303
    assert signed_in(site, "mediator3").get(f"/tools/severance?no={asked.no}").status_code == 404


def test_a_result_is_kept_with_the_matter_as_it_was(site: Flask, office: Office, asked: Asked) -> None:
    person = signed_in(site, "mediator")
    answer = person.post("/tools/severance", {**{k: v for k, v in SEVERANCE.items() if k != "calculator"}, "matter": asked.no})
    assert f"存入 {asked.no}" in words(answer)
    saved = person.post(f"/desk/{asked.no}/calculations", SEVERANCE)
    assert saved.status_code == 303
    page = words(person.get(saved.location))
    assert "44,000.00" in page
    assert "客观情况发生重大变化，单位解除" in page
    assert "经济补偿（N）（第 1 次）" in words(person.get(f"/desk/{asked.no}"))
    with office.runtime.read() as session:
        row = session.scalars(select(Calculation)).one()
        assert (row.number, row.calculator, calculations.whole(row)) == (1, "severance", True)
        assert json.loads(row.answer.open()) == json.loads(json.dumps(calculate("severance", json.loads(row.inputs.open())).to_json()))
        assert b"44000" not in bytes(row.answer_sealed or b"")
        entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "calculation.save")).one()
        assert entry.detail["sha256"] == row.sha256
        assert session.scalars(select(TicketEvent.text).where(TicketEvent.kind == "CALCULATED")).one() == "保存了测算：经济补偿（N）（第 1 次）"
    assert signed_in(site, "mediator3").get(saved.location).status_code == 404
    assert signed_in(site, "mediator3").post(f"/desk/{asked.no}/calculations", SEVERANCE).status_code == 404
    other = office.taken()
    assert person.get(saved.location.replace(asked.no, other.no)).status_code == 404


def test_what_was_changed_afterwards_is_said(office: Office, asked: Asked, site: Flask) -> None:
    person = signed_in(site, "mediator")
    where = person.post(f"/desk/{asked.no}/calculations", SEVERANCE).location
    office.act(None, lambda s, _by: setattr(s.scalars(select(Calculation)).one(), "answer", s.scalars(select(Calculation)).one().answer.open().replace("44000.00", "99000.00")))
    assert "校验值不符" in words(person.get(where))


@pytest.mark.parametrize(("change", "status"), [({"calculator": "none"}, 404), ({"last_day": "2020-01-01"}, 422), ({"monthly_wages": "8,000"}, 422)])
def test_what_cannot_be_calculated_is_not_kept(site: Flask, office: Office, asked: Asked, change: dict[str, Any], status: int) -> None:
    assert signed_in(site, "mediator").post(f"/desk/{asked.no}/calculations", {**SEVERANCE, **change}).status_code == status
    with office.runtime.read() as session:
        assert session.scalars(select(Calculation)).all() == []


def test_a_shared_link_recomputes_for_anybody_and_names_nobody(site: Flask, office: Office, asked: Asked) -> None:
    answer = signed_in(site, "mediator").post("/tools/severance", {**{k: v for k, v in SEVERANCE.items() if k != "calculator"}, "matter": asked.no})
    link = next(part.split('"')[0] for part in answer.text.split('href="')[1:] if "calc=1" in part.split('"')[0]).replace("&amp;", "&")
    assert set(parse_qs(urlsplit(link).query)) <= {"calc", *(f.name for f in CALCULATORS["severance"].fields)}
    assert asked.no not in link
    opened = Person(site).get(link)
    assert opened.status_code == 200
    assert "44,000.00" in words(opened)
    broken = Person(site).get(link.replace("8000", "-1"))
    assert broken.status_code == 422
    assert "负数" in words(broken)


@pytest.mark.parametrize(("name", "texts", "said"), [
    ("severance", {"last_day": "2020-12-31"}, "早于"), ("severance", {"monthly_wages": "、".join(["8000"] * 13)}, "最多填写 12 项"), ("severance", {"monthly_wages": ""}, "请填写"),
    ("severance", {"monthly_wages": "8，000"}, "有歧义"), ("severance", {"min_wage": "两千六"}, "不是可用的数字"), ("add_workdays", {"start_date": "2026-02-30", "n": "1"}, "没有"),
])
def test_what_is_wrong_is_named_on_the_page(site: Flask, office: Office, name: str, texts: dict[str, str], said: str) -> None:
    base = {k: v for k, v in SEVERANCE.items() if k != "calculator"} if name == "severance" else {}
    answer = Person(site).post(f"/tools/{name}", {**base, **texts})
    assert answer.status_code == 422
    assert said in words(answer)


def test_what_is_harmless_is_taken_and_what_is_unknown_is_said(site: Flask, office: Office) -> None:
    visitor = Person(site)
    wide = visitor.post("/tools/severance", {**{k: v for k, v in SEVERANCE.items() if k != "calculator"}, "monthly_wages": "８０００", "min_wage": "2,660元", "hire_date": "2021/3/1"})
    assert "44,000.00" in words(wide)
    unloaded = words(visitor.post("/tools/add_workdays", {"start_date": "2029-01-10", "n": "5"}))
    assert "放假安排" in unloaded
    assert "暂" in unloaded
    future = words(visitor.post("/tools/severance", {**{k: v for k, v in SEVERANCE.items() if k != "calculator"}, "last_day": "2029-03-31"}))
    assert "参数表没有" in future or "不一致" in future
