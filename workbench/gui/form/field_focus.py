"""Puts the focus into one field of a form: what hides it is opened, and it is scrolled into sight."""

from __future__ import annotations

from PySide6.QtWidgets import QScrollArea, QToolButton, QWidget


def focus_field(form: QScrollArea, path: str) -> bool:
    """Focus the editor of a field, or of an argument that App Connect fills in; False when the form has none."""
    found = form.findChild(QWidget, f"field:{path}") or form.findChild(QWidget, f"filled:{path}")
    if found is None:
        return False
    _unfold(found, form)
    form.ensureWidgetVisible(found)
    found.setFocus()
    return True


def _unfold(widget: QWidget, form: QScrollArea) -> None:
    """Open the fold of every group around a field."""
    inside = widget.parentWidget()
    while inside is not None and inside is not form:
        around = inside.parentWidget()
        if inside.isHidden() and around is not None:
            for fold in around.findChildren(QToolButton):
                if fold.isCheckable() and fold.parentWidget() is around:
                    fold.setChecked(True)
        inside = around
