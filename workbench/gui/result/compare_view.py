"""Compare: two invocations side by side, at first the shown one beside the one before it of the same interface."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import (
    QComboBox,
    QHeaderView,
    QPushButton,
    QSizePolicy,
    QTableView,
    QWidget,
)

from workbench.core.comparing.compare import compare
from workbench.core.run.invocation import Invocation, Verdict
from workbench.core.traffic.exchange import read_memory
from workbench.gui.history.model import verdict_words
from workbench.gui.look.key_words import KeyWords, with_keys
from workbench.gui.look.moments import when
from workbench.gui.look.tables import set_up_table
from workbench.gui.look.theme import theme
from workbench.gui.look.widgets import ElidedLabel, button, hbox, label, restyle, rule, vbox
from workbench.gui.result.compare_cells import CompareDelegate
from workbench.gui.result.compare_model import AFTER, BEFORE, CHANGE, CompareModel, counts
from workbench.gui.result.verdict_banner import crm_calls, milliseconds
from workbench.gui.workplace import Workplace
from workbench.services.history import HistoryRow

_OFFERED: Final = 100
"""Runs of the interface, and of all others, that can be chosen."""
_STATES: Final = {Verdict.MEETS: "ok", Verdict.FINDINGS: "warning", Verdict.FAILED: "error"}


class _Side(QWidget):
    """Which run stands on one side: chosen from a list, with when it was, how it ended, how long it took."""

    def __init__(self, name: str, title: str, on_chosen: Callable[[], object]) -> None:
        super().__init__()
        self.choice = QComboBox()
        self.choice.setObjectName(name)
        self.choice.setAccessibleName(title)
        self.choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.choice.activated.connect(on_chosen)
        self._when = label("", "heading", name=f"{name}-when")
        self._verdict = ElidedLabel("", name=f"{name}-verdict")
        self._figures = label("", "muted", name=f"{name}-figures")
        line = hbox(spacing=8)
        line.addWidget(self._when)
        line.addWidget(self._verdict, 1)
        line.addWidget(self._figures)
        column = vbox(self, spacing=4)
        column.addWidget(self.choice)
        column.addLayout(line)

    @property
    def chosen(self) -> str:
        """Id of the run; empty when there is none."""
        return self.choice.currentData() or ""

    def choose(self, invocation_id: str) -> None:
        """Choose a run that is offered."""
        self.choice.setCurrentIndex(self.choice.findData(invocation_id))

    def show_head(self, row: HistoryRow | None) -> None:
        """Say when the run was, how it ended, how long it took."""
        if row is None:
            for each in (self._when, self._verdict, self._figures):
                each.setText("")
            return
        self._when.setText(when(row.started_at))
        self._verdict.setText(verdict_words(row))
        restyle(self._verdict, state=_STATES[Verdict(row.verdict)])
        self._figures.setText(f"{milliseconds(row.duration_ms)}, {crm_calls(row.exchanges)}")


class CompareView(QWidget):
    """Reads both invocations from history, where secrets of both are masked alike."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__()
        self.setObjectName("compare")
        self._workplace = workplace
        self._shown = ""
        self._asked = 0
        """Number of the comparison asked for last; answers to earlier ones are dropped."""
        self._wanted = ""
        """Id of the invocation to compare with, where the user chose one."""
        self._rows: dict[str, HistoryRow] = {}
        """Runs that are offered, by id."""
        self.model = CompareModel(self)
        self.left = _Side("compare-with", "Run on the left", self._compare)
        self.right = _Side("compare-run", "Run on the right", self._compare)
        self._title = ElidedLabel("", "muted", name="compare-title")
        self.only = QPushButton("Only differences")
        self.only.setObjectName("compare-only")
        self.only.setAccessibleName("Only differences")
        self.only.setCheckable(True)
        self.only.toggled.connect(self._on_only)
        self._swap = button("Swap", name="compare-swap", on_click=self._on_swap)
        self.table = QTableView()
        self._set_up_table()
        self._words = label("", "muted", name="compare-words", wrap=True)
        row = hbox(margins=(16, 8, 16, 6))
        row.addWidget(self._title, 1)
        row.addWidget(self.only)
        row.addWidget(self._swap)
        sides = hbox(margins=(16, 0, 16, 8), spacing=16)
        sides.addWidget(self.left, 1)
        sides.addWidget(self.right, 1)
        foot = hbox(margins=(16, 6, 16, 6))
        foot.addWidget(self._words, 1)
        next_one = label("", "muted", name="compare-keys")
        KeyWords(next_one, workplace.preferences, next_one.setText, "Next difference {next-difference}")
        foot.addWidget(next_one)
        column = vbox(self)
        column.addLayout(row)
        column.addLayout(sides)
        column.addWidget(rule())
        column.addWidget(self.table, 1)
        column.addLayout(foot)

    def show_invocation(self, invocation: Invocation | None) -> None:
        """Compare another invocation with the one before it of the same interface; None empties the page."""
        self._asked += 1
        self._shown = invocation.id if invocation else ""
        self._wanted = ""
        self._rows = {}
        self._title.setText(f"{invocation.interface}, one run beside another" if invocation else "")
        for side in (self.left, self.right):
            side.choice.clear()
            side.show_head(None)
        self._show_nothing("")
        if invocation is not None:
            self._workplace.spawn(self._offer(invocation, self._asked), "compare-offer")

    def compare_with(self, invocation: Invocation, other: str) -> None:
        """Compare an invocation with another one of history, by its id; an empty one is the one before it."""
        self.show_invocation(invocation)
        self._wanted = other

    def jump(self, step: int) -> None:
        """Select the next difference, or the one before for -1."""
        place = self.model.next_difference(max(self.table.currentIndex().row(), -1 if step > 0 else 0), step)
        if place >= 0:
            self.table.selectRow(place)
            self.table.scrollTo(self.model.index(place, 0))

    async def _offer(self, invocation: Invocation, asked: int) -> None:
        """Offer the runs of the interface, the newest first, then the newest of all others."""
        history = self._workplace.session.history
        same = await history.rows(limit=_OFFERED * 4, text=invocation.interface)
        others = await history.rows(limit=_OFFERED)
        wanted = [await history.row(each) for each in (self._wanted, invocation.id) if each]
        if asked != self._asked:
            return
        alike = [row for row in same if row.interface == invocation.interface and row.adapter == invocation.adapter]
        offered = {row.id: row for row in alike[:_OFFERED]}
        offered |= {row.id: row for row in (*(row for row in wanted if row), *others) if row.id not in offered}
        self._rows = offered
        for row in offered.values():
            own = row.interface == invocation.interface
            words = f"{when(row.started_at)}  {'' if own else row.interface + '  '}{verdict_words(row)}  {row.summary}"
            for side in (self.left, self.right):
                side.choice.addItem(words, row.id)
        earlier = (row.id for row in alike if row.started_at < invocation.started_at)
        first = next(earlier, next((row.id for row in alike if row.id != invocation.id), ""))
        self.left.choose(self._wanted or first)
        self.right.choose(invocation.id)
        if self.left.chosen and self.right.chosen:
            self._compare()
        elif self.right.chosen:
            self._show_nothing(
                with_keys(
                    f"{invocation.interface} was fired only once. {{fire-compare}} fires it again; on the left another "
                    "run can be chosen.",
                    self._workplace.preferences,
                )
            )
        else:
            self._show_nothing("This run is not kept in history, so it cannot be compared.")

    def _compare(self) -> None:
        self._asked += 1
        self.left.show_head(self._rows.get(self.left.chosen))
        self.right.show_head(self._rows.get(self.right.chosen))
        if self.left.chosen and self.right.chosen:
            self._workplace.spawn(self._read(self.left.chosen, self.right.chosen, self._asked), "compare-read")

    async def _read(self, before: str, after: str, asked: int) -> None:
        history = self._workplace.session.history
        first, second = await history.invocation(before), await history.invocation(after)
        if asked != self._asked:
            return
        if first is None or second is None:
            self._show_nothing("One of the two is not kept in history any more.")
            return
        comparison = await asyncio.to_thread(compare, first, second, read_memory)
        if asked == self._asked:
            self.model.show_comparison(comparison)
            self._words.setText(counts(comparison))
            self._span()

    def _show_nothing(self, why: str) -> None:
        self.model.show_comparison(None)
        self._words.setText(why)

    def _on_only(self, only: bool) -> None:
        self.model.show_only_differences(only)
        self._span()

    def _on_swap(self) -> None:
        left, right = self.left.chosen, self.right.chosen
        if left and right:
            self.left.choose(right)
            self.right.choose(left)
            self._compare()

    def _span(self) -> None:
        """Titles go over the whole width."""
        self.table.clearSpans()
        for row in range(self.model.rowCount()):
            if self.model.is_title(row):
                self.table.setSpan(row, CHANGE, 1, self.model.columnCount())

    def _set_up_table(self) -> None:
        table = self.table
        set_up_table(table, "compare-table", "Differences")
        table.setModel(self.model)
        table.setItemDelegate(CompareDelegate(table))
        header = table.horizontalHeader()
        header.setMinimumSectionSize(24)
        table.setColumnWidth(CHANGE, 30)
        for column in (BEFORE, AFTER):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        theme().changed.connect(table.viewport().update)
