"""Secrets that traffic gives away under a name are known afterwards, where they stand without one."""

from __future__ import annotations

import pytest

from workbench.core.redaction import Redactor


@pytest.mark.parametrize(
    "given",
    [
        lambda redactor: redactor.headers((("Cookie", "theme=dark; session=abc123def456"),)),
        lambda redactor: redactor.headers((("Set-Cookie", "session=abc123def456; Path=/an-unrelated-path-77"),)),
        lambda redactor: redactor.headers((("X-Api-Key", "abc123def456"),)),
        lambda redactor: redactor.headers((("Authorization", "Bearer abc123def456"),)),
        lambda redactor: redactor.url("https://crm.test/me?api_key=abc123def456&page=17"),
        lambda redactor: redactor.body_text('{"user": {"accessToken": "abc123def456", "id": "contact-1234567"}}'),
    ],
)
def test_a_named_secret_is_seen(given) -> None:
    redactor = Redactor()
    given(redactor)
    assert redactor.seen == {"abc123def456"}
    assert "abc123def456" not in Redactor(redactor.seen).text("refused abc123def456 today")


@pytest.mark.parametrize(
    "text",
    [
        '{"password": "hunter2"}',
        '{"sessionId": "s-a0b1c2d3e4f5a6"}',
        '{"key": "field-name-12345678"}',
        '{"token": null}',
    ],
)
def test_what_may_be_no_secret_is_not(text: str) -> None:
    redactor = Redactor()
    redactor.body_text(text)
    assert redactor.seen == set()


def test_a_known_one_is_not_seen_again() -> None:
    redactor = Redactor(["abc123def456"])
    redactor.headers((("Authorization", "Bearer abc123def456"),))
    assert redactor.seen == set()
