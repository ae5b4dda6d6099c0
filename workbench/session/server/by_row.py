"""Requests for an interface that is called as its row says and nothing more."""

from __future__ import annotations

from workbench.core.interfaces import rows
from workbench.core.run.invocation import Answer
from workbench.core.server.answers import refused
from workbench.session.server.operation import Operation


async def by_row(operation: Operation) -> Answer:
    """Check the request, ask the adapter for a connected user, answer with its result; the name is the interface."""
    row = rows()[operation.name]
    no = row.refuses(operation.merged, operation.request.path) if row.refuses else None
    if no is not None:
        operation.refuse(no)
    user = operation.connected_user(refused("User not found"))
    return await operation.answer(row.name, await operation.authorized(user))
