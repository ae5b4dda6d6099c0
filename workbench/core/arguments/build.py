"""From a client's request to an interface's arguments, and how a user changes them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from workbench.core.arguments.context import CallContext
from workbench.core.arguments.rows import AUTH_HEADER, USER_ROW, ArgumentSet, Request
from workbench.core.errors import UsageError
from workbench.core.interfaces import rows
from workbench.core.run.invocation import Argument
from workbench.core.values import UNDEFINED, Json, Marker, Value
from workbench.core.values.paths import parts, set_path


def argument_set(interface: str, request: Request, context: CallContext) -> ArgumentSet:
    """The variant of an interface's arguments that a request calls for; raises UsageError for an unknown name."""
    if interface not in rows():
        raise UsageError(
            f"“{interface}” is not an interface of App Connect.",
            code="unknown-interface",
            hint="The names are those of the contract, such as createCallLog.",
        )
    return next(each for each in rows()[interface].arguments if each.applies(request, context))


def build_arguments(interface: str, request: Request, context: CallContext) -> tuple[Argument, ...]:
    """The arguments that App Connect's server would pass for a client's request, in the contract's order.

    `request` is the merged form of a client request (path parts, query and body members in one object; context
    headers under `headers`), see `routes.merged`. Every argument of the set is there; the value is UNDEFINED
    where App Connect passes undefined, and may be a Marker for live objects.
    """
    built = []
    for row in argument_set(interface, request, context).rows:
        if row.name in context.overrides:
            built.append(Argument(row.name, context.overrides[row.name], "yours", "Set by you."))
            continue
        filled = row.fill(request, context)
        built.append(Argument(row.name, filled.value, filled.origin, filled.source))
    known = {argument.name for argument in built}
    built.extend(
        Argument(name, value, "yours", "Set by you; App Connect does not pass it.")
        for name, value in context.overrides.items()
        if name not in known
    )
    return tuple(built)


def arguments_from_input(
    interface: str, data: Json, context: CallContext, request: Request | None = None
) -> tuple[Argument, ...]:
    """Arguments of `--input`: the keys in `data` replace what App Connect would pass, unknown keys are kept.

    Raises UsageError when `data` is not an object.
    """
    _need_object(data)
    replaced = {**context.overrides, **data}
    arguments = build_arguments(interface, request or {}, context)
    source = "From your input."
    kept = tuple(
        Argument(each.name, replaced[each.name], "yours", source) if each.name in replaced else each
        for each in arguments
    )
    known = {each.name for each in kept}
    extra = tuple(Argument(name, value, "yours", source) for name, value in data.items() if name not in known)
    return kept + extra


def bare_arguments(interface: str, data: Json, context: CallContext) -> tuple[Argument, ...]:
    """Arguments of `--bare`: the given keys, and user and authHeader where the interface takes them.

    Raises UsageError when `data` is not an object.
    """
    _need_object(data)
    taken = {row.name for row in argument_set(interface, data, context).rows}
    bare = [
        Argument(row.name, filled.value, filled.origin, filled.source)
        for row in (USER_ROW, AUTH_HEADER)
        if row.name in taken and row.name not in data
        for filled in (row.fill(data, context),)
    ]
    bare += [Argument(name, value, "yours", "From your input.") for name, value in data.items()]
    return tuple(bare)


def apply_overrides(arguments: Sequence[Argument], overrides: Iterable[tuple[str, Json]]) -> tuple[Argument, ...]:
    """The arguments with values replaced at dotted paths, whose first part is an argument's name.

    A new name adds an argument. Raises UsageError for a member of a live object, which can only be replaced whole.
    """
    changed = list(arguments)
    for path, value in overrides:
        name, *rest = parts(path)
        place = next((index for index, each in enumerate(changed) if each.name == name), None)
        before = UNDEFINED if place is None else changed[place].value
        if rest and isinstance(before, Marker):
            raise UsageError(
                f"“{path}” is part of a live object.",
                code="bad-set",
                hint=_instead(name, *rest),
            )
        after = set_path(before, ".".join(rest), value) if rest else value
        argument = Argument(name, after, "yours", f"{path} set by you.")
        if place is None:
            changed.append(argument)
        else:
            changed[place] = argument
    return tuple(changed)


def _instead(name: str, member: str, setting: str = "NAME", *_deeper: str) -> str:
    """What to do where a member of a live object was to be set."""
    if member == "userSettings":
        return f"Give a setting with --setting {setting}=VALUE."
    return f"Give the whole “{name}” as an object of your own instead."


def positional(interface: str, arguments: Sequence[Argument]) -> tuple[Value, ...]:
    """The arguments as they are handed to the function: one object, or several values for the positional interfaces."""
    if interface == "getAuthType" and not arguments:
        return ()
    if rows()[interface].arguments[-1].positional:
        return tuple(argument.value for argument in arguments)
    return ({argument.name: argument.value for argument in arguments},)


def as_object(arguments: Sequence[Argument]) -> Mapping[str, Value]:
    """The arguments by name."""
    return {argument.name: argument.value for argument in arguments}


def _need_object(data: Json) -> None:
    if not isinstance(data, dict):
        raise UsageError(
            "The input holds no arguments.",
            code="bad-input",
            hint="It must be a JSON object whose keys are argument names, such as {“phoneNumber”: “+12025550144”}.",
        )
