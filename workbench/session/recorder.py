"""Gathers what happens during each invocation on its way to the faces."""

from __future__ import annotations

from collections import defaultdict

from workbench.core.run.events import ConsolePrinted, Emit, Event, ExchangeFinished
from workbench.core.run.invocation import ConsoleLine
from workbench.core.traffic.exchange import Exchange


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
        self._emit(event)

    def take(self, invocation_id: str) -> tuple[tuple[Exchange, ...], tuple[ConsoleLine, ...]]:
        """The exchanges in the order they started, and the console lines, of an invocation that is over."""
        exchanges = sorted(self._exchanges.pop(invocation_id, ()), key=lambda exchange: exchange.started_at)
        return tuple(exchanges), tuple(self._console.pop(invocation_id, ()))
