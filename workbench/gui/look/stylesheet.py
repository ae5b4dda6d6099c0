"""The one stylesheet of the window; colours come from the tokens, names from widgets' `kind` property."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Final

_SHEET: Final = Template("""
* { outline: none; }
QMainWindow, QDialog, QMessageBox { background: $background; color: $text; }
QLabel { background: transparent; color: $text; }
QLabel[kind="muted"], QLabel[kind="label"] { color: $muted; }
QLabel[kind="faint"] { color: $faint; }
QLabel[kind="mono"] { font-family: "$mono"; }
QLabel[kind="heading"] { font-weight: 600; }
QLabel[kind="error"] { color: $error; }
QLabel[kind="accent"] { color: $accent; }
QLabel[state="ok"] { color: $ok; } QLabel[state="warning"] { color: $warning; } QLabel[state="error"] { color: $error; }
QToolTip { background: $panel; color: $text; border: 1px solid $line; padding: 4px 6px; }

QWidget[kind="panel"] { background: $panel; }
QWidget[kind="bar"] { background: $panel; border-bottom: 1px solid $line; }
QWidget[kind="footer"] { background: $panel; border-top: 1px solid $line; }
QFrame[kind="card"] { background: $panel; border: 1px solid $line; border-radius: 8px; }
QDialog#palette QFrame[kind="card"] { border-radius: 0; }
QFrame[kind="rule"] { background: $line; border: none; max-height: 1px; min-height: 1px; }
QFrame[kind="upright"] { background: $line; border: none; max-width: 1px; min-width: 1px; }
QFrame[kind="verdict"] { border-radius: 6px; background: $field; border: none; }
QFrame[kind="verdict"][state="ok"] { background: $ok_ground; }
QFrame[kind="verdict"][state="warning"] { background: $warning_ground; }
QFrame[kind="verdict"][state="error"] { background: $error_ground; }
QFrame[kind="verdict"][state="running"] { background: $accent_ground; }
QFrame[kind="shown"] { background: $field; border: 1px solid $line; border-left: 3px solid $line; border-radius: 6px; }
QFrame[kind="shown"][state="ok"] { border-left-color: $ok; }
QFrame[kind="shown"][state="warning"] { border-left-color: $warning; }
QFrame[kind="shown"][state="error"] { border-left-color: $error; }
QFrame[kind="problem"] { background: $error_ground; border: none; border-bottom: 1px solid $line; }

QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDoubleSpinBox {
  background: $field; color: $text; border: 1px solid $line; border-radius: 5px; padding: 4px 8px;
  selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit { padding-left: 6px; padding-right: 6px; }
QLineEdit, QPlainTextEdit { placeholder-text-color: $faint; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus { border-color: $accent; }
QLineEdit[invalid="true"], QPlainTextEdit[invalid="true"] { border-color: $error; }
QLineEdit#palette-line { border: none; background: transparent; padding: 10px 12px; }
QLineEdit[readOnly="true"] { color: $muted; }
QListView[kind="field"] { background: $field; border: 1px solid $line; border-radius: 5px; padding: 2px; }
QListView[kind="field"]:focus { border-color: $accent; }
QListView[kind="field"]::item { padding: 3px 6px; border-radius: 3px; }
QPlainTextEdit[kind="view"] { border-color: transparent; border-radius: 0; background: $panel; padding: 0; }
QPlainTextEdit[kind="view"]:focus { border-color: $accent; }
QAbstractSpinBox QLineEdit, QComboBox QLineEdit { background: transparent; border: none; padding: 0; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { width: 0; border: none; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: url("$chevron"); width: ${px10}px; height: ${px10}px; }
QComboBox QAbstractItemView { background: $panel; color: $text; border: 1px solid $line; padding: 4px;
  selection-background-color: $accent_ground; selection-color: $text; }
QListView#history-filter-offers::item { padding: 4px 6px; }
QDoubleSpinBox[kind="quiet"] { background: transparent; border-color: transparent; color: $muted; padding: 3px 2px; }
QDoubleSpinBox[kind="quiet"]:focus, QDoubleSpinBox[kind="quiet"]:hover { border-color: $line; background: $field; }

QPushButton { background: $field; color: $text; border: 1px solid $line; border-radius: 6px; padding: 6px 14px; }
QPushButton:hover { border-color: $faint; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $faint; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: 600; }
QPushButton[kind="primary"]:disabled { background: $field; color: $faint; border-color: $line; }
QPushButton[kind="primary"]:focus { border-color: $text; }
QPushButton[kind="link"] { background: transparent; border: 1px solid transparent; color: $muted; padding: 2px 6px; }
QPushButton[kind="link"]:hover { color: $accent; }
QPushButton[kind="link"]:focus { border-color: $accent; }
QPushButton[kind="segment"] { background: transparent; color: $muted; border: 1px solid transparent; border-radius: 5px;
  padding: 3px 12px; }
QPushButton[kind="segment"]:hover { color: $text; }
QPushButton[kind="segment"]:checked { background: $accent_ground; color: $text; border-color: $line; }
QPushButton[kind="segment"]:focus { border-color: $accent; color: $text; }
QPushButton[kind="row"] { background: $panel; border: 1px solid $line; border-radius: 0; text-align: left; }
QPushButton[kind="row"]:hover { background: $field; }
QPushButton[kind="row"]:focus { border-color: $accent; }
QPushButton[kind="way"] { border-radius: 0; margin-left: -1px; color: $muted; }
QPushButton[kind="way"][place="first"] { border-top-left-radius: 6px; border-bottom-left-radius: 6px; }
QPushButton[kind="way"][place="last"] { border-top-right-radius: 6px; border-bottom-right-radius: 6px; }
QPushButton[kind="way"]:checked { background: $accent_ground; color: $text; }
QPushButton[kind="way"]:focus { border-color: $accent; }
QFrame#connection-notice { border-radius: 0; }
QToolButton { background: $field; color: $text; border: 1px solid $line; border-radius: 6px; padding: 5px 10px; }
QToolButton:hover { border-color: $faint; }
QToolButton:focus { border-color: $accent; }
QToolButton[kind="fold"] { background: transparent; border: 1px solid transparent; font-weight: 600; padding: 2px 0; }
QToolButton[kind="fold"]:focus { border-color: $accent; }
QToolButton[popup="true"] { padding-right: 26px; }
QToolButton[popup="plain"]::menu-indicator { image: none; width: 0; }
QToolButton::menu-indicator { image: url("$chevron"); width: ${px10}px; height: ${px10}px; subcontrol-origin: padding;
  subcontrol-position: right center; right: 9px; }

QCheckBox { color: $text; spacing: 8px; background: transparent; border: 1px solid transparent; border-radius: 4px;
  padding: 3px; }
QCheckBox:focus { border-color: $accent; }
QCheckBox::indicator { width: ${px14}px; height: ${px14}px; border: 1px solid $faint; border-radius: 3px;
  background: $field; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$tick"); }
QCheckBox::indicator:indeterminate { background: $line; }

QTabBar { background: transparent; }
QTabBar::tab { background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent;
  padding: 7px 2px 6px 2px; margin-right: 16px; }
QTabBar::tab:selected { color: $text; border-bottom-color: $accent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected:focus { color: $accent; background: $accent_ground; border-bottom-width: 3px; }
QTabBar::scroller { width: 40px; }
QTabBar QToolButton { background: $panel; border: none; border-radius: 0; padding: 0; margin: 0; }
QTabBar QToolButton::left-arrow { image: url("$before"); width: 12px; height: 12px; }
QTabBar QToolButton::right-arrow { image: url("$after"); width: 12px; height: 12px; }
QTabWidget::pane { border: none; border-top: 1px solid $line; top: 0px; background: $panel; }
QTabWidget { background: $panel; }
QTabWidget[kind="pages"]::tab-bar { left: 16px; }
QTabWidget[kind="dialog-pages"]::tab-bar { left: 20px; }

QTreeView, QTableView, QListView, QTextBrowser { background: $panel; color: $text; border: 1px solid transparent; }
QTreeView:focus, QTableView:focus, QListView:focus, QTextBrowser:focus { border-color: $accent; }
QTreeView, QTableView, QListView { selection-background-color: $accent_ground; selection-color: $text;
  alternate-background-color: $panel; }
QTreeView::item:selected, QTableView::item:selected, QListView::item:selected { background: $accent_ground; }
QTableView::item { padding: 0 10px; border: none; }
QListView[kind="chapters"]::item { padding: 6px 8px; border-radius: 5px; }
QTreeView[kind="chapters"]::item { padding: 4px 2px; }
QAbstractScrollArea[kind="text"] { background: $panel; border: 1px solid transparent; padding: 4px 0 0 0; }
QTextBrowser[kind="paper"] { background: #ffffff; color: #1a1a1a; border: 1px solid transparent; padding: 8px; }
QFrame#find-bar { background: $panel; border: 1px solid $line; border-radius: 6px; }
QFrame#find-bar QPushButton { font-size: 15px; padding: 1px 6px; }
QTreeView[kind="json"] { padding: 6px 0 0 12px; }
QTreeView::branch { background: $panel; }
QTreeView::branch:selected { background: $accent_ground; }
QTreeView::branch:has-children:closed { image: url("$closed"); }
QTreeView::branch:has-children:open { image: url("$opened"); }
QHeaderView::section { background: $panel; color: $muted; border: none; border-bottom: 1px solid $line;
  padding: 5px 8px; }
QTableView { gridline-color: transparent; }
QTableCornerButton::section { background: $panel; border: none; }

#welcome, #welcome-page { background: $background; }
QScrollArea { background: $panel; border: 1px solid transparent; }
QScrollArea:focus, QAbstractScrollArea[kind="text"]:focus, QTextBrowser[kind="paper"]:focus { border-color: $accent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $line; border-radius: 4px; min-height: 28px; min-width: 28px; margin: 1px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QProgressBar { background: $line; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: $ok; border-radius: 2px; }
QStatusBar { background: $field; color: $muted; border-top: 1px solid $line; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: $muted; padding: 2px 14px; }
QMenu { background: $panel; color: $text; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_ground; }
QMenu::item:disabled { color: $faint; }
QMenu::separator { height: 1px; background: $line; margin: 4px 8px; }
""")


def stylesheet(colors: Mapping[str, str], mono: str, icons: Mapping[str, str], scale: float = 1) -> str:
    """The stylesheet for one theme; `icons` are paths of the pictures that a stylesheet can only take from files.

    `scale` is how much larger than ordinary the text is: marks grow along.
    """
    marks = {f"px{side}": str(round(side * scale)) for side in (10, 14)}
    return _SHEET.substitute(colors, mono=mono, **icons, **marks)
