"""What is asked of safety and reliability, by number, and the tests that show it: `python -m tests.house.checklist` writes the handbook's table."""

import re
from dataclasses import dataclass

from tests.conftest import ROOT

HANDBOOK = ROOT / "docs" / "handbook.md"
BEGIN, END = "<!-- checklist -->\n", "<!-- /checklist -->"


@dataclass(frozen=True)
class Item:
    """A demand in a few words; its tests as `folder/file::name` without `test_` and `.py`."""

    words: str
    tests: tuple[str, ...]


def _item(words: str, *tests: str) -> Item:
    return Item(words, tests)


ITEMS: dict[int, Item] = {
    1: _item("密码用 Argon2id，旧参数登录时重算", "actions/accounts::a_password_is_kept_as_argon2id_and_compared_after_normalisation",
             "web/sessions::a_hash_with_older_parameters_is_made_anew_at_the_sign_in"),
    2: _item("弱密码被拒", "actions/accounts::a_weak_password_is_refused"),
    3: _item("试错限次，各进程共用", "web/throttle::after_some_wrong_passwords_the_right_one_waits_too_in_every_worker", "web/throttle::at_once_no_try_is_missed"),
    4: _item("登录失败说同样的话", "web/sessions::a_failed_sign_in_says_the_same_words_and_keeps_the_name", "web/throttle::an_unknown_name_is_held_up_like_a_known_one"),
    5: _item("工作人员两步验证，验证码一次有效", "web/second_factors::it_is_set_up_with_a_code_and_asked_for_after_the_password",
             "web/second_factors::whoever_must_have_one_is_led_to_it_and_can_do_nothing_else_before",
             "web/second_factors::a_code_counts_once_and_a_phone_may_be_one_step_off", "web/second_factors::neither_secret_nor_codes_are_readable_in_the_database"),
    6: _item("查询码 80 位，只存摘要，限次", "actions/registration::the_receipt_code_opens_its_own_number_only_and_is_kept_only_as_a_hash", "web/throttle::a_receipt_code_is_not_guessed",
             "actions/moves::a_new_receipt_code_takes_the_place_of_the_old_one"),
    7: _item("没有密钥不启动，演示与正式分开", "cli/office::without_keys_or_tables_nothing_starts_and_nothing_is_made", "cli/office::a_demo_home_opens_in_demo_mode_and_only_when_it_is_whole"),
    8: _item("会话存在库里，cookie 只是随机数", "web/sessions::the_cookie_is_random_not_for_scripts_and_only_its_hash_is_stored", "web/sessions::the_values_are_sealed_in_the_row",
             "web/headers::over_https_the_cookie_is_bound_to_the_host_and_transport_is_strict"),
    9: _item("登录、岗位变动都换会话号", "web/sessions::an_id_known_before_the_sign_in_is_worth_nothing_after", "web/sessions::the_receipt_code_too_gives_a_new_id",
             "web/sessions::other_posts_mean_another_session_at_once_and_at_midnight"),
    10: _item("闲置和最长时限", "web/sessions::staff_are_signed_out_after_half_an_hour_of_nothing_and_after_twelve_hours_anyway",
              "drills/clock::no_session_lives_longer_and_no_number_is_given_twice"),
    11: _item("退出、停用、改密码马上生效", "web/sessions::signing_out_acts_at_once_in_every_tab_and_a_late_answer_does_not_undo_it",
              "web/sessions::disabling_acts_on_the_next_request", "web/passwords::ones_own_is_changed_with_the_old_one_and_every_other_session_ends",
              "web/second_factors::a_first_step_ends_with_the_password_that_it_was_taken_with", "web/single_sign_on::a_first_step_through_the_provider_ends_with_the_binding"),
    12: _item("退出清缓存，页面不留存", "web/track::leaving_forgets_the_request_on_this_device", "web/headers::every_page_of_every_role_has_them"),
    13: _item("每个地址、每个岗位逐一核对权限", "web/access::every_route_answers_as_its_permission_says_for_every_role", "house/tree::every_route_declares_who_may_call_it"),
    14: _item("列表和详情同一个范围", "actions/scopes::lists_and_details_show_exactly_what_the_rule_says"),
    15: _item("打码，查看要理由并留痕", "actions/sealed::revealing_needs_the_right_and_a_reason_and_leaves_an_audit_row", "actions/scopes::one_shows_masks_only_until_somebody_opens_them"),
    16: _item("别人的记录等于不存在", "web/access::somebody_elses_record_is_the_same_404_as_none_at_all"),
    17: _item("改派马上收回权限", "actions/aid_records::a_record_taken_from_a_lawyer_is_out_of_sight_at_once", "actions/handovers::a_matter_goes_to_another_lawyer_and_both_stay_on_record",
              "actions/handovers::what_was_closed_before_stays_with_whoever_closed_it_and_the_rest_does_not",
              "web/lawyers_side::whoever_lost_the_matter_keeps_the_file_of_what_they_closed_and_no_more"),
    18: _item("管理、审计、统筹分开", "web/access::the_administrator_sees_no_person_and_the_auditor_masks_only", "actions/aid_requests::nobody_decides_what_they_filed_themselves"),
    19: _item("表单防伪造", "web/csrf::no_unsafe_route_takes_a_form_without_the_token_or_with_anothers"),
    20: _item("每个答复都带安全头", "web/headers::every_page_of_every_role_has_them", "web/headers::errors_methods_and_files_have_them_too"),
    21: _item("填写的内容只当文字显示", "journeys/stored_xss::what_people_type_is_text_on_every_page", "journeys/stored_xss::every_payload_in_every_field_on_every_page",
              "web/pages::what_people_typed_is_shown_as_text"),
    22: _item("导出表格里没有公式", "web/exports::no_cell_of_any_export_begins_like_a_formula", "web/exports::every_export_that_pages_reach_is_named_here"),
    23: _item("跳转、域名、代理只认设定的", "web/sessions::the_way_back_after_signing_in_never_leaves_the_site", "web/headers::a_host_that_is_not_ours_gets_nothing",
              "cli/process::what_a_proxy_says_is_believed_only_where_one_is_set"),
    24: _item("限流并说明何时再试", "web/throttle::requests_and_files_have_a_limit_and_nothing_typed_is_lost", "api/call_limit::a_client_that_calls_too_often_waits_and_nobody_else"),
    25: _item("上传的内容与类型核对", "uploads/uploads::what_is_not_what_it_says_is_refused_by_name_and_reason", "uploads/uploads::whatever_is_broken_is_taken_or_refused_and_never_anything_else",
              "uploads/uploads::a_film_keeps_every_sample_where_it_was_and_loses_place_device_and_whatever_is_not_picture_or_sound"),
    26: _item("上传的大小和数量", "uploads/uploads::an_archive_leads_nowhere_and_holds_only_what_would_be_taken_by_itself",
              "actions/attachments::a_matter_holds_no_more_than_its_limit_even_when_two_send_at_once"),
    27: _item("文件加密存放，一文件一钥", "actions/attachments::a_piece_that_was_changed_moved_or_lost_is_noticed", "web/plant::what_was_planted_is_nowhere_in_clear"),
    28: _item("下载要权限并留痕", "actions/attachments::what_the_worker_hands_in_is_kept_exactly_announced_once_and_every_look_is_audited",
              "web/attachments::nobody_else_reaches_a_file_by_its_address"),
    29: _item("病毒扫描，没有答复不放行", "actions/attachments::while_the_scanner_is_away_only_the_sender_opens_it_and_the_job_asks_again",
              "web/attachments::a_virus_is_refused_kindly_and_what_could_not_be_scanned_waits", "uploads/scanner::any_other_answer_is_none"),
    30: _item("个人信息加密并绑定位置，一人一钥", "actions/sealed::a_ciphertext_moved_to_another_row_or_column_does_not_open", "actions/sealed::emptying_the_data_key_erases_everything_under_it",
              "drills/rotation::the_office_works_on_while_its_key_changes_and_a_killed_run_is_gone_on_with"),
    31: _item("检索用摘要，明文只有打码的一句", "actions/registration::the_classification_is_a_suggestion_and_the_first_summary_holds_no_story", "actions/sealed::no_plain_value_is_in_any_column"),
    32: _item("埋下的内容到处都找不到明文", "web/plant::what_was_planted_is_nowhere_in_clear", "cli/backup::nothing_readable_lies_in_a_backup_and_the_keys_are_not_in_it"),
    33: _item("密文带密钥号，更换可以中断", "drills/rotation::the_office_works_on_while_its_key_changes_and_a_killed_run_is_gone_on_with",
              "drills/rotation::a_row_that_somebody_writes_meanwhile_keeps_what_they_wrote", "cli/keys::the_commands_say_what_they_did"),
    34: _item("密钥在库外，不在备份里", "cli/office::keys_are_made_once_and_for_the_owner_only", "cli/backup::other_keys_and_a_home_with_something_in_it_are_refused",
              "drills/rotation::a_key_that_is_nowhere_is_named_before_anything_is_changed"),
    35: _item("审计与改动同一事务，查阅也记", "actions/audit_trail::the_entry_is_written_with_the_change_and_undone_with_it", "actions/audit::a_rolled_back_change_leaves_no_entry"),
    36: _item("改、删、换序、截短都查得出", "actions/audit::an_edit_a_deletion_and_a_truncation_are_found", "actions/audit::swapping_two_entries_is_found",
              "actions/audit::a_chain_cut_together_with_its_head_is_found_by_the_kept_heads"),
    37: _item("网页的数据库账号改不了审计", "cli/roles::requests_and_jobs_run_with_their_rights_and_cannot_touch_the_audit"),
    38: _item("审计里没有个人信息，长期保存", "actions/audit_trail::the_entry_is_written_with_the_change_and_undone_with_it",
              "cli/roles::requests_and_jobs_run_with_their_rights_and_cannot_touch_the_audit"),
    39: _item("保存期限，销毁密钥即删除", "actions/proposals::with_the_worker_the_text_of_a_draft_is_erased_and_nothing_leads_back",
              "actions/erasures::a_guessed_receipt_erases_nobody_and_one_given_in_person_does",
              "actions/erasures::nothing_opens_any_more_nobody_is_found_and_every_count_stays",
              "actions/erasures_due::nothing_is_erased_without_release_and_what_is_open_again_stays"),
    40: _item("职工查阅、复制、更正本人信息", "web/my_data::whoever_only_knows_name_and_phone_does_not_get_the_numbers_of_an_earlier_request",
              "web/my_data::the_worker_takes_everything_of_their_own_and_nothing_of_colleagues_or_of_the_desk",
              "actions/corrections::everything_is_put_right_and_only_the_names_of_the_fields_are_kept_of_it"),
    41: _item("同意的文本和时间，敏感信息单独同意", "actions/registration::consents_notice_and_audit_are_written_with_the_request"),
    42: _item("在线加密备份，恢复演练", "cli/erased_again::whoever_was_erased_since_the_backup_is_erased_again",
              "cli/backup::what_comes_back_is_what_went_in_and_can_be_read", "cli/backup::a_backup_that_was_changed_or_cut_is_refused_and_leaves_nothing"),
    43: _item("错误是中文，带请求号", "web/errors::an_unexpected_error_is_a_page_and_the_log_holds_its_number_and_place_only"),
    44: _item("日志里没有填写的内容", "web/errors::an_error_while_saving_keeps_the_typed_words_out_of_the_log", "web/plant::what_was_planted_is_nowhere_in_clear"),
    45: _item("检索语句随便写也不出错", "casebank/promises::no_query_makes_the_search_fail", "cli/junk::no_query_breaks_a_search",
              "fuzz/fuzz::no_reader_raises_but_what_is_declared", "fuzz/fuzz::the_fuzzer_runs_and_finds_nothing"),
    46: _item("存活和就绪检查", "web/errors::health_names_what_works_without_names_of_machines", "web/supervision::the_board_says_in_words_what_does_not_work"),
    47: _item("不含个人信息的运行指标", "web/metrics::numbers_move_with_what_happens", "web/metrics::nothing_planted_stands_there",
              "web/metrics::nobody_reads_them_but_who_knows_the_token"),
    48: _item("演练：强杀、磁盘满、断库、时钟跳变、接收方中断、坏索引、双调度",
              "drills/kills::the_web_process_is_killed_again_and_again_and_nothing_acknowledged_is_lost_or_doubled",
              "drills/kills::the_database_server_is_killed_and_the_office_goes_on_when_it_is_back",
              "drills/full_disk::a_disk_without_room_takes_nothing_half", "drills/full_disk::a_database_server_without_room_takes_nothing_half",
              "drills/full_disk::a_file_that_may_not_grow_takes_nothing_half",
              "drills/clock::every_slot_is_done_once_whatever_the_clock_does", "drills/clock::no_session_lives_longer_and_no_number_is_given_twice",
              "drills/clock::a_clock_set_back_does_not_put_the_scheduler_to_sleep", "drills/receiver::a_receiver_that_is_down_gets_everything_when_it_is_back",
              "drills/slots::killed_at_any_moment_every_slot_is_done_exactly_once_in_the_end", "drills/slots::four_processes_on_one_slot_do_its_work_once",
              "cli/backup::a_full_disk_leaves_no_half_backup", "web/errors::with_the_database_gone_pages_still_say_where_help_is", "cli/office::the_job_mends_an_index_that_is_gone_or_broken"),
    49: _item("每次迁移带数据升降", "house/migrations::every_migration_goes_down_and_up_again_with_data", "house/migrations::rows_of_the_first_tables_survive_the_way_to_the_newest"),
    50: _item("接口与说明一致", "api/specification::the_documented_request_is_accepted", "api/specification::odd_query_strings_never_break_anything",
              "api/schemathesis::every_operation_answers_as_documented"),
    51: _item("统一身份认证的答复逐项核对，绑定要本人确认", "web/provider_lies::every_lie_of_the_provider_is_refused_with_a_page_and_an_audit_line_and_no_session",
              "web/provider_lies::an_answer_opens_a_session_once_in_one_browser_and_for_five_minutes", "web/provider_lies::a_lie_binds_nobody_and_says_so_on_ones_own_page",
              "web/provider_lies::the_way_back_after_the_provider_never_leaves_the_site", "web/provider_lies::tries_are_counted_by_address_and_leave_the_way_by_password_open",
              "web/provider_lies::a_provider_that_is_down_has_a_page_and_keeps_nobody_out",
              "web/provider::the_door_asks_for_a_code_with_state_nonce_and_pkce", "web/provider::the_times_of_a_token_are_those_of_now_give_or_take_a_minute",
              "web/provider::a_new_key_is_looked_for_once_and_not_for_every_token_that_names_none", "web/provider::a_description_that_is_another_or_leads_to_unsafe_places_is_not_believed",
              "web/provider::a_true_answer_that_is_too_long_or_too_slow_is_not_waited_for", "web/provider::the_settings_are_whole_or_none",
              "web/single_sign_on::without_a_provider_in_the_settings_there_is_no_trace_of_it", "web/single_sign_on::an_account_is_bound_by_its_owner_and_opened_from_then_on",
              "web/single_sign_on::a_person_of_the_provider_has_one_account_and_an_account_one_person", "web/single_sign_on::neither_tokens_nor_who_it_was_are_kept",
              "web/single_sign_on::the_second_factor_is_asked_for_unless_the_provider_vouches_for_one", "web/single_sign_on::whoever_must_have_a_second_factor_sets_it_up_or_is_vouched_for",
              "web/single_sign_on::all_that_ends_a_session_ends_those_from_the_provider_too",
              "web/single_sign_on::an_administrator_sees_and_ends_a_binding_with_a_reason_and_the_person_is_told"),
}


def node(short: str) -> tuple[str, str]:
    """File and function behind the short form."""
    place, _, name = short.partition("::")
    folder, _, file = place.rpartition("/")
    return f"tests/{folder}/test_{file}.py", f"test_{name}"


def table() -> str:
    """The page's table in Markdown."""
    lines = ["| 号 | 要求 | 测试 |", "|---|---|---|"]
    for number, item in sorted(ITEMS.items()):
        shown = [f"`{file.removeprefix('tests/')}` {name.removeprefix('test_')}" for file, name in map(node, item.tests)]
        lines.append(f"| {number} | {item.words} | {'<br>'.join(shown)} |")
    return "\n".join(lines) + "\n"


def with_table(page: str) -> str:
    """The page with the table as it is now between its marks."""
    return re.sub(f"{BEGIN}.*?{END}", lambda _: BEGIN + table() + END, page, flags=re.S)


if __name__ == "__main__":
    HANDBOOK.write_text(with_table(HANDBOOK.read_text(encoding="utf-8")), encoding="utf-8")
