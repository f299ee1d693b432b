"""What stands between an identity provider's answer and a session: demand 51."""

from tests.guards.shape import Edit, removal

TOKENS, PROVIDER, SETTINGS = "legalaid/id_tokens.py", "legalaid/provider.py", "legalaid/settings.py"
PAGES, ACTIONS, DOORS = "legalaid/web/single_sign_on.py", "legalaid/actions/identities.py", "legalaid/web/doors.py"
LIES = "web/provider_lies::every_lie_of_the_provider_is_refused_with_a_page_and_an_audit_line_and_no_session"
ONCE = "web/provider_lies::an_answer_opens_a_session_once_in_one_browser_and_for_five_minutes"
NOBODY = "web/provider_lies::a_lie_binds_nobody_and_says_so_on_ones_own_page"
WAY_BACK = "web/provider_lies::the_way_back_after_the_provider_never_leaves_the_site"
COUNTED = "web/provider_lies::tries_are_counted_by_address_and_leave_the_way_by_password_open"
DOWN = "web/provider_lies::a_provider_that_is_down_has_a_page_and_keeps_nobody_out"
DOOR = "web/provider::the_door_asks_for_a_code_with_state_nonce_and_pkce"
TIMES = "web/provider::the_times_of_a_token_are_those_of_now_give_or_take_a_minute"
KEYS = "web/provider::a_new_key_is_looked_for_once_and_not_for_every_token_that_names_none"
DESCRIBED = "web/provider::a_description_that_is_another_or_leads_to_unsafe_places_is_not_believed"
LONG = "web/provider::a_true_answer_that_is_too_long_or_too_slow_is_not_waited_for"
WHOLE = "web/provider::the_settings_are_whole_or_none"
NO_TRACE = "web/single_sign_on::without_a_provider_in_the_settings_there_is_no_trace_of_it"
BOUND = "web/single_sign_on::an_account_is_bound_by_its_owner_and_opened_from_then_on"
ONE = "web/single_sign_on::a_person_of_the_provider_has_one_account_and_an_account_one_person"
NOT_KEPT = "web/single_sign_on::neither_tokens_nor_who_it_was_are_kept"
FACTOR = "web/single_sign_on::the_second_factor_is_asked_for_unless_the_provider_vouches_for_one"
VOUCHED = "web/single_sign_on::whoever_must_have_a_second_factor_sets_it_up_or_is_vouched_for"
ENDS = "web/single_sign_on::all_that_ends_a_session_ends_those_from_the_provider_too"
WITHDRAWN = "web/single_sign_on::an_administrator_sees_and_ends_a_binding_with_a_reason_and_the_person_is_told"

REMOVALS = (
    removal(51, "a token needs no signature", Edit(TOKENS, 'options={"require"', 'options={"verify_signature": False, "verify_iss": True, "verify_aud": True, "require"'), LIES),
    removal(51, "a token may say how it is signed", Edit(TOKENS, '        raise Untrue("签名算法不允许")\n', "        pass\n"), LIES),
    removal(51, "any key of the provider signs", Edit(TOKENS, 'if said.key_id is None or key.get("kid") == said.key_id]', "]"), LIES),
    removal(51, "the first of several keys is the one", Edit(TOKENS, "if len(found) == 1 else None", "if found else None"), LIES),
    removal(51, "a key for other uses signs", Edit(TOKENS, ' and key.get("use", "sig") == "sig"', ""), LIES),
    removal(51, "short keys sign", Edit(TOKENS, ', "enforce_minimum_key_length": True', ""), LIES),
    removal(51, "anybody's token is good", Edit(TOKENS, '"verify_exp": False', '"verify_aud": False, "verify_exp": False'), LIES),
    removal(51, "another issuer's token is good", Edit(TOKENS, "[said.algorithm], issuer=issuer, audience=client,", "[said.algorithm], audience=client,"), LIES),
    removal(51, "a token for several names nobody", Edit(TOKENS, '        raise Untrue("不是发给本系统的")\n\n\ndef _of_now', "        pass\n\n\ndef _of_now"), LIES),
    removal(51, "any nonce is the one that was sent", Edit(TOKENS, "hmac.compare_digest(found[\"nonce\"].encode(), nonce.encode())", "found[\"nonce\"]"), LIES, NOBODY),
    removal(51, "a token has no end", Edit(TOKENS, 'if not times["exp"] + skew > at:', "if False:"), TIMES),
    removal(51, "a token of tomorrow is good", Edit(TOKENS, 'if not (times["iat"] - skew <= at and times.get("nbf", 0) - skew <= at):', "if False:"), TIMES),
    removal(51, "a token of last year is good", Edit(TOKENS, 'if not times["iat"] + oldest + skew >= at:', "if False:"), TIMES),
    removal(51, "yes and no are times", Edit(TOKENS, "isinstance(at, bool) or not isinstance(at, int | float)", "not isinstance(at, int | float)"), TIMES),
    removal(51, "new keys are looked for every time", Edit(PROVIDER, "(AGAIN if anew else HOLDS)", "(AGAIN * 0 if anew else HOLDS)"), KEYS),
    removal(51, "new keys are never looked for", Edit(PROVIDER, "self._signing_keys(now, anew=True)", "self._signing_keys(now)"), KEYS),
    removal(51, "any description is the provider's", Edit(PROVIDER, '        if found.get("issuer") != self.settings.issuer:\n            raise Untrue("发行方不对")\n', ""), DESCRIBED),
    removal(51, "the description leads anywhere", Edit(PROVIDER, " or not self._may_ask(found[name]):", ":"), DESCRIBED),
    removal(51, "an answer may be sent on", Edit(PROVIDER, "urllib.request.build_opener(_Staying).open(", "urllib.request.build_opener().open("), LIES),
    removal(51, "an answer has no end", Edit(PROVIDER, "if len(body) > _LONGEST or time.monotonic() > ends:", "if time.monotonic() > ends:"), LONG, LIES),
    removal(51, "an answer takes as long as it likes", Edit(PROVIDER, "if len(body) > _LONGEST or time.monotonic() > ends:", "if len(body) > _LONGEST:"), LONG),
    removal(51, "everybody waits for a provider that is away", Edit(PROVIDER, "            self._failed_at = now\n", ""), DOWN),
    removal(51, "no word of the verifier is sent ahead", Edit(PROVIDER, '            "code_challenge": challenge, "code_challenge_method": "S256",\n', ""), DOOR),
    removal(51, "the verifier itself is sent ahead", Edit(PROVIDER, "hashlib.sha256(verifier.encode()).digest()", "verifier.encode()"), DOOR),
    removal(51, "another provider may answer", Edit(PAGES, 'if not provider.named(request.args.get("iss"), current.now()):', "if False:"), LIES),
    removal(51, "any state is the one that was sent", Edit(PAGES, 'if not asked or not crypto.same(asked["state"], given):', "if not asked:"), LIES),
    removal(51, "an answer counts again", Edit("legalaid/actions/throttle.py", '"single_sign_on": Rule(1,', '"single_sign_on": Rule(9,'), ONCE),
    removal(51, "an answer is waited for all day", Edit(PAGES, 'if datetime.fromisoformat(asked["until"]) <= current.now():', "if False:"), ONCE),
    removal(51, "a binding is confirmed the next day", Edit(PAGES, 'if told is not None and datetime.fromisoformat(told["until"]) > current.now() else None', ""), ONCE),
    removal(51, "the provider's way back leads anywhere", Edit(PAGES, 'doors.own_path(request.args.get("next"))', 'request.args.get("next")'), WAY_BACK),
    removal(
        51,
        "answers are not counted",
        Edit(PAGES, '    with current.writing() as s:\n        throttle.take(s, current.by(), "single_sign_on_from", current.address())\n    try:', "    try:"),
        COUNTED,
    ),
    removal(51, "what succeeds counts as a try", Edit(PAGES, '        throttle.give_back(s, "single_sign_on_from", current.address())\n\n    vouched', "\n    vouched"), COUNTED),
    removal(51, "a refusal leaves no entry", Edit(PAGES, "    if not isinstance(error, Paused):\n", "    if False:\n"), LIES, NOBODY, DOWN),
    removal(51, "half of the settings is enough", Edit(SETTINGS, "        if not given.get(name):\n", "        if False:\n"), WHOLE),
    removal(51, "the issuer is anything", Edit(SETTINGS, 'if not trustworthy(given["ISSUER"], near=True) or "?" in given["ISSUER"]:', "if False:"), WHOLE),
    removal(51, "the client's secret is told", Edit(SETTINGS, "    secret: str = field(repr=False)\n", "    secret: str\n"), WHOLE),
    removal(51, "there is a button without a provider", Edit("legalaid/templates/doors/sign_in.html", "{% if provider_label %}", "{% if true %}"), NO_TRACE),
    removal(51, "binding asks for no password", Edit(ACTIONS, "if not (password_right and (", "if not (("), BOUND, ENDS),
    removal(51, "binding asks for no second factor", Edit(ACTIONS, " or second_factors.check(session, by, code))):", " or True)):"), FACTOR),
    removal(51, "who it is stands in clear", Edit(ACTIONS, 'return crypto.blind_index(session.info["keys"], "identity", f"{issuer}\\x00{subject}")', "return subject"), BOUND, NOT_KEPT),
    removal(51, "an account is bound to two", Edit(ACTIONS, "    if at(session, account_id, issuer) is not None:\n", "    if False:\n"), ONE),
    removal(51, "the provider's word is always a second factor", Edit(PROVIDER, "return any(isinstance(one, str) and one in self.settings.factor for one in said)", "return any(said)"), FACTOR),
    removal(51, "the provider stands for the second factor", Edit(DOORS, 'vouched = provider is not None and provider["factor"]', "vouched = provider is not None"), FACTOR, VOUCHED),
    removal(51, "what was vouched for is forgotten with the next password", Edit("legalaid/web/passwords.py", "doors.enter(account.id, doors.vouching())", "doors.enter(account.id)"), VOUCHED),
    removal(51, "the session of a visitor goes on", Edit("legalaid/web/doors.py", "        session[\"provider\"] = provider\n    renew_id()\n", "        session[\"provider\"] = provider\n"), BOUND),
    removal(51, "who is unbound stays signed in", Edit(ACTIONS, "    session.flush()\n    accounts.sign_out(session, identity.account_id)\n", "    session.flush()\n"), ENDS, WITHDRAWN),
    removal(51, "a disabled account is opened from outside", Edit("legalaid/actions/accounts.py", 'if account is None or account.state != "ACTIVE":', "if account is None:"), ENDS),
    removal(51, "a binding is ended for whatever reason", Edit(ACTIONS, 'said = clear.text("reason", reason, shortest=4, longest=200,', 'said = reason or clear.text("reason", reason,'), WITHDRAWN),
    removal(51, "administrators end their own without a password", Edit(ACTIONS, "    if account_id == by.actor_id:\n", "    if False:\n"), WITHDRAWN),
)
