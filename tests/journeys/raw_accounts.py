"""Every request accounted for and every rate of a period, from the rows as the database has them."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy.orm import Session

from tests.journeys.raw_year import PLACE, Row, rows

GONE = {"CLOSED", "MERGED", "WITHDRAWN", "TRANSFERRED"}
OPEN = {"REGISTERED", "CONFIRMED", "DISPATCHED", "RETURNED", "IN_PROGRESS", "PAUSED", "RESOLVED"}
# the state that a line of the history leads to; of the two that take a request back, the one it came from
LEADS = {name: name for name in (*GONE, *OPEN)} | {"RESUMED": "IN_PROGRESS", "ACCEPTED": "IN_PROGRESS"}
BACK = {"UNMERGED": "MERGED", "TRANSFER_REFUSED": "TRANSFERRED"}


def counted(session: Session, registered: set[str]) -> Counter[str]:
    """Registered = open + closed + merged + withdrawn + transferred, and they are those whose number somebody was told, each once."""
    tickets = rows(session, "tickets")
    states = Counter(t["state"] for t in tickets)
    assert len(tickets) == sum(states[s] for s in OPEN) + states["CLOSED"] + states["MERGED"] + states["WITHDRAWN"] + states["TRANSFERRED"]
    numbers = [t["no"] for t in tickets]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == registered
    sources = Counter((t["source"], t["external_no"]) for t in tickets if t["external_no"])
    assert set(sources.values()) <= {1}
    # a number is taken in the transaction of what it numbers: what was torn left no gap
    by_day = defaultdict(list)
    for no in numbers:
        by_day[no[:-5]].append(int(no[-4:]))
    assert all(sorted(of) == list(range(1, len(of) + 1)) for of in by_day.values())
    assert {c["name"]: c["value"] for c in rows(session, "counters") if c["name"].startswith("FY")} == {day: len(of) for day, of in by_day.items()}
    audited = Counter(e["action"] for e in rows(session, "audit_entries"))
    assert audited["ticket.register"] == len(tickets)
    assert sum(t["reopened"] for t in tickets) <= audited["ticket.take"]
    return states


def told(session: Session) -> None:
    """Each history is whole and in order and leads to the state that the request has."""
    events = defaultdict(list)
    for event in rows(session, "ticket_events"):
        events[event["ticket_id"]].append(event)
    by_id = {t["id"]: t for t in rows(session, "tickets")}
    for t in by_id.values():
        lines = sorted(events[t["id"]], key=lambda e: e["seq"])
        assert [e["seq"] for e in lines] == list(range(1, len(lines) + 1)), t["no"]
        assert [e["at"] for e in lines] == sorted(e["at"] for e in lines), t["no"]
        assert lines[0]["kind"] == "REGISTERED", t["no"]
        been: list[str] = []
        for event in lines:
            kind = event["kind"]
            if kind in BACK:
                assert been[-1] == BACK[kind], t["no"]
                been.append(been[-2])
            elif kind == "ACCEPTED" and been[-1] not in ("CONFIRMED", "DISPATCHED"):
                continue
            elif kind in LEADS:
                been.append(LEADS[kind])
        assert been[-1] == t["state"], (t["no"], been, t["state"])
        assert (t["closed_at"] is not None) == (t["state"] in GONE), t["no"]
        main = t
        while main["state"] == "MERGED":
            assert main["registered_at"] >= by_id[main["merged_into_id"]]["registered_at"]
            main = by_id[main["merged_into_id"]]


def without_event(session: Session, now: datetime) -> list[str]:
    """Deadlines that no line of a history tells of, and limits that were missed without a slip."""
    lines = {(e["ticket_id"], e["kind"], e["at"]) for e in rows(session, "ticket_events")}
    tickets = {t["id"]: t for t in rows(session, "tickets")}
    split_at = {s["ticket_id"]: s["at"] for s in rows(session, "splits")}
    requests = {r["id"]: r for r in rows(session, "aid_requests")}
    wanted: list[tuple[Any, str, datetime]] = [(t["id"], "REGISTERED", split_at.get(t["id"], t["registered_at"])) for t in tickets.values()]

    def want(table: str, kind: str, column: str, *, of: Callable[[Row], Any] = lambda row: row["ticket_id"], where: Callable[[Row], bool] = lambda row: True) -> None:
        wanted.extend((of(row), kind, row[column]) for row in rows(session, table) if row[column] is not None and where(row))

    want("pauses", "PAUSED", "started_at")
    want("extensions", "EXTENSION_ASKED", "asked_at")
    want("extensions", "EXTENSION_DECIDED", "decided_at")
    want("slips", "SLIP", "issued_at")
    want("transfers", "TRANSFERRED", "sent_at")
    want("transfers", "TRANSFER_ANSWERED", "answered_at", where=lambda row: row["state"] == "ANSWERED")
    want("ratings", "RATED", "rated_at")
    want("ratings", "CALLED_BACK", "callback_done_at")
    want("aid_requests", "AID_APPLIED", "applied_at")
    want("aid_requests", "AID_DECIDED", "decided_at", where=lambda row: row["state"] != "WITHDRAWN")
    want("offers", "OFFERED", "offered_at", of=lambda row: requests[row["aid_request_id"]]["ticket_id"], where=lambda row: row["state"] != "HELD")
    want("offers", "LAPSED", "answered_at", of=lambda row: requests[row["aid_request_id"]]["ticket_id"], where=lambda row: row["state"] == "LAPSED")
    found = [f"{tickets[i]['no']} {kind} {at}" for i, kind, at in wanted if (i, kind, at) not in lines]
    # a pause ends with somebody's step: taken up again or withdrawn
    found += [f"{tickets[p['ticket_id']]['no']} pause ended {p['ended_at']}" for p in rows(session, "pauses")
              if p["ended_at"] and not {(p["ticket_id"], kind, p["ended_at"]) for kind in ("RESUMED", "WITHDRAWN")} & lines]
    slipped = {(s["ticket_id"], s["overdue_of"]) for s in rows(session, "slips")}
    having = {s["ticket_id"] for s in rows(session, "slips") if s["state"] in ("ISSUED", "ANSWERED")}
    late = [t for t in tickets.values() if t["state"] in OPEN - {"PAUSED"} and t["due_at"] < now]
    return found + [f"{t['no']} is overdue without a slip" for t in late if (t["id"], t["due_at"]) not in slipped and t["id"] not in having]


def rates(session: Session, first: date, last: date) -> dict[str, str]:
    """What the dashboard says about the days from first to last: 收件 as a number, the rates as n/d, with the share that stood still at some time."""
    tickets, still = rows(session, "tickets"), {p["ticket_id"] for p in rows(session, "pauses")}
    by_id = {t["id"]: t for t in tickets}

    def within(moment: datetime | None) -> bool:
        return moment is not None and first <= moment.astimezone(PLACE).date() <= last

    came = [t for t in tickets if within(t["registered_at"]) and t["state"] != "MERGED"]
    closed = [t for t in tickets if t["state"] == "CLOSED" and within(t["closed_at"])]
    marks = [r for r in rows(session, "ratings") if within(r["rated_at"])]
    return {
        "收件": str(len(came)),
        "办结率": _rate(sum(t["state"] == "CLOSED" for t in came), len(came), "，按登记", [t["id"] in still for t in came]),
        "按时办结率": _rate(sum(t["closed_at"] <= t["due_at"] for t in closed), len(closed), " 件办结", [t["id"] in still for t in closed]),
        "满意率": _rate(sum(r["level"] > 3 for r in marks), len(marks), " 份评价", [r["ticket_id"] in still and r["ticket_id"] in by_id for r in marks]),
    }


def _percent(part: int, whole: int) -> str:
    return str((Decimal(part * 100) / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)) if whole else "—"


def _rate(part: int, whole: int, words: str, stood: list[bool]) -> str:
    return f"{_percent(part, whole)} {'% ' if whole else ''}{part}/{whole}{words}" + (f"；暂停过 {sum(stood)} 件，占 {_percent(sum(stood), whole)}%" if whole else "")


def shown(page: str, names: Iterable[str]) -> dict[str, str]:
    """The same from the words of the page; a name is a whole word."""
    found = {}
    for name in names:
        number = re.search(rf" {name} (\d+) 件" if name == "收件" else rf" {name} ((?:[\d.]+ %|—) \d+/\d+(?:，按登记| 件办结| 份评价)(?:；暂停过 \d+ 件，占 [\d.]+%)?)", page)
        found[name] = number.group(1) if number else f"nothing about {name} in {page[:400]}"
    return found
