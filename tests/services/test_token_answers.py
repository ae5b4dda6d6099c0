"""Token answers of every shape: read, or passed over, and never a fault."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.core.login.token_request import TokenRequest
from workbench.core.redaction import Redactor
from workbench.core.traffic.outgoing import Capture, IncomingAnswer, OutgoingRequest
from workbench.services.oauth import TokenAnswer, ask_for_tokens

TEXTS = st.text(st.characters(exclude_categories=()), max_size=12)
MEMBERS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS | st.lists(TEXTS, max_size=2)
NAMES = st.sampled_from(("access_token", "refresh_token", "expires_in", "error", "error_description", "scope"))


class Answering:
    """A client whose every request is answered with one body."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    async def warm(self) -> None:
        """Nothing to do."""

    async def send(self, request: OutgoingRequest, _capture: Capture) -> IncomingAnswer:
        return IncomingAnswer(200, "OK", (("Date", "x"),), self.body, request.url)


def answered(body: bytes) -> TokenAnswer:
    request = TokenRequest("http://crm.example.test/token", {}, {"refresh_token": "half \ud83d"})
    return asyncio.run(ask_for_tokens(Answering(body), request, Capture(lambda _event: None)))


@given(st.binary(max_size=60) | st.dictionaries(NAMES, MEMBERS, max_size=5).map(lambda each: json.dumps(each).encode()))
def test_every_answer_is_read_or_passed_over(body: bytes) -> None:
    answer = answered(body)
    assert answer.expires_at is None or answer.expires_at > -1e15
    assert isinstance(answer.description, str)
    if answer.ok:
        token = str(answer.data["access_token"])
        assert len(token) < 12 or token not in Redactor([token]).text(f"x {token} y")


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
