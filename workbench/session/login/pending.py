"""Logins whose consent page is open while the program that opened it has ended: states that may still come back."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

from workbench.core.values import Json
from workbench.core.values.addresses import split_address
from workbench.core.values.json_text import read_json, utf8, write_json
from workbench.services.storage import write_whole

_LOG: Final = logging.getLogger(__name__)

LIFE: Final = 900.0
"""Seconds that a state may come back in."""


@dataclass(frozen=True, slots=True)
class PendingLogin:
    """One state that was sent and has not come back."""

    state: str
    verifier: str = ""
    """PKCE's, where it was sent a challenge of."""


class PendingLogins:
    """A small file that only this user can read; each state is good for one adapter, once, and not for long.

    Kept are a digest of the state and PKCE's verifier, which opens nothing without the code.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock

    def remember(self, adapter: str, login: PendingLogin) -> None:
        """Note that a consent page was opened. Where it cannot be noted, only this program can go on with it."""
        entries = self._read()
        entries[_digest(login.state)] = {
            "adapter": adapter,
            "verifier": login.verifier,
            "until": self._clock() + LIFE,
        }
        self._write(entries)

    def take(self, adapter: str, callback_url: str) -> PendingLogin | None:
        """The login that an address belongs to, which is forgotten with this; None for an unknown or old state."""
        state = parse_qs(split_address(callback_url).query).get("state", [""])[0]
        entries = self._read()
        entry = entries.pop(_digest(state), None)
        if entry is None or entry.get("adapter") != adapter:
            return None
        self._write(entries)
        return PendingLogin(state, str(entry.get("verifier", "")))

    def forget(self, state: str) -> None:
        """The login is over."""
        entries = self._read()
        if entries.pop(_digest(state), None) is not None:
            self._write(entries)

    def _read(self) -> dict[str, dict[str, Json]]:
        try:
            found = read_json(self._path.read_text(encoding="utf-8")) if self._path.is_file() else {}
        except (OSError, ValueError):
            return {}
        entries = found if isinstance(found, dict) else {}
        return {key: each for key, each in entries.items() if self._is_good(each)}

    def _is_good(self, entry: Json) -> bool:
        until = entry.get("until") if isinstance(entry, dict) else None
        return isinstance(until, int | float) and until > self._clock()

    def _write(self, entries: dict[str, dict[str, Json]]) -> None:
        if not entries:
            with contextlib.suppress(OSError):
                self._path.unlink()
            return
        try:
            write_whole(self._path, write_json(entries).encode())
        except OSError as error:
            _LOG.warning("The login that is open cannot be noted: %s", error)


def _digest(state: str) -> str:
    return hashlib.sha256(utf8(state)).hexdigest()
