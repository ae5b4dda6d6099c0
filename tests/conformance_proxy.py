"""Runs recorded cases of App Connect's proxy engine against the rebuilt one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from workbench.core.proxy import (
    ProxyRequest,
    ProxyResponse,
    ProxyResult,
    ProxyThrow,
    decode_stored_profile,
    look_up,
    outgoing,
    parse_body,
    serialise,
)
from workbench.core.proxy import (
    run as run_operation,
)
from workbench.core.values import UNDEFINED

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MARK = "__undefined__"


def run(path: Path | str) -> tuple[int, list[str]]:
    """How many cases of a file pass, and those that do not: the id, and what differs."""
    recorded = json.loads(Path(path).read_text(encoding="utf-8"))
    passed, failures = 0, []
    for case_id, check, case in _cases(recorded):
        try:
            differences = check(case)
        except Exception as error:  # noqa: BLE001 - whatever the engine does wrong is a failed case
            differences = [f"{type(error).__name__}: {error}"]
        if differences:
            failures.append("\n  ".join([case_id, *differences]))
        else:
            passed += 1
    return passed, failures


def _cases(recorded: dict[str, Any]) -> Iterator[tuple[str, Callable[[dict[str, Any]], list[str]], dict[str, Any]]]:
    sections = {
        "cases": _operation,
        "secret_key_decoding": _secret,
        "path_lookup": _path,
        "real_socket_captures": _capture,
    }
    for name, check in sections.items():
        for number, case in enumerate(recorded.get(name, [])):
            yield case.get("id", f"{name}-{number}"), check, case


def _operation(case: dict[str, Any]) -> list[str]:
    inputs = _read(case.get("inputs", {}))
    arguments = tuple(inputs) if isinstance(inputs, list) else (inputs,)
    user = _read(case.get("user_row_in_database", case.get("user", MARK)))
    if isinstance(inputs, dict):
        if "config" in case:
            inputs.setdefault("proxyConfig", _read(case["config"]))
        if user is not UNDEFINED:
            inputs.setdefault("user", user)
    stored = case["config"] if case["operation"] in ("unAuthorize", "getLicenseStatus") and "config" in case else None
    requests: list[ProxyRequest] = []

    def respond(request: ProxyRequest) -> ProxyResponse:
        requests.append(request)
        answer = case.get("response", {})
        body = answer.get("body", "")
        parsed = parse_body(body.encode()) if isinstance(body, str) and body != MARK else _read(body)
        return ProxyResponse(answer.get("status", 200), parsed)

    result: ProxyResult | None = None
    thrown: ProxyThrow | None = None
    try:
        result = run_operation(
            case["operation"],
            arguments,
            respond,
            profile=_read(case.get("config_loaded_by_proxyId", stored)),
            user=user,
            now=_moment(case.get("now")),
        )
    except ProxyThrow as error:
        thrown = error
    return [
        *_requests(case.get("requests", []), requests),
        *(_thrown(case["throws"], thrown, result) if "throws" in case else _returned(case, result, thrown)),
    ]


def _moment(text: str | None) -> datetime:
    return datetime.fromisoformat(text) if text else NOW


def _requests(recorded: list[dict[str, Any]], requests: list[ProxyRequest]) -> list[str]:
    if len(recorded) != len(requests):
        return [f"requests: {len(recorded)} expected, {len(requests)} made"]
    differences: list[str] = []
    for number, (expected, request) in enumerate(zip(recorded, requests, strict=True)):
        place = f"requests.{number}"
        actual = {key: getattr(request, key) for key in ("method", "url", "headers", "params", "data", "timeout")}
        differences += [
            difference
            for key in actual
            if key in expected
            for difference in _compare(f"{place}.{key}", _read(expected[key]), actual[key])
        ]
        if "wire" in expected:
            wire = serialise(request)
            sent = {"url": wire.url, "body": wire.body, "content_type": wire.content_type, "headers": wire.headers}
            for key, value in expected["wire"].items():
                differences += _compare(f"{place}.wire.{key}", None if value == MARK else _read(value), sent.get(key))
    return differences


def _thrown(expected: dict[str, Any], thrown: ProxyThrow | None, result: ProxyResult | None) -> list[str]:
    """Throws are compared by kind and status; messages are for people."""
    if thrown is None:
        return [f"throws: {expected} expected, returned {result and result.value!r}"]
    return [
        *_compare("throws.kind", expected.get("kind"), thrown.kind),
        *_compare("throws.status", expected.get("status"), thrown.status),
    ]


def _returned(case: dict[str, Any], result: ProxyResult | None, thrown: ProxyThrow | None) -> list[str]:
    if result is None:
        return [f"result: threw {thrown.kind if thrown else ''} {thrown}"]
    differences = _compare("result", _read(case.get("result", MARK)), result.value)
    saved = {key: value for change in result.user_changes.operations for key, value in change.values.items()}
    if "user_saved_with" in case:
        differences += _compare("user_saved_with", case["user_saved_with"], saved)
    return differences


def _secret(case: dict[str, Any]) -> list[str]:
    try:
        profile = decode_stored_profile(case["stored"], case.get("developer_secret_env"))
    except ProxyThrow as error:
        return [] if "throws" in case else [f"threw {error}"]
    return _compare("result", _read(case.get("result", MARK)), profile)


def _path(case: dict[str, Any]) -> list[str]:
    return _compare("result", _read(case.get("result", MARK)), look_up(_read(case["object"]), _read(case["path"])))


def _capture(case: dict[str, Any]) -> list[str]:
    """A capture names no inputs: its query and body are read, written again and compared with what was sent."""
    address = urlsplit(case["path"])
    params: dict[str, Any] = {}
    for name, value in parse_qsl(address.query, keep_blank_values=True):
        if name.endswith("[]"):
            params.setdefault(name.removesuffix("[]"), []).append(value)
        else:
            params[name] = value
    headers = case["headers"]
    connection = ("user-agent", "content-length", "accept-encoding", "host", "connection")
    request = ProxyRequest(
        case["method"],
        f"http://127.0.0.1{address.path}",
        {name: value for name, value in headers.items() if name not in connection},
        params,
        json.loads(case["body"]),
        20_000,
    )
    sent = outgoing(request)
    target = sent.url.removeprefix("http://127.0.0.1")
    lines = {name.lower(): value for name, value in sent.headers} | {"content-length": str(len(sent.body or b""))}
    expected = {name: value for name, value in headers.items() if name not in ("host", "connection")}
    return [
        *_compare("method", case["method"], sent.method),
        *_compare("path", case["path"], target),
        *_compare("headers", expected, lines),
        *_compare("body", case["body"], (sent.body or b"").decode()),
    ]


def _read(value: Any) -> Any:
    """Recorded values mark undefined by a word, since JSON has none."""
    if value == MARK:
        return UNDEFINED
    if isinstance(value, list):
        return [_read(item) for item in value]
    if isinstance(value, dict):
        return {key: _read(item) for key, item in value.items()}
    return value


def _compare(place: str, expected: Any, actual: Any) -> list[str]:
    """Differences, place by place; a missing member and an undefined one are alike."""
    if isinstance(expected, str) and expected.startswith("<") and expected.endswith(">") and place.endswith("message"):
        return [] if isinstance(actual, str) and actual else [f"{place}: a sentence expected, got {actual!r}"]
    if isinstance(expected, dict) and isinstance(actual, dict):
        return [
            difference
            for key in sorted(expected.keys() | actual.keys())
            for difference in _compare(f"{place}.{key}", expected.get(key, UNDEFINED), actual.get(key, UNDEFINED))
        ]
    if isinstance(expected, list) and isinstance(actual, list) and len(expected) == len(actual):
        return [
            difference
            for number, (one, other) in enumerate(zip(expected, actual, strict=True))
            for difference in _compare(f"{place}.{number}", one, other)
        ]
    same = float(expected) == float(actual) if _numbers(expected, actual) else _alike(expected, actual)
    return [] if same else [f"{place}: expected {expected!r}, got {actual!r}"]


def _numbers(*values: Any) -> bool:
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _alike(expected: Any, actual: Any) -> bool:
    return type(expected) is type(actual) and expected == actual
