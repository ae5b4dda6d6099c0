"""Qt's own model tester on every model of the window, while the window is used: a broken rule is a Qt warning."""

from __future__ import annotations

from builders_window import Bench
from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QModelIndex,
    QSortFilterProxyModel,
    qInstallMessageHandler,
)
from PySide6.QtGui import QStandardItemModel
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QTreeView, QWidget
from pytestqt.logging import QtLoggingPlugin

from workbench.core.run.invocation import Verdict
from workbench.gui.values.json_tree import AnyIndex

_ROOT = QModelIndex()
REPORT = QAbstractItemModelTester.FailureReportingMode.Warning


class Watch:
    """Testers on all models that were found so far."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._testers: dict[int, QAbstractItemModelTester] = {}
        self.kinds: set[str] = set()

    def look(self) -> None:
        """Put a tester on each model that is new."""
        for place in (self._bench.window, *self._bench.dialogs()):
            for model in models_in(place):
                if id(model) not in self._testers:
                    tester = self._testers[id(model)] = QAbstractItemModelTester(model, REPORT, model)
                    # The views read what is left to read; a tester that did would insert rows within an insertion.
                    tester.setUseFetchMore(False)
                    self.kinds.add(type(model).__name__)


def models_in(place: QWidget) -> list[QAbstractItemModel]:
    """Models of the workbench, and those of Qt that it fills; not those that Qt keeps for itself."""
    found = place.findChildren(QAbstractItemModel)
    for kind in (QAbstractItemView, QComboBox):
        found += [model for each in place.findChildren(kind) if (model := each.model()) is not None]
    filled = (QStandardItemModel, QSortFilterProxyModel)
    ours = [each for each in found if type(each) in filled or type(each).__module__.startswith("workbench.")]
    return list({id(model): model for model in ours}.values())


def test_every_model_keeps_qts_rules_while_the_window_is_used(bench: Bench) -> None:
    watch = Watch(bench)
    watch.look()
    bench.open("harbor-node")
    watch.look()
    bench.connect_by_key(bench.run(bench.workplace.session.harbor()).api_key)
    watch.look()
    for interface in ("findContact", "createCallLog", "createCallLog"):
        bench.select(interface)
        watch.look()
        bench.fire()
        watch.look()
    assert bench.finished[-1].verdict is Verdict.MEETS
    for title in ("Result", "CRM traffic", "Findings", "Console", "Sent", "Compare"):
        bench.tab("result-tabs", title)
        watch.look()
    bench.tab("result-tabs", "Sent")
    bench.find(QTreeView, "sent-tree").expandAll()
    bench.type("history-filter", "createCallLog")
    bench.until(lambda: bench.window.history.model.rowCount() == 2)
    bench.type("interface-filter", "log")
    bench.press_action("palette")
    bench.until(bench.dialogs)
    watch.look()
    bench.dialogs()[0].close()
    bench.press_action("close-adapter")
    bench.until(lambda: bench.workplace.adapter is None)
    assert {"JsonModel", "TrafficModel", "HistoryModel", "CompareModel", "QSortFilterProxyModel"} <= watch.kinds


class Broken(QAbstractListModel):
    """Says that it has fewer rows than none."""

    def rowCount(self, _parent: AnyIndex = _ROOT) -> int:  # noqa: N802, Qt's name
        return -1

    def data(self, _index: AnyIndex, _role: int = 0) -> None:
        return None


def test_the_tester_sees_a_broken_model(qtbot: object, qtlog: QtLoggingPlugin) -> None:
    said: list[str] = []
    with qtlog.disabled():
        before = qInstallMessageHandler(lambda _kind, _context, text: said.append(text))
        QAbstractItemModelTester(Broken(), REPORT)
        qInstallMessageHandler(before)
    assert any("rowCount() >= 0" in each for each in said)
