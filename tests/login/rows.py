"""The sixty attacks on a login, and the tests that hold each off.

A row is numbered as in the list the login is built against (mix-up, injected codes, bent tokens, lost
keys, sessions, logouts, logs). An entry is "file::test", from tests/; "[13]" after it means the cases of
that test whose name begins with the row's number. `python3 -m portal test --all` takes the check of each
row out and sees its tests fail (test_planted.py).
"""

import importlib
import re
from typing import Any

BAD = "login/test_bad_tokens.py::test_bent_token_is_refused"
BACK = "login/test_login.py::test_bent_way_back_is_refused_before_the_provider_is_asked"
AWAY = "login/test_login.py::test_provider_away_gives_a_calm_page"
TRADE = "login/test_login.py::test_token_answer_of_no_use_gives_a_calm_page"
BAD_TOKENS = "login/test_bad_tokens.py::"
LOGIN = "login/test_login.py::"
CITIZEN = "login/test_citizen.py::"
FLOW = "login/test_flow.py::"
PAR = "login/test_par.py::"
DISCOVERY = "login/test_discovery.py::"
OUTBOUND = "login/test_outbound.py::"
TIME = "login/test_session_time.py::"
LATE = "login/test_late_posts.py::"
STEP_UP = "login/test_step_up.py::"
LOGOUT = "login/test_logout.py::"
ELSEWHERE = "login/test_elsewhere.py::"
ACTING = "login/test_representation.py::"
STAFF = "login/test_staff_providers.py::"
HEADERS = "test_headers.py::"
CERTIFIED = "certified/test_certified.py::"

ROWS: dict[int, tuple[str, ...]] = {
    # The way back
    1: (BACK + "[1]",),
    2: (BACK + "[2]",),
    3: (
        FLOW + "test_a_code_of_another_login_is_refused_by_the_provider",
        FLOW + "test_a_code_of_another_login_is_refused_here_too",
        CERTIFIED + "test_a_code_put_into_anothers_login_is_refused",
    ),
    4: (LOGIN + "test_the_way_back_in_another_browser_is_unknown_and_harms_nobody",),
    5: (
        LOGIN + "test_the_way_back_in_another_browser_is_unknown_and_harms_nobody",
        FLOW + "test_a_planted_answer_leaves_the_victims_session_alone",
    ),
    6: (BACK + "[6]",),
    7: (
        LOGIN + "test_going_back_after_login_leads_to_the_desk_and_not_to_an_alarm",
        CITIZEN + "test_going_back_after_login_leads_inside_and_not_to_an_alarm",
        CERTIFIED + "test_an_answer_played_again_opens_nothing",
    ),
    8: (BACK + "[8]",),
    9: (BACK + "[9]", FLOW + "test_an_endless_answer_is_refused_before_the_provider_is_asked"),
    10: (
        LOGIN + "test_cancelled_login_says_so",
        FLOW + "test_an_error_of_the_provider_is_a_calm_page_in_our_words",
        CERTIFIED + "test_a_cancelled_login_is_told_calmly",
    ),
    11: (BACK + "[11]", LOGIN + "test_nothing_of_the_provider_is_echoed"),
    12: (BACK + "[12]",),
    # The token
    13: (BAD + "[13]",),
    14: (BAD + "[14]",),
    15: (BAD + "[15]",),
    16: (BAD + "[16]",),
    17: (BAD + "[17]",),
    18: (BAD + "[18]",),
    19: (BAD + "[19]",),
    20: (
        BAD_TOKENS + "test_long_certificate_chain_in_the_header_is_read",
        CERTIFIED + "test_a_token_with_a_chain_of_certificates_in_its_header_is_taken",
    ),
    21: (
        BAD_TOKENS + "test_key_published_meanwhile_is_fetched_once",
        CERTIFIED + "test_a_new_key_between_two_logins_is_found",
    ),
    22: (
        BAD + "[22]",
        BAD_TOKENS + "test_unknown_keys_cannot_make_us_flood_the_provider",
        DISCOVERY + "test_fifty_unknown_keys_are_one_question",
        ELSEWHERE + "test_22_fifty_made_up_keys_read_the_providers_keys_once",
    ),
    23: (
        BAD_TOKENS + "test_same_key_id_with_a_new_key_is_read_anew",
        BAD_TOKENS + "test_a_key_nobody_has_published_is_looked_for_once",
    ),
    24: (BAD + "[24]",),
    25: (BAD + "[25]",),
    26: (BAD + "[26]", CITIZEN + "test_a_bent_token_lets_no_citizen_in"),
    27: (BAD + "[27]",),
    28: (BAD + "[28]",),
    29: (BAD + "[29]",),
    30: (BAD + "[30]",),
    31: (BAD + "[31]", BAD_TOKENS + "test_right_at_hash_is_accepted"),
    32: (BAD + "[32]",),
    33: (
        BAD + "[33]",
        CITIZEN + "test_a_login_less_sure_than_asked_for_is_offered_a_surer_one",
        FLOW + "test_the_level_asked_for_is_that_of_the_page",
        FLOW + "test_the_answer_is_held_against_what_was_asked",
        CERTIFIED + "test_a_surer_login_is_asked_for_only_where_it_is_needed",
    ),
    34: (
        PAR + "test_the_browser_carries_nothing_that_could_be_changed",
        PAR + "test_a_level_lowered_on_the_way_lets_nobody_in",
    ),
    35: (
        CITIZEN + "test_what_is_not_eleven_digits_is_no_number",
        CITIZEN + "test_without_a_number_there_is_a_page_that_explains_and_other_ways",
        FLOW + "test_nobody_is_made_of_what_is_no_number",
        CERTIFIED + "test_somebody_without_a_norwegian_number_is_told_another_way",
    ),
    36: (CITIZEN + "test_every_series_of_numbers_is_let_in",),
    37: (FLOW + "test_invented_and_living_people_never_meet",),
    38: (BAD + "[38]", FLOW + "test_an_endless_token_is_refused"),
    39: (BAD + "[39]",),
    # The provider
    40: (
        TRADE + "[40]",
        OUTBOUND + "test_nobody_waits_longer_than_the_time_in_all",
        OUTBOUND + "test_the_time_in_all_is_five_seconds",
        OUTBOUND + "test_a_provider_that_hangs_holds_no_more_than_a_few",
        DISCOVERY + "test_nobody_waits_while_another_renews_the_copy",
        CERTIFIED + "test_a_provider_that_stops_midway_stops_the_login_and_nothing_else",
    ),
    41: (
        TRADE + "[41]",
        OUTBOUND + "test_what_is_no_whole_answer_is_refused",
        PAR + "test_an_answer_that_is_none_is_a_provider_that_is_away",
    ),
    42: (
        DISCOVERY + "test_keys_are_used_for_an_hour_while_they_cannot_be_read",
        DISCOVERY + "test_an_empty_list_of_keys_takes_nothing_away",
    ),
    43: (
        AWAY + "[43]",
        DISCOVERY + "test_a_provider_that_is_not_the_configured_one_over_https_is_refused",
        DISCOVERY + "test_metadata_that_is_none_is_a_provider_that_is_away",
        OUTBOUND + "test_a_provider_on_the_net_is_never_called_in_the_clear",
    ),
    44: (
        DISCOVERY + "test_an_old_copy_is_used_while_the_provider_is_away",
        DISCOVERY + "test_after_a_failure_nobody_asks_for_ten_seconds",
        DISCOVERY + "test_a_provider_that_is_away_is_a_word_at_klar_and_not_a_failure",
        LOGIN + "test_metadata_is_used_while_the_provider_is_down_and_signed_in_people_go_on",
        CITIZEN + "test_a_provider_that_is_down_leaves_the_other_ways",
    ),
    45: (
        PAR + "test_a_question_that_is_refused_can_be_asked_again",
        PAR + "test_a_pushed_question_that_went_stale_at_the_provider_can_be_asked_again",
    ),
    46: (
        LOGIN + "test_login_never_leads_anywhere_else",
        STEP_UP + "test_the_way_on_never_leads_anywhere_else",
    ),
    # The session
    47: (
        LOGIN + "test_the_session_id_is_new_at_login",
        TIME + "test_a_cookie_planted_before_the_login_opens_nothing_after",
        TIME + "test_the_secret_is_new_when_whom_one_acts_for_changes",
        STEP_UP + "test_the_secret_is_new_at_step_up",
        LOGOUT + "test_47_the_secret_of_an_ended_session_opens_nothing",
    ),
    48: (
        LOGIN + "test_two_tabs_both_end_logged_in",
        TIME + "test_several_tabs_all_end_logged_in",
        CERTIFIED + "test_two_tabs_both_end_logged_in",
    ),
    49: (
        LOGIN + "test_a_browser_has_at_most_five_logins_under_way",
        TIME + "test_a_browser_has_five_logins_under_way_and_the_oldest_goes",
    ),
    50: (
        LOGIN + "test_the_second_person_in_a_browser_ends_the_first_ones_session",
        CITIZEN + "test_two_people_on_one_machine_never_meet",
        TIME + "test_the_second_person_gets_nothing_of_the_first",
        FLOW + "test_who_asks_to_log_in_anew_is_not_let_in_by_an_older_login",
        CERTIFIED + "test_the_next_person_at_the_machine_logs_in_as_oneself",
    ),
    51: (
        CITIZEN + "test_logout_needs_the_token_of_the_page",
        LOGIN + "test_logout_needs_the_token_of_the_page",
        LOGOUT + "test_51_a_way_back_with_another_state_claims_nothing_and_changes_nothing",
        LOGOUT + "test_51_a_state_of_one_browser_is_nothing_in_another",
        LOGOUT + "test_51_a_picture_or_a_link_logs_nobody_out",
        LOGOUT + "test_51_another_site_logs_nobody_out",
    ),
    52: (
        ELSEWHERE + "test_52_the_frame_ends_its_session_without_a_cookie",
        ELSEWHERE + "test_52_any_other_frame_ends_nothing_and_looks_the_same",
        ELSEWHERE + "test_52_a_frame_of_one_municipality_ends_nothing_in_another",
        ELSEWHERE + "test_52_only_the_providers_own_pages_may_draw_the_frame",
        ELSEWHERE + "test_52_entra_names_no_issuer",
    ),
    53: (
        ELSEWHERE + "test_53_a_word_that_is_not_whole_is_refused_and_ends_nothing",
        ELSEWHERE + "test_53_a_word_is_ten_minutes_old_at_most_and_not_from_the_future",
        ELSEWHERE + "test_53_a_body_of_another_form_is_refused",
        ELSEWHERE + "test_53_what_is_read_before_the_signature_holds_is_read_again",
        ELSEWHERE + "test_53_the_same_word_again_is_refused_and_ends_no_later_session",
        CERTIFIED + "test_logged_out_elsewhere_is_logged_out_here_at_once",
    ),
    54: (
        ELSEWHERE + "test_54_what_is_typed_in_another_tab_is_kept_for_its_owner",
        LATE + "test_what_was_typed_stands_on_the_page_after_the_login",
        LATE + "test_nobody_else_sees_it",
        TIME + "test_what_is_typed_where_a_session_ended_waits_for_the_same_person",
    ),
    55: (
        TIME + "test_a_session_ends_by_the_clock",
        LOGIN + "test_a_session_ends_by_the_clock",
        CITIZEN + "test_htmx_is_sent_to_the_login_as_a_whole_page",
        CERTIFIED + "test_whoever_has_logged_in_at_the_provider_is_not_asked_again",
    ),
    56: (
        HEADERS + "test_56_no_page_behind_a_login_is_stored_whatever_it_answers",
        HEADERS + "test_56_logout_clears_what_the_browser_keeps",
        LOGIN + "test_pages_of_the_desk_are_never_stored",
        TIME + "test_no_page_of_one_who_is_logged_in_is_stored",
    ),
    # Other people's matters
    57: (
        ACTING + "test_57_a_bent_answer_is_not_acted_on",
        ACTING + "test_57_nobody_without_a_number_acts_for_another",
        ACTING + "test_57_a_role_that_was_not_asked_for_gives_nothing",
        ACTING + "test_57_after_a_bent_answer_one_acts_as_oneself",
        ACTING + "test_57_an_ordinary_login_that_names_another_is_not_acted_on",
        ACTING + "test_57_another_person_at_the_provider_does_not_take_the_session_over",
        ACTING + "test_57_what_was_taken_back_here_is_not_given_back_by_the_provider",
        ACTING + "test_57_nobody_acts_for_or_by_a_protected_address",
        ACTING + "test_57_the_next_login_does_not_rest_on_what_the_provider_said_in_this_one",
        "login/test_relations.py::test_57_what_is_gone_when_it_is_asked_is_not_sent",
    ),
    58: (
        CITIZEN + "test_an_employees_token_is_nothing_at_the_citizens_door",
        CITIZEN + "test_a_citizens_token_is_nothing_at_the_employees_door",
        FLOW + "test_the_right_door_of_an_employee_is_not_a_citizens",
        STAFF + "test_another_doors_token_is_refused",
        STAFF + "test_also_when_it_was_made_for_our_client",
    ),
    59: (
        LOGIN + "test_the_same_subject_in_another_municipality_is_unknown",
        LOGIN + "test_a_state_of_one_municipality_is_nothing_in_another",
        FLOW + "test_the_address_we_give_the_provider_is_our_own_whatever_host_is_claimed",
        FLOW + "test_each_municipality_asks_with_a_client_of_its_own",
    ),
    60: (
        CITIZEN + "test_the_number_stands_in_no_log_address_or_cookie",
        FLOW + "test_the_way_back_is_told_to_nobody",
        FLOW + "test_nothing_of_a_login_is_in_the_log",
    ),
}


def nodes(row: int, entry: str) -> list[str]:
    """The tests behind an entry, as pytest names them. Empty when there are none."""
    path, name, wanted = re.fullmatch(r"([^:]+)::(\w+)(\[[0-9]+\])?", entry).groups()
    module = importlib.import_module("tests." + path.removesuffix(".py").replace("/", "."))
    function = getattr(module, name, None)
    if function is None:
        return []
    if wanted is None:
        return [f"tests/{path}::{name}"]
    return [f"tests/{path}::{name}[{case}]" for case in cases_of(function) if row in rows_of(case)]


def cases_of(function: Any) -> list[str]:
    """The names of a test's cases."""
    marks = [mark for mark in function.pytestmark if mark.name == "parametrize"]
    return [case for mark in marks for case in mark.args[1] if isinstance(case, str)]


def rows_of(case: str) -> list[int]:
    """The rows a case is named after: "13, 14 unsigned" is for 13 and 14."""
    found = re.match(r"[0-9]+(, [0-9]+)*", case)
    return [int(number) for number in found[0].split(", ")] if found else []
