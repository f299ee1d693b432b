"""legalaid matching: what coordinators see of the matching, for the operator; nothing is changed."""

import sys
from collections.abc import Iterable
from typing import Any
from uuid import UUID

import click
from sqlalchemy.orm import Session

from legalaid.actions import accounts, assignment, handovers, lawyers, placing
from legalaid.cli.home import opened
from legalaid.cli.streams import show
from legalaid.errors import NotFound, Refused


@click.group("matching")
def command() -> None:
    """律师匹配：名单、为什么不是、试算、改派建议、排案记录。"""


def _lawyer(session: Session, login: str) -> UUID:
    account = accounts.find(session, login)
    row = next((p for p in lawyers.everybody(session) if account is not None and p.account_id == account.id), None)
    if row is None:
        raise NotFound(f"没有登录名为 {login} 的律师。")
    return row.id


@command.command("recommend")
@click.argument("no")
@click.option("--top", default=5, help="给出前几名，默认 5")
def recommend(no: str, top: int) -> None:
    """一件援助的推荐名单。"""
    with opened() as runtime, runtime.read() as session:
        found = assignment.shortlist(session, runtime.system(), no, max(1, top))
        for place, c in enumerate(found.found.candidates, 1):
            show({"place": place, "login": found.lawyers[c.lawyer].login, "name": found.lawyers[c.lawyer].name, "total": c.total, "components": dict(c.components),
                  "reasons": [words for _, words in c.reasons]})
        show({"eligible": found.found.eligible, "total": found.total, "excluded": dict(found.found.counts), "weights": found.weights.number})


@command.command("whynot")
@click.argument("no")
@click.argument("lawyer")
def why_not(no: str, lawyer: str) -> None:
    """为什么不是这位律师（登录名）。"""
    with opened() as runtime, runtime.read() as session:
        ident = str(_lawyer(session, lawyer))
        found, others = assignment.alternatives(session, runtime.system(), no)
        if found.found.candidates and found.found.candidates[0].lawyer == ident:
            show({"login": lawyer, "place": 1, "total": found.found.candidates[0].total})
            return
        row = next((o for o in others if o.lawyer == ident), None)
        if row is None:
            raise Refused("这位律师已暂停接单，或者账号已停用。", field="lawyer")
        show({"login": lawyer, "place": row.place, "total": row.total, "difference": dict(row.difference), "loss": row.loss, "rules": list(row.rules), "conflicts": list(row.conflicts)})


@command.command("whatif")
@click.option("--away", multiple=True, help="假设不在的律师（登录名），可以写多次")
@click.option("--county", default=None, help="假设多出案件的区县代码")
@click.option("--count", default=0, help="多出几件")
@click.option("--weight", "weights", multiple=True, metavar="名称=数值", help="假设的权重，可以写多次")
def what_if(away: tuple[str, ...], county: str | None, count: int, weights: tuple[str, ...]) -> None:
    """换个条件试算，不改动任何案件。"""
    values = _numbers(weights)
    with opened() as runtime, runtime.read() as session:
        gone = [str(_lawyer(session, login)) for login in away]
        found = placing.what_if(session, runtime.system(), values=values or None, away=gone, more={county: count} if county else None)
    for when, plan in (("before", found.before), ("after", found.after)):
        show({"plan": when, "placed": len(plan.pairs), "unassigned": len(plan.unassigned), "objective": plan.objective, "bound": plan.bound})
    show({"moved": len(found.moved)})


def _numbers(texts: Iterable[str]) -> dict[str, Any]:
    found = {}
    for text in texts:
        name, _, number = text.partition("=")
        if not number.lstrip("-").isdecimal():
            raise Refused("应写成 名称=整数，如 load=400。", field="--weight")
        found[name] = int(number)
    return found


@command.command("reassign")
@click.argument("lawyer")
def reassign(lawyer: str) -> None:
    """一位律师（登录名）不能再办时的改派建议。"""
    with opened() as runtime, runtime.read() as session:
        for p in handovers.proposals(session, runtime.system(), _lawyer(session, lawyer)):
            show({"no": p.offer.aid_request.ticket.no, "state": p.offer.state, "to": p.to.login if p.to else None, "name": p.to.name if p.to else None})


@command.command("runs")
@click.option("--limit", default=20, help="最多几条，默认 20")
def runs(limit: int) -> None:
    """统一排案的记录，最近的在前。"""
    with opened() as runtime, runtime.read() as session:
        for row in placing.runs(session, runtime.system(), max(1, limit)):
            show({"id": str(row.id), "ran_at": row.ran_at.isoformat(), "matters": row.matters, "placed": row.placed, "unassigned": len(row.unassigned),
                  "objective": row.objective, "bound": row.bound, "hash": row.hash})


@command.command("replay")
@click.argument("run", type=click.UUID)
def replay(run: UUID) -> None:
    """用当时保存的数据重放一次排案；校验值不同时退出码为 1。"""
    with opened() as runtime, runtime.read() as session:
        row = placing.run(session, runtime.system(), run)
    plan = placing.replayed(row)
    same = plan.hash == row.instance["hash"]
    show({"run": str(run), "same": same, "hash": plan.hash, "stored": row.instance["hash"], "objective": plan.objective, "bound": plan.bound})
    if not same:
        sys.exit(1)
