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
_FLAG_IN_XML: Final = re.compile(r"<(?:[\w.-]+:)?(?:success|ok|isSuccess|succeeded)>\s*false\s*<", re.IGNORECASE)
_STATUS_IN_XML: Final = re.compile(
    r"<(?:[\w.-]+:)?(?:status|result)>\s*(?:error|fail(?:ed|ure)?)\s*<"
    r"|^\s*(?:<\?xml[^>]*\?>)?\s*<[\w.:-]+\s[^>]*\b(?:status|stat)=[\"'](?:error|fail(?:ed|ure)?)[\"']",
    re.IGNORECASE,
)
_ERROR_IN_XML: Final = re.compile(r"<(?:[\w.-]+:)?(?:error|err|errors|fault|message)[\s>]", re.IGNORECASE)
_ID_IN_XML: Final = re.compile(r"<(?:[\w.-]+:)?id>|\sid=", re.IGNORECASE)
_PAGE: Final = re.compile(r"\s*(?:<!doctype html|<html)", re.IGNORECASE)
_PASSWORD: Final = re.compile(r"<input[^>]*\stype=[\"']?password", re.IGNORECASE)
_FLAGS: Final = ("success", "successful", "ok", "issuccess", "succeeded")
_BAD_FLAGS: Final = ("haserrors", "haserror", "has_errors", "has_error", "iserror", "is_error")
_ERRORS: Final = (
    "errors",
    "error",
    "fault",
    "errormessage",
    "error_message",
    "error_description",
    "exception",
    "errordetails",
)
_LISTS: Final = ("data", "results", "records", "compositeresponse", "responses")
_ENVELOPES: Final = ("status", "response", "result", "data", "meta", "header", "responsestatus")
"""Members that may hold the word on how it went."""
_CODES: Final = ("code", "statuscode", "status_code", "status", "errorcode", "httpstatus")
_STATES: Final = ("status", "result", "responsecode", "response_code")
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
    if text.lstrip().startswith("<"):
        return _short(_in_markup(text))
    return ""


def is_partial(answer: Json | None) -> bool:
    """Whether an answer with an error inside also tells of something that was done: other items, other data."""
    if isinstance(answer, list):
        return any(isinstance(item, Mapping) and not _in_list([item]) for item in answer)
    if not isinstance(answer, Mapping):
        return False
    members = {str(key).lower(): value for key, value in answer.items()}
    data = members.get("data")
    if isinstance(data, Mapping) and "errors" in members and any(data.values()):
        return True
    return any(isinstance(members.get(name), list) and is_partial(members[name]) for name in _LISTS)


def _in_markup(text: str) -> str:
    """An error that XML tells by a flag or a status, or the page for people who have to log in first."""
    if _PAGE.match(text):
        return "a page to log in" if _PASSWORD.search(text) else ""
    is_bad = _STATUS_IN_XML.search(text) and _ERROR_IN_XML.search(text) and not _ID_IN_XML.search(text)
    return (_words_of(text) or "an error") if is_bad or _FLAG_IN_XML.search(text) else ""


def _in_object(answer: Mapping[str, Json]) -> str:
    members = {str(key).lower(): value for key, value in answer.items()}
    said = _error_of(members)
    if flag := _flagged(members):
        return said or _message(members) or flag
    if not _is_record(members):
        if told := said or _stated(members):
            return told
        for name in _ENVELOPES:
            inner = members.get(name)
            own = {str(key).lower(): value for key, value in inner.items()} if isinstance(inner, Mapping) else {}
            if own and not _is_record(own) and (flag := _flagged(own)):
                return _error_of(own) or _message(own) or flag
    data = members.get("data")
    for each in data.values() if isinstance(data, Mapping) else ():
        # GraphQL's mutations tell what they refuse beside their result.
        own = {str(key).lower(): value for key, value in each.items()} if isinstance(each, Mapping) else {}
        refused = own.get("usererrors") or ("id" not in own and own.get("errors"))
        if refused or _is_false(own.get("success")):
            return _told(refused) or "the operation was refused"
    for name in _LISTS:
        inner = members.get(name)
        if isinstance(inner, list) and inner:
            told = _in_list(inner)
            if told:
                return told
    return ""


def _flagged(members: Mapping[str, Json]) -> str:
    """What a flag says that is there to tell failure from success; empty for success."""
    flag = next((name for name in _FLAGS if _is_false(members.get(name))), "")
    if flag:
        return f"{flag} is false"
    flag = next((name for name in _BAD_FLAGS if members.get(name) is True), "")
    return f"{flag} is true" if flag else ""


def _stated(members: Mapping[str, Json]) -> str:
    """The words beside a status that is one of failure: a word, or a number as HTTP has them."""
    words = _message(members)
    is_coded = any(_is_bad_code(members.get(name)) for name in _CODES)
    is_word = any(str(members.get(name)).lower() in _BAD_WORDS for name in _STATES)
    return words if is_coded or is_word else ""


def _is_bad_code(value: Json) -> bool:
    return isinstance(value, int | str) and bool(re.fullmatch(r"[45]\d\d", str(value)))


def _error_of(members: Mapping[str, Json]) -> str:
    for name in _ERRORS:
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
        is_answer = not _is_record(members) or "body" in members
        codes = (code, *((members.get("statuscode"), status) if is_answer else ()))
        is_coded = ("errorcode" in members and not _is_record(members)) or any(
            isinstance(each, int) and each >= 400 for each in codes
        )
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
