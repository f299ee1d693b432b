"""What works and what does not, in words: for the readiness check, the administrator's page and the command line."""

import shutil
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casebank.engine import IndexBroken
from legalaid.actions import notices
from legalaid.runtime import Runtime
from legalaid.tables.library import Case, StatuteArticle
from legalaid.tables.office import JobRun

_LOW_DISK = 500 * 1024 * 1024


@cache
def pdf_missing() -> str | None:
    """Why PDF cannot be made here, or None. WeasyPrint needs Debian's libpango."""
    try:
        import weasyprint  # noqa: F401 - loading it is the test
    except OSError:
        return "本机未装 PDF 组件（libpango）"
    return None


def report(session: Session, runtime: Runtime, now: datetime) -> dict[str, Any]:
    """`ready` and one entry a part: ok, and words for people. No personal data, no paths."""
    parts: dict[str, dict[str, Any]] = {"database": {"ok": True, "text": "数据库正常"}}
    behind = {
        kind: session.scalar(select(func.count()).select_from(table).where(table.indexed_revision < table.revision)) or 0
        for kind, table in (("案例", Case), ("法条", StatuteArticle))
    }
    late = "、".join(f"{kind} {count} 条" for kind, count in behind.items() if count)
    parts["index"] = {"ok": True, "text": f"索引落后：{late}" if late else "索引已是最新", "behind": sum(behind.values())}
    for name in ("cases", "statutes", "tools"):
        try:
            runtime.engine(name).count()
        except IndexBroken as e:
            parts["index"] = {"ok": False, "text": str(e), "behind": sum(behind.values())}
    last = session.scalar(select(func.max(JobRun.finished_at)))
    hours = int((now - last).total_seconds() // 3600) if last else None
    parts["scheduler"] = {
        "ok": hours is not None and hours < 3,
        "text": "调度器还没有运行过" if hours is None else (f"调度器 {hours} 小时未运行" if hours >= 3 else "调度器正常"),
    }
    _, oldest = notices.waiting(session, now)
    waiting = int((now - oldest).total_seconds() // 60) if oldest else 0
    parts["outbox"] = {"ok": waiting < 60, "text": f"最早一条通知已等待 {waiting} 分钟" if oldest else "没有待发通知"}
    free = shutil.disk_usage(runtime.settings.home).free
    parts["disk"] = {"ok": free > _LOW_DISK, "text": f"磁盘剩余 {free // (1024 * 1024)} MB"}
    missing = pdf_missing()
    parts["pdf"] = {"ok": missing is None, "text": missing or "PDF 组件正常"}
    vital = ("database", "index", "disk")
    return {"ready": all(parts[p]["ok"] for p in vital), "parts": parts}
