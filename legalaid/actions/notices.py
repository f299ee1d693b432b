"""通知: what is put into the outbox, and how a waiting notice becomes a message."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from legalaid.actions import accounts, contacts
from legalaid.errors import Refused
from legalaid.roles import By
from legalaid.senders import Message
from legalaid.tables.accounts import Account
from legalaid.tables.office import Notice
from legalaid.tables.workers import Worker
from toolkit.officehours import ZONE

# Number and plain state only: a notice may be read by whoever holds the phone.
TEMPLATES = {
    "registered": "您的诉求 {no} 已登记，受理以后会再告诉您。",
    "registered_due": "您的诉求 {no} 已登记，工会将在 {due} 前与您联系。",
    "confirmed": "您的诉求 {no} 已受理，正在安排人员办理。",
    "aid_granted": "您的诉求 {no} 已同意给予法律援助，正在安排律师。",
    "erasure_refused": "您要求删除诉求 {no} 的个人信息，工会已经答复，请在进度页查看。",
    "aid_refused": "您的诉求 {no} 的法律援助申请未获同意，原因请在进度页查看或来电询问。",
    "lawyer_accepted": "您的诉求 {no} 已有律师接手，请在进度页查看。",
    "merged": "您的诉求 {no} 与先前登记的是同一件事，并在一起办理，用原来的编号和查询码可以查进度。",
    "transferred": "您的诉求 {no} 已移送有关部门办理，办理情况请在进度页查看。",
    "transfer_answered": "您的诉求 {no} 有关部门已经答复，请在进度页查看。",
    "transfer_refused": "您的诉求 {no} 有关部门没有受理，由工会继续办理。",
    "transfer_late": "移送的工单 {no} 超过时限没有签收或者答复，请催办。",
    "raised": "工单 {no} 已三次退回，请指定承办的组织和人。",
    "cover": "有同事请您代班，期间派给对方的工单和通知由您办理，请登录查看（{no}）。",
    "document_ready": "您的诉求 {no} 的文书已写好，请在进度页查看。",
    "paper_submitted": "诉求 {no} 有一份文书请您审核，请登录查看。",
    "paper_approved": "诉求 {no} 的文书已经律师审核通过，可以交给职工。",
    "paper_sent_back": "诉求 {no} 的文书被律师退回修改，请登录查看意见。",
    "closed": "您的诉求 {no} 已办结，欢迎评价。",
    "aid_lapsed": "您的诉求 {no} 没有在期限内补充材料，法律援助申请视为撤回，材料齐了可以再申请。",
    "aid_ended": "{no} 的法律援助已终止，原因请在进度页查看或来电询问。",
    "aid_due": "{no} 的法律援助有一项期限到 {due} 为止，请打开办理。",
    "file_sent_back": "{no} 的案卷被退回，请登录查看要补什么。",
    "invited": "管理员在 {no} 给您的账号发了设密码的邀请码。不是您要的，请马上告诉管理员。",
    "password_set": "您的账号在 {no} 设了新密码。不是您本人设的，请马上告诉管理员。",
    "papers_in": "诉求 {no} 的职工交来了材料，请登录查看。",
    "paper_infected": "诉求 {no} 有一份材料检查出病毒，已经销毁，请换一份再交。",
    "needs_papers": "您的诉求 {no} 需要您补充材料，请在进度页查看。",
    "offer": "您有一件新的法律援助指派 {no}，请在 {due} 前登录答复。",
    "offer_lapsed": "指派 {no} 因超过答复时限已转给其他律师。",
    "handover_released": "您承办的 {no} 已同意移交，正在另派律师。",
    "handover_refused": "您承办的 {no} 的移交申请未获同意，原因请登录查看。",
    "conflict_found": "指派 {no} 的律师新登记的委托人可能与本件单位有利益冲突，请核查。",
    "licence_expiring": "您的执业证（尾号 {no}）将于 {due} 到期，请及时更新，到期后不再派单。",
    "duty_asked": "有同事请您换班或者顶班（{no}），请登录查看。",
    "duty_changed": "您的值班有变动（{no}），请登录查看值班表。",
    "overdue": "工单 {no} 已超过办理时限。",
    "due_soon": "工单 {no} 即将到期。",
    "accept_due": "工单 {no} 的受理时限将到，请尽快核实并受理。",
    "accept_late": "工单 {no} 已超过受理时限，请马上核实并受理。",
    "contact_due": "工单 {no} 的首次联系时限将到，请联系职工并登记。",
    "contact_late": "工单 {no} 已超过首次联系时限，请马上联系职工并登记。",
    "paused": "您的诉求 {no} 暂停办理，预计 {due} 前恢复，原因请在进度页查看。",
    "pause_over": "工单 {no} 的暂停已到预计日期，请恢复办理。",
    "extension_asked": "工单 {no} 申请延期，请登录审批。",
    "extension_decided": "工单 {no} 的延期申请已有结果，请登录查看。",
    "slip_issued": "工单 {no} 已发督办单，请在 {due} 前登录答复。",
    "slip_answered": "工单 {no} 的督办单已经答复，请登录审核。",
    "slip_sent_back": "工单 {no} 的督办答复没有通过，请在 {due} 前重新答复。",
    "mediation_invited": "您的诉求 {no} 定于 {due} 调解，地点请在进度页查看，能不能来请在进度页或者打电话告诉我们。",
    "instalment_due": "您的诉求 {no} 的协议第 {count} 期款应在 {due} 前付给您。",
    "instalment_late": "您的诉求 {no} 的协议第 {count} 期款应在 {due} 前付给您，工会没有收到已付的凭证。没有拿到钱的，请打电话告诉我们。",
    "instalment_due_desk": "诉求 {no} 的协议第 {count} 期款将在 {due} 到期，请提醒单位并登记到账。",
    "instalment_late_desk": "诉求 {no} 的协议第 {count} 期款应在 {due} 前付清，还没有登记到账，请核实。",
    "answered": "您的诉求 {no} 有了新的答复，请在进度页查看。",
    "figures_due": "{no} 年有 {count} 项参数没有录入或者将到期，请到“管理”里的“参数表”办理。",
    "calendar_due": "{no} 年的放假安排还没有导入，另有 {count} 项参数没有录入或者将到期，请到“管理”里的“放假安排”和“参数表”办理。",
    "callback": "工单 {no} 的评价较低，请在 {due} 前回访。",
    "new_cases": "您保存的{no}有 {count} 件新发布的案例，请登录查看。",
    "factor_reset": "您账号的两步验证已由管理员重置（{no}），下次登录时可以重新设置。不是您提出的，请马上告诉管理员。",
    "identity_linked": "您的账号已绑定统一身份认证（{no}），以后可以用它登录。不是您本人办理的，请马上告诉管理员。",
    "identity_unlinked": "您账号的统一身份认证绑定已由管理员解除（{no}），请用密码登录。不是您提出的，请马上告诉管理员。",
    "job_failing": "定时任务 {no} 连续失败，请管理员检查。",
}
# Each wait is twice the one before: ten tries reach over 42 hours, so that a gateway may be down for a night and a day.
_LEASE = timedelta(minutes=5)
GIVE_UP = 10


def tell_worker(session: Session, by: By, worker_id: UUID, template: str, no: str, **values: Any) -> Notice:
    """Queue a notice to a worker, for the hours they wished; who wants no messages gets none, and the row says so."""
    contact = contacts.of_ticket(session, no)
    notice = _queue(session, by, template, no, values, worker_id=worker_id)
    notice.not_before = contacts.next_moment(contact, by.now)
    if contact is not None and contact.way == "NO_MESSAGE":
        notice.dead_at, notice.last_error = by.now, "职工要求不发短信"
    return notice


def tell_account(session: Session, by: By, account_id: UUID, template: str, no: str, *, not_before: datetime | None = None, personal: bool = False, **values: Any) -> Notice:
    """Queue a notice to a member of staff, or whoever covers them, or a lawyer, to be sent now or not before a moment (`calendar.sending_time`).
    What is `personal` concerns the account itself and goes to nobody who covers it."""
    return _queue(session, by, template, no, values, not_before, account_id=account_id if personal else accounts.reached(session, account_id, by.now))


def _queue(session: Session, by: By, template: str, no: str, values: dict[str, Any], not_before: datetime | None = None, **to: UUID) -> Notice:
    TEMPLATES[template].format(no=no, **values)
    notice = Notice(subject_no=no, template=template, values=values, created_at=by.now, not_before=not_before or by.now,
                    sent_at=None, dead_at=None, last_error=None, **to)
    session.add(notice)
    return notice


def when(moment: datetime) -> str:
    """12月01日 09:30 in Shanghai, as notices write a moment."""
    return f"{moment.astimezone(ZONE):%m月%d日 %H:%M}"


def lease(session: Session, now: datetime) -> Notice | None:
    """The next waiting notice, taken for five minutes so that no second sender has it meanwhile."""
    waiting = (
        select(Notice).where(Notice.sent_at.is_(None), Notice.dead_at.is_(None), Notice.not_before <= now)
        .order_by(Notice.not_before, Notice.id).limit(1).with_for_update(skip_locked=True)
    )
    notice = session.scalar(waiting)
    if notice is not None:
        notice.attempts += 1
        again = now + _LEASE * 2 ** (notice.attempts - 1)
        # A try that comes hours later must not ring at work or at night where the worker named other hours.
        notice.not_before = again if notice.worker_id is None else contacts.next_moment(contacts.of_ticket(session, notice.subject_no), again)
    return notice


def waiting(session: Session, now: datetime) -> tuple[int, datetime | None]:
    """How many notices should have gone out by now, and since when the oldest of them. What is held for the hours that a worker wished, or for the next
    working day, waits for nothing that is broken; what failed waits since its first try, although the next one lies ahead."""
    tried = session.execute(
        select(Notice.attempts, func.count(), func.min(Notice.not_before))
        .where(Notice.sent_at.is_(None), Notice.dead_at.is_(None), or_(Notice.not_before <= now, Notice.attempts > 0)).group_by(Notice.attempts)
    ).all()
    since = [min(now, first - _LEASE * (2**attempts - 1)) for attempts, _, first in tried]
    return sum(count for _, count, _ in tried), min(since, default=None)


def message(session: Session, notice: Notice, office_name: str) -> Message | None:
    """The message of a notice; None when the person has no address (any more)."""
    to: str | None = None
    if notice.worker_id is not None:
        worker = session.get(Worker, notice.worker_id)
        contact = contacts.of_ticket(session, notice.subject_no)
        phone = (contact.speaker_phone if contact else None) or (worker.phone if worker else None)
        to = phone.open() if phone else None
    elif notice.account_id is not None:
        account = session.get(Account, notice.account_id)
        to = account.contact if account and account.state == "ACTIVE" else None
    if not to:
        return None
    text = TEMPLATES[notice.template].format(no=notice.subject_no, **notice.values)
    return Message(str(notice.id), to, f"【{office_name}】{notice.subject_no}", f"【{office_name}】{text}")


def settle(session: Session, notice_id: UUID, now: datetime, error: str | None, *, final: bool = False) -> None:
    """Write down how the attempt ended: sent, to be tried again, or given up (`final`, or after `GIVE_UP` attempts)."""
    notice = session.get(Notice, notice_id)
    if notice is None:
        raise Refused("通知不存在。", field="notice")
    if error is None:
        notice.sent_at, notice.last_error = now, None
        return
    notice.last_error = error[:200]
    if final or notice.attempts >= GIVE_UP:
        notice.dead_at = now
