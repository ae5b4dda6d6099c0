"""What this is: versions, licences, where files lie; to be read and to be copied into a report of a fault."""

from __future__ import annotations

import asyncio
import platform
import sys
from pathlib import Path
from typing import Final

import PySide6
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QGridLayout, QWidget

from workbench import __version__
from workbench.core.errors import WorkbenchError
from workbench.core.program.settings import NODE
from workbench.gui.look.reading_order import ReadingOrder
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import ElidedLabel, button, hbox, label, panel, rule, vbox
from workbench.gui.workplace import Workplace
from workbench.runtimes.toolchain import find_node
from workbench.services.places import cache_folder, data_folder, log_path
from workbench.services.resources import resource_root

LICENCES: Final = (
    ("Icons", "drawn for the workbench, under its own licence"),
    ("Inter and JetBrains Mono", "SIL Open Font License 1.1"),
    ("Qt and PySide6", "GNU Lesser General Public License 3"),
)
"""What the window is made of, and under which licence. To add one, add a row."""


class AboutDialog(ReadingOrder, QDialog):
    """Facts in two columns."""

    def __init__(self, workplace: Workplace, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("about-dialog")
        self.setWindowTitle("About App Connect Workbench")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(620)
        self._workplace = workplace
        self._closed = False
        self._values: dict[str, ElidedLabel] = {}
        title = label(f"App Connect Workbench {__version__}", "heading", name="about-title")
        title.setFont(theme().fonts.title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(5)
        facts = (
            ("Python", platform.python_version() + f" at {sys.executable}"),
            ("Qt", qVersion() or ""),
            ("PySide6", PySide6.__version__),
            ("Node", "Looking for it"),
            ("System", platform.platform()),
            ("Data", str(data_folder())),
            ("Cache", str(cache_folder())),
            ("Log", str(log_path())),
            ("Resources", str(resource_root())),
            *LICENCES,
        )
        for place, (name, value) in enumerate(facts):
            grid.addWidget(label(name, "muted"), place, 0)
            self._values[name] = ElidedLabel(value, name=f"about:{name}")
            self._values[name].setAccessibleName(name)
            grid.addWidget(self._values[name], place, 1)
        grid.setColumnStretch(1, 1)
        about = "Build, test and show CRM adapters for RingCentral App Connect. Nothing leaves this machine except the "
        column = vbox(margins=(24, 20, 24, 18), spacing=12)
        column.addWidget(title)
        column.addWidget(label(f"{about}adapter's own CRM calls.", "muted", wrap=True))
        column.addLayout(grid)
        foot = panel("about-foot")
        row = hbox(foot, margins=(20, 10, 20, 10), spacing=10)
        row.addStretch(1)
        row.addWidget(button("Copy", name="about-copy", on_click=self.copy, description="Copy all of this as text"))
        row.addWidget(button("Close", "primary", name="about-close", on_click=self.accept))
        whole = vbox(self)
        whole.addLayout(column)
        whole.addWidget(rule())
        whole.addWidget(foot)
        self.finished.connect(self._on_finished)
        workplace.spawn(self._find_node(), "about-node")

    def copy(self) -> None:
        """Put everything on the clipboard, one fact a line."""
        lines = [f"App Connect Workbench {__version__}"]
        lines += [f"{name}: {value.text()}" for name, value in self._values.items()]
        QGuiApplication.clipboard().setText("\n".join(lines))

    async def _find_node(self) -> None:
        """Which Node would run an adapter that asks for none."""
        try:
            found = await asyncio.to_thread(find_node, Path.cwd(), self._workplace.preferences[NODE])
            words = f"{found.version} at {found.path}"
        except WorkbenchError as error:
            words = error.message
        if not self._closed:
            self._values["Node"].setText(words)

    def _on_finished(self, _result: int) -> None:
        self._closed = True
