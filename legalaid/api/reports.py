"""周报: the published issues."""

from types import SimpleNamespace
from typing import Any

from legalaid import current
from legalaid.actions import weekly_paper, weekly_reports, weeks
from legalaid.api.blueprint import Blueprint
from legalaid.schemas.api import PageQuery, paging
from legalaid.schemas.api_reports import IssuePage, ReportOut
from legalaid.tables.reports import WeeklyReport

bp = Blueprint("bulletins", __name__, url_prefix="/api/v1/reports/weekly", description="周报")


def _issue(row: WeeklyReport, **more: Any) -> SimpleNamespace:
    return SimpleNamespace(year=row.year, week=row.week, number=row.number, first=row.content["first"], last=row.content["last"], published_at=row.published_at, sha256=row.sha256, **more)


@bp.operation("GET", "", "reports.read", IssuePage, query=PageQuery)
def listing(query: dict[str, Any]) -> dict[str, Any]:
    """列出已发布的周报

    最近的在前。
    """
    rows, start = weekly_reports.listing(current.reading(), current.by()), (query["page"] - 1) * query["size"]
    return {"items": [_issue(row) for row in rows[start:start + query["size"]]], "page": paging(query, len(rows))}


@bp.operation("GET", "/<int:year>-<int:week>", "reports.read", ReportOut)
def read(year: int, week: int) -> SimpleNamespace:
    """一期周报

    数字自生成起不再改动，每项带分子、分母、口径和暂停的件数；更正写在以后一期里。
    """
    row = weekly_reports.get(current.reading(), current.by(), weeks.of(year, week))
    kept = row.content["money"]
    return _issue(row, figures=[SimpleNamespace(**f) for f in row.content["figures"]], recovered=kept["recovered"], unpaid=kept["unpaid"], text=weekly_paper.outline(row).text)
