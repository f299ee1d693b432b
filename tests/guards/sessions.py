"""Sessions and what stays on the device: demands 8 to 12."""

from tests.guards.shape import Edit, removal

SESSIONS, DOORS, ACCOUNTS, POSTS = "legalaid/web/sessions.py", "legalaid/web/doors.py", "legalaid/actions/accounts.py", "legalaid/actions/posts.py"
COOKIE = "web/sessions::the_cookie_is_random_not_for_scripts_and_only_its_hash_is_stored"
SECURE = "web/headers::over_https_the_cookie_is_bound_to_the_host_and_transport_is_strict"
NEW_ID = "web/sessions::an_id_known_before_the_sign_in_is_worth_nothing_after"
NEW_ID_TOO = "web/sessions::the_receipt_code_too_gives_a_new_id"
OTHER_POSTS = "web/sessions::other_posts_mean_another_session_at_once_and_at_midnight"
LIMITS = "web/sessions::staff_are_signed_out_after_half_an_hour_of_nothing_and_after_twelve_hours_anyway"
CLOCK = "drills/clock::no_session_lives_longer_and_no_number_is_given_twice"
OUT = "web/sessions::signing_out_acts_at_once_in_every_tab_and_a_late_answer_does_not_undo_it"
FIRST_STEP = "web/second_factors::a_first_step_ends_with_the_password_that_it_was_taken_with"
PASSWORD = "web/passwords::ones_own_is_changed_with_the_old_one_and_every_other_session_ends"
NEVER_IDLE = Edit(SESSIONS, "IDLE_STAFF = timedelta(minutes=30)", "IDLE_STAFF = timedelta(days=30)")
ENDLESS = Edit(SESSIONS, "ABSOLUTE_STAFF = timedelta(hours=12)", "ABSOLUTE_STAFF = timedelta(days=12)")

REMOVALS = (
    removal(8, "scripts read the cookie", Edit(SESSIONS, 'session.token, httponly=True, samesite="Lax"', 'session.token, samesite="Lax"'), COOKIE),
    removal(8, "other sites send the cookie along", Edit(SESSIONS, 'session.token, httponly=True, samesite="Lax"', "session.token, httponly=True"), COOKIE),
    removal(8, "the row holds the cookie itself", Edit(SESSIONS, 'return crypto.token_hash(self.runtime.keys, "session", token)', "return token"), COOKIE),
    removal(8, "the cookie is a short number", Edit(SESSIONS, "secrets.token_urlsafe(32)", "secrets.token_urlsafe(6)"), COOKIE),
    removal(
        8,
        "the values stand in the row as they are",
        (
            Edit(
                SESSIONS,
                'row.data = crypto.office_seal(self.runtime.keys, json.dumps(dict(session)).encode(), f"sessions:data:{row.id}")',
                "row.data = json.dumps(dict(session), ensure_ascii=False).encode()",
            ),
            Edit(SESSIONS, 'json.loads(crypto.office_unseal(self.runtime.keys, row.data, f"sessions:data:{row.id}"))', "json.loads(row.data)"),
        ),
        "web/sessions::the_values_are_sealed_in_the_row",
    ),
    removal(8, "the cookie is not bound to the host", Edit(SESSIONS, 'return "__Host-legalaid" if app.config["SESSION_COOKIE_SECURE"] else "legalaid"', 'return "legalaid"'), SECURE),
    removal(8, "the cookie goes over http", Edit(SESSIONS, 'secure=app.config["SESSION_COOKIE_SECURE"], path="/"', 'path="/"'), SECURE),
    removal(
        8, "browsers are not told to stay on https", Edit("legalaid/app.py", '    if request.is_secure:\n        response.headers["Strict-Transport-Security"] = "max-age=31536000"\n', ""), SECURE
    ),
    removal(9, "a session keeps its id", Edit(SESSIONS, "self.renew = self.modified = True", "self.modified = True"), NEW_ID, NEW_ID_TOO),
    removal(9, "the receipt code keeps the id", Edit("legalaid/web/track.py", "    renew_id()\n", ""), NEW_ID_TOO),
    removal(
        9,
        "a new post leaves sessions open",
        Edit(POSTS, "    session.add(row)\n    session.flush()\n    accounts.sign_out(session, account.id)\n", "    session.add(row)\n    session.flush()\n"),
        OTHER_POSTS,
    ),
    removal(9, "the end of a post leaves sessions open", Edit(POSTS, "    accounts.sign_out(session, row.account_id)\n", ""), OTHER_POSTS),
    removal(
        9, "a session goes on over midnight", Edit(SESSIONS, "ends = min(ends, accounts.posts_hold_until(database, UUID(account), now) or ends)", "ends = min(ends, now + ABSOLUTE_STAFF)"), OTHER_POSTS
    ),
    removal(10, "nobody is idle too long", NEVER_IDLE, LIMITS),
    removal(10, "a session has no end", ENDLESS, LIMITS),
    removal(10, "a session goes on for days", (NEVER_IDLE, ENDLESS), CLOCK),
    removal((10, 48), "a clock set back makes sessions longer", Edit(SESSIONS, "if row.last_seen_at + idle <= now or longer:", "if row.last_seen_at + idle <= now:"), CLOCK),
    removal(11, "signing out forgets the cookie only", Edit(SESSIONS, "                database.execute(delete(Row).where(Row.id == session.row_id))\n", "                database.flush()\n"), OUT),
    removal(
        11,
        "a late answer brings the session back",
        Edit(SESSIONS, "                if session.row_id is not None and not session.renew:\n", "                if session.row_id is None and session.renew:\n"),
        OUT,
    ),
    removal(
        11,
        "a disabled account acts",
        Edit(ACCOUNTS, 'if account is None or account.state != "ACTIVE":\n        return None', "if account is None:\n        return None"),
        "web/sessions::disabling_acts_on_the_next_request",
    ),
    removal(11, "a new password leaves sessions open", Edit("legalaid/actions/passwords.py", "    accounts.sign_out(session, account.id)\n", ""), PASSWORD),
    removal(11, "a first step outlives the password", Edit(DOORS, "{account.password_changed_at} {binding", "{binding"), FIRST_STEP),
    removal(11, "a first step outlives the binding", Edit(DOORS, " {binding and binding.id}", ""), "web/single_sign_on::a_first_step_through_the_provider_ends_with_the_binding"),
    removal(11, "the old password is not asked for", Edit("legalaid/actions/passwords.py", "    if not password_right:\n", "    if not password_right and account is None:\n"), PASSWORD),
    removal(12, "the browser keeps what it has", Edit("legalaid/web/my.py", '    response.headers["Clear-Site-Data"] = \'"cache"\'\n', ""), "web/track::leaving_forgets_the_request_on_this_device"),
    removal(
        12,
        "leaving ends no session",
        Edit("legalaid/web/my.py", "        raise NotSignedIn\n    session.clear()\n", "        raise NotSignedIn\n"),
        "web/track::leaving_forgets_the_request_on_this_device",
    ),
    removal(
        12,
        "pages are kept by the browser",
        Edit("legalaid/app.py", '        response.headers["Cache-Control"] = "no-store"\n', '        response.headers["Cache-Control"] = "private"\n'),
        "web/headers::every_page_of_every_role_has_them",
    ),
)
