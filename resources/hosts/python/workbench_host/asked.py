"""Which arguments a function asks for, by its parameters and, where it takes the whole object, by its source."""

from __future__ import annotations

import ast
import functools
import inspect
import textwrap

from workbench_host.binding import plain

_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)
_GETTERS = ("get", "pop", "setdefault")


def unknown(function, members: dict) -> dict:
    """What it asks for beside the members that it is given, without those that have a default of their own.

    Each name with how it is used: needed, tried (behind a condition) or declared (never).
    """
    try:
        names, whole, inside = _asked(function)
    except Exception:  # what cannot be read, or is no key, tells nothing
        return {}
    own = {plain(name) for name in members}
    if whole and plain(whole) not in own:
        names = inside
    return {name: use for name, use in names.items() if plain(name) not in own}


@functools.lru_cache(maxsize=256)
def _asked(function) -> tuple:
    """Its parameters; the only one, which may be the whole object; and the members that are read from that one."""
    try:
        parameters = [each for each in inspect.signature(function).parameters.values() if each.name != "self"]
    except (TypeError, ValueError):
        return {}, "", {}
    named = [each for each in parameters if each.kind in _NAMED]
    uses = _Uses(_tree(function))
    found = {each.name: uses.of(each.name) for each in named if each.default is inspect.Parameter.empty}
    # What waits for an argument, and lives without; another default is a setting of the adapter's own.
    found.update((each.name, "tried") for each in named if each.default is None)
    for each in parameters:
        if each.kind is inspect.Parameter.VAR_KEYWORD:
            found.update(uses.members_of(each.name))
    whole = named[0].name if len(named) == 1 else ""
    return found, whole, uses.members_of(whole) if whole else {}


def _tree(function):
    try:
        source = textwrap.dedent(inspect.getsource(inspect.unwrap(function)))
        return ast.parse(source)
    except (OSError, TypeError, SyntaxError, ValueError):
        return None


class _Uses:
    """How names are used in a function's source."""

    def __init__(self, tree) -> None:
        self._nodes = list(ast.walk(tree)) if tree is not None else None
        self._guarded: set[str] = set()
        for node in self._nodes or ():
            for test in _tests(node):
                self._guarded.update(ast.dump(each) for each in ast.walk(test) if isinstance(each, _READS))

    def of(self, name: str) -> str:
        if self._nodes is None:
            return "tried"
        reads = [each for each in self._nodes if isinstance(each, ast.Name) and each.id == name]
        return self._use(reads) if reads else "declared"

    def members_of(self, owner: str) -> dict:
        """The members that are read from a mapping of that name; get() with a default and `in` leave them free."""
        found: dict = {}
        for node in self._nodes or ():
            if isinstance(node, ast.Subscript) and _is_name(node.value, owner) and isinstance(node.ctx, ast.Load):
                name = _text(node.slice)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _GETTERS:
                name = _text(node.args[0]) if _is_name(node.func.value, owner) and len(node.args) == 1 else None
            else:
                continue
            if name:
                found[name] = "tried" if found.get(name) == "tried" else self._use([node])
        return found

    def _use(self, reads: list) -> str:
        return "tried" if any(ast.dump(each) in self._guarded for each in reads) else "needed"


_READS = (ast.Name, ast.Subscript, ast.Call)


def _tests(node) -> list:
    """What a node asks the truth of, so that what stands in it may be missing."""
    if isinstance(node, (ast.If, ast.While, ast.IfExp)):
        return [node.test]
    if isinstance(node, ast.BoolOp):
        return node.values[:-1]
    if isinstance(node, ast.Compare) and any(isinstance(each, (ast.Is, ast.IsNot)) for each in node.ops):
        return [node.left]
    return []


def _is_name(node, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def _text(node):
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None
