"""窗口登记, 批量导入, 并入, 拆分, 移送, 代班 as people press them, without JavaScript."""

import csv
import io
import re

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select

from legalaid.tables.accounts import Cover, Post
from legalaid.tables.tickets import Ticket
from tests.builders import Office
from tests.cli.test_sheets import HEADS, ROW
from tests.web.browsing import Person, following, signed_in, words

FORM = {"topic": "PAY", "county": "330203", "employer_name": "宁波青禾示例服饰有限公司", "place": "古林镇", "statement": "从八月起三个月没发工资，没有签过劳动合同。", "amount": "18600",
        "name": "周示例",
        "phone": "13912345670", "worker_type": "MIGRANT", "wants_lawyer": "yes", "consent": "on", "sensitive": "on"}


def stored(office: Office, no: str) -> Ticket:
    return office.look(None, lambda s, _by: s.scalars(select(Ticket).where(Ticket.no == no)).one())


def test_a_person_at_the_counter_is_registered_and_goes_home_with_a_receipt_that_works(site: Flask, office: Office) -> None:
    zone = signed_in(site, "zone")
    assert 'value="330203" selected' in zone.get("/desk/register").text
    looked = zone.post("/desk/register", {**FORM, "do": "look", "contact_hours": "EVENING"})
    assert looked.status_code == 200
    assert "劳动报酬" in looked.text
    assert FORM["statement"] in looked.text
    bad = zone.post("/desk/register", {**FORM, "phone": "1390", "consent": ""})
    assert bad.status_code == 422
    assert {"phone-error", "consent-error"} <= set(re.findall(r'id="([a-z-]+-error)"', bad.text))
    sheet = zone.get(zone.post("/desk/register", {**FORM, "do": "register", "contact_hours": "EVENING", "not_at_work": "1", "language": "四川话"}).location)
    no, code = (re.search(rf'id="{name}">([^<]+)<', sheet.text)[1] for name in ("no", "code"))
    ticket = stored(office, no)
    assert (ticket.channel, ticket.head_count, ticket.state) == ("ZONE", 1, "REGISTERED")
    worker = Person(site)
    assert worker.post("/track", {"no": no, "code": code}).location.endswith(f"/my/{no}")
    # another time the code is not shown any more, and a new one can be had
    desk = signed_in(site, "haishu")
    assert code not in desk.get(f"/desk/{no}/sheet").text
    file = desk.get(f"/desk/{no}").text
    assert "不要打到单位·下班以后" in file
    assert "身份证件" in desk.post(f"/desk/{no}/receipt").text
    assert Person(site).post("/track", {"no": no, "code": code}).status_code == 303
    desk.post(f"/desk/{no}/receipt", {"checked": "1"})
    assert Person(site).post("/track", {"no": no, "code": code}).status_code == 422
    # the next one sees that this one is there, with the person masked
    again = desk.post("/desk/register/look", {"phone": "139 1234 5670", "employer_name": "宁波市青禾示例服饰有限公司", "statement": "还是那件事，三个月没有发工资。"})
    assert again.text.count(f">{no}·周*例") == 2
    assert "周示例" not in again.text
    assert "<html" not in again.text
    assert "其他组织" not in again.text
    # whoever registered it sees it no more once it lies with the county, but hears that there is one
    told = zone.post("/desk/register/look", {"phone": "139 1234 5670"}).text
    assert "另有 1 件在其他组织登记，请先问统筹员" in told
    assert no not in told
    assert "没有查到同一电话" not in told
    assert stored(office, no).no in desk.post("/desk/register", {**FORM, "do": "look"}).text


def test_a_coordinator_registers_at_the_counter_and_the_phone_is_shown_with_the_wishes(site: Flask, office: Office) -> None:
    desk = signed_in(site, "haishu")
    no = desk.post("/desk/register", {**FORM, "relation": "SPOUSE", "speaker_name": "钱家属", "speaker_phone": "13900000018"}).location.split("/")[-2]
    assert stored(office, no).channel == "WALK_IN"
    shown = desk.post(f"/desk/{no}/reveal", {"reason": "电话核实"}).text
    assert "13912345670" in shown
    assert "由配偶钱家属代为联系，电话 13900000018" in shown


@pytest.mark.parametrize("do", ["check", "import"])
def test_a_sheet_is_tried_and_imported_on_the_page(site: Flask, office: Office, do: str) -> None:
    book = openpyxl.Workbook()
    for row in (HEADS, ROW, [*ROW[:1], "12345-2", *ROW[2:]]):
        book.active.append(row)  # type: ignore[union-attr]
    kept = io.BytesIO()
    book.save(kept)
    desk = signed_in(site, "haishu")
    answer = desk.post("/desk/import", {"do": do, "file": (io.BytesIO(kept.getvalue()), "来件.xlsx")}, content_type="multipart/form-data")
    count = office.look(None, lambda s, _by: len(s.scalars(select(Ticket.id)).all()))
    if do == "check":
        assert (answer.status_code, count) == (200, 0)
        assert "可以新登记 2 件" in answer.text
        assert "来件日期" in answer.text
        wrong = desk.post("/desk/import", {"do": do, "file": (io.BytesIO("外部编号\n1\n".encode()), "x.csv")}, content_type="multipart/form-data")
        assert wrong.status_code == 422
        assert "缺少列" in wrong.text
        assert desk.post("/desk/import", {"do": do}, content_type="multipart/form-data").status_code == 422
        lines = io.StringIO()
        csv.writer(lines).writerows([HEADS, *([*ROW[:1], f"12345-{n}", *ROW[2:]] for n in range(501))])
        long = desk.post("/desk/import", {"do": do, "file": (io.BytesIO(lines.getvalue().encode()), "x.csv")}, content_type="multipart/form-data")
        assert long.status_code == 422
        assert "有 501 行，网页一次最多导入 500 行" in long.text
    else:
        assert (answer.status_code, count) == (303, 2)
        assert "新登记 2 件" in desk.get(answer.location).text


def test_the_receipt_of_a_merged_request_leads_to_the_main_one_and_its_parts(site: Flask, office: Office) -> None:
    first, second, posed = office.ask(phone="13900019999"), office.ask(phone="13900019999", channel="WALK_IN"), office.ask(phone="13900019999")
    stranger = office.ask(phone="13900018888", name="吴示例")
    desk = signed_in(site, "haishu")
    assert first.no in desk.get(f"/desk/{second.no}").text
    refused = desk.post(f"/desk/{first.no}/merge", {"into": second.no})
    assert refused.status_code == 422
    assert "登记得更晚" in refused.text
    for asked in (second, stranger, posed):
        assert desk.post(f"/desk/{asked.no}/merge", {"into": first.no.lower()}).status_code == 303
    empty = desk.post(f"/desk/{first.no}/split", {})
    assert (empty.status_code, "1 至 5 件" in empty.text) == (422, True)
    half = desk.post(f"/desk/{first.no}/split", {"topic-2": "INJURY", "statement-2": "短", "amount-2": "x"})
    assert (half.status_code, {"statement-2-error", "amount-2-error"} <= set(re.findall(r'id="([a-z0-9-]+-error)"', half.text))) == (422, True)
    assert desk.post(f"/desk/{first.no}/split", {"topic-1": "INJURY", "statement-1": "上个月在车间被机器压伤了手指。"}).status_code == 303
    page = following(site, second).get(f"/my/{second.no}", follow_redirects=True)
    assert first.no in words(page)
    part = re.search(r"/my/(FY2026-1124-\d+)", page.text.partition("同一张回执")[2])[1]
    worker = following(site, second)
    worker.get(f"/my/{second.no}", follow_redirects=True)
    assert worker.get(f"/my/{part}").status_code == 200
    # the receipt of a stranger, or of somebody who may only pose as this worker, tells how it goes and opens nothing of the other one
    for asked in (stranger, posed):
        other = following(site, asked)
        told = words(other.get(f"/my/{asked.no}"))
        assert "合在一起办理的情况：工会已经收到。有进展会告诉您。" in told, "nobody rings about a request that is part of another"
        assert first.no not in told.replace(f"诉求 {first.no} 是同一件事", "")
        assert {other.get(f"/my/{no}").status_code for no in (first.no, part)} == {404}
    assert desk.post(f"/desk/{second.no}/unmerge", {"reason": "不是同一件事"}).status_code == 303
    assert stored(office, second.no).state == "REGISTERED"


def test_a_transfer_goes_through_its_steps_on_the_page(site: Flask, office: Office) -> None:
    asked = office.confirmed()
    desk = signed_in(site, "haishu")
    form = {"department": "POLICE", "office": "海曙公安示例分局", "reason": "涉嫌拒不支付劳动报酬"}
    assert "职工同意以后" in desk.post(f"/desk/{asked.no}/transfer", form).text
    assert desk.post(f"/desk/{asked.no}/transfer", {**form, "agreed": "1"}).status_code == 303
    assert asked.no in desk.get("/desk/transfers").text
    assert "海曙公安示例分局" in words(following(site, asked).get(f"/my/{asked.no}"))
    assert desk.post(f"/desk/{asked.no}/transfer/receive", {"receipt_no": "海公收 0017"}).status_code == 303
    assert desk.post(f"/desk/{asked.no}/transfer/answer", {"answer": ""}).status_code == 422
    assert desk.post(f"/desk/{asked.no}/transfer/answer", {"answer": "已立案侦查"}).status_code == 303
    assert "已立案侦查" in words(following(site, asked).get(f"/my/{asked.no}"))
    assert "没有等待签收" in desk.get("/desk/transfers").text
    assert desk.post(f"/desk/{asked.no}/transfer/nonsense", {}).status_code == 404


def test_posts_and_covers_are_arranged_by_administrators_and_covers_by_oneself(site: Flask, office: Office) -> None:
    admin, zone = signed_in(site, "admin"), office.people["zone"]
    where = f"/admin/accounts/{zone}"
    assert "古林第一片区" in admin.get(where).text
    assert "没有这个组织代码" in admin.post(f"{where}/posts", {"role": "mediator", "organisation": "nope", "starts": "2026-12-01"}).text
    assert admin.post(f"{where}/posts", {"role": "mediator", "organisation": "330203R1", "starts": "2026-12-01"}).status_code == 303
    post = office.look(None, lambda s, _by: s.scalars(select(Post).where(Post.account_id == zone, Post.role == "mediator")).one())
    assert admin.post(f"{where}/posts/{post.id}/end", {"ends": "2026-12-31"}).status_code == 303
    assert "2026-12-01 至 2026-12-31" in words(admin.get(where))
    mediator, held = signed_in(site, "mediator"), office.dispatched()
    assert held.no not in signed_in(site, "mediator2").get("/desk/").text
    days = {"away_from": "2026-11-24", "away_to": "2026-11-30"}
    assert "away_to-error" in mediator.post("/desk/away", {"cover_id": office.people["mediator2"], **days, "away_to": "2026-11-01"}).text
    assert mediator.post("/desk/away", {"cover_id": office.people["mediator2"], **days}).status_code == 303
    row = office.look(None, lambda s, _by: s.scalars(select(Cover)).one())
    assert "示例mediator2" in mediator.get("/desk/away").text
    assert "为 示例mediator 代班" in words(signed_in(site, "mediator2").get("/desk/away"))
    assert held.no in signed_in(site, "mediator2").get("/desk/").text
    assert signed_in(site, "mediator3").post(f"/desk/away/{row.id}/end").status_code == 403
    assert mediator.post(f"/desk/away/{row.id}/end").status_code == 303
    tree = admin.get("/admin/organisations?kind=ROOM").text
    assert tree.count("调处室") == 3
    assert "鄞州" not in admin.get("/admin/organisations?q=海曙第一").text
