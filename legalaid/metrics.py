"""运行指标 in the text format of Prometheus: the requests that this process answered, and how the office stands. No ids, nothing of a person."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from time import perf_counter

import prometheus_client
from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select, text, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from legalaid import health, jobs, jobs_table
from legalaid.actions import notices, overdue
from legalaid.runtime import Runtime
from legalaid.tables.office import AuditEntry, JobFailure, JobRun, Notice

SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
CONTENT_TYPE = prometheus_client.CONTENT_TYPE_PLAIN_0_0_4
_SIZES = {"sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()", "postgresql": "SELECT pg_database_size(current_database())"}
# The moment at which each series began doubles the page and says nothing that the start of the process does not.
prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]


class Requests:
    """Counts what one application answers, by the pattern of the route: a path would hold numbers of requests for help."""

    def __init__(self, app: Flask) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._count = Counter("legalaid_http_requests", "这个进程答复的请求，按地址样式、方法和状态类别", ("route", "method", "status"), registry=self.registry)
        self._seconds = Histogram("legalaid_http_request_seconds", "答复所用的秒数，按地址样式", ("route",), buckets=SECONDS, registry=self.registry)
        self.database = Gauge("legalaid_database_up", "数据库能不能读", registry=self.registry)
        app.before_request(self._begin)
        app.after_request(self._end)

    def _begin(self) -> None:
        g.began = perf_counter()

    def _end(self, response: Response) -> Response:
        # What no route takes is one series: its path and its method are whatever somebody typed.
        route, method = (request.url_rule.rule, request.method) if request.url_rule else ("-", "-")
        self._count.labels(route, method, f"{response.status_code // 100}xx").inc()
        if "began" in g:
            self._seconds.labels(route).observe(perf_counter() - g.began)
        return response


class Standing(Collector):
    """How the office stands at this moment, by its database: every process says the same."""

    def __init__(self, session: Session, runtime: Runtime, now: datetime) -> None:
        self.session, self.runtime, self.now = session, runtime, now

    def collect(self) -> Iterator[Metric]:
        report = health.report(self.session, self.runtime, self.now)
        yield _gauge("legalaid_part_ok", "各部分是否正常，与 /health/ready 相同", {name: float(part["ok"]) for name, part in report["parts"].items()}, "part")
        yield _gauge("legalaid_index_behind", "检索索引落后的条数", {"": report["parts"]["index"]["behind"]})
        yield _gauge("legalaid_overdue", "没有办结的诉求：超时的和临期的", overdue.counts(overdue.pressing(self.session, self.now, true())), "state")
        yield from self._jobs()
        yield from self._outbox()
        failed = self.session.scalar(select(func.count()).where(AuditEntry.action == "account.sign_in_failed")) or 0
        yield CounterMetricFamily("legalaid_sign_in_failures", "失败的登录", value=failed)
        size = self.session.scalar(text(_SIZES[self.session.get_bind().dialect.name]))
        yield _gauge("legalaid_database_bytes", "数据库大小", {"": size or 0})

    def _jobs(self) -> Iterator[Metric]:
        last, late = {}, {}
        for name in jobs_table.TABLE:
            late[name] = jobs.lag(self.session, name, self.now).total_seconds()
            done = self.session.scalar(select(JobRun.finished_at).where(JobRun.job == name).order_by(JobRun.slot.desc()).limit(1))
            if done is not None:
                last[name] = done.timestamp()
        failures = dict.fromkeys(jobs_table.TABLE, 0)
        failures |= dict(self.session.execute(select(JobFailure.job, func.count()).where(JobFailure.job.in_(failures)).group_by(JobFailure.job)).all())
        yield _gauge("legalaid_job_last_run_seconds", "定时任务上次做完的时刻（Unix 秒）；没有做过的不列", last, "job")
        yield _gauge("legalaid_job_lag_seconds", "最早一个该做没有做的时段已经过了多久，0 为没有", late, "job")
        family = CounterMetricFamily("legalaid_job_failures", "定时任务失败的次数", labels=["job"])
        for name, count in failures.items():
            family.add_metric([name], count)
        yield family

    def _outbox(self) -> Iterator[Metric]:
        count, oldest = notices.waiting(self.session, self.now)
        yield _gauge("legalaid_outbox_waiting", "到了时间没有发出的通知", {"": count})
        yield _gauge("legalaid_outbox_oldest_seconds", "其中最早一条已经等了多久", {"": (self.now - oldest).total_seconds() if oldest else 0})
        dead = self.session.scalar(select(func.count()).where(Notice.dead_at.is_not(None), Notice.attempts >= notices.GIVE_UP)) or 0
        yield CounterMetricFamily("legalaid_outbox_given_up", "试到最后一次还没有发出、不再发的通知", value=dead)


def page(requests: Requests, session: Session, runtime: Runtime, now: datetime) -> bytes:
    """Everything; without a database what this process knows by itself."""
    try:
        standing, up = prometheus_client.generate_latest(Standing(session, runtime, now)), 1
    except DBAPIError:
        standing, up = b"", 0
    requests.database.set(up)
    return prometheus_client.generate_latest(requests.registry) + standing


def _gauge(name: str, words: str, values: Mapping[str, float], label: str = "") -> Metric:
    """One value for each label, or under "" the only one."""
    family = GaugeMetricFamily(name, words, labels=[label] if label else [])
    for key, value in values.items():
        family.add_metric([key] if label else [], value)
    return family
