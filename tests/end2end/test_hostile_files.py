"""Hostile files where the product reads some: each command ends in time, in a sentence or with its work done."""

from __future__ import annotations

import os
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


KINDS: Final = (*CONTENTS, "pipe", "folder", "loop")
NAMES: Final = ("workbench.toml", "settings.toml", ".env", "manifest.json")
EVERY: Final = [(name, kind) for name in NAMES for kind in KINDS]
FEW: Final = [(name, kind) for name, kind in EVERY if kind in ("deep", "pipe") and name.endswith(".toml")]


@pytest.mark.parametrize(("name", "kind"), EVERY if os.environ.get("WORKBENCH_FUZZ_FILES") else FEW)
def test_a_hostile_file_is_no_fault_of_ours(tmp_path: Path, name: str, kind: str) -> None:
    home, project = tmp_path / "home", tmp_path / "project"
    project.mkdir()
    (project / "adapter.py").write_text(ADAPTER)
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
    words = ("fire", "adapter.py", "getAuthType") if name == "settings.toml" else ("describe", "adapter.py")
    environment = {"WORKBENCH_HOME": str(home), "WORKBENCH_VAULT": "memory"}
    done = workbench(*words, cwd=project, environment=environment)
    assert done.code in (0, 1, 2, 3), done.err
    assert done.code in (0, 1) or done.err.strip()
    assert "Traceback" not in done.err
