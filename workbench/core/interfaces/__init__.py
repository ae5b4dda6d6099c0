"""The table of interfaces: one row each, in the files of their families, in the order of an adapter's life.

To add an interface: an entry in resources/contract/interfaces.json, which says what App Connect passes and reads, a
row in the file of its family, and a sample in sample_payloads that fires it. All else is made from these.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbench.core.interfaces import administration, appointments, calls, contacts, login, messages
from workbench.core.interfaces.row import InterfaceRow

ROWS: Final[Mapping[str, InterfaceRow]] = {
    row.name: row
    for family in (
        login.ROWS,
        contacts.ROWS,
        calls.ROWS,
        messages.ROWS,
        administration.ROWS,
        appointments.ROWS,
        login.LOGOUT,
    )
    for row in family
}
"""Every interface by name, in the order in which they can run one after another: log in first, log out last."""

LIFE_OF_CORE: Final = tuple(row.name for row in ROWS.values() if row.life_of_core)
"""The eleven core interfaces in that order; the login stands between getOauthInfo and findContact."""
