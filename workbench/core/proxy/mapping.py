"""Read an answer into what App Connect expects of each interface (proxy.md section 6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from workbench.core.proxy.javascript import entries
from workbench.core.proxy.paths import look_up, member, optional
from workbench.core.proxy.throws import type_error
from workbench.core.values import UNDEFINED, Value
from workbench.core.values.javascript import to_text, truthy

Inputs = dict[str, Value]

BASIC_LICENSE: Final = {"isLicenseValid": True, "licenseStatus": "Basic", "licenseStatusDescription": ""}
NO_LICENSE: Final = {
    "isLicenseValid": False,
    "licenseStatus": "Invalid (User not found)",
    "licenseStatusDescription": "",
}


def message(text: Value, kind: str, milliseconds: int) -> dict[str, Value]:
    """A returnMessage."""
    return {"message": text, "messageType": kind, "ttl": milliseconds}


LOGGED_OUT: Final = {"successful": True, "returnMessage": message("Logged out", "success", 1000)}


def _mapping(profile: Value, operation: str) -> Value:
    return member(member(member(profile, "operations"), operation), "responseMapping")


def _at(mapping: Value, key: str, default: str, value: Value) -> Value:
    """Look up the path that a mapping names, or its default."""
    path = member(mapping, key)
    return look_up(value, path if truthy(path) else default)


def _or(value: Value, fallback: Value) -> Value:
    return value if truthy(value) else fallback


def user_info(profile: Value, inputs: Inputs, body: Value) -> Value:
    """The user that logs in; without an id path every user becomes `undefined-<platform>`."""
    paths = _or(_mapping(profile, "getUserInfo"), {})
    platform = inputs.get("platform", UNDEFINED)
    seen = {"body": body} | {
        name: inputs.get(name, UNDEFINED) for name in ("additionalInfo", "apiKey", "hostname", "platform")
    }

    def mapped(key: str) -> Value:
        path = member(paths, key)
        return look_up(seen, path) if truthy(path) else UNDEFINED

    raw_id = mapped("idPath")
    user: dict[str, Value] = {
        "id": f"{to_text(raw_id)}-{to_text(platform)}",
        "name": mapped("namePath") if truthy(member(paths, "namePath")) else raw_id,
    }
    for name in ("timezoneName", "overridingApiKey"):
        value = mapped(f"{name}Path")
        if truthy(value):
            user[name] = value
    kept = _additional_info(inputs.get("additionalInfo", UNDEFINED), member(paths, "platformAdditionalInfoPaths"), seen)
    if kept:
        user["platformAdditionalInfo"] = kept
    text = _or(mapped("messagePath"), f"Connected to {to_text(platform)}.")
    return {"successful": True, "platformUserInfo": user, "returnMessage": message(text, "success", 1000)}


def _additional_info(submitted: Value, paths: Value, seen: dict[str, Value]) -> dict[str, Value]:
    """What is stored with the user: the submitted fields but the password, and what the profile maps."""
    kept = dict(entries(submitted)) if truthy(submitted) else {}
    if truthy(kept.get("password")):
        del kept["password"]
    if truthy(paths) and isinstance(paths, dict | list):
        kept.update((key, look_up(seen, path)) for key, path in entries(paths))
    return kept


_CONTACT_FIELDS: Final[tuple[tuple[str, Value], ...]] = (
    ("name", ""),
    ("phone", UNDEFINED),
    ("type", "Contact"),
    ("title", ""),
    ("company", ""),
    ("createdDate", UNDEFINED),
    ("mostRecentActivityDate", UNDEFINED),
    ("additionalInfo", None),
)
"""Fields of a found contact beside its id, with what stands for a falsy value."""


def contacts_of(operation: str) -> Callable[[Value, Inputs, Value], Value]:
    """The reader of a contact search."""

    def contacts(profile: Value, _inputs: Inputs, body: Value) -> Value:
        found = _contacts(_mapping(profile, operation), body)
        said = message(f"Found {len(found)} contacts", "success", 3000)
        return {"successful": True, "matchedContactInfo": found, "returnMessage": said}

    return contacts


def _contacts(mapping: Value, body: Value) -> list[Value]:
    if not truthy(mapping):
        return []
    listed = _or(_at(mapping, "listPath", "body", {"body": body}), [])
    if not isinstance(listed, list):
        raise type_error("list.map is not a function")
    paths = _or(member(mapping, "item"), {})
    return [
        {"id": _at(paths, "idPath", "id", item)}
        | {name: _or(_at(paths, f"{name}Path", name, item), fallback) for name, fallback in _CONTACT_FIELDS}
        for item in listed
    ]


def created_contact(profile: Value, _inputs: Inputs, body: Value) -> Value:
    """The created contact; null without an explicit id path, although it was created."""
    paths = _or(_mapping(profile, "createContact"), {})
    seen = {"body": body}
    contact = None
    if truthy(member(paths, "idPath")):
        contact = {
            "id": _at(paths, "idPath", "body.id", seen),
            "name": _at(paths, "namePath", "body.name", seen),
            "type": _or(_at(paths, "typePath", "body.type", seen), "Contact"),
        }
    return {"contactInfo": contact, "returnMessage": message("Contact created", "success", 2000)}


def _log_id(mapping: Value, body: Value) -> Value:
    found = _at(mapping, "idPath", "body.id", {"body": body})
    return to_text(found) if truthy(found) else UNDEFINED


def created_call_log(profile: Value, _inputs: Inputs, body: Value) -> Value:
    """The id of a created call log; there is none without a mapping."""
    mapping = _mapping(profile, "createCallLog")
    log_id = _log_id(mapping, body) if truthy(mapping) else UNDEFINED
    return {"logId": log_id, "returnMessage": message("Call logged", "success", 2000)}


def call_log(profile: Value, _inputs: Inputs, body: Value) -> Value:
    """A fetched call log; the full body falls back to where the note is."""
    paths = _or(_mapping(profile, "getCallLog"), {})
    seen = {"body": body}
    info = {
        "subject": _at(paths, "subjectPath", "body.subject", seen),
        "note": _at(paths, "notePath", "body.note", seen),
        "fullBody": _at(paths, "fullBodyPath", "body.note", seen),
        "fullLogResponse": body,
    }
    return {"callLogInfo": info, "returnMessage": message("Call log fetched.", "success", 3000)}


def updated_call_log(_profile: Value, _inputs: Inputs, _body: Value) -> Value:
    """An updated call log; the answer does not matter."""
    return {"updatedNote": None, "returnMessage": message("Call log updated.", "success", 3000)}


def disposition(_profile: Value, inputs: Inputs, _body: Value) -> Value:
    """A stored disposition: the id of the log it belongs to."""
    log_id = member(inputs.get("existingCallLog", UNDEFINED), "thirdPartyLogId")
    return {"logId": log_id, "returnMessage": message("Disposition updated", "success", 2000)}


def created_message_log(profile: Value, _inputs: Inputs, body: Value) -> Value:
    """The id of a created message log; works without a mapping, unlike call logs."""
    log_id = _log_id(_or(_mapping(profile, "createMessageLog"), {}), body)
    return {"logId": log_id, "returnMessage": message("Message logged", "success", 1000)}


def updated_message_log(_profile: Value, _inputs: Inputs, _body: Value) -> Value:
    """An updated message log; the answer does not matter."""
    return {"returnMessage": message("Message log updated", "success", 3000)}


def user_list(profile: Value, _inputs: Inputs, body: Value) -> Value:
    """The CRM's users; none without an explicit list path."""
    paths = _or(_mapping(profile, "getUserList"), {})
    path = member(paths, "listPath")
    listed = _or(look_up({"body": body}, path) if truthy(path) else [], [])
    if not isinstance(listed, list):
        raise type_error("(userList || []).map is not a function")
    return [{name: _at(paths, f"{name}Path", name, item) for name in ("id", "name", "email")} for item in listed]


def license_status(profile: Value, _inputs: Inputs, body: Value) -> Value:
    """The CRM's word on the licence, as it stands."""
    paths = _or(_mapping(profile, "getLicenseStatus"), {})
    names = ("isLicenseValid", "licenseStatus", "licenseStatusDescription")
    return {name: _at(paths, f"{name}Path", f"body.{name}", {"body": body}) for name in names}


def logged_out(_profile: Value, _inputs: Inputs, _body: Value) -> Value:
    """A logout; the answer does not matter."""
    return LOGGED_OUT


def auth_type(profile: Value) -> Value:
    """`auth.type`, else apiKey; a profile without an auth object makes this throw."""
    return _or(member(member(profile, "auth"), "type"), "apiKey") if truthy(profile) else "apiKey"


def oauth_info(profile: Value, token_url: Value) -> Value:
    """The OAuth client; scopes and hostname are never among it."""
    if not truthy(profile):
        return {}
    auth = member(profile, "auth")
    return {
        "clientId": member(auth, "clientId"),
        "clientSecret": member(auth, "clientSecret"),
        "accessTokenUri": token_url if truthy(token_url) else member(auth, "tokenUrl"),
        "redirectUri": member(auth, "redirectUri"),
    }


def log_format(profile: Value) -> Value:
    """`meta.logFormat`, possibly UNDEFINED; custom without a profile."""
    return optional(member(profile, "meta"), "logFormat") if truthy(profile) else "custom"
