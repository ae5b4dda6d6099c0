"""When a connection is lost: what was seen of it in one invocation, and what App Connect does then (runtime.md 5, 9).

To add a way of losing it, add a row before the more general ones: the first that applies is the one that is said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from workbench.core.connection.connection import Connection
from workbench.core.login.refreshing import token_life
from workbench.core.run.invocation import Invocation, OutcomeKind
from workbench.core.traffic.exchange import unanswered
from workbench.core.values.addresses import split_address
from workbench.core.values.paths import get_path

_REFUSED: Final = 401


@dataclass(frozen=True, slots=True)
class LostConnection:
    """What to tell of it."""

    key: str
    """Kebab-case word for programs."""
    title: str
    what_happens: str
    """What App Connect does, and what its user sees."""
    mend: str


@dataclass(frozen=True, slots=True)
class _Seen:
    invocation: Invocation
    before: Connection
    after: Connection | None
    now: float


@dataclass(frozen=True, slots=True)
class _Row:
    key: str
    applies: Callable[[_Seen], bool]
    title: Callable[[_Seen], str]
    what_happens: Callable[[_Seen], str]
    mend: Callable[[_Seen], str] | str


def lost_connection(
    invocation: Invocation, before: Connection | None, after: Connection | None, now: float
) -> LostConnection | None:
    """Whether an invocation showed that the connection it was fired with is lost; None while it is not.

    `before` and `after` are the adapter's connection around it, each with the row as it was then; `now` is in seconds
    since the epoch. Logging out loses nothing: it was asked for.
    """
    if before is None or not before.connected or invocation.interface == "unAuthorize":
        return None
    seen = _Seen(invocation, before, after, now)
    row = next((each for each in _ROWS if each.applies(seen)), None)
    if row is None:
        return None
    mend = row.mend if isinstance(row.mend, str) else row.mend(seen)
    return LostConnection(row.key, row.title(seen), row.what_happens(seen), mend)


def _was_revoked(seen: _Seen) -> bool:
    answer = seen.invocation.answer
    error = seen.invocation.outcome.error
    said = get_path(answer.body, "errorCode") if answer else None
    return said == "CRM_SESSION_REVOKED" or (error is not None and error.name == "SessionRevoked")


def _was_logged_out(seen: _Seen) -> bool:
    return seen.after is not None and not seen.after.connected


def _renewal_failed(seen: _Seen) -> bool:
    error = seen.invocation.outcome.error
    return error is not None and error.name == "RefreshFailed"


def _is_unreachable(seen: _Seen) -> bool:
    return unanswered(seen.invocation.exchanges) is not None


def _was_refused(seen: _Seen) -> bool:
    last = next((each for each in reversed(seen.invocation.exchanges) if each.response is not None), None)
    error = seen.invocation.outcome.error
    by_error = error is not None and error.status == _REFUSED
    by_answer = last is not None and last.response is not None and last.response.status == _REFUSED
    return by_error or by_answer


def _how_logged_out(seen: _Seen) -> str:
    destroyed = seen.after is None or not seen.after.user
    how = "destroyed the stored user" if destroyed else "took the access token from the stored user"
    return f"{seen.invocation.interface} {how}."


def _unreachable_host(seen: _Seen) -> str:
    lost = unanswered(seen.invocation.exchanges)
    assert lost is not None
    address = split_address(lost.request.sent_to or lost.request.url)
    why = lost.error.code if lost.error else "no answer"
    return f"{address.hostname} cannot be reached ({why})."


def _after_401(seen: _Seen) -> str:
    shown = seen.invocation.shown
    said = (
        f"App Connect shows its user “{shown.message}”" if shown and shown.message else "App Connect shows no message"
    )
    said = f"{said}, logs nobody out and does not try again."
    if _is_renewable(seen):
        return f"{said} It renews a token by its stored expiry alone, two minutes before it, never because of a 401."
    return said


def _is_renewable(seen: _Seen) -> bool:
    return token_life(seen.before.user, seen.now).renewed_in is not None


def _after_failure(seen: _Seen) -> str:
    error = seen.invocation.outcome.error
    why = f"{error.message} " if error else ""
    return f"{why}App Connect keeps the stored tokens, fails the operation in its own words, and tries again each time."


def _after_logging_out(_seen: _Seen) -> str:
    return (
        "To App Connect a user without an access token is logged out: later operations answer without calling "
        "the adapter, and its user is asked to connect again."
    )


def _after_revocation(_seen: _Seen) -> str:
    return (
        "App Connect answers 401 with CRM_SESSION_REVOKED, and its user sees “User session expired. Please connect "
        "again.” The stored tokens stay as they are."
    )


def _after_silence(seen: _Seen) -> str:
    outcome = seen.invocation.outcome
    ended = "what the adapter returned" if outcome.kind is OutcomeKind.RETURNED else "the operation's own failure"
    return f"App Connect shows its user {ended}. The stored user and tokens stay, so the next call may work again."


_ROWS: Final = (
    _Row(
        "session-revoked",
        _was_revoked,
        lambda seen: f"The CRM renews the token of {seen.before.name} no more.",
        _after_revocation,
        "Connect again.",
    ),
    _Row(
        "logged-out",
        _was_logged_out,
        _how_logged_out,
        _after_logging_out,
        "Connect again. If the adapter did it by mistake, mend it first.",
    ),
    _Row(
        "renewal-failed",
        _renewal_failed,
        lambda seen: f"The token of {seen.before.name} could not be renewed.",
        _after_failure,
        "Check the token address and the network, or connect again.",
    ),
    _Row(
        "unreachable",
        _is_unreachable,
        _unreachable_host,
        _after_silence,
        "Check the address, the network and the host map.",
    ),
    _Row(
        "refused",
        _was_refused,
        lambda seen: f"The CRM refused {seen.invocation.interface} with 401.",
        _after_401,
        lambda seen: "Renew the token, or connect again." if _is_renewable(seen) else "Connect again.",
    ),
)
