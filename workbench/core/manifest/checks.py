"""What a manifest should keep (manifest.md section 9): the reference validator's demands and what is worth adding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from workbench.core.manifest.links import BUILT_IN_TOKENS, tokens
from workbench.core.manifest.model import PageField, PageFieldKind, Platform
from workbench.core.manifest.parse import member, text
from workbench.core.run.finding import Finding, Severity, gathered
from workbench.core.values import Json

_REFUSED: Final = "App Connect's validator refuses the manifest."
_PAGES: Final = (("callLog", "call"), ("messageLog", "message"), ("newContact", "contact"))


def check_manifest(platform: Platform) -> tuple[Finding, ...]:
    """Everything that a platform of a manifest does not keep, errors first."""
    return gathered(finding for check in _CHECKS for finding in check(platform))


def check_contact_fields(platform: Platform, contacts: Iterable[Json]) -> tuple[Finding, ...]:
    """Contact-dependent form fields for which no contact that findContact gave holds any choices."""
    held = {key for contact in contacts for key in member(contact, "additionalInfo")}
    return tuple(
        Finding(
            "manifest/contact-options-missing",
            Severity.WARNING,
            f"page.{page}.additionalFields",
            f"No contact that was found has choices for the {word} field “{field.const}”.",
            "The client hides the field or leaves it empty; nothing is submitted.",
            f"Let findContact put a list under additionalInfo.{field.const}, or take the field out.",
        )
        for page, word in _PAGES
        for field in _fields(platform, page)
        if field.contact_dependent and field.const not in held
    )


def _fields(platform: Platform, page: str) -> tuple[PageField, ...]:
    return {
        "callLog": platform.call_log_fields,
        "messageLog": platform.message_log_fields,
        "newContact": platform.new_contact_fields,
    }[page]


def _name(platform: Platform) -> Iterator[Finding]:
    if not platform.name:
        yield Finding(
            "manifest/name-missing",
            Severity.ERROR,
            "name",
            "The platform has no name.",
            _REFUSED,
            f"Give it the name “{platform.key}”, as its key says.",
        )
    elif platform.name != platform.key:
        yield Finding(
            "manifest/name-differs",
            Severity.WARNING,
            "name",
            f"The platform is called “{platform.name}” but stands under the key “{platform.key}”.",
            "Session tokens and routes use one name and look-ups the other, so requests find no connector.",
            "Use the same word in both places.",
        )


def _auth(platform: Platform) -> Iterator[Finding]:
    if platform.auth_type not in ("oauth", "apiKey"):
        yield Finding(
            "manifest/auth-type",
            Severity.ERROR,
            "auth.type",
            f"The auth type is “{platform.auth_type}”." if platform.auth_type else "There is no auth type.",
            _REFUSED,
            "Use oauth or apiKey.",
        )
    if platform.auth_type == "oauth":
        for value, key, what in (
            (platform.oauth.auth_url, "authUrl", "address of the consent page"),
            (platform.oauth.client_id, "clientId", "client id"),
        ):
            if not value:
                yield Finding(
                    "manifest/oauth-incomplete",
                    Severity.ERROR,
                    f"auth.oauth.{key}",
                    f"The {what} is missing.",
                    _REFUSED,
                    f"Fill in auth.oauth.{key}.",
                )
    if platform.auth_type == "apiKey" and not isinstance(member(platform.raw, "auth").get("apiKey"), dict):
        yield Finding(
            "manifest/api-key-missing",
            Severity.ERROR,
            "auth.apiKey",
            "The login page for the API key is missing.",
            _REFUSED,
            "Add auth.apiKey.page with its content.",
        )


def _oauth_details(platform: Platform) -> Iterator[Finding]:
    oauth = platform.oauth
    if oauth.scope and "=" not in oauth.scope:
        yield Finding(
            "manifest/scope-without-key",
            Severity.WARNING,
            "auth.oauth.scope",
            "The scope has no key of its own.",
            "The client puts the text into the address as it stands, so the CRM sees no scope.",
            f"Write it as scope={oauth.scope}.",
        )
    before, marker, after = oauth.custom_state.partition("platform=")
    if oauth.custom_state and not marker:
        yield Finding(
            "manifest/state-without-platform",
            Severity.WARNING,
            "auth.oauth.customState",
            "The state does not say the platform.",
            "The server answers 400 Missing platform name, unless the platform comes along otherwise.",
            f"End it with platform={platform.key}.",
        )
    elif marker and after != platform.key and (before and not before.endswith("&")):
        yield Finding(
            "manifest/state-tail",
            Severity.WARNING,
            "auth.oauth.customState",
            f"The state reads as the platform “{after}”.",
            "A state that is no query string is cut at platform= and everything after it is taken as the name.",
            f"Put platform={platform.key} last.",
        )


def _environment(platform: Platform) -> Iterator[Finding]:
    environment = platform.environment
    if "environment" not in platform.raw:
        return
    needed = {"fixed": environment.url, "dynamic": environment.url_identifier, "selectable": environment.selections}
    member_of = {"fixed": "url", "dynamic": "urlIdentifier", "selectable": "selections"}
    if environment.kind not in needed:
        yield Finding(
            "manifest/environment-type",
            Severity.ERROR,
            "environment.type",
            f"The environment's type is “{environment.kind}”." if environment.kind else "The environment has no type.",
            _REFUSED if not environment.kind else "The client cannot tell the hostname.",
            "Use fixed, dynamic or selectable.",
        )
    elif not needed[environment.kind]:
        yield Finding(
            "manifest/environment-incomplete",
            Severity.ERROR if environment.kind == "selectable" else Severity.WARNING,
            f"environment.{member_of[environment.kind]}",
            f"A {environment.kind} environment needs {member_of[environment.kind]}.",
            _REFUSED if environment.kind == "selectable" else "The client cannot tell the hostname.",
            f"Fill in environment.{member_of[environment.kind]}.",
        )


def _lists(platform: Platform) -> Iterator[Finding]:
    for key in ("settings", "contactTypes", "override"):
        if key in platform.raw and not isinstance(platform.raw[key], list):
            yield Finding(
                "manifest/not-a-list",
                Severity.ERROR,
                key,
                f"“{key}” is not a list.",
                _REFUSED,
                f"Make {key} a list of objects.",
            )


def _page_fields(platform: Platform) -> Iterator[Finding]:
    for page, word in _PAGES:
        seen: set[str] = set()
        for index, field in enumerate(_fields(platform, page)):
            path = f"page.{page}.additionalFields.{index}"
            if field.const in seen:
                yield Finding(
                    "manifest/field-twice",
                    Severity.WARNING,
                    path,
                    f"The {word} form has two fields “{field.const}”.",
                    "Both write the same member of additionalSubmission; the last one counts.",
                    "Give each field its own const.",
                )
            seen.add(field.const)
            yield from _defaults(platform, field, path)
            if field.kind is PageFieldKind.SELECTION and not _has_choices(field):
                yield Finding(
                    "manifest/selection-without-options",
                    Severity.NOTE,
                    path,
                    f"The selection “{field.title}” names no source of choices.",
                    "The client shows an empty list, unless it takes choices from a setting.",
                    "Give it options, contactDependent or accountDataKey.",
                )


def _has_choices(field: PageField) -> bool:
    return bool(field.contact_dependent or field.options or field.account_data_key or field.default_settings)


def _defaults(platform: Platform, field: PageField, path: str) -> Iterator[Finding]:
    for situation, setting in field.default_settings.items():
        if setting not in platform.setting_ids:
            yield Finding(
                "manifest/default-setting-unknown",
                Severity.WARNING,
                f"{path}.defaultSettingValues.{situation}",
                f"The initial value of “{field.title}” comes from the setting “{setting}”, which does not exist.",
                "The field starts empty.",
                "Name the id of an item of settings.",
            )


def _spelling(platform: Platform) -> Iterator[Finding]:
    """The same title with another const: contact data and code can only serve one of the two."""
    calls = {field.title: field.const for field in platform.call_log_fields}
    for index, field in enumerate(platform.message_log_fields):
        other = calls.get(field.title)
        if other is not None and other != field.const:
            yield Finding(
                "manifest/field-const-differs",
                Severity.WARNING,
                f"page.messageLog.additionalFields.{index}",
                f"“{field.title}” is “{other}” on the call form and “{field.const}” on the message form.",
                "A contact's additionalInfo and the adapter's code know one of the two; the other choice is lost.",
                f"Use “{other}” in both forms, in the contact data and in the code.",
            )


def _addresses(platform: Platform) -> Iterator[Finding]:
    """Addresses that a browser is sent to; what a token begins is known at a call alone."""
    pages = {"auth.oauth.authUrl": platform.oauth.auth_url}
    pages |= {key: text(platform.raw, key) for key in ("contactPageUrl", "logPageUrl", "fallbackContactPageUrl")}
    for path, address in pages.items():
        if address and not address.lower().startswith(("http://", "https://", "{")):
            yield Finding(
                "manifest/no-web-page",
                Severity.WARNING,
                path,
                f"“{address}” is no address of a web page.",
                "A browser takes it for a file, another program or a page of the extension itself.",
                "Begin it with https:// and the CRM's host.",
            )


def _links(platform: Platform) -> Iterator[Finding]:
    known = {*BUILT_IN_TOKENS, *platform.setting_ids}
    for key in ("contactPageUrl", "logPageUrl", "fallbackContactPageUrl"):
        for token in tokens(text(platform.raw, key)):
            if token not in known:
                yield Finding(
                    "manifest/token-unknown",
                    Severity.WARNING,
                    key,
                    f"{{{token}}} is no token that App Connect knows, and no setting.",
                    "The link has no value for it and leads nowhere.",
                    f"Use one of {', '.join(BUILT_IN_TOKENS)}, or the id of a setting.",
                )


_CHECKS: Final[tuple[Callable[[Platform], Iterator[Finding]], ...]] = (
    _name,
    _auth,
    _oauth_details,
    _environment,
    _lists,
    _page_fields,
    _spelling,
    _addresses,
    _links,
)
