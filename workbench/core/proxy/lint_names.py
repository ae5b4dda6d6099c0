"""Members of a profile that the engine never reads, because they are spelt otherwise or stand elsewhere."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

from workbench.core.proxy.paths import look_up
from workbench.core.proxy.render import expressions
from workbench.core.run.finding import Finding, Severity
from workbench.core.values import Json

_ITEM: Final = (
    "idPath",
    "namePath",
    "phonePath",
    "typePath",
    "titlePath",
    "companyPath",
    "createdDatePath",
    "mostRecentActivityDatePath",
    "additionalInfoPath",
)
_MAPPINGS: Final[dict[str, tuple[str, ...]]] = {
    "getUserInfo": (
        "idPath",
        "namePath",
        "timezoneNamePath",
        "overridingApiKeyPath",
        "platformAdditionalInfoPaths",
        "messagePath",
    ),
    "findContact": ("listPath", "item"),
    "findContactWithName": ("listPath", "item"),
    "createContact": ("idPath", "namePath", "typePath"),
    "createCallLog": ("idPath",),
    "createMessageLog": ("idPath",),
    "getCallLog": ("subjectPath", "notePath", "fullBodyPath"),
    "getUserList": ("listPath", "idPath", "namePath", "emailPath"),
    "getLicenseStatus": ("isLicenseValidPath", "licenseStatusPath", "licenseStatusDescriptionPath"),
}
_OPERATION: Final = ("method", "url", "headers", "query", "body", "auth", "responseMapping")
_DEFAULTS: Final = ("baseUrl", "timeoutSeconds", "defaultHeaders")
_AUTH: Final = (
    "type",
    "scheme",
    "headerName",
    "credentialTemplate",
    "encode",
    "clientId",
    "clientSecret",
    "tokenUrl",
    "redirectUri",
)
_OTHERWISE: Final = {
    "url": ("path", "endpoint", "uri", "address", "route"),
    "method": ("verb", "httpmethod"),
    "headers": ("header",),
    "query": ("params", "queryparams", "querystring", "parameters", "qs"),
    "body": ("data", "payload", "json", "requestbody"),
    "responseMapping": ("response", "mapping", "responsemap", "mappings", "map", "result"),
    "baseUrl": ("base", "url", "host", "apiurl", "baseuri", "rooturl"),
    "timeoutSeconds": ("timeout", "timeoutms"),
    "defaultHeaders": ("headers",),
    "headerName": ("header",),
    "credentialTemplate": ("template", "credential", "credentials", "value"),
    "encode": ("encoding",),
    "tokenUrl": ("accesstokenuri", "accesstokenurl", "tokenuri"),
    "listPath": ("itemspath", "path", "arraypath", "list"),
    "item": ("items", "itemmapping", "fields"),
    "idPath": ("id", "logidpath", "logid"),
    "subjectPath": ("titlepath",),
    "fullBodyPath": ("bodypath",),
}
"""What members are called elsewhere, in plain letters."""
_INJECTED: Final = ("isAssignedToUser", "adminAssignedUserToken", "adminAssignedUserRcId")
"""What App Connect adds to a form; see also the manifest's rcAdditionalSubmission."""
_LIKENESS: Final = 0.85


def unread_members(profile: dict[str, Any]) -> Iterator[Finding]:
    """A finding for each member that is meant for another one, and stands where the engine never looks."""
    for name, known in (("requestDefaults", _DEFAULTS), ("auth", _AUTH)):
        yield from _unread(name, profile.get(name), known)
    operations = profile.get("operations")
    for name, operation in operations.items() if isinstance(operations, dict) else ():
        if not isinstance(operation, dict):
            continue
        place = f"operations.{name}"
        yield from _unread(place, operation, _OPERATION)
        mapping, read = operation.get("responseMapping"), _MAPPINGS.get(name)
        if isinstance(mapping, dict) and read:
            yield from _unread(f"{place}.responseMapping", mapping, read)
            if "item" in read:
                yield from _beside_item(f"{place}.responseMapping", mapping)
                yield from _unread(f"{place}.responseMapping.item", mapping.get("item"), _ITEM)


def unknown_fields(profile: Json, fields: Mapping[str, Collection[str]]) -> Iterator[Finding]:
    """A finding for each field of a form that an operation reads and the manifest does not have.

    `fields` are the names of the form that each operation is given.
    """
    for name, known in fields.items():
        operation = look_up(profile, f"operations.{name}")
        if not isinstance(operation, dict):
            continue
        for key in ("url", "query", "headers", "body"):
            for expression in dict.fromkeys(expressions(operation.get(key))):
                root, _, rest = expression.partition(".")
                field = rest.partition(".")[0]
                if root == "additionalSubmission" and field and field not in known and field not in _INJECTED:
                    there = ", ".join(known) or "no fields"
                    yield Finding(
                        "proxy/field-unknown",
                        Severity.WARNING,
                        f"operations.{name}.{key}",
                        f"{{{{{expression}}}}} names a field that the manifest's form does not have: it has {there}.",
                        "The expression becomes nothing, whatever the user chooses.",
                        "Use the field's const, or add the field to the manifest.",
                    )


def _unread(place: str, holder: Any, known: Sequence[str]) -> Iterator[Finding]:
    if not isinstance(holder, dict):
        return
    for name in holder:
        meant = "" if name in known else _meant(str(name), known)
        if meant and meant not in holder:
            yield Finding(
                "proxy/member-unread",
                Severity.WARNING,
                f"{place}.{name}",
                f"{name} is never read here; {meant} is.",
                "The engine goes on as if it was not there.",
                f"Call it {meant}.",
            )


def _beside_item(place: str, mapping: dict[str, Any]) -> Iterator[Finding]:
    item = mapping.get("item")
    for name in mapping:
        if name in _ITEM and not (isinstance(item, dict) and name in item):
            yield Finding(
                "proxy/member-unread",
                Severity.WARNING,
                f"{place}.{name}",
                f"{name} is never read here; item.{name} is.",
                "The engine takes its own default for each contact.",
                f"Move {name} into item.",
            )


def _meant(name: str, known: Sequence[str]) -> str:
    """Which of the known members a name is meant for; empty for none."""
    plain = _plain(name)
    for each in known:
        if plain == _plain(each) or plain in _OTHERWISE.get(each, ()):
            return each
    near = difflib.get_close_matches(plain, [_plain(each) for each in known], 1, _LIKENESS)
    return next((each for each in known if near and _plain(each) == near[0]), "")


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()
