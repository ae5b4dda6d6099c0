"""Chooses the sample payload that a form begins from, and says whether the form still is what the sample says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from workbench.core.contract.samples import SampleUse, describe
from workbench.core.errors import UsageError
from workbench.core.forms import moment_text, parse_moment
from workbench.gui.form.field_editors import LABEL_WIDTH
from workbench.gui.look.elided_box import ElidedBox
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import ElidedLabel, button, label, plain, tip, vbox

_EXAMPLE: Final = "2026-03-01T10:00:00Z"


class SampleChooser(QWidget):
    """The samples of one interface, and nothing as a choice too."""

    chosen = Signal(object)
    """SampleUse, or None for an empty form."""
    told_at = Signal(object)
    """The moment at which samples have just happened, in seconds since the epoch; None for now."""

    def __init__(self, uses: Sequence[SampleUse], current: SampleUse | None) -> None:
        super().__init__()
        self.box = ElidedBox()
        self.box.setObjectName("sample")
        self.box.setAccessibleName("Sample")
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.addItem("None, an empty form", None)
        for use in uses:
            self.box.addItem(use.title, use)
            place = self.box.count() - 1
            self.box.setItemData(place, plain(f"{use.title}\n{describe(use)}"), Qt.ItemDataRole.ToolTipRole)
        name = label("Sample", "label")
        name.setFixedWidth(theme().pixels(LABEL_WIDTH))
        name.setBuddy(self.box)
        self._about = ElidedLabel("", "faint", name="sample-about")
        self._about.setFont(theme().fonts.small)
        self._edited = label("", "muted", name="sample-edited")
        self._edited.setFont(theme().fonts.small)
        self._restart = button("Reset to sample", "link", name="sample-reset", on_click=self._on_restart)
        self._restart.setFont(theme().fonts.small)
        tip(self._restart, "Take the sample's values again; what was typed for this interface is forgotten")
        at_label = label("Ended by", "label")
        at_label.setFixedWidth(theme().pixels(LABEL_WIDTH))
        self.at = QLineEdit()
        self.at.setObjectName("sample-at")
        self.at.setAccessibleName("When the sample has just happened")
        self.at.setPlaceholderText("now")
        tip(self.at, f"The sample's call ended shortly before this moment, such as {_EXAMPLE}. Empty for now.")
        self.at.editingFinished.connect(self._on_at)
        at_label.setBuddy(self.at)
        self._refusal = label("", "error", name="refused:sample-at", wrap=True)
        self._refusal.setFont(theme().fonts.small)
        self._refusal.hide()
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.addWidget(name, 0, 0)
        grid.addWidget(self.box, 0, 1, 1, 3)
        grid.addWidget(self._about, 1, 1)
        grid.addWidget(self._edited, 1, 2)
        grid.addWidget(self._restart, 1, 3)
        grid.setColumnStretch(1, 1)
        self._moment = QWidget()
        moment = QGridLayout(self._moment)
        moment.setContentsMargins(0, 0, 0, 0)
        moment.setHorizontalSpacing(8)
        moment.setVerticalSpacing(2)
        moment.addWidget(at_label, 0, 0)
        moment.addWidget(self.at, 0, 1)
        moment.addWidget(self._refusal, 1, 1)
        column = vbox(self, spacing=6)
        column.addLayout(grid)
        column.addWidget(self._moment)
        self._names = [use.name for use in uses]
        self.show_use(current, edited=False)
        self.box.activated.connect(self._on_activated)

    def show_use(self, use: SampleUse | None, *, edited: bool, at: float | None = None) -> None:
        """Which sample is chosen, whether the form differs from it, and the moment of its times, None for now."""
        has_times = use is not None and bool(use.sample.told_at)
        self._moment.setVisible(has_times)
        if self._refusal.isHidden() and not self.at.hasFocus():
            self.at.setText("" if at is None else moment_text(at * 1000))
        with QSignalBlocker(self.box):
            self.box.setCurrentIndex(self._names.index(use.name) + 1 if use and use.name in self._names else 0)
        title = use.title if use else "An empty form"
        about = describe(use) if use else "Nothing is filled in."
        tip(self.box, f"{title}\n{about}")
        self.box.setAccessibleDescription(f"{about} Edited." if edited else about)
        self._about.setText(about)
        self._edited.setText("edited" if edited else "")
        self._edited.setVisible(edited)
        self._restart.setText("Reset to sample" if use else "Clear")
        self._restart.setAccessibleName(self._restart.text())
        self._restart.setVisible(edited)

    def _on_activated(self, index: int) -> None:
        self.chosen.emit(self.box.itemData(index))

    def _on_at(self) -> None:
        text = self.at.text().strip()
        try:
            at = float(parse_moment(text, like=0)) / 1000 if text else None
        except UsageError as error:
            self._refusal.setText(f"{error.message} {error.hint}")
            self._refusal.show()
            return
        self._refusal.hide()
        self.told_at.emit(at)

    def _on_restart(self) -> None:
        self.chosen.emit(self.box.currentData())
