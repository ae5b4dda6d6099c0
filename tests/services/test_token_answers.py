"""Token answers of every shape: read, or passed over, and never a fault."""

from __future__ import annotations

import json
from typing import Any

import pytest
from builders_tokens import answered


@pytest.mark.parametrize(
    ("lifetime", "expires"),
    [("3600", True), ("1" + "0" * 400, False), ("-5", True), ('"3600"', True), ('"1h"', False), ("null", True)],
)
def test_lifetimes_beyond_every_date_are_none(lifetime: str, expires: bool) -> None:
    answer = answered(f'{{"access_token": "t", "expires_in": {lifetime}}}'.encode())
    assert (answer.expires_at is not None) is expires


@pytest.mark.parametrize("body", [b"[" * 100_000, b'{"a":' * 5_000 + b"1" + b"}" * 5_000, b"NaN", b"1" * 5_000])
def test_an_answer_that_is_no_object_holds_no_tokens(body: bytes) -> None:
    answer = answered(body)
    assert not answer.ok
    assert answer.body == body.decode()


def test_half_an_emoji_in_a_token_is_kept() -> None:
    data: dict[str, Any] = {"access_token": "token \ud83d-of-access", "refresh_token": None}
    answer = answered(json.dumps(data).encode())
    assert answer.ok
    assert answer.data == data
