"""Forget everything: what the workbench holds, part by part with its size, and a last look before it goes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QWidget

from workbench.core.errors import WorkbenchError
from workbench.gui.look.widgets import button, hbox, label, rule, vbox
from workbench.gui.workplace import Workplace
from workbench.session.forgetting import ABOUT, Kept, Part, forget, kept

_WIDTH: Final = 620


class ForgetDialog(QDialog):
    """Every part has a box; nothing is forgotten before the button is pressed."""

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("forget-dialog")
        self.setWindowTitle("Forget everything")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setFixedWidth(_WIDTH)
        self._workplace = workplace
        self._parts = {part: _PartRow(part, self) for part in Part}
        column = vbox(self, margins=(20, 18, 20, 16), spacing=6)
        column.addWidget(label("What the workbench keeps of you on this machine", "heading"))
        column.addWidget(label("Take away the mark from what is to stay. There is no way back.", "muted", wrap=True))
        column.addSpacing(8)
        for row in self._parts.values():
            row.box.toggled.connect(self._allow)
            column.addWidget(rule())
            column.addWidget(row)
        column.addWidget(rule())
        self._words = label("Counting…", "muted", name="forget-words", wrap=True)
        self._trouble = label("", "error", name="forget-trouble", wrap=True, selectable=True)
        self._trouble.hide()
        column.addSpacing(4)
        column.addWidget(self._trouble)
        foot = hbox(spacing=8)
        foot.addWidget(self._words, 1)
        self._cancel = button("Cancel", name="forget-cancel", on_click=self.reject)
        self._forget = button("Forget", "primary", name="forget-now", on_click=self._on_forget)
        self._forget.setEnabled(False)
        foot.addWidget(self._cancel)
        foot.addWidget(self._forget)
        column.addLayout(foot)
        self._cancel.setFocus()
        workplace.spawn(self._count(), "forget-count")

    def reject(self) -> None:
        """Nothing leaves the dialog while it works."""
        if self._cancel.isEnabled():
            super().reject()

    async def _count(self) -> None:
        try:
            found = await kept(self._workplace.session, self._workplace.preferences.settings)
        except WorkbenchError as error:
            self._explain(error)
            return
        for each in found:
            self._parts[each.part].show_kept(each)
        self._words.setText(f"{_size(sum(each.bytes for each in found))} in all")
        self._allow()

    def _chosen(self) -> tuple[Part, ...]:
        return tuple(part for part, row in self._parts.items() if row.box.isChecked())

    def _allow(self) -> None:
        self._forget.setEnabled(bool(self._chosen()) and self._cancel.isEnabled())

    def _on_forget(self) -> None:
        self._workplace.spawn(self._work(self._chosen()), "forget")

    async def _work(self, parts: tuple[Part, ...]) -> None:
        workplace = self._workplace
        self._busy(words="Forgetting…", busy=True)
        try:
            await forget(workplace.session, parts, workplace.preferences.forget_adapters, self._on_gone)
        except WorkbenchError as error:
            self._busy(words="", busy=False)
            self._explain(error)
            await self._count()
        else:
            self.accept()

    def _on_gone(self, part: Part) -> None:
        """A part is gone: windows show it at once."""
        if part is Part.HISTORY:
            self._workplace.keeper.changed.emit()
        if part is Part.CONNECTIONS:
            self._workplace.keeper.disconnected.emit()
        self._parts[part].box.setChecked(False)

    def _busy(self, *, words: str, busy: bool) -> None:
        self._words.setText(words)
        for widget in (self._cancel, *(row.box for row in self._parts.values())):
            widget.setEnabled(not busy)
        self._trouble.hide()
        self._allow()

    def _explain(self, error: WorkbenchError) -> None:
        self._words.setText("")
        self._trouble.setText(f"{error.message} {error.hint}".strip())
        self._trouble.show()
        self.adjustSize()


class _PartRow(QWidget):
    """A box with what it stands for."""

    def __init__(self, part: Part, parent: QWidget) -> None:
        super().__init__(parent)
        self._about = ABOUT[part].words
        self.box = QCheckBox(ABOUT[part].title)
        self.box.setObjectName(f"forget:{part}")
        self.box.setChecked(True)
        self.box.setAccessibleDescription(self._about)
        self._count = label("", "muted", name=f"forget-count:{part}")
        head = hbox(spacing=10)
        head.addWidget(self.box, 1)
        head.addWidget(self._count)
        words = label(self._about, "muted", wrap=True)
        words.setIndent(24)
        column = vbox(self, margins=(0, 8, 0, 8), spacing=3)
        column.addLayout(head)
        column.addWidget(words)

    def show_kept(self, found: Kept) -> None:
        """Say how much there is."""
        self._count.setText(f"{found.count}, {_size(found.bytes)}")
        self.box.setAccessibleDescription(f"{found.count}, {_size(found.bytes)}. {self._about}")


def _size(number: int) -> str:
    if number >= 1_000_000:
        return f"{number / 1_000_000:,.1f} MB"
    return f"{number / 1000:,.0f} kB" if number >= 1000 else f"{number} bytes"
