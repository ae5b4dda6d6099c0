"""An adapter with two ways to log in: fields or --way choose one, and what is fired later goes by the login's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from builders_vault import file_keychain
from program import Ran, workbench

ADAPTER = """
exports.getAuthType = () => 'oauth';
exports.getOauthInfo = () => ({ clientId: 'c', clientSecret: 's', accessTokenUri: 'https://lark.example.test/token' });
exports.checkAndRefreshAccessToken = (app, user) => user;
exports.getBasicAuth = ({ apiKey }) => Buffer.from(apiKey ?? '');
exports.getUserInfo = ({ authHeader, additionalInfo }) => ({
  successful: additionalInfo?.dealer === '7001',
  platformUserInfo: { id: '5-lark', name: `Noa by ${authHeader}`, overridingApiKey: 'linked' },
  returnMessage: { message: 'Which dealer?', messageType: 'warning', ttl: 3000 },
});
exports.postSaveUserInfo = ({ userInfo }) => ({ id: userInfo.id, name: userInfo.name });
exports.unAuthorize = async ({ user }) => {
  await user.update({ accessToken: '' });
  return { returnMessage: { message: 'Bye', messageType: 'success', ttl: 3000 } };
};
"""


@pytest.fixture
def adapter(tmp_path: Path) -> str:
    folder = tmp_path / "lark"
    folder.mkdir()
    (folder / "index.js").write_text(ADAPTER, encoding="utf-8")
    return str(folder)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., Ran]:
    """The program with a keychain that keeps in a file."""
    environment = file_keychain(tmp_path / "keychain")
    return lambda *words: workbench(*words, cwd=tmp_path, environment=environment)


def test_fields_without_a_key_log_in_and_the_login_is_what_later_firings_have(
    adapter: str, run: Callable[..., Ran]
) -> None:
    assert run("login", adapter, "--field", "dealer=7001").code == 0
    again = run("fire", adapter, "getUserInfo", "--json")
    assert again.document["arguments"]["additionalInfo"].keys() == {"dealer"}
    assert again.document["outcome"]["value"]["platformUserInfo"]["name"] == "Noa by Basic "
    saved = run("fire", adapter, "postSaveUserInfo", "--json")
    assert saved.document["arguments"] == {"userInfo": {"id": "5-lark", "name": "Noa by Basic "}}
    header = run("fire", adapter, "getBasicAuth", "--set", "apiKey=k-7", "--json")
    assert (header.code, header.document["findings"]) == (0, [])
    info = run("fire", adapter, "getOauthInfo", "--json")
    assert "get-oauth-info/redirect-uri-missing" not in [each["rule"] for each in info.document["findings"]]


def test_the_way_that_is_chosen_counts(adapter: str, run: Callable[..., Ran]) -> None:
    by_oauth = run("login", adapter, "--way", "oauth", "--field", "dealer=7001", "--json")
    assert by_oauth.document["error"]["code"] == "consent-page-unknown"
    by_key = run("login", adapter, "--way", "apiKey", "--field", "dealer=7002", "--json")
    assert "Which dealer?" in by_key.document["error"]["message"]
    assert run("login", adapter, "--way", "cookie").code == 2
