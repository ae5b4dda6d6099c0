"""The mask over everything that leaves the program as text: the log, and what the terminal prints."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    from workbench.core.redaction import Redactor
    from workbench.core.values import Json


class KnowsSecrets(Protocol):
    """Whoever knows secrets that a text may hold."""

    def redactors(self) -> Iterable[Redactor]:
        """What masks them; asked for at each text."""
        ...


_known_by: Final[weakref.WeakSet[KnowsSecrets]] = weakref.WeakSet()


def mask_by(owner: KnowsSecrets) -> None:
    """Mask texts by its redactors too, as long as it lives."""
    _known_by.add(owner)


def masked(text: str) -> str:
    """A text of any origin, with known secrets and everything that looks like one masked."""
    from workbench.core.redaction import Redactor

    return Redactor().text(without_known(text))


def without_known(text: str) -> str:
    """A text that is masked as far as it is known what it tells, with known secrets masked wherever they stand."""
    for redactor in _redactors():
        text = redactor.known(text)
    return text


def value_without_known(value: Json) -> Json:
    """The same for a value that is printed as JSON."""
    for redactor in _redactors():
        value = redactor.known_in(value)
    return value


def _redactors() -> Iterator[Redactor]:
    for owner in tuple(_known_by):
        yield from owner.redactors()
