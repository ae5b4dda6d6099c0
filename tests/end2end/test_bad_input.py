"""Bad input gets a clear error that names the fix, with the documented exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from program import workbench

GOOD_NODE = "exports.getAuthType = () => 'apiKey';\n"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    ran = workbench("describe", "nowhere.js", cwd=tmp_path)
    assert ran.code == 2
    assert "nowhere.js" in ran.err


def test_a_folder_without_an_adapter_says_what_was_looked_for(tmp_path: Path) -> None:
    ran = workbench("describe", ".", cwd=tmp_path)
    assert ran.code == 3
    assert "getAuthType" in ran.err
    assert "adapter.py" in ran.err


def test_a_syntax_error_in_typescript_names_its_line(tmp_path: Path) -> None:
    (tmp_path / "index.ts").write_text("export function getAuthType(): string {\n  return 'apiKey'\n}}\n")
    ran = workbench("describe", "index.ts", cwd=tmp_path)
    assert ran.code == 3
    assert "index.ts" in ran.err
    assert "3" in ran.err
    assert "Traceback" not in ran.err


def test_a_missing_npm_package_names_the_command(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "index.js").write_text("require('left-out-package');\n" + GOOD_NODE)
    ran = workbench("describe", ".", cwd=tmp_path)
    assert ran.code == 3
    assert "npm install left-out-package" in ran.err


def test_a_load_without_get_auth_type_is_diagnosed(tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text("exports.getAuthTipe = () => 'apiKey';\n")
    ran = workbench("describe", "index.js", cwd=tmp_path)
    assert ran.code == 3
    assert "getAuthType" in ran.err
    assert "getAuthTipe" in ran.err


def test_wrong_json_in_input_says_where(tmp_path: Path) -> None:
    (tmp_path / "in.json").write_text('{"phoneNumber": ')
    ran = workbench("fire", "harbor-python", "findContact", "--input", "in.json", cwd=tmp_path)
    assert ran.code == 2
    assert "cannot be read as JSON" in ran.err


def test_an_unknown_interface_gets_a_near_name() -> None:
    ran = workbench("fire", "harbor-python", "createCalLog")
    assert ran.code == 2
    assert "createCallLog" in ran.err


def test_an_interface_that_is_not_exported_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text(GOOD_NODE)
    ran = workbench("fire", "index.js", "createCallLog", cwd=tmp_path)
    assert ran.code == 2
    assert "does not export createCallLog" in ran.err


def test_a_login_that_lacks_its_key_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text(
        GOOD_NODE
        + "exports.getBasicAuth = () => 'x';\nexports.getUserInfo = () => ({});\nexports.findContact = () => ({});\n"
    )
    ran = workbench("fire", "index.js", "findContact", cwd=tmp_path)
    assert ran.code == 4
    assert "--field" in ran.err


def test_a_refused_key_is_a_login_error() -> None:
    ran = workbench("fire", "harbor-node", "findContact", "--field", "apiKey=wrong-key")
    assert ran.code == 4


def test_a_bad_map_shows_how_to_write_one() -> None:
    ran = workbench("fire", "harbor-python", "getAuthType", "--map", "api.example.com")
    assert ran.code == 2
    assert "http://127.0.0.1:9000" in ran.err


@pytest.mark.parametrize(
    "words", [("fire",), ("fire", "harbor-python"), ("check",), ("nonsense",), ("fire", "--nonsense")]
)
def test_wrong_words_are_usage_errors(words: tuple[str, ...]) -> None:
    ran = workbench(*words, "--json")
    assert ran.code == 2
    assert json.loads(ran.out)["error"]["code"] == "usage"


def test_errors_are_one_json_document(tmp_path: Path) -> None:
    ran = workbench("describe", "nowhere.js", "--json", cwd=tmp_path)
    assert set(ran.document["error"]) == {"code", "message", "hint"}
    assert ran.document["error"]["hint"]


def test_a_timeout_has_its_exit_code(tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text(
        "exports.getAuthType = () => 'apiKey';\nexports.getOauthInfo = () => new Promise(() => {});\n"
    )
    ran = workbench("fire", "index.js", "getOauthInfo", "--timeout", "0.3", "--json", cwd=tmp_path)
    assert ran.code == 6
    assert ran.document["outcome"]["kind"] == "timed_out"


def test_a_crash_is_an_outcome(tmp_path: Path) -> None:
    (tmp_path / "index.js").write_text(
        "exports.getAuthType = () => 'apiKey';\nexports.getOauthInfo = () => process.exit(3);\n"
    )
    ran = workbench("fire", "index.js", "getOauthInfo", "--json", cwd=tmp_path)
    assert ran.code == 1
    assert ran.document["outcome"]["kind"] == "crashed"
    assert ran.document["outcome"]["sentence"]


def test_a_crm_that_is_not_there_is_named() -> None:
    ran = workbench("fire", "harbor-node", "findContact", "--map", "api.harborcrm.test=http://127.0.0.1:1")
    assert ran.code == 5
    assert "http://127.0.0.1:1" in ran.err
    assert "ECONNREFUSED" in ran.err


def test_a_home_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = workbench("history", environment={"WORKBENCH_HOME": str(tmp_path / "file")})
    assert ran.code == 2
    assert "WORKBENCH_HOME" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("docs", "a-file/pages"), "a-file/pages could not be made: Not a directory."),
        (("pictures", "a-file/pictures"), "a-file/pictures could not be made: Not a directory."),
        (("crm", "--port", "99999"), "99999 is not in the range 0<=x<=65535."),
        (("fire", "harbor-node", "findContact", "--input", "none.json"), "none.json could not be read: No such file"),
        (("check", "harbor-node", "--admin", "none.json"), "none.json could not be read: No such file"),
        (("describe", "a-file/adapter.py"), "a-file/adapter.py"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_what_cannot_be_read_or_written_is_said_without_the_machines_numbers(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "a-file").write_text("text")
    ran = workbench(*words, cwd=tmp_path)
    assert ran.code == 2
    assert said in ran.err
    assert "Errno" not in ran.err
    assert "Traceback" not in ran.err
