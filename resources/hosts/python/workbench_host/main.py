"""The host's life: connect, load, serve: plain functions in worker threads, coroutines on the main thread's loop."""

from __future__ import annotations

import asyncio
import gc
import os
import platform
import sys
import threading
from typing import Any

from workbench_host import console, context, errors
from workbench_host.binding import Binding
from workbench_host.calls import Call
from workbench_host.capture import install
from workbench_host.channel import Channel
from workbench_host.database import Database
from workbench_host.loader import Loaded, LoadError, load
from workbench_host.parent import end_with_parent
from workbench_host.spool import Spool
from workbench_host.unset import Variables
from workbench_host.workers import Workers


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
        self.channel = channel
        self._load = message
        self._runtime = runtime
        self.calls: dict[Any, Any] = {}
        self.bindings: dict[Any, Any] = {}
        self.loaded: Loaded | None = None
        self.loop = asyncio.new_event_loop()
        self.spool = Spool(message["params"]["spool"])
        self._workers = Workers(channel.read, self._receive)
        self.database = Database(channel, self._workers.step_down)
        self.consoles = console.capture_console(channel.notify)

    def run(self) -> None:
        """Load, answer, serve."""
        params, number = self._load["params"], self._load["id"]
        end_with_parent(self.channel)
        for name, value in (params.get("server_variables") or {}).items():
            os.environ[name] = os.environ.get(name) or value
        self.loop.set_task_factory(context.task_factory)
        self.loop.set_exception_handler(self._uncaught_in_loop)
        threading.excepthook = self._uncaught_in_thread
        context.follow_threads()
        asyncio.set_event_loop(self.loop)
        self.recorder = install(self.channel.notify, self.spool, params)
        variables = Variables()
        try:
            with variables:
                loaded = self.loaded = load(
                    params["entry"], params["root"], params["platform"], params["extra_entries"], params["interfaces"]
                )
        except LoadError as error:
            self._finish_printing()
            self.channel.notify("unset", {"variables": variables.unset()})
            self.channel.fail(number, error.data["message"], error.data)
        except SystemExit as leaving:
            self.channel.notify("unset", {"variables": variables.unset()})
            self.exit(leaving)
        else:
            self.channel.notify("unset", {"variables": variables.unset()})
            self.channel.reply(number, self._description(loaded))
        gc.freeze()  # what is loaded stays; looking through it again and again would only cost time
        self._workers.start()
        while True:
            try:
                self.loop.run_forever()
            except SystemExit as leaving:
                self.exit(leaving)
            except KeyboardInterrupt:
                continue  # the workbench decides when this process ends

    def _description(self, loaded: Loaded) -> dict:
        self.bindings = {name: Binding(function) for name, function in loaded.interfaces.items()}
        return {
            "exports": [name for name in self._load["params"]["interfaces"] if name in loaded.interfaces],
            "other_exports": loaded.others,
            "account_data": loaded.account_data,
            "runtime": self._runtime,
            "loaded_file": loaded.file,
            "notes": loaded.notes,
            "facts": {"interpreter": sys.executable},
        }

    # Messages

    def _receive(self, message: dict) -> None:
        method, params = message.get("method"), message.get("params") or {}
        if method == "call":
            Call(self, message["id"], params).start()
        elif method == "cancel":
            call = self.calls.get(params.get("invocation"))
            if call is not None:
                call.cancel()
        elif method == "maps":
            self.recorder.set_maps(params["maps"])
        elif method is None:
            self.database.answered(message)
        elif method == "ping":
            self.channel.reply(message["id"], {})
        elif message.get("id") is not None:
            self.channel.fail(message["id"], f"There is no method {method}", {"kind": "protocol"})

    # What nobody caught

    def _uncaught_in_loop(self, _loop, details: dict) -> None:
        error = details.get("exception")
        task = details.get("task") or details.get("future")
        invocation = context.invocation_of(task) or context.INVOCATION.get()
        if error is None:
            self.consoles[1].write(f"{details.get('message', '')}\n")
        else:
            self._unhandled(invocation, error)

    def _uncaught_in_thread(self, details) -> None:
        if details.exc_value is not None and not isinstance(details.exc_value, SystemExit):
            self._unhandled(getattr(details.thread, "workbench_invocation", ""), details.exc_value)

    def _unhandled(self, invocation: str, error: BaseException) -> None:
        described = errors.describe(error)
        call = self.calls.get(invocation)
        if call is not None:
            call.unhandled.append(described)
        self.channel.notify("unhandled", {"invocation": invocation, "error": described})

    # Ending

    def _finish_printing(self) -> None:
        for each in self.consoles:
            each.finish_all()

    def exit(self, leaving: SystemExit) -> None:
        """The adapter asked the process to end, so it does, as it would in a server of its own."""
        self._finish_printing()
        code = leaving.code
        if code is not None and not isinstance(code, int):
            self.consoles[1].write(f"{code}\n")
            code = 1
        os._exit((code or 0) & 0xFF)
