"""Files that people write: manifest, proxy configuration, settings, workbench.toml, .env."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, datetime
from typing import Any

from fuzzing.holding import are_findings, file_of, is_sentence, read_or_refused, the_same_twice
from fuzzing.values import ANY_TEXT, JSON, as_file, known, text_of, written
from hypothesis import strategies as st

from workbench.core.errors import AdapterLoadError, UsageError
from workbench.core.login import form_problems, login_form
from workbench.core.manifest import (
    authorization_url,
    check_manifest,
    contact_page,
    hostname,
    log_page,
)
from workbench.core.manifest.links import is_web_page
from workbench.core.manifest.parse import Manifest
from workbench.core.program.settings import BY_KEY, SETTINGS, Kind, fault
from workbench.core.proxy import (
    INTERFACES,
    PendingOperation,
    ProxyResponse,
    ProxyResult,
    ProxyThrow,
    finish,
    lint,
    outgoing,
    parse_body,
    prepare,
    read_profile,
)
from workbench.runtimes.environment import read_dotenv
from workbench.services.settings import load_settings, save_settings
from workbench.session.manifests import read_manifest
from workbench.session.workspace import FILE_NAME, read_workspace, write_workspace

_FIELD = {
    "const": ANY_TEXT, "title": ANY_TEXT, "type": st.sampled_from(("selection", "checkbox", "inputField", "option")),
    "options": [{"const": ANY_TEXT, "title": ANY_TEXT, "id": ANY_TEXT}], "contactDependent": st.booleans(),
    "defaultSettingValues": {"callLog": {"settingId": ANY_TEXT}}, "defaultValue": JSON, "required": st.booleans(),
    "uiSchema": {"ui:widget": st.just("password"), "ui:field": st.sampled_from(("typography", "admonition"))},
    "managed": st.booleans(), "managedScope": ANY_TEXT,
}  # fmt: skip
_PAGES = text_of("https://", "{hostname}", "{contactId}", "{x}", "/", "*", ".", "crm", "?", "[", "]", ":", "@")
_PLATFORM = {
    "name": ANY_TEXT, "displayName": ANY_TEXT,
    "auth": {
        "type": st.sampled_from(("oauth", "apiKey", "APIKEY")),
        "oauth": {"authUrl": _PAGES, "clientId": ANY_TEXT, "redirectUri": _PAGES, "scope": ANY_TEXT,
                  "customState": ANY_TEXT},
        "apiKey": {"page": {"content": [_FIELD]}},
    },
    "environment": {"type": st.sampled_from(("fixed", "dynamic", "selectable")), "url": _PAGES, "urlIdentifier": _PAGES,
                    "instructions": [ANY_TEXT], "selections": [{"const": _PAGES, "name": ANY_TEXT}]},
    "override": [{"triggerType": st.sampled_from(("hostname", "meta")), "triggerValue": ANY_TEXT,
                  "overrideObjects": [{"path": text_of("auth", ".", "page", "serverUrl", "0", "[", "]"),
                                       "value": JSON}]}],
    "contactTypes": [{"value": ANY_TEXT, "display": ANY_TEXT}], "contactPageUrl": _PAGES, "logPageUrl": _PAGES,
    "page": {"callLog": {"additionalFields": [_FIELD]}, "newContact": {"additionalFields": [_FIELD]}},
    "settings": [{"id": ANY_TEXT, "items": [_FIELD]}], "serverSideLogging": {"additionalFields": [_FIELD]},
    "canOpenLogPage": st.booleans(),
}  # fmt: skip
_MANIFEST = known({"platforms": {"crm": _PLATFORM, "": _PLATFORM}, "serverUrl": _PAGES, "author": {"name": ANY_TEXT}})
_LISTED = st.fixed_dictionaries({"platforms": st.lists(known(_PLATFORM), max_size=3)})
_JSON_SIGNS = ("{", "}", "[", "]", '"', ":", ",", "\\", "1e999", "\ufeff", "//", "null", '"platforms"', '"operations"')

MANIFESTS = st.tuples((_MANIFEST | _LISTED | JSON).map(written) | text_of(*_JSON_SIGNS).map(as_file), _PAGES)


def holds_of_manifest(given: tuple[bytes, str]) -> None:
    """A manifest is refused in a sentence, or each of its platforms is there, is checked, and can be logged in to."""
    content, typed = given
    with file_of(content, "manifest.json") as file:
        manifest = read_or_refused(lambda: read_manifest(file), UsageError)
    if manifest is None:
        return
    assert manifest.names
    the_same_twice(lambda _: [_platform(manifest, name, typed) for name in manifest.names], manifest.raw)


def _platform(manifest: Manifest, name: str, typed: str) -> list[Any]:
    platform = manifest.platform(name, typed)
    assert name in (platform.key, platform.name) or name == platform.raw.get("name")
    findings = check_manifest(platform)
    are_findings(findings)
    form = login_form(platform, platform.auth_type)
    problems = form_problems(form, {"hostname": typed}, platform)
    for each in problems.values():
        is_sentence(each)
    page = authorization_url(platform, state="state")
    assert page.startswith(platform.oauth.auth_url)
    assert "response_type=code" in page
    host = read_or_refused(lambda: hostname(platform, typed), UsageError)
    assert host is None or "/" not in host
    values = {"hostname": host, "contactId": typed}
    links = [contact_page(platform, values), log_page(platform, values)]
    assert all(link is None or "{contactId}" not in link or "{contactId}" in typed for link in links)
    return [platform.settings, findings, problems, page, host, links, is_web_page(page)]


_TEMPLATES = text_of(
    "{{", "}}", "apiKey", "user.", "accessToken", "/", "?", "=", "https://", "contacts", ".0", "$", ":"
)
_AUTH = {"type": ANY_TEXT, "scheme": _TEMPLATES, "headerName": _TEMPLATES, "credentialTemplate": _TEMPLATES,
         "encode": st.sampled_from(("base64", "none"))}  # fmt: skip
_OPERATION = {
    "method": st.sampled_from(("GET", "post", "PUT", "")), "url": _TEMPLATES, "headers": {"Accept": _TEMPLATES},
    "query": {"q": _TEMPLATES}, "body": {"note": _TEMPLATES}, "auth": _AUTH,
    "responseMapping": {
        "listPath": _TEMPLATES, "idPath": _TEMPLATES, "type": _TEMPLATES, "messagePath": _TEMPLATES,
        "item": {"idPath": _TEMPLATES, "namePath": _TEMPLATES},
    },
}  # fmt: skip
_PROFILE = known(
    {
        "meta": {"logFormat": ANY_TEXT, "name": ANY_TEXT}, "auth": _AUTH,
        "requestDefaults": {"baseUrl": _TEMPLATES, "timeoutSeconds": JSON, "defaultHeaders": {"X": _TEMPLATES}},
        "operations": dict.fromkeys(INTERFACES, _OPERATION),
    }
)  # fmt: skip
_RECORDS = st.fixed_dictionaries({"proxyConfig": _PROFILE}, optional={"encodedSecretKey": ANY_TEXT | JSON})
PROFILES = st.tuples(
    (_PROFILE | _RECORDS | JSON).map(written).map(bytes.decode) | text_of(*_JSON_SIGNS),
    (JSON.map(written) | st.binary(max_size=30)),
    st.sampled_from((200, 204, 302, 401, 500)),
)
_NOW = datetime(2026, 1, 31, tzinfo=UTC)
_USER = {"id": "1-crm", "accessToken": "stored-key", "hostname": "crm.example.test", "timezoneName": "America/Denver"}


def holds_of_proxy(given: tuple[str, bytes, int]) -> None:
    """A configuration is refused with its place, or each of its operations ends as App Connect's engine can end."""
    text, body, status = given
    read = read_or_refused(lambda: read_profile(text, "crm.json", "k" * 32), AdapterLoadError)
    if read is None:
        return
    assert read.profile["operations"]
    are_findings(lint(read.profile))
    for name in INTERFACES:
        if name in read.profile["operations"] or not INTERFACES.index(name):
            the_same_twice(lambda profile, name=name: _ended(name, profile, body, status), read.profile)


def _ended(name: str, profile: Any, body: bytes, status: int) -> Any:
    inputs = {"user": _USER, "phoneNumber": "+12025550144", "note": "Call back", "contactInfo": {"id": "1"}}
    try:
        pending = prepare(name, (inputs,), profile=profile, user=_USER, now=_NOW)
        if isinstance(pending, ProxyResult):
            return pending.value
        assert isinstance(pending, PendingOperation)
        sent = outgoing(pending.request, core_version="1")
        assert sent.url.startswith(("http://", "https://"))
        return finish(pending, ProxyResponse(status, parse_body(body))).value
    except ProxyThrow as error:
        assert error.name
        return error.name, error.message


_KEYS = tuple(row.key for row in SETTINGS)
_TOML = ("=", "[", "]", '"', "'", "\n", ".", "#", "{", "}", ",", " ", "true", "1", "0x", "1e9", "inf", "nan", '"""',
         "2026-01-31", "10:00:00", "\ufeff", "\r\n")  # fmt: skip
_TOML_VALUES = st.sampled_from(
    ("1", "0", "-1", "true", '"light"', '"x"', "[]", "{}", "[1]", "nan", "inf", "1e400", "2026-01-31", '"\\ud83d"',
     "{a = 1}", '["/a"]', '[{place = "x", opened_at = nan}]', "[[]]", "9" * 30)
)  # fmt: skip


def _lines(*names: str) -> st.SearchStrategy[str]:
    line = st.builds("{} = {}\n".format, st.sampled_from(names), _TOML_VALUES)
    return st.lists(line | text_of(*_TOML, *names, longest=6), max_size=6).map("".join)


SETTING_FILES = _lines(*_KEYS, "trusted", "recent", "layout", "shortcuts", "later", "shortcuts.fire").map(as_file)


def holds_of_settings(content: bytes) -> None:
    """Whatever the file holds is taken, or kept and told; what is written is read again; a copy of no TOML is kept."""
    with file_of(content, "settings.toml") as file:
        settings = load_settings(file)
        for each in settings.faults:
            is_sentence(each.sentence)
            assert 0 <= each.line <= content.count(b"\n") + content.count(b"\r") + 1
        for row in SETTINGS:
            assert row.kind in Kind
            assert not fault(row, settings[row])
        if not settings.readable:
            save_settings(file, settings)
            assert file.with_suffix(".unreadable.toml").read_bytes() == content
            assert load_settings(file).faults == ()
            return
        try:
            held = tomllib.loads(content.decode("utf-8-sig").replace("\r\n", "\n"))
        except (ValueError, RecursionError):
            held = {}
        told = {each.key.partition(".")[0] for each in settings.faults}
        for name, value in held.items():
            row = BY_KEY.get(name)
            assert row is None or name in told or settings[row] == value
            wanted = {"trusted": list, "recent": list, "layout": dict, "shortcuts": dict}.get(name)
            assert wanted is None or isinstance(value, wanted) or name in told
        save_settings(file, settings)
        again = load_settings(file)
        assert _in_order(again.values) == _in_order(settings.values)
        assert _in_order(again.kept) == _in_order(settings.kept)
        assert {each.key for each in again.faults} == {each.key for each in settings.faults}
        assert (again.trusted, again.layout, again.shortcuts) == (settings.trusted, settings.layout, settings.shortcuts)


def _in_order(value: Any) -> str:
    """Tables have no order, and what is no number is equal to nothing."""
    return json.dumps(value, sort_keys=True, default=str)


WORKSPACES = _lines(
    "maps", "environment", "proxy", "ca_file", "manifest", "era", "secret", "settings", "admin",
    'maps."crm.example.test"', "environment.KEY", 'environment."A=B"', 'environment.""', 'settings."a.b"', "[maps]\nx",
).map(as_file)  # fmt: skip


def holds_of_workspace(content: bytes) -> None:
    """A workspace file is refused in a sentence, or comes back as it was, with variables that a process can have."""
    with file_of(content, FILE_NAME) as file:
        workspace = read_or_refused(lambda: read_workspace(file.parent), UsageError)
        if workspace is None:
            return
        _fits_a_process(dict(workspace.environment))
        write_workspace(file.parent, workspace)
        assert repr(read_workspace(file.parent)) == repr(workspace)


def _fits_a_process(variables: dict[str, str]) -> None:
    for name, value in variables.items():
        assert name
        assert "=" not in name
        assert "\0" not in name + value
        (name + value).encode("utf-8")


_PLAIN_NAME = st.from_regex(r"[A-Z][A-Z0-9_]{0,8}", fullmatch=True)
_PLAIN_LINES = st.dictionaries(_PLAIN_NAME, st.text('abc =#$&é"', max_size=8), max_size=3)
DOTENVS = st.tuples(
    text_of(
        "A", "=", "\n", '"', "'", "\\", "${A}", "${", "}", "#", "export ", " ", "'A=B'=1\n", "\0", "\ufeff", "B=1\n"
    ).map(as_file)
    | st.binary(max_size=30),
    _PLAIN_LINES,
)


def holds_of_dotenv(given: tuple[bytes, dict[str, str]]) -> None:
    """Any file gives variables that a process can have; plain lines give what they say."""
    content, plain = given
    with file_of(content, ".env") as file:
        _fits_a_process(the_same_twice(read_dotenv, [str(file.parent)]))
    lines = "".join(f"{name}='{value}'\n" for name, value in plain.items() if "$" not in value)
    with file_of(lines.encode(), ".env") as file:
        assert read_dotenv([str(file.parent)]) == {name: each for name, each in plain.items() if "$" not in each}
