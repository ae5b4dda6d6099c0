"""What the call-log composer is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, tzinfo
from typing import Any, NamedTuple, TypeAlias

from workbench.core.values import UNDEFINED, Value
from workbench.core.values.moments import Now


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


class Server(NamedTuple):
    """What the composer takes from the process that it runs in."""

    zone: tzinfo = UTC
    """The process's own zone, for users without an offset."""
    clock: Now = utc_now


@dataclass(frozen=True, slots=True)
class CallLogInputs:
    """The one argument of App Connect's composer, member by member (log_composer.md section 1).

    Names are App Connect's own. UNDEFINED stands for a member that is not there, which differs from null.
    """

    logFormat: Value = UNDEFINED  # noqa: N815
    """text/plain (also when undefined), text/html or text/markdown; nothing is composed for any other."""
    existingBody: Value = UNDEFINED  # noqa: N815
    """Text to start from; undefined counts as empty."""
    callLog: Value = UNDEFINED  # noqa: N815
    """The call record: sessionId, direction, from, to, startTime and legs are read."""
    contactInfo: Value = UNDEFINED  # noqa: N815
    """The contact with its phoneNumber; null on update."""
    user: Value = UNDEFINED
    """`userSettings` and `timezoneOffset` are read."""
    note: Value = UNDEFINED
    aiNote: Value = UNDEFINED  # noqa: N815
    transcript: Value = UNDEFINED
    recordingLink: Value = UNDEFINED  # noqa: N815
    voicemailLink: Value = UNDEFINED  # noqa: N815
    subject: Value = UNDEFINED
    startTime: Value = UNDEFINED  # noqa: N815
    """ISO 8601 text or epoch milliseconds."""
    duration: Value = UNDEFINED
    """Seconds, or a text that is printed as it stands."""
    result: Value = UNDEFINED
    ringSenseTranscript: Value = UNDEFINED  # noqa: N815
    ringSenseSummary: Value = UNDEFINED  # noqa: N815
    ringSenseAIScore: Value = UNDEFINED  # noqa: N815
    ringSenseBulletedSummary: Value = UNDEFINED  # noqa: N815
    ringSenseLink: Value = UNDEFINED  # noqa: N815


Given: TypeAlias = Mapping[str, Any]
"""The inputs as an object with App Connect's member names."""


def as_object(inputs: CallLogInputs | Given) -> Given:
    """The inputs as an object; undefined members are not in it."""
    if not isinstance(inputs, CallLogInputs):
        return inputs
    members = ((field.name, getattr(inputs, field.name)) for field in fields(inputs))
    return {name: value for name, value in members if value is not UNDEFINED}
