"""The questions that the work asks: whether a folder is trusted, which of several adapters is meant."""

from __future__ import annotations

from PySide6.QtWidgets import QInputDialog, QMessageBox, QWidget

from workbench.core.adapter import AdapterSource
from workbench.gui.bridge import finished


class DialogQuestions:
    """Asks with dialogs of the window, while everything else goes on."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    async def trusts(self, source: AdapterSource) -> bool:
        """Whether the adapter's folder may be run; asked once a folder."""
        box = QMessageBox(self._window)
        box.setObjectName("trust")
        box.setWindowTitle("Trust this folder")
        box.setIcon(QMessageBox.Icon.NoIcon)
        box.setText(f"Do you trust {source.root}?")
        box.setInformativeText(
            "An adapter is a program. Opening it runs its code with your rights: it can read your files and reach "
            "the network. The workbench does not ask again for this folder."
        )
        trust = box.addButton("Trust and open", QMessageBox.ButtonRole.AcceptRole)
        leave = box.addButton("Do not open", QMessageBox.ButtonRole.RejectRole)
        trust.setObjectName("trust-yes")
        leave.setObjectName("trust-no")
        box.setDefaultButton(leave)
        box.setEscapeButton(leave)
        try:
            await finished(box)
            return box.clickedButton() is trust
        finally:
            box.deleteLater()

    async def choose_platform(self, names: tuple[str, ...]) -> str | None:
        """Which of several adapters in one folder."""
        dialog = QInputDialog(self._window)
        dialog.setObjectName("choose-platform")
        dialog.setWindowTitle("Several adapters")
        dialog.setLabelText("This folder holds several adapters. Which one should be opened?")
        dialog.setComboBoxItems(list(names))
        try:
            answer = await finished(dialog)
            return dialog.textValue() if answer else None
        finally:
            dialog.deleteLater()
