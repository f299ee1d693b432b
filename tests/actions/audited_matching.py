"""Actions of assignment, lawyers and roster for `test_audit_trail.py`: name → (who, what must be there before, the call)."""

from datetime import date
from typing import Any

from sqlalchemy import select

from legalaid.actions import assignment, conflicts, duties, duty_posts, handovers, lawyers, offers, placing, profiles, screening, shifts, weights
from tests.builders import Office

MONDAY = date(2026, 12, 7)


def _planned(office: Office) -> Any:
    """A post whose duty in the week of MONDAY is lawyer1's."""
    post = office.act("haishu", lambda s, by: duty_posts.add(s, by, organisation_id=office.places["330203R0"], weekday=0, half="AM", starts=MONDAY).id)
    office.act("haishu", lambda s, by: shifts.appoint(s, by, week=MONDAY, post_id=post, lawyer_id=office.lawyer_id(s, "lawyer1")))
    return (post,)


def _asked(office: Office) -> Any:
    (post,) = _planned(office)
    return office.act("lawyer1", lambda s, by: shifts.ask(s, by, week=MONDAY, post_id=post).id)


def _held_by(office: Office) -> Any:
    asked = office.accepted()
    return office.look(None, lambda s, _by: s.scalars(select(offers.Offer.id).join(offers.AidRequest).where(offers.AidRequest.ticket_id == asked.id)).one())


def _giving(office: Office) -> Any:
    asked = office.accepted()
    return office.act("lawyer1", lambda s, by: handovers.ask(s, by, f"{asked.no}-Y1", reason="BUSY").id)


def _doubted(office: Office) -> Any:
    office.act(None, lambda s, by: lawyers.engage(s, by, lawyers.hold(s, office.lawyer_id(s, "lawyer1")), employer="宁波青禾示例制衣有限公司", side="FOR", whose="LAWYER", source="测试"))
    return office.granted()


WRITES: dict[str, Any] = {
    "assignment.offer": ("haishu", Office.granted, lambda s, by, x, o: assignment.offer(s, by, x.no, o.lawyer_id(s, "lawyer1"))),
    "assignment.offer_first": ("haishu", Office.granted, lambda s, by, x, o: assignment.offer_first(s, by, x.no)),
    "assignment.hold": ("haishu", Office.granted, lambda s, by, x, o: assignment.hold(s, by, x.no, o.lawyer_id(s, "lawyer1"))),
    "assignment.release": ("haishu", lambda o: o.held(), lambda s, by, x, o: assignment.release(s, by, x.no)),
    "conflicts.decide": ("haishu", _doubted, lambda s, by, x, o: conflicts.decide(s, by, x.no, o.lawyer_id(s, "lawyer1"), verdict="CLEARED", reason="已向律所核实")),
    "duty_posts.add": ("haishu", lambda o: None, lambda s, by, x, o: duty_posts.add(s, by, organisation_id=o.places["330203R0"], weekday=0, half="AM", starts=MONDAY)),
    "duty_posts.end": ("haishu", lambda o: _planned(o)[0], lambda s, by, x, o: duty_posts.end(s, by, x, ends=MONDAY)),
    "duties.keep": ("haishu", lambda o: (_planned(o), o.look("haishu", lambda s, by: duties.prepare(s, by, MONDAY, 2, seconds=2)))[1], lambda s, by, x, o: duties.keep(s, by, x)),
    "duties.keep_job": (None, lambda o: (_planned(o), o.look(None, lambda s, by: duties.plan_job(None, s, by)))[1], lambda s, by, x, o: duties.keep_job(s, by, x)),
    "duties.new_feed": ("lawyer1", lambda o: None, lambda s, by, x, o: duties.new_feed(s, by)),
    "duty_posts.serve": ("haishu", _planned, lambda s, by, x, o: duty_posts.serve(s, by, x[0], rooms=[])),
    "duties.wish": ("lawyer1", lambda o: None, lambda s, by, x, o: duties.wish(s, by, liked={}, never=[0], most=3)),
    "handovers.ask": ("lawyer1", Office.accepted, lambda s, by, x, o: handovers.ask(s, by, f"{x.no}-Y1", reason="BUSY")),
    "handovers.release": ("haishu", _giving, lambda s, by, x, o: handovers.release(s, by, x)),
    "handovers.refuse": ("haishu", _giving, lambda s, by, x, o: handovers.refuse(s, by, x, answer="先办完开庭")),
    "handovers.take_away": ("haishu", _held_by, lambda s, by, x, o: handovers.take_away(s, by, x, reason="LEAVE")),
    "placing.configure": ("haishu", lambda o: None, lambda s, by, x, o: placing.configure(s, by, times=["09:00"], automatic=[], reason="试行新的时间")),
    "profiles.add_client": ("lawyer1", lambda o: None, lambda s, by, x, o: profiles.add_client(s, by, employer="甲示例厂", side="FOR", whose="LAWYER")),
    "profiles.edit": ("lawyer1", lambda o: None, lambda s, by, x, o: profiles.edit(s, by, counties=["330203"], languages=["四川话"], services=["DRAFTING"], specialties=["205.5"])),
    "profiles.end_leave": ("lawyer1", lambda o: o.act("lawyer1", lambda s, by: lawyers.take_leave(s, by, starts=date(2026, 12, 1), ends=date(2026, 12, 2)).id),
                               lambda s, by, x, o: profiles.end_leave(s, by, x)),
    "profiles.import_clients": ("lawyer1", lambda o: None, lambda s, by, x, o: profiles.import_clients(s, by, [])),
    "profiles.limit": ("haishu", lambda o: o.look(None, lambda s, by: o.lawyer_id(s, "lawyer1")), lambda s, by, x, o: profiles.limit(
        s, by, x, caps={"DRAFTING": 1}, month_caps={}, licence_until=date(2027, 5, 31), state="ACTIVE")),
    "profiles.pause": ("lawyer1", lambda o: None, lambda s, by, x, o: profiles.pause(s, by, paused=True)),
    "screening.apply": (None, lambda o: (o.accepted(), o.act("lawyer1", lambda s, by: profiles.add_client(s, by, employer="宁波青禾示例服饰有限公司", side="FOR", whose="LAWYER")),
                                             o.look(None, lambda s, by: screening.prepare(None, s, by)))[2], lambda s, by, x, o: screening.apply(s, by, x)),
    "shifts.agree": ("lawyer2", _asked, lambda s, by, x, o: shifts.agree(s, by, x)),
    "shifts.appoint": ("haishu", _planned, lambda s, by, x, o: shifts.appoint(s, by, week=MONDAY, post_id=x[0], lawyer_id=o.lawyer_id(s, "lawyer3"))),
    "shifts.ask": ("lawyer1", _planned, lambda s, by, x, o: shifts.ask(s, by, week=MONDAY, post_id=x[0])),
    "shifts.vacate": ("haishu", _planned, lambda s, by, x, o: shifts.vacate(s, by, week=MONDAY, post_id=x[0])),
    "shifts.withdraw": ("lawyer1", _asked, lambda s, by, x, o: shifts.withdraw(s, by, x)),
    "weights.change": ("admin", lambda o: None, lambda s, by, x, o: weights.change(s, by, values={"fit": 500}, reason="试行新的权重")),
}
