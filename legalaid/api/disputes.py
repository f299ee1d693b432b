"""争议: where it stands; receipts and answers that arbitration, courts and other bodies register themselves."""

from typing import Any
from uuid import UUID

from flask import Response, url_for
from sqlalchemy.orm import Session

from legalaid import current
from legalaid.actions import agreements, disputes, filings
from legalaid.api.blueprint import Blueprint
from legalaid.api.idempotency import once
from legalaid.errors import Refused
from legalaid.roles import By
from legalaid.schemas.api_disputes import AnswerBody, DisputeOut, FilingReceipt, ReceiptBody
from legalaid.tables.mediation import Filing
from toolkit import procedure
from toolkit.refusal import Refusal

bp = Blueprint("disputes", __name__, url_prefix="/api/v1/disputes", description="争议的程序、协议和移送")


@bp.operation("GET", "/<no:no>", "tickets.see", DisputeOut)
def read(no: str) -> dict[str, Any]:
    """一件争议办到哪一步

    程序状态、协议约定和已到账的金额、递交给各单位的材料和答复、正在走的期限。不含个人信息。
    """
    session, by = current.reading(), current.by()
    dispute = disputes.of(session, by, no)
    row = agreements.latest(session, dispute)
    return {
        "no": dispute.ticket.no, "state": dispute.state, "state_text": procedure.STATES[dispute.state], "admin_track": dispute.admin_track,
        "agreement": agreements.state(session, by, dispute, row) if row else None, "filings": filings.of(session, dispute),
        "periods": filings.running(session, dispute, current.today()),
    }


@bp.operation("POST", "/<no:no>/filings/<uuid:ident>/receipt", "disputes.answer", FilingReceipt, body=ReceiptBody, creates=True)
def receipt(headers: dict[str, str], values: dict[str, Any], no: str, ident: UUID) -> Response:
    """登记回执

    接收单位收到材料的日期和案号；本单位办理的期限从收到之日的次日起算。
    """
    def create(session: Session, by: By) -> tuple[Filing, str]:
        return filings.receipt(session, by, no, ident, **values), url_for("disputes.read", no=no)

    return once(headers["key"], FilingReceipt, create)


@bp.operation("POST", "/<no:no>/filings/<uuid:ident>/answers", "disputes.answer", FilingReceipt, body=AnswerBody, creates=True)
def answer(headers: dict[str, str], values: dict[str, Any], no: str, ident: UUID) -> Response:
    """登记答复

    受理、裁决、判决等。按法律走不到的一步不能登记，答 422 并说明原因。
    """
    def create(session: Session, by: By) -> tuple[Filing, str]:
        try:
            return filings.answer(session, by, no, ident, **values).filing, url_for("disputes.read", no=no)
        except Refusal as e:  # the procedure says why this step is shut
            raise Refused(f"{e.message}。", field="code") from e

    return once(headers["key"], FilingReceipt, create)
