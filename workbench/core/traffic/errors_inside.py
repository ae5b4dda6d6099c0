"""Errors that a CRM tells inside an answer of status 200: GraphQL, JSON-RPC, SOAP, and the common envelopes of JSON."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from workbench.core.values import Json

_FAULT: Final = re.compile(r"<(?:[\w.-]+:)?(?:Fault|fault)[\s>/]")
_ENVELOPE: Final = re.compile(r"<(?:[\w.-]+:)?(?:Envelope|methodResponse)[\s>]")
_ERROR_ROOT: Final = re.compile(r"^\s*(?:<\?xml[^>]*\?>)?\s*<(?:[\w.-]+:)?(errors?|Errors?|exception)[\s>]")
_FAULT_TEXT: Final = re.compile(
    r"<(?:[\w.-]+:)?(?:faultstring|Text|Reason|message|Message|string)(?:\s[^>]*)?>([^<]{1,200})<"
)
_FLAGS: Final = ("success", "successful", "ok", "issuccess", "succeeded")
_BAD_WORDS: Final = ("error", "fail", "failed", "failure", "fault")
_LONGEST: Final = 120


def error_inside(text: str, answer: Json | None) -> str:
    """What the error says; empty when the answer holds none."""
    if isinstance(answer, Mapping):
        return _short(_in_object(answer))
    if isinstance(answer, list):
        return _short(_in_list(answer))
    if _FAULT.search(text) and _ENVELOPE.search(text):
        return _short(_words_of(text) or "a fault")
    if _ERROR_ROOT.match(text):
        return _short(_words_of(text) or "an error")
    return ""


def _in_object(answer: Mapping[str, Json]) -> str:
    members = {str(key).lower(): value for key, value in answer.items()}
    flag = next((name for name in _FLAGS if _is_false(members.get(name))), "")
    said = _error_of(members)
    if flag:
        return said or _message(members) or f"{flag} is false"
    if said and not _is_record(members):
        return said
    status, words = members.get("status"), _message(members)
    if isinstance(status, str) and status.lower() in _BAD_WORDS and words and not _is_record(members):
        return words
    data = members.get("data")
    for each in data.values() if isinstance(data, Mapping) else ():
        # GraphQL's mutations tell what they refuse beside their result.
        own = {str(key).lower(): value for key, value in each.items()} if isinstance(each, Mapping) else {}
        refused = own.get("usererrors") or ("id" not in own and own.get("errors"))
        if refused or _is_false(own.get("success")):
            return _told(refused) or "the operation was refused"
    for name in ("data", "results", "records", "compositeresponse", "responses"):
        inner = members.get(name)
        if isinstance(inner, list) and inner:
            told = _in_list(inner)
            if told:
                return told
    return ""


def _error_of(members: Mapping[str, Json]) -> str:
    for name in ("errors", "error", "fault", "errormessage", "error_message", "error_description", "exception"):
        value = members.get(name)
        if value is None or value is False or value in ("", 0, "0", "none", "None", "false", "null"):
            continue
        if isinstance(value, Mapping | list) and not value:
            continue
        return _told(value) or name
    return ""


def _in_list(answers: Sequence[Json]) -> str:
    """The error of a batch's first item that is one by its own word; records with a status of their own are not."""
    for item in answers:
        if not isinstance(item, Mapping):
            continue
        members = {str(key).lower(): value for key, value in item.items()}
        status, code = members.get("status"), members.get("httpstatuscode")
        is_told = ("code" in members or "message" in members) and not _is_record(members)
        is_word = is_told and isinstance(status, str) and status.lower() in _BAD_WORDS
        is_coded = ("errorcode" in members and not _is_record(members)) or (isinstance(code, int) and code >= 400)
        if is_word or is_coded or any(_is_false(members.get(name)) for name in ("success", "ok")):
            return _error_of(members) or _message(members) or str(members.get("code") or "an item failed")
    return ""


def _told(value: Json) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return next((_told(item) for item in value if item), "")
    if isinstance(value, Mapping):
        members = {str(key).lower(): item for key, item in value.items()}
        return _message(members) or next((_told(item) for item in value.values() if isinstance(item, str | list)), "")
    return ""


def _message(members: Mapping[str, Json]) -> str:
    for name in ("message", "msg", "detail", "details", "title", "description", "errormessage", "reason"):
        value = members.get(name)
        if isinstance(value, str) and value:
            return value
    return ""


def _is_record(members: Mapping[str, Json]) -> bool:
    """Whether it is one of the CRM's records, whose members are its user's own."""
    return members.get("id") is not None and "jsonrpc" not in members


def _is_false(value: Json) -> bool:
    return value is False or (isinstance(value, str) and value.lower() == "false")


def _words_of(text: str) -> str:
    found = _FAULT_TEXT.search(text)
    return found.group(1).strip() if found else ""


def _short(text: str) -> str:
    flat = " ".join(text.split())
    if not flat:
        return ""
    return f"“{flat}”" if len(flat) <= _LONGEST else f"“{flat[: _LONGEST - 1]}…”"
