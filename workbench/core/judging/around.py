"""What is known of a call beside its outcome: its arguments, its traffic, whose hosts and secrets are whose."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from workbench.core.redaction.known import KnownSecrets
from workbench.core.traffic.seen import Seen
from workbench.core.values import Special, Value

_ID: Final = re.compile(r"id|\w+(?:Id|_id)")
_NO_IDS: Final = ("undefined", "null", "NaN", "None", "nan", "[object Object]")
_LOGIN: Final = re.compile(r"token|oauth|auth|login|session", re.IGNORECASE)


@dataclass(frozen=True)
class Around:
    """Facts of one call for the checks that look beyond its value."""

    arguments: Mapping[str, Value] = field(default_factory=dict)
    """As the adapter got them; the user's row in place of the live user."""
    exchanges: tuple[Seen, ...] = ()
    """The adapter's own, in the order they started."""
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Secrets of the connection, each with what it is called."""
    hosts: frozenset[str] = frozenset()
    """Hosts that are known to be the CRM's."""
    machine_offset: float = 0
    """Minutes east of UTC at which the adapter's process lives."""
    console: tuple[str, ...] = ()
    """What the adapter printed."""
    profile: Value = None
    """The declarative profile; None for an adapter of another kind."""
    is_python: bool = False
    """Whether its broken texts are Python's: None, nan, <… object at 0x…>."""
    is_met: bool = False
    """Whether one of the hosts is known for having got the connection's key before."""

    @cached_property
    def wrote_nothing(self) -> bool:
        """Whether what was to be written failed, and nothing else was written."""
        writes = [each for each in self.exchanges if not each.reads and not _LOGIN.search(each.address.path)]
        return any(each.failure for each in writes) and not any(each.did_something for each in writes)

    def known_texts(self, before: int | None = None) -> Iterator[str]:
        """Every text that was not made by the adapter: of the arguments, and of the CRM's answers.

        With `before` only answers that came before the exchange of that number: a CRM echoes what it was sent.
        """
        # A proxy configuration is the adapter itself.
        given = {name: value for name, value in self.arguments.items() if name != "proxyConfig"}
        yield from texts_in(given, leave_out=_is_no_id)
        for each in self.exchanges[:before]:
            yield from texts_in(each.answer_json) if each.answer_json is not None else (each.answer,)

    @cached_property
    def known_secrets(self) -> KnownSecrets:
        """The secrets in every spelling."""
        return KnownSecrets(self.secrets)


def texts_in(value: Value, *, leave_out: Callable[[str, Value], bool] | None = None) -> Iterator[str]:
    """Every text of a value, names of members left out; `leave_out` tells which members, by name and value."""
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, Mapping):
            stack += [each for name, each in item.items() if leave_out is None or not leave_out(str(name), each)]
        elif isinstance(item, list | tuple):
            stack += item
        elif isinstance(item, Special) and isinstance(item.content, dict | list):
            stack.append(item.content)


def _is_no_id(name: str, value: Value) -> bool:
    """Whether what should be an id is what an earlier call made of nothing, which nobody wrote."""
    return value in _NO_IDS and _ID.fullmatch(name) is not None
