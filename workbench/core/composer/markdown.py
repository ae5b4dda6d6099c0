"""The body as Markdown: bold labels, and sections under headings (log_composer.md section 6.3)."""

from __future__ import annotations

import re
from typing import Final

from workbench.core.composer.layout import FieldLayout, Place, Shape, as_text, needs_text, trimmed
from workbench.core.values.javascript import WHITE_SPACE

_NOTES: Final = "## Agent notes\n"
_DETAILS: Final = "## Call details"


def _line(label: str, *, ignores_case: bool = False) -> FieldLayout:
    start = f"**{label}**: "
    line = (start, "\n")
    flags = re.IGNORECASE | re.ASCII if ignores_case else re.ASCII
    pattern = re.compile(rf"{re.escape(start)}[^\n]*\n*", flags)
    return FieldLayout(start.lower() if ignores_case else start, pattern, line, line, ignores_case=ignores_case)


def _pending_line(label: str) -> FieldLayout:
    start = f"**{label}**: "
    line = (start, "\n")
    pattern = re.compile(rf"{re.escape(start)}([^\n]*)\n*", re.IGNORECASE | re.ASCII)
    return FieldLayout(start.lower(), pattern, line, line, ignores_case=True, only_pending=True)


def _loose_line(label: str) -> FieldLayout:
    start = f"**{label}**: "
    line = (start, "\n")
    pattern = re.compile(rf"\*\*{label}\*\*:[{WHITE_SPACE}]*([^<\n]+)(?=\n|\Z)", re.IGNORECASE | re.ASCII)
    return FieldLayout(f"**{label}**:".lower(), pattern, line, line, ignores_case=True)


def _section(label: str, shape: Shape) -> FieldLayout:
    start = f"### {label}\n"
    pattern = re.compile(rf"{re.escape(start)}([\s\S]*?)(?=\n### |\n\Z|\Z)")
    return FieldLayout(start, pattern, (start, "\n"), (start, "\n"), shape=shape)


def _note() -> FieldLayout:
    return FieldLayout(
        _NOTES,
        re.compile(rf"{_NOTES}([\s\S]*?)\n{_DETAILS}"),
        (_NOTES, f"\n\n{_DETAILS}"),
        (_NOTES, f"\n\n{_DETAILS}\n"),
        Place.FRONT,
        leading=(_DETAILS, (_NOTES, "\n\n")),
    )


MARKDOWN: Final[dict[str, FieldLayout]] = {
    "note": _note(),
    "sessionId": _line("Session Id"),
    "userName": _pending_line("RingCentral user name"),
    "number": _line("RingCentral number and extension", ignores_case=True),
    "subject": _line("Summary"),
    "callerNumber": _line("Contact Number"),
    "recipientNumber": _line("Contact Number"),
    "dateTime": _line("Date/Time"),
    "duration": _line("Duration"),
    "result": _line("Result"),
    "recordingLink": _line("Call recording link"),
    "voicemailLink": _line("Voicemail recording link"),
    "aiNote": _section("AI Note", trimmed),
    "transcript": _section("Transcript", as_text),
    "ringSenseTranscript": _section("ACE transcript", trimmed),
    "ringSenseSummary": _section("ACE summary", needs_text),
    "ringSenseAIScore": _line("Call score"),
    "ringSenseBulletedSummary": _section("ACE bulleted summary", needs_text),
    "ringSenseLink": _loose_line("ACE recording link"),
    "legs": _section("Call journey", needs_text),
}
