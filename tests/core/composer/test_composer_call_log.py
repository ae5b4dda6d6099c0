"""The call-log body: replacement, layouts and switches beyond the recorded cases."""

from __future__ import annotations

from typing import Any

import pytest

from workbench.core.composer import CallLogInputs, ComposerError, compose_call_log

PLAIN, HTML, MARKDOWN = "text/plain", "text/html", "text/markdown"


def composed(body: str = "", log_format: str = PLAIN, *, settings: dict[str, Any] | None = None, **values: Any) -> str:
    stored = {setting: {"value": value} for setting, value in (settings or {}).items()}
    inputs = {"logFormat": log_format, "existingBody": body, "callLog": {}, "user": {"userSettings": stored}}
    return compose_call_log(inputs | values)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("$$5", "$5"),
        ("$&", "- Result: old"),
        ("$1", "old"),
        ("$01", "old"),
        ("$10", "old0"),
        ("$2", "$2"),
        ("$0", "$0"),
        ("$`|", "before\n|"),
        ("$'|", "\nafter|"),
        ("$<name>", "$<name>"),
    ],
)
def test_dollar_sequences_of_a_replacing_value_are_interpreted(value: str, text: str) -> None:
    assert composed("before\n- Result: old\nafter", result=value) == f"before\n- Result: {text}\nafter"


def test_dollar_sequences_stay_literal_when_added_and_when_asked() -> None:
    assert composed(result="$& $1") == "- Result: $& $1\n"
    inputs = {"existingBody": "- Result: old\n", "callLog": {}, "user": {}, "result": "$&"}
    assert compose_call_log(inputs, interprets_dollars=False) == "- Result: $&\n"


def test_patterns_without_a_group_leave_a_dollar_number() -> None:
    assert composed("- Summary: old\n", subject="$1 $&") == "- Summary: $1 - Summary: old\n\n"


def test_a_new_link_enters_a_list_by_replacement() -> None:
    body = composed("<ul></ul>", HTML, recordingLink="http://x/$$1")
    assert body == '<ul><li><b>Call recording link</b>: <a target="_blank" href="http://x/$1">open</a></li></ul>'


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- Note: a\nb\n- Result: x", "- Note: N\n- Result: x"),
        ("- Agent notes: a\n- lower: b\n", "- Note: N\n"),
        ("- Note: a\n- Date/Time of: b", "- Note: N\n- Date/Time of: b"),
        ("other\n", "- Note: N\nother\n"),
    ],
)
def test_plain_note_ends_before_the_next_field(old: str, new: str) -> None:
    assert composed(old, note="N") == new


def test_plain_date_line_must_begin_a_line_in_javascript_terms() -> None:
    at = {"startTime": "2025-06-17T18:05:09Z", "settings": {"logDateFormat": "YYYY"}}
    assert composed("x- Date/Time: old", **at) == "x- Date/Time: old- Date/Time: 2025\n"
    assert composed("x\r- Date/Time: old\rrest", **at) == "x\r- Date/Time: 2025\rrest"


def test_plain_contact_number_leaves_a_blank_line_on_replacement() -> None:
    on = {"settings": {"addCallLogContactNumber": True}, "contactInfo": {"phoneNumber": "+2"}}
    assert composed("- Contact Number: +1\nx", **on) == "- Contact Number: +2\n\nx"


def test_html_sections_do_not_cross_lines() -> None:
    broken = "<div><b>Transcript</b><br>a\u2028b</div>"
    assert composed(broken, HTML, transcript="v") == broken + "<div><b>Transcript</b><br>v</div><br>"


def test_html_label_of_the_contact_follows_the_direction() -> None:
    on = {"settings": {"addCallLogContactNumber": True}, "contactInfo": {"phoneNumber": "1"}}
    outbound = composed("", HTML, callLog={"direction": "Outbound"}, **on)
    assert outbound == "<li><b>Recipient phone number</b>: 1</li>"
    assert composed("", HTML, **on) == "<li><b>Caller phone number</b>: 1</li>"


def test_markdown_section_swallows_fields_up_to_the_next_heading() -> None:
    old = "### ACE summary\nold\n**Call score**: 5\n### Call journey\nx\n"
    assert composed(old, MARKDOWN, ringSenseSummary="new") == "### ACE summary\nnew\n\n### Call journey\nx\n"


@pytest.mark.parametrize(("log_format", "start", "end"), [(PLAIN, "- ", "\n"), (MARKDOWN, "**", "\n")])
def test_user_name_is_replaced_only_when_pending(log_format: str, start: str, end: str) -> None:
    call = {"direction": "Inbound", "to": {"name": "New"}}
    label = f"{start}RingCentral user name{'**' if start == '**' else ''}: "
    on = {"settings": {"addRingCentralUserName": True}, "callLog": call}
    assert composed(f"{label}Old{end}", log_format, **on) == f"{label}Old{end}"
    assert composed(f"{label} (pending...) {end}", log_format, **on) == f"{label}New{end}"


@pytest.mark.parametrize(
    ("stored", "is_on"),
    [(None, True), (True, True), ("false", True), ({}, True), (False, False), (0, False), ("", False)],
)
def test_switches_go_by_truthiness(stored: Any, is_on: bool) -> None:
    assert composed(note="n", settings={"addCallLogNote": stored}) == ("- Note: n\n" if is_on else "")


def test_unknown_formats_compose_nothing() -> None:
    assert composed("old", "custom", note="n") == ""


def test_typed_inputs_compose_as_objects_do() -> None:
    inputs = CallLogInputs(callLog={}, user={}, duration=None, note="n")
    assert compose_call_log(inputs) == "- Note: n\n- Duration: 0 seconds\n"


@pytest.mark.parametrize(
    "values",
    [
        {"aiNote": 5},
        {"ringSenseSummary": 5},
        {"user": None},
        {"callLog": {"legs": [{"direction": "Outbound", "from": None}]}},
        {"callLog": {"legs": "text"}},
        {"startTime": 1, "settings": {"logDateFormat": 5}},
    ],
)
def test_the_composer_throws_where_app_connect_does(values: dict[str, Any]) -> None:
    with pytest.raises(ComposerError) as caught:
        composed(**values)
    assert caught.value.kind == "TypeError"
    assert caught.value.hint
