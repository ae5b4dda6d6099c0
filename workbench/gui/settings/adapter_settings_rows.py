"""The rows of an adapter's settings: a variable, a host map, a single text; each can be shared with the team."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final, Generic, TypeVar

from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QLineEdit, QVBoxLayout, QWidget

from workbench.gui.look.widgets import button, hbox, label, tip, vbox

_SEALED: Final = "Sealed by the keychain where there is one, masked wherever it occurs"
_SHARE: Final = "Written into workbench.toml beside the adapter, for everybody who has its code"

Row = TypeVar("Row", bound="PairRow")


class PairRow(QWidget):
    """Two lines side by side, whether they are shared, and the way out."""

    def __init__(self, kind: str, number: int, first: str, second: str, remove: Callable[[QWidget], object]) -> None:
        super().__init__()
        self.setObjectName(f"{kind}:{number}")
        self.first = _line(f"{kind}-first:{number}", first)
        self.second = _line(f"{kind}-second:{number}", second)
        self.shared = _check(f"{kind}-shared:{number}", "Share", _SHARE)
        self.row = hbox(self)
        self.row.addWidget(self.first, 2)
        self.row.addWidget(self.second, 3)
        self.row.addWidget(self.shared)
        self.row.addWidget(button("Remove", "link", name=f"{kind}-remove:{number}", on_click=partial(remove, self)))


class MapRow(PairRow):
    """A host, and where its calls go."""

    def __init__(self, number: int, remove: Callable[[QWidget], object]) -> None:
        super().__init__("map", number, "Host", "Goes to", remove)
        self.first.setPlaceholderText("api.example.com")
        self.second.setPlaceholderText("http://127.0.0.1:9000")


class VariableRow(PairRow):
    """A variable and its value, which may be secret; a secret one is never shared."""

    def __init__(self, number: int, remove: Callable[[QWidget], object]) -> None:
        super().__init__("variable", number, "Name", "Value", remove)
        self.first.setPlaceholderText("NAME")
        self.secret = _check(
            f"variable-secret:{number}",
            "Secret",
            _SEALED,
        )
        self.row.insertWidget(2, self.secret)
        self._revealed = False
        self.secret.toggled.connect(self._on_secret)

    def reveal(self, revealed: bool) -> None:
        """Show a secret value as it is."""
        self._revealed = revealed
        self._on_secret()

    def _on_secret(self) -> None:
        secret = self.secret.isChecked()
        hidden = secret and not self._revealed
        self.second.setEchoMode(QLineEdit.EchoMode.Password if hidden else QLineEdit.EchoMode.Normal)
        self.shared.setEnabled(not secret)
        if secret:
            self.shared.setChecked(False)


class TextRow(QWidget):
    """One text with its title."""

    def __init__(self, name: str, title: str, placeholder: str, *, asks_for_file: bool = False) -> None:
        super().__init__()
        self._title = title
        self.line = _line(name, title)
        self.line.setPlaceholderText(placeholder)
        self.shared = _check(f"{name}-shared", "Share", _SHARE)
        row = hbox(self)
        words = label(title)
        words.setBuddy(self.line)
        words.setMinimumWidth(self.fontMetrics().horizontalAdvance("Certificate authorities "))
        row.addWidget(words)
        row.addWidget(self.line, 1)
        if asks_for_file:
            row.addWidget(button("Choose…", name=f"{name}-choose", on_click=self._ask))
        row.addWidget(self.shared)

    def show_text(self, own: str, shared: str) -> None:
        """Show the user's own text, else the team's."""
        self.line.setText(own or shared)
        self.shared.setChecked(bool(shared and not own))

    def text(self, *, shared: bool) -> str:
        """The text where it is kept there; empty where it is kept elsewhere."""
        return self.line.text().strip() if self.shared.isChecked() is shared else ""

    def _ask(self) -> None:
        dialog = QFileDialog(self, self._title)
        dialog.setObjectName("choose-place")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self.line.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


class RowList(QWidget, Generic[Row]):
    """Rows of one kind under each other, with a button that adds one."""

    def __init__(self, make: Callable[[int, Callable[[QWidget], object]], Row], name: str, add: str) -> None:
        super().__init__()
        self._make = make
        self._number = 0
        self.rows: list[Row] = []
        self._place = QVBoxLayout()
        self._place.setSpacing(6)
        column = vbox(self, spacing=6)
        column.addLayout(self._place)
        foot = hbox()
        foot.addWidget(button(add, name=name, on_click=self._on_add))
        foot.addStretch(1)
        column.addLayout(foot)

    def add(self) -> Row:
        """One more, empty."""
        row = self._make(self._number, self._remove)
        self._number += 1
        self.rows.append(row)
        self._place.addWidget(row)
        row.show()
        return row

    def _on_add(self) -> None:
        self.add().first.setFocus()

    def _remove(self, row: QWidget) -> None:
        self.rows = [each for each in self.rows if each is not row]
        row.hide()
        row.deleteLater()


def _line(name: str, title: str) -> QLineEdit:
    line = QLineEdit()
    line.setObjectName(name)
    line.setAccessibleName(title)
    return line


def _check(name: str, title: str, about: str) -> QCheckBox:
    box = QCheckBox(title)
    box.setObjectName(name)
    box.setAccessibleName(title)
    box.setAccessibleDescription(about)
    tip(box, about)
    return box


def about(text: str) -> QLabel:
    """A muted sentence below a heading."""
    return label(text, "muted", wrap=True)
