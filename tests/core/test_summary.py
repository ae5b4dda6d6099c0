"""An invocation in one line: what it finds, at once for however large a value, and no secret in it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from builders_invocations import invocation

from workbench.core.redaction import Redactor
from workbench.core.run.invocation import Outcome, OutcomeKind
from workbench.core.run.summary import LONGEST, summary
from workbench.core.values import is_heavy


def line(interface: str, value: Any, *secrets: str) -> str:
    fired = invocation(interface=interface, outcome=Outcome(OutcomeKind.RETURNED, value=value), findings=())
    return summary(fired, Redactor(secrets))


@pytest.mark.parametrize(
    ("interface", "value", "words"),
    [
        ("createCallLog", {"logId": "act_1"}, "logId act_1"),
        ("findContact", {"matchedContactInfo": [{"name": "Dana"}, {"isNewContact": True}]}, "1 found: Dana"),
        ("findContact", {"matchedContactInfo": []}, "0 found"),
        ("createContact", {"contactInfo": {"id": "C-1", "name": "Dana"}}, "contact Dana"),
        ("getUserList", [{"id": 1, "name": "Priya"}], '[{"id": 1, "name": "Priya"}]'),
    ],
)
def test_it_says_what_came_back(interface: str, value: Any, words: str) -> None:
    assert line(interface, value) == words


def test_a_large_value_is_counted_whole_and_read_as_far_as_the_line_goes() -> None:
    contacts = [{"name": "Dana " + "x" * 100_000, "more": {"n": number}} for number in range(3000)]
    assert is_heavy(contacts)
    read = CountingRedactor()
    fired = invocation(interface="findContact", findings=())
    outcome = Outcome(OutcomeKind.RETURNED, value={"matchedContactInfo": contacts})
    assert summary(replace(fired, outcome=outcome), read).startswith("3000 found: Dana xxx")
    assert read.characters < 100_000
    assert len(line("getUserList", contacts)) == LONGEST
    assert line("getUserList", [{"id": number} for number in range(5000)]).startswith(
        '[{"id": 0}, {"id": 1}, {"id": 2}'
    )


def test_a_secret_in_it_is_masked() -> None:
    assert "s3cret-value" not in line("getUserList", {"note": "has s3cret-value"}, "s3cret-value")
    assert "abcdef123456" not in line("getUserList", {"access_token": "abcdef123456"})


class CountingRedactor(Redactor):
    characters = 0

    def text(self, text: str) -> str:
        self.characters += len(text)
        return super().text(text)
