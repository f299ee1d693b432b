"""Which requests the demo tells: the year so far in passing, and live work in every state for those who sign in."""

from dataclasses import dataclass, replace
from datetime import datetime

from legalaid.demo.cast import Office
from legalaid.demo.staff import LAWYER_LOGINS
from legalaid.demo.stories import KINDS, Tale, tale

YEAR = 14_004  # requests that the model city registers in a year; 1,780 of them are disputes, in 408 a lawyer drafts or represents
WAYS, SHARES = ("aid", "mediation", "advice"), (408, 1_372, 12_224)
WEEKS, RECENT, IN_HAND = 46, 6, 14  # as much as fills in 20 s
BOTH = ("DRAFT", "ARBITRATE")
# days ago, trouble, county, the step after which nothing more has happened, and by whom it is worked
LIVE = """
0 wages 330203 registered
0 fired 330212 registered
0 injury 330206 registered
1 site 330225 registered
1 fees 330203 registered
1 advice 330282 registered
2 last_wage 330203 registered
2 pregnant 330281 registered
1 overtime 330203 confirmed
2 expired 330203 confirmed
3 pension 330203 confirmed
2 hardship 330203 confirmed
3 expired 330203 returned
8 overtime 330203 paused
2 last_wage 330203 dispatched
1 fees 330203 dispatched
2 pension 330203 dispatched pianqu
3 advice 330203 taken
6 hardship 330203 extended pianqu
13 pension 330203 taken pianqu
4 overtime 330203 consented
6 expired 330203 mediating
9 last_wage 330203 mediating
17 overtime 330203 mediating
8 fees 330203 agreed
7 advice 330203 resolved
6 pension 330203 asked
18 last_wage 330203 rated bad
2 wages 330203 applied
3 fired 330212 applied
4 injury 330206 applied
1 wages 330203 granted
1 fired 330203 granted
1 no_contract 330282 granted
2 rider 330205 granted
2 fired 330203 offered lvshi1
2 wages 330203 offered lvshi2
2 injury 330206 offered
3 no_contract 330212 declined
6 wages 330203 accepted lvshi1
11 fired 330203 drafted lvshi1
16 wages 330203 filed lvshi2
27 injury 330203 heard lvshi1
30 fired 330203 closed lvshi1
34 wages 330203 closed lvshi2
"""
WITH_PAPERS = ("drafted", "filed", "heard", "closed")


@dataclass(frozen=True)
class Plan:
    """One request: `stops` names the step after which nothing more happens; `slow` stretches the time each step takes."""

    tale: Tale
    begins: datetime
    stops: str = ""
    way: str = ""
    forms: tuple[str, ...] = ()
    lawyer: str = ""
    handler: str = ""
    people: int = 0
    slow: int = 1
    level: int = 0
    returned: bool = False
    declined: bool = False
    papers: bool = False

    @property
    def path(self) -> str:
        """advice, mediation or aid."""
        return self.way or self.tale.kind.way


def year(office: Office) -> list[Plan]:
    """One request a week, five in the last weeks; older papers are left out to keep the filling short."""
    plans, rng = [], office.rng
    for week in range(WEEKS, 2, -1):
        for _ in range(1 if week > RECENT else rng.choice((4, 5, 6))):
            told = tale(rng)
            way = "mediation" if told.kind.way == "aid" and rng.random() < 0.5 else ""
            begins, slow = office.moment(week * 7 + rng.randint(0, 6)), 2 if rng.random() < 0.07 else 1
            plans.append(Plan(told, begins, way=way, slow=slow, returned=rng.random() < 0.06, declined=rng.random() < 0.08, papers=week < 6))
    return plans


def whole_year(office: Office, requests: int, shares: tuple[int, int, int] = SHARES) -> list[Plan]:
    """A full year of so many requests, worked as far as today; `shares` get legal aid, mediation, advice."""
    rng, plans = office.rng, []
    for way in rng.choices(WAYS, shares, k=requests):
        told = tale(rng)
        while way != "advice" and told.kind.way == "advice":  # no dispute: neither mediation nor a lawyer
            told = tale(rng)
        begins, slow = office.moment(rng.randint(3, 364)), 2 if rng.random() < 0.07 else 1
        plans.append(Plan(told, begins, way=way, slow=slow, returned=rng.random() < 0.06, declined=rng.random() < 0.08, papers=rng.random() < 0.2))
    return plans


def live(office: Office) -> list[Plan]:
    """The listed ones, and matters in the hands of many lawyers."""
    plans = []
    for line in LIVE.split("\n"):
        back, kind, county, stops, *who = line.split() or ("", "", "", "")
        if not back:
            continue
        lawyer = next((w for w in who if w in LAWYER_LOGINS), "")
        plan = Plan(
            tale(office.rng, kind=KINDS[kind], county=county, place="古林镇" if "pianqu" in who else None), office.moment(int(back)), stops, lawyer=lawyer,
            handler="pianqu" if "pianqu" in who else "", forms=BOTH if lawyer else (), returned=stops == "returned", declined=stops == "declined", papers=stops in WITH_PAPERS,
        )
        plans.append(replace(plan, level=2) if "bad" in who else plan)
    aided = [k for k in KINDS.values() if k.way == "aid"]
    for number in range(IN_HAND):
        stops = ("called", "filed", "drafted", "called", "accepted")[number % 5]
        told = tale(office.rng, kind=office.rng.choice(aided))
        plans.append(Plan(told, office.moment(5 + number % 20), stops, forms=(BOTH, ("DRAFT",), ("MEDIATE",))[number % 3], papers=stops == "drafted"))
    return plans
