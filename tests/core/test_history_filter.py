"""Filters of history: what they mean, what is said when they mean nothing, how they are completed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from workbench.core.program.history_filter import (
    FIELDS,
    FilterError,
    Numbers,
    OneOf,
    Words,
    completions,
    parse_filter,
)

NOW = 1_000_000.0


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("contact", Words("contact")),
        ('"two words"', Words("two words")),
        ("-renewal", Words("renewal", negated=True)),
        ("-", Words("-")),
        ("interface:createCallLog", OneOf("interface", ("createCallLog",))),
        ("Interface:createCallLog,getCallLog", OneOf("interface", ("createCallLog", "getCallLog"))),
        ('adapter:"my crm"', OneOf("adapter", ("my crm",))),
        ("-verdict:failed", OneOf("verdict", ("failed",), negated=True)),
        ("outcome:timed-out", OneOf("outcome", ("timed_out",))),
        ("is:pinned", OneOf("is", ("pinned",))),
        ("status:4xx", Numbers("status", ((">=", 400), ("<=", 499)))),
        ("status:404", Numbers("status", (("=", 404),))),
        ("took:>500ms", Numbers("took", ((">", 500),))),
        ("took:<=1.5s", Numbers("took", (("<=", 1500),))),
        ("calls:>2", Numbers("calls", ((">", 2),))),
        ("since:1h", Numbers("since", ((">=", NOW - 3600),))),
        ("before:2d", Numbers("before", (("<", NOW - 2 * 86400),))),
        (
            "since:2026-01-31T10:00:00+00:00",
            Numbers("since", ((">=", datetime(2026, 1, 31, 10, tzinfo=UTC).timestamp()),)),
        ),
    ],
)
def test_one_condition(text: str, condition: object) -> None:
    assert parse_filter(text, now=NOW).conditions == (condition,)


def test_conditions_join() -> None:
    wanted = parse_filter('interface:createCallLog  took:>1s "Dana W', now=NOW)
    assert [type(each) for each in wanted.conditions] == [OneOf, Numbers, Words]
    assert wanted.conditions[-1] == Words("Dana W")
    assert parse_filter("   ", now=NOW).conditions == ()


@pytest.mark.parametrize(
    ("text", "place", "message", "hint"),
    [
        ("x tok:3", "tok", "no field tok, at character 3", "took"),
        ("took:", "took:", "needs a value", "took:>500ms"),
        ("took:>5q", ">5q", "took: cannot be >5q, at character 6", "took:>500ms"),
        ("calls:>5ms", ">5ms", "calls: cannot be", "calls:0"),
        ("status:9xx", "9xx", "status: cannot be", "status:2xx"),
        ("verdict:bad", "bad", "verdict: cannot be bad", "meets, findings, failed"),
        ("since:soon", "soon", "since: cannot be soon", "since:1h"),
        ("see https://crm.test", "https", "no field https", "in quotes"),
    ],
)
def test_errors_say_the_place_and_the_way_out(text: str, place: str, message: str, hint: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse_filter(text, now=NOW)
    error = caught.value
    assert message in error.message
    assert hint in error.hint
    assert text[error.start : error.end] == place
    assert error.exit_code == 2


def test_every_example_can_be_read() -> None:
    for field in FIELDS:
        for example in field.examples:
            parse_filter(f"{field.name}:{example}", now=NOW)


def test_completion_goes_on_from_the_cursor() -> None:
    known = {"interface": ("createCallLog", "createContact"), "adapter": ("my crm",)}

    def offered(text: str) -> list[str]:
        made = []
        for each in completions(text, len(text), known):
            made.append(text[: each.start] + each.text + text[each.end :])
        return made

    assert offered("x int") == ["x interface:"]
    assert offered("interface:createc") == ["interface:createCallLog ", "interface:createContact "]
    assert offered("interface:createCallLog,createCo") == ["interface:createCallLog,createContact "]
    assert offered("-verdict:fa") == ["-verdict:failed "]
    assert offered("adapter:my") == ['adapter:"my crm" ']
    assert len(offered("")) == len(FIELDS)
    assert len(offered("x ")) == len(FIELDS)
    assert offered("nothing:x") == []
