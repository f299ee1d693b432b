"""运行指标: for the monitoring that knows the token of the settings, and for nobody else."""

from typing import cast

from flask import Blueprint, Response, current_app, request

from legalaid import crypto, current, metrics
from legalaid.errors import NotFound
from legalaid.guard import open_to_all

bp = Blueprint("metrics", __name__)


@bp.get("/metrics")
@open_to_all
def show():
    """404 without the token, as if there were no such page, whoever asks."""
    wanted, given = current.runtime().settings.metrics_token, request.authorization
    if not wanted or given is None or given.type != "bearer" or not crypto.same(given.token or "", wanted):
        raise NotFound
    requests = cast(metrics.Requests, current_app.extensions["legalaid.requests"])
    page = metrics.page(requests, current.reading(), current.runtime(), current.now())
    return Response(page, content_type=metrics.CONTENT_TYPE)
