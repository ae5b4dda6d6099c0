"""The log of a shared SMS thread, beyond the recorded cases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from workbench.core.composer import ComposerError, compose_shared_sms


def body(log_format: str = "text/plain", **conversation: Any) -> str:
    thread = {"creationTime": 1770130800000, "messages": []} | conversation
    inputs = {"logFormat": log_format, "conversation": thread, "contactName": "Ann {0}"}
    return compose_shared_sms(inputs, clock=lambda: datetime(2026, 3, 4, tzinfo=UTC))["body"]


def test_names_and_texts_are_escaped_in_html_only() -> None:
    entity = {"recordType": "AliveNote", "creationTime": 0, "author": {"name": "<A>"}, "text": "'&\"\n"}
    assert "<p><b>&lt;A&gt;</b> left a note on 1970-01-01 12:00 AM:<br>&#039;&amp;&quot;\n</p>" in body(
        "text/html", entities=[entity]
    )
    assert "**<A>** left a note on 1970-01-01 12:00 AM:\n'&\"\n\n" in body("text/markdown", entities=[entity])


def test_owner_without_a_name() -> None:
    assert "\nOwner: \n" in body(owner={})
    assert "\nReceiving call queue: \n" in body(owner={"extensionType": "Department"})
    assert "Owner" not in body()


def test_last_modified_time_is_the_greatest_as_javascript_compares() -> None:
    assert "Duration: 1 d 25 h" in body(
        messages=[{"lastModifiedTime": 1770220800001}, {"lastModifiedTime": 5}, {"lastModifiedTime": "2026"}]
    )
    assert "Ended: Invalid date" in body(messages=[{"lastModifiedTime": "1770224490005"}])


def test_a_thread_without_creation_time_starts_now() -> None:
    thread = {"conversation": {"messages": []}, "contactName": "Ann"}
    composed = compose_shared_sms(thread, clock=lambda: datetime(2026, 3, 4, 5, 6, tzinfo=UTC))
    assert "Started: Wednesday, March 04, 2026 at 05:06 AM" in composed["body"]


def test_entries_are_newest_first() -> None:
    hints = [
        {"recordType": "ThreadAssignedHint", "creationTime": time, "assignee": {"name": f"A{time}"}}
        for time in (1, 3, 2)
    ]
    text = body(entities=hints)
    assert text.index("to A3") < text.index("to A2") < text.index("to A1")


def test_messages_must_exist() -> None:
    with pytest.raises(ComposerError):
        compose_shared_sms({"conversation": {"creationTime": 1}, "contactName": "Ann"})
