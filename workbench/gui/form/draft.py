"""The input of one interface as it is being filled in: one payload behind form and JSON, and what overrides it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from workbench.core.comparing.changes import changed_paths
from workbench.core.contract.fitting import Fit, fitted
from workbench.core.contract.samples import SampleUse
from workbench.core.errors import UsageError
from workbench.core.forms import (
    Form,
    blocked,
    json_text,
    named,
    new_payload,
    parse_json,
    read,
    write,
)
from workbench.core.run.firing import Firing
from workbench.core.values import UNDEFINED, Json, Value
from workbench.core.values.paths import get_path, set_path

STALE_AFTER: Final = 300
"""Seconds after which what has just happened in a sample is too long ago."""

JSON_TAB: Final = "(JSON)"
"""Stands for the JSON tab among the places whose text is not taken."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Text that stands somewhere and is no value."""

    text: str
    why: str


class Draft(QObject):
    """A request under the user's hands. It outlives the widgets that show it: another interface, a reload, a login."""

    changed = Signal(object)
    """The request changed; carries who changed it, so that an editor need not show its own typing again."""

    def __init__(
        self,
        interface: str,
        form: Form,
        fit: Callable[[], Fit],
        use: SampleUse | None,
        standing_in: Callable[[Json, frozenset[str]], dict[str, Json]] = lambda _request, _edited: {},
    ) -> None:
        """`fit` gives what samples are fitted to at the moment, `standing_in` what goes in the place of a request's
        own values where they were not edited, by path."""
        super().__init__()
        self.interface = interface
        self.form = form
        self.use: SampleUse | None = None
        self.request: dict[str, Any] = {}
        self.overrides: dict[str, Json] = {}
        """Arguments by name whose value the user sets, whatever App Connect would pass."""
        self.invalid: dict[str, Refusal] = {}
        """Places whose text is not taken: paths of fields, names of overridden arguments, or JSON_TAB."""
        self.timeout = 0.0
        """Seconds that this interface may take, where the user chose it; else 0."""
        self.left_out: frozenset[str] = frozenset()
        """Places whose secret values were not stored, so that they came back empty."""
        self.touched = False
        """Whether the user changed anything since it was made or came back."""
        self._fit = fit
        self._standing_in = standing_in
        self._fitted_to: Fit | None = None
        self._own: Json = {}
        """The sample's request with its own ids."""
        self._began_as: Json = {}
        self.standing: dict[str, Json] = {}
        """What stands in for values of the sample, by path."""
        self._begin(use)

    @property
    def values(self) -> dict[str, Json]:
        """Values of the form's fields by path."""
        return read(self.form, self.request)

    @property
    def edited(self) -> frozenset[str]:
        """Paths that differ from the sample."""
        return changed_paths(self._began_as, self.request) if self.use else frozenset()

    @property
    def began_as(self) -> Json:
        """The request that it began as."""
        return self._began_as

    @property
    def is_as_begun(self) -> bool:
        """Whether nothing differs from the sample, or from an empty form."""
        same = json_text(self.request) == json_text(self._began_as)
        return same and not self.overrides and not self.invalid and not self.timeout

    def take_sample(self, use: SampleUse | None) -> None:
        """Begin anew from a sample, or empty."""
        self._begin(use)
        self._touch(None)

    def renew(self) -> None:
        """Fit the sample to the moment, when that is another one; what the user changed of it stays."""
        fit = self._fit()
        if self.use is None or self._fitted_to is None or _is_like(fit, self._fitted_to):
            return
        edited = [(path, get_path(self.request, path)) for path in sorted(self.edited)]
        self._own = self._began_as = self.request = fitted(self.use, fit)
        self._fitted_to = fit
        self.standing = {}
        for path, value in edited:
            self.request = set_path(self.request, path, value)
        self._stand_in()
        self.changed.emit(None)

    def look_again(self) -> None:
        """Take what calls gave meanwhile in the place of the sample's own ids."""
        if self._stand_in():
            self.changed.emit(None)

    def _stand_in(self) -> bool:
        """Put what stands in into what nobody edited; whether that is something else than before."""
        if self.use is None:
            return False
        edited = self.edited
        standing = self._standing_in(self.request, edited)
        if standing == self.standing:
            return False
        began = self._own
        for path, value in standing.items():
            began = set_path(began, path, value)
        for path in {*self.standing, *standing} - edited:
            self.request = set_path(self.request, path, get_path(began, path))
        self._began_as, self.standing = began, standing
        return True

    def write(self, path: str, value: Value, who: object) -> str:
        """Put one field's value; UNDEFINED takes it away.

        Where the payload has no room for it, it is refused: gives why, or nothing.
        """
        why = blocked(self.request, path)
        if why and value is UNDEFINED:
            self.invalid.pop(path, None)
            return ""
        if why:
            self.refuse(path, why, value if isinstance(value, str) else json_text(value))
            return why
        self.invalid.pop(path, None)
        self.invalid.pop(JSON_TAB, None)
        self.left_out -= {path}
        self.request = write(self.form, self.request, path, value)
        self._touch(who)
        return ""

    def refuse(self, place: str, why: str, text: str) -> None:
        """Text stands somewhere that is no value; the payload keeps what it had."""
        self.invalid[place] = Refusal(text, why)

    def replace(self, request: dict[str, Any], who: object) -> None:
        """Put the whole request."""
        self.invalid = {place: each for place, each in self.invalid.items() if place in self.overrides}
        self.left_out = frozenset()
        self.request = request
        self._touch(who)

    def type_json(self, text: str, who: object) -> str:
        """Put the whole request as text; gives why it is not taken, or nothing."""
        try:
            request = parse_json(text)
        except UsageError as error:
            why = f"{error.message} The form keeps the last request that was."
            self.refuse(JSON_TAB, why, text)
            return why
        if not isinstance(request, dict):
            why = f"The request must be an object, such as {{}}; this is {named(request)}."
            self.refuse(JSON_TAB, why, text)
            return why
        self.replace(request, who)
        return ""

    def override(self, argument: str, value: Json, who: object = None) -> None:
        """Pass this value, whatever App Connect would."""
        self.invalid.pop(argument, None)
        self.left_out -= {argument}
        self.overrides[argument] = value
        self._touch(who)

    def reset(self, argument: str) -> None:
        """Pass what App Connect would again."""
        self.overrides.pop(argument, None)
        self.invalid.pop(argument, None)
        self.left_out -= {argument}
        self._touch(None)

    def choose_timeout(self, seconds: float) -> None:
        """Give this interface a time of its own."""
        self.timeout = seconds
        self._touch(self)

    def come_back(self, firing: Firing, use: SampleUse | None) -> None:
        """Go on with what was kept; `use` is the sample of its name, if there still is one."""
        self._begin(use)
        self.request = firing.request
        self.overrides = dict(firing.overrides)
        self.timeout = firing.timeout
        self.left_out = frozenset(firing.left_out)
        self.changed.emit(None)

    def firing(self, timeout: float = 0.0) -> Firing:
        """What is fired, and what is kept of the form; `timeout` holds where this interface has none of its own."""
        return Firing(
            self.interface,
            request=self.request,
            is_sample=self.use is not None,
            sample=self.use.name if self.use else "",
            edited=self.edited,
            overrides=tuple(self.overrides.items()),
            timeout=self.timeout or timeout,
            left_out=tuple(self.left_out),
        )

    def _begin(self, use: SampleUse | None) -> None:
        self.use = use
        self._fitted_to = self._fit()
        self._own = self._began_as = fitted(use, self._fitted_to) if use else new_payload(self.form)
        self.request = self._began_as
        self.standing = {}
        self._stand_in()
        self.overrides = {}
        self.timeout = 0.0
        self.left_out = frozenset()
        self.invalid.clear()

    def _touch(self, who: object) -> None:
        self.touched = True
        self._stand_in()
        self.changed.emit(who)


def _is_like(one: Fit, other: Fit) -> bool:
    """Whether a sample that is fitted to one is as good for the other: it happened little longer ago."""
    return abs(one.now - other.now) < STALE_AFTER and replace(one, now=other.now) == other
