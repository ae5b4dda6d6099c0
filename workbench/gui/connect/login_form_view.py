"""The login form: where the account lives, and the API-key page that the manifest describes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QPushButton, QWidget

from workbench.core.login import FormField, FormFieldKind
from workbench.core.login.form import HOSTNAME_FIELD
from workbench.core.text.harmless import harmless
from workbench.gui.look.widgets import button, hbox, label, restyle

_LABEL = 128
_WIDEST_LABEL = 260
_HELD = "Set by the administrator"


class LoginFormView(QWidget):
    """Fields in the manifest's order; problems stand below the field they belong to."""

    submitted = Signal()
    """Enter was pressed in a field."""

    def __init__(self, form: Sequence[FormField]) -> None:
        super().__init__()
        self.setObjectName("login-form")
        self._lines: dict[str, QLineEdit | QComboBox] = {}
        self._problems: dict[str, QLabel] = {}
        self._managed: dict[str, QLabel] = {}
        self._placeholders: dict[str, str] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(20, 16, 20, 8)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, _LABEL)
        grid.setColumnStretch(1, 1)
        for field in form:
            self._add(grid, field)
        self.setVisible(grid.count() > 0)

    @property
    def values(self) -> dict[str, str]:
        """What is filled in, by name; the hostname among them."""
        found = {}
        for name, line in self._lines.items():
            text = str(line.currentData() or "") if isinstance(line, QComboBox) else line.text().strip()
            if text:
                found[name] = text
        return found

    @property
    def fields(self) -> dict[str, str]:
        """The values without the hostname."""
        return {name: value for name, value in self.values.items() if name != HOSTNAME_FIELD}

    @property
    def hostname(self) -> str:
        """Where the account lives; empty for the manifest's own."""
        return self.values.get(HOSTNAME_FIELD, "")

    def fill(self, values: Mapping[str, str]) -> None:
        """Put values into fields that there are."""
        for name, value in values.items():
            line = self._lines.get(name)
            if isinstance(line, QLineEdit):
                line.setText(value)
            elif line is not None and (place := line.findData(value)) >= 0:
                line.setCurrentIndex(place)

    def focus_first(self) -> bool:
        """Begin in the first field; False when there is none."""
        first = next(iter(self._lines.values()), None)
        if first is not None:
            first.setFocus()
        return first is not None

    def show_managed(self, stored: Collection[str], *, refused: bool) -> None:
        """Say of which fields an administrator has stored the value; after a refusal they can be typed again."""
        for name, words in self._managed.items():
            line = self._lines[name]
            held = name in stored and not refused
            line.setEnabled(not held)
            words.setVisible(name in stored)
            if isinstance(line, QLineEdit):
                line.setPlaceholderText(_HELD if held else self._placeholders[name])
                if held:
                    line.clear()

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say beside each field why it cannot be sent."""
        for name, problem in self._problems.items():
            words = problems.get(name, "")
            problem.setText(words)
            problem.setVisible(bool(words))
            restyle(self._lines[name], invalid="true" if words else "false")
        first = next((self._lines[name] for name in self._lines if name in problems), None)
        if first is not None:
            first.setFocus()

    def _add(self, grid: QGridLayout, field: FormField) -> None:
        row = grid.rowCount()
        if field.kind in (FormFieldKind.PARAGRAPH, FormFieldKind.NOTICE):
            words = field.description or field.title
            if words:
                grid.addWidget(label(words, "muted", wrap=True), row, 0, 1, 2)
            return
        if field.kind is FormFieldKind.FIXED:
            grid.addWidget(_name(field.title), row, 0)
            grid.addWidget(label(field.value, "mono", wrap=True), row, 1)
            return
        if not field.submits:
            return
        line = self._line(field)
        name = _name(field.title)
        name.setBuddy(line)
        problem = label("", "error", name=f"login-problem:{field.name}", wrap=True)
        problem.hide()
        about = "An administrator may supply it. " if field.managed else ""
        grid.addWidget(name, row, 0)
        grid.addWidget(self._with_reveal(line) if field.secret else line, row, 1)
        if field.managed:
            managed = label("managed", "faint", name=f"login-managed:{field.name}")
            managed.hide()
            grid.addWidget(managed, row, 2)
            self._managed[field.name] = managed
            self._placeholders[field.name] = field.placeholder
        grid.addWidget(problem, row + 1, 1)
        if about or field.description:
            grid.addWidget(label(f"{about}{field.description}".strip(), "faint", wrap=True), row + 2, 1)
        self._lines[field.name] = line
        self._problems[field.name] = problem

    def _line(self, field: FormField) -> QLineEdit | QComboBox:
        line: QLineEdit | QComboBox
        if field.kind is FormFieldKind.CHOICE:
            line = QComboBox()
            for value, title in field.choices:
                line.addItem(harmless(title), value)
        else:
            line = QLineEdit()
            line.setPlaceholderText(harmless(field.placeholder))
            line.returnPressed.connect(self.submitted)
            if field.secret:
                line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setObjectName(f"login:{field.name}")
        line.setAccessibleName(field.title)
        line.setAccessibleDescription(field.description)
        return line

    def _with_reveal(self, line: QLineEdit | QComboBox) -> QWidget:
        assert isinstance(line, QLineEdit)
        box = QWidget()
        row = hbox(box, spacing=4)
        row.addWidget(line, 1)
        row.addWidget(_Reveal(line).button)
        return box


def _name(title: str) -> QLabel:
    """A field's name, which leaves the field its room however long it is."""
    made = label(title, "label", wrap=True)
    made.setMaximumWidth(_WIDEST_LABEL)
    return made


class _Reveal:
    """Shows and hides what is typed into a secret's field."""

    def __init__(self, line: QLineEdit) -> None:
        self._line = line
        self.button: QPushButton = button("show", "link", name=f"reveal:{line.objectName()}", on_click=self._on_clicked)

    def _on_clicked(self) -> None:
        hidden = self._line.echoMode() is QLineEdit.EchoMode.Password
        self._line.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self.button.setText("hide" if hidden else "show")
