"""`/api/v1` for other systems: bearer tokens only; cookies are ignored here and pages never call it."""

from flask import Flask

from legalaid.api import assignments, calculators, cases, claims, disputes, moves, placings, reference, reports, statutes, tickets
from legalaid.api.blueprint import Blueprint, RefConverter

BLUEPRINTS = (tickets.bp, moves.bp, cases.bp, statutes.bp, calculators.bp, claims.bp, disputes.bp, assignments.bp, placings.bp, reports.bp, reference.bp)


def register(app: Flask) -> list[Blueprint]:
    """Register the API's blueprints and return them."""
    app.url_map.converters["ref"] = RefConverter
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return list(BLUEPRINTS)
