"""What is kept of a person, for how long, and what they may ask: demands 39 to 42."""

from tests.guards.shape import Edit, removal

ERASURES, DUE, OWN = "legalaid/actions/erasures.py", "legalaid/actions/erasures_due.py", "legalaid/actions/own_data.py"
CORRECTIONS, BACKUP_FILES = "legalaid/actions/corrections.py", "legalaid/backup_files.py"
NOTHING_OPENS, RELEASED = "actions/erasures::nothing_opens_any_more_nobody_is_found_and_every_count_stays", "actions/erasures_due::nothing_is_erased_without_release_and_what_is_open_again_stays"
MY_DATA = "web/my_data::the_worker_takes_everything_of_their_own_and_nothing_of_colleagues_or_of_the_desk"
KNOWS_LITTLE = "web/my_data::whoever_only_knows_name_and_phone_does_not_get_the_numbers_of_an_earlier_request"
GUESSED = "actions/erasures::a_guessed_receipt_erases_nobody_and_one_given_in_person_does"
DRAFTS = "actions/proposals::with_the_worker_the_text_of_a_draft_is_erased_and_nothing_leads_back"
AGAIN = "cli/erased_again::whoever_was_erased_since_the_backup_is_erased_again"
PUT_RIGHT = "actions/corrections::everything_is_put_right_and_only_the_names_of_the_fields_are_kept_of_it"
CONSENTS = "actions/registration::consents_notice_and_audit_are_written_with_the_request"
COMES_BACK, CHANGED = "cli/backup::what_comes_back_is_what_went_in_and_can_be_read", "cli/backup::a_backup_that_was_changed_or_cut_is_refused_and_leaves_nothing"

REMOVALS = (
    removal(39, "the key of an erased person stays", Edit(ERASURES, 'worker.data_key, worker.erased_at = b"", by.now', "worker.erased_at = by.now"), NOTHING_OPENS),
    removal(39, "an erased person is still found", Edit(ERASURES, "    worker.name_index = worker.id_no_index = worker.phone_index = None\n", ""), NOTHING_OPENS),
    removal(39, "colleagues' lines name an erased person", Edit(ERASURES, "    _unname(session, worker)\n", ""), NOTHING_OPENS),
    removal(39, "drafts of cases keep the story", Edit(ERASURES, "drafts = proposals.forget(session, tickets)", "drafts = len(proposals.__name__)"), DRAFTS),
    removal(42, "a restored backup brings erased people back", Edit("legalaid/backup.py", "again += erased_list.again(session, runtime.system(), ident)", "again += 1"), AGAIN),
    removal(39, "what is open does not stand against it", Edit(ERASURES, '    said = [f"{words}。" for words in found.open_]\n', "    said: list[str] = []\n"), NOTHING_OPENS),
    removal(
        39,
        "the list is erased without release",
        (
            Edit(DUE, 'select(Erasure.id).where(Erasure.state == "RELEASED")', 'select(Erasure.id).where(Erasure.state.in_(("DUE", "RELEASED")))'),
            Edit(DUE, 'Erasure.id == ident, Erasure.state == "RELEASED"', "Erasure.id == ident"),
        ),
        RELEASED,
    ),
    removal(39, "what is open again is erased", Edit(DUE, "        if _last_day(session, row.worker, days.today(by)) is None:\n", "        if row.worker.erased_at is not None:\n"), RELEASED),
    removal(39, "periods end a day too soon", Edit(DUE, "found.period.until < on else None", "found.period.until <= on else None"), RELEASED),
    removal(
        40,
        "lines of the desk are shown",
        Edit(OWN, "select(TicketEvent).where(TicketEvent.ticket_id == ticket.id, TicketEvent.public)", "select(TicketEvent).where(TicketEvent.ticket_id == ticket.id)"),
        MY_DATA,
    ),
    removal(
        40,
        "colleagues' lines are shown",
        Edit(
            OWN, "select(GroupMember).where(GroupMember.worker_id == ticket.worker_id, GroupMember.group_id == ticket.group_id)", "select(GroupMember).where(GroupMember.group_id == ticket.group_id)"
        ),
        MY_DATA,
    ),
    removal(40, "a guessed receipt shows what earlier requests brought in", Edit(OWN, "proven = receipts.in_person(ticket)", "proven = True"), KNOWS_LITTLE),
    removal(39, "a guessed receipt tells who has asked before", Edit(ERASURES, "        return [IN_PERSON]\n", "        pass\n"), GUESSED),
    removal(40, "taking one's data leaves nothing", Edit(OWN, '    audit.record(session, by, "personal.export", ticket)\n', ""), MY_DATA),
    removal(
        40,
        "corrections keep what was there",
        Edit(
            CORRECTIONS,
            'audit.record(session, by, "ticket.correct", ticket, fields=sorted(changed), reason=reason)',
            'audit.record(session, by, "ticket.correct", ticket, fields=values, reason=reason)',
        ),
        PUT_RIGHT,
    ),
    removal(40, "corrections leave no line", Edit(CORRECTIONS, '    history.note(session, by, ticket, "CORRECTED", f"补充、更正了{\'、\'.join(words)}", public=True)\n', ""), PUT_RIGHT),
    removal(41, "one consent for everything", Edit("legalaid/actions/tickets.py", '    for kind in ("DATA", "SENSITIVE"):\n', '    for kind in ("DATA",):\n'), CONSENTS),
    removal(41, "nobody knows to which text", Edit("legalaid/actions/tickets.py", "kind=kind, text_version=CONSENT_VERSION, given_at", 'kind=kind, text_version="", given_at'), CONSENTS),
    removal(
        42,
        "rows lose what they point to and nobody compares",
        (
            Edit("legalaid/copying.py", "            waiting += [row for row in rows if any(row[name] is not None for name in own)]\n", ""),
            Edit("legalaid/backup.py", "        before = copying.contents(rows)\n        _must_equal(before, copying.contents(into))\n", "        before = copying.contents(rows)\n"),
        ),
        COMES_BACK,
    ),
    removal(
        42,
        "a restore leaves no entry",
        Edit(
            "legalaid/backup.py",
            '            audit.record(session, runtime.system(), "backup.restore", "backups", manifest.ident, rows=manifest.rows, audit_seq=end)\n',
            "            session.flush()\n",
        ),
        COMES_BACK,
    ),
    removal(42, "a clear copy stays", Edit("legalaid/backup.py", "            left.unlink()\n", "            left.stat()\n"), COMES_BACK),
    removal(
        42, "chunks stand in any order", Edit(BACKUP_FILES, "return f\"backup:{ident}:{number}:{'last' if last else 'more'}\"", "return f\"backup:{ident}:{'last' if last else 'more'}\""), CHANGED
    ),
    removal(42, "a backup may be cut", Edit(BACKUP_FILES, "return f\"backup:{ident}:{number}:{'last' if last else 'more'}\"", 'return f"backup:{ident}:{number}"'), CHANGED),
    removal(42, "a manifest is believed", Edit(BACKUP_FILES, "if not hmac.compare_digest(signature, _signature(keys, _body(manifest))):", "if not signature:"), CHANGED),
)
