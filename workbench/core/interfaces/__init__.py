"""The table of interfaces: one row each, in the files of their families, in the order of an adapter's life.

To add an interface: an entry in resources/contract/interfaces.json, which says what App Connect passes and reads, a
row in the file of its family, and a sample in sample_payloads that fires it. All else is made from these.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.core.interfaces.row import InterfaceRow


@functools.cache
def rows() -> Mapping[str, InterfaceRow]:
    """Every interface by name, in the order in which they can run one after another: log in first, log out last."""
    # Here rather than above: the packages that the rows are made of ask for them too.
    from workbench.core.interfaces import administration, appointments, calls, contacts, login, messages

    families = (
        login.ROWS,
        contacts.ROWS,
        calls.ROWS,
        messages.ROWS,
        administration.ROWS,
        appointments.ROWS,
        login.LOGOUT,
    )
    return {row.name: row for family in families for row in family}


@functools.cache
def life_of_core() -> tuple[str, ...]:
    """The eleven core interfaces in that order; the login stands between getOauthInfo and findContact."""
    return tuple(row.name for row in rows().values() if row.life_of_core)
