"""What is done with past runs: fired again on their own adapter, put into the form, pinned, copied, deleted."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from workbench.core.errors import UsageError
from workbench.core.program.settings import TIMEOUT
from workbench.core.run.invocation import Invocation
from workbench.core.values import Json
from workbench.core.values.json_text import write_json
from workbench.gui.bridge import finished
from workbench.gui.look.widgets import question
from workbench.gui.workplace import Workplace
from workbench.services.history import HistoryRow
from workbench.session.firing_again import firing_of, is_of


class HistoryController(QObject):
    """The commands of one history panel; what goes wrong is shown in its window."""

    said = Signal(str)
    """A sentence that belongs beside the rows."""
    input_wanted = Signal(str, object)
    """An interface and the Firing that its form is to show."""

    def __init__(self, workplace: Workplace, window_of: QWidget) -> None:
        """`window_of` is a widget of the window that asks."""
        super().__init__(window_of)
        self._workplace = workplace
        self._window_of = window_of
        self.elsewhere: Callable[[str, str, Callable[[HistoryController], Awaitable[None]]], object] | None = None
        """Opens an adapter, by place and platform, in a window of its own and goes on there; None where none can be."""

    async def fire_again(self, row: HistoryRow) -> None:
        """Fire a run anew on the adapter it was made on."""
        invocation = await self._read(row)
        firing = firing_of(invocation)
        go_on = partial(HistoryController.fire_again, row=row)
        if await self._on_its_adapter(invocation, "fire", go_on) and self._workplace.firing is None:
            self._workplace.interface_wanted.emit(invocation.interface)
            self._workplace.fire(firing)
            self.said.emit(firing.remark)

    async def open_in_form(self, row: HistoryRow) -> None:
        """Show a run's request in its interface's form, without firing."""
        invocation = await self._read(row)
        fired = firing_of(invocation)
        if not await self._on_its_adapter(invocation, "show", partial(HistoryController.open_in_form, row=row)):
            return
        given = fired.arguments if isinstance(fired.arguments, dict) else {}
        usual = self._workplace.preferences[TIMEOUT]
        typed = replace(
            fired,
            request=fired.request if isinstance(fired.request, dict) else {},
            overrides=tuple({**given, **dict(fired.overrides)}.items()),
            timeout=0.0 if fired.timeout == usual else fired.timeout,
        )
        self._workplace.interface_wanted.emit(invocation.interface)
        self.input_wanted.emit(invocation.interface, typed)
        self.said.emit(fired.remark)

    async def pin(self, rows: Sequence[HistoryRow]) -> None:
        """Keep rows on top; when all are there, no longer."""
        pinned = not all(row.pinned for row in rows)
        for row in rows:
            await self._workplace.session.history.pin(row.id, pinned=pinned)
        self._workplace.keeper.changed.emit()

    async def copy(self, rows: Sequence[HistoryRow]) -> None:
        """Copy a run as JSON, or several as a list."""
        history = self._workplace.session.history
        documents = [await history.document(row.id) for row in rows]
        shown = documents[0] if len(documents) == 1 else documents
        QGuiApplication.clipboard().setText(await asyncio.to_thread(_as_text, shown))

    async def delete(self, rows: Sequence[HistoryRow]) -> None:
        """Delete runs, once the user has agreed."""
        what = f"this run of {rows[0].interface}" if len(rows) == 1 else f"these {len(rows)} runs"
        pinned = sum(row.pinned for row in rows)
        note = f" {pinned} of them {'is' if pinned == 1 else 'are'} pinned." if pinned and len(rows) > 1 else ""
        answer = await self._asks(
            "history-delete",
            "Delete from history",
            f"Delete {what} from history?",
            f"What was sent and what came back is forgotten. The CRM keeps what it has.{note}",
            {"yes": "Delete", "no": "Keep"},
        )
        if answer == "yes":
            await self._workplace.session.history.delete(*(row.id for row in rows))
            self._workplace.keeper.changed.emit()

    async def _read(self, row: HistoryRow) -> Invocation:
        invocation = await self._workplace.session.history.invocation(row.id)
        if invocation is None:
            raise UsageError(
                f"This run of {row.interface} is not kept any more.",
                code="no-such-run",
                hint="It was deleted, or history reached its limit. The settings say how much is kept.",
            )
        return invocation

    async def _on_its_adapter(
        self, invocation: Invocation, command: str, go_on: Callable[[HistoryController], Awaitable[None]]
    ) -> bool:
        """Whether the run's adapter is open here now; another one is never fired at, the right one is offered.

        Where the user wants a window for it, that one goes on, and this one is done.
        """
        workplace = self._workplace
        if workplace.adapter is not None and is_of(invocation, workplace.adapter):
            return True
        name = invocation.adapter
        place = self._place(invocation)
        if not place:
            raise UsageError(
                f"This run is of {name}, which is not open.",
                code="other-adapter",
                hint=f"Open {name}, then try it again. A run goes only to the adapter it was made on.",
            )
        opened = workplace.adapter
        now = f"{opened.name} is open in this window" if opened else "No adapter is open in this window"
        where = "" if place == name else f" from {place}"
        answers = {"yes": f"Open {name} and {command}", "no": "Leave it"}
        if opened is not None and self.elsewhere is not None:
            answers = {"yes": answers["yes"], "window": "In a new window", "no": "Leave it"}
        answer = await self._asks(
            "history-adapter",
            "A run of another adapter",
            f"This run is of {name}. {now}.",
            f"A run goes only to the adapter it was made on. Open {name}{where}"
            + (f" in place of {opened.name}?" if opened else "?"),
            answers,
        )
        if answer == "window" and self.elsewhere is not None:
            self.elsewhere(place, invocation.platform, go_on)
        if answer != "yes" or not await workplace.open_now(place, invocation.platform):
            return False
        if workplace.adapter is None or not is_of(invocation, workplace.adapter):
            raise UsageError(
                f"What lies at {place} is not the adapter that this run was made on.",
                code="other-adapter",
                hint=f"The run is of {name} for {invocation.platform}. Open it from where it is now.",
            )
        return True

    def _place(self, invocation: Invocation) -> str:
        """What opens the run's adapter; runs of older workbenches are looked for among the recent ones."""
        if invocation.firing is not None and invocation.firing.place:
            return invocation.firing.place
        recent = self._workplace.preferences.settings.recent
        return next((each.place for each in recent if each.name == invocation.adapter), "")

    async def _asks(self, name: str, title: str, text: str, more: str, answers: Mapping[str, str]) -> str:
        """The key of the answer that is chosen; `no` stands last and is what Escape means."""
        box = question(self._window_of.window(), f"{name}-question", title, text, more)
        roles = QMessageBox.ButtonRole
        buttons: dict[QAbstractButton, str] = {}
        for key, words in answers.items():
            made = box.addButton(words, roles.RejectRole if key == "no" else roles.AcceptRole)
            made.setObjectName(f"{name}-{key}")
            buttons[made] = key
            if key == "no":
                box.setDefaultButton(made)
                box.setEscapeButton(made)
        try:
            await finished(box)
            return buttons.get(box.clickedButton(), "no")
        finally:
            box.deleteLater()


def _as_text(document: Json) -> str:
    return write_json(document, indent=2)
