"""Personal data at rest, keys, rotation: demands 30 to 34."""

from tests.guards.shape import Edit, removal

CRYPTO, SEALED, TICKETS = "legalaid/crypto.py", "legalaid/tables/sealed.py", "legalaid/actions/tickets.py"
RESEALING, ROTATION, BACKUP_FILES = "legalaid/actions/resealing.py", "legalaid/rotation.py", "legalaid/backup_files.py"
MOVED = "actions/sealed::a_ciphertext_moved_to_another_row_or_column_does_not_open"
EMPTIED = "actions/sealed::emptying_the_data_key_erases_everything_under_it"
NO_PLAIN = "actions/sealed::no_plain_value_is_in_any_column"
PLANT = "web/plant::what_was_planted_is_nowhere_in_clear"
CHANGE = "drills/rotation::the_office_works_on_while_its_key_changes_and_a_killed_run_is_gone_on_with"
COMMANDS = "cli/keys::the_commands_say_what_they_did"
MADE_ONCE, OTHER_KEYS = "cli/office::keys_are_made_once_and_for_the_owner_only", "cli/backup::other_keys_and_a_home_with_something_in_it_are_refused"
BOUND = (Edit(CRYPTO, "AESGCM(key).encrypt(nonce, plain, aad.encode())", "AESGCM(key).encrypt(nonce, plain, None)"), Edit(CRYPTO, "sealed[start + 12 :], aad.encode())", "sealed[start + 12 :], None)"))

REMOVALS = (
    removal(30, "a ciphertext opens anywhere", BOUND, MOVED),
    removal((30, 33), "a rotation makes moved ciphertexts good", BOUND, CHANGE),
    removal(
        30,
        "everybody under the office key",
        (
            Edit(SEALED, "    owner = row.sealing_owner()\n    if owner is None:\n        return crypto.office_unseal", "    owner = None\n    if owner is None:\n        return crypto.office_unseal"),
            Edit(SEALED, "                owner = row.sealing_owner()\n", "                owner = None\n"),
        ),
        EMPTIED,
    ),
    removal(30, "who was erased gets a new key", Edit(SEALED, "    if owner.data_key is None:\n", "    if not owner.data_key:\n"), EMPTIED),
    removal(
        31,
        "the first summary is the story",
        Edit(TICKETS, "summary=first_summary(topic, employer_name, head_count, amount)", "summary=statement[:300]"),
        "actions/registration::the_classification_is_a_suggestion_and_the_first_summary_holds_no_story",
    ),
    removal(
        (31, 32),
        "what is searched by stands there as it is",
        Edit(CRYPTO, 'return hmac.new(keys.index, f"{field}\\x00{normalised}".encode(), hashlib.sha256).hexdigest()', "return normalised[:64]"),
        NO_PLAIN,
        PLANT,
    ),
    removal(
        (31, 32),
        "sealing gives plain text",
        (
            Edit(CRYPTO, "AESGCM(key).encrypt(nonce, plain, aad.encode())", "plain"),
            Edit(CRYPTO, "AESGCM(key).decrypt(sealed[start : start + 12], sealed[start + 12 :], aad.encode())", "sealed[start + 12 :]"),
        ),
        NO_PLAIN,
        PLANT,
    ),
    removal(32, "notices in a file name whom they go to", Edit("legalaid/senders.py", '"to": _masked(message.to)', '"to": message.to'), PLANT),
    removal(
        32,
        "a backup is the database",
        (
            Edit(BACKUP_FILES, "sealed = crypto.office_seal(keys, chunk, _place(ident, number, not following))", "sealed = chunk"),
            Edit(BACKUP_FILES, "crypto.office_unseal(keys, chunk, _place(manifest.ident, number, not following))", "chunk"),
        ),
        "cli/backup::nothing_readable_lies_in_a_backup_and_the_keys_are_not_in_it",
    ),
    removal(
        (30, 33),
        "a process keeps the keys it began with",
        Edit(CRYPTO, "        if mark is not None and mark != self._held[0]:\n", "        if mark is None and self._held[0] is None:\n"),
        CHANGE,
        COMMANDS,
    ),
    removal(33, "each run makes another key", Edit(ROTATION, "        new = len(keys.office) == 1\n", "        new = True\n"), CHANGE, COMMANDS),
    removal(33, "the former key leaves at once", Edit(ROTATION, "            if changed is None or by.now - changed < QUIET:\n", "            if changed is None:\n"), CHANGE, COMMANDS),
    removal(
        33,
        "what is written meanwhile is written over",
        Edit(RESEALING, "update(table).where(table.c.id == ident, column == sealed)", "update(table).where(table.c.id == ident)"),
        "drills/rotation::a_row_that_somebody_writes_meanwhile_keeps_what_they_wrote",
    ),
    removal(33, "what does not open is passed over in silence", Edit("legalaid/cli/keys.py", "    if done.broken:\n        raise SystemExit(1)\n", ""), COMMANDS),
    removal(34, "everybody reads the key file", Edit(CRYPTO, "flags, 0o600)", "flags, 0o644)"), MADE_ONCE),
    removal(34, "new keys over the old ones", Edit(CRYPTO, "        _put(path, _written(keys), os.O_EXCL)\n    except", "        _put(path, _written(keys), os.O_TRUNC)\n    except"), MADE_ONCE),
    removal(34, "a key file that others read is good enough", Edit(CRYPTO, "    if path.stat().st_mode & 0o077:\n", "    if path.stat().st_mode & 0o007:\n"), MADE_ONCE),
    removal(34, "a backup comes back with other keys", Edit(BACKUP_FILES, "if manifest.key not in keys.office or manifest.marks != marks(keys):", "if manifest.key not in keys.office:"), OTHER_KEYS),
    removal(34, "a backup comes back over a database", Edit("legalaid/backup.py", "    if place.exists():\n", "    if place.is_dir():\n"), OTHER_KEYS),
    removal(
        34,
        "a rotation begins without a key that is needed",
        Edit(ROTATION, "        _must_be_known(runtime, keys)\n", ""),
        "drills/rotation::a_key_that_is_nowhere_is_named_before_anything_is_changed",
    ),
)
