"""The pages of the CRM that show what a call was about: its contacts and its log (manifest.md section 6)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Final

from workbench.core.interfaces import rows
from workbench.core.manifest.links import contact_page, is_web_page, log_page
from workbench.core.manifest.model import Platform
from workbench.core.redaction import MASK
from workbench.core.run.invocation import Invocation, OutcomeKind
from workbench.core.values import Json, Value, to_json
from workbench.core.values.paths import get_path

_MOST: Final = 20
"""Contacts that are offered."""


@dataclass(frozen=True, slots=True)
class RecordLink:
    """A page of the CRM."""

    kind: str
    """contact or log."""
    name: str
    """The contact's name, or empty."""
    url: str


def record_links(invocation: Invocation, platform: Platform | None) -> tuple[RecordLink, ...]:
    """What can be opened after a call, the log first; empty when the manifest has no page for it, or a token lacks.

    Ids come from the result and the arguments, the hostname and the user's settings from the stored user. Only
    web addresses are given.
    """
    if platform is None or invocation.outcome.kind is not OutcomeKind.RETURNED:
        return ()
    # Values are looked at where they stand: a result can be of many megabytes.
    document = {each.name: each.value for each in invocation.arguments} | {"value": invocation.outcome.value}
    hostname, settings = get_path(document, "user.hostname"), to_json(get_path(document, "user.userSettings"))
    values: dict[str, Json] = {"hostname": hostname if isinstance(hostname, str) else ""}
    return tuple(
        link
        for link in _links(invocation.interface, platform, document, values, settings)
        if is_web_page(link.url) and MASK not in link.url
    )


def _links(
    interface: str, platform: Platform, document: Json, values: dict[str, Json], settings: Value
) -> Iterator[RecordLink]:
    kept = settings if isinstance(settings, dict) else None
    row = rows().get(interface)
    places = row.records if row else None
    if places is None:
        return
    if places.contacts:
        found = get_path(document, places.contacts)
        items: list[Json] = found if isinstance(found, list) else []
        for item in islice(filter(_is_real, items), _MOST):
            yield from _contact(platform, values | _ids(item), kept, _name(item))
        return
    contact = get_path(document, places.contact) if places.contact else {"id": get_path(document, places.contact_id)}
    ids = _ids(contact) if isinstance(contact, dict) else {}
    log_id = get_path(document, places.log_id) if places.log_id else None
    if isinstance(log_id, str | int) and log_id:
        url = log_page(platform, values | ids | {"logId": log_id}, kept)
        if url and platform.can_open_log_page:
            yield RecordLink("log", "", url)
    yield from _contact(platform, values | ids, kept, _name(contact))


def _contact(platform: Platform, values: Mapping[str, Json], settings: Json, name: str) -> Iterator[RecordLink]:
    url = contact_page(platform, values, settings) if values.get("contactId") else None
    if url:
        yield RecordLink("contact", name, url)


def _ids(contact: Mapping[str, Value]) -> dict[str, Json]:
    known = {"contactId": contact.get("id"), "contactType": contact.get("type")}
    return {name: value for name, value in known.items() if isinstance(value, str | int) and value}


def _name(contact: Value) -> str:
    name = contact.get("name") if isinstance(contact, dict) else ""
    return name if isinstance(name, str) else ""


def _is_real(item: Json) -> bool:
    return isinstance(item, dict) and not item.get("isNewContact")
