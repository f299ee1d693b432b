"""并入、拆分、移送: other systems say that a request is a duplicate, holds several matters or belongs elsewhere; the department registers its receipt and answer."""

from typing import Any

from flask import Response, url_for
from sqlalchemy.orm import Session

from legalaid.actions import calendar, merges, splits, transfers
from legalaid.api.blueprint import Blueprint
from legalaid.api.idempotency import once
from legalaid.roles import By
from legalaid.schemas.api_moves import MergeBody, Merged, ReasonBody, SignedBody, SplitBody, SplitUp, TransferAnswerBody, TransferBody, TransferOut, merged
from legalaid.tables.transfers import Transfer

bp = Blueprint("rearrangements", __name__, url_prefix="/api/v1/tickets", description="并入、拆分和移送")


def _at(no: str) -> str:
    return url_for("tickets.read", no=no)


@bp.operation("POST", "/<no:no>/merge", "tickets.move", Merged, body=MergeBody, creates=True)
def merge(headers: dict[str, str], values: dict[str, Any], no: str) -> Response:
    """并入先登记的一件

    与 into 是同一件事、登记在后的诉求并入 into，办理时限从先登记的算起。两件须是同一位职工或者同一个单位；已申请法律援助的不能并入。
    """
    def create(session: Session, by: By) -> tuple[dict[str, Any], str]:
        return merged(merges.merge(session, by, no, **values), values["into"].upper()), _at(no)

    return once(headers["key"], Merged, create)


@bp.operation("POST", "/<no:no>/unmerge", "tickets.move", Merged, body=ReasonBody, creates=True)
def unmerge(headers: dict[str, str], values: dict[str, Any], no: str) -> Response:
    """撤销并入

    核对后不是同一件事的，回到并入以前的状态，单独办理；时限不因并入中断。
    """
    def create(session: Session, by: By) -> tuple[dict[str, Any], str]:
        return merged(merges.undo(session, by, no, **values), None), _at(no)

    return once(headers["key"], Merged, create)


@bp.operation("POST", "/<no:no>/split", "tickets.move", SplitUp, body=SplitBody, creates=True)
def split(headers: dict[str, str], values: dict[str, Any], no: str) -> Response:
    """拆分成几件办理

    一件诉求里的其他事项另立编号，职工、单位、时限照旧，各自确认分类；职工用原来的编号和查询码都能查到。
    """
    def create(session: Session, by: By) -> tuple[dict[str, Any], str]:
        return {"no": no, "parts": splits.split(session, by, no, parts=[splits.Part(**part) for part in values["parts"]])}, _at(no)

    return once(headers["key"], SplitUp, create)


@bp.operation("POST", "/<no:no>/transfer", "tickets.move", TransferOut, body=TransferBody, creates=True)
def transfer(headers: dict[str, str], values: dict[str, Any], no: str) -> Response:
    """移送有关部门

    不属于工会办理的，征得职工同意后移送有权处理的部门；agreed 须为 true，同意一并存证。对方 3 个工作日内签收、15 个工作日内答复。
    """
    def create(session: Session, by: By) -> tuple[Transfer, str]:
        return transfers.send(session, by, calendar.office_calendar(session), no, **{"agreed": False, **values}), _at(no)

    return once(headers["key"], TransferOut, create)


@bp.operation("POST", "/<no:no>/transfer/receipt", "tickets.move", TransferOut, body=SignedBody, creates=True)
def receipt(headers: dict[str, str], values: dict[str, Any], no: str) -> Response:
    """登记签收

    接收的部门收到移送，有自己的编号的一并登记。
    """
    def create(session: Session, by: By) -> tuple[Transfer, str]:
        return transfers.receive(session, by, no, **values), _at(no)

    return once(headers["key"], TransferOut, create)


@bp.operation("POST", "/<no:no>/transfer/answer", "tickets.move", TransferOut, body=TransferAnswerBody, creates=True)
def answer(headers: dict[str, str], values: dict[str, Any], no: str) -> Response:
    """登记移送的答复

    接收的部门怎么处理的，职工看得到，不写个人信息。
    """
    def create(session: Session, by: By) -> tuple[Transfer, str]:
        return transfers.answered(session, by, no, **values), _at(no)

    return once(headers["key"], TransferOut, create)


@bp.operation("POST", "/<no:no>/transfer/refusal", "tickets.move", TransferOut, body=ReasonBody, creates=True)
def refusal(headers: dict[str, str], values: dict[str, Any], no: str) -> Response:
    """登记对方退回

    接收的部门不受理的，诉求回到移送以前的状态由工会继续办理，时限不因移送中断。
    """
    def create(session: Session, by: By) -> tuple[Transfer, str]:
        return transfers.refused(session, by, no, **values), _at(no)

    return once(headers["key"], TransferOut, create)
