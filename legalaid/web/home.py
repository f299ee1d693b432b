"""首页."""

from flask import Blueprint, render_template

from legalaid import current
from legalaid.actions import first_steps, reports
from legalaid.guard import open_to_all

bp = Blueprint("home", __name__)


@bp.get("/")
@open_to_all
def front():
    """What we do, for whom, how to begin; this year's public figures, or none at all."""
    return render_template("home/front.html", facts=reports.public_facts(current.reading(), current.now()), promised=first_steps.promised(current.reading(), current.now()))
