"""Read a profile file: a bare profile, or a connector record with one and its stored secret (proxy.md section 2)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from workbench.core.errors import AdapterLoadError
from workbench.core.proxy.secrets import KEY_VARIABLE, decode_stored_profile
from workbench.core.proxy.throws import ProxyThrow
from workbench.core.values import Json
from workbench.core.values.json_text import TooDeepError, read_json

_OBJECT: Final = (dict, "an object")
_TEXT: Final = (str, "text")
_NUMBER: Final = ((int, float), "a number")

_PROFILE: Final[dict[str, Any]] = {"meta": _OBJECT, "auth": _OBJECT, "requestDefaults": _OBJECT, "operations": _OBJECT}
_DEFAULTS: Final[dict[str, Any]] = {"baseUrl": _TEXT, "timeoutSeconds": _NUMBER, "defaultHeaders": _OBJECT}
_AUTH: Final[dict[str, Any]] = {
    "type": _TEXT,
    "scheme": _TEXT,
    "headerName": _TEXT,
    "credentialTemplate": _TEXT,
    "encode": _TEXT,
}
_OPERATION: Final[dict[str, Any]] = {
    "method": _TEXT,
    "url": _TEXT,
    "headers": _OBJECT,
    "auth": _OBJECT,
    "responseMapping": _OBJECT,
}


@dataclass(frozen=True, slots=True)
class ReadProfile:
    """A profile that can be run."""

    profile: Json
    from_record: bool
    """Whether it stood inside a connector record."""


def read_profile(text: str, file: str, server_key: str | None) -> ReadProfile:
    """Read a profile file; raises AdapterLoadError that names the place and the mend.

    `server_key` decodes a stored secret; it is only needed by a record that holds one.
    """
    try:
        content = read_json(text.removeprefix("\ufeff"))
    except TooDeepError as error:
        raise _wrong(file, "The content", "is nested too deeply", "Flatten it.") from error
    except ValueError as error:
        place = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise AdapterLoadError(
            f"{file} is not JSON{place}.",
            code="proxy-not-json",
            hint="Correct the file there; a comma too many and comments are the usual causes.",
            detail=str(error),
        ) from error
    if not isinstance(content, dict):
        raise _wrong(file, "The content", "is not an object", 'Write {"auth": {...}, "operations": {...}}.')
    from_record = isinstance(content.get("proxyConfig"), dict)
    profile = content["proxyConfig"] if from_record else content
    _check(file, profile)
    if from_record:
        profile = _with_secret(file, content, server_key)
    return ReadProfile(profile, from_record)


def _check(file: str, profile: dict[str, Any]) -> None:
    _types(file, "", profile, _PROFILE)
    operations = profile.get("operations")
    if not operations:
        raise _wrong(
            file,
            "operations",
            "is missing or empty",
            'Add at least one, for example {"findContact": {"url": "/contacts", "responseMapping": {}}}.',
        )
    _types(file, "requestDefaults.", profile.get("requestDefaults") or {}, _DEFAULTS)
    _types(file, "auth.", profile.get("auth") or {}, _AUTH)
    for name, operation in operations.items():
        _types(file, "operations.", {name: operation}, {name: _OBJECT})
        if operation:
            _types(file, f"operations.{name}.", operation, _OPERATION)
            _types(file, f"operations.{name}.auth.", operation.get("auth") or {}, _AUTH)


def _types(file: str, place: str, holder: dict[str, Any], wanted: dict[str, Any]) -> None:
    """Members may be missing or null, but not of another type."""
    for key, (kinds, words) in wanted.items():
        value = holder.get(key)
        if value is not None and (not isinstance(value, kinds) or isinstance(value, bool)):
            raise _wrong(file, f"{place}{key}", f"is not {words}", f"Make it {words}, or leave it out.")


def _with_secret(file: str, record: dict[str, Any], server_key: str | None) -> Json:
    encoded = record.get("encodedSecretKey")
    _types(file, "", {"encodedSecretKey": encoded}, {"encodedSecretKey": _TEXT})
    try:
        return decode_stored_profile(record, server_key)
    except ProxyThrow as error:
        raise AdapterLoadError(
            f"The stored secret of {file} cannot be decoded: {error.message}.",
            code="proxy-secret",
            hint=f"Set {KEY_VARIABLE} in the adapter's environment to the key of the server that stored it.",
        ) from error


def _wrong(file: str, place: str, what: str, mend: str) -> AdapterLoadError:
    return AdapterLoadError(f"{place} {what} in {file}.", code="proxy-profile", hint=mend)
