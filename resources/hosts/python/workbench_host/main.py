"""The host's life: connect, load, then read messages in worker threads while an event loop runs in the main thread.

A worker that has read a message lets the next one read before it works on it, so that a plain function runs in the
thread that read its call. Coroutines run on the loop of the main thread.
"""

from __future__ import annotations

import asyncio
import contextvars
import functools
import inspect
import os
import platform
import sys
import threading

from workbench_host import console, context, errors
from workbench_host.binding import Binding
from workbench_host.capture import install
from workbench_host.channel import Channel
from workbench_host.live import OAuthApp, Tracer
from workbench_host.loader import Loaded, LoadError, load
from workbench_host.spool import Spool
from workbench_host.user import User
from workbench_host.values import INLINE, TAG, UNDEFINED, decode, to_text

_MOST_WORKERS = 64


def main() -> None:
    """Serve until the channel closes."""
    channel = Channel(os.environ["WORKBENCH_CHANNEL"])
    for name in [name for name in os.environ if name.startswith("WORKBENCH_")]:
        del os.environ[name]
    runtime = f"Python {platform.python_version()}"
    channel.notify("ready", {"runtime": runtime, "pid": os.getpid()})
    message = channel.read()
    if message is not None:
        Host(channel, message, runtime).run()


class Host:
    """One loaded adapter."""

    def __init__(self, channel: Channel, message: dict, runtime: str) -> None:
        """`message`: the load request."""
        self._channel = channel
        self._load = message
        self._runtime = runtime
        self._calls = {}
        self._bindings = {}
        self._reading = threading.Lock()
        self._count_lock = threading.Lock()
        self._idle = 0
        self._workers = 0
        self._loaded = None
        self._loop = asyncio.new_event_loop()
        self._spool = Spool(message["params"]["spool"])
        self._consoles = console.capture_console(channel.notify)

    def run(self) -> None:
        """Load, answer, serve."""
        params, number = self._load["params"], self._load["id"]
        self._loop.set_task_factory(context.task_factory)
        self._loop.set_exception_handler(self._uncaught_in_loop)
        threading.excepthook = self._uncaught_in_thread
        context.follow_threads()
        asyncio.set_event_loop(self._loop)
        self._recorder = install(self._channel.notify, self._spool, params)
        try:
            self._loaded = load(
                params["entry"], params["root"], params["platform"], params["extra_entries"], params["interfaces"]
            )
        except LoadError as error:
            self._finish_printing()
            self._channel.fail(number, error.data["message"], error.data)
        except SystemExit as leaving:
            self._exit(leaving)
        else:
            self._channel.reply(number, self._description(self._loaded))
        self._add_worker()
        while True:
            try:
                self._loop.run_forever()
            except SystemExit as leaving:
                self._exit(leaving)
            except KeyboardInterrupt:
                continue  # the workbench decides when this process ends

    def _description(self, loaded: Loaded) -> dict:
        self._bindings = {name: Binding(function) for name, function in loaded.interfaces.items()}
        return {
            "exports": [name for name in self._load["params"]["interfaces"] if name in loaded.interfaces],
            "other_exports": loaded.others,
            "runtime": self._runtime,
            "loaded_file": loaded.file,
            "notes": loaded.notes,
            "facts": {"interpreter": sys.executable},
        }

    # Reading

    def _add_worker(self) -> None:
        self._workers += 1
        threading.Thread(target=self._work, name=f"workbench-{self._workers}", daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._count_lock:
                self._idle += 1
            with self._reading:
                message = self._channel.read()
                with self._count_lock:
                    self._idle -= 1
                    if self._idle == 0 and self._workers < _MOST_WORKERS:
                        self._add_worker()
            if message is None:
                os._exit(0)
            self._receive(message)

    def _receive(self, message: dict) -> None:
        method, params = message.get("method"), message.get("params") or {}
        if method == "call":
            Call(self, message["id"], params).start()
        elif method == "cancel":
            call = self._calls.get(params.get("invocation"))
            if call is not None:
                call.cancel()
        elif method == "maps":
            self._recorder.set_maps(params["maps"])
        elif method == "ping":
            self._channel.reply(message["id"], {})
        elif message.get("id") is not None:
            self._channel.fail(message["id"], f"There is no method {method}", {"kind": "protocol"})

    # What nobody caught

    def _uncaught_in_loop(self, _loop, details: dict) -> None:
        error = details.get("exception")
        task = details.get("task") or details.get("future")
        invocation = context.invocation_of(task) or context.INVOCATION.get()
        if error is None:
            self._consoles[1].write(f"{details.get('message', '')}\n")
        else:
            self._unhandled(invocation, error)

    def _uncaught_in_thread(self, details) -> None:
        if details.exc_value is not None and not isinstance(details.exc_value, SystemExit):
            self._unhandled(getattr(details.thread, "workbench_invocation", ""), details.exc_value)

    def _unhandled(self, invocation: str, error: BaseException) -> None:
        described = errors.describe(error)
        call = self._calls.get(invocation)
        if call is not None:
            call.unhandled.append(described)
        self._channel.notify("unhandled", {"invocation": invocation, "error": described})

    # Ending

    def _finish_printing(self) -> None:
        for each in self._consoles:
            each.finish_all()

    def _exit(self, leaving: SystemExit) -> None:
        """The adapter asked the process to end, so it does, as it would in a server of its own."""
        self._finish_printing()
        code = leaving.code
        if code is not None and not isinstance(code, int):
            self._consoles[1].write(f"{code}\n")
            code = 1
        os._exit((code or 0) & 0xFF)


class Call:
    """One call of one interface."""

    def __init__(self, host: Host, number: int, params: dict) -> None:
        self._host = host
        self._number = number
        self._wire = params["arguments"]
        self._row = params.get("user")
        self._users = []
        self._was_promise = False
        self._task = None
        self._cancelled = False
        self.invocation = params["invocation"]
        self.interface = params["interface"]
        self.unhandled = []

    def start(self) -> None:
        """Call the function in this thread, or its coroutine on the loop."""
        host = self._host
        function = host._loaded.interfaces.get(self.interface) if host._loaded else None
        if function is None:
            host._channel.fail(self._number, f"{self.interface} is not exported", {"kind": "threw", "name": "NameError"})
            return
        if self.invocation:
            host._calls[self.invocation] = self
        self._context = contextvars.copy_context()
        self._context.run(context.INVOCATION.set, self.invocation)
        try:
            self._arguments = decode(self._wire, self._marker)
            positions, keywords = host._bindings[self.interface].bind(
                [UNDEFINED if _is_undefined(wire) else value for wire, value in zip(self._wire, self._arguments)]
            )
            bound = functools.partial(function, *positions, **keywords)
        except Exception as error:  # a signature that nothing can satisfy is the adapter's error
            self._threw(error)
            return
        if inspect.iscoroutinefunction(function):
            host._loop.call_soon_threadsafe(self._begin, bound, context=self._context)
            return
        try:
            value = self._context.run(bound)
        except SystemExit as leaving:
            host._exit(leaving)
        except BaseException as error:  # whatever the adapter raises is an outcome
            self._threw(error)
        else:
            if inspect.isawaitable(value):
                host._loop.call_soon_threadsafe(self._begin, lambda: value, context=self._context)
            else:
                self._returned(value)

    def cancel(self) -> None:
        """Cancel the coroutine, and refuse further requests of this invocation."""
        self._cancelled = True
        self._host._recorder.refuse(self.invocation)
        if self._task is not None:
            self._host._loop.call_soon_threadsafe(self._task.cancel)

    def _begin(self, function) -> None:
        self._was_promise = True
        self._task = self._host._loop.create_task(self._run(function))
        if self._cancelled:
            self._task.cancel()

    async def _run(self, function) -> None:
        try:
            value = await function()
        except SystemExit as leaving:
            self._host._exit(leaving)
        except BaseException as error:  # as above; a cancelled call answers too
            self._threw(error)
        else:
            self._returned(value)

    def _marker(self, kind: str, options):
        if kind == "user":
            if self._row is None:
                return None
            self._users.append(User(self._row))
            return self._users[-1]
        return OAuthApp(options or {}) if kind == "oauthApp" else Tracer()

    # Answering

    def _returned(self, value) -> None:
        try:
            text = to_text(value)
        except BaseException as error:  # an object whose members raise, or no memory for it
            self._threw(error)
            return
        head = self._facts()
        head["was_promise"] = self._was_promise
        if len(text) > INLINE:
            head["value_file"] = self._host._spool.write(text.encode("utf-8", "replace"))
            self._host._channel.reply(self._number, head)
        else:
            self._host._channel.reply_text(self._number, '{"value":' + text + "," + to_text(head)[1:])

    def _threw(self, error: BaseException) -> None:
        data = {"kind": "threw", **errors.describe(error), "was_promise": self._was_promise, **self._facts()}
        data = {**data, "response_body": _tagged(data["response_body"])}
        self._host._channel.fail(self._number, data["message"], data)

    def _facts(self) -> dict:
        """What happened beside the answer. After this nothing more of the invocation is on its way."""
        host = self._host
        host._recorder.finish(self.invocation)
        for each in host._consoles:
            each.finish(self.invocation)
        host._calls.pop(self.invocation, None)
        changes = self._users[0].workbench_changes() if self._users else None
        facts = {"user_changes": _tagged(changes), "mutated": self._mutated()}
        if self.unhandled:
            facts["unhandled"] = self.unhandled
        return facts

    def _mutated(self) -> list:
        """Names of the arguments that were changed in place."""
        before = decode(self._wire, lambda *_: None)
        changed = []
        for index, (old, new) in enumerate(zip(before, self._arguments)):
            if type(old) is dict and type(new) is dict:
                changed += [name for name in {**old, **new} if not _same(old.get(name), new.get(name))]
            elif not _same(old, new):
                changed.append(str(index))
        return changed


def _same(old, new) -> bool:
    return isinstance(new, (User, OAuthApp, Tracer)) or old == new


def _is_undefined(wire) -> bool:
    return isinstance(wire, dict) and wire.get(TAG) == "undefined"


def _tagged(value):
    from workbench_host.values import encode

    return None if value is None else encode(value)
