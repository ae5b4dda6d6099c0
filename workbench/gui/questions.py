"""The questions that the work asks: trust, which of several adapters, a locked keychain, names and forgetting."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QInputDialog, QMessageBox, QWidget

from workbench.core.run.adapter import AdapterSource
from workbench.core.text.harmless import path_to_show
from workbench.gui.bridge import finished
from workbench.gui.look.widgets import question
from workbench.gui.workplace import KeychainAnswer


class DialogQuestions:
    """Asks with dialogs of the window, while everything else goes on."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    async def trusts(self, source: AdapterSource) -> bool:
        """Whether the adapter's folder may be run; asked once a folder."""
        more = (
            "An adapter is a program. Opening it runs its code with your rights: it can read your files and reach "
            "the network. The workbench does not ask again for this folder."
        )
        box = question(self._parent(), "trust", "Trust this folder", f"Do you trust {path_to_show(source.root)}?", more)
        return await _agrees(box, ("Trust and open", "trust-yes"), ("Do not open", "trust-no"))

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

    async def keychain_locked(self, why: str) -> KeychainAnswer:
        """Unlock it and try again, keep secrets in memory for this session, or leave it."""
        more = (
            "The secrets of stored connections are sealed by a key that lies in it. Unlock it in your system and try "
            "again, or keep secrets in memory until the program ends: what is stored stays where it is, and connecting "
            "takes a login."
        )
        box = question(self._parent(), "keychain-locked", "The keychain is locked", why, more)
        again = box.addButton("Try again", QMessageBox.ButtonRole.AcceptRole)
        memory = box.addButton("Keep secrets in memory", QMessageBox.ButtonRole.ActionRole)
        leave = box.addButton("Leave it", QMessageBox.ButtonRole.RejectRole)
        for each, name in ((again, "keychain-again"), (memory, "keychain-memory"), (leave, "keychain-leave")):
            each.setObjectName(name)
        box.setDefaultButton(again)
        box.setEscapeButton(leave)
        try:
            await finished(box)
            if box.clickedButton() is again:
                return KeychainAnswer.AGAIN
            return KeychainAnswer.MEMORY if box.clickedButton() is memory else KeychainAnswer.LEAVE
        finally:
            box.deleteLater()

    async def name_connection(self, name: str) -> str | None:
        """Another name for a connection."""
        return await self._line("connection-name", "Rename the connection", "What the connection is called:", name)

    async def revocation_address(self) -> str | None:
        """The CRM's revocation address (RFC 7009)."""
        words = "The CRM's revocation address (RFC 7009). Leave it empty to call the adapter's unAuthorize instead."
        return await self._line("revocation-address", "Revoke the tokens", words, "")

    async def forgets(self, name: str) -> bool:
        """Whether a stored connection is forgotten."""
        more = (
            "Its secrets and what it remembers of earlier calls are removed from this machine. The CRM is not told: "
            "logging out does that."
        )
        box = question(self._parent(), "forget-connection", "Forget the connection", f"Forget {name}?", more)
        return await _agrees(
            box, ("Forget", "forget-yes"), ("Keep it", "forget-no"), QMessageBox.ButtonRole.DestructiveRole
        )

    def _parent(self) -> QWidget:
        """The window, or its dialog that is open: a question beside that one could not be answered."""
        modal = QApplication.activeModalWidget()
        owner = modal
        while owner is not None and owner is not self._window:
            owner = owner.parentWidget()
        return self._window if modal is None or owner is None else modal

    async def _line(self, name: str, title: str, words: str, text: str) -> str | None:
        dialog = QInputDialog(self._parent())
        dialog.setObjectName(name)
        dialog.setWindowTitle(title)
        dialog.setLabelText(words)
        dialog.setTextValue(text)
        dialog.resize(460, dialog.height())
        try:
            answer = await finished(dialog)
            return dialog.textValue().strip() if answer else None
        finally:
            dialog.deleteLater()


async def _agrees(
    box: QMessageBox,
    yes: tuple[str, str],
    no: tuple[str, str],
    role: QMessageBox.ButtonRole = QMessageBox.ButtonRole.AcceptRole,
) -> bool:
    """Ask with two buttons, each a title and a name; Enter and Esc leave things as they are."""
    agree = box.addButton(yes[0], role)
    leave = box.addButton(no[0], QMessageBox.ButtonRole.RejectRole)
    agree.setObjectName(yes[1])
    leave.setObjectName(no[1])
    box.setDefaultButton(leave)
    box.setEscapeButton(leave)
    try:
        await finished(box)
        return box.clickedButton() is agree
    finally:
        box.deleteLater()
