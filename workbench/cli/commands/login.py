"""`workbench login`: the login flow, each step with what it sent and got."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace

import click

from workbench.cli.connecting import say_vault, settle, unlocked
from workbench.cli.options import (
    Chosen,
    adapter_options,
    chosen,
    era_option,
    login_options,
    output,
    output_options,
    run_async,
    secrets_option,
    settings_options,
)
from workbench.cli.output import Output, ask, print_error, table
from workbench.cli.printing import connection_document
from workbench.cli.running import open_said, session, way_in
from workbench.core.connection.connection import Connection
from workbench.core.connection.saved_connection import SavedConnection
from workbench.core.errors import WorkbenchError
from workbench.core.login import (
    HOSTNAME_FIELD,
    LoginStep,
    StepState,
    detail_document,
    form_problems,
    login_form,
    step_document,
    way_of,
)
from workbench.core.redaction import Redactor
from workbench.core.values import Json
from workbench.core.values.json_text import write_json
from workbench.services.places import pending_logins_path
from workbench.session.login import Credentials, LoginFlow, PendingLogins
from workbench.session.manifests import platform_for_host
from workbench.session.open_adapter import OpenAdapter

_STATES = {StepState.DONE: "meets", StepState.FAILED: "failed"}
_LASTS_NOT = " Harbor CRM forgets its users when the program ends, so the next command logs in by itself."
_MARKS = {StepState.DONE: "✓", StepState.FAILED: "✗", StepState.SKIPPED: "–"}


@click.command(epilog="Example: workbench login ./my-adapter --hostname acme.example.com --field apiKey=abc")
@adapter_options
@era_option
@settings_options
@login_options
@click.option(
    "--callback-url",
    default="",
    metavar="URL",
    help="The address the browser ended on, after a login whose redirect could not be caught.",
)
@click.option("--name", "title", default="", metavar="NAME", help="What to call the connection; else the user's name.")
@secrets_option
@output_options
def command(callback_url: str, title: str) -> int:
    """Log in to ADAPTER's CRM, print every step and who has logged in, and store the connection.

    What is lacking is asked for; secrets are read from the prompt, from stdin where it is a pipe, or from the
    environment.
    """
    return run_async(_login(output(), chosen(), callback_url=callback_url, title=title))


async def _login(out: Output, said: Chosen, *, callback_url: str, title: str) -> int:
    async with session(out, said.maps) as opened:
        adapter = await open_said(opened, said, out)
        credentials, authorize = await way_in(adapter, opened, said, out)
        credentials = replace(_completed(adapter, credentials), callback_url=callback_url)
        flow = LoginFlow(adapter, credentials, authorize, pending=PendingLogins(pending_logins_path()))
        problem: WorkbenchError | None = None
        saved: SavedConnection | None = None
        taken = True
        try:
            await flow.run_to_end()
            saved = await unlocked(opened.connections.vault, lambda: opened.connections.save(adapter, title))
            taken = await settle(adapter, said, out)
        except WorkbenchError as error:
            problem = error
        redactor = None if said.show_secrets else adapter.redactor()
        document = _document(flow, problem, redactor)
        if saved is not None:
            state = opened.connections.vault.state
            document |= {
                "stored": connection_document(saved),
                "vault": {"kind": state.kind, "sentence": state.sentence},
            }
        out.document(document)
        for step in flow.steps:
            if step.state is not StepState.WAITING:
                for line in _lines(step, redactor, out):
                    out.line(line)
        if problem is not None:
            if not out.as_json:
                print_error(problem.message, code=problem.code, hint=problem.hint, as_json=False)
            return problem.exit_code
        if saved is not None:
            if not saved.simulated:
                say_vault(out, opened)
            out.line(f"Stored as {saved.name}.{_LASTS_NOT if saved.simulated else ''}")
        return int(not taken)


def _completed(adapter: OpenAdapter, credentials: Credentials) -> Credentials:
    """Ask for what the form still needs: by prompts in a terminal, from stdin when one secret is piped in."""
    description = adapter.description
    platform = platform_for_host(description, adapter.platform, credentials.hostname)
    way = way_of(platform, description.auth_type, description.exports, credentials.fields, credentials.way)
    form = login_form(platform, way or "", credentials.fields)
    values = {**credentials.fields, HOSTNAME_FIELD: credentials.hostname}
    problems = form_problems(form, values, platform)
    lacking = [each for each in form if each.name in problems and not values.get(each.name)]
    if sys.stdin.isatty():
        for each in lacking:
            choices = [title for _, title in each.choices]
            values[each.name] = ask(each.title, hidden=each.secret, choices=choices)
    elif len(lacking) == 1 and lacking[0].secret:
        values[lacking[0].name] = sys.stdin.readline().strip()
    typed = values.pop(HOSTNAME_FIELD)
    return replace(credentials, fields={name: value for name, value in values.items() if value}, hostname=typed)


def _document(flow: LoginFlow, problem: WorkbenchError | None, redactor: Redactor | None) -> dict[str, Json]:
    document: dict[str, Json] = {"steps": [step_document(step, redactor) for step in flow.steps]}
    if problem is not None:
        message = redactor.text(problem.message) if redactor else problem.message
        document["error"] = {"code": problem.code, "message": message, "hint": problem.hint}
    elif flow.connection is not None:
        document["connection"] = _who(flow.connection, redactor)
    return document


def _who(connection: Connection, redactor: Redactor | None) -> Mapping[str, Json]:
    user = redactor.value(connection.user) if redactor else connection.user
    return {"name": connection.name, "expires_at": connection.expires_at, "user": user}


def _lines(step: LoginStep, redactor: Redactor | None, out: Output) -> Iterator[str]:
    mark = out.state(_STATES.get(step.state, ""), _MARKS.get(step.state, " "))
    took = f", {step.duration_ms:.0f} ms" if step.duration_ms else ""
    sentence = redactor.text(step.sentence) if redactor else step.sentence
    yield f"{mark} {step.title}: {sentence.rstrip('.')}{took}"
    for title, details in (("sent", step.sent), ("got", step.received)):
        rows = [detail_document(each, redactor) for each in details]
        yield from table(
            ((title if index == 0 else "", row["name"], _text(row)) for index, row in enumerate(rows)), indent="    "
        )
    for place, printed in enumerate(step.console):
        yield f"    {'' if place else 'printed':<8}{redactor.text(printed.text) if redactor else printed.text}"
    for note in step.notes:
        said = redactor.text(note.sentence) if redactor else note.sentence
        yield f"    {out.state(note.severity)} {note.title}. {said} {note.mend}".rstrip()


def _text(row: Mapping[str, Json]) -> str:
    value = row["value"]
    text = value if isinstance(value, str) else write_json(value)
    return f"{text}  ({row['remark']})" if row["remark"] else text
