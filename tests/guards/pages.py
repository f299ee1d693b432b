"""What pages, forms and files for spreadsheets do to those who open them: demands 19 to 24."""

from tests.guards.shape import Edit, removal

APP, DOORS = "legalaid/app.py", "legalaid/web/doors.py"
EVERY_PAGE, ERRORS = "web/headers::every_page_of_every_role_has_them", "web/headers::errors_methods_and_files_have_them_too"
BROWSER, ALL_PAYLOADS = "journeys/stored_xss::what_people_type_is_text_on_every_page", "journeys/stored_xss::every_payload_in_every_field_on_every_page"
AS_TEXT = "web/pages::what_people_typed_is_shown_as_text"
CELLS = "web/exports::no_cell_of_any_export_begins_like_a_formula"
TOO_MANY = "web/throttle::requests_and_files_have_a_limit_and_nothing_typed_is_lost"
CALLS = "api/call_limit::a_client_that_calls_too_often_waits_and_nobody_else"

REMOVALS = (
    removal(
        19,
        "forms are taken without a token",
        Edit(APP, "WTF_CSRF_TIME_LIMIT=None,", "WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_CHECK_DEFAULT=False,"),
        "web/csrf::no_unsafe_route_takes_a_form_without_the_token_or_with_anothers",
    ),
    removal(
        19,
        "one address is taken out",
        Edit(
            APP,
            "    for blueprint in api.register(app):\n",
            '    csrf.exempt(app.view_functions["doors.sign_in"])\n    csrf.exempt(app.view_functions["doors.sign_out"])\n    for blueprint in api.register(app):\n',
        ),
        "web/csrf::no_unsafe_route_takes_a_form_without_the_token_or_with_anothers",
    ),
    removal(20, "no policy", Edit(APP, '    response.headers["Content-Security-Policy"] = response.headers.get("Content-Security-Policy", CSP)\n', ""), EVERY_PAGE, ERRORS),
    removal(20, "scripts in the page run", Edit(APP, "script-src 'self'; style-src", "script-src 'self' 'unsafe-inline'; style-src"), EVERY_PAGE),
    removal(20, "types are guessed", Edit(APP, '    response.headers["X-Content-Type-Options"] = "nosniff"\n', ""), ERRORS),
    removal(20, "pages in frames of others", Edit(APP, '    response.headers["X-Frame-Options"] = "DENY"\n', ""), ERRORS),
    removal(20, "other sites learn the address", Edit(APP, '    response.headers["Referrer-Policy"] = "same-origin"\n', ""), ERRORS),
    removal(20, "errors go without", Edit(APP, "    app.after_request(_headers)\n", "    app.after_request(lambda answer: _headers(answer) if answer.status_code < 400 else answer)\n"), ERRORS),
    removal(21, "a field counts as markup", Edit("legalaid/templates/desk/part_facts.html", "('单位', ticket.employer_name)", "('单位', ticket.employer_name | safe)"), AS_TEXT, BROWSER, ALL_PAYLOADS),
    removal(
        21,
        "a name shows its markup",
        Edit("legalaid/tables/sealed.py", 'return str(self).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace(\'"\', "&quot;")', "return str(self)"),
        AS_TEXT,
    ),
    removal(22, "a text may begin like a formula", Edit("toolkit/group_book.py", 'return f"\'{text}" if text.startswith(DANGEROUS) else text', "return text"), CELLS),
    removal(
        22,
        "texts of a table go as they are",
        Edit("legalaid/table_files.py", "value.isoformat() if isinstance(value, date) else guarded(str(value))", "value.isoformat() if isinstance(value, date) else str(value)"),
        CELLS,
    ),
    removal(
        22,
        "an export that nobody named",
        Edit("legalaid/web/weekly.py", '@bp.get("/<int:year>-<int:week>.csv")\n', '@bp.get("/<int:year>-<int:week>/again", endpoint="again")\n@bp.get("/<int:year>-<int:week>.csv")\n'),
        "web/exports::every_export_that_pages_reach_is_named_here",
    ),
    removal(
        23,
        "the way back leads anywhere",
        Edit(DOORS, 'if not target or not target.startswith("/") or target.startswith("//") or any(c <= " " or c in "\\\\\\x7f" for c in target):', "if not target:"),
        "web/sessions::the_way_back_after_signing_in_never_leaves_the_site",
    ),
    removal(23, "two slashes are a path", Edit(DOORS, ' or target.startswith("//")', ""), "web/sessions::the_way_back_after_signing_in_never_leaves_the_site"),
    removal(23, "browsers read a backslash as a slash", Edit(DOORS, ' or any(c <= " " or c in "\\\\\\x7f" for c in target)', ""), "web/sessions::the_way_back_after_signing_in_never_leaves_the_site"),
    removal(23, "any host", Edit(APP, "TRUSTED_HOSTS=list(settings.trusted_hosts) or None", "TRUSTED_HOSTS=None"), "web/headers::a_host_that_is_not_ours_gets_nothing"),
    removal(
        23,
        "anybody is a proxy",
        (
            Edit(APP, "    if settings.proxies:\n", ""),
            Edit(APP, "        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies)", "    app.wsgi_app = ProxyFix(app.wsgi_app)"),
            Edit("legalaid/cli/web.py", "clear_untrusted_proxy_headers=not runtime.settings.proxies", "clear_untrusted_proxy_headers=False"),
        ),
        "cli/process::what_a_proxy_says_is_believed_only_where_one_is_set",
    ),
    removal(24, "requests are not counted", Edit("legalaid/web/apply.py", '            throttle.take(s, current.by(), "submit_from", current.address())\n', ""), TOO_MANY),
    removal(
        24,
        "files are not counted",
        Edit(APP, '                    throttle.take(s, current.by(), "upload", str(current.by().actor_id or current.address()))\n', "                    pass\n"),
        TOO_MANY,
    ),
    removal(24, "calls are not counted", Edit(APP, '                throttle.take(s, current.by(), "api", str(current.by().actor_id))\n', "                s.flush()\n"), CALLS),
    removal(24, "nothing says when to try again", Edit("legalaid/refusals.py", '{"Retry-After": str(error.seconds)} if isinstance(error, TooMany) else None', "None"), CALLS),
)
