"""`workbench describe`: what an adapter is."""

from __future__ import annotations

import asyncio
from pathlib import Path

import click

from workbench.cli.manifests import describe_manifest
from workbench.cli.options import output, output_options, run_async
from workbench.cli.output import Output, table
from workbench.cli.running import session
from workbench.core.errors import UsageError
from workbench.core.judging import judge_description
from workbench.core.manifest import check_manifest
from workbench.services.resources import contract
from workbench.session.manifests import read_manifest


@click.command(epilog="Example: workbench describe ./my-adapter")
@click.option("--platform", default=None, help="Which adapter, when a folder holds several.")
@click.argument("adapter")
@output_options
def command(adapter: str, platform: str | None) -> int:
    """Say what ADAPTER exports, how it logs in, what its manifest says, and what is missing."""
    return run_async(_describe(output(), adapter, platform))


async def _describe(out: Output, name: str, platform: str | None) -> int:
    async with session(out) as opened:
        try:
            adapter = await opened.open(name, platform=platform)
        except UsageError as error:
            if error.code != "is-manifest":
                raise
            manifest = await asyncio.to_thread(read_manifest, Path(name))
            return describe_manifest(out, manifest, platform)
        described, entry = adapter.description, adapter.platform
        missing = [entry.name for entry in contract() if entry.core11 and entry.name not in described.exports]
        findings = (*judge_description(described, table=contract()), *(check_manifest(entry) if entry else ()))
        out.document(
            {
                "name": adapter.name,
                "kind": described.source.kind.value,
                "language": described.source.language,
                "platform": described.source.platform,
                "runtime": described.runtime,
                "loaded_file": described.loaded_file,
                "auth_type": described.auth_type,
                "exports": list(described.exports),
                "other_exports": list(described.other_exports),
                "missing": missing,
                "manifest": {"platform": entry.name, "display_name": entry.display_name} if entry else None,
                "notes": list(described.notes),
                "findings": [
                    {"rule": each.rule, "severity": each.severity.value, "message": each.message, "mend": each.mend}
                    for each in findings
                ],
            }
        )
        rows = [
            ("Platform", described.source.platform),
            ("Runs on", f"{described.runtime} ({described.source.language})"),
            ("Loaded", described.loaded_file),
            ("Logs in by", described.auth_type or "unknown: getAuthType did not answer"),
            ("Manifest", entry.display_name or entry.name if entry else "none found"),
        ]
        out.line(adapter.name)
        for line in table(rows, indent="  "):
            out.line(line)
        for group, members in contract().groups():
            marks = [("✓" if each.name in described.exports else "–", each.name) for each in members]
            out.line()
            out.line(group)
            for line in table(marks, indent="  "):
                out.line(line)
        for note in described.notes:
            out.line()
            out.line(note)
        for finding in findings:
            out.line(f"{out.state(finding.severity.value)} {finding.rule}: {finding.message} {finding.mend}")
        return 0
