"""Lets an office live day by day: requests come in, people and jobs work on them, and the clock, the rules and the machines do what they do."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select

from legalaid import jobs, jobs_table
from legalaid.actions import intake, limits
from legalaid.actions.calendar import office_calendar
from legalaid.errors import Refused
from legalaid.runtime import Runtime
from legalaid.tables import Base
from legalaid.tables.tickets import Ticket
from tests.api.caller import BODY, token
from tests.builders import HAISHU, STORY, YINZHOU, Office
from tests.conftest import SHANGHAI, Clock
from tests.journeys.faults import Troubled
from tests.journeys.simulated_steps import BY_STATE, LIVELY, Row, Steps
from tests.racing import at_once

assert jobs_table.TABLE
STORIES = (
    BODY["statement"], BODY["statement"], "想咨询一下社保怎么补缴，单位说不用交。", "在车间里被机器压伤了手，单位不申报工伤。", "老板跑了，十几个人的工资都没有发，大家准备去堵路。",
)
FIRMS = ("宁波青禾示例服饰有限公司", "宁波远帆示例物流有限公司", "慈溪示例电器厂")
COUNTIES = (HAISHU, HAISHU, YINZHOU, "330205")
# what may be done late and again without a trace; reminders are said anew by whoever runs them by hand
REPEATABLE = ("issue-slips", "weekly-report", "lapse-offers", "refresh-limits", "lapse-papers", "sweep", "keep-audit-head")
EDGES = (time(0), time(0, 1), time(23, 58), time(23, 59))


class Simulation:
    """One office, from its first day on. `registered` are the numbers that anybody was ever told."""

    def __init__(self, runtime: Runtime, clock: Clock, seed: int, looked: Callable[["Simulation"], None]) -> None:
        self.clock, self.rng, self.looked = clock, Random(seed), looked
        self.office = Office(runtime, since=date(2025, 1, 1))
        for login in ("lawyer1", "lawyer2", "lawyer3"):
            self.office.takes_any(login)
        tokens = {"hotline": token(self.office, "12345热线"), "haishu": token(self.office, "海曙基层治理", HAISHU), "yinzhou": token(self.office, "鄞州基层治理", YINZHOU)}
        self.troubled = Troubled(self.office, tokens, self.rng)
        self.steps = Steps(self.troubled)
        self.registered: set[str] = set()
        self.hotline_numbers: list[str] = []
        self.done: Counter[str] = Counter()
        self.slots: Counter[tuple[str, datetime]] = Counter()
        self._down_until = datetime.min.replace(tzinfo=SHANGHAI)
        clock.forward(minutes=1)
        for name in jobs.JOBS:  # the first slot of each: what was missed from then on is caught up with
            self._count(jobs.run(runtime, name, clock.now))

    def live(self, first: date, days: int, events: Mapping[date, Callable[["Simulation"], Any]], *, requests: float, steps: float, ticks: float) -> None:
        """So many days, with what happens on some mornings; a day has so many requests, steps and minutes of the scheduler on the average."""
        for number in range(days):
            today = first + timedelta(days=number)
            if today in events:
                self._at(datetime.combine(today, time(8), SHANGHAI))
                events[today](self)
            self._day(today, requests, steps, ticks)

    def _day(self, today: date, requests: float, steps: float, ticks: float) -> None:
        busy = 1.2 if today.weekday() < 5 else 0.5
        count = [int(mean * busy + self.rng.random()) for mean in (requests, steps)]
        moments = [(self._moment(today), what) for what, n in zip((self.register, self.step), count, strict=True) for _ in range(n)]
        moments += [(datetime.combine(today, t, SHANGHAI), self.step) for t in EDGES if self.rng.random() < 0.1]
        moments += [(datetime.combine(today, t, SHANGHAI), self.scheduler) for t in (time(9, 30), time(17, 7)) if self.rng.random() < ticks / 2]
        for moment, what in sorted(moments, key=lambda pair: pair[0]):
            self._at(moment)
            what()

    def _moment(self, today: date) -> datetime:
        hour = self.rng.choice((8, 9, 10, 11, 13, 14, 15, 16, 17, 20))
        return datetime.combine(today, time(hour, self.rng.randrange(60)), SHANGHAI)

    def _at(self, moment: datetime) -> None:
        """Never back, and never two things in one minute: what decides by time must not be left to chance."""
        self.clock.now = max(moment, self.clock.now + timedelta(minutes=1))

    # --- requests ---

    def register(self) -> None:
        name = self.rng.choice(("system", "system", "hotline", "again", "at once", "file", "door", "door"))
        if name == "again" and not self.hotline_numbers:
            name = "hotline"
        self.done[f"register {name}"] += 1
        getattr(self, f"_register_{name.replace(' ', '_')}")()

    def _body(self, **values: Any) -> dict[str, Any]:
        person = self.rng.randrange(9)
        return {**BODY, "name": f"钱示例{'一二三四五六七八九'[person]}", "phone": f"1390000111{person}", "statement": self.rng.choice(STORIES), "employer_name": self.rng.choice(FIRMS),
                "head_count": 12 if self.rng.random() < 0.1 else 1, "amount": f"{self.rng.randrange(100, 90000)}.00", **values}

    def _post(self, client: str, body: dict[str, Any]) -> str:
        answer = self.troubled.call(client, "/tickets", body)
        assert answer.status_code == 201, answer.text
        self.registered.add(answer.json["no"])
        return str(answer.json["no"])

    def _new_number(self) -> str:
        self.hotline_numbers.append(f"12345-{len(self.hotline_numbers):05d}")
        return self.hotline_numbers[-1]

    def _register_system(self) -> None:
        """A platform with a number of its own, or none; two platforms may use the same numbers."""
        client = self.rng.choice(("haishu", "yinzhou"))
        more = {"external_no": f"A-{self.clock.now:%m%d%H%M}"} if self.rng.random() < 0.6 else {}
        self._post(client, self._body(county=HAISHU if client == "haishu" else YINZHOU, **more))

    def _register_hotline(self) -> None:
        self._post("hotline", self._body(county=self.rng.choice(COUNTIES), channel="HOTLINE", external_no=self._new_number()))

    def _register_again(self) -> None:
        """A number of 12345 that is there: whoever sends it, and whatever is said now, it is the request there is."""
        number = self.rng.choice(self.hotline_numbers)
        before = self._numbered(number)
        assert self._post("hotline", self._body(county=self.rng.choice(COUNTIES), channel="HOTLINE", external_no=number)) == before
        other = self.troubled.call("yinzhou", "/tickets", self._body(county=YINZHOU, channel="HOTLINE", external_no=number))
        assert (other.status_code, other.json.get("no")) in ((201, before), (409, None)), other.text
        assert self.troubled.callers["hotline"].get(f"/tickets/external/{number}", channel="HOTLINE").json["no"] == before

    def _register_at_once(self) -> None:
        """Two systems bring one request of 12345 at the same moment, and one of them a file's worth of its own."""
        body = self._body(county=HAISHU, channel="HOTLINE", external_no=self._new_number())
        first, second, other = at_once(lambda: self.troubled.callers["hotline"].post("/tickets", body), lambda: self.troubled.callers["haishu"].post("/tickets", body),
                                       lambda: self.troubled.callers["yinzhou"].post("/tickets", self._body(county=YINZHOU)))
        assert (first.status_code, first.json["no"]) == (201, second.json["no"])
        self.registered |= {first.json["no"], other.json["no"]}

    def _register_file(self) -> None:
        """A file with a line that is there already and a new one."""
        numbers = [self._new_number(), *self.rng.sample(self.hotline_numbers, 1)]
        rows = [(n, {**{k: v for k, v in self._body(county=HAISHU).items() if k not in ("sensitive", "amount", "wants_lawyer")}, "amount": Decimal(5000), "channel": "HOTLINE",
                     "external_no": number}) for n, number in enumerate(dict.fromkeys(numbers), 2)]
        made = self.troubled.step(None, lambda s, by: intake.import_rows(s, by, office_calendar(s), rows), once=False)
        self.registered |= {one["no"] for one in made["tickets"]}

    def _register_door(self) -> None:
        asked = self.office.ask(channel=self.rng.choice(("PORTAL", "WALK_IN", "ZONE")), county=self.rng.choice(COUNTIES), statement=self.rng.choice((*STORIES, STORY)))
        self.registered.add(asked.no)

    def _numbered(self, number: str) -> str:
        return str(self.office.look(None, lambda s, _by: s.scalars(select(Ticket.no).where(Ticket.source == "HOTLINE", Ticket.external_no == number)).one()))

    # --- what is done with them ---

    def step(self) -> None:
        """One thing is done to one request; what is refused is left and something else tried."""
        able = [r for r in self._requests() if LIVELY.get(r.state, 3.0)]
        for t in self.rng.choices(able, [LIVELY.get(r.state, 3.0) for r in able], k=8) if able else ():
            names = BY_STATE[t.state]
            name = self.rng.choices([n for n, _ in names], [w for _, w in names])[0]
            if self._done(name, t):
                self.done[name] += 1
                self.registered.update(self.steps.parts)
                return
            self.done["not done"] += 1

    def bring_about(self, step: str, count: int, among: Sequence[str]) -> None:
        """A step is done to so many in these states, the newest first, whatever chance brings."""
        for t in reversed([r for r in self._requests() if r.state in among]):
            count -= self._done(step, t)
            if not count:
                return
        raise AssertionError(f"nobody was left for: {step}")

    def stand_still(self, count: int) -> None:
        """So many new requests come in, are taken up and wait for a proof from now on, whatever chance brings."""
        for _ in range(count):
            self._at(self.clock.now)
            self._register_system()
            for step in ("confirm", "dispatch", "take", "pause"):
                assert any(self._done(step, self._requests()[-1]) for _again in range(50)), step

    def offer_by_hand(self) -> None:
        """Somebody asks for aid, gets it and is offered a lawyer before the scheduler places it, which chance brings in few years."""
        for _ in range(50):
            self._at(self.clock.now)
            self._register_system()
            if all(any(self._done(step, self._requests()[-1]) for _again in range(20)) for step in ("confirm", "apply", "decide", "offer")):
                self.done["offer"] += 1
                return
        raise AssertionError("no lawyer could be offered")

    def _done(self, step: str, t: Row) -> bool:
        try:
            return bool(getattr(self.steps, step)(t))
        except Refused:
            return False

    def _requests(self) -> Sequence[Row]:
        c = Ticket.__table__.c
        query = select(c.id, c.no, c.state, c.county, c.handler_id, c.employer_key, c.registered_at).order_by(c.no)
        return self.office.look(None, lambda s, _by: s.execute(query).all())

    def new_rule(self, **values: Any) -> None:
        """A limit that begins tomorrow, written by the administrator and approved by another."""
        given = {"matter": "ORDINARY", "scope": None, "valid_from": self.clock.now.date() + timedelta(days=1), "reason": "按新的办理规定", **values}
        row = self.office.act("admin", lambda s, by: limits.propose(s, by, **given))
        self.office.act("city", lambda s, by: limits.approve(s, by, row.id))

    # --- the scheduler ---

    def scheduler(self) -> None:
        """The scheduler's minute: in time, late after it was down for days, two of them at once, again and out of order."""
        if self.clock.now < self._down_until:
            return
        fate = self.rng.choices(("once", "two at once", "again", "down"), (10, 2, 2, 1))[0]
        self.done[f"jobs {fate}"] += 1
        if fate == "down":
            self._down_until = self.clock.now + timedelta(days=self.rng.randint(1, 9))
        elif fate == "two at once":
            self._count(*[o for found in at_once(*[lambda: jobs.tick(self.office.runtime)] * 2) for o in found])
        else:
            self._tick()
        self.looked(self)
        if fate == "again":
            self._again()

    def _tick(self) -> None:
        self._count(*jobs.tick(self.office.runtime))

    def _count(self, *outcomes: jobs.Outcome) -> None:
        assert {o.status for o in outcomes} <= {"done", "already"}, outcomes
        self.slots.update((o.job, o.slot) for o in outcomes if o.status == "done")
        assert not [slot for slot, times in self.slots.items() if times > 1], "a slot was done twice"

    def _again(self) -> None:
        """The same slots change nothing at all; slots of yesterday, which were left out, change nothing but the list of runs."""
        before = dump(self.office.runtime)
        for name, slot in list(self.slots)[-25:]:
            assert jobs.run(self.office.runtime, name, slot).status == "already"
        assert dump(self.office.runtime) == before
        for name in REPEATABLE:
            slot = self.clock.now - timedelta(days=1, minutes=self.rng.randrange(60))
            if jobs.run(self.office.runtime, name, slot, manual=True).status == "done":
                self.slots[name, slot.replace(second=0, microsecond=0)] += 1
        after = dump(self.office.runtime)
        assert {name: set(after[name]) ^ set(before[name]) for name in before if after[name] != before[name] and name != "job_runs"} == {}


def dump(runtime: Runtime) -> dict[str, list[Any]]:
    """Every row of every table."""
    with runtime.read() as session:
        return {name: sorted(map(repr, session.execute(select(table)).all())) for name, table in Base.metadata.tables.items()}
