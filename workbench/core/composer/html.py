"""The body as HTML: list items, links and sections (log_composer.md section 6.2)."""

from __future__ import annotations

import re
from typing import Any, Final

from workbench.core.composer.javascript import ComposerError
from workbench.core.composer.layout import (
    PENDING,
    FieldLayout,
    Place,
    Shape,
    broken,
    trimmed_and_broken,
)
from workbench.core.values.javascript import LINE_END, WHITE_SPACE, to_text

_ITEM_END: Final = r"(?:</li>|(?=<|\Z))"


def _item_pattern(label: str, value: str) -> re.Pattern[str]:
    start = rf"(?:<li>)?<b>{re.escape(label)}</b>:[{WHITE_SPACE}]*"
    return re.compile(start + value + _ITEM_END, re.IGNORECASE | re.ASCII)


def _item(label: str, *, only_pending: bool = False) -> FieldLayout:
    item = (f"<li><b>{label}</b>: ", "</li>")
    return FieldLayout(
        f"<b>{label}</b>:".lower(),
        _item_pattern(label, r"([^<\n]+)"),
        item,
        item,
        ignores_case=True,
        lead=len("<li>"),
        only_pending=only_pending,
    )


def anchor(value: Any, _name: str) -> str:
    """The link under the word "open", unescaped."""
    return f'<a target="_blank" href="{to_text(value)}">open</a>'


def anchor_or_pending(value: Any, name: str) -> str:
    """The link under the word "open" when it begins with http, else that it is pending."""
    if not isinstance(value, str):
        raise ComposerError(f"{name}.startsWith is not a function")
    return anchor(value, name) if value.startswith("http") else PENDING


def _link(label: str, shape: Shape, place: Place) -> FieldLayout:
    item = (f"<li><b>{label}</b>: ", "</li>")
    pattern = _item_pattern(label, r"(?:<a[^>]*>[^<]*</a>|[^<]+)")
    return FieldLayout(
        f"<b>{label}</b>:".lower(), pattern, item, item, place, shape, ignores_case=True, lead=len("<li>")
    )


def _section(label: str, shape: Shape, *, end: str = "") -> FieldLayout:
    start = f"<div><b>{label}</b><br>"
    pattern = re.compile(rf"{re.escape(start)}([^{LINE_END}]+?)</div>")
    return FieldLayout(start, pattern, (start, "</div>"), (start, f"</div>{end}"), shape=shape)


def _note() -> FieldLayout:
    before, after = "<b>Agent notes</b><br>", "<br><br><b>Call details</b>"
    return FieldLayout(
        "<b>Agent notes</b>",
        re.compile(r"<b>Agent notes</b>([\s\S]+?)Call details</b>"),
        (before, after),
        (before, f"{after}<br>"),
        Place.FRONT,
    )


HTML: Final[dict[str, FieldLayout]] = {
    "note": _note(),
    "sessionId": _item("Session Id"),
    "userName": _item("RingCentral user name", only_pending=True),
    "number": _item("RingCentral number and extension"),
    "subject": _item("Summary"),
    "callerNumber": _item("Caller phone number"),
    "recipientNumber": _item("Recipient phone number"),
    "dateTime": _item("Date/time"),
    "duration": _item("Duration"),
    "result": _item("Result"),
    "recordingLink": _link("Call recording link", anchor_or_pending, Place.LIST_END),
    "voicemailLink": _link("Voicemail recording link", anchor_or_pending, Place.LIST_END),
    "aiNote": _section("AI Note", trimmed_and_broken, end="<br>"),
    "transcript": _section("Transcript", broken, end="<br>"),
    "ringSenseTranscript": _section("ACE transcript", trimmed_and_broken),
    "ringSenseSummary": _section("ACE summary", trimmed_and_broken),
    "ringSenseAIScore": _item("Call score"),
    "ringSenseBulletedSummary": _section("ACE bulleted summary", trimmed_and_broken),
    "ringSenseLink": _link("ACE recording link", anchor, Place.END),
    "legs": _section("Call journey", broken),
}
