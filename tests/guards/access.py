"""Who sees and does what: demands 13 to 18."""

from tests.guards.shape import Edit, removal

SCOPES, RECORDS, AUDIT = "legalaid/actions/scopes.py", "legalaid/actions/aid_records.py", "legalaid/actions/audit.py"
ROUTES = "web/access::every_route_answers_as_its_permission_says_for_every_role"
GRAPHS = "actions/scopes::lists_and_details_show_exactly_what_the_rule_says"
REVEAL = "actions/sealed::revealing_needs_the_right_and_a_reason_and_leaves_an_audit_row"
ELSES = "web/access::somebody_elses_record_is_the_same_404_as_none_at_all"
CLOSED_BEFORE = "actions/handovers::what_was_closed_before_stays_with_whoever_closed_it_and_the_rest_does_not"
FILE_ONLY = "web/lawyers_side::whoever_lost_the_matter_keeps_the_file_of_what_they_closed_and_no_more"
MASKS = "actions/scopes::one_shows_masks_only_until_somebody_opens_them"
APART = "web/access::the_administrator_sees_no_person_and_the_auditor_masks_only"

REMOVALS = (
    removal(
        13, "whoever is signed in may everything", Edit("legalaid/guard.py", "    current.by().must(guard)\n", "    if current.by().actor_id is None:\n        current.by().must(guard)\n"), ROUTES
    ),
    removal(
        13,
        "an address without a permission",
        Edit("legalaid/web/health.py", '@bp.get("/health/live")\n@open_to_all\n', '@bp.get("/health/live")\n'),
        "house/tree::every_route_declares_who_may_call_it",
    ),
    removal(14, "a lawyer keeps what was ended", Edit(SCOPES, "AidRecord.lawyer_id == reach.lawyer_id, held)", "AidRecord.lawyer_id == reach.lawyer_id)"), GRAPHS),
    removal(14, "the pool of the whole city", Edit(SCOPES, '        if parent.count("/") > 2:', '        if parent.count("/") > 0:'), GRAPHS),
    removal(
        14, "a path of which only the beginning is alike", Edit(SCOPES, "*(func.substr(Organisation.path, 1, len(p)) == p for p in paths)", '*(Organisation.path.like(f"{p}%") for p in paths)'), GRAPHS
    ),
    removal(14, "records without their ticket", Edit(RECORDS, "select(Ticket.id).where(scopes.tickets(by))", "select(Ticket.id)"), GRAPHS),
    removal(15, "anybody looks", Edit(AUDIT, '    by.must("personal.reveal")\n', ""), REVEAL),
    removal(15, "a look needs no reason", Edit(AUDIT, "reason, of=row.sealing_owner(), shortest=2, longest=60", "reason, of=row.sealing_owner(), shortest=0, longest=60"), REVEAL),
    removal(15, "a look leaves nothing", Edit(AUDIT, '    record(session, by, "personal.reveal", row, attribute=attribute, reason=reason)\n', ""), REVEAL),
    removal(15, "a text shows itself", Edit("legalaid/tables/sealed.py", "        return self._mask(self._open()) if self else ERASED", "        return self._open() if self else ERASED"), MASKS),
    removal(
        (16, 14),
        "a detail of anywhere",
        Edit(SCOPES, "    query = select(Ticket).where(Ticket.no == bindparam(\"no\"), _seen(reach))\n", "    query = select(Ticket).where(Ticket.no == bindparam(\"no\"))\n"),
        ELSES,
        GRAPHS,
    ),
    removal(
        16,
        "another's record is forbidden instead of unknown",
        Edit(
            SCOPES,
            "    if found is None:\n        raise NotFound\n",
            "    if found is None:\n        raise Forbidden if session.scalar(select(Ticket.id).where(Ticket.no == no)) else NotFound\n",
        ),
        ELSES,
    ),
    removal(
        17,
        "a record stays with whoever it was taken from",
        Edit(RECORDS, 'parts.append(and_(AidRecord.lawyer_id == by.lawyer_id, AidRecord.state != "TERMINATED"))', "parts.append(AidRecord.lawyer_id == by.lawyer_id)"),
        "actions/aid_records::a_record_taken_from_a_lawyer_is_out_of_sight_at_once",
    ),
    removal(17, "what was closed keeps the rest open", Edit(SCOPES, 'and_(AidRecord.state == "CLOSED", ~taken)', 'AidRecord.state == "CLOSED"'), CLOSED_BEFORE),
    removal(17, "the page of the matter asks only for the record", Edit("legalaid/web/lawyer.py", "        scopes.ticket(s, by, row.ticket.no)\n", ""), FILE_ONLY),
    removal(
        17,
        "the hand-over leaves the records as they are",
        Edit("legalaid/actions/handovers.py", '    for record in ended:\n        record.state = "TERMINATED"\n', ""),
        "actions/handovers::a_matter_goes_to_another_lawyer_and_both_stay_on_record",
    ),
    removal(
        18,
        "one decides on one's own application",
        Edit("legalaid/actions/aid_requests.py", "if _filed_by(session, row) == by.actor_id and by.actor_id is not None:", "if _filed_by(session, row) is None and by.actor_id is None:"),
        "actions/aid_requests::nobody_decides_what_they_filed_themselves",
    ),
    removal(
        18,
        "the administrator sees requests",
        (
            Edit("legalaid/roles.py", '    "disputes.work": _DESK,', '    "disputes.work": _DESK | {"admin"},'),
            Edit(SCOPES, 'by.paths("coordinator", "zone_staff", "mediator", "auditor", "api_client")', 'by.paths("coordinator", "zone_staff", "mediator", "auditor", "api_client", "admin")'),
        ),
        APART,
    ),
    removal(
        (18, 15),
        "names show themselves",
        Edit("legalaid/tables/sealed.py", '    return text[0] + "*" * (1 if len(text) == 2 else len(text) - 2) + (text[-1] if len(text) > 2 else "")', "    return text"),
        APART,
        MASKS,
    ),
)
