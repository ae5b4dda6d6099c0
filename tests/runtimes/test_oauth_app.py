"""Both hosts hand over an OAuth client that exchanges and refreshes as the server's own does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from builders_harbor import REDIRECT, Harbor, running
from builders_node import open_node, write_files
from builders_runtimes import opened

from workbench.core.run.invocation import OutcomeKind
from workbench.core.traffic.hosts import HostMap
from workbench.core.values import Marker

NODE = """
exports.getAuthType = () => 'oauth';
exports.checkAndRefreshAccessToken = async (app, address) => {
  const first = await app.code.getToken(address);
  const second = await app.createToken(first.accessToken, first.refreshToken).refresh();
  const wrong = await app.createToken('a', 'unknown').refresh()
    .catch((error) => [error.code, error.body.error, 'response' in error]);
  const path = await app.code.getToken('http://127.0.0.1/other?code=1').catch((error) => error.message);
  const rotated = second.refreshToken !== first.refreshToken;
  return [first.accessToken, second.accessToken, rotated, second.expired(), wrong, path];
};
"""

PYTHON = """
async def checkAndRefreshAccessToken(oauth_app, user, timeout):
    address = user
    first = await oauth_app.code.getToken(address)
    second = await oauth_app.createToken(first.accessToken, first.refresh_token).refresh()
    try:
        oauth_app.create_token("a", "unknown").refresh()
    except Exception as error:
        wrong = [error.code, error.body["error"], hasattr(error, "response")]
    try:
        oauth_app.code.get_token("http://127.0.0.1/other?code=1")
    except TypeError as error:
        path = str(error)
    rotated = second.refreshToken != first.refreshToken
    return [first.accessToken, second.accessToken, rotated, second.expired(), wrong, path]
"""


def app(harbor: Harbor, **changes: Any) -> Marker:
    client = harbor.crm.oauth_client
    options = {
        "clientId": client.client_id,
        "clientSecret": client.client_secret,
        "accessTokenUri": f"{harbor.crm.url}/oauth/token",
        "redirectUri": REDIRECT,
    }
    return Marker("oauthApp", {**options, **changes})


@pytest.mark.parametrize("language", ["node", "python"])
async def test_a_code_and_a_refresh(language: str, tmp_path: Path) -> None:
    async with running() as harbor:
        granted = await harbor.decide()
        address = f"{REDIRECT}?code={granted['code']}&state=platform%3Dharbor"
        arguments = (app(harbor), address, 20)
        if language == "node":
            async with open_node(write_files(tmp_path / "project", {"index.js": NODE}), tmp_path / "spool") as node:
                outcome = await node.call("checkAndRefreshAccessToken", *arguments)
        else:
            async with opened(tmp_path, PYTHON) as python:
                outcome = await python.call("checkAndRefreshAccessToken", *arguments)
        assert outcome.kind is OutcomeKind.RETURNED, outcome.error
        first, second, rotated, expired, wrong, path = outcome.value
        assert first != second
        assert (rotated, expired) == (True, False)
        assert wrong == ["EAUTH", "invalid_grant", False]
        assert path == "Redirected path should match configured path, but got: /other"
        assert (await harbor.me(second)).status_code == 200


OWN_LIBRARY = """
const connects = () => { throw new Error('its own sockets know no --map'); };
module.exports = class ClientOAuth2 {
  constructor(options, request = connects) {
    this.code = { getToken: async () => request('POST', options.accessTokenUri, 'grant_type=x', {}) };
  }
};
"""


async def test_the_projects_own_library_asks_where_the_host_is_sent(tmp_path: Path) -> None:
    project = {
        "index.js": "exports.getAuthType = () => 'oauth';"
        "exports.checkAndRefreshAccessToken = async (app) => (await app.code.getToken('x')).status;",
        "node_modules/client-oauth2/index.js": OWN_LIBRARY,
    }
    async with running() as harbor:
        maps = (HostMap("crm.example.test", harbor.crm.url),)
        async with open_node(write_files(tmp_path / "project", project), tmp_path / "spool", maps=maps) as node:
            asked = app(harbor, accessTokenUri="https://crm.example.test/oauth/token")
            outcome = await node.call("checkAndRefreshAccessToken", asked, {}, 20)
    assert outcome.value == 400


LIFETIMES = """
exports.getAuthType = () => 'oauth';
exports.checkAndRefreshAccessToken = async (app) =>
  [3600, '3600', '3600s', null, undefined, -5, 1e300, 'Infinity', '', true, {}].map((given) => {
    const data = given === undefined ? { access_token: 'a' } : { access_token: 'a', expires_in: given };
    const token = app.createToken(data);
    const seconds = (new Date(token.expires ?? NaN) - Date.now()) / 1000;
    return [Number.isNaN(seconds) ? null : Math.round(seconds), token.expired()];
  });
"""
LIFETIMES_PYTHON = """
import datetime

def checkAndRefreshAccessToken(oauth_app, user, timeout):
    told = []
    for given in (3600, "3600", "3600s", None, ..., -5, 1e300, "Infinity", "", True, {}):
        data = {"access_token": "a"} if given is ... else {"access_token": "a", "expires_in": given}
        token = oauth_app.create_token(data)
        left = token.expires and (token.expires - datetime.datetime.now(datetime.timezone.utc)).total_seconds()
        told.append([None if left is None else round(left), token.expired()])
    return told
"""
NEVER = [None, False]


@pytest.mark.parametrize("language", ["node", "python"])
async def test_a_token_of_any_lifetime_can_be_made(language: str, tmp_path: Path) -> None:
    arguments = (Marker("oauthApp", {"clientId": "c"}), {}, 20)
    if language == "node":
        async with open_node(write_files(tmp_path / "project", {"index.js": LIFETIMES}), tmp_path / "spool") as node:
            outcome = await node.call("checkAndRefreshAccessToken", *arguments)
    else:
        async with opened(tmp_path, LIFETIMES_PYTHON) as python:
            outcome = await python.call("checkAndRefreshAccessToken", *arguments)
    assert outcome.kind is OutcomeKind.RETURNED, outcome.error
    good, text, unit, null, absent, negative, *rest = outcome.value
    assert good == text == [3600, False]
    assert unit == absent == NEVER
    assert null[0] == 0
    assert negative == [-5, True]
    assert rest[:2] == [NEVER, NEVER]
    assert [each[0] for each in rest[2:4]] == [0, 1]
