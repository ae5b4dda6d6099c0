"""How App Connect's server makes an interface's arguments from a client's request (runtime.md sections 3 to 10)."""

from workbench.core.arguments.build import (
    apply_overrides,
    argument_set,
    arguments_from_input,
    as_object,
    bare_arguments,
    build_arguments,
    positional,
)
from workbench.core.arguments.context import CLIENT, CallContext
from workbench.core.arguments.linkage import call_log_row, message_log_row, stored_text
from workbench.core.arguments.messages import is_shared, message_place, messages_in_order
from workbench.core.arguments.overriding import RequestWith, into_request, parse_override, typed
from workbench.core.connection.known_contacts import Contact

__all__ = [
    "CLIENT",
    "CallContext",
    "Contact",
    "RequestWith",
    "apply_overrides",
    "argument_set",
    "arguments_from_input",
    "as_object",
    "bare_arguments",
    "build_arguments",
    "call_log_row",
    "into_request",
    "is_shared",
    "message_log_row",
    "message_place",
    "messages_in_order",
    "parse_override",
    "positional",
    "stored_text",
    "typed",
]
