"""Invocations as lines of text, and a run of them as a document."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict

from workbench.cli.output import Output, table
from workbench.core.connection.saved_connection import SavedConnection
from workbench.core.connection.user import RowChange, UserChanges
from workbench.core.redaction import Redactor
from workbench.core.run.document import invocation_document
from workbench.core.run.finding import Finding, Severity
from workbench.core.run.invocation import Answer, Invocation, OutcomeKind, Verdict
from workbench.core.run.trail import TrailStep, trail_lines
from workbench.core.traffic.exchange import Exchange, unanswered
from workbench.core.values import Json, to_json
from workbench.core.values.json_text import write_json
from workbench.session.around import read_body

EXIT_CODES = {OutcomeKind.TIMED_OUT: 6, OutcomeKind.CANCELLED: 6}
"""Exit code of an outcome that ended otherwise than by returning or throwing; see `exit_code`."""

_UNREACHABLE = 5

_GRAVITY = (70, 3, 4, 5, 6, 1)
"""Of several failures the first of these is the exit code."""

VERDICT_WORDS = {Verdict.MEETS: "meets the contract", Verdict.FINDINGS: "has findings", Verdict.FAILED: "failed"}


def exit_code(invocations: Sequence[Invocation]) -> int:
    """0 when all meet the contract, else the gravest failure's code."""
    codes = {_code(invocation) for invocation in invocations if invocation.verdict != Verdict.MEETS}
    return next((code for code in _GRAVITY if code in codes), 0)


def _code(invocation: Invocation) -> int:
    if invocation.outcome.kind is OutcomeKind.THREW and unanswered(invocation.exchanges) is not None:
        return _UNREACHABLE
    return EXIT_CODES.get(invocation.outcome.kind, 1)


def document(invocation: Invocation, redactor: Redactor | None) -> Json:
    """One invocation as `--json` prints it."""
    return invocation_document(invocation, redactor, read_body)


def summary_document(invocations: Sequence[Invocation]) -> Json:
    """How many met the contract and how many did not."""
    counts = {verdict.value: sum(each.verdict == verdict for each in invocations) for verdict in Verdict}
    return {
        "total": len(invocations),
        **counts,
        "exchanges": sum(len(invocation.exchanges) for invocation in invocations),
    }


def connection_document(saved: SavedConnection) -> Json:
    """A stored connection, which holds no secret."""
    return asdict(saved)


def print_invocation(invocation: Invocation, redactor: Redactor, output: Output, *, secrets: bool) -> None:
    """Verdict, value or error, findings, what App Connect shows and answers, CRM exchanges and console of one."""
    output.line(_headline(invocation, output))
    for line in _sections(invocation, redactor, output, secrets=secrets):
        output.line(line)


def _headline(invocation: Invocation, output: Output) -> str:
    verdict = output.state(invocation.verdict.value, VERDICT_WORDS[invocation.verdict])
    return f"{invocation.interface} {verdict}: {invocation.duration_ms:.0f} ms, {crm_calls(invocation)}"


def crm_calls(invocation: Invocation) -> str:
    """The number of its CRM calls, in words."""
    calls = len(invocation.exchanges)
    return f"{calls} CRM call{'' if calls == 1 else 's'}"


def _sections(invocation: Invocation, redactor: Redactor, output: Output, *, secrets: bool) -> Iterator[str]:
    outcome = invocation.outcome
    words = (lambda text: text) if secrets else redactor.text
    if outcome.kind is OutcomeKind.RETURNED:
        value = to_json(outcome.value if secrets else redactor.value(outcome.value))
        yield from _indented("Returned", write_json(value, indent=2))
    elif outcome.error is not None:
        text = f"{outcome.error.words}\n{outcome.error.stack}"
        title = outcome.sentence or outcome.kind.value.replace("_", " ").capitalize()
        yield from _indented(words(title), words(text.strip()))
    else:
        yield from ("", words(outcome.sentence))
    yield from _changes(outcome.user_changes, redactor, secrets=secrets)
    yield from _row_changes(outcome.row_changes, redactor, secrets=secrets)
    if invocation.findings:
        yield from ("", "Findings")
        for finding in invocation.findings:
            yield f"  {finding_words(finding, words, output)}"
            yield f"    App Connect: {words(finding.app_connect_does)}"
            if finding.severity is not Severity.NOTE:
                yield f"    Mend: {words(finding.mend)}"
    if invocation.shown is not None:
        yield from ("", f"App Connect shows: {words(invocation.shown.message) or 'nothing'}")
    if invocation.answer is not None:
        yield from answer_lines(invocation.answer, redactor, secrets=secrets)
    yield from server_lines(invocation.trail, words)
    yield from traffic_lines(invocation.exchanges, redactor, secrets=secrets)
    if invocation.console:
        yield from ("", "Console")
        yield from (f"  {line.stream:<6} {words(line.text)}" for line in invocation.console)


def finding_words(finding: Finding, words: Callable[[str], str], output: Output) -> str:
    """What is so, where, by which rule; `words` masks."""
    place = f" at {finding.path}" if finding.path else ""
    return f"{output.state(finding.severity.value)} {finding.rule}{place}: {words(finding.said)}"


def finding_line(finding: Finding, words: Callable[[str], str], output: Output) -> str:
    """The same with how to mend it."""
    return f"{finding_words(finding, words, output)} {finding.mend}".rstrip()


def answer_lines(answer: Answer, redactor: Redactor, *, secrets: bool) -> Iterator[str]:
    """What the server answers its client."""
    body = answer.body if secrets else redactor.value(answer.body)
    text = body if isinstance(body, str) else write_json(to_json(body), indent=2)
    yield from _indented(f"App Connect answers its client with status {answer.status}", text)


def server_lines(trail: tuple[TrailStep, ...], words: Callable[[str], str]) -> Iterator[str]:
    """What the server did on the way; `words` masks."""
    if trail:
        yield from ("", "App Connect's server")
        yield from (f"  {words(line)}" for line in trail_lines(trail))


def traffic_lines(exchanges: tuple[Exchange, ...], redactor: Redactor, *, secrets: bool) -> Iterator[str]:
    """The exchanges with the CRM."""
    if exchanges:
        yield from ("", "CRM traffic")
        rows = (_exchange_row(exchange, redactor, secrets=secrets) for exchange in exchanges)
        yield from table(rows, indent="  ")


def _changes(changes: UserChanges, redactor: Redactor, *, secrets: bool) -> Iterator[str]:
    """What the adapter did to the stored user."""
    if not changes:
        return
    yield from ("", "Changes to the user")
    for each in changes.operations:
        if not each.values:
            yield f"  {each.op}"
        for column, value in each.values.items():
            # An emptied token is shown as empty: that is what a logout is looked at for.
            said = value if secrets or not value else redactor.value(value, column)
            yield f"  {each.op} {column} = {write_json(to_json(said))}"
    for column in changes.unsaved:
        yield f"  {column} was assigned but never saved, so App Connect forgets it."
    for column in changes.lost:
        yield f"  {column} was changed in place, which the database does not see."


def _row_changes(changes: tuple[RowChange, ...], redactor: Redactor, *, secrets: bool) -> Iterator[str]:
    """What the adapter did to the rows by which App Connect knows a log again."""
    if changes:
        yield from ("", "Changes to stored logs")
    for change in changes:
        if not change.values:
            yield f"  {change.op} in {change.table}"
        for column, value in change.values.items():
            said = value if secrets else redactor.value(value, column)
            yield f"  {change.op} in {change.table}: {column} = {write_json(to_json(said))}"


def _exchange_row(exchange: Exchange, redactor: Redactor, *, secrets: bool) -> tuple[str, ...]:
    url = exchange.request.url if secrets else redactor.url(exchange.request.url)
    answered = [str(exchange.response.status)] if exchange.response else []
    status = ", ".join((*answered, exchange.error.code) if exchange.error else answered) or "open"
    total = f"{exchange.timing.total:.0f} ms" if exchange.timing.total is not None else ""
    return exchange.request.method, url, status, total


def _indented(title: str, text: str) -> Iterator[str]:
    yield ""
    yield title
    yield from ("  " + line for line in text.splitlines())
