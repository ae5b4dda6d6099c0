"""What is remembered of open consent pages, also where the file holds anything or cannot be written."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from workbench.session.login.pending import PendingLogin, PendingLogins

ADDRESS = "http://127.0.0.1/callback?code=c&state=s"


@pytest.mark.parametrize(
    "content",
    [b"", b"[", b"null", b"[1]", b"\xff\xfe", b'{"a": 1, "b": [], "c": {"until": "x"}, "d": {"until": null}}'],
)
def test_a_damaged_file_is_written_anew(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pending.json"
    path.write_bytes(content)
    pending = PendingLogins(path)
    assert pending.take("acme", ADDRESS) is None
    pending.remember("acme", PendingLogin("s", "v"))
    assert len(json.loads(path.read_bytes())) == 1
    assert pending.take("acme", ADDRESS) == PendingLogin("s", "v")


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_a_place_that_cannot_be_used_stops_no_login(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "pending.json"
    if kind == "folder":
        path.mkdir()
    elif hasattr(os, "mkfifo"):
        os.mkfifo(path)
    pending = PendingLogins(path)
    assert pending.take("acme", ADDRESS) is None
    pending.remember("acme", PendingLogin("s"))
    pending.forget("s")
    assert pending.take("acme", ADDRESS) is None
