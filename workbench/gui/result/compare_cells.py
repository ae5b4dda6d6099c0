"""Paints the lines of a comparison: a sign for what became of it, its background, and what differs within it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from workbench.core.comparing.compare import Change
from workbench.gui.look.tables import AnyIndex
from workbench.gui.look.theme import theme
from workbench.gui.result.compare_model import CHANGE, CHANGE_ROLE, PIECES_ROLE, Piece

_SIGNS: Final = {Change.ADDED: ("+", "ok"), Change.REMOVED: ("−", "error"), Change.CHANGED: ("≠", "warning")}
_MARGIN: Final = 10


class CompareDelegate(QStyledItemDelegate):
    """One cell; a title goes over the whole width, with a hairline below."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """Background, then words."""
        change = index.data(CHANGE_ROLE)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        background = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(background, QColor):
            painter.fillRect(option.rect, background)
        elif selected and change is not None:
            painter.fillRect(option.rect, theme().color("accent_ground"))
        if change is None:
            _paint_title(painter, option.rect, str(index.data() or ""))
        elif index.column() == CHANGE:
            _paint_sign(painter, option.rect, change)
        else:
            place = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
            _paint_pieces(painter, place, index.data(PIECES_ROLE) or (), quiet=change is Change.SAME and not selected)
        if selected and change is not None:
            painter.setPen(theme().color("accent"))
            painter.drawLine(option.rect.topLeft(), option.rect.topRight())
            painter.drawLine(option.rect.bottomLeft(), option.rect.bottomRight())
        painter.restore()


def _paint_title(painter: QPainter, place: QRect, text: str) -> None:
    font = QFont(theme().fonts.ui)
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(theme().color("text"))
    painter.drawText(place.adjusted(16, 0, -_MARGIN, 0), int(Qt.AlignmentFlag.AlignVCenter), text)
    painter.setPen(theme().color("line"))
    painter.drawLine(place.bottomLeft(), place.bottomRight())


def _paint_sign(painter: QPainter, place: QRect, change: Change) -> None:
    if change in _SIGNS:
        sign, token = _SIGNS[change]
        painter.setFont(theme().fonts.mono)
        painter.setPen(theme().color(token))
        painter.drawText(place, int(Qt.AlignmentFlag.AlignCenter), sign)


def _paint_pieces(painter: QPainter, place: QRect, pieces: tuple[Piece, ...], *, quiet: bool) -> None:
    """The pieces one after the other, as far as there is room."""
    font = QFont(theme().fonts.mono)
    for piece in pieces:
        if place.width() <= 0:
            return
        font.setUnderline(piece.changed)
        painter.setFont(font)
        metrics = QFontMetrics(font)
        painter.setPen(theme().color("muted" if quiet and piece.color != "json_key" else piece.color))
        shown = metrics.elidedText(piece.text, Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)
        place.setLeft(place.left() + metrics.horizontalAdvance(piece.text))
