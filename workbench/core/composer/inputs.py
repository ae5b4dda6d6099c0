"""What the call-log composer is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from workbench.core.composer.date_format import format_moment
from workbench.core.composer.javascript import ComposerError, member, optional_member
from workbench.core.composer.moments import Now, at_offset, moment_of, read_offset
from workbench.core.composer.settings import date_format
from workbench.core.values import UNDEFINED, Value


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


@dataclass(slots=True)
class CallLogInputs:
    """The one argument of App Connect's composer, member by member (log_composer.md section 1).

    Names are App Connect's own. UNDEFINED stands for a member that is not there, which differs from null.
    """

    logFormat: Value = UNDEFINED  # noqa: N815
    """text/plain (also when undefined), text/html or text/markdown; nothing is composed for any other."""
    existingBody: Value = UNDEFINED  # noqa: N815
    """Text to start from; undefined counts as empty."""
    callLog: Value = UNDEFINED  # noqa: N815
    contactInfo: Value = UNDEFINED  # noqa: N815
    user: Value = UNDEFINED
    """`userSettings` and `timezoneOffset` are read."""
    note: Value = UNDEFINED
    aiNote: Value = UNDEFINED  # noqa: N815
    transcript: Value = UNDEFINED
    recordingLink: Value = UNDEFINED  # noqa: N815
    voicemailLink: Value = UNDEFINED  # noqa: N815
    subject: Value = UNDEFINED
    startTime: Value = UNDEFINED  # noqa: N815
    duration: Value = UNDEFINED
    """Seconds, or a text that is printed as it stands."""
    result: Value = UNDEFINED
    ringSenseTranscript: Value = UNDEFINED  # noqa: N815
    ringSenseSummary: Value = UNDEFINED  # noqa: N815
    ringSenseAIScore: Value = UNDEFINED  # noqa: N815
    ringSenseBulletedSummary: Value = UNDEFINED  # noqa: N815
    ringSenseLink: Value = UNDEFINED  # noqa: N815
    process_zone: tzinfo = UTC
    """The zone of the server process, for users without an offset."""
    clock: Now = utc_now

    @property
    def settings(self) -> Value:
        """The user's stored settings; raises ComposerError without a user."""
        return member(self.user, "userSettings")

    def date_text(self, start: Value) -> str:
        """A start time at the user's offset in the user's pattern; "Invalid date" when it is unreadable."""
        pattern = date_format(self.settings)
        moment = at_offset(
            moment_of(start, self.process_zone, self.clock), read_offset(optional_member(self.user, "timezoneOffset"))
        )
        if not isinstance(pattern, str) and moment is not None:
            raise ComposerError("format.match is not a function")
        return format_moment(moment, str(pattern))


MEMBERS: Final = frozenset(field.name for field in fields(CallLogInputs)) - {"process_zone", "clock"}


def read_inputs(given: CallLogInputs | Mapping[str, Any]) -> CallLogInputs:
    """The inputs of an object with App Connect's member names; other members are left aside."""
    if isinstance(given, CallLogInputs):
        return given
    return CallLogInputs(**{name: value for name, value in given.items() if name in MEMBERS})
