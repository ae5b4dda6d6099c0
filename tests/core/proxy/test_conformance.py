"""The recorded cases of App Connect's engines, through the conformance script."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import conformance_proxy
import pytest

TESTS = Path(__file__).parents[2]
RECORDED = TESTS / "data" / "proxy_examples.json"


def conformance(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(TESTS / "conformance.py"), *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=60)


def test_every_recorded_case_passes() -> None:
    assert conformance_proxy.run(RECORDED) == (64, [])


@pytest.mark.parametrize(
    ("mode", "file", "last"),
    [
        ("proxy", "proxy_examples.json", "64 passed, 0 failed"),
        ("composer", "log_composer_examples.json", "50 passed, 0 failed"),
    ],
)
def test_the_script_runs_from_anywhere(mode: str, file: str, last: str, tmp_path: Path) -> None:
    done = conformance(mode, str(TESTS / "data" / file), folder=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, last), done.stderr


def test_what_fails_is_named_with_its_difference(tmp_path: Path) -> None:
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    recorded["cases"] = recorded["cases"][:6]
    recorded["cases"][0]["result"] = "oauth"
    recorded["cases"][1]["throws"]["kind"] = "Error"
    recorded["cases"][4]["requests"][0]["params"]["host"] = None
    recorded["cases"][5]["requests"] = []
    recorded["path_lookup"][0]["result"] = "1"
    recorded["real_socket_captures"][0]["headers"]["user-agent"] = "x"
    (tmp_path / "changed.json").write_text(json.dumps(recorded), encoding="utf-8")
    done = conformance("proxy", "changed.json", folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "15 passed, 6 failed"
    assert "auth-type-no-config\n  result: expected 'oauth', got 'apiKey'" in done.stdout
    assert "  throws.kind: expected 'Error', got 'TypeError'" in done.stdout
    assert "  requests.0.params.host: expected None, got 'acme.crm.example.test'" in done.stdout
    assert "  requests: 0 expected, 1 made" in done.stdout
    assert "path_lookup-0\n" in done.stdout


def test_messages_of_throws_are_not_compared(tmp_path: Path) -> None:
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    thrown = [case for case in recorded["cases"] if "throws" in case]
    for case in thrown:
        case["throws"]["message"] = "another"
    (tmp_path / "changed.json").write_text(json.dumps({"cases": thrown}), encoding="utf-8")
    assert conformance_proxy.run(tmp_path / "changed.json") == (len(thrown), [])


@pytest.mark.parametrize("arguments", [(), ("proxy",), ("other", "x"), ("proxy", "missing.json")])
def test_words_that_do_not_fit(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = conformance(*arguments, folder=tmp_path)
    assert done.returncode == 2
    assert "usage" in done.stderr
