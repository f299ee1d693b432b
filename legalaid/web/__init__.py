"""Pages: server-rendered, one file a noun. `BLUEPRINTS` is the list that the application registers."""

from flask import Blueprint
from werkzeug.routing import BaseConverter

from legalaid.web import (
    admin,
    aid,
    aid_steps,
    annual,
    apply,
    assign,
    attachments,
    calculations,
    calendars,
    case_drafts,
    case_file,
    case_history,
    claims,
    clock,
    corrections,
    dashboard,
    desk,
    documents,
    doors,
    duty,
    erasures,
    fairness,
    glossary,
    groups,
    guides,
    handovers,
    health,
    home,
    impact,
    info,
    intake,
    lawyer,
    lawyers,
    library,
    limits,
    mediation,
    metrics,
    moves,
    my,
    my_data,
    my_dispute,
    my_objection,
    paper_versions,
    parameters,
    passwords,
    people,
    placings,
    profile,
    radar,
    roster,
    searches,
    second_factors,
    single_sign_on,
    subsidies,
    supervision,
    tools,
    track,
    uses,
    weekly,
    weights,
)


class NumberConverter(BaseConverter):
    """`<no:…>`: 编号 of a ticket, group file or aid record, and nothing else."""

    regex = r"(?:FY\d{4}-\d{4}-\d{4,6}|BA\d{4}-\d{4,6})(?:-Y\d{1,3})?"


SEVERAL_FILES = frozenset({"attachments.hand_in", "attachments.add"})
CONVERTERS = {"no": NumberConverter}
BLUEPRINTS: tuple[Blueprint, ...] = (
    doors.bp, single_sign_on.bp, second_factors.bp, passwords.bp,
    health.bp, metrics.bp, home.bp, info.bp, apply.bp, track.bp, my.bp, claims.bp, calculations.bp, tools.bp, guides.bp, library.bp, case_drafts.bp,
    impact.bp, glossary.bp, uses.bp, case_history.bp, searches.bp, radar.bp, supervision.bp, desk.bp, intake.bp, moves.bp, clock.bp, corrections.bp, aid.bp,
    assign.bp, placings.bp, handovers.bp, fairness.bp, roster.bp,
    documents.bp, paper_versions.bp,
    groups.bp, mediation.bp, my_dispute.bp, attachments.bp, my_data.bp, lawyer.bp, profile.bp, duty.bp, lawyers.bp,
    weekly.bp, annual.bp, aid_steps.bp, case_file.bp, my_objection.bp,
    dashboard.bp, subsidies.bp, admin.bp, people.bp, parameters.bp, calendars.bp, weights.bp, limits.bp, erasures.bp,
)
