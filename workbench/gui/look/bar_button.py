"""A button of the bar that says two things, the first strong and the second quiet, and ends in dots where it must."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QStyle, QStyleOptionToolButton, QStylePainter, QToolButton

from workbench.gui.look.theme import theme

PARTS: Final = "   "
"""Stands between the two things in the button's text."""

_PAD, _ARROW, _GAP, _ICON = 11, 16, 8, 16
_WIDEST, _NARROWEST = 400, 72


class BarButton(QToolButton):
    """Its text is read out as it is; only the painting knows of two parts."""

    def __init__(self, name: str, title: str, *, strong: bool = True) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(title)
        self._strong = strong
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802, Qt's name
        """Room for both parts, unless they are longer than a bar can bear."""
        first, second = self._parts()
        width = QFontMetrics(self._font()).horizontalAdvance(first) + self._left() + self._right()
        if second:
            width += QFontMetrics(self.font()).horizontalAdvance(second) + _GAP
        return QSize(min(width + 2, theme().pixels(_WIDEST)), theme().row_height("button"))

    def minimumSizeHint(self) -> QSize:  # noqa: N802, Qt's name
        """Dots say that there is more."""
        return QSize(min(self.sizeHint().width(), theme().pixels(_NARROWEST)), theme().row_height("button"))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802, Qt's name
        """The button as the style has it, then icon and words."""
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        option.text, option.icon = "", QIcon()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        if not self.icon().isNull():
            side = theme().pixels(_ICON)
            self.icon().paint(painter, QRect(_PAD, (self.height() - side) // 2, side, side))
        first, second = self._parts()
        room = QRect(self._left(), 0, self.width() - self._left() - self._right(), self.height())
        middle = int(Qt.AlignmentFlag.AlignVCenter)
        painter.setFont(self._font())
        painter.setPen(theme().color("text" if self._strong else "muted"))
        metrics = painter.fontMetrics()
        # Where nothing is strong, the second part is the keys, which are no use in half.
        kept = 0 if self._strong or not second else metrics.horizontalAdvance(second) + _GAP
        shown = metrics.elidedText(first, Qt.TextElideMode.ElideRight, max(0, room.width() - kept))
        painter.drawText(room, middle, shown)
        room.setLeft(room.left() + metrics.horizontalAdvance(shown) + _GAP)
        painter.setFont(self.font())
        painter.setPen(theme().color("muted" if self._strong else "faint"))
        if second and room.width() > theme().pixels(24):
            painter.drawText(
                room, middle, painter.fontMetrics().elidedText(second, Qt.TextElideMode.ElideRight, room.width())
            )
        painter.end()

    def _parts(self) -> tuple[str, str]:
        first, _, second = self.text().partition(PARTS)
        return first, second.strip()

    def _font(self) -> QFont:
        font = QFont(self.font())
        if self._strong:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def _left(self) -> int:
        icon = 0 if self.icon().isNull() else theme().pixels(_ICON) + (6 if self.text() else 0)
        return _PAD + icon

    def _right(self) -> int:
        return _PAD + (_ARROW if self.menu() is not None and self.text() else 0)
