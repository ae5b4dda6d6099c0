"""An exchange as its judges read it: the texts that were sent and answered, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from urllib.parse import SplitResult

from workbench.core.traffic.bodies import as_text, decoded, looks_binary
from workbench.core.traffic.errors_inside import error_inside, is_partial
from workbench.core.traffic.exchange import NOT_THE_CRM, Body, Exchange, Headers, ReadBody, header
from workbench.core.values import Json
from workbench.core.values.addresses import split_address
from workbench.core.values.json_text import read_json

LARGEST: Final = 1024 * 1024
"""Bytes of a body that are read; a larger one is not judged."""


@dataclass(frozen=True)
class Seen:
    """One exchange; its texts are made when they are asked for."""

    exchange: Exchange
    read: ReadBody

    @property
    def method(self) -> str:
        """GET, POST..."""
        return self.exchange.request.method.upper()

    @cached_property
    def address(self) -> SplitResult:
        """Where it went, before any host mapping."""
        try:
            return split_address(self.exchange.request.url)
        except ValueError:
            return split_address("")

    @property
    def host(self) -> str:
        """The name of the host, in lower case."""
        try:
            return self.address.hostname or ""
        except ValueError:
            return ""

    @property
    def name(self) -> str:
        """Method, host and path in a sentence."""
        return f"{self.method} {self.address.netloc.rpartition('@')[2]}{self.address.path}"

    @cached_property
    def sent(self) -> str:
        """The request's body, when it is text."""
        request = self.exchange.request
        return self._text(request.body, request.headers)

    @cached_property
    def sent_json(self) -> Json | None:
        """The request's body, when it is JSON."""
        return json_in(self.sent)

    @cached_property
    def answer(self) -> str:
        """The answer's body, when it is text."""
        response = self.exchange.response
        return self._text(response.body, response.headers) if response else ""

    @cached_property
    def answer_json(self) -> Json | None:
        """The answer's body, when it is JSON."""
        return json_in(self.answer)

    @property
    def status(self) -> int:
        """The answer's status; 0 without an answer."""
        return self.exchange.response.status if self.exchange.response else 0

    @property
    def reads(self) -> bool:
        """Whether it only asked for something."""
        return self.method in ("GET", "HEAD", "OPTIONS")

    @cached_property
    def failure(self) -> str:
        """How it failed, as the end of a sentence that begins with its name; empty when it did not."""
        response, error = self.exchange.response, self.exchange.error
        if error is not None and error.code in NOT_THE_CRM:
            return ""
        if response is None:
            return f"got no answer ({error.code or error.message})" if error else ""
        if response.status >= 400:
            return f"was answered with {response.status}"
        if error is not None:
            return f"was answered with {response.status}, and the answer broke off ({error.code or error.message})"
        inside = error_inside(self.answer, self.answer_json) if 200 <= response.status < 300 else ""
        return f"was answered with {response.status} and an error inside: {inside}" if inside else ""

    @property
    def succeeded(self) -> bool:
        """Whether it was answered well."""
        return self.exchange.response is not None and self.exchange.error is None and not self.failure

    @property
    def did_something(self) -> bool:
        """Whether it was answered well, or a part of what it asked for was done."""
        return self.succeeded or (200 <= self.status < 300 and is_partial(self.answer_json))

    def _text(self, body: Body, headers: Headers) -> str:
        if not body.size or body.size > LARGEST:
            return ""
        content = decoded(body, headers, self.read(body), 8 * LARGEST + 1).data
        kind = header(headers, "content-type")
        if len(content) > 8 * LARGEST or looks_binary(content, kind):
            return ""
        return as_text(content, kind)


def seen(exchanges: Iterable[Exchange], read: ReadBody) -> tuple[Seen, ...]:
    """Exchanges for judges; `read` gives the bytes of a body, also when they lie in a file."""
    return tuple(Seen(each, read) for each in exchanges)


def json_in(text: str) -> Json | None:
    """The object or list that a text holds; None when it is none."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        return read_json(text)
    except ValueError:
        return None
