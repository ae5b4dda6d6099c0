"""Gathers what happens during each invocation on its way to the faces."""

from __future__ import annotations

import logging
from collections import defaultdict
from typing import Final

from workbench.core.run.events import (
    AdapterLoaded,
    ConsolePrinted,
    Emit,
    Event,
    ExchangeFinished,
    InvocationFinished,
    RuntimeStopped,
    UnhandledError,
)
from workbench.core.run.invocation import ConsoleLine
from workbench.core.traffic.exchange import Exchange

_LOG: Final = logging.getLogger(__name__)


class Recorder:
    """Passes every event on, and keeps the exchanges and console lines of invocations until they are taken."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._exchanges: defaultdict[str, list[Exchange]] = defaultdict(list)
        self._console: defaultdict[str, list[ConsoleLine]] = defaultdict(list)

    def __call__(self, event: Event) -> None:
        """An `Emit`."""
        match event:
            case ExchangeFinished(exchange) if exchange.invocation_id:
                self._exchanges[exchange.invocation_id].append(exchange)
            case ConsolePrinted(line) if line.invocation_id:
                self._console[line.invocation_id].append(line)
        _log(event)
        self._emit(event)

    def seen(self, invocation_id: str) -> tuple[Exchange, ...]:
        """The exchanges of an invocation so far, in the order they started."""
        return tuple(sorted(self._exchanges.get(invocation_id, ()), key=lambda exchange: exchange.started_at))

    def take(self, invocation_id: str) -> tuple[tuple[Exchange, ...], tuple[ConsoleLine, ...]]:
        """The exchanges in the order they started, and the console lines, of an invocation that is over."""
        exchanges = sorted(self._exchanges.pop(invocation_id, ()), key=lambda exchange: exchange.started_at)
        return tuple(exchanges), tuple(self._console.pop(invocation_id, ()))


def _log(event: Event) -> None:
    match event:
        case AdapterLoaded(adapter):
            _LOG.info("%s is open: %s, %s", adapter.source.name, adapter.loaded_file, adapter.runtime)
        case RuntimeStopped(adapter, sentence, expected):
            _LOG.log(logging.INFO if expected else logging.WARNING, "%s stopped: %s", adapter, sentence)
        case UnhandledError(_, error):
            _LOG.warning("The adapter left an error unhandled: %s\n%s", error.words, error.stack)
        case InvocationFinished(invocation):
            outcome, took = invocation.outcome.kind.value, invocation.duration_ms
            _LOG.debug("%s of %s: %s in %.0f ms", invocation.interface, invocation.adapter, outcome, took)
