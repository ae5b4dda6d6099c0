"""The steps of a login as a list: a mark for the state, the title, what happened."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStyle, QStyleOptionViewItem

from workbench.core.login import LoginStep, StepState
from workbench.gui.look.icons import paint_icon
from workbench.gui.look.tables import AnyIndex, RowDelegate
from workbench.gui.look.theme import theme

STEP_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_MARKS: Final = {
    StepState.DONE: ("check", "ok", "ok_ground"),
    StepState.FAILED: ("cross", "error", "error_ground"),
    StepState.RUNNING: ("running", "accent", "accent_ground"),
    StepState.SKIPPED: ("dash", "faint", "field"),
    StepState.WAITING: ("", "muted", "field"),
}
_MARK: Final = 20
_PAD: Final = 10


class StepDelegate(RowDelegate):
    """A round mark, which is the number of a step that has not run, the title, and up to two lines below it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: AnyIndex) -> None:
        """One step."""
        self.paint_backdrop(painter, option, index)
        step = index.data(STEP_ROLE)
        if not isinstance(step, LoginStep):
            return
        icon, color, disc = _MARKS[step.state]
        place = QRectF(option.rect).adjusted(_PAD, _PAD, -_PAD, -_PAD)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        mark = QRectF(place.left(), place.top(), _MARK, _MARK)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(disc))
        painter.drawEllipse(mark)
        fonts = theme().fonts
        if step.state is StepState.WAITING:
            painter.setFont(fonts.small)
            painter.setPen(theme().color(color))
            painter.drawText(mark, int(Qt.AlignmentFlag.AlignCenter), str(index.row() + 1))
        else:
            paint_icon(painter, icon, theme().color(color), mark.adjusted(3, 3, -3, -3))
        words = place.adjusted(_MARK + 12, 0, 0, 0)
        painter.setFont(fonts.ui)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(theme().color("faint" if step.state is StepState.SKIPPED and not selected else "text"))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignTop), step.title)
        painter.setFont(fonts.small)
        painter.setPen(theme().color("text" if selected else "muted"))
        below = words.adjusted(0, QFontMetrics(fonts.ui).height() + 2, 0, 0)
        painter.drawText(below, int(Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap), step.sentence)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: AnyIndex) -> QSize:  # noqa: N802, Qt's name
        """Room for the sentence."""
        step = index.data(STEP_ROLE)
        fonts = theme().fonts
        width = max(120, option.widget.width() - 2 * _PAD - _MARK - 30)
        text = step.sentence if isinstance(step, LoginStep) else ""
        lines = QFontMetrics(fonts.small).boundingRect(0, 0, width, 400, int(Qt.TextFlag.TextWordWrap), text).height()
        return QSize(width, QFontMetrics(fonts.ui).height() + 2 + lines + 2 * _PAD)


class StepList(QListWidget):
    """All steps; the selected one is shown beside."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("login-steps")
        self.setAccessibleName("Steps of the login")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(StepDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSpacing(1)
        # The sentences wrap, so the heights depend on the width.
        self.setResizeMode(QListWidget.ResizeMode.Adjust)

    def show_steps(self, steps: Sequence[LoginStep]) -> None:
        """Show the steps as they stand; the selection stays."""
        for place, step in enumerate(steps):
            if place == self.count():
                self.addItem(QListWidgetItem())
            item = self.item(place)
            item.setData(STEP_ROLE, step)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{step.title}, {step.state.value}. {step.sentence}")
        self.doItemsLayout()
