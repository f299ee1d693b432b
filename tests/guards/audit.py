"""The audit: demands 35 to 38."""

from tests.guards.shape import Edit, removal

AUDIT, GRANTS = "legalaid/actions/audit.py", "legalaid/grants.py"
TRAIL, ROLLED_BACK = "actions/audit_trail::the_entry_is_written_with_the_change_and_undone_with_it", "actions/audit::a_rolled_back_change_leaves_no_entry"
EDITS, SWAPPED = "actions/audit::an_edit_a_deletion_and_a_truncation_are_found", "actions/audit::swapping_two_entries_is_found"
CUT = "actions/audit::a_chain_cut_together_with_its_head_is_found_by_the_kept_heads"
ACCOUNTS = "cli/roles::requests_and_jobs_run_with_their_rights_and_cannot_touch_the_audit"
HANGS = Edit(AUDIT, "        if entry.previous != previous:\n", "        if not entry.previous:\n")

REMOVALS = (
    removal(
        35,
        "what failed is kept",
        Edit(
            "legalaid/database.py",
            "        with self._write() as session, session.begin():\n            yield session\n",
            "        with self._write() as session:\n            try:\n                yield session\n            finally:\n                session.commit()\n",
        ),
        ROLLED_BACK,
        TRAIL,
    ),
    removal(35, "an action that leaves no entry", Edit("legalaid/actions/accounts.py", '    audit.record(session, by, "account.sign_in", "accounts", account_id, **how)\n', ""), TRAIL),
    removal(36, "the hash says nothing of the details", Edit(AUDIT, "entry.subject_kind, entry.subject_id, entry.detail],", "entry.subject_kind, entry.subject_id],"), EDITS),
    removal(36, "the hash says nothing of the role", Edit(AUDIT, "str(entry.actor_id), entry.role, entry.channel", "str(entry.actor_id), entry.channel"), EDITS),
    removal(36, "what was changed is not computed again", Edit(AUDIT, "        if link(entry.previous, entry) != entry.hash:\n", "        if not entry.hash:\n"), EDITS),
    removal(36, "nobody looks for gaps", (Edit(AUDIT, "        if entry.seq != expected:\n", "        if entry.seq < expected:\n"), HANGS), EDITS),
    removal(36, "nobody looks at the end", Edit(AUDIT, "    if (head.seq if head else 0) != end or (head and head.hash != previous):\n", "    if head is None and end:\n"), EDITS),
    removal(36, "entries stand in any order", (HANGS, Edit(AUDIT, "        [entry.seq, entry.at.astimezone(UTC)", "        [entry.at.astimezone(UTC)")), SWAPPED),
    removal(36, "the kept ends are not asked", Edit(AUDIT, "    if beyond:\n", "    if beyond and not end:\n"), CUT),
    removal(37, "the web changes entries", Edit(GRANTS, '        return ("SELECT", "INSERT")\n', '        return ("SELECT", "INSERT", "UPDATE")\n'), ACCOUNTS),
    removal(38, "jobs delete entries", Edit(GRANTS, '        return ("SELECT", "INSERT")\n', '        return ("SELECT", "INSERT", "DELETE")\n'), ACCOUNTS),
    removal(
        38,
        "an entry names the worker",
        Edit(
            "legalaid/actions/tickets.py",
            'audit.record(session, by, "ticket.register", ticket, no=no, channel=channel)',
            'audit.record(session, by, "ticket.register", ticket, no=no, channel=channel, worker=name)',
        ),
        TRAIL,
    ),
)
