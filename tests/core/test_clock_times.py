"""A time of day in a text for people is the user's, or says whose it is; where that cannot be seen, nothing is said."""

from __future__ import annotations

from typing import Any

import pytest
from builders_around import answered, around
from builders_judging import GOOD, returned

from workbench.core.judging import judge
from workbench.core.run.finding import Finding
from workbench.services.resources import contract

TABLE = contract()
SPOKEN = "2025-06-17T18:05:09.000Z"
NEW_YORK = {"id": "1", "timezoneOffset": "-04:00", "timezoneName": "America/New_York"}


def found(text: Any, *, user: dict[str, Any] = NEW_YORK, machine: float = 0, **more: Any) -> list[Finding]:
    known = {"user": user, "message": {"creationTime": SPOKEN, "subject": "Hello"}, **more}
    body = text if isinstance(text, dict) else {"description": text}
    facts = around(answered(201, sent=body), arguments=known, machine_offset=machine)
    judged = judge("createMessageLog", returned(GOOD["createMessageLog"]), table=TABLE, platform="acme", around=facts)
    return [each for each in judged if each.rule == "traffic/time-zone-ignored"]


@pytest.mark.parametrize(
    ("text", "machine"),
    [
        ("Dana (+1) 06:05 PM\nHello", 0),
        ("Dana wrote at 18:05: Hello", 0),
        ("<b>Dana</b> 6:05:09 p.m.<br>Hello", 120),
        ("Dana wrote at 20:05", 120),
        ("Dana 08:05 PM\nHello", 120),
    ],
)
def test_a_time_of_the_machine_or_of_utc_is_told(text: str, machine: float):
    (finding,) = found(text, machine=machine)
    assert ("machine" in finding.message) is ("20" in text or "08:05" in text)


@pytest.mark.parametrize(
    "text",
    [
        "Dana (+1) 02:05 PM\nHello",
        "Dana wrote at 14:05: Hello",
        "Dana wrote at 18:05 UTC",
        "Dana wrote at 18:05+00:00",
        "Dana wrote at 18:05 Z",
        "18:05 GMT, by Dana; 14:05 here",
        "Dana wrote on 2025-06-17T18:05:09.000Z",
        "2025-06-17 18:05:09",
        "18:05",
        "Tue, 17 June 2025 at 06:05 PM",
        "Dana wrote at noon",
        "Took 00:18:05 of Dana's time",
        "See verse 18:050 or 1:18:05:2 of Dana",
        "Dana at 25:99",
    ],
)
def test_a_time_of_the_user_or_with_its_zone_is_right(text: str):
    assert found(text) == []


@pytest.mark.parametrize(
    "user",
    [
        {"id": "1"},
        {"id": "1", "timezoneOffset": 0},
        {"id": "1", "timezoneOffset": "+00:00"},
        {"id": "1", "timezoneOffset": "nonsense"},
    ],
)
def test_where_the_user_is_in_utc_or_nowhere_nothing_is_said(user: dict[str, Any]):
    assert found("Dana (+1) 06:05 PM\nHello", user=user) == []


def test_the_zones_name_counts_beside_its_offset_of_another_season():
    winter = {"id": "1", "timezoneOffset": "-05:00", "timezoneName": "America/New_York"}
    assert found("Dana (+1) 02:05 PM\nHello", user=winter) == []
    assert found("Dana (+1) 01:05 PM\nHello", user={**winter, "timezoneName": "Nowhere/Land"}) == []


def test_the_users_own_words_are_no_fault():
    assert found("Note: call again at 18:05", note="call again at 18:05") == []


def test_a_calls_start_counts_too():
    calls = {"callLog": {"startTime": 1750183509000}, "message": None}
    assert len(found("Call with Dana at 18:05", **calls)) == 1
    assert found("Call with Dana at 18:05", callLog={"startTime": -1}, message=None, startTime=1e300) == []
