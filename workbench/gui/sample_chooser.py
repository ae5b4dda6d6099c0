"""Chooses the sample payload that a form begins from."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QWidget

from workbench.core.samples import SampleUse
from workbench.gui.form_view import LABEL_WIDTH
from workbench.gui.widgets import button, hbox, label


class SampleChooser(QWidget):
    """The samples of one interface, and nothing as a choice too."""

    chosen = Signal(object)
    """SampleUse, or None for an empty form."""

    def __init__(self, uses: Sequence[SampleUse], current: SampleUse | None) -> None:
        super().__init__()
        self.box = QComboBox()
        self.box.setObjectName("sample")
        self.box.setAccessibleName("Sample")
        self.box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.box.setMinimumContentsLength(12)
        self.box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.box.addItem("None, an empty form", None)
        for use in uses:
            self.box.addItem(use.title, use)
        name = label("Sample", "label")
        name.setFixedWidth(LABEL_WIDTH)
        name.setBuddy(self.box)
        self._restart = button("reset", "link", name="sample-reset", on_click=self._on_restart)
        self._restart.setToolTip("Take the sample's values again")
        row = hbox(self)
        row.addWidget(name)
        row.addWidget(self.box, 1)
        row.addWidget(self._restart)
        with QSignalBlocker(self.box):
            names = [use.name for use in uses]
            self.box.setCurrentIndex(names.index(current.name) + 1 if current and current.name in names else 0)
        self.show_edited(edited=False)
        self.box.activated.connect(self._on_activated)

    def show_edited(self, *, edited: bool) -> None:
        """Whether the form differs from the sample."""
        self._restart.setVisible(edited)

    def _on_activated(self, index: int) -> None:
        self.chosen.emit(self.box.itemData(index))

    def _on_restart(self) -> None:
        self.chosen.emit(self.box.currentData())
