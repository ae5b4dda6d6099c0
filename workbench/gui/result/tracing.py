"""Ties a returned value to the CRM answers it came from: marks in both trees, a sentence, and the way there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QModelIndex, QObject, Signal
from PySide6.QtWidgets import QMenu, QWidget

from workbench.core.redaction import Redactor
from workbench.core.run.invocation import Invocation, OutcomeKind
from workbench.core.tracing.provenance import Origin, Part, Provenance, trace, words_of
from workbench.core.traffic.exchange_text import short_address
from workbench.gui.look.widgets import ElidedLabel, button, hbox
from workbench.gui.result.traffic_view import TrafficView
from workbench.gui.values.json_marks import Mark, MarkedDelegate
from workbench.gui.values.json_view import JsonView
from workbench.gui.workplace import Workplace
from workbench.session.around import read_body

NO_ORIGIN = "Select a value with an arrow behind it. The others were made by the adapter, or are too common to trace."
GO_TO_ORIGIN = "Go to where it came from"
GO_TO_USE = "Go to what became of it"


class OriginLine(QWidget):
    """Where the selected value came from, in a sentence, and the way there."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("origin-line")
        self.words = ElidedLabel("", "muted", name="origin-words")
        self.jump = button("Go there", "link", name="origin-jump", on_click=lambda: None, description=GO_TO_ORIGIN)
        row = hbox(self, margins=(16, 6, 12, 6))
        row.addWidget(self.words, 1)
        row.addWidget(self.jump)
        self.hide()

    def say(self, sentence: str) -> None:
        """Show a sentence; none hides the line."""
        self.words.setText(sentence)
        self.setVisible(bool(sentence))


class Tracing(QObject):
    """Follows the shown invocation; traces it on another thread."""

    origin_wanted = Signal(object)
    """Origin whose place is to be shown."""
    use_wanted = Signal(str)
    """Dotted place in the returned value that is to be shown."""

    def __init__(self, workplace: Workplace, tree: JsonView, traffic: TrafficView) -> None:
        super().__init__(tree)
        self._workplace = workplace
        self._tree, self._traffic = tree, traffic
        self._asked = 0
        """Number of the trace asked for last; what comes of earlier ones is dropped."""
        self._traced: Invocation | None = None
        self._redactor = Redactor()
        self.provenance = Provenance()
        self._addresses: Sequence[str] = ()
        """Method and path of each exchange."""
        self._uses: Mapping[str, str] = {}
        self.line = OriginLine()
        self.line.jump.clicked.connect(self.go_to_origin)
        self._value_marks = MarkedDelegate(tree, self._go_from)
        self._answer_marks = MarkedDelegate(traffic.exchange.response.tree, self._go_to_use)
        tree.menu_asked.connect(self._on_value_menu)
        tree.activated.connect(self._on_activated)
        tree.selectionModel().currentChanged.connect(self._on_current)
        answer = traffic.exchange.response.tree
        answer.menu_asked.connect(self._on_answer_menu)
        answer.activated.connect(self._on_answer_activated)
        traffic.exchange_selected.connect(self._show_uses)

    def show_invocation(self, invocation: Invocation | None, redactor: Redactor) -> None:
        """Trace another invocation; None when there is none."""
        self._redactor = redactor
        if invocation is not None and invocation is self._traced:
            self._show(self.provenance, invocation)
            return
        self._asked += 1
        self._traced = None
        self._clear()
        if invocation is not None and invocation.outcome.kind is OutcomeKind.RETURNED:
            self._workplace.spawn(self._trace(invocation, self._asked), "trace-values")

    def go_to_origin(self) -> bool:
        """Show where the selected value came from; False when that is not known."""
        return self._go_from(self._tree.json.path(self._tree.currentIndex()))

    def go_to_use(self) -> bool:
        """Show what became of the selected value of an answer; False when nothing did."""
        answer = self._traffic.exchange.response.tree
        return self._go_to_use(answer.json.path(answer.currentIndex()))

    def sentence(self, path: str) -> str:
        """Where a returned value came from; empty when that is not known."""
        origin = self.provenance.of(path)
        return self._words(origin) if origin else ""

    async def _trace(self, invocation: Invocation, asked: int) -> None:
        found = await asyncio.to_thread(
            trace, invocation.outcome.value, invocation.exchanges, invocation.arguments, read_body
        )
        if asked == self._asked:
            self._traced = invocation
            self._show(found, invocation)

    def _show(self, found: Provenance, invocation: Invocation) -> None:
        self.provenance = found
        self._addresses = [short_address(each, self._redactor) for each in invocation.exchanges]
        marks = {path: Mark(_mark(origins[0]), self.sentence(path)) for path, origins in found.origins.items()}
        self._value_marks.show_marks(marks)
        self._show_uses(self._traffic.selected)
        self._on_current(self._tree.currentIndex())

    def _clear(self) -> None:
        self.provenance, self._addresses = Provenance(), ()
        self._value_marks.show_marks({})
        self._answer_marks.show_marks({})
        self.line.say("")

    def _show_uses(self, exchange: int) -> None:
        """Marks in the answer that is shown."""
        self._uses = self.provenance.uses(exchange)
        self._answer_marks.show_marks(
            {path: Mark(f"→ {place}", f"Became {place} of the returned value.") for path, place in self._uses.items()}
        )

    def _go_from(self, path: str) -> bool:
        origin = self.provenance.of(path)
        if origin is None:
            return False
        self.origin_wanted.emit(origin)
        return True

    def _go_to_use(self, path: str) -> bool:
        place = self._uses.get(path)
        if place is None:
            return False
        self.use_wanted.emit(place)
        return True

    def _on_activated(self, index: QModelIndex) -> None:
        self._go_from(self._tree.json.path(index))

    def _on_answer_activated(self, index: QModelIndex) -> None:
        self._go_to_use(self._traffic.exchange.response.tree.json.path(index))

    def _on_current(self, index: QModelIndex, _before: QModelIndex | None = None) -> None:
        self.line.say(self.sentence(self._tree.json.path(index)) if index.isValid() else "")

    def _on_value_menu(self, menu: QMenu) -> None:
        path = self._tree.json.path(self._tree.currentIndex())
        origins = self.provenance.origins.get(path, ())
        menu.addAction(GO_TO_ORIGIN, self.go_to_origin).setEnabled(bool(origins))
        for origin in origins[1:]:
            menu.addAction(f"Or {_begun_small(self._words(origin))}", partial(self.origin_wanted.emit, origin))

    def _on_answer_menu(self, menu: QMenu) -> None:
        answer = self._traffic.exchange.response.tree
        path = answer.json.path(answer.currentIndex())
        menu.addAction(GO_TO_USE, self.go_to_use).setEnabled(path in self._uses)

    def _words(self, origin: Origin) -> str:
        return words_of(origin, self._addresses[origin.exchange] if origin.exchange >= 0 else "")


def _begun_small(sentence: str) -> str:
    """A sentence as the rest of another one."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _mark(origin: Origin) -> str:
    """The arrow and where it points, in a few letters."""
    places = ", ".join(path for path in origin.paths if path)
    if origin.part is Part.ARGUMENT:
        return f"← argument {places}"
    return f"← {'header ' if origin.part is Part.HEADER else ''}{places or 'the answer'}"
