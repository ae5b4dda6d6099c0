"""Runs Python adapters: which interpreter, in which environment, and what to do when one does not load."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import Final

from workbench.core.errors import AdapterLoadError
from workbench.runtimes.candidates import read_text
from workbench.runtimes.child import ChildRuntime, Launch, LoadFailure
from workbench.runtimes.environment import read_dotenv
from workbench.runtimes.hosts import host_folder
from workbench.runtimes.project import ENVIRONMENTS

_NOT_INHERITED: Final = ("PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__")
"""Variables that belong to the workbench's own interpreter."""

_MANAGERS: Final = (
    ("uv.lock", "uv sync", "uv add"),
    ("poetry.lock", "POETRY_VIRTUALENVS_IN_PROJECT=1 poetry install", "POETRY_VIRTUALENVS_IN_PROJECT=1 poetry add"),
    ("Pipfile", "PIPENV_VENV_IN_PROJECT=1 pipenv install", "PIPENV_VENV_IN_PROJECT=1 pipenv install"),
)
"""The file that tells of a package manager, how it installs what is listed, and how it adds a package.

Poetry and Pipenv keep environments elsewhere unless they are told to keep them where others find them.
"""

_PACKAGES: Final = {
    "bs4": "beautifulsoup4",
    "dateutil": "python-dateutil",
    "dotenv": "python-dotenv",
    "jose": "python-jose",
    "jwt": "PyJWT",
    "PIL": "pillow",
    "simple_salesforce": "simple-salesforce",
    "yaml": "PyYAML",
}
"""Modules whose package has another name."""


class PythonRuntime(ChildRuntime):
    """A Python adapter; implements `Runtime`."""

    _interpreter = ""

    async def launch(self) -> Launch:
        """The host on the adapter's own interpreter, in its own folder and environment."""
        return await asyncio.to_thread(self._prepare)

    def _prepare(self) -> Launch:
        root = Path(self.source.root)
        if not Path(self.source.entry).exists():
            raise AdapterLoadError(
                f"{self.source.entry} is not there.",
                code="adapter-missing",
                hint="Check the path, or open the folder that holds the adapter.",
            )
        self._interpreter, note = find_interpreter(root)
        environment = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
        environment = {**read_dotenv(self.source.folders), **environment}
        environment.update(self.options.environment)
        environment["PYTHONUNBUFFERED"] = "1"
        return Launch(
            argv=(self._interpreter, str(host_folder("python") / "start.py")),
            cwd=str(root),
            environment=environment,
            notes=(note,),
        )

    def diagnose(self, failure: LoadFailure) -> AdapterLoadError:
        """Name the package to install, or the file and line to look at."""
        name = self.source.name
        if failure.missing:
            return self._missing(failure)
        place = f"{failure.file}, line {failure.line}" if failure.line else failure.file
        where = f" ({place})" if place else ""
        if failure.name in ("SyntaxError", "IndentationError", "TabError"):
            return AdapterLoadError(
                f"{name} is not valid Python: {failure.message}{where}.",
                code="syntax-error",
                hint=f"Correct {place or 'the file'} and open the adapter again.",
                detail=failure.stack,
            )
        if failure.name == "FileNotFoundError" and not failure.stack:
            return AdapterLoadError(
                f"{failure.message}.",
                code="adapter-missing",
                hint="Open the file that defines the interfaces, such as adapter.py.",
            )
        said = f"{failure.name}: {failure.message}" if failure.message else failure.name
        return AdapterLoadError(
            f"{name} could not be loaded. {said.rstrip('.')}{where}.",
            code="load-failed",
            hint=failure.hint or (f"Look at {place}." if place else "Look at the stack, and open the adapter again."),
            detail=failure.stack,
        )

    def _missing(self, failure: LoadFailure) -> AdapterLoadError:
        top = failure.missing.partition(".")[0]
        above = self.source.passed_over
        unused = f" {above}, which only lies above, is not its project, so nothing of it is used." if above else ""
        place = f" ({failure.file}, line {failure.line})" if failure.line else ""
        return AdapterLoadError(
            f"{self.source.name} needs the module {failure.missing}, which is not installed{place}.{unused}",
            code="missing-package",
            hint=_bringing(_PACKAGES.get(top, top), Path(self.source.root), self._interpreter),
            detail=failure.stack,
        )


def _bringing(package: str, root: Path, interpreter: str) -> str:
    """The command that installs a package as the project's own manager does, else as pip does."""
    for file, install, add in _MANAGERS:
        if (root / file).is_file():
            listed = any(package.lower() in read_text(root / name).lower() for name in ("pyproject.toml", "Pipfile"))
            return f"Run {install if listed else f'{add} {package}'} in {root}."
    requirements = next((file for file in ("requirements.txt", "pyproject.toml") if (root / file).is_file()), "")
    command = f"{shlex.quote(interpreter)} -m pip install"
    if requirements == "requirements.txt":
        return f"Install it with: {command} -r {shlex.quote(str(root / requirements))}"
    return f"Install it with: {command} {shlex.quote(str(root)) if requirements else package}"


def find_interpreter(root: Path) -> tuple[str, str]:
    """Path of the interpreter for a project, and a sentence that says why it was chosen."""
    usual = [root / name for name in ENVIRONMENTS]
    others = sorted(folder.parent for folder in root.glob("*/pyvenv.cfg")) if root.is_dir() else []
    broken = ""
    for folder in (*usual, *others):
        if not (folder / "pyvenv.cfg").is_file():
            continue
        python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        if python.exists():
            return str(python), f"It runs in its own virtual environment, {folder.name}."
        broken = broken or f"Its virtual environment {folder.name} has no working Python. "
    own = sys.executable if sys.executable and not getattr(sys, "frozen", False) else shutil.which("python3")
    if not own:
        raise AdapterLoadError(
            f"{broken}There is no Python to run {root.name}.",
            code="no-interpreter",
            hint=f"Make a virtual environment in {root}: python3 -m venv .venv",
        )
    return own, f"{broken}It has no virtual environment of its own, so the workbench's Python runs it."
