"""From an interface's result to the server's answer, by its row (runtime.md sections 3, 6 to 8 and 10).

The server's routes answer by it, and a single firing shows by it what the client would have got.
"""

from __future__ import annotations

from workbench.core.interfaces import rows
from workbench.core.run.invocation import AdapterError, Answer, Outcome, OutcomeKind
from workbench.core.run.shown import thrown
from workbench.core.server.answers import AdapterThrew, answer, bad_request, message_of, value_of
from workbench.core.server.asked import Asked
from workbench.core.server.capabilities import capabilities
from workbench.core.values import UNDEFINED, Value


def answer_of(outcome: Outcome, asked: Asked) -> Answer | None:
    """The server's answer to a call that ended so; None when the call crashed or hung, or only led to another."""
    if outcome.kind not in (OutcomeKind.RETURNED, OutcomeKind.THREW):
        return None
    if asked.interface == "getAuthType":
        return _capabilities(outcome, asked)
    try:
        return result_of(value_of(outcome), asked)
    except AdapterThrew as threw:
        return failure_of(threw.error, asked)


def result_of(value: Value, asked: Asked) -> Answer | None:
    """The answer to a returned value; raises AdapterThrew for a value that App Connect fails to read."""
    return rows()[asked.interface].answers(value, asked)


def failure_of(error: AdapterError, asked: Asked) -> Answer | None:
    """The answer to an exception: an operation's failure, or the route's own way of saying it."""
    row = rows()[asked.interface]
    if row.answers_error is not None:
        return row.answers_error(error)
    return failed(asked.interface, error, asked.platform, asked.era)


def failed(operation: str, error: AdapterError, platform: str, era: str = "head") -> Answer:
    """The mapping of an exception to the operation's failure (runtime.md section 9); its status is 200."""
    shown = thrown(operation, error, platform, era=era)
    return answer(successful=False, returnMessage=message_of(shown) if shown else UNDEFINED)


def _capabilities(outcome: Outcome, asked: Asked) -> Answer:
    try:
        return Answer(200, capabilities(asked.exports, outcome, caches_notes=False))
    except AdapterThrew as threw:
        return bad_request(threw.error)
