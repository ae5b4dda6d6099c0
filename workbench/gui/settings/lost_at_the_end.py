"""What of the secrets does not last, beside the words that say where they are kept."""

from __future__ import annotations

import threading

from PySide6.QtWidgets import QWidget

from workbench.gui.look.widgets import label, vbox
from workbench.gui.workplace import Workplace


class LostAtTheEnd(QWidget):
    """Looks whether there is a keychain; shown where there is none."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("lost-at-the-end")
        self._vault = workplace.session.connections.vault
        self._gone = gone = threading.Event()
        self._words = label("", "muted", name="lost-at-the-end-words", wrap=True, selectable=True)
        vbox(self).addWidget(self._words)
        # A method of a widget that is destroyed is not called any more.
        self.destroyed.connect(lambda: gone.set())
        self._show(self._vault.state.lost_at_the_end)
        workplace.spawn(self._look(), "look-for-keychain")

    async def _look(self) -> None:
        state = await self._vault.look()
        if not self._gone.is_set():
            self._show(state.lost_at_the_end)

    def _show(self, words: str) -> None:
        self._words.setText(words)
        self.setVisible(bool(words))
