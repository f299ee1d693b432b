"""The pages of assignment: reserve and confirm, why and why not, a decision on a doubt, runs, settings, what if, weights."""

import re

import pytest
from flask import Flask

from legalaid.actions import conflicts, posts
from legalaid.actions.offers import accept
from legalaid.tables.assignment import Offer
from tests.actions.test_assignment import client
from tests.actions.test_placing import run
from tests.builders import HAISHU, Office
from tests.web.browsing import Person, signed_in, words


@pytest.fixture
def haishu(site: Flask, office: Office) -> Person:
    return signed_in(site, "haishu")


def lawyer(office: Office, login: str) -> str:
    return office.look(None, lambda s, _by: str(office.lawyer_id(s, login)))


def offers(office: Office) -> list[Offer]:
    return office.look(None, lambda s, _by: list(s.query(Offer)))


def test_a_place_is_kept_then_offered(office: Office, haishu: Person, site: Flask) -> None:
    asked = office.granted()
    answer = haishu.post(f"/desk/assign/{asked.no}", {"lawyer": lawyer(office, "lawyer1"), "do": "hold"})
    assert (answer.status_code, answer.location) == (303, f"/desk/assign/{asked.no}")
    page = haishu.get(f"/desk/assign/{asked.no}")
    assert "已为示例lawyer1律师占位" in words(page)
    assert re.search(rf'value="{lawyer(office, "lawyer1")}"[^>]* checked', page.text), "what was reserved is chosen already"
    other = signed_in(site, "haishu2")
    assert "另一位同事正在" in words(other.get(f"/desk/assign/{asked.no}"))
    late = other.post(f"/desk/assign/{asked.no}", {"lawyer": lawyer(office, "lawyer2"), "override_code": "WISH", "message": "请尽快联系"})
    assert late.status_code == 409
    assert "请尽快联系" in late.text, "what was typed is kept"
    assert haishu.post(f"/desk/assign/{asked.no}", {"lawyer": lawyer(office, "lawyer1")}).status_code == 303
    assert [o.state for o in offers(office)] == ["OFFERED"]


def test_a_reservation_is_given_up(office: Office, haishu: Person) -> None:
    asked = office.held()
    assert "确认指派" in words(haishu.get("/desk/assign/"))
    assert haishu.post(f"/desk/assign/{asked.no}/release").status_code == 303
    assert offers(office) == []
    assert haishu.post(f"/desk/assign/{asked.no}/release").status_code == 409


def test_everybody_has_a_place_or_a_reason(office: Office, haishu: Person) -> None:
    client(office, "lawyer3", side="AGAINST")
    asked = office.granted()
    page = words(haishu.get(f"/desk/assign/{asked.no}/why"))
    assert "示例lawyer1律师 第一名" in page
    assert "示例lawyer2律师 第 2 名" in page
    assert re.search(r"示例lawyer3律师 示例lawyer3律师事务所 利益冲突 利益冲突：本人对立代理过“宁波青禾示例服饰有限公司”", page)


def test_a_doubt_is_decided_on_the_page_with_its_evidence(office: Office, haishu: Person) -> None:
    client(office, "lawyer1", employer="宁波青禾示例制衣有限公司")
    asked = office.granted()
    where = f"/desk/assign/{asked.no}/why"
    assert "疑似利益冲突，待人工核查" in words(haishu.get(where))
    assert "checked" not in haishu.get(where).text, "no answer is preselected"
    bad = haishu.post(where, {"lawyer": lawyer(office, "lawyer1"), "reason": "两家没有关联关系"})
    assert bad.status_code == 422
    assert "两家没有关联关系" in bad.text
    assert haishu.post(where, {"lawyer": lawyer(office, "lawyer1"), "verdict": "CLEARED", "reason": "两家没有关联关系"}).status_code == 303
    page = words(haishu.get(where))
    assert "待人工核查" not in page
    assert "两家没有关联关系" in page
    assert "宁波青禾示例制衣有限公司" in page
    rows = office.look(None, lambda s, _by: s.query(conflicts.ConflictDecision).all())
    assert [r.verdict for r in rows] == ["CLEARED"]


def test_an_override_tells_its_reason_and_why_the_others(office: Office, haishu: Person) -> None:
    asked = office.granted()
    ident = office.offer(asked, "lawyer2", override_code="LANGUAGE", override_note="会四川话")
    page = words(haishu.get(f"/desk/offers/{ident}"))
    for said in ("语言或方言需要：会四川话", "第 2 名", "重放得到同一校验值", "示例lawyer1律师 第 1 名", "示例lawyer3律师 第 3 名"):
        assert said in page, said


def test_a_run_has_a_page_and_replays(office: Office, haishu: Person, site: Flask) -> None:
    asked = office.granted()
    run(office)
    assert "派出" in words(haishu.get("/desk/assign/runs"))
    (ident,) = {str(o.run_id) for o in offers(office)}
    page = words(haishu.get(f"/desk/assign/runs/{ident}?replay=1"))
    assert asked.no in page
    assert "方案和校验值都与当时一致" in page
    assert asked.no not in words(signed_in(site, "yinzhou").get(f"/desk/assign/runs/{ident}"))
    assert "查看这一次统一排案" in words(haishu.get(f"/desk/offers/{offers(office)[0].id}"))


def test_settings_are_changed_and_bad_ones_keep_what_was_typed(office: Office, haishu: Person) -> None:
    bad = haishu.post("/desk/assign/settings", {"times": "10点", "reason": "按办公室决定"})
    assert bad.status_code == 422
    assert 'value="10点"' in bad.text
    assert haishu.post("/desk/assign/settings", {"times": "9:00", "reason": "按办公室决定"}).status_code == 422
    assert haishu.post("/desk/assign/settings", {"times": "09:00、14：30", "automatic": "CONSULTATION", "reason": "按办公室决定", "known": "1"}).status_code == 303
    page = words(haishu.get("/desk/assign/settings"))
    assert "09:00、14:30" in page
    assert "按办公室决定" in page


def test_what_if_compares_two_plans(office: Office, haishu: Person) -> None:
    office.granted()
    page = words(haishu.get(f"/desk/assign/what-if?away={lawyer(office, 'lawyer1')}&load=900"))
    assert "换了律师的" in page
    assert "示例lawyer1律师 示例lawyer2律师" in page
    bad = haishu.get("/desk/assign/what-if?fit=-3")
    assert bad.status_code == 422
    assert "0 到 100000" in words(bad)


def test_weights_are_changed_by_the_administrator(office: Office, site: Flask) -> None:
    admin = signed_in(site, "admin")
    now = dict(re.findall(r'id="(\w+)" name="\1" type="text" value="(-?\d+)"', admin.get("/admin/weights").text))
    assert now["fit"] == "520"
    assert len(now) == 20
    bad = admin.post("/admin/weights", {**now, "fairness_MEDIATION": "-1", "reason": "重视均衡"})
    assert bad.status_code == 422
    assert 'href="#fairness_MEDIATION"' in bad.text
    assert admin.post("/admin/weights", {**now, "fairness_MEDIATION": "80", "reason": "重视均衡", "known": "1"}).status_code == 303
    assert "第 2 版" in words(admin.get("/admin/weights"))
    assert admin.post("/admin/weights", {**now, "fit": "1", "reason": "没看新版", "known": "1"}).status_code == 409


def test_whoever_coordinates_elsewhere_is_offered_nothing_that_would_be_refused(office: Office, site: Flask) -> None:
    office.act("admin", lambda s, by: posts.give(s, by, office.people["yinzhou"], role="mediator", organisation=HAISHU))
    confirmed, applied, granted, rated = office.confirmed(), office.applied(), office.granted(), office.rated(level=1)
    _, offer = office.offered()
    shown = [(f"/desk/{confirmed.no}", "派单</button>"), (f"/desk/{applied.no}", "给予援助"), (f"/desk/{applied.no}", "先行援助</summary>"), (f"/desk/{granted.no}", "指派律师"),
             (f"/desk/{granted.no}", "终止援助</summary>"), (f"/desk/{rated.no}", f"/desk/{rated.no}/callback")]
    here, elsewhere = signed_in(site, "haishu"), signed_in(site, "yinzhou")
    for path, button in shown:
        assert button in here.get(path).text, (path, button)
        page = elsewhere.get(path)
        assert (page.status_code, button in page.text) == (200, False), (path, button)
    office.act("lawyer1", lambda s, by: accept(s, by, offer, no_conflict=True))
    assert "移交给别的律师" in here.get(f"/desk/offers/{offer}").text
    assert "移交给别的律师" not in elsewhere.get(f"/desk/offers/{offer}").text
