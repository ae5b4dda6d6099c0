"""Checks of logging in, refreshing and logging out."""

from __future__ import annotations

import difflib
import re
from typing import Final

from workbench.core.judging.everywhere import check_identity
from workbench.core.judging.judgement import Judgement, composes, is_refused, join, readable
from workbench.core.values import Special, Value
from workbench.core.values.addresses import split_address
from workbench.core.values.javascript import as_object, member, missing, truthy

_AUTH_TYPES: Final = ("oauth", "apiKey")
_OFFSET: Final = re.compile(r"[+-]?\d{1,3}(\.\d+)?|[+-]\d{1,2}:\d{2}")
"""Hours, minutes or ±HH:MM; +0530 would be read as 530 minutes."""


def check_get_auth_type(judgement: Judgement) -> None:
    """oauth or apiKey, at once in the older eras (runtime.md section 4)."""
    value = judgement.outcome.value
    if judgement.outcome.was_promise:
        early = judgement.era in judgement.interface.synchronous_in
        judgement.find("get-auth-type/promise" if early else "get-auth-type/promise-in-capabilities")
    if value in _AUTH_TYPES:
        return
    names = {name.lower(): name for name in _AUTH_TYPES}
    plain = re.sub(r"[^a-z]", "", value.lower()) if isinstance(value, str) else ""
    near = difflib.get_close_matches(plain, names, n=1, cutoff=0.7)
    if near:
        judgement.find("get-auth-type/misspelt", "", f"The value is {readable(value)}, almost “{names[near[0]]}”.")
    else:
        judgement.find("get-auth-type/unknown-value", "", f"The value is {readable(value)}.")


def check_get_oauth_info(judgement: Judgement) -> None:
    """What the OAuth client is built from (runtime.md section 3.2)."""
    info = judgement.outcome.value
    if truthy(member(info, "failMessage")):
        judgement.find(
            "get-oauth-info/fail-message", "failMessage", f"failMessage is {readable(member(info, 'failMessage'))}."
        )
        return
    complete = truthy(member(info, "clientId")) and truthy(member(info, "accessTokenUri"))
    if judgement.auth_type == "apiKey" and not complete:
        judgement.find("get-oauth-info/unused")
        return
    if judgement.by_key and not complete:
        # No code is exchanged, and without a refresh token nothing is renewed.
        return
    for name, rule_id in (
        ("clientId", "get-oauth-info/client-id-missing"),
        ("clientSecret", "get-oauth-info/client-secret-missing"),
        ("accessTokenUri", "get-oauth-info/access-token-uri-missing"),
        ("redirectUri", "get-oauth-info/redirect-uri-missing"),
    ):
        if not truthy(member(info, name)) and not (judgement.by_key and name in ("clientSecret", "redirectUri")):
            judgement.find(rule_id, name)
    # authorizationUri is the client's business, who has the manifest's.
    for name in ("accessTokenUri",) if judgement.by_key else ("accessTokenUri", "redirectUri"):
        address = member(info, name)
        if isinstance(address, str) and address and not _is_address(address):
            judgement.find("get-oauth-info/address-invalid", name, f"{name} is {readable(address)}.")


def check_get_basic_auth(judgement: Judgement) -> None:
    """Text that goes behind “Basic ”, at once (runtime.md section 3.1)."""
    value = judgement.outcome.value
    if judgement.outcome.was_promise:
        judgement.find("get-basic-auth/promise")
    if isinstance(value, Special) and value.kind == "buffer" and judgement.outcome.text is not None:
        # A template, into which App Connect writes it, makes text of it.
        value = judgement.outcome.text
    if not isinstance(value, str):
        judgement.find("get-basic-auth/not-text", "", f"The value is {readable(value)}.")
    elif not value:
        judgement.find("get-basic-auth/empty")
    elif value.lower().startswith(("basic ", "bearer ")):
        judgement.find("get-basic-auth/doubled-scheme", "", f"The value starts with “{value.split(' ')[0]} ”.")


def check_get_user_info(judgement: Judgement) -> None:
    """Who logged in (runtime.md sections 3.1, 3.2 and 3.4)."""
    result = judgement.outcome.value
    successful = member(result, "successful")
    if missing(successful):
        judgement.find("get-user-info/successful-missing", "successful")
    elif not truthy(successful):
        if missing(member(result, "returnMessage")):
            judgement.find("get-user-info/refused-without-message", "returnMessage")
        return
    user = member(result, "platformUserInfo")
    path = "platformUserInfo"
    if as_object(user) is None:
        judgement.find("get-user-info/user-missing", path)
        return
    user_id = member(user, "id")
    if not truthy(user_id):
        judgement.find("get-user-info/id-missing", join(path, "id"))
    else:
        check_identity(judgement, user_id, join(path, "id"))
        if judgement.platform and judgement.era != "seed" and not str(user_id).endswith(f"-{judgement.platform}"):
            judgement.find(
                "get-user-info/id-without-platform",
                join(path, "id"),
                f"The id {readable(user_id)} does not end in “-{judgement.platform}”.",
            )
    if not truthy(member(user, "name")):
        judgement.find("get-user-info/name-missing", join(path, "name"))
    offset = member(user, "timezoneOffset")
    if not composes(judgement):
        # Then the adapter alone reads it, in whatever way it means it.
        return
    if isinstance(offset, str) and offset and not _OFFSET.fullmatch(offset):
        judgement.find(
            "get-user-info/time-zone-unreadable", join(path, "timezoneOffset"), f"timezoneOffset is {readable(offset)}."
        )


def check_refresh_user_info(judgement: Judgement) -> None:
    """Forwarded as it is."""
    if missing(member(judgement.outcome.value, "successful")):
        judgement.find("refresh-user-info/successful-missing", "successful")


def check_un_authorize(judgement: Judgement) -> None:
    """The adapter clears the tokens itself, and its message is the whole answer (runtime.md section 10)."""
    result: Value = judgement.outcome.value
    if truthy(member(judgement.user, "accessToken")) and not is_refused(result):
        judgement.find("un-authorize/tokens-left")
    if missing(member(result, "returnMessage")):
        judgement.find("un-authorize/message-missing", "returnMessage")


def _is_address(text: str) -> bool:
    try:
        parts = split_address(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and "undefined" not in parts.netloc
