"""Small widgets that every pane uses: labels by kind, rules, rows, buttons, with names for tests and screen readers."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TypeVar

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QFontMetrics, QPainter, QPaintEvent, QResizeEvent, QStandardItem
from PySide6.QtGui import Qt as Texts
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from workbench.core.text.harmless import harmless

Layout = TypeVar("Layout", bound=QBoxLayout)

_LONGEST_WORD = 200
"""Pixels of a word that a label which wraps makes room for."""


def plain(text: str) -> str:
    """A text that Qt shows as it stands: what looks like markup it would take for rich text, in tips above all."""
    text = harmless(text)
    return f'<p style="white-space: pre-wrap">{escape(text)}</p>' if Texts.mightBeRichText(text) else text


def tip(target: QWidget | QAction | QStandardItem | QListWidgetItem, text: str) -> None:
    """Give a tooltip, as plain text."""
    target.setToolTip(plain(text))


def question(parent: QWidget, name: str, title: str, text: str, more: str) -> QMessageBox:
    """A question without its buttons, as plain text."""
    box = QMessageBox(parent)
    box.setObjectName(name)
    box.setWindowTitle(title)
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(harmless(text))
    box.setInformativeText(plain(more))
    return box


class _Words(QLabel):
    """A label that shows signs which turn or hide what is written as their escapes."""

    def setText(self, text: str) -> None:  # noqa: N802, Qt's name
        """Show another text."""
        super().setText(harmless(text))

    def minimumSizeHint(self) -> QSize:  # noqa: N802, Qt's name
        """A word that no line holds makes nothing wider: what stands beside and below it stays in sight."""
        hint = super().minimumSizeHint()
        return QSize(min(hint.width(), _LONGEST_WORD), hint.height()) if self.wordWrap() else hint


def label(text: str = "", kind: str = "", *, name: str = "", wrap: bool = False, selectable: bool = False) -> QLabel:
    """A label; `kind` chooses its look in the stylesheet: muted, faint, mono, heading, error."""
    made = _Words()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    if kind:
        made.setProperty("kind", kind)
    if name:
        made.setObjectName(name)
    made.setWordWrap(wrap)
    if selectable:
        made.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return made


def button(
    text: str, kind: str = "", *, name: str, on_click: Callable[[], object], description: str = ""
) -> QPushButton:
    """A push button; `description` is read out beside its text."""
    made = QPushButton(harmless(text))
    made.setObjectName(name)
    made.setAutoDefault(False)
    made.setAccessibleName(text)
    if kind:
        made.setProperty("kind", kind)
    if description:
        made.setAccessibleDescription(description)
        tip(made, description)
    made.clicked.connect(on_click)
    return made


def rule() -> QFrame:
    """A hairline."""
    line = QFrame()
    line.setProperty("kind", "rule")
    line.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return line


def upright() -> QFrame:
    """A hairline between what stands side by side."""
    line = QFrame()
    line.setProperty("kind", "upright")
    return line


def heading(text: str) -> QWidget:
    """A section's title with a hairline behind it."""
    row = QWidget()
    layout = hbox(row, spacing=10)
    layout.addWidget(label(text, "heading"))
    layout.addWidget(rule(), 1)
    return row


def panel(name: str, kind: str = "panel") -> QWidget:
    """A plain area with a background of its own."""
    made = QWidget()
    made.setObjectName(name)
    made.setProperty("kind", kind)
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return made


def hbox(
    parent: QWidget | None = None, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 8
) -> QHBoxLayout:
    """A row."""
    layout = QHBoxLayout(parent) if parent is not None else QHBoxLayout()
    return _measured(layout, margins, spacing)


def vbox(
    parent: QWidget | None = None, *, margins: tuple[int, int, int, int] = (0, 0, 0, 0), spacing: int = 0
) -> QVBoxLayout:
    """A column."""
    layout = QVBoxLayout(parent) if parent is not None else QVBoxLayout()
    return _measured(layout, margins, spacing)


def _measured(layout: Layout, margins: tuple[int, int, int, int], spacing: int) -> Layout:
    layout.setContentsMargins(*margins)
    layout.setSpacing(spacing)
    return layout


def replace_content(area: QScrollArea, content: QWidget) -> None:
    """Show another widget in a scroll area; the one it had goes."""
    old = area.takeWidget()
    if old is not None:
        old.deleteLater()
    area.setWidget(content)


def restyle(widget: QWidget, **properties: str) -> None:
    """Change properties that the stylesheet looks at, and have it look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis when it does not fit; the tooltip has all of it."""

    def __init__(self, text: str = "", kind: str = "", *, name: str = "") -> None:
        super().__init__()
        self._told = ""
        """What the tooltip says because it does not fit."""
        self.setTextFormat(Qt.TextFormat.PlainText)
        if kind:
            self.setProperty("kind", kind)
        if name:
            self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:  # noqa: N802, Qt's name
        """Any width will do."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802, Qt's name
        """Say in the tooltip what does not fit."""
        super().resizeEvent(event)
        self._tell()

    def setText(self, text: str) -> None:  # noqa: N802, Qt's name
        """Show another text, and say in the tooltip what of it does not fit."""
        super().setText(harmless(text))
        self._tell()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802, Qt's name
        """Draw what fits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(
            self.contentsRect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), self._cut()
        )
        painter.end()

    def _tell(self) -> None:
        """A tooltip that somebody else gave stays while the text fits."""
        if self._cut() != " ".join(self.text().split()):
            tip(self, self.text())
            self._told = self.toolTip()
        elif self.toolTip() == self._told:
            tip(self, "")

    def _cut(self) -> str:
        line = " ".join(self.text().split())
        return QFontMetrics(self.font()).elidedText(line, Qt.TextElideMode.ElideRight, self.contentsRect().width())
