"""Files that somebody hands in: demands 25 to 29."""

from tests.guards.shape import Edit, removal

UPLOADS, PACKAGES, FILMS, STORE = "legalaid/uploads.py", "legalaid/upload_packages.py", "legalaid/upload_films.py", "legalaid/filestore.py"
ATTACHMENTS, SCANNER = "legalaid/actions/attachments.py", "legalaid/scanner.py"
DISGUISED, BROKEN = "uploads/uploads::what_is_not_what_it_says_is_refused_by_name_and_reason", "uploads/uploads::whatever_is_broken_is_taken_or_refused_and_never_anything_else"
ARCHIVE = "uploads/uploads::an_archive_leads_nowhere_and_holds_only_what_would_be_taken_by_itself"
FULL = "actions/attachments::a_matter_holds_no_more_than_its_limit_even_when_two_send_at_once"
PHONE = "uploads/uploads::a_film_keeps_every_sample_where_it_was_and_loses_place_device_and_whatever_is_not_picture_or_sound"
PIECES, PLANT = "actions/attachments::a_piece_that_was_changed_moved_or_lost_is_noticed", "web/plant::what_was_planted_is_nowhere_in_clear"
LOOKS = "actions/attachments::what_the_worker_hands_in_is_kept_exactly_announced_once_and_every_look_is_audited"
NOBODY_ELSE = "web/attachments::nobody_else_reaches_a_file_by_its_address"
AWAY, VIRUS = "actions/attachments::while_the_scanner_is_away_only_the_sender_opens_it_and_the_job_asks_again", "web/attachments::a_virus_is_refused_kindly_and_what_could_not_be_scanned_waits"

REMOVALS = (
    removal(25, "the ending says what it is", Edit(UPLOADS, "        _agree(kind, content)\n", ""), DISGUISED),
    removal(
        25,
        "something else may be attached",
        Edit(UPLOADS, 'if (wanted != "zip" and zipfile.is_zipfile(io.BytesIO(content))) or (kind != "pdf" and b"%PDF-" in content[:1024]):', "if not wanted and not content:"),
        DISGUISED,
    ),
    removal(25, "no parser opens it", Edit(UPLOADS, "        made, kept = _parsed(kind, content), _MADE.get(kind, kind)\n", "        made, kept = content, kind\n"), DISGUISED),
    removal(25, "films may fetch what they show", Edit(FILMS, "if any(content[box.body + 3] & 1 == 0 for", "if all(not content for"), DISGUISED),
    removal(25, "samples may be anywhere", Edit(FILMS, '            if at < box.body or end > box.end:\n                raise ValueError("cut off")\n', ""), DISGUISED),
    removal(25, "places of a phone stay in its films", Edit(FILMS, '        _keep(content, made, b"", 0, len(content))\n', ""), PHONE),
    removal(25, "tracks of places stay", Edit(FILMS, "        if whole:\n            made[done : box.end] = bytes(box.end - done)\n", ""), PHONE),
    removal(25, "macros come along", Edit(PACKAGES, 'if any(_MACRO.search(name) for name in parts) or b"macroenabled" in types.lower():', "if not parts:"), DISGUISED),
    removal(25, "a file may have two endings", Edit(UPLOADS, "if part in _RUNS), None):", "if part in _RUNS and not stem), None):"), DISGUISED),
    removal(25, "a file may be as large as it likes", Edit(UPLOADS, "if len(content) > MOST_FILE:", "if len(content) > MOST_OF_MATTER:"), DISGUISED),
    removal(
        25,
        "parsers raise what they like",
        (
            Edit(
                "legalaid/upload_media.py",
                "BROKEN = (ValueError, LookupError, TypeError, AttributeError, OSError, EOFError, ArithmeticError, RuntimeError, AssertionError, SyntaxError, struct.error, zlib.error)",
                "BROKEN = (ValueError, OSError)",
            ),
            Edit(PACKAGES, "_BAD = (zipfile.BadZipFile, zlib.error, NotImplementedError, *BROKEN)", "_BAD = (zipfile.BadZipFile, *BROKEN)"),
        ),
        BROKEN,
    ),
    removal(26, "paths of an archive lead anywhere", Edit(PACKAGES, 'if _ASIDE.search(said) or "\\0" in info.orig_filename or', "if"), ARCHIVE),
    removal(26, "an archive unpacks to any size", Edit(PACKAGES, "    if sum(info.file_size for info in found) > MOST_UNPACKED:\n        raise Refused(_TOO_MUCH)\n", ""), ARCHIVE),
    removal(26, "an archive holds any number of files", Edit(PACKAGES, "    if len(found) > most:\n", "    if len(found) > most * most:\n"), ARCHIVE),
    removal(26, "what lies in an archive is not looked at", Edit(PACKAGES, "                path, cleaned = check(said, body)\n", "                path, cleaned = said, body\n"), ARCHIVE),
    removal(
        26,
        "a matter holds what it likes",
        Edit(ATTACHMENTS, "if held + sum(len(f.upload.content) for f in files) > MOST_OF_MATTER:", "if sum(len(f.upload.content) for f in files) > MOST_OF_MATTER:"),
        FULL,
    ),
    removal(26, "two at once look before either writes", Edit(ATTACHMENTS, "_for(session, by, no, change=True)", "_for(session, by, no)"), FULL),
    removal(26, "any number of files at once", Edit(ATTACHMENTS, "    if len(files) > MOST_FILES:\n", "    if len(files) > MOST_OF_MATTER:\n"), FULL),
    removal(
        (27, 32),
        "files lie in the database as they are",
        (
            Edit(STORE, "sealed=crypto.seal(key, key_id, content[start : start + PIECE], _place(row, number))", "sealed=content[start : start + PIECE]"),
            Edit(STORE, 'b"".join(crypto.unseal(key, sealed, _place(row, number)) for number, sealed in pieces)', 'b"".join(sealed for _number, sealed in pieces)'),
        ),
        PLANT,
    ),
    removal(
        27,
        "one key for all files of a person",
        (
            Edit(STORE, "    key, key_id = data_key(session, row)\n", "    key, key_id = data_key(session, row.ticket.worker)\n"),
            Edit(STORE, "    key, _ = data_key(session, row)\n", "    key, _ = data_key(session, row.ticket.worker)\n"),
        ),
        PIECES,
    ),
    removal(27, "what comes out is not compared", Edit(STORE, "    if digest(content) != row.sha256:\n", "    if not row.sha256:\n"), PIECES),
    removal(28, "a look at a file leaves nothing", Edit(ATTACHMENTS, '    audit.record(session, by, "attachment.read", row, no=no, sha256=row.sha256)\n', ""), LOOKS),
    removal(28, "a file opens under any number", Edit(ATTACHMENTS, "if row is None or row.ticket_id != ticket.id or", "if row is None or"), NOBODY_ELSE),
    removal(
        28,
        "files of anybody's request",
        Edit(
            ATTACHMENTS,
            "    return (scopes.ticket_for_change if change else scopes.ticket)(session, by, no)\n",
            "    found = session.scalar(select(Ticket).where(Ticket.no == no))\n    if found is None:\n        raise NotFound\n    return found\n",
        ),
        NOBODY_ELSE,
    ),
    removal(29, "without an answer a file is good", Edit(ATTACHMENTS, 'state = "UNSCANNED" if scanner is None else "WAITING"', 'state = "UNSCANNED" if scanner is None else "CLEAN"'), AWAY, VIRUS),
    removal(29, "what waits opens for everybody", Edit(ATTACHMENTS, ' and (row.scan in ("CLEAN", "UNSCANNED") or mine(by, row))', ""), AWAY, VIRUS),
    removal(
        29,
        "what was found is kept",
        Edit(
            ATTACHMENTS,
            '        if state == "INFECTED":\n            infected.append(one)\n        else:\n            kept.append(Checked(one, state))\n',
            "        kept.append(Checked(one, state))\n",
        ),
        VIRUS,
    ),
    removal(29, "what was found later stays", Edit(ATTACHMENTS, '        filestore.destroy(session, row)\n        done["destroyed"] += 1\n', '        done["destroyed"] += 1\n'), AWAY),
    removal(29, "no answer is a good one", Edit(SCANNER, '        raise NotScanned("unexpected answer")\n', "        return True\n"), "uploads/scanner::any_other_answer_is_none"),
    removal(29, "an answer that begins well is a good one", Edit(SCANNER, 're.fullmatch(rb"stream: OK\\0?", said)', 're.match(rb"stream: OK", said)'), "uploads/scanner::any_other_answer_is_none"),
)
