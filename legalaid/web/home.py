"""首页."""

from flask import Blueprint, render_template

from legalaid.guard import open_to_all

bp = Blueprint("home", __name__)


@bp.get("/")
@open_to_all
def front():
    """What we do, for whom, and how to begin."""
    return render_template("home/front.html")
