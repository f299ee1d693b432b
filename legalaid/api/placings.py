"""统一排案: runs and their replay, what if, where the matters of a lawyer who goes away would best go."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID

from legalaid import current
from legalaid.actions import handovers, lawyers, placing
from legalaid.api.blueprint import Blueprint
from legalaid.schemas.api import PageQuery, paging
from legalaid.schemas.api_placings import LawyerQuery, Proposals, RunOut, RunPage, WhatIf, WhatIfQuery

bp = Blueprint("runs", __name__, url_prefix="/api/v1/placings", description="统一排案")


@bp.operation("GET", "", "assign.see", RunPage, query=PageQuery)
def listing(query: dict[str, Any]) -> dict[str, Any]:
    """列出统一排案的记录

    最近的在前，附离最优还差多少。
    """
    session = current.reading()
    rows = placing.runs(session, current.by(), query["size"], (query["page"] - 1) * query["size"])
    return {"items": rows, "page": paging(query, placing.count(session))}


@bp.operation("GET", "/<uuid:ident>", "assign.see", RunOut)
def read(ident: UUID) -> SimpleNamespace:
    """一次统一排案，并重放核对

    用当时保存的数据重新求解，校验值应当相同。只列出本组织范围内的案件。
    """
    session, by = current.reading(), current.by()
    row = placing.run(session, by, ident)
    tickets, plan, people = placing.asked_in(session, by, row), placing.replayed(row), {str(p.id): p.name for p in lawyers.everybody(session)}
    pairs = [{"no": t.no, "lawyer": plan.pairs.get(i), "name": people.get(plan.pairs.get(i, ""))} for i, t in sorted(tickets.items(), key=lambda item: item[1].no)]
    return SimpleNamespace(id=row.id, ran_at=row.ran_at, matters=len(row.instance["matters"]), hash=row.instance["hash"], placed=row.placed, unassigned=row.unassigned,
                           objective=row.objective, bound=row.bound, weights_number=row.weights_number, pairs=pairs, replayed=plan.hash == row.instance["hash"])


@bp.operation("GET", "/what-if", "assign.see", WhatIf, query=WhatIfQuery)
def what_if(query: dict[str, Any]) -> dict[str, Any]:
    """换个条件试算

    现在等待律师的案件，按现在的情况和假设的情况各求解一次。什么也不改动。
    """
    values: dict[str, Any] = {name: query[f"{name}_weight"] for name in ("load", "fit") if f"{name}_weight" in query}
    more = {query["county"]: query["count"]} if query.get("county") and query["count"] else None
    found = placing.what_if(current.reading(), current.by(), values=values or None, away=[str(query["away"])] if "away" in query else (), more=more)
    return {"placed_before": len(found.before.pairs), "placed_after": len(found.after.pairs), "objective_before": found.before.objective, "objective_after": found.after.objective,
            "moved": len(found.moved)}


@bp.operation("GET", "/reassignment", "assign.see", Proposals, query=LawyerQuery)
def reassignment(query: dict[str, Any]) -> dict[str, Any]:
    """改派建议

    假设一位律师不能再办，手里的案件一起重新排给最合适的人，别人已有的案件不动。
    """
    found = handovers.proposals(current.reading(), current.by(), query["lawyer"])
    return {"items": [{"no": p.offer.aid_request.ticket.no, "state": p.offer.state, "lawyer": str(p.to.id) if p.to else None, "name": p.to.name if p.to else None} for p in found]}
