"""The input of one interface as it is being filled in: one payload behind form and JSON, and what overrides it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Signal

from workbench.core.changes import changed_paths
from workbench.core.forms import Form, new_payload, read, write
from workbench.core.samples import SampleUse
from workbench.core.values import Json, Value
from workbench.session.open_adapter import Firing


class Draft(QObject):
    """A request under the user's hands. It outlives the widgets that show it: another interface, a reload, a login."""

    changed = Signal(object)
    """The request changed; carries who changed it, so that an editor need not show its own typing again."""

    def __init__(self, interface: str, form: Form, platform: str, use: SampleUse | None) -> None:
        super().__init__()
        self.interface = interface
        self.form = form
        self.use: SampleUse | None = None
        self.request: dict[str, Any] = {}
        self.overrides: dict[str, Json] = {}
        """Arguments by name whose value the user sets, whatever App Connect would pass."""
        self.invalid: dict[str, str] = {}
        """Places whose text is not taken, and why."""
        self._platform = platform
        self._began_as: Json = {}
        self.take_sample(use)

    @property
    def values(self) -> dict[str, Json]:
        """Values of the form's fields by path."""
        return read(self.form, self.request)

    @property
    def edited(self) -> frozenset[str]:
        """Paths that differ from the sample."""
        return changed_paths(self._began_as, self.request) if self.use else frozenset()

    def take_sample(self, use: SampleUse | None) -> None:
        """Begin anew from a sample, or empty."""
        self.use = use
        self._began_as = use.step.request(self._platform) if use else {}
        self.request = self._began_as if use else new_payload(self.form)
        self.invalid.clear()
        self.changed.emit(None)

    def write(self, path: str, value: Value, who: object) -> None:
        """Put one field's value; UNDEFINED takes it away."""
        self.invalid.pop(path, None)
        self.request = write(self.form, self.request, path, value)
        self.changed.emit(who)

    def refuse(self, path: str, why: str) -> None:
        """Text stands in a field that is no value; the payload keeps what it had."""
        self.invalid[path] = why

    def replace(self, request: dict[str, Any], who: object) -> None:
        """Put the whole request, as typed in JSON."""
        self.invalid.clear()
        self.request = request
        self.changed.emit(who)

    def override(self, argument: str, value: Json) -> None:
        """Pass this value, whatever App Connect would."""
        self.overrides[argument] = value
        self.changed.emit(None)

    def reset(self, argument: str) -> None:
        """Pass what App Connect would again."""
        self.overrides.pop(argument, None)
        self.invalid.pop(argument, None)
        self.changed.emit(None)

    def firing(self, timeout: float) -> Firing:
        """What is fired."""
        return Firing(
            self.interface,
            request=self.request,
            is_sample=self.use is not None,
            sample=self.use.name if self.use else "",
            edited=self.edited,
            overrides=tuple(self.overrides.items()),
            timeout=timeout,
        )
