"""One editor a kind of setting: shows a value, tells what was typed or chosen."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QLineEdit, QWidget

from workbench.core.program.settings import AnySetting, Kind, Plain
from workbench.gui.look.widgets import button, hbox, label

_NUMBER_WIDTH: Final = "0000000"
_CHOICE_WIDTH: Final = 220


class SettingEditor(QWidget):
    """What all editors are."""

    typed = Signal(object)
    """What the user typed or chose, allowed or not."""

    def __init__(self, row: AnySetting) -> None:
        super().__init__()
        self.row = row
        self.control: QWidget = self
        """What takes the focus."""

    @abstractmethod
    def show_value(self, value: Plain) -> None:
        """Show what holds."""

    def _take(self, control: QWidget) -> None:
        control.setObjectName(f"setting:{self.row.key}")
        control.setAccessibleName(self.row.title)
        control.setAccessibleDescription(self.row.description)
        self.control = control
        self.setFocusProxy(control)


class ChoiceEditor(SettingEditor):
    """A box of choices."""

    def __init__(self, row: AnySetting) -> None:
        super().__init__(row)
        self._box = QComboBox()
        self._take(self._box)
        self._box.setMinimumWidth(_CHOICE_WIDTH)
        for choice in row.choices:
            self._box.addItem(choice.title, choice.value)
        self._box.currentIndexChanged.connect(self._on_chosen)
        hbox(self).addWidget(self._box)

    def show_value(self, value: Plain) -> None:
        """Select the value's title."""
        self._box.blockSignals(True)  # noqa: FBT003, Qt's signature
        self._box.setCurrentIndex(self._box.findData(value))
        self._box.blockSignals(False)  # noqa: FBT003, Qt's signature

    def _on_chosen(self, _place: int) -> None:
        self.typed.emit(self._box.currentData())


class FlagEditor(SettingEditor):
    """A check box."""

    def __init__(self, row: AnySetting) -> None:
        super().__init__(row)
        self._box = QCheckBox("On")
        self._take(self._box)
        self._box.clicked.connect(self._on_clicked)
        hbox(self).addWidget(self._box)

    def show_value(self, value: Plain) -> None:
        """Check it or not."""
        self._box.setChecked(bool(value))

    def _on_clicked(self, checked: bool) -> None:
        self.typed.emit(checked)


class LineEditor(SettingEditor):
    """A line: a number with its unit, or a text. It is taken when the user is done with it."""

    def __init__(self, row: AnySetting) -> None:
        super().__init__(row)
        self.line = QLineEdit()
        self._take(self.line)
        self.line.setPlaceholderText(row.nothing)
        self.line.editingFinished.connect(self._on_finished)
        self._shown = ""
        layout = hbox(self)
        layout.addWidget(self.line)
        if row.kind is Kind.NUMBER:
            words = max((_NUMBER_WIDTH, row.nothing), key=len)
            self.line.setFixedWidth(self.fontMetrics().horizontalAdvance(words) + 34)
            if row.unit:
                layout.addWidget(label(row.unit, "muted"))
        else:
            self.line.setMinimumWidth(_CHOICE_WIDTH)

    def show_value(self, value: Plain) -> None:
        """Show the value; one that means nothing of its own is an empty line, whose placeholder says what holds."""
        self._shown = "" if self.row.nothing and not value else _written(value)
        if self.line.text() != self._shown:
            self.line.setText(self._shown)

    def _on_finished(self) -> None:
        text = self.line.text().strip()
        if text != self._shown:
            self._shown = text
            self.typed.emit(self._read(text))

    def _read(self, text: str) -> object:
        if self.row.kind is not Kind.NUMBER:
            return text
        if not text and self.row.nothing:
            return 0
        try:
            return float(text.replace(",", "."))
        except ValueError:
            return text


class PlaceEditor(LineEditor):
    """A path, with a button that asks the system for one."""

    def __init__(self, row: AnySetting) -> None:
        super().__init__(row)
        layout = self.layout()
        assert layout is not None
        layout.addWidget(
            button("Choose…", name=f"choose:{row.key}", on_click=self._ask, description=f"Choose {row.title}")
        )

    def _ask(self) -> None:
        dialog = QFileDialog(self, self.row.title)
        dialog.setObjectName("choose-place")
        folder = self.row.kind is Kind.FOLDER
        dialog.setFileMode(QFileDialog.FileMode.Directory if folder else QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._on_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_chosen(self, place: str) -> None:
        self.line.setText(place)
        self._on_finished()


def _written(value: Plain) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


_EDITORS: Final[Mapping[Kind, Callable[[AnySetting], SettingEditor]]] = {
    Kind.CHOICE: ChoiceEditor,
    Kind.NUMBER: LineEditor,
    Kind.FLAG: FlagEditor,
    Kind.TEXT: LineEditor,
    Kind.FILE: PlaceEditor,
    Kind.FOLDER: PlaceEditor,
}


def setting_editor(row: AnySetting) -> SettingEditor:
    """The editor of a setting."""
    return _EDITORS[row.kind](row)
