"""`workbench docs`: the reference pages, from the tables."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.cli.options import output, output_options
from workbench.core.contract.reference import reference_pages
from workbench.core.rules import RULES
from workbench.services.elsewhere import make_elsewhere, write_elsewhere
from workbench.services.own_code import architecture_drawings
from workbench.services.resources import contract


@click.command(epilog="Example: workbench docs ./reference")
@click.argument("directory", type=click.Path(file_okay=False, path_type=Path))
@output_options
def command(directory: Path) -> int:
    """Write the reference pages and a picture of the program's packages into DIRECTORY."""
    out = output()
    pages = {**reference_pages(contract(), RULES), "commands.md": _commands(), **architecture_drawings()}
    make_elsewhere(directory)
    for name, text in pages.items():
        write_elsewhere(directory / name, text)
    out.document({"written": [str(directory / name) for name in pages]})
    out.line(f"Wrote {', '.join(pages)} to {directory}.")
    return 0


def _commands() -> str:
    """The help of every command, as it prints it."""
    from workbench.cli.main import COMMANDS, workbench

    parent = click.Context(workbench, info_name="workbench")
    parts = ["# Commands\n", workbench.get_help(parent)]
    for name in COMMANDS:
        found = workbench.get_command(parent, name)
        assert found is not None
        text = found.get_help(click.Context(found, info_name=name, parent=parent))
        parts.append(f"## workbench {name}\n\n```\n{text}\n```\n")
    return "\n".join([parts[0], "```", parts[1], "```\n", *parts[2:]])
