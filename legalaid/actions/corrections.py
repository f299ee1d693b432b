"""补充和更正: what is on record about the worker and the employer is put right, with a reason and a line in the history (个人信息保护法 46)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from legalaid.actions import audit, clear, history, scopes, tickets
from legalaid.errors import Conflict, Gone, Invalid, Refused
from legalaid.roles import By
from legalaid.tables.sealed import is_erased
from legalaid.tables.tickets import Ticket
from legalaid.tables.workers import WORKER_TYPES
from toolkit import employers
from toolkit.industries import INDUSTRIES

SEALED = {"name": "姓名", "phone": "电话", "id_no": "证件号", "address": "住址"}
OF_WORKER = {"sex": "性别", "worker_type": "职工类型", "union_member": "是否工会会员", "language": "方言"}
OF_TICKET = {"employer_name": "单位名称", "industry": "单位行业", "place": "镇街或地点", "amount": "金额"}
FIELDS: Mapping[str, str] = {**SEALED, **OF_WORKER, **OF_TICKET}
_NEVER_EMPTY = frozenset({"name", "phone", "worker_type", "employer_name"})


def correct(session: Session, by: By, no: str, *, reason: str, version: int | None = None, worker_version: int | None = None, **given: Any) -> list[str]:
    """Change these of `FIELDS`; None empties a field that may be empty. Returns the Chinese names of what was different, and keeps those alone in the history and the audit.

    A worker's own particulars change for all requests of theirs. Refused when nothing differs.
    """
    by.must("tickets.handle")
    ticket = scopes.ticket_for_change(session, by, no)
    tickets.check_version(ticket, version)
    tickets.check_version(ticket.worker, worker_version)  # the same person's other requests lead here too
    if is_erased(ticket.worker):
        raise Gone
    if ticket.state == "MERGED":
        raise Conflict("这件已经并入别的诉求，请在主件里更正。", field="state")
    reason = clear.text("reason", reason, of=ticket.worker, shortest=2, longest=200, short="请写明根据什么更正，例如：本人出示身份证。")
    values = {name: _checked(name, value) for name, value in given.items()}
    errors = {name: f"{FIELDS[name]}不能为空。" for name, value in values.items() if value is None and name in _NEVER_EMPTY}
    errors |= {name: "请从列出的选项中选择。" for name, codes in (("industry", INDUSTRIES), ("worker_type", WORKER_TYPES), ("sex", ("男", "女")))
               if values.get(name) is not None and values[name] not in codes}
    amount = values.get("amount")
    if amount is not None and not Decimal(0) <= amount < Decimal(10) ** 11:
        errors["amount"] = "金额不能是负数，也不能大得离谱，请检查。"
    if errors:
        raise Invalid(errors)
    changed = [name for name, value in values.items() if _set(ticket, name, value)]
    if not changed:
        raise Refused("没有改动：填写的和登记的一样。")
    words = [FIELDS[name] for name in FIELDS if name in changed]
    history.note(session, by, ticket, "CORRECTED", f"补充、更正了{'、'.join(words)}", public=True)
    audit.record(session, by, "ticket.correct", ticket, fields=sorted(changed), reason=reason)
    return words


def _checked(name: str, value: Any) -> Any:
    if name == "employer_name" and value is not None:
        return clear.text(name, value, shortest=2, longest=80, short="请填写单位名称。")
    if name == "place" and value is not None:
        return clear.text(name, value, longest=60) or None
    return None if value == "" else value


def _set(ticket: Ticket, name: str, value: Any) -> bool:
    """Whether it was different before."""
    row = ticket if name in OF_TICKET else ticket.worker
    before = getattr(row, name)
    if name in SEALED and before is not None:
        before = before.open()
    if before == value:
        return False
    setattr(row, name, value)
    if name == "employer_name":
        ticket.employer_key = employers.key(value)
        ticket.summary = ticket.summary.replace(before, value)[:300]
    return True
