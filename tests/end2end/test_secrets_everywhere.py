"""Secrets that an adapter writes in every form, through every face of the program, stand in clear nowhere."""

# ruff: noqa: E501, the adapter is written as JavaScript is

from __future__ import annotations

import base64
import html
import json
import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest
from builders_vault import file_keychain
from program import Ran, workbench

KEY = "k-brook&77<88>long/9+z"
BOX = 'tarn&9"moss\\Reed+x'
DOTENV = "wold77aQ4kX9mTz1"
SHORT = "q7-x"

ADAPTER = r"""
const forms = (text) => [
  text, encodeURIComponent(text), encodeURI(text), encodeURIComponent(encodeURIComponent(text)),
  JSON.stringify(text).slice(1, -1), JSON.stringify(JSON.stringify(text)).slice(3, -3),
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;'),
  Buffer.from(text).toString('base64'), Buffer.from(`user:${text}`).toString('base64'),
  Buffer.from(`us:${text}`).toString('base64url'),
  [...text].map((each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`).join(''),
];
const all = (user) => {
  const box = user.platformAdditionalInfo ? user.platformAdditionalInfo.box.boxPassword : '';
  return [user.accessToken, box, process.env.BROOK_API_SECRET].filter(Boolean).flatMap(forms).join(' | ');
};
const ok = (message) => ({ message, messageType: 'success', ttl: 2000 });
exports.getAuthType = () => 'apiKey';
exports.getBasicAuth = ({ apiKey }) => Buffer.from(`${apiKey}:`).toString('base64');
exports.getUserInfo = async ({ apiKey, additionalInfo }) => {
  console.log('asked with', apiKey, JSON.stringify(additionalInfo), process.argv.join(' '));
  if (process.env.REFUSES) throw new Error(`GET http://crm.test/me?k=${encodeURIComponent(apiKey)} failed: ${forms(apiKey).join(' ')}`);
  return { successful: true, platformUserInfo: { id: '1-brook', name: 'Uma', timezoneName: 'UTC', timezoneOffset: 0,
    platformAdditionalInfo: { box: additionalInfo } }, returnMessage: ok(`in as ${apiKey}`) };
};
exports.findContact = async ({ user }) => {
  console.log(all(user)); console.error(all(user));
  process.stdout.write(user.accessToken.slice(0, 7)); process.stdout.write(`${user.accessToken.slice(7)} in pieces\n`);
  return { successful: true, matchedContactInfo: [{ id: '1', name: `Uma ${all(user)}`, type: 'Contact', phone: '+12025550144',
    additionalInfo: { [user.accessToken]: all(user) } }], returnMessage: ok(all(user)) };
};
exports.createContact = async ({ user }) => { const error = new Error(all(user)); error.code = user.accessToken; throw error; };
exports.createCallLog = async ({ user }) => ({ logId: user.accessToken, returnMessage: { message: all(user), messageType: 'warning', ttl: 1 } });
exports.getCallLog = async ({ user }) => ({ callLogInfo: { subject: all(user), note: all(user) }, returnMessage: ok('read') });
exports.unAuthorize = async ({ user }) => { const said = all(user); await user.destroy(); return { returnMessage: ok(said) }; };
"""


def _adapter(folder: Path) -> Path:
    folder.mkdir()
    (folder / "index.js").write_text(ADAPTER)
    (folder / "package.json").write_text('{"name": "brook", "main": "index.js"}')
    (folder / ".env").write_text(f"BROOK_API_SECRET={DOTENV}\nBROOK_LEVEL=verbose-mode-12\n")
    fields = [
        {"const": name, "title": name, "type": "string", "required": True, "uiSchema": {"ui:widget": "password"}}
        for name in ("apiKey", "boxPassword")
    ]
    platform = {
        "name": "brook",
        "displayName": "Brook",
        "environment": {"type": "fixed", "url": "http://crm.test"},
        "auth": {"type": "apiKey", "apiKey": {"page": {"title": "Log in", "content": fields}}},
    }
    (folder / "manifest.json").write_text(
        json.dumps({"serverUrl": "http://localhost", "platforms": {"brook": platform}})
    )
    return folder


def _spellings(secret: str) -> set[str]:
    """What of a secret must be found nowhere, each with its end left away: that is what a mask may leave."""
    found = {
        secret,
        quote(secret, safe=""),
        quote(secret, safe="!#$&'()*+,/:;=?@-._~"),
        quote(quote(secret, safe=""), safe=""),
        json.dumps(secret)[1:-1],
        json.dumps(json.dumps(secret))[3:-3],
        html.escape(secret, quote=False),
        html.escape(secret),
        "".join(f"\\u{ord(each):04x}" for each in secret),
        "".join(f"\\\\u{ord(each):04x}" for each in secret),
    }
    for before in ("", "user:", "us:"):
        coded = base64.b64encode(f"{before}{secret}".encode()).decode()
        found |= {
            coded.rstrip("=")[len(before) + 2 : -3],
            base64.urlsafe_b64encode(f"{before}{secret}".encode()).decode()[6:-5],
        }
    return {each[:-4] for each in found}


def _texts(folder: Path) -> dict[str, str]:
    """Everything in files below a folder, what databases hold told column by column."""
    found: dict[str, str] = {}
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        data = path.read_bytes()
        text = data.decode("utf-8", "backslashreplace")
        if data.startswith(b"SQLite format 3"):
            database = sqlite3.connect(path)
            for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                try:
                    rows = database.execute(f'SELECT * FROM "{table}"').fetchall()
                except sqlite3.Error:
                    continue
                text += "\n".join(
                    each.decode("utf-8", "backslashreplace") if isinstance(each, bytes) else str(each)
                    for row in rows
                    for each in row
                )
            database.close()
        found[str(path.relative_to(folder))] = text
    return found


@pytest.fixture(scope="module")
def leaks(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[tuple[str, Ran]], dict[str, str]]:
    """A life of the adapter: what each command printed, and what is written."""
    folder = tmp_path_factory.mktemp("brook")
    written = folder / "written"
    (written / "home").mkdir(parents=True)
    adapter = str(_adapter(folder / "brook"))
    environment = {
        "WORKBENCH_HOME": str(written / "home"),
        "TMPDIR": str(written),
        **file_keychain(folder / "keychain"),
    }
    fields = ("--field", f"apiKey={KEY}", "--field", f"boxPassword={BOX}")
    ran: list[tuple[str, Ran]] = []

    def run(*words: str, **more: str) -> None:
        ran.append((" ".join(words[:4]), workbench(*words, cwd=folder, environment={**environment, **more})))

    run("login", adapter, *fields, REFUSES="yes")
    run("fire", adapter, "findContact", *fields, "--json", REFUSES="yes")
    run("check", adapter, *fields, REFUSES="yes")
    run("login", adapter, *fields, "--json")
    for interface in ("findContact", "createCallLog"):
        run("fire", adapter, interface)
        run("fire", adapter, interface, "--json")
    run("fire", adapter, "createContact")
    run("check", adapter, "--json", "--report", str(written / "report.json"))
    run("describe", adapter)
    run("token", adapter)
    run("request", adapter, "GET", "/contact?phoneNumber=%2B12025550144")
    run("history")
    run("history", "--json")
    run("logout", adapter)
    return ran, _texts(written)


@pytest.mark.parametrize("secret", [KEY, BOX, DOTENV])
def test_nothing_that_is_printed_or_written_holds_it(
    secret: str, leaks: tuple[list[tuple[str, Ran]], dict[str, str]]
) -> None:
    ran, written = leaks
    shown = {f"{words} {place}": text for words, done in ran for place, text in (("out", done.out), ("err", done.err))}
    found = [
        f"{where}: {text[max(0, text.find(form) - 90) : text.find(form) + len(form) + 20]!r}"
        for where, text in {**shown, **written}.items()
        for form in _spellings(secret)
        if form in text
    ]
    assert found == []


def test_it_was_there_to_be_found(leaks: tuple[list[tuple[str, Ran]], dict[str, str]]) -> None:
    ran, written = leaks
    printed = "".join(done.out + done.err for _, done in ran)
    assert "in pieces" in printed
    assert "verbose-mode-12" not in printed
    assert "Uma ••••••••" in printed
    assert any("•••" in text for name, text in written.items() if name.endswith("history.sqlite3"))
    assert {done.code for _, done in ran} <= {0, 1, 4}
