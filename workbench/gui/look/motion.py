"""Movement in the window: Qt's own effects and the blinking cursor, left out when the user wants none."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication

EFFECTS: Final = (
    Qt.UIEffect.UI_General,
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
    Qt.UIEffect.UI_AnimateToolBox,
)
"""What Qt can leave out; UI_General comes first, since the others hold only with it."""


class Motion(QObject):
    """Remembers what the system wants, and takes what the user chooses over it; one for all windows."""

    def __init__(self) -> None:
        super().__init__(QApplication.instance())
        self._system = {effect: QApplication.isEffectEnabled(effect) for effect in EFFECTS}
        self._blinks = QApplication.cursorFlashTime()

    def choose(self, reduced: str) -> None:
        """Take system, on or off."""
        for effect, wanted in self._system.items():
            QApplication.setEffectEnabled(effect, wanted if reduced == "system" else reduced == "off")
        QApplication.setCursorFlashTime(0 if reduced == "on" else self._blinks)


def motion() -> Motion:
    """The one of the running application; what it finds when it is made first is the system's."""
    application = QApplication.instance()
    assert application is not None
    return application.findChild(Motion) or Motion()
