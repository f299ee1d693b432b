"""The demo's weekly reports: made on Mondays as the job would, cases confirmed by the coordinator, published by the editor; the last one waits."""

from datetime import datetime, time, timedelta

from legalaid.actions import report_cases, weekly_reports, weeks
from legalaid.demo.cast import Office
from legalaid.demo.diary import Life
from legalaid.errors import Refused
from toolkit.officehours import ZONE

ISSUES = 3


def issues(office: Office) -> Life:
    """Three issues, oldest first."""
    monday = office.today - timedelta(days=office.today.weekday())
    for back in range(ISSUES - 1, -1, -1):
        day = monday - timedelta(weeks=back)
        if datetime.combine(day, time(7), ZONE) >= office.now:
            continue
        desk = yield datetime.combine(day, time(7), ZONE)
        by = desk.system()
        weekly_reports.keep(desk.session, by, weekly_reports.prepare(None, desk.session, by))
        if not back:
            continue
        week = weeks.finished(by.now)
        desk = yield datetime.combine(day, time(9, 30), ZONE)
        by = desk.staff("tongchou")
        for case in weekly_reports.get(desk.session, by, week).cases:
            try:
                report_cases.confirm(desk.session, by, case.id, text=case.text)
            except Refused:  # its words still tell who it is about: nobody rewrites them here
                report_cases.drop(desk.session, by, case.id)
        desk = yield datetime.combine(day, time(10, 30), ZONE)
        weekly_reports.publish(desk.session, desk.staff("bianji"), week)
