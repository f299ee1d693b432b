"""依据: why a lawyer has or does not have a matter, read from what was stored when it was decided, and the proof that nothing was changed."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from legalaid.tables.assignment import MatchRun, Offer, OfferGround
from matching import batch, explain, problem, recommend, stored, whynot
from toolkit import causes


@dataclass(frozen=True)
class Other:
    """A lawyer who was not asked. Stopped: `rules` and `conflicts` in words. Otherwise the `place` in the ranking, the points by group
    less those of whoever has it, and what the whole plan would have lost (None when that lawyer is the plan's own)."""

    lawyer: str
    place: int
    total: int
    difference: Mapping[str, int]
    loss: int
    rules: tuple[str, ...]
    conflicts: tuple[str, ...]


@dataclass(frozen=True)
class Why:
    """Why this lawyer (`chosen`, at `place` of the ranking), and each other one; `same` says whether the replay gave the stored hash."""

    chosen: problem.Candidate
    place: int
    others: tuple[Other, ...]
    hash: str
    same: bool


def ranking_hash(found: recommend.Recommendation) -> str:
    """SHA-256 of a ranking with everybody it leaves out: what a replay must give again."""
    rows = [[(c.lawyer, c.total, sorted(c.components.items())) for c in found.candidates], sorted((i, list(r)) for i, r in found.excluded.items())]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def keep(session: Session, offer: Offer, asked: problem.Problem, found: recommend.Recommendation, on_duty: Sequence[str] = ()) -> OfferGround:
    """Store what an offer made by hand was chosen from."""
    row = OfferGround(offer_id=offer.id, instance={**stored.plain(asked), "on_duty": sorted(on_duty)}, hash=ranking_hash(found))
    session.add(row)
    session.flush()
    return row


def of_offer(session: Session, offer: Offer) -> MatchRun | OfferGround | None:
    """The run an offer came from, else its own grounds; None for offers older than these records."""
    if offer.run_id is not None:
        return session.get_one(MatchRun, offer.run_id)
    return session.scalar(select(OfferGround).where(OfferGround.offer_id == offer.id))


def why(session: Session, offer: Offer) -> Why | None:
    """The stored decision explained and replayed; None when nothing was stored."""
    found = of_offer(session, offer)
    if found is None:
        return None
    asked = stored.read(found.instance)
    ident, lawyer_id = str(offer.aid_request_id), str(offer.lawyer_id)
    ranking = ranked(asked, ident, found.instance.get("on_duty", ()))
    if isinstance(found, MatchRun):
        hash_, again = found.instance["hash"], batch.replay(found.instance).hash
    else:
        hash_, again = found.hash, ranking_hash(ranking)
    place, chosen = next((i, c) for i, c in enumerate(ranking.candidates, 1) if c.lawyer == lawyer_id)
    return Why(chosen, place, others(asked, ident, lawyer_id, ranking), hash_, hash_ == again)


def ranked(asked: problem.Problem, ident: str, on_duty: Sequence[str] = ()) -> recommend.Recommendation:
    """All lawyers for one matter of a problem, in the order of that matter alone."""
    matter = next(m for m in asked.matters if m.id == ident)
    return recommend.recommend(matter, asked.lawyers, asked.day, asked.causes, asked.weights, causes.NAMES, len(asked.lawyers), on_duty,
                               asked.demand.get(matter.service))


def others(asked: problem.Problem, ident: str, lawyer_id: str, ranking: recommend.Recommendation) -> tuple[Other, ...]:
    """Every other lawyer of a problem: the eligible ones by place, then the stopped ones."""
    matter = next(m for m in asked.matters if m.id == ident)
    lost = whynot.losses(batch.ledger(asked, matter.service), ident)
    own = explain.shares(next(c for c in ranking.candidates if c.lawyer == lawyer_id).components)
    rows = [
        Other(c.lawyer, place, c.total, {k: v - own[k] for k, v in explain.shares(c.components).items()}, lost[c.lawyer], (),
              tuple(explain.conflict(x) for x in ranking.conflicts.get(c.lawyer, ())))
        for place, c in enumerate(ranking.candidates, 1) if c.lawyer != lawyer_id
    ]
    return (*rows, *stopped(ranking))


def stopped(ranking: recommend.Recommendation) -> tuple[Other, ...]:
    """The lawyers a hard rule stops, each with all its rules and the evidence of conflicts."""
    return tuple(
        Other(i, 0, 0, {}, 0, rules, tuple(explain.conflict(x) for x in ranking.conflicts.get(i, ()))) for i, rules in sorted(ranking.excluded.items())
    )
