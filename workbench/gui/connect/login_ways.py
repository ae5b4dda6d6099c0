"""The ways to the consent page side by side; the one that is chosen is said in a sentence below."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from workbench.core.login import CONSENT_WAYS, ConsentWay
from workbench.gui.look.widgets import hbox, restyle, tip


class ConsentWays(QWidget):
    """A row of buttons of which one is down."""

    chosen = Signal(object)
    """ConsentWay."""

    def __init__(self, way: ConsentWay) -> None:
        super().__init__()
        self.setObjectName("consent-ways")
        self.setAccessibleName("How the page is opened")
        self._group = QButtonGroup(self)
        row = hbox(self, spacing=0)
        last = len(CONSENT_WAYS) - 1
        for place, (each, choice) in enumerate(CONSENT_WAYS.items()):
            made = QPushButton(choice.title)
            made.setObjectName(f"consent-way:{each.value}")
            made.setAccessibleName(choice.title)
            made.setAccessibleDescription(choice.sentence)
            tip(made, choice.sentence)
            made.setCheckable(True)
            made.setAutoDefault(False)
            restyle(made, kind="way", place="first" if place == 0 else "last" if place == last else "middle")
            made.setChecked(each is way)
            self._group.addButton(made, place)
            row.addWidget(made)
        self._group.idClicked.connect(self._on_clicked)

    def show_way(self, way: ConsentWay) -> None:
        """Show another way as the chosen one."""
        self._group.button(list(CONSENT_WAYS).index(way)).setChecked(True)

    def _on_clicked(self, place: int) -> None:
        self.chosen.emit(list(CONSENT_WAYS)[place])
