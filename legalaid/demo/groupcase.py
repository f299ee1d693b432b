"""集体争议 of the demo: the garment maker whose owner ran away, 94 workers of four firms, helped by district, team leaders and a lawyer."""

from decimal import Decimal

from legalaid.actions import groups
from legalaid.demo.cast import Desk, Office
from legalaid.demo.diary import Life
from legalaid.demo.firms import GROUP_FIRMS
from legalaid.demo.lives import Past, Ticketed
from legalaid.demo.plans import Plan
from legalaid.demo.stories import GROUP_SIZE, GROUP_STORY, GROUP_SUMMARY, KINDS, Tale
from legalaid.tables.tickets import Ticket

TEAMS = ("平车一组", "平车二组", "裁剪组", "整烫组", "水洗班", "绣花班", "包装组")
DAYS = 9


def lives(office: Office) -> list[Life]:
    """The first request, those of the three outside firms, and the group file that takes them together."""
    first = Ticketed(office, _plan(office, 0, GROUP_SIZE, GROUP_SUMMARY, GROUP_STORY))
    others = [
        Ticketed(office, _plan(office, n, n + 2, f"外发厂 {n + 2} 人四个月工资未发，与服装厂一起停工", "我们厂给服装厂做外发，服装厂老板跑了，我们厂也停了，工资四个月没有发，想和大家一起办。"))
        for n in (1, 2, 3)
    ]
    return [_joined(office, first, others), *(t.life() for t in others), _paid(office, first)]


def _plan(office: Office, number: int, people: int, summary: str, story: str) -> Plan:
    tale = Tale(KINDS["wages"], GROUP_FIRMS[number], "330203", "古林镇", Decimal(1_870_000 if number == 0 else 18_000 * (number + 2)), people, "平车工", summary, story)
    return Plan(tale, office.moment(DAYS - number // 2), stops="confirmed" if number else "called", people=people, lawyer="lvshi2", forms=("DRAFT", "ARBITRATE"))


def _roster(desk: Desk) -> list[groups.Line]:
    office, rng = desk.office, desk.office.rng
    begins, ends = office.day(DAYS + 140).replace(day=1), office.day(DAYS + 20)
    return [
        groups.Line(name=office.people.name(), phone=office.people.phone(), id_no=office.people.id_no(), employer_name=GROUP_FIRMS[min(n // 40, 1) if n < 70 else 2 + n % 2],
                    team=TEAMS[n % len(TEAMS)], team_leader=n < len(TEAMS), owed=Decimal(rng.randint(90, 310) * 100), owed_from=begins, owed_to=ends)
        for n in range(GROUP_SIZE)
    ]


def _joined(office: Office, first: Ticketed, others: list[Ticketed]) -> Life:
    """The first request's own steps, with the group file opened between confirmation and legal aid."""
    desk = yield first.plan.begins
    first.register(desk)
    desk = yield first.after(desk, 3)
    first.confirm(desk)
    desk = yield max(office.moment(DAYS - 2), first.after(desk, 4))
    numbers = [first.no, *(t.no for t in others if t.no)]
    no = groups.open_group(desk.session, desk.staff("haishu"), title="青禾示例服饰等四家单位集体欠薪", ticket_nos=numbers).no
    desk = yield first.after(desk, 2)
    groups.add_members(desk.session, desk.staff("haishu"), no, _roster(desk))
    try:
        yield from first.aided(desk)
    except Past:
        return


def _paid(office: Office, first: Ticketed) -> Life:
    """The district advances a part of the wages to some."""
    desk = yield office.moment(1)
    group = desk.session.get_one(Ticket, first.ident).group
    if group is None:
        return
    for position in range(1, 13):
        groups.pay(desk.session, desk.staff("haishu"), group.no, position, Decimal(5000))
