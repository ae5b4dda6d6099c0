"""`workbench describe`: what an adapter is."""

from __future__ import annotations

import asyncio
import os
from itertools import zip_longest
from pathlib import Path

import click

from workbench.cli.manifests import describe_manifest
from workbench.cli.options import Chosen, adapter_argument, chosen, era_option, output, output_options, run_async
from workbench.cli.output import Output, table
from workbench.cli.printing import finding_line
from workbench.cli.running import open_said, session
from workbench.core.contract.eras import ERAS, SeenEra
from workbench.core.errors import AdapterLoadError
from workbench.core.judging import judge_description
from workbench.core.manifest import Platform, check_manifest
from workbench.core.run.adapter import AdapterDescription
from workbench.core.run.finding import finding_document, gathered
from workbench.core.values import Json
from workbench.services.resources import contract
from workbench.session.manifests import read_manifest


@click.command(epilog="Example: workbench describe ./my-adapter")
@adapter_argument
@era_option
@output_options
def command() -> int:
    """Say what ADAPTER exports, for whose server it was written, how it logs in, and what is missing."""
    return run_async(_describe(output(), chosen()))


async def _describe(out: Output, said: Chosen) -> int:
    async with session(out, said.maps) as opened:
        try:
            adapter = await open_said(opened, said, out, says_era=False)
        except AdapterLoadError as error:
            if error.code != "is-manifest":
                raise
            manifest = await asyncio.to_thread(read_manifest, Path(said.adapter))
            return describe_manifest(out, manifest, said.platform)
        described, entry = adapter.description, adapter.platform
        missing = [entry.name for entry in contract() if entry.core11 and entry.name not in described.exports]
        exports = judge_description(described, era=adapter.era, table=contract(), platform=entry)
        findings = gathered((*exports, *(check_manifest(entry) if entry else ())))
        out.document(
            {
                "name": adapter.name,
                "kind": described.source.kind.value,
                "language": described.source.language,
                "platform": described.source.platform,
                "era": _era(adapter.called_as),
                "written_for": _era(described.source.seen),
                "runtime": described.runtime,
                "loaded_file": described.loaded_file,
                "project": described.source.root,
                "not_the_project": described.source.passed_over or None,
                "setting_files": [str(file) for file in adapter.surroundings.setting_files],
                "auth_type": described.auth_type,
                "exports": list(described.exports),
                "other_exports": list(described.other_exports),
                "missing": missing,
                "manifest": {
                    "platform": entry.name,
                    "display_name": entry.display_name,
                    "file": described.source.manifest_path or None,
                }
                if entry
                else None,
                "other_manifests": list(described.source.other_manifests),
                "unset": [{"name": each.name, "file": each.file, "line": each.line} for each in described.unset],
                "notes": list(described.notes),
                "findings": [finding_document(each, adapter.redactor().text) for each in findings],
            }
        )
        rows = [
            ("Platform", described.source.platform),
            ("Called as by", f"{ERAS[adapter.era].words}. {adapter.called_as.reason}"),
            ("Runs on", f"{described.runtime} ({described.source.language})"),
            ("Loaded", described.loaded_file),
            ("Project", described.source.project_words),
            *zip_longest(
                ("Settings from",), map(str, adapter.surroundings.setting_files or ("no file",)), fillvalue=""
            ),
            ("Logs in by", described.auth_type or "unknown: getAuthType did not answer"),
            ("Manifest", _manifest(entry, described)),
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
            out.line(finding_line(finding, adapter.redactor().text, out))
        return 0


def _manifest(entry: Platform | None, described: AdapterDescription) -> str:
    """Whose entry it is, where the start file registers none the file, and what could be taken in its place."""
    source = described.source
    file = f", {Path(source.manifest_path).name}" if source.manifest_path and not described.manifest else ""
    others = ", ".join(str(os.path.relpath(each, source.root)) for each in source.other_manifests)
    offered = f" (--manifest takes another: {others})" if others else ""
    return (f"{entry.display_name or entry.name}{file}" if entry else "none found") + offered


def _era(seen: SeenEra) -> Json:
    return {"name": seen.era, "date": ERAS[seen.era].date, "reason": seen.reason}
