"""管理: health in words, accounts, parameters in force, jobs; the audit for the auditor."""

from uuid import UUID

from flask import Blueprint, render_template, request, url_for
from sqlalchemy import func, or_, select, true
from sqlalchemy.orm import joinedload

from legalaid import current, health, jobs, reading
from legalaid.actions import accounts as people
from legalaid.actions import audit
from legalaid.guard import needs
from legalaid.roles import ROLES
from legalaid.tables.accounts import ACCOUNT_STATES, Account, Post
from legalaid.tables.office import AuditEntry, JobRun
from legalaid.web import audit_words

bp = Blueprint("admin", __name__, url_prefix="/admin")
PAGE = 50


@bp.get("/")
@needs("system.see")
def home():
    """系统状态."""
    session, now = current.reading(), current.now()
    runs = {name: session.scalar(select(JobRun).where(JobRun.job == name).order_by(JobRun.finished_at.desc()).limit(1)) for name in jobs.JOBS}
    return render_template("admin/home.html", report=health.report(session, current.runtime(), now), jobs_=jobs.JOBS, runs=runs, outcome=audit_words.outcome)


@bp.get("/accounts")
@needs("accounts.manage")
def accounts():
    """人员账号."""
    session, page = current.reading(), current.page()
    asked = reading.line(request.args.get("q", ""))[:40]
    where = or_(Account.name.contains(asked, autoescape=True), Account.login.contains(asked.lower(), autoescape=True)) if asked else true()
    total = session.scalar(select(func.count()).select_from(Account).where(where)) or 0
    query = select(Account).where(where).options(joinedload(Account.posts).joinedload(Post.organisation)).order_by(Account.state, Account.login)
    rows = session.scalars(query.offset((page - 1) * PAGE).limit(PAGE)).unique().all()
    return render_template("admin/accounts.html", rows=rows, total=total, asked=asked, states=ACCOUNT_STATES, roles=ROLES, page=page, pages=-(-total // PAGE),
                           link=lambda n: url_for("admin.accounts", q=asked or None, page=n))


@bp.post("/accounts/<uuid:ident>/disable")
@needs("accounts.manage")
def disable(ident: UUID):
    """停用."""
    with current.writing() as s:
        people.disable(s, current.by(), ident)
        return current.remember(s, url_for("admin.accounts"))


@bp.get("/audit")
@needs("audit.see")
def audit_log():
    """审计: newest first, and whether what is shown is a sound stretch of the chain; the whole chain when asked, because that reads all of it."""
    session = current.reading()
    page, whole = current.page(), "whole" in request.args
    rows = session.scalars(select(AuditEntry).order_by(AuditEntry.seq.desc()).offset((page - 1) * 50).limit(50)).all()
    first, last = (1, None) if whole or not rows else (rows[-1].seq, None if page == 1 else rows[0].seq)
    faults = list(audit.faults(session, audit.known_heads(current.runtime().settings.home), first, last))
    names = {a.id: a.name for a in session.scalars(select(Account).where(Account.id.in_({r.actor_id for r in rows if r.actor_id})))}
    return render_template("admin/audit.html", rows=rows, names=names, faults=faults, whole=whole or first == 1, page=page, head=audit.head(session)[0],
                           actions=audit_words.ACTIONS, subjects=audit_words.SUBJECTS, roles={**ROLES, "system": "系统", "visitor": "未登录"}, link=lambda n: url_for("admin.audit_log", page=n))
