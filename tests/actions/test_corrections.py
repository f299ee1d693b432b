"""What is on record about worker and employer is put right: who, with which reason, what stays behind."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from legalaid.actions import aid_gaps, corrections, workers
from legalaid.errors import Conflict, Gone, Invalid, NotFound, Refused
from legalaid.tables.aid import AidRecord
from legalaid.tables.office import AuditEntry
from legalaid.tables.tickets import Ticket
from tests.actions.audited_intake import merged
from tests.builders import Office
from toolkit import employers

pytestmark = pytest.mark.both
RIGHT = {
    "name": "周示正", "phone": "13800000077", "id_no": "330203199003070037", "address": "海曙区示例路 8 号", "sex": "男", "worker_type": "PLATFORM", "union_member": False,
    "language": "四川话", "employer_name": "宁波市海曙示例酒店有限公司", "industry": "H", "place": "古林镇", "amount": Decimal("18600.50"),
}


def test_everything_is_put_right_and_only_the_names_of_the_fields_are_kept_of_it(office: Office) -> None:
    asked = office.confirmed(phone="13900000011")
    old = office.ticket(asked)
    words = office.act("mediator", lambda s, by: corrections.correct(s, by, asked.no, reason="本人出示身份证和营业执照", **RIGHT))
    assert words == list(corrections.FIELDS.values())

    def look(s, _by):
        ticket = s.get_one(Ticket, asked.id)
        found = {name: getattr(ticket if name in corrections.OF_TICKET else ticket.worker, name) for name in RIGHT}
        entry = s.scalars(select(AuditEntry).where(AuditEntry.action == "ticket.correct")).one()
        lines = [(e.text, e.public) for e in ticket.events if e.kind == "CORRECTED"]
        return {n: v.open() if n in corrections.SEALED else v for n, v in found.items()}, entry.detail, lines, ticket.employer_key, [
            w.id for w in workers.find_by_phone(s, "13800000077")], workers.find_by_phone(s, "13900000011")

    found, detail, lines, key, by_new, by_old = office.look(None, look)
    assert found == RIGHT
    assert detail == {"fields": sorted(RIGHT), "reason": "本人出示身份证和营业执照"}
    assert lines == [(f"补充、更正了{'、'.join(corrections.FIELDS.values())}", True)]
    assert key == employers.key(RIGHT["employer_name"])
    assert key != old.employer_key
    assert (by_new, by_old) == ([old.worker_id], [])  # found by the new number alone
    office.act("mediator", lambda s, by: corrections.correct(s, by, asked.no, reason="本人说明", sex=None, amount=None, union_member=True))
    ticket = office.ticket(asked)
    assert (ticket.amount, office.look(None, lambda s, _by: (lambda w: (w.sex, w.union_member))(s.get_one(Ticket, asked.id).worker))) == (None, (None, True))


def test_the_summary_follows_the_employers_name(office: Office) -> None:
    asked = office.ask(employer_name="示例服饰厂")
    office.act("haishu", lambda s, by: corrections.correct(s, by, asked.no, reason="营业执照上的全称", employer_name="宁波示例制衣有限公司"))
    assert "宁波示例制衣有限公司" in office.ticket(asked).summary
    assert "示例服饰厂" not in office.ticket(asked).summary


@pytest.mark.parametrize(("given", "field"), [
    ({"name": ""}, "name"), ({"employer_name": None}, "employer_name"), ({"phone": None}, "phone"), ({"industry": "Z"}, "industry"), ({"sex": "其他"}, "sex"),
    ({"worker_type": "KING"}, "worker_type"), ({"amount": Decimal("-1")}, "amount"), ({"reason": ""}, "reason"), ({"reason": "打过 13900000011 核对"}, "reason"), ({}, None), ({"industry": "C"}, None),
])
def test_what_makes_no_sense_or_changes_nothing_is_refused_whole(office: Office, given, field) -> None:
    asked = office.confirmed(phone="13900000011")
    with pytest.raises(Refused) as e:
        office.act("mediator", lambda s, by: corrections.correct(s, by, asked.no, **{"reason": "看过证件", **({"sex": "女"} if field and "sex" not in given else {}), **given}))
    assert field in (e.value.errors or {e.value.field: ""})
    assert isinstance(e.value, Invalid) == (field not in ("reason", None))
    assert office.look(None, lambda s, _by: s.get_one(Ticket, asked.id).worker.sex) is None


def test_only_who_handles_it_may_and_not_what_is_merged_or_erased(office: Office) -> None:
    asked = office.confirmed()
    with pytest.raises(NotFound):
        office.act("yinzhou", lambda s, by: corrections.correct(s, by, asked.no, reason="看过证件", sex="女"))
    with pytest.raises(Refused):
        office.act("lawyer1", lambda s, by: corrections.correct(s, by, asked.no, reason="看过证件", sex="女"))
    with pytest.raises(Conflict, match="别人已经改过"):
        office.act("haishu", lambda s, by: corrections.correct(s, by, asked.no, reason="看过证件", sex="女", version=99))
    _first, second = merged(office)
    with pytest.raises(Conflict, match="主件"):
        office.act("haishu", lambda s, by: corrections.correct(s, by, second.no, reason="看过证件", sex="女"))
    office.act(None, lambda s, _by: setattr(s.get_one(Ticket, asked.id).worker, "data_key", b""))
    with pytest.raises(Gone):
        office.act("haishu", lambda s, by: corrections.correct(s, by, asked.no, reason="看过证件", sex="女"))


def test_a_correction_fills_the_list_of_what_is_missing(office: Office) -> None:
    asked = office.accepted()

    def lacking(s, by):
        return {words for gap in aid_gaps.listing(s, by) if gap.ticket_id == asked.id for _, words in gap.missing}

    before = office.look("haishu", lacking)
    assert {"职工性别", "职工地址", "是否工会会员"} <= before
    office.act("haishu", lambda s, by: corrections.correct(s, by, asked.no, reason="本人说明", **{n: RIGHT[n] for n in ("sex", "address", "union_member", "id_no", "amount")}))
    assert not {"职工性别", "职工地址", "是否工会会员", "职工证件号", "请求金额"} & office.look("haishu", lacking)
    office.act(None, lambda s, _by: setattr(s.scalars(select(AidRecord)).first().ticket, "industry", None))
    assert "单位行业" in office.look("haishu", lacking)
