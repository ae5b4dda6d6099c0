"""Words that name keys, kept true when the user chooses other keys."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject

from workbench.core.program.actions import ACTION_BY_ID, title_of
from workbench.gui.settings.preferences import Preferences

_KEYS: Final = re.compile(r"\{([\w-]+)\}")


def with_keys(words: str, preferences: Preferences) -> str:
    """Words with {id} in place of an action's keys; an action without keys is named instead."""
    return _KEYS.sub(lambda found: preferences.keys(found[1]) or f"“{title_of(ACTION_BY_ID[found[1]])}”", words)


class KeyWords(QObject):
    """Shows words in a widget, now and whenever keys change; ends with the widget."""

    def __init__(self, owner: QObject, preferences: Preferences, show: Callable[[str], object], words: str) -> None:
        super().__init__(owner)
        self._preferences, self._show, self._words = preferences, show, words
        preferences.shortcuts_changed.connect(self._say)
        self._say()

    def _say(self) -> None:
        self._show(with_keys(self._words, self._preferences))
