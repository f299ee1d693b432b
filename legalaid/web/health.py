"""健康检查: live says the process answers, ready says what works."""

from flask import Blueprint, jsonify

from legalaid import current, health
from legalaid.guard import open_to_all

bp = Blueprint("health", __name__)


@bp.get("/health/live")
@open_to_all
def live():
    """The process answers."""
    return jsonify({"status": "ok"})


@bp.get("/health/ready")
@open_to_all
def ready():
    """Database, indexes, scheduler, outbox, disk: 200 when all can serve, else 503; words without personal data."""
    report = health.report(current.reading(), current.runtime(), current.now())
    return jsonify(report), 200 if report["ready"] else 503
