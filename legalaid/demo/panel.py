"""The demo's 153 volunteer lawyers: specialties, districts, dialects, leave, past clients."""

from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from legalaid.actions import lawyers, profiles
from legalaid.demo.cast import Office
from legalaid.demo.diary import Life
from legalaid.demo.people import People
from legalaid.demo.places import DISTRICTS
from legalaid.demo.staff import LAWYER_LOGINS
from legalaid.roles import By
from legalaid.tables.lawyers import Lawyer
from toolkit.causes import LEAVES

COUNT, MOST = 153, 15
COMMON = ("205.5", "205.6", "205.1", "206.2", "214.1", "214.2", "215.1", "209")
FIRMS = tuple(f"示例{name}律师事务所" for name in "甬江 三江 天一 月湖 东钱 海潮 明州 四明 姚江 慈湖 象港 宁川 镇海口 北仑港 溪口 南塘 灵桥 鼓楼 江厦 梅山".split())  # noqa: SIM905
DIALECTS = ("宁波话", "四川话", "贵州话", "河南话", "安徽话", "江西话", "云南话")
CLIENTS = ("宁波青禾示例服饰有限公司", "宁波晨屿示例电子有限公司", "远帆示例物流有限公司", "余姚禾川示例塑料制品厂", "慈溪云栖示例家电有限公司", "北仑石湾示例模具有限公司")


def add(session: Session, by: By, people: People, rng: Random, hashed: str, today: date) -> list[Lawyer]:
    """All lawyers; the first two have a password and sit in 海曙."""
    counties = list(DISTRICTS)
    found = []
    for number in range(COUNT):
        county = "330203" if number < 2 else counties[number % len(counties)]
        _, latitude, longitude, _ = DISTRICTS[county]
        causes = rng.sample(COMMON, rng.randint(2, 4)) + rng.sample(sorted(LEAVES), 1)
        if number < 2:
            causes = ["205.5", "205.6", "209", *causes]
        clients = [{"employer": rng.choice(CLIENTS), "side": rng.choice(("FOR", "AGAINST")), "whose": rng.choice(("LAWYER", "FIRM"))}] if number >= 2 and rng.random() < 0.25 else []
        marks = rng.randint(0, 40)
        row = lawyers.add(
            session, by, login=LAWYER_LOGINS[number] if number < 2 else f"l{number + 1:03d}", name=people.name(), licence_no=f"13302{2008 + number % 15}1{number:07d}",
            licence_until=date(today.year + 1, 5, 31) if number % 30 else today + timedelta(days=25), firm=FIRMS[number % len(FIRMS)], county=county,
            counties=sorted({county, *rng.sample(counties, rng.randint(1, 3))}), specialties={c: rng.randint(70, 100) * 10 for c in dict.fromkeys(causes)},
            languages=rng.sample(DIALECTS, rng.randint(1, 2)), practising_since=today.year - rng.randint(2, 24), latitude=round(latitude + rng.uniform(-0.06, 0.06), 2),
            longitude=round(longitude + rng.uniform(-0.06, 0.06), 2), clients=clients, contact=people.phone(), password_hash=hashed if number < 2 else None,
            rating_count=marks, rating_sum=round(marks * rng.uniform(4.1, 5.0)),
        )
        if number < 2:  # whoever signs in has matters in every state, more than others take
            profiles.limit(session, by, row.id, caps={"REPRESENTATION": MOST}, month_caps={"REPRESENTATION": MOST}, licence_until=row.licence_until, state=row.state)
        found.append(row)
    return found


def leaves(office: Office) -> Life:
    """Eight lawyers are away these days."""
    desk = yield office.moment(1)
    for ident in office.rng.sample(sorted(office.lawyers.values()), 8):
        row = desk.session.get_one(Lawyer, ident)
        if row.account.login not in LAWYER_LOGINS:
            starts = office.today - timedelta(days=office.rng.randint(0, 3))
            lawyers.take_leave(desk.session, desk.lawyer(row), starts=starts, ends=office.today + timedelta(days=office.rng.randint(2, 10)), reason=office.rng.choice(("年休假", "外地出庭", "培训")))
