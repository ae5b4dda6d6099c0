"""Runs declarative proxy configurations: the engine is pure, the HTTP client is given, and no process is needed."""

from __future__ import annotations

import asyncio
import contextlib
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from workbench.core.connection.user import StoredUser
from workbench.core.errors import AdapterLoadError, reason
from workbench.core.proxy import (
    INTERFACES,
    SYNCHRONOUS,
    PendingOperation,
    ProxyResponse,
    ProxyResult,
    ProxyThrow,
    finish,
    lint,
    outgoing,
    parse_body,
    prepare,
    read_profile,
)
from workbench.core.proxy.phone import parsed_phone_number
from workbench.core.proxy.secrets import KEY_VARIABLE
from workbench.core.proxy.wire import CORE_VERSION
from workbench.core.run.adapter import AdapterDescription, AdapterSource
from workbench.core.run.events import Emit
from workbench.core.run.finding import Severity
from workbench.core.run.invocation import AdapterError, Outcome, OutcomeKind
from workbench.core.server.stores import Stores
from workbench.core.text.encoding import text_of
from workbench.core.traffic.outgoing import Capture, HttpClient, HttpFailure
from workbench.core.values import UNDEFINED, Json, Special, Value
from workbench.core.values.moments import moment_of
from workbench.core.values.times import iso
from workbench.runtimes.environment import read_dotenv
from workbench.runtimes.protocol import Call, Marker, RuntimeOptions

Http = HttpClient
"""What the session gives for calling the CRM."""

_LARGE_ANSWER: Final = 1_000_000
"""Bytes from which an answer is parsed off the event loop."""
_SAMPLE_NUMBER: Final = "+12025550144"


class ProxyRuntime:
    """A loaded proxy configuration."""

    def __init__(self, source: AdapterSource, options: RuntimeOptions, emit: Emit, http: Http) -> None:
        self._source = source
        self._options = options
        self._emit = emit
        self._http = http
        self._profile: Json = None
        self._running: dict[str, asyncio.Task[Outcome]] = {}
        self._cancelled: set[str] = set()
        self._warming: asyncio.Task[None] | None = None

    async def start(self) -> AdapterDescription:
        """Load the file; raises AdapterLoadError with place and mend. Starting again reads it anew."""
        read = await asyncio.to_thread(self._read)
        self._profile = read
        if self._warming is None:
            # Opening need not wait for what only the first request needs.
            self._warming = asyncio.create_task(self._warm(read), name="proxy warm-up")
        findings = lint(read)
        configured = tuple(name for name in read["operations"] if name in INTERFACES)
        return AdapterDescription(
            self._source,
            exports=INTERFACES,
            other_exports=tuple(name for name in read["operations"] if name not in INTERFACES),
            runtime=f"App Connect proxy engine {CORE_VERSION}",
            loaded_file=self._source.entry,
            auth_type=self._answer("getAuthType", ({},)),
            log_format=self._answer("getLogFormatType", (self._source.platform, read)),
            notes=tuple(
                f"{finding.path}: {finding.message}" for finding in findings if finding.severity is not Severity.NOTE
            ),
            facts={
                "operations": list(configured),
                # What App Connect passes as proxyConfig; the secret that it adds stays with the engine.
                "proxy_config": {name: part for name, part in read.items() if name != "secretKey"},
            },
        )

    async def call(self, call: Call) -> Outcome:
        """Call one interface; throws, timeouts and cancellation are outcomes."""
        if self._profile is None:
            try:
                await self.start()
            except AdapterLoadError as error:
                failure = AdapterError("AdapterLoadError", error.message)
                return Outcome(OutcomeKind.CRASHED, error=failure, sentence=f"{error.message} {error.hint}")
        # App Connect's own engine also promises getAuthType, which no profile can mend, so it is not held against one.
        promised = call.interface not in (*SYNCHRONOUS, "getAuthType")
        try:
            prepared = self._prepare(call)
        except ProxyThrow as error:
            return _threw(error, promised=promised)
        if isinstance(prepared, ProxyResult):
            return self._returned(call, prepared, promised=promised)
        return await self._perform(call, prepared)

    async def cancel(self, invocation_id: str) -> None:
        """End a call at once; its connection is closed."""
        task = self._running.get(invocation_id)
        if task is not None:
            self._cancelled.add(invocation_id)
            task.cancel()

    async def stop(self) -> None:
        """End every call; the client belongs to the session and stays open."""
        warming, self._warming = self._warming, None
        tasks: list[asyncio.Task[Any]] = list(self._running.values())
        for invocation_id in tuple(self._running):
            await self.cancel(invocation_id)
        if warming is not None:
            warming.cancel()
            tasks.append(warming)
        if tasks:
            await asyncio.wait(tasks)
        self._profile = None

    async def _warm(self, profile: Json) -> None:
        """Do ahead what the first call would wait for; what fails now fails again there, and is told then."""
        with contextlib.suppress(HttpFailure):
            await self._http.warm()
        if "findContact" in profile["operations"]:
            # The first number costs an import and its country's data.
            await asyncio.to_thread(parsed_phone_number, _SAMPLE_NUMBER)

    def _prepare(self, call: Call) -> PendingOperation | ProxyResult:
        if call.interface not in INTERFACES:
            raise ProxyThrow("TypeError", f"connector.{call.interface} is not a function")
        user = UNDEFINED if call.user is None else _row(call.user)
        arguments = tuple(_argument(argument, user) for argument in call.arguments)
        if call.interface == "getLogFormatType":
            given = arguments[1] if len(arguments) > 1 else None
            arguments = (arguments[0] if arguments else self._source.platform, given or self._profile)
        return prepare(call.interface, arguments, profile=self._profile, user=user, now=datetime.now(UTC))

    async def _perform(self, call: Call, pending: PendingOperation) -> Outcome:
        task = asyncio.create_task(self._exchange(call, pending), name=f"proxy {call.interface}")
        self._running[call.invocation_id] = task
        try:
            done, _ = await asyncio.wait((task,), timeout=call.timeout)
            if not done:
                task.cancel()
                await asyncio.wait((task,))
            if not task.cancelled():
                return task.result()
            if call.invocation_id in self._cancelled:
                return Outcome(OutcomeKind.CANCELLED, sentence=f"{call.interface} was cancelled.", was_promise=True)
            return Outcome(
                OutcomeKind.TIMED_OUT,
                sentence=f"{call.interface} did not end within {call.timeout:g} seconds.",
                was_promise=True,
            )
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait((task,))
            self._running.pop(call.invocation_id, None)
            self._cancelled.discard(call.invocation_id)

    async def _exchange(self, call: Call, pending: PendingOperation) -> Outcome:
        capture = Capture(
            self._emit,
            call.invocation_id,
            self._options.spool,
            self._options.maps,
            self._options.exchange_cap,
            self._options.answer_limit,
        )
        try:
            answer = await self._http.send(outgoing(pending.request, core_version=CORE_VERSION), capture)
            large = len(answer.body) >= _LARGE_ANSWER
            body = await asyncio.to_thread(parse_body, answer.body) if large else parse_body(answer.body)
            return self._returned(call, finish(pending, ProxyResponse(answer.status, body)), promised=True)
        except HttpFailure as failure:
            return _threw(
                ProxyThrow("timeout" if failure.timed_out else "network", failure.message, code=failure.code),
                promised=True,
            )
        except ProxyThrow as error:
            return _threw(error, promised=True)

    def _returned(self, call: Call, result: ProxyResult, *, promised: bool) -> Outcome:
        if self._options.database is not None and call.user is not None:
            Stores(self._options.database()).write_user(call.user["id"], result.user_changes)
        return Outcome(OutcomeKind.RETURNED, result.value, was_promise=promised, user_changes=result.user_changes)

    def _read(self) -> Json:
        file = Path(self._source.entry)
        try:
            text = text_of(file.read_bytes())
        except (OSError, UnicodeDecodeError) as error:
            raise AdapterLoadError(
                f"{file.name} cannot be read: {reason(error)}.",
                code="proxy-unreadable",
                hint="Check that the file exists, that you may read it, and that it is UTF-8 text.",
            ) from error
        return read_profile(text, file.name, self._server_key()).profile

    def _server_key(self) -> str | None:
        """The key that decodes a stored secret: what was added for the adapter, the environment, its `.env`."""
        known = {**read_dotenv(self._source.folders), **os.environ, **dict(self._options.environment)}
        return known.get(KEY_VARIABLE) or None

    def _answer(self, interface: str, arguments: tuple[Value, ...]) -> str:
        """What a look-up without a request gives; empty where it throws or gives no text."""
        try:
            result = prepare(interface, arguments, profile=self._profile)
        except ProxyThrow:
            return ""
        return result.value if isinstance(result, ProxyResult) and isinstance(result.value, str) else ""


def _argument(argument: Value, user: Value) -> Value:
    """Markers become what the engine can see: the user its row, other live objects nothing."""
    if isinstance(argument, Marker):
        return user if argument.kind == "user" else UNDEFINED
    if isinstance(argument, dict):
        return {key: _argument(item, user) if isinstance(item, Marker) else item for key, item in argument.items()}
    return argument


def _row(user: StoredUser) -> StoredUser:
    """The row as the database gives it: the expiry is a date, not text (runtime.md section 2)."""
    expiry = user.get("tokenExpiry")
    moment = moment_of(expiry) if isinstance(expiry, str) else None
    text = iso(moment.milliseconds) if moment else None
    return {**user, "tokenExpiry": Special("date", text)} if text else dict(user)


def _threw(error: ProxyThrow, *, promised: bool) -> Outcome:
    failure = AdapterError(
        error.name, error.message, status=error.status, code=error.code, response_body=error.response_body
    )
    return Outcome(OutcomeKind.THREW, error=failure, sentence=f"{error.name}: {error.message}", was_promise=promised)
