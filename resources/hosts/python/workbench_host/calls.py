"""One call of one interface: arguments made live, the function run, and the answer with all that happened beside it."""

from __future__ import annotations

import contextvars
import functools
import inspect
from typing import TYPE_CHECKING, Any

from workbench_host import asked, errors
from workbench_host.context import INVOCATION
from workbench_host.live import OAuthApp, Tracer
from workbench_host.row import Row
from workbench_host.values import INLINE, TAG, UNDEFINED, decode, encode, to_text

if TYPE_CHECKING:
    import asyncio

    from workbench_host.main import Host


class Call:
    """One call of one interface."""

    __slots__ = (
        "_arguments",
        "_cancelled",
        "_context",
        "_host",
        "_number",
        "_row",
        "_rows",
        "_tables",
        "_task",
        "_users",
        "_was_promise",
        "_wire",
        "interface",
        "invocation",
        "unhandled",
    )

    def __init__(self, host: Host, number: int, params: dict) -> None:
        self._host = host
        self._number = number
        self._wire = params["arguments"]
        self._row = params.get("user")
        self._tables = params.get("rows") or {}
        self._users: list[Any] = []
        self._rows: list[Any] = []
        self._was_promise = False
        self._task: asyncio.Task[None] | None = None
        self._cancelled = False
        self.invocation = params["invocation"]
        self.interface = params["interface"]
        self.unhandled: list[Any] = []

    def start(self) -> None:
        """Call the function in this thread, or its coroutine on the loop."""
        host = self._host
        function = host.loaded.interfaces.get(self.interface) if host.loaded else None
        if function is None:
            host.channel.fail(self._number, f"{self.interface} is not exported", {"kind": "threw", "name": "NameError"})
            return
        if self.invocation:
            host.calls[self.invocation] = self
        self._context = contextvars.copy_context()
        self._context.run(INVOCATION.set, self.invocation)
        try:
            self._arguments = decode(self._wire, self._marker)
            self._bring_to_life()
            binding = host.bindings[self.interface]
            positions, keywords = binding.bind(
                [UNDEFINED if _is_undefined(wire) else value for wire, value in zip(self._wire, self._arguments)],
                self._wire[0] if self._wire and type(self._wire[0]) is dict else (),
            )
            bound = functools.partial(function, *positions, **keywords)
        except Exception as error:  # a signature that nothing can satisfy is the adapter's error
            self._threw(error)
            return
        if binding.is_coroutine:
            host.loop.call_soon_threadsafe(self._begin, bound, context=self._context)
            return
        try:
            value = self._context.run(bound)
        except SystemExit as leaving:
            host.exit(leaving)
        except BaseException as error:  # whatever the adapter raises is an outcome
            self._threw(error)
        else:
            if type(value) not in _NEVER_AWAITABLE and inspect.isawaitable(value):
                host.loop.call_soon_threadsafe(self._begin, lambda: value, context=self._context)
            else:
                self._returned(value)

    def cancel(self) -> None:
        """Cancel the coroutine, and refuse further requests of this invocation."""
        self._cancelled = True
        self._host.recorder.refuse(self.invocation)
        if self._task is not None:
            self._host.loop.call_soon_threadsafe(self._task.cancel)

    def _begin(self, function) -> None:
        self._was_promise = True
        self._task = self._host.loop.create_task(self._run(function))
        if self._cancelled:
            self._task.cancel()

    async def _run(self, function) -> None:
        try:
            value = await function()
        except SystemExit as leaving:
            self._host.exit(leaving)
        except BaseException as error:  # as above; a cancelled call answers too
            self._threw(error)
        else:
            self._returned(value)

    def _marker(self, kind: str, options):
        if kind == "user":
            if self._row is None:
                return None
            self._users.append(Row("users", self._row, self._host.database))
            return self._users[-1]
        return OAuthApp(options or {}) if kind == "oauthApp" else Tracer()

    def _bring_to_life(self) -> None:
        """Members of arguments that are rows of a table become live ones."""
        for argument in self._arguments if self._tables else ():
            for name, table in self._tables.items() if type(argument) is dict else ():
                if type(argument.get(name)) is dict:
                    argument[name] = Row(table, argument[name], self._host.database)
                    self._rows.append(argument[name])

    # Answering

    def _returned(self, value) -> None:
        try:
            text = to_text(value)
        except BaseException as error:  # an object whose members raise, or no memory for it
            self._threw(error)
            return
        head = self._facts()
        head["was_promise"] = self._was_promise
        if head == _NOTHING_MORE and len(text) <= INLINE:
            self._host.channel.reply_text(self._number, '{"value":' + text + _NOTHING_MORE_TEXT)
        elif len(text) > INLINE:
            head["value_file"] = self._host.spool.write(text.encode("utf-8", "backslashreplace"))
            self._host.channel.reply(self._number, head)
        else:
            self._host.channel.reply_text(self._number, '{"value":' + text + "," + to_text(head)[1:])

    def _threw(self, error: BaseException) -> None:
        data = {"kind": "threw", **errors.describe(error), "was_promise": self._was_promise, **self._facts()}
        data = {**data, "response_body": _tagged(data["response_body"])}
        self._host.channel.fail(self._number, data["message"], data)

    def _facts(self) -> dict:
        """What happened beside the answer. After this nothing more of the invocation is on its way."""
        host = self._host
        host.recorder.finish(self.invocation)
        for each in host.consoles:
            each.finish(self.invocation)
        host.calls.pop(self.invocation, None)
        unknown = self._asked()
        changes = self._users[0].workbench_changes() if self._users else None
        facts = {"user_changes": _tagged(changes), "mutated": self._mutated()}
        row_changes = [each for row in self._rows for each in row.workbench_row_changes()]
        if unknown:
            facts["asked"] = unknown
        if row_changes:
            facts["row_changes"] = [_tagged(each) for each in row_changes]
        if self.unhandled:
            facts["unhandled"] = self.unhandled
        return facts

    def _asked(self) -> dict:
        """What the function asks for beside the members of the one object that App Connect gives it."""
        wire = self._wire[0] if len(self._wire) == 1 else None
        loaded = self._host.loaded
        if loaded is None or type(wire) is not dict or TAG in wire:
            return {}
        return asked.unknown(loaded.interfaces[self.interface], wire)

    def _mutated(self) -> list:
        """Names of the arguments that were changed in place."""
        changed = []
        for index, (wire, now) in enumerate(zip(self._wire, self._arguments)):
            if type(wire) is not dict or TAG in wire or type(now) is not dict:
                if type(wire) is list and decode(wire, _nothing) != now:
                    changed.append(str(index))
                continue
            for name, member in wire.items():
                if (type(member) in _MUTABLE and TAG in member) or isinstance(now.get(name), Row):
                    continue
                before = decode(member, _nothing) if type(member) in _MUTABLE else member
                if before != now.get(name):
                    changed.append(name)
            changed += [name for name in now if name not in wire]
        return changed


_MUTABLE = (dict, list)
_NEVER_AWAITABLE = (dict, list, str, int, bool, type(None))
_NOTHING_MORE: dict[str, Any] = {"user_changes": None, "mutated": [], "was_promise": False}
_NOTHING_MORE_TEXT = ',"user_changes":null,"mutated":[],"was_promise":false}'


def _nothing(*_):
    return None


def _is_undefined(wire) -> bool:
    return isinstance(wire, dict) and wire.get(TAG) == "undefined"


def _tagged(value):
    return None if value is None else encode(value)
