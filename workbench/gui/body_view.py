"""Shows the body of a request or response: JSON as a tree, text as text, anything else by its type and size."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

import msgspec
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QStackedWidget, QWidget

from workbench.core.bodies import as_json, as_text, decoded, looks_binary
from workbench.core.exchange import Body, Headers, header
from workbench.core.redaction import Redactor
from workbench.core.values import Value
from workbench.gui.json_view import JsonView
from workbench.gui.theme import theme
from workbench.gui.widgets import label, vbox
from workbench.gui.workplace import Workplace
from workbench.session.open_adapter import read_body

SMALL: Final = 256 * 1024
"""Bytes up to which a body is read at once; larger ones are read on another thread."""
MASKED_WHOLE: Final = 1024 * 1024
"""Bytes up to which JSON is decoded and masked as a whole; beyond, one level and one value at a time."""
LONGEST_TEXT: Final = 1024 * 1024
"""Characters of a text that are shown."""


@dataclass(frozen=True, slots=True)
class Readable:
    """A body made ready to be shown."""

    tree: Value = None
    is_tree: bool = False
    lazy: bool = False
    """Whether the tree is raw bytes whose values are masked as they are shown."""
    text: str = ""
    note: str = ""


def make_readable(body: Body, headers: Headers, redactor: Redactor) -> Readable:
    """Decode and mask a body; may read its spool file."""
    if not body.size and not body.data and not body.file:
        return Readable(note="No body.")
    content = decoded(body, headers, read_body(body))
    kind = header(headers, "content-type")
    note = content.problem
    if not content.data:
        return Readable(note=note or f"{size_text(body.size)}, which are not kept any more.")
    if looks_binary(content.data, kind):
        return Readable(note=f"{kind or 'Binary content'}, {size_text(len(content.data))}, not shown as text.")
    if len(content.data) > MASKED_WHOLE and content.data.lstrip()[:1] in (b"{", b"["):
        tree = msgspec.Raw(content.data.strip())
        try:
            msgspec.json.decode(tree, type=dict[str, msgspec.Raw] | list[msgspec.Raw])
        except (msgspec.DecodeError, msgspec.ValidationError):
            pass
        else:
            return Readable(tree=tree, is_tree=True, lazy=True, note=note)
    text = as_text(content.data, kind)
    value = as_json(text)
    if value is not None:
        return Readable(tree=redactor.value(value), is_tree=True, note=note)
    if len(text) > LONGEST_TEXT:
        note = f"{note} The first {size_text(LONGEST_TEXT)} of {size_text(len(content.data))} are shown.".strip()
    return Readable(text=redactor.body_text(text[:LONGEST_TEXT], kind), note=note)


def size_text(size: int) -> str:
    """Bytes as people read them."""
    if size < 1024:
        return f"{size} bytes"
    return f"{size / 1024:.1f} KB" if size < 1024 * 1024 else f"{size / 1024 / 1024:.1f} MB"


class BodyView(QWidget):
    """One body."""

    def __init__(self, name: str, title: str, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName(name)
        self._workplace = workplace
        self._redactor = Redactor()
        self._wanted: object = None
        self._place: str | None = None
        """Dotted place that is selected as soon as the tree is there."""
        self.tree = JsonView(f"{name}-tree", title, self._mask)
        self.text = QPlainTextEdit()
        self.text.setObjectName(f"{name}-text")
        self.text.setAccessibleName(title)
        self.text.setReadOnly(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setProperty("kind", "view")
        self.text.setFont(theme().fonts.mono)
        self._note = label("", "muted", name=f"{name}-note", wrap=True)
        self._note.setContentsMargins(12, 6, 12, 6)
        self._pages = QStackedWidget()
        self._nothing = QWidget()
        for page in (self._nothing, self.tree, self.text):
            self._pages.addWidget(page)
        column = vbox(self, margins=(4, 4, 0, 0))
        column.addWidget(self._note)
        column.addWidget(self._pages, 1)

    def show_body(self, body: Body, headers: Headers, redactor: Redactor) -> None:
        """Show another body; what was asked for before and is not there yet is dropped."""
        self._redactor = redactor
        self._place = None
        self._wanted = wanted = object()
        if body.size <= SMALL and len(body.data or b"") <= SMALL:
            self._show(make_readable(body, headers, redactor))
            return
        self._show(Readable(note=f"Reading {size_text(body.size)}"))
        self._workplace.spawn(self._read(body, headers, redactor, wanted), "read-body")

    def show_nothing(self, why: str) -> None:
        """There is no body, and why."""
        self._wanted = None
        self._show(Readable(note=why))

    def reveal(self, path: str) -> None:
        """Select the value at a dotted place, as soon as the body is there."""
        self._place = path
        self._show_place()

    def _show_place(self) -> None:
        if self._place is not None and self._pages.currentWidget() is self.tree:
            path, self._place = self._place, None
            self.tree.reveal(path)

    async def _read(self, body: Body, headers: Headers, redactor: Redactor, wanted: object) -> None:
        readable = await asyncio.to_thread(make_readable, body, headers, redactor)
        if self._wanted is wanted:
            self._show(readable)

    def _show(self, readable: Readable) -> None:
        self._note.setText(readable.note)
        self._note.setVisible(bool(readable.note))
        self._mask_values = readable.lazy
        if readable.is_tree:
            self.tree.show_value(readable.tree)
            self._pages.setCurrentWidget(self.tree)
            self._show_place()
        elif readable.text:
            self.text.setPlainText(readable.text)
            self._pages.setCurrentWidget(self.text)
        else:
            self._pages.setCurrentWidget(self._nothing)

    def _mask(self, value: Value, name: str) -> Value:
        """Values of a tree that was not masked as a whole."""
        if not self._mask_values:
            return value
        return self._redactor.value({name: value})[name] if name else self._redactor.value(value)
