"""The runtime of adapters that run in a child process: start, call, cancel, time out, survive, start again.

A kind of adapter is a subclass that gives `launch` (what to start) and, for better hints, `diagnose`.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.core.errors import AdapterLoadError
from workbench.core.interfaces import rows
from workbench.core.run.adapter import AdapterDescription, AdapterSource
from workbench.core.run.events import (
    ConsolePrinted,
    Emit,
    ExchangeFinished,
    ExchangeStarted,
    RuntimeStopped,
    UnhandledError,
)
from workbench.core.run.invocation import AdapterError, ConsoleLine, Outcome, OutcomeKind
from workbench.core.traffic.hosts import HostMap
from workbench.core.values import TAG, Json, encode
from workbench.runtimes import wire
from workbench.runtimes.channel import ChannelClosedError, RemoteError, WireError
from workbench.runtimes.database import answer_request, settle
from workbench.runtimes.environment import dotenv_files
from workbench.runtimes.loading import (
    Launch,
    LoadFailure,
    ended_while_loading,
    no_auth_type,
    plain_failure,
    read_description,
    read_failure,
    took_too_long,
    was_closed,
)
from workbench.runtimes.outcomes import AGAIN, as_asked, crashed, killed, returned, threw, told_nonsense
from workbench.runtimes.protocol import LIVE_ROWS, Call, RuntimeOptions
from workbench.runtimes.running import Child, Running
from workbench.runtimes.spawning import spawn
from workbench.runtimes.spooled import make_folder
from workbench.runtimes.starts import Tasks
from workbench.runtimes.unset import read_unset, unset_sentence, with_unset

__all__ = ["ChildRuntime", "Launch", "LoadFailure"]

BODY_INLINE: Final = 64 * 1024
"""Bytes above which a host puts a body into a file."""

CONSOLE_LIMIT: Final = 10_000
"""Lines that are kept of one call, or of a process outside its calls; an adapter that floods is cut off there."""

INTERFACES: Final = tuple(rows())
"""Every interface of the contract."""
_AUTH_TYPE: Final = "getAuthType"
_LOG_FORMAT: Final = "getLogFormatType"
_ASKING_TAKES: Final = 5.0
_LAST_WORDS: Final = 1.0
"""Seconds for a process to exit by itself once its channel is closed, and for its channel to run empty."""
_UNDEFINED_ON_WIRE: Final = {TAG: "undefined"}


class ChildRuntime(ABC):
    """A loaded adapter in a child process; implements `Runtime`."""

    def __init__(
        self,
        source: AdapterSource,
        options: RuntimeOptions,
        emit: Emit,
        *,
        interfaces: Sequence[str] = INTERFACES,
        transport: str = "",
    ) -> None:
        """`interfaces`: by default all of the contract. `transport`: fd or tcp, by default what the system allows."""
        self.source = source
        self.options = options
        self._interfaces = tuple(interfaces)
        self._emit = emit
        self._transport = transport
        self._maps = options.maps
        self._child: Child | None = None
        self._running: dict[str, Running] = {}
        self._starting = asyncio.Lock()
        self._alarm: asyncio.TimerHandle | None = None
        self._alarm_at = 0.0
        self._tasks = Tasks(source)
        self._is_stopped = False

    # What a kind of adapter gives

    @abstractmethod
    async def launch(self) -> Launch:
        """What to start; raises AdapterLoadError when the adapter or its interpreter is not there."""

    def diagnose(self, failure: LoadFailure) -> AdapterLoadError:
        """The failure as an error with a way out."""
        return plain_failure(self.source, failure)

    # The protocol

    async def start(self) -> AdapterDescription:
        """Load the adapter; raises AdapterLoadError with a diagnosis. Starting again reloads it."""
        self._is_stopped = False
        return await self._tasks.start(self._load_again())

    async def call(self, call: Call) -> Outcome:
        """Call one interface; what the adapter does is an outcome, never an exception."""
        child = self._child
        if child is not None and not child.over.is_set():
            return await self._call(child, call)
        try:
            if self._is_stopped:
                raise was_closed(self.source)
            child = await self._tasks.start(self._ready())
        except AdapterLoadError as error:
            return Outcome(
                OutcomeKind.CRASHED,
                error=AdapterError("load", error.message, error.detail, code=error.code),
                sentence=" ".join(part for part in (error.message, error.hint) if part),
            )
        return await self._call(child, call)

    async def cancel(self, invocation_id: str) -> None:
        """Ask the call to end; its process is killed when it has not after the grace period."""
        running = self._running.get(invocation_id)
        if running is not None:
            self._ask_to_end(running, OutcomeKind.CANCELLED)
            if running.ended is None:
                running.ended = asyncio.get_running_loop().create_future()
            await asyncio.shield(running.ended)

    async def stop(self) -> None:
        """End the process and wait for it, also one that is being started; safe to call twice."""
        self._is_stopped = True
        self._tasks.give_up_starts()
        async with self._starting:
            try:
                await self._end_child("The adapter was closed.")
            finally:
                # Also when nobody waits for the end any more: what is left would look at calls of a closed adapter.
                if self._alarm is not None:
                    self._alarm.cancel()
                    self._alarm = None
            await self._tasks.finish()

    def set_maps(self, maps: Sequence[HostMap]) -> None:
        """Replace the host maps, for calls that start from now on."""
        self._maps = tuple(maps)
        if self._child is not None:
            self._child.endpoint.channel.notify("maps", {"maps": wire.wire_maps(self._maps)})

    @property
    def pid(self) -> int:
        """Process id of the child, 0 when none runs."""
        return self._child.process.pid if self._child is not None else 0

    # Starting and loading

    async def _load_again(self) -> AdapterDescription:
        async with self._starting:
            await self._end_child("The adapter was loaded again.")
            return await self._load(ask=True)

    async def _ready(self) -> Child:
        async with self._starting:
            if self._child is None or self._child.over.is_set():
                await self._end_child("The adapter's process had ended.")
                await self._load(ask=False)
            assert self._child is not None
            return self._child

    async def _load(self, *, ask: bool) -> AdapterDescription:
        launch = await self.launch()
        child = await spawn(
            launch,
            make_folder(self.options.spool, self.source.name),
            self._transport,
            on_notification=self._notified,
            on_line=lambda child, stream, text: self._printed(child, "", stream, text, time.time()),
            on_request=functools.partial(answer_request, self.options.database),
            umask=self.options.umask,
        )
        child.watch = self._tasks.own(self._watch(child), f"child {child.process.pid}")
        try:
            description = await self._load_result(child, launch)
            self._child = child
            if _AUTH_TYPE in self._interfaces and _AUTH_TYPE not in description.exports:
                await self._end_child("It exports no getAuthType.")
                raise no_auth_type(description)
            child.process.drain()
            child.process.flush()
            description = replace(description, console=tuple(child.loading or ()), unset=child.unset)
            child.loading = None
            return await self._with_answers(child, description) if ask else description
        except BaseException:
            child.expected = True
            await self._kill(child, child.killed_because or "It was not loaded.")
            raise

    async def _load_result(self, child: Child, launch: Launch) -> AdapterDescription:
        channel = child.endpoint.channel
        limit = self.options.load_timeout
        try:
            async with asyncio.timeout(limit):
                await channel.connected.wait()
                result = await channel.request("load", self.load_parameters(child.folder))
            return read_description(self.source, launch, result)
        except TimeoutError:
            await self._kill(child, "Loading took too long.")
            raise took_too_long(self.source, limit, child.loading or ()) from None
        except RemoteError as error:
            await self._kill(child, "It could not be loaded.")
            found = self.diagnose(read_failure(error.message, error.data))
            raise with_unset(found, child.unset, child.loading or ()) from None
        except (ChannelClosedError, WireError) as error:
            fault = told_nonsense(error) if isinstance(error, WireError) else channel.fault
            await self._kill(child, fault or "It ended while loading.")
            clause = child.process.describe_end()[1]
            ended = ended_while_loading(self.source, fault, clause, child.loading or ())
            raise with_unset(ended, child.unset, child.loading or ()) from None

    def load_parameters(self, folder: str) -> dict[str, Any]:
        """Params of the wire's load request; `folder` is for what is too large for the wire."""
        return {
            "entry": self.source.entry,
            "root": self.source.root,
            "environment_files": [str(file) for file in dotenv_files(self.source.folders)],
            "extra_entries": list(self.source.extra_entries),
            "platform": self.source.platform,
            "interfaces": list(self._interfaces),
            "manifest": self.source.manifest_path,
            "server_variables": dict(SERVER_VARIABLES),
            "spool": folder,
            "maps": wire.wire_maps(self._maps),
            "cap": self.options.exchange_cap,
            "answer_limit": self.options.answer_limit,
            "body_inline": BODY_INLINE,
        }

    async def _with_answers(self, child: Child, description: AdapterDescription) -> AdapterDescription:
        """Ask what an adapter answers once and for all; when it does not answer, that is a note."""
        answers = {_AUTH_TYPE: "", _LOG_FORMAT: ""}
        notes: list[str] = []
        questions: tuple[tuple[str, list[Json]], ...] = ((_AUTH_TYPE, [{}]), (_LOG_FORMAT, [self.source.platform]))
        for interface, arguments in questions:
            if interface in description.exports and not child.over.is_set():
                answers[interface], note = await self._ask(child, interface, arguments)
                notes += [note] if note else []
        return replace(
            description,
            auth_type=answers[_AUTH_TYPE],
            log_format=answers[_LOG_FORMAT],
            notes=(*description.notes, *([unset_sentence(child.unset)] if child.unset else []), *notes),
        )

    async def _ask(self, child: Child, interface: str, arguments: list[Json]) -> tuple[str, str]:
        """The answer, else empty and a sentence that says why."""
        limit = min(_ASKING_TAKES, self.options.load_timeout)
        params = {"invocation": "", "interface": interface, "arguments": arguments, "user": None}
        try:
            async with asyncio.timeout(limit):
                result = await child.endpoint.channel.request("call", params)
            answer = wire.read_value(result.get("value"))
            return (answer, "") if isinstance(answer, str) else ("", f"{interface} gave no text.")
        except TimeoutError:
            note = f"{interface} gave no answer within {limit:g} seconds."
            await self._kill(child, note)  # whatever holds it would hold the next call too
        except RemoteError as error:
            note = f"{interface} threw {error.data.get('name') or 'Error'}: {error.message}"
        except (ChannelClosedError, WireError) as error:
            fault = told_nonsense(error) if isinstance(error, WireError) else child.endpoint.channel.fault
            await self._kill(child, fault)
            note = fault or f"{child.process.describe_end()[1]} when {interface} was called."
        return "", note

    # Calls

    async def _call(self, child: Child, call: Call) -> Outcome:
        loop = asyncio.get_running_loop()
        running = Running(call, child, time.time(), loop.create_future(), loop.time() + call.timeout)
        self._running[call.invocation_id] = running
        self._set_alarm(running.deadline)
        child.endpoint.channel.send_request(
            "call",
            {
                "invocation": call.invocation_id,
                "interface": call.interface,
                "arguments": [encode(argument) for argument in call.arguments],
                "user": call.user,
                "rows": LIVE_ROWS,
            },
            functools.partial(self._replied, running),
        )
        try:
            try:
                outcome = await self._returned(running, await running.reply)
            except RemoteError as error:
                outcome = threw(call.interface, error)
        except asyncio.CancelledError:
            self._ask_to_end(running, OutcomeKind.CANCELLED)  # nobody waits for it any more, yet it must end
            raise
        except ChannelClosedError:
            assert child.watch is not None
            await asyncio.shield(child.watch)
            outcome = self._died(running)
        except WireError as wrong:  # nothing else of this process can be trusted; it has the time for its last words
            assert child.watch is not None
            child.killed_because = told_nonsense(wrong)
            child.endpoint.channel.close()
            await asyncio.shield(child.watch)
            outcome = self._died(running)
        return self._as_asked(running, outcome)

    def _replied(self, running: Running, result: Json, error: Exception | None) -> None:
        """The host answered or is gone: what was printed until now belongs to the call still."""
        running.child.process.drain()
        if running.child.process.is_prompt:
            self._settle(running, result, error)
        else:  # output that the loop has read already is in its queue, so the reply waits its turn behind it
            asyncio.get_running_loop().call_soon(self._settle, running, result, error)

    def _settle(self, running: Running, result: Json, error: Exception | None) -> None:
        running.child.process.flush()
        if not isinstance(error, ChannelClosedError):
            self._is_over(running)  # else it is over when the process is
        if not running.reply.done():
            if error is None:
                running.reply.set_result(result)
            else:
                running.reply.set_exception(error)

    def _is_over(self, running: Running) -> None:
        self._running.pop(running.call.invocation_id, None)
        running.is_over = True
        if running.ended is not None and not running.ended.done():
            running.ended.set_result(None)

    def _set_alarm(self, deadline: float) -> None:
        """One timer serves all calls; making one for each would cost more than the rest of a quick call."""
        if self._alarm is not None:
            if self._alarm_at <= deadline:
                return
            self._alarm.cancel()
        self._alarm_at = deadline
        self._alarm = asyncio.get_running_loop().call_at(deadline, self._look_at_deadlines)

    def _look_at_deadlines(self) -> None:
        self._alarm = None
        now = asyncio.get_running_loop().time()
        for running in list(self._running.values()):
            if running.deadline > now:
                self._set_alarm(running.deadline)
            elif running.reason is None:
                self._ask_to_end(running, OutcomeKind.TIMED_OUT)
            elif not running.killed:
                self._give_up(running)

    def _ask_to_end(self, running: Running, reason: OutcomeKind) -> None:
        if running.reason is not None or running.is_over:
            return
        running.reason = reason
        running.child.endpoint.channel.notify("cancel", {"invocation": running.call.invocation_id})
        running.deadline = asyncio.get_running_loop().time() + self.options.grace
        self._set_alarm(running.deadline)

    def _give_up(self, running: Running) -> None:
        running.killed = True
        child = running.child
        child.killed_because = f"{running.call.interface} did not end when it was asked to."
        child.over.set()
        child.process.kill()

    async def _returned(self, running: Running, result: dict[str, Any]) -> Outcome:
        file = result.get("value_file")
        if not file:
            return returned(result, wire.read_value(result.get("value", _UNDEFINED_ON_WIRE)))
        return returned(result, await asyncio.to_thread(wire.read_value_file, file, running.child.folder))

    def _died(self, running: Running) -> Outcome:
        child = running.child
        if child.killed_because:
            return killed(child.killed_because, expected=child.expected)
        return crashed(running.call.interface, *child.process.describe_end(), child.process.last_errors)

    def _as_asked(self, running: Running, outcome: Outcome) -> Outcome:
        if running.reason is None:
            return outcome
        return as_asked(running.call, running.reason, outcome, killed=running.killed)

    # What the child says

    def _notified(self, child: Child, method: str, params: dict[str, Any]) -> None:
        if method == "exchange_started":
            self._emit(ExchangeStarted(wire.read_exchange(params, child.folder)))
        elif method == "exchange_finished":
            self._emit(ExchangeFinished(wire.read_exchange(params, child.folder)))
        elif method == "console":
            self._printed(child, *wire.read_printed(params, time.time()))
        elif method == "unset":
            child.unset = read_unset(params)
        elif method == "unhandled":
            self._emit(UnhandledError(wire.read_invocation(params), wire.read_error(params.get("error"))))

    def _printed(self, child: Child, invocation: str, stream: str, text: str, at: float) -> None:
        """`at`: seconds since the epoch. Output that names no call belongs to the only one that runs."""
        if not invocation:
            mine = [running for running in self._running.values() if running.child is child]
            if len(mine) == 1:
                invocation = mine[0].call.invocation_id
        known = self._running.get(invocation)
        since = known.started if known is not None else child.born
        owner = known or child
        owner.printed += 1
        if owner.printed > CONSOLE_LIMIT:
            if owner.printed > CONSOLE_LIMIT + 1:
                return
            stream, text = "warn", f"{CONSOLE_LIMIT:,} lines were printed; what follows is left out."
        line = ConsoleLine(stream, text, max(0.0, (at - since) * 1000), invocation)
        if child.loading is not None:
            child.loading.append(line)
        self._emit(ConsolePrinted(line))

    # Ending

    async def _watch(self, child: Child) -> None:
        """See the child to its end, whoever brings it about; then every call that ran in it is over."""
        channel, process = child.endpoint.channel, child.process
        try:
            await child.over.wait()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LAST_WORDS):
                    await process.exited.wait()
            closed = "" if process.exited.is_set() else "The adapter's process closed its channel to the workbench."
            child.killed_because = child.killed_because or channel.fault or closed
            process.kill()
            await process.finish()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_LAST_WORDS):
                    await channel.closed.wait()
        finally:
            process.kill()
            child.endpoint.close()
        await channel.closed.wait()
        settle(self.options.database)
        if self._child is child:
            self._child = None
        for running in [running for running in self._running.values() if running.child is child]:
            self._is_over(running)
        if child.loading is None:
            clause = child.killed_because or f"{process.describe_end()[1]}."
            sentence = clause if child.expected else f"{clause} {AGAIN}"
            self._emit(RuntimeStopped(self.source.name, sentence, child.expected))

    async def _kill(self, child: Child, because: str) -> None:
        child.killed_because = because
        child.over.set()
        child.process.kill()
        assert child.watch is not None
        await asyncio.shield(child.watch)

    async def _end_child(self, because: str) -> None:
        child = self._child
        if child is not None:
            child.expected = not child.over.is_set()
            await self._kill(child, child.killed_because or (because if child.expected else ""))
            self._child = None
