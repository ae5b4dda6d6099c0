"""Addresses made from a manifest: the hostname, the consent page, the pages of contacts and logs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from workbench.core.errors import UsageError
from workbench.core.manifest.model import Environment, Platform
from workbench.core.values import Json
from workbench.core.values.addresses import split_address
from workbench.core.values.paths import get_path

BUILT_IN_TOKENS: Final = ("hostname", "contactId", "contactType", "logId", "thirdPartyAppointmentId")
"""Names in braces that links know by themselves; any other is the id of a setting (manifest.md section 6)."""

_TOKEN: Final = re.compile(r"\{([^{}]+)\}")


def hostname(platform: Platform, typed: str = "") -> str:
    """The host name that a login sends (manifest.md section 3).

    `typed` is an address or host name that the user gave, or the name of a selection. Raises UsageError when
    the environment needs one and it does not fit.
    """
    environment = platform.environment
    if environment.kind == "fixed":
        return _host(environment.url)
    if environment.kind == "selectable":
        return _selected(environment, typed)
    if environment.kind == "dynamic" and not (typed and matches(environment.url_identifier, typed)):
        steps = " ".join(f"{step.rstrip('.')}." for step in environment.instructions)
        raise UsageError(
            f"“{typed}” is no address of {platform.display_name}."
            if typed
            else f"{platform.display_name} needs an address.",
            code="hostname-needed",
            hint=f"{steps} {_looks_like(environment.url_identifier)}".strip(),
        )
    return _host(typed)


def _looks_like(pattern: str) -> str:
    return f"It looks like {pattern}." if pattern else "The manifest's environment needs urlIdentifier."


def matches(pattern: str, address: str) -> bool:
    """Whether an address fits a pattern with `*`; a bare host name is compared with the pattern's host alone."""
    host = _host(address)
    wanted = pattern.partition("://")[2] or pattern
    wanted_host, slash, wanted_path = wanted.partition("/")
    path = split_address(address if "://" in address else f"https://{address}").path.lstrip("/")
    if not _fits(wanted_host, host):
        return False
    return not slash or not path or _fits(wanted_path, path)


def default_state(platform: Platform) -> str:
    """The state of the consent page when the workbench adds nothing of its own (manifest.md section 4.1)."""
    return platform.oauth.custom_state or f"platform={platform.key}"


def authorization_url(
    platform: Platform,
    *,
    redirect_uri: str = "",
    state: str = "",
    client_id: str = "",
    extra: Mapping[str, str] | None = None,
) -> str:
    """The consent page's address, as App Connect's client opens it (manifest.md section 4.1).

    It carries `responseType`, which the client sends, and `response_type`, which OAuth 2.0 asks for.
    `extra` adds parameters such as code_challenge.
    """
    oauth = platform.oauth
    fields = {"responseType": "code", "response_type": "code", "client_id": client_id or oauth.client_id}
    query = [f"{name}={quote(value, safe='')}" for name, value in fields.items()]
    if oauth.scope:
        query.append(quote(oauth.scope, safe="=&%:/+,;@$!*'()?"))
    query.append(f"state={quote(state or default_state(platform), safe='')}")
    query.append(f"redirect_uri={quote(redirect_uri or oauth.redirect_uri, safe='')}")
    query.extend(f"{name}={quote(value, safe='')}" for name, value in (extra or {}).items())
    joint = "&" if "?" in oauth.auth_url else "?"
    return oauth.auth_url + joint + "&".join(query)


def is_web_page(address: str) -> bool:
    """Whether an address is one of http or https, as a browser takes it."""
    try:
        parts = split_address(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0 and address.isprintable()
    except ValueError:
        return False


def tokens(template: str) -> tuple[str, ...]:
    """The names in braces of a link."""
    return tuple(_TOKEN.findall(template))


def fill_link(template: str, values: Mapping[str, Json], user_settings: Json = None) -> str | None:
    """A page link with its tokens replaced by plain text; None when one has no value (manifest.md section 6).

    Built-in names come from `values`, other tokens from `userSettings.<id>.value`.
    """
    filled: dict[str, str] = {}
    for token in tokens(template):
        value = values.get(token) if token in BUILT_IN_TOKENS else get_path(user_settings, f"{token}.value")
        if not value and value != 0:
            return None
        filled[token] = str(value)
    # Each place is filled once: a value with tokens of its own would grow with each round.
    return _TOKEN.sub(lambda found: filled[found[1]], template) or None


def contact_page(platform: Platform, values: Mapping[str, Json], user_settings: Json = None) -> str | None:
    """The page of a contact; `values` has hostname, contactId and contactType."""
    return fill_link(platform.contact_page_url, values, user_settings)


def log_page(platform: Platform, values: Mapping[str, Json], user_settings: Json = None) -> str | None:
    """What “view log” opens: the log's page where canOpenLogPage says so, else the contact's."""
    template = platform.log_page_url if platform.can_open_log_page else platform.contact_page_url
    return fill_link(template, values, user_settings)


def _selected(environment: Environment, typed: str) -> str:
    for each in environment.selections:
        if typed and typed in (each.url, each.name, _host(each.url)):
            return _host(each.url)
    names = ", ".join(f"{each.name} ({_host(each.url)})" for each in environment.selections)
    raise UsageError(
        f"“{typed}” is none of the choices." if typed else "Choose where your account lives.",
        code="hostname-needed",
        hint=f"The choices are {names}.",
    )


def _host(address: str) -> str:
    """The host name of an address, or of a bare host; empty for an empty one."""
    if not address:
        return ""
    return split_address(address if "://" in address else f"https://{address}").hostname or ""


def _fits(pattern: str, value: str) -> bool:
    expression = ".*".join(re.escape(piece) for piece in pattern.split("*"))
    return re.fullmatch(expression, value, re.IGNORECASE) is not None
