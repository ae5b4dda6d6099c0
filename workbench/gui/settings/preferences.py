"""The settings of the running window: read once, written at every change."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, Signal
from PySide6.QtGui import QKeySequence

from workbench.core.errors import UsageError, reason
from workbench.core.program.actions import ACTION_BY_ID, keys_of, said_keys
from workbench.core.program.settings import AnySetting, Held, Plain, Setting
from workbench.services.settings import Recent, Settings, change_settings, load_settings


class Preferences(QObject):
    """Settings, and the file they lie in. Read one by `preferences[ROW]`, change it by `choose(ROW, value)`."""

    changed = Signal()
    """Anything of the file is another now."""
    setting_changed = Signal(str)
    """The key of a setting that is another now."""
    shortcuts_changed = Signal()
    unwritable = Signal(object)
    """WorkbenchError, the first time that the file cannot be written."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self._told = False
        self.settings = load_settings(path)

    def __getitem__(self, row: Setting[Held]) -> Held:
        """What holds for a setting."""
        return self.settings[row]

    def choose(self, row: AnySetting, value: Plain) -> None:
        """Keep another value; raises ValueError with a sentence for what is not allowed."""
        before = self.settings
        self._set(lambda settings: settings.with_value(row, value))
        if before.values.get(row.key) != self.settings.values.get(row.key):
            self.setting_changed.emit(row.key)

    def reset(self, row: AnySetting) -> None:
        """Take the default again."""
        self.choose(row, row.default)

    def choose_shortcut(self, action_id: str, keys: str | None) -> None:
        """Keep the user's own keys for an action, none for an empty text; None takes the table's again."""
        before = self.settings
        self._set(lambda settings: settings.with_shortcut(action_id, keys))
        if before.shortcuts != self.settings.shortcuts:
            self.shortcuts_changed.emit()

    def keys(self, action_id: str) -> str:
        """The keys of an action as they are shown to the user; empty when it has none. See `shortcuts_changed`."""
        found = keys_of(ACTION_BY_ID[action_id], self.settings.shortcuts)
        return said_keys(QKeySequence(found[0]).toString(QKeySequence.SequenceFormat.NativeText)) if found else ""

    def hint(self, words: str, action_id: str) -> str:
        """Words for a tooltip, with the keys of the action that does the same behind them."""
        keys = self.keys(action_id)
        return f"{words} ({keys})" if keys else words

    def remember(self, recent: Recent) -> None:
        """Put an adapter first among the recent ones."""
        self._set(lambda settings: settings.with_recent(recent))

    def forget_adapters(self) -> None:
        """No adapter was open, and no folder is trusted."""
        self._set(Settings.without_adapters)

    def trust(self, folder: str) -> None:
        """Never ask for this folder again."""
        self._set(lambda settings: settings.with_trusted(folder))

    def keep_layout(self, name: str, state: QByteArray) -> None:
        """Keep the state of a window or splitter."""
        text = bytes(state.toBase64().data()).decode()
        self._set(lambda settings: settings.with_layout(name, text))

    def layout(self, name: str) -> QByteArray:
        """The kept state; empty when there is none."""
        return QByteArray.fromBase64(self.settings.layout.get(name, "").encode())

    def _set(self, change: Callable[[Settings], Settings]) -> None:
        settings = change(self.settings)
        if settings != self.settings:
            self.settings = settings
            self._save(change)
            self.changed.emit()

    def _save(self, change: Callable[[Settings], Settings]) -> None:
        """What cannot be written holds until the program ends, and is told once."""
        try:
            change_settings(self.path, change)
        except OSError as error:
            if not self._told:
                self._told = True
                self.unwritable.emit(
                    UsageError(
                        f"Settings cannot be kept in {self.path}: {reason(error)}.",
                        code="settings-unwritable",
                        hint="Set WORKBENCH_HOME to a folder that can be written. Until then they last a session.",
                    )
                )
