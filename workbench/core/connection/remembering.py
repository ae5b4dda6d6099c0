"""What is kept of a call: what its result leaves for later ones, and the secrets in it."""

from __future__ import annotations

from workbench.core.arguments.rows import Request
from workbench.core.connection.connection import Connection
from workbench.core.interfaces import rows
from workbench.core.interfaces.row import WHOLE
from workbench.core.run.invocation import Outcome, OutcomeKind
from workbench.core.values import Value
from workbench.core.values.paths import get_path


def secrets_in(interface: str, value: Value) -> frozenset[str]:
    """What must be masked of a result whose very purpose is a secret."""
    row = rows().get(interface)
    if row is None or not row.hides:
        return frozenset()
    found = value if row.hides == WHOLE else get_path(value, row.hides)
    return frozenset({found}) if isinstance(found, str) and found else frozenset()


def remember(connection: Connection, interface: str, request: Request, outcome: Outcome) -> Connection:
    """The connection after a call: what the client makes later requests from."""
    learn = rows()[interface].leaves
    if outcome.kind is not OutcomeKind.RETURNED or learn is None:
        return connection
    return learn(connection, request, outcome.value)
