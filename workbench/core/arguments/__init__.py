"""How App Connect's server makes an interface's arguments from a client's request (runtime.md sections 3 to 10)."""

from workbench.core.arguments.build import (
    apply_overrides,
    argument_set,
    arguments_from_input,
    as_object,
    bare_arguments,
    build_arguments,
    parse_override,
    positional,
)
from workbench.core.arguments.context import CLIENT, CallContext, Contact
from workbench.core.arguments.linkage import call_log_row, message_log_row, stored_text
from workbench.core.arguments.messages import is_shared, message_place, messages_in_order

__all__ = [
    "CLIENT",
    "CallContext",
    "Contact",
    "apply_overrides",
    "argument_set",
    "arguments_from_input",
    "as_object",
    "bare_arguments",
    "build_arguments",
    "call_log_row",
    "is_shared",
    "message_log_row",
    "message_place",
    "messages_in_order",
    "parse_override",
    "positional",
    "stored_text",
]
