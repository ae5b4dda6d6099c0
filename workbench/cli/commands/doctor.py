"""`workbench doctor`: this machine."""

from __future__ import annotations

import click

from workbench.cli.options import output, output_options
from workbench.cli.output import table
from workbench.session.doctor import examine


@click.command(epilog="Example: workbench doctor")
@output_options
def command() -> int:
    """Say what this machine has and what it lacks, with a remedy for each."""
    out = output()
    checks = examine()
    out.document(
        {
            "checks": [
                {"name": each.name, "state": each.state, "found": each.found, "remedy": each.remedy} for each in checks
            ]
        }
    )
    for line in table((each.name, each.state, each.found) for each in checks):
        out.line(line)
    for each in checks:
        if each.remedy:
            out.line()
            out.line(f"{each.name}: {each.remedy}")
    return int(any(each.state == "missing" for each in checks))
