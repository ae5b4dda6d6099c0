"""The body as plain text: labelled lines, and blocks closed by a marker (log_composer.md section 6.1)."""

from __future__ import annotations

import re
from typing import Final

from workbench.core.composer.layout import FieldLayout, Place, Shape, as_text, needs_text, trimmed
from workbench.core.values.javascript import LINE_END, WHITE_SPACE

END: Final = "--- END"
JOURNEY_END: Final = "--- JOURNEY END"


def _line(label: str, *, place: Place = Place.END) -> FieldLayout:
    start = f"- {label}: "
    line = (start, "\n")
    return FieldLayout(start, re.compile(rf"{re.escape(start)}[^\n]*\n*"), line, line, place)


def _pending_line(label: str) -> FieldLayout:
    start = f"- {label}: "
    line = (start, "\n")
    return FieldLayout(start, re.compile(rf"{re.escape(start)}([^\n]*)\n*"), line, line, only_pending=True)


def _line_without_hyphens(label: str, *, replaced_end: str = "") -> FieldLayout:
    start = f"- {label}: "
    pattern = re.compile(rf"{re.escape(start)}([^\n-]+)(?=\n|\Z)")
    return FieldLayout(start, pattern, (start, replaced_end), (start, "\n"))


def _date_line(label: str) -> FieldLayout:
    start = f"- {label}:"
    pattern = re.compile(rf"(?:(?<=[{LINE_END}])|\A)({re.escape(start)})[^{LINE_END}]*")
    return FieldLayout(start, pattern, (f"{start} ", ""), (f"{start} ", "\n"))


def _first_line(label: str) -> re.Pattern[str]:
    return re.compile(rf"- {re.escape(label)}:[{WHITE_SPACE}]*([^<\n]+)(?=\n|\Z)", re.IGNORECASE | re.ASCII)


def _loose_line(label: str) -> FieldLayout:
    start = f"- {label}: "
    return FieldLayout(f"- {label}:".lower(), _first_line(label), (start, ""), (start, "\n"), ignores_case=True)


def _block(label: str, shape: Shape, *, end: str = END, lead: str = "\n") -> FieldLayout:
    start = f"- {label}:"
    pattern = re.compile(rf"{re.escape(start)}([\s\S]*?){re.escape(end)}")
    return FieldLayout(start, pattern, (f"{start}\n", f"\n{end}"), (f"{lead}{start}\n", f"\n{end}\n"), shape=shape)


def _bulleted_block(label: str) -> FieldLayout:
    start = f"- {label}:"
    return FieldLayout(
        start.lower(),
        _first_line(label),
        (f"{start}\n", f"\n{END}"),
        (f"\n{start}\n", f"\n{END}\n"),
        shape=needs_text,
        ignores_case=True,
    )


def _note() -> FieldLayout:
    field_start = rf"\n- [A-Z][a-zA-Z{WHITE_SPACE}/]*:"
    pattern = re.compile(rf"- (?:Note|Agent notes): ([\s\S]*?)(?={field_start}|\n\Z|\Z)")
    return FieldLayout("- ", pattern, ("- Note: ", ""), ("- Note: ", "\n"), Place.FRONT)


PLAIN: Final[dict[str, FieldLayout]] = {
    "note": _note(),
    "sessionId": _line("Session Id"),
    "userName": _pending_line("RingCentral user name"),
    "number": _line("RingCentral number and extension"),
    "subject": _line("Summary"),
    "callerNumber": _line_without_hyphens("Contact Number", replaced_end="\n"),
    "recipientNumber": _line_without_hyphens("Contact Number", replaced_end="\n"),
    "dateTime": _date_line("Date/Time"),
    "duration": _line_without_hyphens("Duration"),
    "result": _line_without_hyphens("Result"),
    "recordingLink": _line("Call recording link", place=Place.FRESH_LINE),
    "voicemailLink": _line("Voicemail recording link", place=Place.FRESH_LINE),
    "aiNote": _block("AI Note", trimmed),
    "transcript": _block("Transcript", as_text),
    "ringSenseTranscript": _block("ACE transcript", trimmed),
    "ringSenseSummary": _block("ACE summary", needs_text),
    "ringSenseAIScore": _loose_line("Call score"),
    "ringSenseBulletedSummary": _bulleted_block("ACE bulleted summary"),
    "ringSenseLink": _loose_line("ACE recording link"),
    "legs": _block("Call journey", needs_text, end=JOURNEY_END, lead=""),
}
