"""`workbench demo`: the main job, on the sample adapters and Harbor CRM."""

from __future__ import annotations

from collections.abc import Mapping

import click

from workbench.cli.options import output, output_options, run_async
from workbench.cli.output import Output, table
from workbench.cli.printing import crm_calls, document, exit_code, summary_document
from workbench.cli.running import session
from workbench.core.interfaces import life_of_core
from workbench.core.run.invocation import Invocation, Verdict
from workbench.core.run.summary import summary
from workbench.services.resources import sample_adapters
from workbench.session.harbor import HarborConsent, harbor_credentials
from workbench.session.life import eleven, live

WORDS = {Verdict.MEETS: "meets", Verdict.FINDINGS: "findings", Verdict.FAILED: "failed"}


@click.command(epilog="Example: workbench demo --headless")
@click.option("--headless", is_flag=True, help="Only print the table; do not open the window.")
@output_options
def command(headless: bool) -> int:
    """Start Harbor CRM, open each sample adapter, log in, and fire all eleven interfaces in order.

    Works offline and without an account. With a screen the window then opens, unless --headless.
    """
    return run_async(_demo(output()))


async def _demo(out: Output) -> int:
    fired: dict[str, dict[str, Invocation]] = {}
    unmet = []
    documents = []
    async with session(out) as opened:
        crm = await opened.harbor()
        for name in sample_adapters():
            adapter = await opened.open(name)
            out.note(f"{name}: {adapter.description.runtime}, logs in by {adapter.description.auth_type}.")
            fired[name] = {}
            consent = HarborConsent(crm)
            async for invocation in live(adapter, eleven(adapter), harbor_credentials(crm), consent):
                fired[name][invocation.interface] = invocation
                if invocation.verdict is not Verdict.MEETS:
                    unmet.append(f"{name} {invocation.interface}: {summary(invocation, adapter.redactor())}")
            documents += [document(invocation, adapter.redactor()) for invocation in fired[name].values()]
    invocations = [invocation for by_interface in fired.values() for invocation in by_interface.values()]
    counts = summary_document(invocations)
    counts["adapters"] = len(fired)
    out.document({"invocations": documents, "summary": counts})
    for line in _table(fired, out):
        out.line(line)
    for line in unmet:
        out.line(line)
    out.line()
    out.line(
        f"{counts['meets']} of {len(sample_adapters()) * len(life_of_core())} firings meet the contract, "
        f"with {counts['exchanges']} CRM calls."
    )
    complete = len(invocations) == len(sample_adapters()) * len(life_of_core())
    return exit_code(invocations) or int(not complete)


def _table(fired: Mapping[str, Mapping[str, Invocation]], out: Output) -> list[str]:
    rows = [("", *fired)]
    rows += [
        (name, *(_cell(by_interface.get(name), out) for by_interface in fired.values())) for name in life_of_core()
    ]
    return table(rows)


def _cell(invocation: Invocation | None, out: Output) -> str:
    if invocation is None:
        return "not exported"
    words = out.state(invocation.verdict.value, WORDS[invocation.verdict])
    return f"{words}, {crm_calls(invocation)}, {invocation.duration_ms:.0f} ms"
