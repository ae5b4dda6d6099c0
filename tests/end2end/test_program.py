"""The program as a whole: its other commands, and what is left of it when it is interrupted or killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
import pytest
from program import workbench

from workbench.cli.main import COMMANDS
from workbench.services.resources import contract


@contextmanager
def started(*words: str, cwd: Path | None = None) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "workbench", *words]
    with subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as program:
        try:
            yield program
        finally:
            program.kill()


def test_crm_answers_until_it_is_interrupted() -> None:
    with started("crm") as program:
        assert program.stdout is not None
        url = program.stdout.readline().split()[4].rstrip(".")
        contacts = httpx.get(f"{url}/v1/contacts", headers={"X-Api-Key": "harbor-demo-key"}, trust_env=False)
        assert contacts.status_code == 200
        assert contacts.json()
        program.send_signal(signal.SIGINT)
        assert program.wait(20) == 0


def test_crm_says_when_its_port_is_taken() -> None:
    with started("crm", "--json") as program:
        assert program.stdout is not None
        lines = []
        while not lines or lines[-1] != "}\n":
            lines.append(program.stdout.readline())
        port = json.loads("".join(lines))["url"].rpartition(":")[2]
        ran = workbench("crm", "--port", port)
    assert ran.code == 2
    assert port in ran.err


def test_doctor_says_what_it_found() -> None:
    ran = workbench("doctor", "--json")
    checks = {each["name"]: each for each in ran.document["checks"]}
    assert {"Python", "Qt", "Built-in window", "Node", "TypeScript", "Keychain", "Files"} <= set(checks)
    assert checks["Node"]["state"] == checks["TypeScript"]["state"] == "ok"
    assert all(each["remedy"] for each in checks.values() if each["state"] != "ok")


def test_docs_describe_every_interface_and_command(tmp_path: Path) -> None:
    assert workbench("docs", str(tmp_path / "pages")).code == 0
    interfaces = (tmp_path / "pages" / "interfaces.md").read_text()
    assert [each.name for each in contract() if each.name not in interfaces] == []
    commands = (tmp_path / "pages" / "commands.md").read_text()
    assert [name for name in COMMANDS if f"workbench {name}" not in commands] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_helps_with_an_example(name: str) -> None:
    ran = workbench(name, "--help")
    assert ran.code == 0
    assert f"Example: workbench {name}" in " ".join(ran.out.split())


def test_version() -> None:
    assert workbench("--version").out.startswith("workbench, version ")


def test_an_interrupt_ends_the_call_and_its_process(tmp_path: Path) -> None:
    with hanging(tmp_path, "for (;;);") as (program, adapter):
        program.send_signal(signal.SIGINT)
        assert program.wait(30) == 6
    assert psutil.wait_procs([adapter], timeout=20)[1] == []


def test_a_killed_workbench_leaves_no_adapter_behind(tmp_path: Path) -> None:
    with hanging(tmp_path, "return new Promise(() => setInterval(() => {}, 1000));") as (program, adapter):
        program.kill()
    assert psutil.wait_procs([adapter], timeout=20)[1] == []


@contextmanager
def hanging(folder: Path, how: str) -> Iterator[tuple[subprocess.Popen[str], psutil.Process]]:
    """The program with a call that does not end, and the adapter's process, which has told its id over a pipe."""
    os.mkfifo(folder / "pid")
    (folder / "index.js").write_text(
        "exports.getAuthType = () => 'apiKey';\n"
        "exports.getOauthInfo = () => {\n"
        f"  require('fs').writeFileSync('pid', String(process.pid));\n  {how}\n}};\n"
    )
    with started("fire", "index.js", "getOauthInfo", cwd=folder) as program:
        yield program, psutil.Process(int((folder / "pid").read_text()))
