"""A sample as the client of one adapter would send it: now, by its user, with its manifest's own types and fields."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from workbench.core.arguments.calls import contact_number
from workbench.core.connection.known_contacts import ContactsByNumber, contacts_for
from workbench.core.contract.routes import merged
from workbench.core.contract.samples import Sample, SampleUse
from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.core.contract.story_times import moved
from workbench.core.login.client import ClientIdentity
from workbench.core.manifest import Option, PageField, PageFieldKind, Platform, bound_options, initial_value
from workbench.core.values import UNDEFINED, Json, Value
from workbench.core.values.paths import get_path, set_path

SESSION_TOKEN: Final = "{sessionToken}"  # noqa: S105 - the placeholder, no secret
"""Stands for a session token of the connected user, which the firing puts in."""

_SERVER_SIDE: Final = ("isAssignedToUser", "adminAssignedUserToken", "adminAssignedUserRcId")
"""What server-side logging puts beside the manifest's fields (runtime.md section 11)."""

_CLIENT_CACHE: Final = {"cachedData.extensionInfo.contact.department": "Sales"}
"""What a client's RingCentral cache holds at the paths of rcAdditionalSubmission (manifest.md section 2)."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What samples are fitted to."""

    platform: str
    """The platform's name."""
    now: float
    """Seconds since the epoch; the sample's story has just happened then."""
    profile: Platform | None = None
    """The manifest's platform, when there is one."""
    identity: ClientIdentity = field(default_factory=ClientIdentity)
    """Whose account and extension the sample's records are of."""
    hash_key: str = SERVER_VARIABLES["HASH_KEY"]
    """HASH_KEY of the server, with which their ids are hashed."""
    contacts: ContactsByNumber = field(default_factory=dict)
    """Contacts that are known of the CRM; fields that depend on the contact have their choices from there."""
    user_settings: Json = None
    """Stored settings of the user, from which fields have their initial values."""
    account_data: Mapping[str, Json] = field(default_factory=dict)
    """What the adapter fetched for the account, by key; the choices of some fields."""


def fitted(use: SampleUse, to: Fit) -> dict[str, Any]:
    """The merged request of a sample's step (see `routes.merged`) for one adapter.

    Contact types, additional fields and dispositions are the manifest's: a field has its initial value, and one that
    is required has a value that its kind allows. Members that the manifest does not have are not sent; without a
    manifest there are none.
    """
    step = use.step
    request: Any = _filled(merged(step.path, step.query, step.body, step.headers), _placeholders(to))
    if use.sample.told_at:
        request = moved(request, use.sample.told_at, to.now, whole_days=use.sample.kind == "appointment")
    request = _with_types(request, to)
    for path, fields in _FIELDS.items():
        if step.path == path and step.method != "GET":
            request = fields(request, use, to)
    return dict(request)


def with_token(request: Json, token: str) -> Json:
    """The request with a session token where one stands for the connected user."""
    return _filled(request, {SESSION_TOKEN: token})


def number_of(sample: Sample) -> str:
    """The number that a sample is about; empty when it is about none."""
    return next(filter(None, (contact_number(step.body) for step in sample.steps)), "")


def _placeholders(to: Fit) -> dict[str, str]:
    """What a sample's file holds in braces, and what goes there."""
    client = to.identity
    return {
        "{platform}": to.platform,
        "{accountId}": client.account_id,
        "{extensionId}": client.extension_id,
        "{extensionNumber}": client.extension_number,
        "{email}": client.email,
        "{hashedAccountId}": client.hashed_account(to.hash_key),
        "{hashedExtensionId}": client.hashed_extension(to.hash_key),
    }


def _filled(value: Json, names: Mapping[str, str]) -> Json:
    if isinstance(value, str):
        for name, text in names.items():
            value = value.replace(name, text)
        return value
    if isinstance(value, list):
        return [_filled(item, names) for item in value]
    if isinstance(value, dict):
        return {key: _filled(item, names) for key, item in value.items()}
    return value


def _with_types(request: Json, to: Fit) -> Json:
    """The request with the manifest's contact types in place of the sample's."""
    for place in ("contactType", "newContactType", "payload.contacts.0.type", "patch.contacts.0.type"):
        given = get_path(request, place)
        if given is not UNDEFINED:
            request = set_path(request, place, contact_type(given, to.profile))
    return request


def contact_type(wanted: Value, profile: Platform | None) -> Value:
    """The manifest's contact type that is like the wanted one, else its first; UNDEFINED where it has none."""
    types = [each.value for each in profile.contact_types] if profile else []
    like = (each for each in types if each.lower() == str(wanted).lower())
    return wanted if wanted in types else next(like, types[0] if types else UNDEFINED)


def _call(request: Json, use: SampleUse, to: Fit) -> Json:
    direction = get_path(request, "logInfo.direction") or get_path(request, "direction")
    situation = "outboundCall" if direction == "Outbound" else "inboundCall"
    return _submitted(request, use, to, to.profile.call_log_fields if to.profile else (), situation)


def _message(request: Json, use: SampleUse, to: Fit) -> Json:
    kinds = {"VoiceMail": "voicemail", "Fax": "fax"}
    situation = kinds.get(str(get_path(request, "logInfo.messages.0.type")), "message")
    return _submitted(request, use, to, to.profile.message_log_fields if to.profile else (), situation)


def _contact(request: Json, use: SampleUse, to: Fit) -> Json:
    return _submitted(request, use, to, to.profile.new_contact_fields if to.profile else (), "")


def _disposition(request: Json, use: SampleUse, to: Fit) -> Json:
    fields = to.profile.call_log_fields if to.profile else ()
    given = get_path(request, "dispositions")
    values = {
        each.const: value
        for each in fields
        if (value := _value(each, get_path(given, each.const), use, to, request, "", is_wanted=True)) is not UNDEFINED
    }
    return set_path(request, "dispositions", values)


def _server_logging(request: Json, _use: SampleUse, to: Fit) -> Json:
    given = get_path(request, "additionalFieldValues")
    values = {
        each.const: get_path(given, each.const) or f"Sample {each.title}"
        for each in (to.profile.server_logging_fields if to.profile else ())
        if each.submits
    }
    return set_path(request, "additionalFieldValues", values)


def _managed_options(request: Json, _use: SampleUse, to: Fit) -> Json:
    fields = to.profile.login_fields if to.profile else ()
    dynamic = [each.const for each in fields if each.managed and each.managed_type == "dynamic"]
    if not dynamic or request.get("fieldConst") in dynamic:
        return request
    return set_path(request, "fieldConst", dynamic[0])


_FIELDS: Final[Mapping[str, Callable[[Json, SampleUse, Fit], Json]]] = {
    "/callLog": _call,
    "/messageLog": _message,
    "/contact": _contact,
    "/callDisposition": _disposition,
    "/admin/serverLoggingSettings": _server_logging,
    "/admin/managedAuth/options": _managed_options,
}
"""Route to what fills in the manifest's fields of its requests."""


def _submitted(request: Json, use: SampleUse, to: Fit, fields: Iterable[PageField], situation: str) -> Json:
    """The request with additionalSubmission as the form would submit it (manifest.md section 5.1)."""
    given = get_path(request, "additionalSubmission")
    values = {name: given[name] for name in _SERVER_SIDE if isinstance(given, dict) and name in given}
    for each in fields:
        value = _value(each, get_path(given, each.const), use, to, request, situation, is_wanted=each.required)
        if value is not UNDEFINED:
            values[each.const] = value
    for rule in (to.profile.raw.get("rcAdditionalSubmission") if to.profile and situation else None) or ():
        if isinstance(rule, dict) and rule.get("path") in _CLIENT_CACHE:
            values[str(rule.get("id"))] = _CLIENT_CACHE[rule["path"]]
    # What changes a log, such as a recording's link, comes without the form.
    if given is UNDEFINED and (not values or use.step.method == "PATCH"):
        return request
    return set_path(request, "additionalSubmission", values)


def _value(
    item: PageField, given: Value, use: SampleUse, to: Fit, request: Json, situation: str, *, is_wanted: bool
) -> Value:
    """The value of one field, or UNDEFINED where the form would submit none."""
    if not item.submits:
        return UNDEFINED
    initial = initial_value(item, situation, to.user_settings)
    if item.kind is PageFieldKind.SELECTION:
        number = contact_number(request) or number_of(use.sample)
        contact = next(iter(contacts_for(to.contacts, number)), None)
        options = bound_options(item, contact, dict(to.account_data), str(get_path(request, "newContactType") or ""))
        return _choice(item, options, given, initial, is_wanted=is_wanted)
    if given is not UNDEFINED:
        return given
    if initial is not UNDEFINED or not is_wanted:
        return initial
    return _MADE_UP.get(item.kind, _text)(item, to)


def _choice(item: PageField, options: tuple[Option, ...], given: Value, initial: Value, *, is_wanted: bool) -> Value:
    """One of the choices: the sample's, else the initial one, else the first where one is wanted."""
    for wanted in (given, initial):
        for option in options:
            if str(option.value).lower() == str(wanted).lower():
                return option.value
    if item.contact_dependent or options:
        chosen = next((each.value for each in options if each.value not in ("", None)), UNDEFINED)
        return chosen if is_wanted else UNDEFINED
    # The choices are known to the CRM alone.
    if initial is UNDEFINED and is_wanted and item.allow_custom_value:
        return f"Sample {item.title}"
    return initial


def _text(item: PageField, _to: Fit) -> Value:
    return f"Sample {item.title}"


def _ticked(_item: PageField, _to: Fit) -> Value:
    return True


def _today(_item: PageField, to: Fit) -> Value:
    return f"{datetime.fromtimestamp(to.now, UTC).date()}"


_MADE_UP: Final[Mapping[PageFieldKind, Callable[[PageField, Fit], Value]]] = {
    PageFieldKind.CHECKBOX: _ticked,
    PageFieldKind.DATE: _today,
}
"""A value for a field that is required and has none, by its kind; text for all others."""
