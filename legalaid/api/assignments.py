"""指派: what waits for a lawyer, who is recommended, making an offer, its state."""

from typing import Any
from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from legalaid import current
from legalaid.actions import assignment, conflicts, offers
from legalaid.api.blueprint import Blueprint
from legalaid.api.idempotency import once
from legalaid.errors import NotFound
from legalaid.roles import By
from legalaid.schemas.api import PageQuery, paging
from legalaid.schemas.api_assignments import NewOffer, OfferOut, OfferReceipt, Recommendation, ShortlistQuery, WaitingPage
from legalaid.schemas.api_placings import DecisionBody, DecisionReceipt, HoldBody, LawyerQuery, WhyNot
from legalaid.schemas.assignment import as_offer
from legalaid.tables.assignment import ConflictDecision, Offer

bp = Blueprint("assignments", __name__, url_prefix="/api/v1/assignments", description="指派律师")


@bp.operation("GET", "/waiting", "assign.see", WaitingPage, query=PageQuery)
def waiting(query: dict[str, Any]) -> dict[str, Any]:
    """列出等待律师的援助申请

    已同意给予援助、还没有律师的，紧急和最早到期的在前。
    """
    rows, start = assignment.waiting(current.reading(), current.by()), (query["page"] - 1) * query["size"]
    return {"items": rows[start : start + query["size"]], "page": paging(query, len(rows))}


@bp.operation("GET", "/<no:no>/recommendation", "assign.see", Recommendation, query=ShortlistQuery, conflicts=True)
def recommend(query: dict[str, Any], no: str) -> dict[str, Any]:
    """一件援助的推荐律师

    从最合适的起，附理由；不符合条件的按原因计数。
    """
    session = current.reading()
    found = assignment.shortlist(session, current.by(), no, query["top"])
    candidates = [
        {"lawyer": c.lawyer, "name": found.lawyers[c.lawyer].name, "firm": found.lawyers[c.lawyer].firm, "total": c.total, "components": c.components,
         "reasons": [words for _, words in c.reasons], "open": c.open, "cap": c.cap}
        for c in found.found.candidates
    ]
    return {
        "no": no, "candidates": candidates, "eligible": found.found.eligible, "total": found.total, "weights": found.weights.number,
        "excluded": [{"reason": reason, "count": count} for reason, count in found.found.counts], "answer_by": assignment.answer_by(session, found.request, current.now()),
    }


@bp.operation("POST", "/<no:no>/offers", "assign.make", OfferReceipt, body=NewOffer, creates=True)
def offer(headers: dict[str, str], values: dict[str, Any], no: str) -> Response:
    """指派一位律师

    利益冲突、上限等规则在这里再核对一遍，不合规则的答 409。没有选推荐的第一名时要写明原因。
    """
    def create(session: Session, by: By) -> tuple[Offer, str]:
        made = assignment.offer(session, by, no, **as_offer(values))
        return made, url_for("assignments.read", ident=made.id)

    return once(headers["key"], OfferReceipt, create)


@bp.operation("GET", "/<no:no>/why-not", "assign.see", WhyNot, query=LawyerQuery, conflicts=True)
def why_not(query: dict[str, Any], no: str) -> dict[str, Any]:
    """为什么不是这位律师

    被规则排除的给出每一条规则和利益冲突的证据；可以派的给出名次、与第一名相差多少、改派的代价。
    """
    found, others = assignment.alternatives(current.reading(), current.by(), no)
    wanted, best = str(query["lawyer"]), found.found.candidates[0] if found.found.candidates else None
    if best is not None and best.lawyer == wanted:
        return {"no": no, "lawyer": wanted, "place": 1, "total": best.total, "difference": {}, "loss": 0, "rules": [], "conflicts": []}
    row = next((o for o in others if o.lawyer == wanted), None)
    if row is None:
        raise NotFound("没有这位律师，或者已暂停接单。")
    return {"no": no, "lawyer": wanted, "place": row.place, "total": row.total, "difference": row.difference, "loss": row.loss, "rules": row.rules, "conflicts": row.conflicts}


@bp.operation("POST", "/<no:no>/reservation", "assign.make", OfferReceipt, body=HoldBody, creates=True)
def hold(headers: dict[str, str], values: dict[str, Any], no: str) -> Response:
    """为一位律师占位

    30 分钟内别人不能指派这件援助，计入律师的在办件数，律师不知道；到时自动取消。
    """
    def create(session: Session, by: By) -> tuple[Offer, str]:
        made = assignment.hold(session, by, no, values["lawyer"])
        return made, url_for("assignments.read", ident=made.id)

    return once(headers["key"], OfferReceipt, create)


@bp.operation("POST", "/<no:no>/conflicts", "assign.make", DecisionReceipt, body=DecisionBody, creates=True)
def decide(headers: dict[str, str], values: dict[str, Any], no: str) -> Response:
    """核查一项疑似利益冲突

    结论、依据和看到的证据一起保存；以后出现新的证据要重新核查。
    """
    def create(session: Session, by: By) -> tuple[ConflictDecision, str]:
        made = conflicts.decide(session, by, no, values["lawyer"], verdict=values["verdict"], reason=values["reason"])
        return made, url_for("assignments.why_not", no=no, lawyer=values["lawyer"])

    return once(headers["key"], DecisionReceipt, create)


@bp.operation("GET", "/offers/<uuid:ident>", "assign.see", OfferOut)
def read(ident: UUID) -> Offer:
    """一次指派的状态"""
    return offers.seen(current.reading(), current.by(), ident)
