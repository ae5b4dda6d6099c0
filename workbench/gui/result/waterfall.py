"""Draws when an exchange happened within its invocation, and its phases."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QHelpEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip

from workbench.core.traffic.exchange import Exchange
from workbench.gui.look.tables import AnyIndex
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import plain
from workbench.gui.result.traffic_model import EXCHANGE_ROLE, TrafficModel, failed

PHASES: Final = (
    ("dns", "Name look-up", "faint"),
    ("connect", "Connecting", "faint"),
    ("tls", "TLS", "faint"),
    ("first_byte", "Waiting for the answer", "accent"),
    ("body", "Reading the answer", "ok"),
)
"""Member of Timing, its name for people, and its colour."""

_BAR: Final = 7


def phases(exchange: Exchange) -> list[tuple[str, str, float]]:
    """Name, colour and milliseconds of each phase that was seen; what is left of the total is waiting."""
    timing = exchange.timing
    found = [(name, color, getattr(timing, member)) for member, name, color in PHASES]
    seen = [(name, color, length) for name, color, length in found if length]
    rest = (timing.total or 0) - sum(length for _, _, length in seen)
    if rest > 0 and timing.first_byte is None:
        seen.append(("Not told apart", "accent", rest))
    return seen


def phase_words(exchange: Exchange) -> str:
    """The phases in a sentence each; empty where nothing is known."""
    lines = [f"{name}: {length:.1f} ms" for name, _color, length in phases(exchange)]
    return "\n".join(lines)


class WaterfallDelegate(QStyledItemDelegate):
    """Bars on the time line of all exchanges."""

    def helpEvent(  # noqa: N802, Qt's name
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: AnyIndex
    ) -> bool:
        """The lengths of the phases."""
        exchange = index.data(EXCHANGE_ROLE)
        words = phase_words(exchange) if exchange is not None else ""
        if not words:
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), plain(words), view)
        return True

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One exchange."""
        backdrop = QStyleOptionViewItem(option)
        self.initStyleOption(backdrop, index)
        backdrop.widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, backdrop, painter, backdrop.widget)
        exchange, model = index.data(EXCHANGE_ROLE), index.model()
        if exchange is None or not isinstance(model, TrafficModel):
            return
        begin, length = model.whole
        place = QRectF(option.rect).adjusted(8, 0, -12, 0)
        scale = place.width() / (length * 1000)
        left = place.left() + (exchange.started_at - begin) * 1000 * scale
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for _name, color, took in phases(exchange):
            width = max(took * scale, 1.0)
            bar = QRectF(left, place.center().y() - _BAR / 2, width, _BAR)
            token = "error" if failed(exchange) and color != "faint" else color
            painter.fillRect(bar, theme().color(token))
            left += width
        painter.restore()
