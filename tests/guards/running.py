"""Errors, logs, health, drills, migrations, the interface: demands 43 to 50."""

from tests.guards.shape import Edit, removal

REFUSALS, DATABASE, CURRENT, METRICS = "legalaid/refusals.py", "legalaid/database.py", "legalaid/current.py", "legalaid/metrics.py"
INVITATIONS = "legalaid/migrations/versions/0018_invitations.py"
JOBS, STREAMS, HEALTH = "legalaid/jobs.py", "legalaid/cli/streams.py", "legalaid/health.py"
UNEXPECTED, SAVING, PLANT = (
    "web/errors::an_unexpected_error_is_a_page_and_the_log_holds_its_number_and_place_only",
    "web/errors::an_error_while_saving_keeps_the_typed_words_out_of_the_log",
    "web/plant::what_was_planted_is_nowhere_in_clear",
)
MOVE, PLANTED, TOKEN = "web/metrics::numbers_move_with_what_happens", "web/metrics::nothing_planted_stands_there", "web/metrics::nobody_reads_them_but_who_knows_the_token"
DOWN_UP, FIRST_ROWS = "house/migrations::every_migration_goes_down_and_up_again_with_data", "house/migrations::rows_of_the_first_tables_survive_the_way_to_the_newest"
FULL = (
    "drills/full_disk::a_disk_without_room_takes_nothing_half",
    "drills/full_disk::a_database_server_without_room_takes_nothing_half",
    "drills/full_disk::a_file_that_may_not_grow_takes_nothing_half",
)
# what an exception says, into the log
TOLD = Edit(REFUSALS, "type(error).__name__, frames(error))", 'type(error).__name__, f"{frames(error)} {error} {error.__cause__}")')

REMOVALS = (
    removal(43, "the page says what broke", Edit(REFUSALS, "    return _answer(500, *_WORDS[500])\n", '    return _answer(500, _WORDS[500][0], f"{_WORDS[500][1]}{error}")\n'), UNEXPECTED),
    removal(43, "the log says what broke", TOLD, UNEXPECTED),
    removal(43, "the log has no number", Edit(REFUSALS, 'log.error("request %s failed: %s\\n%s", current.request_id(), ', 'log.error("request failed: %s\\n%s", '), UNEXPECTED),
    removal(
        44,
        "the log says what was being saved",
        (
            TOLD,
            Edit(DATABASE, "json_deserializer=_read_json, hide_parameters=True, pool_recycle", "json_deserializer=_read_json, pool_recycle"),
            Edit(DATABASE, "execution_options=options, hide_parameters=True)", "execution_options=options)"),
        ),
        SAVING,
    ),
    removal(44, "the log shows the forms", Edit("legalaid/app.py", "        guard.check()\n", '        guard.check()\n        log.info("%s %s", request.path, request.form.to_dict())\n'), PLANT),
    removal(
        45,
        "the database gets signs that it does not take",
        Edit("casebank/postgres_tables.py", 'text.replace("\\x00", "\\ufffd").encode', "text.encode"),
        "casebank/promises::no_query_makes_the_search_fail",
    ),
    removal(45, "one bad line ends the batch", Edit(STREAMS, "        except (Refused, Refusal) as e:\n", "        except Refusal as e:\n"), "cli/junk::no_query_breaks_a_search"),
    removal(
        45,
        "broken JSON is an error of ours",
        Edit("legalaid/reading.py", '    except ValueError as e:\n        raise NotJson("不是完整的 JSON。") from e\n', ""),
        "fuzz/fuzz::no_reader_raises_but_what_is_declared",
        "fuzz/fuzz::the_fuzzer_runs_and_finds_nothing",
    ),
    removal(46, "nobody asks for the scheduler", Edit(HEALTH, '    parts["scheduler"] = {', "    _ = {"), "web/errors::health_names_what_works_without_names_of_machines"),
    removal(
        46,
        "health tells where the data lie",
        Edit(HEALTH, '"text": f"磁盘剩余 {free // (1024 * 1024)} MB"', '"text": f"{runtime.settings.home} 剩余 {free // (1024 * 1024)} MB"'),
        "web/errors::health_names_what_works_without_names_of_machines",
    ),
    removal(
        46,
        "a scheduler that stands still is fine",
        Edit(
            HEALTH,
            '"ok": hours is not None and hours < 3,\n        "text": "调度器还没有运行过" if hours is None else (f"调度器 {hours} 小时未运行" if hours >= 3 else "调度器正常"),',
            '"ok": hours is not None,\n        "text": "调度器正常",',
        ),
        "web/supervision::the_board_says_in_words_what_does_not_work",
    ),
    removal(47, "requests are not counted in the metrics", Edit(METRICS, '        self._count.labels(route, method, f"{response.status_code // 100}xx").inc()\n', ""), MOVE),
    removal(47, "metrics name each path", Edit(METRICS, '(request.url_rule.rule, request.method) if request.url_rule else ("-", "-")', "(request.path, request.method)"), PLANTED, MOVE),
    removal(
        47,
        "anybody reads the metrics",
        Edit("legalaid/web/metrics.py", 'if not wanted or given is None or given.type != "bearer" or not crypto.same(given.token or "", wanted):', "if not wanted:"),
        TOKEN,
    ),
    removal(47, "a short token is good enough", Edit("legalaid/settings.py", r'r"[\x21-\x7e]{24,}"', r'r"[\x21-\x7e]{8,}"'), TOKEN),
    removal(
        48,
        "a key is kept before the work is done",
        (
            Edit(
                DATABASE,
                "        with self._write() as session, session.begin():\n            yield session\n",
                "        with self._write() as session:\n            yield session\n            session.commit()\n",
            ),
            Edit(
                "legalaid/api/idempotency.py",
                "        else:\n            made, where = create(session, by)\n",
                "        else:\n            session.commit()\n            made, where = create(session, by)\n",
            ),
        ),
        "drills/kills::the_web_process_is_killed_again_and_again_and_nothing_acknowledged_is_lost_or_doubled",
    ),
    removal(
        48,
        "the server says done before it is",
        Edit(DATABASE, "create_engine(parsed, pool_pre_ping=True,", 'create_engine(parsed, connect_args={"options": "-c synchronous_commit=off"}, pool_pre_ping=True,'),
        "drills/kills::the_database_server_is_killed_and_the_office_goes_on_when_it_is_back",
    ),
    removal(
        48,
        "a full disk is an error like any other",
        Edit(CURRENT, "        if isinstance(e, OperationalError) and _full(e):\n", "        if isinstance(e, OperationalError) and _crowded(e):\n"),
        *FULL,
    ),
    removal(
        48,
        "slots missed while the clock jumped stay missed",
        Edit(JOBS, "now - timedelta(days=7)) if last else now - timedelta(minutes=1)", "now - timedelta(minutes=1)) if last else now - timedelta(minutes=1)"),
        "drills/clock::every_slot_is_done_once_whatever_the_clock_does",
    ),
    removal(
        48,
        "a scheduler waits for the hour that it planned",
        Edit("legalaid/scheduler.py", "            if job.next_run_time - now > job.trigger.interval:\n", "            if job.next_run_time is None:\n"),
        "drills/clock::a_clock_set_back_does_not_put_the_scheduler_to_sleep",
    ),
    removal(
        48,
        "what was not sent counts as sent",
        Edit("legalaid/actions/notices.py", "    if error is None:\n", "    if error is None or not final:\n"),
        "drills/receiver::a_receiver_that_is_down_gets_everything_when_it_is_back",
    ),
    removal(
        48,
        "a slot is claimed before it is done",
        Edit(
            JOBS,
            "            session.flush()\n            claim.outcome = job.apply(session, by, prepared)\n",
            "        with runtime.write() as session:\n            claim = session.merge(claim)\n            claim.outcome = job.apply(session, by, prepared)\n",
        ),
        "drills/slots::killed_at_any_moment_every_slot_is_done_exactly_once_in_the_end",
    ),
    removal(
        48,
        "a slot may be claimed twice",
        (
            Edit(
                "legalaid/migrations/versions/0001_first_tables.py",
                "    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_runs')),\n    sa.UniqueConstraint('job', 'slot', name=op.f('uq_job_runs_job_slot'))\n",
                "    sa.PrimaryKeyConstraint('id', name=op.f('pk_job_runs'))\n",
            ),
        ),
        "drills/slots::four_processes_on_one_slot_do_its_work_once",
    ),
    removal(48, "half a backup stays", Edit("legalaid/backup.py", "        files.forget(folder)\n", ""), "cli/backup::a_full_disk_leaves_no_half_backup"),
    removal(
        48,
        "the page of an error asks the database",
        (
            Edit(REFUSALS, "    g.failed = True  # the page is made without the database, which may be what failed\n", ""),
            Edit(REFUSALS, "    _note(exc_info[1])\n    g.failed = True\n", "    _note(exc_info[1])\n"),
        ),
        "web/errors::with_the_database_gone_pages_still_say_where_help_is",
    ),
    removal(
        48,
        "nobody mends an index",
        Edit("legalaid/jobs_table.py", "search.catch_up(session, runtime.engine(kind), kind, by.now", "search.behind(session, kind, by.now"),
        "cli/office::the_job_mends_an_index_that_is_gone_or_broken",
    ),
    removal(49, "the way down clears what is in its way", Edit(INVITATIONS, "def downgrade() -> None:\n", 'def downgrade() -> None:\n    op.execute("DELETE FROM notices")\n'), DOWN_UP),
    removal(49, "the way up clears what is in its way", Edit(INVITATIONS, "def upgrade() -> None:\n", 'def upgrade() -> None:\n    op.execute("DELETE FROM notices")\n'), FIRST_ROWS),
    removal(49, "the way down forgets a column", Edit(INVITATIONS, '    op.drop_column("accounts", "invite_until")\n', ""), DOWN_UP),
    removal(
        50,
        "the example is not what is asked",
        Edit(
            "legalaid/schemas/api_tickets.py",
            'external_no = Text(longest=64, metadata={"description": "调用方自己的编号；',
            'external_no = Text(longest=16, metadata={"description": "调用方自己的编号；',
        ),
        "api/specification::the_documented_request_is_accepted",
    ),
    removal(
        50,
        "signs that no database keeps",
        (Edit("legalaid/app.py", "    app.before_request(_refuse_nul)\n", ""), Edit("legalaid/reading.py", "[\\u0000-\\u0008\\u000b", "[\\u0001-\\u0008\\u000b")),
        "api/specification::odd_query_strings_never_break_anything",
    ),
    removal(
        50,
        "nobody asks what a token may",
        Edit("legalaid/guard.py", "    current.by().must(guard)\n", "    if not current.is_api():\n        current.by().must(guard)\n"),
        "api/schemathesis::every_operation_answers_as_documented",
    ),
)
