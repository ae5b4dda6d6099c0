"""Login values that administrators supply: which win, which are missing, what is kept (runtime.md section 3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workbench.core.arguments.login import CLIENT_OPTIONS
from workbench.core.manifest import LoginField
from workbench.core.server.answers import type_error
from workbench.core.server.stores import Managed
from workbench.core.values import Json, Value
from workbench.core.values.javascript import missing

OAUTH_MEMBERS: Final = (*CLIENT_OPTIONS, "hostname")
"""What an administrator may set of an OAuth client; other members are dropped."""

TTL: Final = 3000
"""Milliseconds that the message about missing fields stays."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks, as RingCentral's extension endpoint tells."""

    account_id: str
    extension_id: str
    is_admin: bool = False


def managed_fields(fields: Iterable[LoginField]) -> tuple[LoginField, ...]:
    """The fields of a login page that an administrator supplies."""
    return tuple(field for field in fields if field.managed)


def stored_values(store: Managed, person: Person, platform: str) -> dict[str, Json]:
    """What is kept for a person: the account's values and their own extension's."""
    account = store.account.get((person.account_id, platform), {})
    return {**account, **store.extension.get((person.account_id, platform, person.extension_id), {})}


def has_failed(store: Managed, person: Person, platform: str) -> bool:
    """Whether the CRM refused this person's last managed login."""
    return (person.account_id, platform, person.extension_id) in store.failed


def mark(store: Managed, person: Person, platform: str, *, refused: bool) -> None:
    """Remember that a managed login was refused, or forget it."""
    key = (person.account_id, platform, person.extension_id)
    if refused:
        store.failed[key] = True
    else:
        store.failed.pop(key, None)


def effective_values(
    fields: Sequence[LoginField], submitted: Mapping[str, Json], stored: Mapping[str, Json], *, submitted_wins: bool
) -> dict[str, Json]:
    """additionalInfo with the managed values put in; after a refusal what was submitted goes first."""
    values = dict(submitted)
    for field in managed_fields(fields):
        if field.const in stored and not (submitted_wins and values.get(field.const)):
            values[field.const] = stored[field.const]
    return values


def missing_fields(fields: Iterable[LoginField], values: Mapping[str, Json]) -> list[str]:
    """Required fields without a value, managed or not."""
    return [field.const for field in fields if field.required and field.submits and not values.get(field.const)]


def keep(
    store: Managed, person: Person, platform: str, fields: Sequence[LoginField], submitted: Mapping[str, Json]
) -> None:
    """Store what an administrator submitted, for the account or for their extension, by managedScope."""
    account, extension = (person.account_id, platform), (person.account_id, platform, person.extension_id)
    given = [field for field in managed_fields(fields) if submitted.get(field.const)]
    own = {field.const: submitted[field.const] for field in given if field.managed_scope == "user"}
    shared = {field.const: submitted[field.const] for field in given if field.managed_scope != "user"}
    if own:
        store.extension[extension] = {**store.extension.get(extension, {}), **own}
    if shared:
        store.account[account] = {**store.account.get(account, {}), **shared}


def state(store: Managed, person: Person, platform: str, fields: Sequence[LoginField]) -> dict[str, Json]:
    """The answer of /apiKeyManagedAuthState; visibleFieldConsts None means the whole form."""
    managed = managed_fields(fields)
    submitting = [field for field in fields if field.submits]
    fallback = has_failed(store, person, platform)
    stored = {} if fallback else stored_values(store, person, platform)
    known = {field.const for field in managed if stored.get(field.const)}
    absent = missing_fields(submitting, {name: stored[name] for name in known})
    return {
        "hasManagedAuth": bool(managed),
        "allRequiredFieldsSatisfied": not absent,
        "visibleFieldConsts": None if fallback else [each.const for each in submitting if each.const not in known],
        "missingRequiredFieldConsts": absent,
        "fallbackToManualAuth": fallback,
    }


def dynamic_field(fields: Iterable[LoginField], const: Value) -> LoginField | None:
    """The field whose choices the adapter gives: managed, the user's own, dynamic."""
    found = next((field for field in fields if field.const == const), None)
    if found and found.managed and found.managed_scope == "user" and found.managed_type == "dynamic":
        return found
    return None


def account_values(fields: Iterable[LoginField], stored: Mapping[str, Json], unsaved: Mapping[str, Json]) -> Json:
    """What getManagedAuthOptions is told: the account's plain managed values, unsaved ones over stored ones."""
    consts = {
        field.const
        for field in managed_fields(fields)
        if field.managed_scope != "user" and field.managed_type != "dynamic"
    }
    return {name: value for name, value in {**stored, **unsaved}.items() if name in consts}


def read_options(value: Value) -> list[dict[str, Any]]:
    """The choices as the route answers them, values as text; raises AdapterThrew for anything else."""
    if not isinstance(value, list):
        raise type_error("getManagedAuthOptions did not return a list")
    options = []
    for place, item in enumerate(value):
        choice = item.get("value") if isinstance(item, dict) else None
        label = item.get("label") if isinstance(item, dict) else None
        readable = isinstance(choice, str | int | float) and not isinstance(choice, bool) and isinstance(label, str)
        if missing(choice) or not readable:
            raise type_error(f"getManagedAuthOptions returned an invalid option at index {place}")
        options.append({"value": str(choice), "label": label})
    return options
