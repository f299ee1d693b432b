"""补充、更正 as a mediator does it: masks only, what was typed stays, the worker sees what was put right."""

import re

from flask import Flask

from legalaid.actions import corrections
from legalaid.tables.tickets import Ticket
from tests.builders import Office
from tests.web.browsing import following, signed_in, words

FORM = {"worker_type": "MIGRANT", "employer_name": "宁波示例饭店有限公司", "industry": "H", "phone": "", "reason": "看过营业执照", "union_member": "no", "id_no": "330203199003070037"}


def test_what_is_sealed_is_never_shown_and_only_what_is_typed_changes_it(site: Flask, office: Office) -> None:
    asked = office.confirmed(phone="13912345670")
    desk, path = signed_in(site, "mediator"), f"/desk/{asked.no}/correct"
    shown = desk.get(path)
    assert "139****5670" in shown.text
    assert "13912345670" not in shown.text
    bad = desk.post(path, {**FORM, "id_no": "33020319900307003Y", "reason": ""})
    assert bad.status_code == 422
    assert 'id="id_no-error"' in bad.text
    assert 'id="reason-error"' in bad.text
    assert 'value="宁波示例饭店有限公司"' in bad.text
    assert desk.post(path, FORM).location.endswith(f"/desk/{asked.no}")
    file = words(desk.get(f"/desk/{asked.no}"))
    assert "已补充、更正：证件号、是否工会会员、单位名称、单位行业、金额。" in file  # what the form shows empty is emptied
    assert "行业 住宿和餐饮业" in file
    assert "139****5670" in file
    assert FORM["id_no"] not in file
    assert "补充、更正了证件号" in words(following(site, asked).get(f"/my/{asked.no}"))
    again = desk.post(path, {**FORM, "id_no": ""})
    assert again.status_code == 422
    assert "没有改动" in again.text


def test_a_form_from_before_somebody_elses_change_is_refused(site: Flask, office: Office) -> None:
    asked = office.confirmed()
    desk, path = signed_in(site, "mediator"), f"/desk/{asked.no}/correct"
    assert desk.post(path, {**FORM, "version": "1"}).status_code == 409
    office.act(None, lambda s, _by: setattr(s.get_one(Ticket, asked.id).worker, "language", "温州话"))
    opened = re.findall(r'name="(version|worker_version)" value="(\d+)"', desk.get(path).text)
    assert {name for name, _ in opened} == {"version", "worker_version"}
    office.act("haishu", lambda s, by: corrections.correct(s, by, asked.no, reason="本人说明", sex="女"))  # the worker's row alone
    shown = {**FORM, **dict(opened), "language": "温州话"}
    late = desk.post(path, shown)
    assert late.status_code == 409
    assert "别人已经改过" in late.text
    assert '<option value="温州话" selected>' in late.text
    assert desk.post(path, {**shown, **dict(re.findall(r'name="(version|worker_version)" value="(\d+)"', desk.get(path).text)), "sex": "女"}).status_code == 303
    assert office.look(None, lambda s, _by: (lambda w: (w.sex, w.language))(s.get_one(Ticket, asked.id).worker)) == ("女", "温州话")
