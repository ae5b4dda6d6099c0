"""/appointments (runtime.md section 10)."""

from __future__ import annotations

from workbench.core.run.invocation import Answer
from workbench.core.server.answers import refused
from workbench.core.server.appointments import refusal
from workbench.session.server.operation import Operation


async def appointments(operation: Operation) -> Answer:
    """Check the request, ask the adapter, check its answer; the operation's name is the interface."""
    interface = operation.name
    status_only = operation.request.path.endswith("/status")
    no = refusal(interface, operation.merged, status_only=status_only)
    if no is not None:
        operation.refuse(no)
    user = operation.connected_user(refused("User not found"))
    return await operation.answer(interface, await operation.authorized(user))
