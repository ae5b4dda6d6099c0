"""The login form for every face: hostname, the manifest's API-key page, or a plain key (manifest.md sections 3, 4)."""

from __future__ import annotations

import enum
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from workbench.core.manifest import LoginField, LoginFieldKind, Platform, matches
from workbench.core.values import Json

HOSTNAME_FIELD: Final = "hostname"
"""Name of the field that tells where the account lives; its value is `Credentials.hostname`, no login field."""

API_KEY: Final = "apiKey"


class Way(enum.StrEnum):
    """How a user logs in."""

    OAUTH = "oauth"
    API_KEY = "apiKey"


class FormFieldKind(enum.StrEnum):
    """How an item of the form is shown; only the first three take a value."""

    TEXT = "text"
    PASSWORD = "password"  # noqa: S105 - the kind's name, no secret
    CHOICE = "choice"
    FIXED = "fixed"
    PARAGRAPH = "paragraph"
    BUTTON = "button"
    NOTICE = "notice"


@dataclass(frozen=True, slots=True)
class FormField:
    """One item of the login form."""

    name: str
    title: str
    kind: FormFieldKind
    description: str = ""
    placeholder: str = ""
    required: bool = False
    hidden: bool = False
    """Not shown to ordinary users; it can be filled all the same."""
    managed: bool = False
    """An administrator supplies the value; what is typed counts where nothing is stored."""
    managed_scope: str = ""
    """account or user."""
    dynamic: bool = False
    """The choices of a managed field come from getManagedAuthOptions."""
    choices: tuple[tuple[str, str], ...] = ()
    """Value and title of each choice."""
    value: str = ""
    """Of a fixed field."""
    severity: str = ""
    """Of a notice: info, warning, error or success."""

    @property
    def submits(self) -> bool:
        """Whether it takes a value."""
        return self.kind in (FormFieldKind.TEXT, FormFieldKind.PASSWORD, FormFieldKind.CHOICE)

    @property
    def secret(self) -> bool:
        """Whether its value must be masked."""
        return self.kind is FormFieldKind.PASSWORD or self.name == API_KEY


_KINDS: Final = {
    LoginFieldKind.TEXT: FormFieldKind.TEXT,
    LoginFieldKind.PASSWORD: FormFieldKind.PASSWORD,
    LoginFieldKind.PARAGRAPH: FormFieldKind.PARAGRAPH,
    LoginFieldKind.BUTTON: FormFieldKind.BUTTON,
    LoginFieldKind.NOTICE: FormFieldKind.NOTICE,
}

_NEEDED: Final = {Way.OAUTH: "getOauthInfo", Way.API_KEY: "getBasicAuth"}
"""The interface without which the server cannot log in that way."""

_PLAIN: Final = FormField(API_KEY, "API key", FormFieldKind.PASSWORD, required=True)
"""What is asked where no manifest describes a page."""


def way_of(
    platform: Platform | None,
    auth_type: str,
    exports: Collection[str],
    fields: Mapping[str, str],
    chosen: Way | None = None,
) -> Way | None:
    """How to log in; None when nothing says it.

    What the user has chosen counts. App Connect's client goes by the manifest alone and its server does not call
    getAuthType at a login (contradictions.md A1). Without a manifest getAuthType is taken; an adapter that answers
    oauth and exports getBasicAuth logs in by key when any login field is given, since no consent page is known.
    """
    if chosen is not None:
        return chosen
    said = platform.auth_type if platform else ""
    if said in tuple(Way):
        return Way(said)
    knows_page = platform is not None and bool(platform.oauth.auth_url)
    if auth_type == Way.OAUTH and not knows_page and "getBasicAuth" in exports and any(fields.values()):
        return Way.API_KEY
    if auth_type in tuple(Way):
        return Way(auth_type)
    return Way.API_KEY if "getBasicAuth" in exports else None


def way_gone(login: Mapping[str, Json]) -> Way:
    """The way of a login that was, from its request in merged form."""
    return Way.OAUTH if "callbackUri" in login else Way.API_KEY


def other_way(way: Way | None, exports: Collection[str]) -> Way | None:
    """The other way that an adapter can be logged in by; None where it has one way only."""
    other = Way.API_KEY if way is Way.OAUTH else Way.OAUTH
    return other if _NEEDED[other] in exports else None


def login_form(
    platform: Platform | None, way: str = Way.API_KEY, given: Mapping[str, str] | None = None
) -> tuple[FormField, ...]:
    """The items of the form in order: where the account lives, then the API-key page, as far as they are needed.

    Where no page says what the adapter wants, fields that were `given` stand for the key.
    """
    items = _hostname(platform)
    if way == Way.API_KEY:
        page = tuple(map(_field, platform.login_fields)) if platform else ()
        plain = replace(_PLAIN, required=not any((given or {}).values()))
        items += page if any(each.submits for each in page) else (*page, plain)
    return items


def missing_fields(
    form: Sequence[FormField], values: Mapping[str, str], managed: Mapping[str, str] | None = None
) -> tuple[FormField, ...]:
    """The required login fields without a value, typed or an administrator's; the hostname is checked by itself."""
    known = {**values, **{name: value for name, value in (managed or {}).items() if value}}
    return tuple(
        each
        for each in form
        if each.required and each.submits and each.name != HOSTNAME_FIELD and not known.get(each.name)
    )


def form_problems(
    form: Sequence[FormField],
    values: Mapping[str, str],
    platform: Platform | None,
    managed: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """A sentence for each field whose value cannot be sent, by name; `managed` are an administrator's values."""
    problems = {each.name: f"{each.title} is needed." for each in missing_fields(form, values, managed)}
    typed = values.get(HOSTNAME_FIELD, "").strip()
    for each in form:
        if each.name != HOSTNAME_FIELD or not each.required:
            continue
        pattern = platform.environment.url_identifier if platform else ""
        if not typed:
            problems[each.name] = f"{each.title} is needed."
        elif each.kind is FormFieldKind.TEXT and pattern and not matches(pattern, typed):
            problems[each.name] = f"It has to look like {pattern}."
    return problems


def secret_values(form: Sequence[FormField], values: Mapping[str, str]) -> frozenset[str]:
    """The values to mask: keys, passwords, and whatever no manifest describes."""
    known = {each.name: each for each in form}
    return frozenset(value for name, value in values.items() if value and (name not in known or known[name].secret))


def _hostname(platform: Platform | None) -> tuple[FormField, ...]:
    if platform is None:
        return (FormField(HOSTNAME_FIELD, "Hostname", FormFieldKind.TEXT, "The CRM host that the user works on."),)
    environment = platform.environment
    if environment.kind == "fixed":
        return (FormField(HOSTNAME_FIELD, "Server", FormFieldKind.FIXED, value=environment.url),)
    if environment.kind == "selectable":
        choices = tuple((each.url, each.name) for each in environment.selections)
        return (FormField(HOSTNAME_FIELD, "Server", FormFieldKind.CHOICE, required=True, choices=choices),)
    if environment.kind == "dynamic":
        steps = " ".join(f"{step.rstrip('.')}." for step in environment.instructions)
        pattern = environment.url_identifier
        return (FormField(HOSTNAME_FIELD, "Address", FormFieldKind.TEXT, steps, pattern, required=True),)
    return (
        FormField(HOSTNAME_FIELD, "Hostname", FormFieldKind.TEXT, "Host of the CRM page that the panel is opened on."),
    )


def _field(item: LoginField) -> FormField:
    return FormField(
        name=item.const,
        title=item.title,
        kind=_KINDS[item.kind],
        description=item.description,
        placeholder=item.placeholder,
        required=item.required and item.submits,
        hidden=item.hidden,
        managed=item.managed,
        managed_scope=item.managed_scope,
        dynamic=item.managed and item.managed_type == "dynamic",
        severity=item.severity,
    )
