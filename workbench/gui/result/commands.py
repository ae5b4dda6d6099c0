"""What the actions on a result do: follow a value, use it elsewhere, copy and save exchanges, open records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from workbench.core.errors import UsageError
from workbench.core.forms import Form, build_form
from workbench.core.redaction import MASK
from workbench.core.tracing.uses import Use, fitted, uses
from workbench.core.values import Value
from workbench.gui.main_window import MainWindow
from workbench.gui.palette import CommandPalette, Entry
from workbench.gui.values.json_tree import describe
from workbench.services.resources import contract
from workbench.session.open_adapter import OpenAdapter

_LONGEST: Final = 40
"""Characters of the value in the chooser."""


class ResultCommands(QObject):
    """The commands of one window's result."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.result.use_wanted.connect(self._offer_uses)

    def by_id(self) -> dict[str, Callable[[], object]]:
        """What is called when an action is chosen, by the action's id."""
        result = self._window.result
        return {
            "go-sent": partial(self._go, result.sent),
            "go-app-connect": partial(self._go, result.shown),
            "go-origin": result.go_to_origin,
            "use-value": result.use_selected,
            "copy-exchange": partial(self._with_exchange, result.traffic.exchange.copy_whole),
            "copy-curl": partial(self._with_exchange, result.traffic.exchange.copy_curl),
            "save-har": partial(self._with_exchange, result.traffic.save_archive),
            "open-contact": partial(result.open_record, "contact"),
            "open-log": partial(result.open_record, "log"),
            "next-difference": partial(self._difference, 1),
            "previous-difference": partial(self._difference, -1),
        }

    def _go(self, page: QObject) -> None:
        tabs = self._window.result.tabs
        place = next(row for row in range(tabs.count()) if tabs.widget(row) is page)
        tabs.setCurrentIndex(place)
        tabs.setFocus()

    def _difference(self, step: int) -> None:
        self._go(self._window.result.compare)
        self._window.result.compare.jump(step)

    def _with_exchange(self, command: Callable[[], object]) -> None:
        if self._window.result.traffic.count:
            command()
        else:
            self._say(
                "There is no CRM exchange.", "Fire an interface that calls the CRM, or choose such a run in history."
            )

    def _offer_uses(self, place: str, value: Value) -> None:
        """Ask for the field that takes a value."""
        adapter = self._window.workplace.adapter
        if adapter is None:
            return
        if MASK in describe(value):
            self._say("The value is masked.", "Choose Show secrets first; then it can be used in another call.")
            return
        entries = [self._entry(use, value) for use in uses(place, value, _forms(adapter))]
        text = describe(value)
        shown = text[:_LONGEST] + ("…" if len(text) > _LONGEST else "")
        CommandPalette(entries, self._window, f"Use {shown} in").open()

    def _entry(self, use: Use, value: Value) -> Entry:
        about = f"takes a {use.kind}" if use.kind else "any value"
        if use.is_argument:
            about = f"overrides {use.path}"
        return Entry(f"{use.interface}, {use.label}", about, partial(self._use, use, value))

    def _use(self, use: Use, value: Value) -> None:
        window, adapter = self._window, self._window.workplace.adapter
        if adapter is None:
            return
        form = build_form(use.interface, adapter.platform)
        kind = next((field.kind for field in form if field.path == use.path and field.editable), None)
        window.interfaces.select(use.interface)
        why = window.form.fill(use.interface, use.path, fitted(value, kind, use.path))
        if why:
            self._say(f"{use.label} does not take this value.", why)

    def _say(self, message: str, hint: str) -> None:
        self._window.workplace.problem.emit(UsageError(message, code="not-possible-here", hint=hint))


def _forms(adapter: OpenAdapter) -> Iterator[Form]:
    """The forms of what the adapter exports, in the order of a life."""
    return (build_form(each.name, adapter.platform) for each in contract() if each.name in adapter.description.exports)
