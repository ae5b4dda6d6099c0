"""Which results offer something to the fields of forms, and what."""

from __future__ import annotations

from workbench.core.forms.picks import Arguments, Pick
from workbench.core.interfaces import rows
from workbench.core.values import Value


def picks_of(interface: str, value: Value, arguments: Arguments) -> tuple[Pick, ...]:
    """What a returned value offers; nothing for interfaces whose results name nothing to pick."""
    row = rows().get(interface)
    return tuple(row.offers(value, arguments)) if row and row.offers else ()


def offering() -> tuple[str, ...]:
    """Interfaces whose results offer something."""
    return tuple(row.name for row in rows().values() if row.offers)
