"""The window by keyboard and by screen reader: names, the way of the Tab key, the ring of the focus, rows in words."""

from __future__ import annotations

import pytest
from builders_window import Bench
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QFrame,
    QGroupBox,
    QHeaderView,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QProgressBar,
    QTabBar,
    QTabWidget,
    QTextBrowser,
    QTextEdit,
    QToolButton,
    QWidget,
)

from workbench.gui.look.theme import Theme

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QGroupBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
    QTabWidget,
)
REGIONS = ("adapter-bar", "interface-pane", "form-panel", "result-panel", "history-panel")
MOST = 400
"""Presses of Tab after which a way round the window counts as a trap."""


def nameless(top: QWidget) -> list[str]:
    """Controls inside a widget, shown or not, that a test or a screen reader cannot tell."""
    found = []
    for widget in top.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or _belongs_to_qt(widget):
            continue
        if not widget.objectName() or not _said(widget):
            found.append(f"{type(widget).__name__} {widget.objectName()!r} in {_path(widget)}")
    return found


def _belongs_to_qt(widget: QWidget) -> bool:
    """Parts that Qt makes by itself inside a control, which the control speaks for."""
    if widget.objectName().startswith("qt_") or isinstance(widget, QHeaderView | QMenu):
        return True
    if isinstance(widget.window(), QFrame) and isinstance(widget.window().parentWidget(), QComboBox):
        return True
    parent = widget.parentWidget()
    inside = (QComboBox, QAbstractSpinBox, QLineEdit, QTabBar, QHeaderView, QAbstractItemView)
    return isinstance(parent, inside) or (parent is not None and parent.objectName().startswith("qt_scroll"))


def _said(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface is not None else ""


def _path(widget: QWidget) -> str:
    names = []
    parent = widget.parentWidget()
    while parent is not None:
        if parent.objectName():
            names.append(parent.objectName())
        parent = parent.parentWidget()
    return " < ".join(names[:3])


def walk(bench: Bench, top: QWidget, key: Qt.Key = Qt.Key.Key_Tab) -> list[QWidget]:
    """Press Tab until the first widget comes again; gives the widgets in their order."""
    seen: list[QWidget] = []
    for _ in range(MOST):
        focus = QApplication.focusWidget()
        assert focus is not None, f"after {[each.objectName() for each in seen[-3:]]} nothing has the focus"
        if seen and focus is seen[-1] and isinstance(focus, QTextBrowser):
            # A page's links are gone through one by one before the key leaves it.
            bench.qtbot.keyClick(focus, key)
            continue
        if focus in seen:
            assert focus is seen[0], f"Tab is held between {focus.objectName()} and {seen[-1].objectName()}"
            return seen
        seen.append(focus)
        bench.qtbot.keyClick(focus, key)
    raise AssertionError(f"Tab does not come back within {MOST} steps")


def reachable(top: QWidget) -> set[QWidget]:
    """What a Tab should reach."""
    return {
        each
        for each in top.findChildren(QWidget)
        if each.isVisible() and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus and _shows(each)
        if each.focusProxy() is None and not isinstance(each.parentWidget(), QAbstractSpinBox | QComboBox)
    }


def _shows(widget: QWidget) -> bool:
    """Whether the widget belongs to the shown window itself, not to one of its popups or dialogs."""
    return not widget.isWindow() and not isinstance(widget.window(), QMenu)


def begin(bench: Bench, top: QWidget, first: QWidget) -> None:
    """Give a widget the focus."""
    top.activateWindow()
    bench.until(top.isActiveWindow)
    first.setFocus(Qt.FocusReason.TabFocusReason)


def menu_of(bench: Bench) -> QWidget:
    """What stands first in the window."""
    return bench.find(QToolButton, "menu-button")


@pytest.fixture
def fired(bench: Bench) -> Bench:
    """The window after a login and two firings, so that every pane has something in it."""
    bench.workplace.try_harbor("harbor-typescript")
    bench.until(lambda: bench.workplace.last("createCallLog") and bench.workplace.firing is None)
    bench.fire()
    return bench


def test_every_control_is_named(fired: Bench) -> None:
    assert "\n".join(nameless(fired.window)) == ""
    fired.press_action("connect")
    assert "\n".join(nameless(fired.dialogs()[0])) == ""
    fired.dialogs()[0].close()
    fired.press_action("palette")
    assert "\n".join(nameless(fired.dialogs()[0])) == ""
    fired.dialogs()[0].close()


def test_names_are_found_once(fired: Bench) -> None:
    names = [each.objectName() for each in fired.window.findChildren(QWidget) if isinstance(each, QAbstractButton)]
    visible = [
        each.objectName()
        for each in fired.window.findChildren(QAbstractButton)
        if each.isVisible() and not _belongs_to_qt(each)
    ]
    assert names
    assert sorted(set(visible)) == sorted(visible)


def test_tab_goes_round_the_whole_window_in_reading_order_and_back(fired: Bench) -> None:
    window = fired.window
    begin(fired, window, menu_of(fired))
    there = walk(fired, window)
    missed = reachable(window) - set(there)
    assert {f"{type(each).__name__} {each.objectName()}" for each in missed} == set()
    regions = [_region(each) for each in there]
    met = [name for place, name in enumerate(regions) if name and (place == 0 or regions[place - 1] != name)]
    start = met.index("adapter-bar")
    ring = [*met[start:], *met[:start]]
    assert [name for place, name in enumerate(ring) if place == 0 or ring[place - 1] != name][:5] == list(REGIONS)
    begin(fired, window, there[0])
    back = walk(fired, window, Qt.Key.Key_Backtab)
    assert [each.objectName() for each in back] == [each.objectName() for each in [there[0], *reversed(there[1:])]]


def _region(widget: QWidget) -> str:
    parent: QWidget | None = widget
    while parent is not None:
        if parent.objectName() in REGIONS:
            return parent.objectName()
        parent = parent.parentWidget()
    return ""


@pytest.mark.parametrize("tab", range(7))
def test_no_page_of_the_result_holds_the_tab_key(fired: Bench, tab: int) -> None:
    tabs = fired.window.result.tabs
    if tab >= tabs.count():
        return
    tabs.setCurrentIndex(tab)
    fired.until(lambda: tabs.currentWidget().isVisible())
    begin(fired, fired.window, tabs.tabBar())
    order = walk(fired, fired.window)
    assert fired.window.interfaces.tree in order
    assert reachable(tabs.currentWidget()) <= set(order)


@pytest.mark.parametrize("tab", range(3))
def test_no_page_of_the_form_holds_the_tab_key(fired: Bench, tab: int) -> None:
    tabs = fired.window.form.tabs
    tabs.setCurrentIndex(tab)
    begin(fired, fired.window, tabs.tabBar())
    order = walk(fired, fired.window)
    assert fired.window.result.tabs.tabBar() in order
    assert reachable(tabs.currentWidget()) <= set(order)


def test_the_dialog_of_the_login_is_walked_by_tab(fired: Bench) -> None:
    fired.press_action("connect")
    dialog = fired.dialogs()[0]
    begin(fired, dialog, fired.find(QListWidget, "login-steps"))
    there = walk(fired, dialog)
    assert {each.objectName() for each in reachable(dialog) - set(there)} == set()
    dialog.close()


@pytest.mark.parametrize("action", ["settings", "shortcuts", "help", "about", "connect", "palette"])
def test_every_dialog_is_named_and_walked_by_tab(bench: Bench, action: str) -> None:
    bench.open("harbor-node")
    bench.press_action(action)
    bench.until(bench.dialogs)
    dialog = bench.dialogs()[0]
    assert "\n".join(nameless(dialog)) == ""
    bench.until(dialog.isActiveWindow)
    bench.until(lambda: dialog.isAncestorOf(QApplication.focusWidget()) if QApplication.focusWidget() else False)
    first = QApplication.focusWidget()
    there = walk(bench, dialog)
    assert {f"{type(each).__name__} {each.objectName()}" for each in reachable(dialog) - set(there)} == set()
    first.setFocus(Qt.FocusReason.TabFocusReason)
    assert set(walk(bench, dialog, Qt.Key.Key_Backtab)) == set(there)
    dialog.close()


@pytest.mark.parametrize("name", ["dark", "light"])
def test_whatever_has_the_focus_shows_it(fired: Bench, themed: Theme, name: str) -> None:
    themed.choose(name)
    QApplication.setCursorFlashTime(0)
    window, same = fired.window, []
    begin(fired, window, menu_of(fired))
    for widget in walk(fired, window):
        window.history.filter.setFocus() if widget is not window.history.filter else window.interfaces.tree.setFocus()
        without = _seen(widget)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if _differing(without, _seen(widget)) < 12:
            same.append(f"{type(widget).__name__} {widget.objectName()} in {_path(widget)}")
    assert "\n".join(same) == ""


def _seen(widget: QWidget) -> QImage:
    QApplication.processEvents()
    shown = widget.parentWidget() if isinstance(widget, QTabBar) and widget.parentWidget() else widget
    return shown.grab().toImage()


def _differing(one: QImage, other: QImage) -> int:
    return sum(
        one.pixel(across, down) != other.pixel(across, down)
        for across in range(min(one.width(), other.width()))
        for down in range(min(one.height(), other.height(), 60))
    )


def test_rows_that_are_painted_by_hand_are_read_out(fired: Bench) -> None:
    tree = fired.window.interfaces.tree
    model = tree.model()
    groups = [model.index(row, 0) for row in range(model.rowCount())]
    rows = [model.index(row, 0, group) for group in groups for row in range(model.rowCount(group))]
    said = {row.data(): row.data(Qt.ItemDataRole.AccessibleTextRole) for row in rows}
    assert said["createCallLog"] == "createCallLog, meets the contract"
    assert said["getLogFormatType"] == "getLogFormatType, not yet fired"
    history = fired.window.history.table.model()
    words = [history.index(0, column).data(Qt.ItemDataRole.DisplayRole) for column in range(history.columnCount())]
    assert "createCallLog" in words
    assert any("meets" in str(each) for each in words)


def test_every_action_can_be_reached_by_keyboard(bench: Bench) -> None:
    menu = bench.window.findChild(QMenu, "menu")
    assert menu is not None
    listed = {each.objectName() for part in menu.findChildren(QMenu) for each in part.actions()}
    assert {f"action:{row.id}" for row, _ in bench.window.actions_by_id.rows()} <= listed
    assert bench.window.actions_by_id["menu"].shortcut().toString() == "F10"
