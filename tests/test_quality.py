"""The checks that hold the code together, run as part of the one test command."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from npm_fixture import node_executable, npm_project
from vulture import Vulture

from workbench.services.own_code import read_imports

PROJECT = Path(__file__).parent.parent
SCRIPTS = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["mypy"],
        ["lint-imports"],
    ],
    ids=lambda command: " ".join(command),
)
def test_check_passes(command: list[str]) -> None:
    done = subprocess.run(
        [SCRIPTS / command[0], *command[1:]], cwd=PROJECT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("project", ["resources/hosts/node", "resources/samples/harbor-typescript"])
def test_javascript_and_typescript_have_no_type_errors(project: str) -> None:
    compiler = PROJECT / "resources/hosts/node/node_modules/typescript/bin/tsc"
    types = npm_project(PROJECT / "tests/node_types") / "node_modules/@types"
    options = ["--project", project, "--noEmit", "--types", "node", "--typeRoots", str(types)]
    done = subprocess.run(
        [node_executable(), compiler, *options], cwd=PROJECT, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


TAKES_MARKUP = (
    r"\.(setToolTip|setInformativeText|setStatusTip|setWhatsThis)\(|\b(QLabel|QMessageBox)\("
    r"|QToolTip\.showText\((?!.*plain\()"
)


def test_what_qt_would_take_for_markup_is_written_in_one_place() -> None:
    found = [
        f"{file.relative_to(PROJECT)}: {line.strip()}"
        for file in sorted((PROJECT / "workbench/gui").rglob("*.py"))
        if file.name != "widgets.py"
        for line in file.read_text(encoding="utf-8").splitlines()
        if re.search(TAKES_MARKUP, line) and "class " not in line
    ]
    assert found == [], "use tip, label, question or plain of gui/look/widgets"


def test_every_module_is_reached_from_the_program() -> None:
    imports = read_imports()
    # The program imports a command when it is asked for, by its name.
    waiting = ["__main__", *(name for name in imports if name.startswith("cli.commands."))]
    reached: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            # With a module its packages are imported too.
            waiting += [
                *imports[name],
                *(".".join(name.split(".")[:length]) for length in range(1, name.count(".") + 1)),
            ]
    assert imports.keys() - reached == set()


CALLED_FROM_OUTSIDE = {
    "Qt calls what a widget or model overrides": (
        "canFetchMore closeEvent contextMenuEvent dragEnterEvent dropEvent focusNextPrevChild headerData "
        "highlightBlock loadResource mouseDoubleClickEvent mouseMoveEvent mousePressEvent scrollContentsBy"
    ),
    "asyncio calls its protocols": "connection_made process_exited",
    "click calls its groups and types": "list_commands format_commands convert",
    "uvicorn calls its server": "main_loop capture_signals",
    "logging calls its handlers and formatters": "handleError default_msec_format",
    "adapters and libraries call it in the Python host": (
        "createToken getUri getToken accessToken refreshToken tokenType expired traceError setContext destroy toJSON "
        "writable dont_write_bytecode"
    ),
    "signals are found by their event's name": "adapter_loaded exchange_started unhandled_error",
    "members of the composer's inputs are read by their names in a list": (
        "logFormat existingBody callLog contactInfo aiNote transcript recordingLink voicemailLink startTime "
        "ringSenseTranscript ringSenseSummary ringSenseAIScore ringSenseBulletedSummary ringSenseLink"
    ),
    "values of a file or of JSON, read by value": "STRING REPLAYED STUBBED FAULTED created_at",
    "an option that the program reads before the command does": "headless",
    "sqlite3 reads it": "row_factory",
    "logging calls and reads it": "handleError default_msec_format",
    "kept so that it lives as long as its document": "_highlighter",
    "what is painted, which no call of Qt tells: window tests read it": "visible_text mark_place",
}
"""Names that nothing in the product uses, and why they are there."""


def test_no_code_is_reached_from_tests_alone() -> None:
    vulture = Vulture()
    vulture.scavenge([str(PROJECT / "workbench"), str(PROJECT / "resources/hosts")])
    names = {name for group in CALLED_FROM_OUTSIDE.values() for name in group.split()}
    unused = {item.name: item for item in vulture.get_unused_code(min_confidence=60) if item.typ != "unreachable_code"}
    reports = [item.get_report() for name, item in unused.items() if name not in names]
    assert reports == []
    assert names - unused.keys() == set(), "these are used now: take them out of the list"
