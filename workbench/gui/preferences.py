"""The settings of the running window: read once, written at every change."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QObject, Signal

from workbench.services.settings import Recent, Settings, load_settings, save_settings


class Preferences(QObject):
    """Settings, and the file they lie in."""

    changed = Signal()

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.settings = load_settings(path)

    def remember(self, recent: Recent) -> None:
        """Put an adapter first among the recent ones."""
        self._set(self.settings.with_recent(recent))

    def trust(self, folder: str) -> None:
        """Never ask for this folder again."""
        self._set(self.settings.with_trusted(folder))

    def choose_theme(self, theme: str) -> None:
        """Keep system, light or dark."""
        self._set(replace(self.settings, theme=theme))

    def choose_timeout(self, seconds: float) -> None:
        """Keep the time that an interface may take."""
        self._set(replace(self.settings, timeout=seconds))

    def keep_layout(self, name: str, state: QByteArray) -> None:
        """Keep the state of a window or splitter."""
        text = bytes(state.toBase64().data()).decode()
        self._set(replace(self.settings, layout={**self.settings.layout, name: text}))

    def layout(self, name: str) -> QByteArray:
        """The kept state; empty when there is none."""
        return QByteArray.fromBase64(self.settings.layout.get(name, "").encode())

    def _set(self, settings: Settings) -> None:
        if settings != self.settings:
            self.settings = settings
            save_settings(self._path, settings)
            self.changed.emit()
