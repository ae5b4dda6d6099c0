"""Hostile files where the product reads some: each command ends in time, in a sentence or with its work done."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Final

import pytest
from program import workbench

CONTENTS: Final = {
    "empty": b"",
    "binary": bytes(range(256)) * 50,
    "deep": b"a=" + b"[" * 20_000,
    "deep JSON": b"[" * 100_000,
    "null": b"null",
    "wrong types": b"maps=1\nproxy=[]\n",
    "a port beyond": b'proxy="http://h:99999"\n[maps]\n"h"="http://h:99999"\n',
    "not finite": b"exchange_cap = nan\ntimeout = inf\n",
}
ADAPTER: Final = "def get_auth_type(): return 'apiKey'\n"
SCRIPT: Final = "exports.getAuthType = () => 'apiKey';\n"


KINDS: Final = (*CONTENTS, "pipe", "folder", "loop")
COMMANDS: Final = {
    "workbench.toml": ("describe", "adapter.py"),
    "settings.toml": ("fire", "adapter.py", "getAuthType"),
    ".env": ("describe", "adapter.py"),
    "manifest.json": ("check", "adapter.py"),
    "package.json": ("describe", "index.js"),
    "tsconfig.json": ("describe", "index.ts"),
    "proxy.json": ("describe", "proxy.json"),
    "input.json": ("fire", "adapter.py", "getAuthType", "--input", "input.json"),
    "admin.json": ("check", "adapter.py", "--admin", "admin.json"),
}
"""A file, and a command that reads it."""
NAMES: Final = tuple(COMMANDS)
GIVEN: Final = ("input.json", "admin.json")
"""What is named on the command line may be a pipe, and is then waited for."""
EVERY: Final = [(name, kind) for name in NAMES for kind in KINDS if kind != "pipe" or name not in GIVEN]
FEW: Final = [(name, kind) for name, kind in EVERY if kind == "pipe" or (kind == "deep" and name.endswith(".toml"))]


@pytest.mark.parametrize(("name", "kind"), EVERY if os.environ.get("WORKBENCH_FUZZ_FILES") else FEW)
def test_a_hostile_file_is_no_fault_of_ours(tmp_path: Path, name: str, kind: str) -> None:
    home, project = tmp_path / "home", tmp_path / "project"
    project.mkdir()
    (project / "adapter.py").write_text(ADAPTER)
    for script in ("index.js", "index.ts"):
        (project / script).write_text(SCRIPT)
    file = home / "data" / name if name == "settings.toml" else project / name
    file.parent.mkdir(parents=True, exist_ok=True)
    if kind == "pipe":
        os.mkfifo(file)
    elif kind == "folder":
        file.mkdir()
    elif kind == "loop":
        file.symlink_to(file)
    else:
        file.write_bytes(CONTENTS[kind])
    environment = {"WORKBENCH_HOME": str(home), "WORKBENCH_VAULT": "memory"}
    began = time.monotonic()
    done = workbench(*COMMANDS[name], cwd=project, environment=environment)
    assert done.code in (0, 1, 2, 3, 4), done.err
    assert time.monotonic() - began < 30
    assert done.code in (0, 1) or done.err.strip()
    assert "Traceback" not in done.err
