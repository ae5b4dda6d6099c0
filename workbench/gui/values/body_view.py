"""Shows the body of a request or response in the ways that fit it: tree, text, preview, bytes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtWidgets import QButtonGroup, QPushButton, QStackedWidget, QWidget

from workbench.core.redaction import Redactor
from workbench.core.text.hex_dump import SHOWN, hex_dump
from workbench.core.text.json_levels import open_document
from workbench.core.text.text_pages import TextPages, as_utf8, plain_pages, text_pages
from workbench.core.traffic.bodies import as_text, decoded, looks_binary
from workbench.core.traffic.exchange import Body, Headers, header
from workbench.core.values import Value
from workbench.gui.look.widgets import button, hbox, label, vbox
from workbench.gui.values.drawing import LARGEST, Drawn, draw
from workbench.gui.values.drawing_process import DRAWING, IMAGE, PAGE
from workbench.gui.values.json_view import JsonView
from workbench.gui.values.preview_view import PreviewView, is_costly, is_html, is_image, is_svg
from workbench.gui.values.text_view import TextView
from workbench.gui.workplace import Workplace
from workbench.session.around import read_body

SMALL: Final = 256 * 1024
"""Bytes up to which a body is read at once; larger ones are read on another thread."""

TREE, TEXT, PREVIEW, BYTES = "tree", "text", "preview", "bytes"
WAYS: Final = {TREE: "Tree", TEXT: "Text", PREVIEW: "Preview", BYTES: "Bytes"}
"""The ways to look at a body, the one that is shown first before the others where it is possible."""


@dataclass(frozen=True, slots=True)
class Readable:
    """A body made ready to be shown."""

    ways: tuple[str, ...] = ()
    """Ways that are possible, the best first."""
    data: bytes = b""
    """The content, its encodings undone; not masked."""
    kind: str = ""
    tree: Value = None
    """The first level of a JSON document."""
    note: str = ""


@dataclass(slots=True)
class _Shown:
    """What the ways need, made when a way is chosen."""

    body: Readable = field(default_factory=Readable)
    pages: dict[str, TextPages] = field(default_factory=dict)
    drawn: Drawn | None = None
    """A picture, or why there is none."""
    page: str | None = None


def make_readable(body: Body, headers: Headers) -> Readable:
    """Decode a body; may read its spool file."""
    if not body.size and not body.data and not body.file:
        return Readable(note="No body.")
    content = decoded(body, headers, read_body(body))
    data, kind, note = content.data, header(headers, "content-type"), content.problem
    if not data:
        return Readable(note=note or f"{size_text(body.size)}, which are not kept any more.")
    picture = is_image(data, kind)
    if looks_binary(data, kind) or (picture and not is_svg(data, kind)):
        told = f"{kind or 'Binary content'}, {size_text(len(data))}"
        told += f", the first {size_text(SHOWN)} are shown" if len(data) > SHOWN else ""
        ways = (PREVIEW, BYTES) if picture else (BYTES,)
        return Readable(ways, data, kind, note=f"{note} {'' if picture else told}".strip())
    data, kind = as_utf8(data, kind, as_text), kind.partition(";")[0].strip()
    tree = open_document(data)
    if tree:
        ways = (TREE, TEXT)
    elif picture:
        ways = (PREVIEW, TEXT)
    elif is_html(data, kind) and len(data) <= LARGEST[PAGE]:
        ways = (TEXT, PREVIEW) if is_costly(data) else (PREVIEW, TEXT)
    else:
        ways = (TEXT,)
    return Readable(ways, data, kind, tree, note)


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
        self._trouble = ""
        self._redactor = Redactor()
        self._wanted: object = None
        self._shown = _Shown()
        self._preferred = ""
        """The way that the user chose last."""
        self._drawing: asyncio.Task[None] | None = None
        self._place: str | None = None
        """Dotted place that is selected as soon as the tree is there."""
        self.tree = JsonView(f"{name}-tree", title)
        self.text = TextView(f"{name}-text", title)
        self.preview = PreviewView(f"{name}-preview", title)
        self.bytes = TextView(f"{name}-bytes", f"{title}, bytes")
        self._nothing = QWidget()
        self._note = label("", "muted", name=f"{name}-note", wrap=True)
        self._group = QButtonGroup(self)
        self._buttons = {way: self._segment(name, way) for way in WAYS}
        self._chooser = QWidget()
        segments = hbox(self._chooser, spacing=0)
        for each in self._buttons.values():
            segments.addWidget(each)
        self._head = QWidget()
        row = hbox(self._head, margins=(12, 6, 12, 4), spacing=12)
        row.addWidget(self._chooser)
        row.addWidget(self._note, 1)
        row.addStretch()
        self._pages = QStackedWidget()
        self._views = {TREE: self.tree, TEXT: self.text, PREVIEW: self.preview, BYTES: self.bytes}
        for page in (self._nothing, *self._views.values()):
            self._pages.addWidget(page)
        column = vbox(self, margins=(4, 0, 0, 0))
        column.addWidget(self._head)
        column.addWidget(self._pages, 1)
        self._show(Readable())

    @property
    def way(self) -> str:
        """The way that is shown; empty when there is nothing to show."""
        shown = self._pages.currentWidget()
        return next((way for way, view in self._views.items() if view is shown), "")

    def show_body(self, body: Body, headers: Headers, redactor: Redactor, trouble: str = "") -> None:
        """Show another body; what was asked for before and is not there yet is dropped.

        `trouble` says why it did not come whole.
        """
        self._redactor = redactor
        self._trouble = trouble
        self._place = None
        self._wanted = wanted = object()
        if body.size <= SMALL and len(body.data or b"") <= SMALL:
            self._show(make_readable(body, headers))
            return
        self._show(Readable(note=f"Reading {size_text(body.size)}"))
        self._workplace.spawn(self._read(body, headers, wanted), "read-body")

    def show_nothing(self, why: str) -> None:
        """There is no body, and why."""
        self._wanted = object()
        self._trouble = ""
        self._show(Readable(note=why))

    def reveal(self, path: str) -> None:
        """Select the value at a dotted place, as soon as the body is there."""
        self._place = path
        self._show_place()

    def choose(self, way: str) -> None:
        """Look at the body in this way, and at later ones where it is possible."""
        self._preferred = way
        self._look(way)

    def _show_place(self) -> None:
        if self._place is not None and TREE in self._shown.body.ways:
            path, self._place = self._place, None
            self._look(TREE)
            self.tree.reveal(path)

    async def _read(self, body: Body, headers: Headers, wanted: object) -> None:
        readable = await asyncio.to_thread(make_readable, body, headers)
        if self._wanted is wanted:
            self._show(readable)

    def _show(self, readable: Readable) -> None:
        self._shown = _Shown(readable)
        self._stop_drawing()
        for way, each in self._buttons.items():
            each.setVisible(way in readable.ways)
        self._chooser.setVisible(len(readable.ways) > 1)
        self._say(readable.note)
        self.preview.clear()
        self.tree.show_value(readable.tree if TREE in readable.ways else {}, self._redactor)
        for view in (self.text, self.bytes):
            view.show_pages(plain_pages(""))
        if not readable.ways:
            self._pages.setCurrentWidget(self._nothing)
            return
        self._look(self._preferred if self._preferred in readable.ways else readable.ways[0])
        self._show_place()

    def _say(self, note: str) -> None:
        note = f"{self._trouble} {note}".strip()
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._head.setVisible(bool(note) or len(self._shown.body.ways) > 1)

    def _look(self, way: str) -> None:
        """Show a way; what it needs and is not there yet is made, for a large body on another thread.

        What is drawn is drawn elsewhere, whatever its size.
        """
        shown = self._shown
        self._buttons[way].setChecked(True)
        self._pages.setCurrentWidget(self._views[way])
        if _is_made(shown, way):
            self._put(way)
        elif way == PREVIEW:
            self._say("Drawing it")
            self._stop_drawing()
            self._drawing = self._workplace.spawn(self._draw(shown, self._redactor), "draw-body")
        elif len(shown.body.data) <= SMALL:
            _make(shown, way, self._redactor)
            self._put(way)
        else:
            self._say(f"Reading {size_text(len(shown.body.data))}")
            self._workplace.spawn(self._make(way, shown, self._redactor), "read-body")

    async def _make(self, way: str, shown: _Shown, redactor: Redactor) -> None:
        await asyncio.to_thread(_make, shown, way, redactor)
        if shown is self._shown and self.way == way:
            self._put(way)

    def _stop_drawing(self) -> None:
        if self._drawing is not None:
            self._drawing.cancel()

    async def _draw(self, shown: _Shown, redactor: Redactor) -> None:
        data, kind = shown.body.data, shown.body.kind
        what = PAGE if not is_image(data, kind) else DRAWING if is_svg(data, kind) else IMAGE
        page = ""
        if what != IMAGE:
            page = await asyncio.to_thread(lambda: redactor.body_text(as_text(data, kind), kind))
            data = page.encode("utf-8", "replace")
        shown.drawn = await draw(what, data, self.preview.page.viewport().width())
        shown.page = page if shown.drawn.fits else None
        if shown is self._shown and self.way == PREVIEW:
            self._put(PREVIEW)

    def _put(self, way: str) -> None:
        """Give a view what was made for it."""
        shown = self._shown
        self._say(shown.body.note)
        view = self._views[way]
        if isinstance(view, TextView) and view.pages is not shown.pages[way]:
            view.show_pages(shown.pages[way])
        elif way == PREVIEW and shown.page is not None:
            self.preview.show_page(shown.page)
        elif way == PREVIEW and shown.drawn is not None:
            self.preview.show_picture(shown.drawn, size_text(len(shown.body.data)))

    def _segment(self, name: str, way: str) -> QPushButton:
        made = button(WAYS[way], "segment", name=f"{name}:{way}", on_click=lambda: self.choose(way))
        made.setCheckable(True)
        self._group.addButton(made)
        return made


def _is_made(shown: _Shown, way: str) -> bool:
    if way == TREE:
        return True
    return way in shown.pages if way in (TEXT, BYTES) else shown.drawn is not None


def _make(shown: _Shown, way: str, redactor: Redactor) -> None:
    """What a way needs."""
    data, kind = shown.body.data, shown.body.kind
    if way == TEXT:
        shown.pages[TEXT] = text_pages(data, kind, redactor, as_text)
    else:
        shown.pages[BYTES] = plain_pages(hex_dump(_without_secrets(data[:SHOWN], redactor)))


def _without_secrets(data: bytes, redactor: Redactor) -> bytes:
    """Bytes with dots in place of secrets; letters that are no ASCII are left as they are."""
    text = data.decode("latin-1")
    masked = redactor.text(text)
    return data if masked == text else masked.replace("•", ".").encode("latin-1", "replace")
