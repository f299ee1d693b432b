"""Passwords, second factors, receipt codes, keys: demands 1 to 7."""

from tests.guards.shape import Edit, removal

ACCOUNTS, DOORS, THROTTLE = "legalaid/actions/accounts.py", "legalaid/web/doors.py", "legalaid/actions/throttle.py"
FACTORS, CRYPTO, TICKETS = "legalaid/actions/second_factors.py", "legalaid/crypto.py", "legalaid/actions/tickets.py"
KEPT = "actions/accounts::a_password_is_kept_as_argon2id_and_compared_after_normalisation"
WEAK = "actions/accounts::a_weak_password_is_refused"
TRIES = "web/throttle::after_some_wrong_passwords_the_right_one_waits_too_in_every_worker"
LED = "web/second_factors::whoever_must_have_one_is_led_to_it_and_can_do_nothing_else_before"
ONCE = "web/second_factors::a_code_counts_once_and_a_phone_may_be_one_step_off"
RECEIPT = "actions/registration::the_receipt_code_opens_its_own_number_only_and_is_kept_only_as_a_hash"
GUESSED = "web/throttle::a_receipt_code_is_not_guessed"
NOTHING_STARTS = "cli/office::without_keys_or_tables_nothing_starts_and_nothing_is_made"
DEMO_HOME = "cli/office::a_demo_home_opens_in_demo_mode_and_only_when_it_is_whole"

REMOVALS = (
    removal(
        1,
        "another kind of Argon2",
        (
            Edit(ACCOUNTS, "from argon2 import PasswordHasher\n", "from argon2 import PasswordHasher, Type\n"),
            Edit(ACCOUNTS, "_HASHER = PasswordHasher()", "_HASHER = PasswordHasher(type=Type.I)"),
        ),
        KEPT,
    ),
    removal(1, "compared as typed", Edit(ACCOUNTS, '_HASHER.verify(stored or NOBODY, unicodedata.normalize("NFKC", password))', "_HASHER.verify(stored or NOBODY, password)"), KEPT),
    removal(
        1,
        "older parameters are good enough",
        Edit(ACCOUNTS, "return _HASHER.check_needs_rehash(stored)", "return False"),
        KEPT,
        "web/sessions::a_hash_with_older_parameters_is_made_anew_at_the_sign_in",
    ),
    removal(
        1,
        "the sign-in leaves the hash as it is",
        Edit(DOORS, 'fresh = accounts.hash_password(password) if accounts.needs_rehash(account.password_hash or "") else None', "fresh = None"),
        "web/sessions::a_hash_with_older_parameters_is_made_anew_at_the_sign_in",
    ),
    removal(2, "short passwords are taken", Edit(ACCOUNTS, "if len(plain) < 12:", "if len(plain) < 4:"), WEAK),
    removal(2, "common passwords are taken", Edit(ACCOUNTS, "if plain.lower() in _COMMON or len(set(plain)) < 4:", "if len(set(plain)) < 4:"), WEAK),
    removal(2, "one sign again and again is taken", Edit(ACCOUNTS, "if plain.lower() in _COMMON or len(set(plain)) < 4:", "if plain.lower() in _COMMON:"), WEAK),
    removal(2, "full-width signs are other signs", Edit(ACCOUNTS, 'plain = unicodedata.normalize("NFKC", password)', "plain = password"), WEAK),
    removal(3, "tries at a name are not counted", Edit(DOORS, '        throttle.take(s, current.by(), "sign_in", login, current.address())\n', ""), TRIES),
    removal(3, "tries from everywhere are not counted", Edit(DOORS, '        throttle.take(s, current.by(), "sign_in_any", login)\n', ""), TRIES),
    removal(3, "a name in capitals is another", Edit(THROTTLE, "part.strip().casefold() for part in subject", "part for part in subject"), TRIES),
    removal(3, "two may count the same try", Edit(THROTTLE, ".where(Throttle.name == name).with_for_update()", ".where(Throttle.name == name)"), "web/throttle::at_once_no_try_is_missed"),
    removal(
        4,
        "an unknown name is said to be one",
        Edit(DOORS, 'return page({"login": WRONG}, login', 'return page({"login": WRONG if account else "没有这个登录名。"}, login'),
        "web/sessions::a_failed_sign_in_says_the_same_words_and_keeps_the_name",
    ),
    removal(
        4,
        "tries at unknown names are not counted",
        Edit(
            DOORS, "    count_try(login)\n    account = accounts.find(current.reading(), login)\n", "    account = accounts.find(current.reading(), login)\n    if account:\n        count_try(login)\n"
        ),
        "web/throttle::an_unknown_name_is_held_up_like_a_known_one",
    ),
    removal(5, "a session from before the rule goes on", Edit("legalaid/current.py", " and (vouched or not second_factors.lacking(reading(), acting, second_factor_roles())):", ":"), LED),
    removal(5, "nobody must have one", Edit(DOORS, "(has or second_factors.lacking(current.reading(), by, current.second_factor_roles()))", "has"), LED),
    removal(
        5,
        "the password alone opens the session",
        Edit(DOORS, '        session["waiting"] = {', '        session["account"] = str(account.id)\n        session["waiting"] = {'),
        "web/second_factors::it_is_set_up_with_a_code_and_asked_for_after_the_password",
    ),
    removal(5, "a code counts again", Edit(FACTORS, "if step is None or step <= factor.last_step:", "if step is None:"), ONCE),
    removal(5, "a phone may be a minute off", Edit(FACTORS, "_DRIFT = 1", "_DRIFT = 2"), ONCE),
    removal(5, "a recovery code counts again", Edit(FACTORS, "if one.used_at is None and crypto.same", "if crypto.same"), ONCE),
    removal(5, "two may use one code at once", Edit(FACTORS, "SecondFactor.account_id == account_id).with_for_update()", "SecondFactor.account_id == account_id)"), ONCE),
    removal(
        5,
        "recovery codes are kept as they are",
        Edit(FACTORS, 'return crypto.receipt_hash(session.info["keys"], f"recovery:{account_id}", code)', 'return "".join(c for c in code.upper() if c.isalnum())'),
        "web/second_factors::neither_secret_nor_codes_are_readable_in_the_database",
    ),
    removal(
        6,
        "the number opens a request",
        Edit(TICKETS, "return ticket if crypto.same(given, stored) and ticket is not None else None", "return ticket"),
        RECEIPT,
        "actions/moves::a_new_receipt_code_takes_the_place_of_the_old_one",
    ),
    removal(6, "codes of forty bits", Edit(CRYPTO, 'int.from_bytes(secrets.token_bytes(10), "big")', 'int.from_bytes(secrets.token_bytes(5), "big")'), RECEIPT),
    removal(6, "receipt codes are kept as they are", Edit(CRYPTO, 'return hmac.new(keys.receipt, f"{no}\\x00{plain}".encode(), hashlib.sha256).hexdigest()', "return plain"), RECEIPT),
    removal(6, "guesses at a number are not counted", Edit("legalaid/web/track.py", '        throttle.take(s, by, "look_up", values["no"], current.address())\n', ""), GUESSED),
    removal(6, "guesses from an address are not counted", Edit("legalaid/web/track.py", '        throttle.take(s, by, "look_up_from", current.address())\n', ""), GUESSED),
    removal(
        6,
        "anybody prints a new code",
        (Edit("legalaid/actions/receipts.py", "    ticket = scopes.ticket_for_change(session, by, no)\n", "    ticket = session.scalars(select(Ticket).where(Ticket.no == no)).one()\n"),),
        "actions/moves::a_new_receipt_code_takes_the_place_of_the_old_one",
    ),
    removal(
        7,
        "an empty home is laid out by any command",
        Edit("legalaid/cli/home.py", "runtime = open_runtime(laid_out(settings) if new else settings)", "runtime = open_runtime(laid_out(settings))"),
        NOTHING_STARTS,
    ),
    removal(7, "a database is made where there is none", Edit("legalaid/cli/home.py", "        if not runtime.settings.founded:\n", "        if runtime.settings.empty:\n"), NOTHING_STARTS),
    removal(
        7,
        "production opens a demo home",
        Edit("legalaid/settings.py", "if self.demo_marker.exists() and not self.demo:", "if self.demo_marker.is_dir() and not self.demo:"),
        DEMO_HOME,
    ),
    removal(
        7, "half a demo home opens", Edit("legalaid/demo/__init__.py", 'if settings.demo_marker.read_text(encoding="ascii").strip() == FILLING:', "if not settings.demo_marker.exists():"), DEMO_HOME
    ),
)
