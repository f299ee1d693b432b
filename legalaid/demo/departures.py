"""Requests that go another way in the demo: registered twice and merged, split, transferred with and without an answer, withdrawn."""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from random import Random

from legalaid.actions import first_steps, merges, splits, tickets, transfers
from legalaid.demo.cast import HOURS, Desk, Office
from legalaid.demo.diary import Life
from legalaid.demo.stories import KINDS, Tale, tale
from legalaid.roles import By
from toolkit import causes
from toolkit.officehours import ZONE

COUNTY = "330203"
CLASS_OF = causes.class_of()
Step = Callable[[Desk, str], object]


def lives(office: Office) -> Iterator[Life]:
    """One life each; they draw nothing from the office's chance, so that all other stories stay as they are."""
    yield _life(office, 9, "last_wage", "秦示梅", "13900090001", [_confirmed, lambda d, no: tickets.withdraw(d.session, _by(d), no, reason="单位已经补发工资")])
    yield _life(office, 12, "last_wage", "尤示强", "13900090002", [_confirmed, _sent, lambda d, no: transfers.receive(d.session, _by(d), no, receipt_no="海公收 2026-0117"),
                                                                lambda d, no: transfers.answered(d.session, _by(d), no, answer="已立案侦查，进展由公安机关告知")])
    yield _life(office, 8, "last_wage", "许示兰", "13900090003", [_confirmed, _sent])
    yield _life(office, 7, "overtime", "何示军", "13900090004", [_confirmed, _split])
    yield _doubled(office)


def _by(desk: Desk) -> By:
    return desk.staff(desk.office.coordinators[COUNTY])


def _at(office: Office, back: int, hour: int) -> datetime:
    return datetime.combine(office.day(back), time(hour, 20), ZONE)


def _life(office: Office, back: int, kind: str, name: str, phone: str, steps: list[Step]) -> Life:
    told = tale(Random(back), kind=KINDS[kind], county=COUNTY)  # noqa: S311 - the demo must come out the same each time
    desk = yield _at(office, back, 9)
    no = _registered(desk, told, name, phone)
    for step in steps:
        desk = yield HOURS.add_working_hours(desk.at, 5, office.calendar)
        step(desk, no)


def _registered(desk: Desk, told: Tale, name: str, phone: str) -> str:
    return tickets.register(desk.session, desk.system(), desk.office.calendar, topic=told.kind.topic, statement=told.story, employer_name=told.firm, county=COUNTY, place=told.place,
                            amount=told.amount, channel="HOTLINE", consent=True, wants_lawyer=False, name=name, phone=phone,
                            contact={"hours": "EVENING", "not_at_work": True}).ticket.no


def _confirmed(desk: Desk, no: str) -> None:
    first_steps.contact(desk.session, _by(desk), no, way="CALL")
    tickets.confirm(desk.session, _by(desk), no, class_name=CLASS_OF["劳动报酬"], subclass="劳动报酬", cause="205.5", summary="拖欠工资，职工多次催要未付")


def _sent(desk: Desk, no: str) -> None:
    transfers.send(desk.session, _by(desk), desk.office.calendar, no, department="POLICE", office="海曙公安示例分局", reason="单位负责人失联，涉嫌拒不支付劳动报酬", agreed=True)


def _split(desk: Desk, no: str) -> None:
    splits.split(desk.session, _by(desk), no, parts=[splits.Part("INJURY", "另外，上个月在车间搬货时扭伤了腰，单位没有报工伤。")])


def _doubled(office: Office) -> Life:
    """He rang 12345 and came to the counter two days later."""
    told = tale(Random(3), kind=KINDS["expired"], county=COUNTY)  # noqa: S311 - the same each time
    desk = yield _at(office, 6, 10)
    first = _registered(desk, told, "吕示芳", "13900090005")
    desk = yield _at(office, 6, 10) + timedelta(hours=4)
    second = _registered(desk, told, "吕示芳", "13900090005")
    desk = yield _at(office, 6, 10) + timedelta(hours=5)
    merges.merge(desk.session, _by(desk), second, into=first)
