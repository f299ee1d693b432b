"""The clock on the file of a ticket, the supervision board with what stands behind its numbers, and the limits that two people make."""

import re
from datetime import timedelta
from html import unescape

import pytest
from flask import Flask
from sqlalchemy import delete

from legalaid import jobs, jobs_table
from legalaid.actions import signs, supervision
from legalaid.errors import NotFound
from legalaid.tables.limits import StepLimit
from tests.builders import YINZHOU, Asked, Office
from tests.conftest import SHANGHAI, Clock
from tests.web.browsing import Person, signed_in, words

assert jobs_table.TABLE


def numbers(page: str) -> dict[str, int]:
    """The counts at the head of the board: words → number."""
    return {label: int(n) for n, label in re.findall(r"<b>(\d+)</b>([^<]+)</a>", page)}


def links(page: str, of: str) -> list[str]:
    return [unescape(x) for x in re.findall(r'href="(/desk/overdue/list\?[^"]*)"', page) if f"of={of}" in unescape(x)]


def test_pausing_extending_and_answering_a_slip_on_the_file_of_a_ticket(site: Flask, office: Office) -> None:
    asked = office.taken()
    mediator, haishu, haishu2 = (signed_in(site, n) for n in ("mediator", "haishu", "haishu2"))
    file = f"/desk/{asked.no}"
    assert "首次联系时限 11 月 26 日 10:00 剩 2 天" in words(mediator.get(file))
    kept = mediator.post(f"{file}/contact", {"contact_note": "下周再打"})
    assert (kept.status_code, "请选择怎么联系的。" in words(kept), "下周再打</textarea>" in kept.text) == (422, True, True)
    assert "首次联系 剩 2 天" in words(mediator.get("/desk/"))
    assert mediator.post(f"{file}/contact", {"contact_way": "CALL", "contact_note": "约好周五面谈"}).status_code == 303
    page = words(mediator.get(file))
    assert "按时联系" in page
    assert "工会打电话联系了职工 约好周五面谈" in page
    assert "首次联系 剩" not in words(mediator.get("/desk/"))
    office.act(None, lambda s, _by: s.execute(delete(StepLimit).where(StepLimit.ticket_id == asked.id)))
    assert "受理、首次联系时限：未设" in words(mediator.get(file)), "registered before there were these limits"
    bad = mediator.post(f"{file}/pause", {"ground": "TRIBUNAL", "proof": "仲裁委受理通知书", "owner_id": str(office.people["mediator"]), "expected_on": "2026-11-24"})
    assert bad.status_code == 422
    assert "预计恢复日期应在明天至 2027-05-23 之间。" in words(bad)
    assert 'value="仲裁委受理通知书"' in bad.text
    assert re.search(r'value="TRIBUNAL" selected', bad.text)
    good = {"ground": "TRIBUNAL", "proof": "仲裁委受理通知书", "owner_id": str(office.people["mediator"]), "expected_on": "2026-12-10"}
    assert mediator.post(f"{file}/pause", good).status_code == 303
    page = mediator.get(file)
    assert "暂停中 等仲裁或者法院程序，依据：仲裁委受理通知书" in words(page)
    assert "申请延期" not in words(page)
    assert mediator.post(f"{file}/pause", good).status_code == 409
    assert mediator.post(f"{file}/resume").status_code == 303
    assert mediator.post(f"{file}/extension", {"days": "21", "need": "等单位年底结账"}).status_code == 422
    assert mediator.post(f"{file}/extension", {"days": "5", "need": "等单位年底结账"}).status_code == 303
    assert "审批延期" not in words(mediator.get(file))
    decide = re.search(rf'action="({file}/extension/[0-9a-f-]+)"', haishu.get(file).text)
    assert decide is not None
    silent = haishu.post(decide.group(1), {"grant": "no"})
    assert (silent.status_code, "请写明不同意的理由" in words(silent)) == (422, True)
    assert haishu.post(decide.group(1), {"grant": "yes"}).status_code == 303
    assert "同意延期 5 个工作日，届满延至 2026-12-15 10:00" in words(mediator.get(file))
    assert haishu.post(f"{file}/slip", {"demand": "请说明进展和困难"}).status_code == 303
    answer = re.search(rf'action="({file}/slip/[0-9a-f-]+/)answer"', mediator.get(file).text)
    assert answer is not None
    assert mediator.post(f"{answer.group(1)}answer", {"answer": "单位已答应分两期付清"}).status_code == 303
    assert haishu2.post(f"{answer.group(1)}review", {"accept": "yes"}).status_code == 303
    assert "已通过 第 1 份" in words(haishu.get(file))


@pytest.fixture
def late(office: Office, clock: Clock) -> Asked:
    """One of 海曙 overdue with its slip, one paused beyond its end, one of 鄞州 nearly due; the employer of three people."""
    first, standing = office.taken(), office.paused()
    clock.forward(days=3)
    for _ in range(3):
        office.ask(employer_name="宁波青禾示例服饰有限公司", county=YINZHOU, place="下应街道")
    clock.now = (office.ticket(first).due_at + timedelta(hours=8)).astimezone(SHANGHAI)
    assert jobs.run(office.runtime, "issue-slips", clock.now.replace(minute=5)).detail == {"issued": 1}
    clock.forward(days=7)
    assert office.ticket(standing).state == "PAUSED"
    return first


def test_every_number_of_the_board_is_the_number_of_requests_behind_it(site: Flask, office: Office, late: Asked) -> None:
    city = signed_in(site, "city")
    page = city.get("/desk/overdue")
    found = numbers(page.text)
    assert found == {"未办结": 5, "超时": 4, "临期": 0, "受理超时": 3, "首次联系超时": 5, "已暂停": 1, "暂停到期未恢复": 1, "督办单未办完": 1}
    inbox = city.get("/desk/inbox").text
    assert numbers(inbox)["超时"] == found["超时"], "the database counts as the board does, what stands still apart"
    assert '督办 <span class="n hot">4</span>' in inbox
    for view, label in supervision.VIEWS.items():
        for link in links(page.text, view):
            listed = city.get(link)
            counted = re.search(r"共 (\d+) 件", words(listed))
            assert counted is not None
            assert listed.text.count('href="/desk/FY') == int(counted.group(1))
            if "under" not in link:
                assert int(counted.group(1)) == found[label], label
    inside = city.get("/desk/overdue?under=330203")
    assert numbers(inside.text)["超时"] == 1
    here = next(x for x in links(signed_in(site, "yinzhou").get("/desk/overdue").text, "overdue") if "here=1" in x)
    assert "共 3 件" in words(signed_in(site, "yinzhou").get(here))
    assert "共 0 件" in words(city.get("/desk/overdue/list?of=overdue&under=330203&here=1")), "it lies at a room below"
    assert "海曙第一调处室" in words(inside)
    assert {p.name: (p.counts["overdue"], p.deeper) for p in office.look("city", supervision.board).places} == {"鄞州区总工会": (3, False), "海曙区总工会": (1, True)}
    assert numbers(signed_in(site, "yinzhou").get("/desk/overdue").text)["超时"] == 3
    with pytest.raises(NotFound):
        office.look("yinzhou", lambda s, by: supervision.below(s, by, "330203"))
    assert city.get("/desk/overdue?under=nichts").status_code == 404
    assert city.get("/desk/overdue/list?of=weather").status_code == 422


def test_what_repeats_is_told_from_a_minimum_count_on_and_lists_what_it_counted(site: Flask, office: Office, late: Asked, clock: Clock) -> None:
    city = signed_in(site, "city")
    page = city.get("/desk/overdue")
    assert "宁波青禾示例服饰有限公司" in words(page)
    (link,) = links(page.text, "employer")
    assert f"共 {office.look('city', signs.found)[0].count} 件" in words(city.get(link))
    assert [s.kind for s in office.look("city", signs.found)] == ["employer"], "three from one street, two of one cause: too few to tell"
    for n in range(3):
        office.confirmed("yinzhou", employer_name=f"宁波甲{n}示例厂", county=YINZHOU, place="下应街道")
    told = {(s.kind, s.words): (s.count, s.before) for s in office.look("city", signs.found)}
    assert told["place", "下应街道"] == (6, None)
    assert ("cause", "追索劳动报酬纠纷") in told
    clock.forward(days=31)
    assert office.look("city", signs.found) == [], "a month later nothing is new"


def test_the_board_says_in_words_what_does_not_work(site: Flask, office: Office, clock: Clock) -> None:
    city = signed_in(site, "city")
    assert "调度器还没有运行过" in words(city.get("/desk/overdue"))
    jobs.run(office.runtime, "sweep", clock.now)
    assert "调度器" not in words(city.get("/desk/overdue"))
    clock.forward(hours=4)
    assert "调度器 4 小时未运行" in words(signed_in(site, "city").get("/desk/overdue"))


def test_a_limit_is_written_by_the_administrator_and_approved_by_a_coordinator(site: Flask, office: Office, clock: Clock) -> None:
    admin, city = signed_in(site, "admin"), signed_in(site, "city")
    form = {"level": "DISTRICT", "matter": "ORDINARY", "scope": "劳动报酬", "days": "6", "valid_from": "2026-11-25", "reason": "甬工发〔2026〕示例号"}
    bad = admin.post("/admin/limits", {**form, "valid_from": "2026-11-24"})
    assert (bad.status_code, "最早从明天起施行" in words(bad)) == (422, True)
    assert 'value="甬工发〔2026〕示例号"' in bad.text
    assert admin.post("/admin/limits", form).status_code == 303
    assert "复核通过" not in words(admin.get("/admin/limits"))
    approve = re.search(r'action="(/admin/limits/[0-9a-f-]+/approve)"', city.get("/admin/limits").text)
    assert approve is not None
    assert "录入新的时限" not in words(city.get("/admin/limits"))
    assert admin.post(approve.group(1)).status_code == 403
    assert city.post(approve.group(1)).status_code == 303
    clock.forward(days=1)
    assert "劳动报酬" in words(signed_in(site, "city").get("/admin/limits")).split("录入和复核")[0]
    asked = office.confirmed()
    assert "办理时限 6 个工作日" in office.ticket(asked).due_reason[0]
    admin = signed_in(site, "admin")
    hours = {"level": "DISTRICT", "step": "CONTACT", "matter": "COMPLEX", "days": "2", "unit": "DAY", "valid_from": "2026-11-26", "reason": "甬工发〔2026〕示例号"}
    assert "整件诉求的办理时限按工作日计算" in words(admin.post("/admin/limits", {**hours, "step": "WHOLE"}))
    assert admin.post("/admin/limits", hours).status_code == 303
    assert "首次联系 48 小时" in words(admin.get("/admin/limits"))


def test_a_visitor_of_the_board_is_a_coordinator(site: Flask) -> None:
    for login in ("mediator", "zone", "auditor", "lawyer1"):
        assert signed_in(site, login).get("/desk/overdue").status_code == 403, login
    assert Person(site).get("/desk/overdue").status_code == 303
