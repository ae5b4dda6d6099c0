"""How a call in a child process ended, told as an outcome."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from workbench.core.run.invocation import AdapterError, Outcome, OutcomeKind
from workbench.core.values import UNDEFINED, Value
from workbench.runtimes.channel import RemoteError, WireError
from workbench.runtimes.protocol import Call
from workbench.runtimes.wire import as_names, as_text, as_texts, read_changes, read_error, read_errors, read_row_changes

AGAIN: Final = "The next call starts it again."
"""What follows every end of a process that nobody wanted."""


def returned(result: dict[str, Any], value: Value) -> Outcome:
    """The function gave a value; `result` is the wire's."""
    return Outcome(
        OutcomeKind.RETURNED,
        value=value,
        was_promise=bool(result.get("was_promise")),
        text=None if result.get("text") is None else as_text(result["text"], "text"),
        user_changes=read_changes(result.get("user_changes")),
        row_changes=read_row_changes(result.get("row_changes")),
        unhandled=read_errors(result.get("unhandled")),
        mutated_arguments=as_texts(result.get("mutated"), "mutated"),
        asked=as_names(result.get("asked"), "asked"),
    )


def threw(interface: str, error: RemoteError) -> Outcome:
    """The function raised."""
    data = error.data
    thrown = read_error({"message": error.message, **data})
    return Outcome(
        OutcomeKind.THREW,
        error=thrown,
        sentence=f"{interface} threw {thrown.words}",
        was_promise=bool(data.get("was_promise")),
        user_changes=read_changes(data.get("user_changes")),
        row_changes=read_row_changes(data.get("row_changes")),
        unhandled=read_errors(data.get("unhandled")),
        mutated_arguments=as_texts(data.get("mutated"), "mutated"),
        asked=as_names(data.get("asked"), "asked"),
    )


def killed(because: str, *, expected: bool) -> Outcome:
    """The workbench ended the process, because of another call or (expected) because it was closed or reloaded."""
    return Outcome(
        OutcomeKind.CANCELLED if expected else OutcomeKind.CRASHED,
        error=None if expected else AdapterError("killed", because),
        sentence=f"{because} {AGAIN}",
    )


def told_nonsense(wrong: WireError) -> str:
    """What is said of an answer that no host writes."""
    return f"The adapter's process answered what is no answer: {wrong}."


def crashed(interface: str, name: str, clause: str, last_errors: Iterable[str]) -> Outcome:
    """The process ended by itself; name and clause as `describe_end` gives them."""
    return Outcome(
        OutcomeKind.CRASHED,
        error=AdapterError(name, f"{clause}.", stack="\n".join(last_errors)),
        sentence=f"{clause} while {interface} was running. {AGAIN}",
    )


def as_asked(call: Call, reason: OutcomeKind, outcome: Outcome, *, killed: bool) -> Outcome:
    """A call that was asked to end is timed out or cancelled, however it then ended."""
    if reason is OutcomeKind.TIMED_OUT:
        sentence = f"{call.interface} gave no answer within {call.timeout:g} seconds"
    else:
        sentence = f"{call.interface} was cancelled"
    sentence += f", and its process had to be ended. {AGAIN}" if killed else "."
    return replace(outcome, kind=reason, value=UNDEFINED, error=None, sentence=sentence)
