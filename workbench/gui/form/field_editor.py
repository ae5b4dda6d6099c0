"""What every editor of a form field is: a widget that shows a JSON value and reports the one that is typed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from workbench.core.forms import Field
from workbench.core.values import Value
from workbench.gui.look.widgets import restyle, tip


def _nobody(*_values: object) -> None:
    """Listens to an editor that nobody has asked yet."""


@dataclass(slots=True)
class Listeners:
    """Whom an editor tells."""

    edited: Callable[[Value], object] = _nobody
    """The value, or UNDEFINED when the field was emptied."""
    refused: Callable[[str, str], object] = _nobody
    """Why what is typed is no value, and the text."""
    arranged: Callable[[], object] = _nobody
    """Its inner widgets are others now."""


class FieldEditor(ABC):
    """Edits one field's value in `widget`."""

    def __init__(self, field: Field, widget: QWidget) -> None:
        self.field = field
        self.widget = widget
        self.below: QWidget | None = None
        """What stands under label and widget together, such as the members of a list's item."""
        self.tells = Listeners()

    @abstractmethod
    def show_value(self, value: Value) -> None:
        """Show a value without reporting it; UNDEFINED for none."""

    def show_text(self, text: str) -> None:
        """Show text that was not taken as a value; editors without text have no way to."""
        del text

    def mark(self, *, invalid: bool) -> None:
        """Show that what is typed is not taken, or no longer."""
        restyle(self.widget.focusProxy() or self.widget, invalid="true" if invalid else "false")

    def named(self, widget: QWidget) -> None:
        """Give the widget that takes the focus its names."""
        field = self.field
        widget.setObjectName(f"field:{field.path}")
        widget.setAccessibleName(f"{field.label}, required" if field.required else field.label)
        widget.setAccessibleDescription(field.help)
        tip(widget, field.help)
        if widget is not self.widget:
            self.widget.setFocusProxy(widget)
