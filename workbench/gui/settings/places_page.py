"""Where the user's files lie, each with its folder and its path to take away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from workbench.gui.look.widgets import ElidedLabel, button, hbox, heading, label, panel, vbox
from workbench.gui.settings.lost_at_the_end import LostAtTheEnd
from workbench.gui.workplace import Workplace
from workbench.services.places import (
    cache_folder,
    connection_rows_folder,
    connections_path,
    history_path,
    log_path,
    vault_path,
)
from workbench.services.settings import settings_path

PLACES: Final[tuple[tuple[str, str, str, Callable[[], Path]], ...]] = (
    ("settings", "Settings", "What these pages show, as TOML; it can be edited by hand.", settings_path),
    ("history", "History", "What was fired, with secrets masked, in SQLite.", history_path),
    ("connections", "Connections", "The list of stored connections, without their secrets.", connections_path),
    ("rows", "Rows", "What App Connect's server keeps for each, without secrets, in SQLite.", connection_rows_folder),
    (
        "vault",
        "Secrets",
        "Tokens and keys, sealed by a key of the keychain where there is one.",
        vault_path,
    ),
    ("log", "Log", "What the workbench does and where it fails, with secrets masked.", log_path),
    ("cache", "Cache", "Compiled adapters and spooled bodies; it can be deleted while nothing runs.", cache_folder),
)
"""Name, title, what it is, where it is. To add a place, add a row."""


class PlacesPage(QScrollArea):
    """The files and folders of the workbench."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("places-page")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._workplace = workplace
        page = panel("places-page-body")
        column = vbox(page, margins=(24, 16, 24, 24))
        title = heading("Where the files lie")
        column.addWidget(title)
        for name, what, about, where in PLACES:
            column.addWidget(self._row(name, what, about, where()))
        home = "The environment variable WORKBENCH_HOME puts all of them under one folder."
        column.addWidget(label(home, "faint", wrap=True))
        column.addStretch(1)
        self.setWidget(page)

    def _row(self, name: str, what: str, about: str, place: Path) -> QWidget:
        row = QWidget()
        path = ElidedLabel(str(place), "mono", name=f"place:{name}")
        path.setAccessibleName(f"Path of {what}")
        folder = place if place.suffix == "" else place.parent
        show = button(
            "Open folder",
            name=f"place-open:{name}",
            on_click=partial(self._open, folder),
            description=f"Open the folder of {what} in the system's file manager",
        )
        copy = button(
            "Copy path",
            name=f"place-copy:{name}",
            on_click=partial(_copy, str(place)),
            description=f"Copy the path of {what}",
        )
        head = hbox(spacing=10)
        head.addWidget(label(what))
        head.addStretch(1)
        head.addWidget(show)
        head.addWidget(copy)
        column = vbox(row, margins=(0, 10, 0, 8), spacing=3)
        column.addLayout(head)
        column.addWidget(path)
        column.addWidget(label(about, "muted", wrap=True))
        if place == vault_path():
            column.addWidget(LostAtTheEnd(self._workplace))
        return row

    def _open(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._workplace.open_folder(folder)


def _copy(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
