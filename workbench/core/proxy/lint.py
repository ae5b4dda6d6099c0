"""Warnings about a profile that loads but will not do what its author means (proxy.md sections 4, 6 and 8)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final

from workbench.core.proxy.engine import INTERFACES
from workbench.core.proxy.lint_names import unread_members
from workbench.core.proxy.operations import OPERATIONS
from workbench.core.proxy.render import EXPRESSION
from workbench.core.run.finding import Finding, Severity
from workbench.core.values import Json
from workbench.core.values.javascript import truthy

_FORMATS: Final = ("text/plain", "text/html", "text/markdown", "custom")
_SECRET_WORDS: Final = ("password", "passwd", "secret", "token", "apikey", "api_key", "credential")
_SOME_INPUTS: Final = {
    "phoneNumber": "",
    **{
        name: {}
        for name in ("callLog", "contactInfo", "message", "existingCallLog", "existingMessageLog", "dispositions")
    },
}
"""What the engine looks into on its way to the names that an operation is given."""
_ALWAYS: Final = frozenset({"user", "authHeader", "apiKey", "secretKey"})
"""What every expression can begin with."""
_NEEDS: Final = {
    "getUserInfo": (
        "idPath",
        "Every user gets the id undefined-<platform>, so all of them share one stored row.",
        "body.user.id",
    ),
    "createContact": (
        "idPath",
        "contactInfo is null, which App Connect reports as a failure although the contact exists.",
        "body.id",
    ),
    "getUserList": ("listPath", "The answer is discarded and the list is empty.", "body.users"),
}
"""Mapping keys without a default, what happens without them, and an example."""
_GOES_WITH: Final = {
    "updateCallLog": (
        ("createCallLog",),
        "App Connect reports each later change of a call's log as done, although nothing is sent.",
    ),
    "updateMessageLog": (("createMessageLog",), "The further messages of a conversation are not written to its log."),
    "findContact": (
        ("createContact", "createCallLog", "createMessageLog"),
        "Nobody is ever found: a successful look-up without contacts.",
    ),
}
"""Operations that others need, and what happens without them."""
_NOBODY: Final = "No operation"
_LONGEST: Final = 600
"""Seconds from which a time-out is meant in milliseconds."""
_SINGLE: Final = re.compile(r"(?<!\{)\{([A-Za-z_][\w.]*)\}(?!\})")
_GRAPH_QUERY: Final = re.compile(r"\s*(query|mutation|subscription|fragment)\b")


def lint(profile: Json) -> tuple[Finding, ...]:
    """Findings about a profile; a path is the place inside it, e.g. operations.createCallLog.url."""
    return tuple(_findings(profile)) if isinstance(profile, dict) else ()


def _findings(profile: dict[str, Any]) -> Iterator[Finding]:
    yield from _meta(_object(profile, "meta"))
    yield from _auth(profile)
    yield from _base(_object(profile, "requestDefaults"))
    yield from unread_members(profile)
    yield from _absent(_object(profile, "operations"))
    for name, operation in _object(profile, "operations").items():
        if name not in OPERATIONS:
            yield _unknown(name)
        elif isinstance(operation, dict):
            yield from _operation(name, operation, profile)


def _object(parent: dict[str, Any], key: str) -> dict[str, Any]:
    value = parent.get(key)
    return value if isinstance(value, dict) else {}


def _warning(rule: str, path: str, message: str, does: str, mend: str) -> Finding:
    return Finding(f"proxy/{rule}", Severity.WARNING, path, message, does, mend)


def _note(rule: str, path: str, message: str, does: str, mend: str) -> Finding:
    return Finding(f"proxy/{rule}", Severity.NOTE, path, message, does, mend)


def _meta(meta: dict[str, Any]) -> Iterator[Finding]:
    chosen = meta.get("logFormat")
    if not truthy(chosen):
        yield _warning(
            "log-format-missing",
            "meta.logFormat",
            "The profile names no log format.",
            "App Connect composes no call log text: composedLogDetails is empty.",
            'Set meta.logFormat, for example to "text/plain".',
        )
    elif chosen not in _FORMATS:
        yield _warning(
            "log-format-unknown",
            "meta.logFormat",
            f"{chosen} is not a log format.",
            "App Connect composes no call log text: composedLogDetails is empty.",
            f"Use one of {', '.join(_FORMATS)}.",
        )


def _auth(profile: dict[str, Any]) -> Iterator[Finding]:
    auth = profile.get("auth")
    if not isinstance(auth, dict):
        yield Finding(
            "proxy/auth-missing",
            Severity.ERROR,
            "auth",
            "The profile has no auth object.",
            "getAuthType and getOauthInfo throw, so nothing that needs a user works.",
            'Add an auth object, for example {"type": "apiKey"}.',
        )
        return
    if auth.get("type") == "oauth":
        for key in ("clientId", "tokenUrl", "redirectUri"):
            if not truthy(auth.get(key)):
                yield _warning(
                    "oauth-incomplete",
                    f"auth.{key}",
                    f"The OAuth client has no {key}.",
                    "The code exchange fails unless a managed value or the client supplies it.",
                    f"Set auth.{key}.",
                )
        if truthy(auth.get("scheme")) and not truthy(auth.get("credentialTemplate")):
            yield _note(
                "oauth-scheme-unused",
                "auth.scheme",
                "The scheme has no effect without a credential template.",
                "App Connect's own header, Bearer and the token, is sent in ordinary operations.",
                "Remove it, or add a credentialTemplate.",
            )
    yield from _credential(profile, auth)
    yield from _template("auth", auth)


def _credential(profile: dict[str, Any], auth: dict[str, Any]) -> Iterator[Finding]:
    """Expressions of the credential that no operation is given."""
    given = _ALWAYS.union(*(_given(name) for name in _object(profile, "operations") if name in OPERATIONS))
    yield from _names(_NOBODY, auth.get("credentialTemplate"), "auth.credentialTemplate", given, set())


def _template(path: str, auth: dict[str, Any]) -> Iterator[Finding]:
    template = auth.get("credentialTemplate")
    if not isinstance(template, str) or auth.get("encode") == "none":
        return
    whole = EXPRESSION.fullmatch(template)
    if whole and whole.group(1) not in ("apiKey", "user.accessToken"):
        yield _note(
            "credential-may-be-missing",
            f"{path}.credentialTemplate",
            "The template is a single expression, whose value may be missing or no text.",
            "Base64 encoding then throws a TypeError and nothing is sent.",
            "Add text around the expression, such as a colon, or make sure that the value is always there.",
        )


def _base(defaults: dict[str, Any]) -> Iterator[Finding]:
    base = defaults.get("baseUrl")
    if isinstance(base, str) and "{{" in base:
        yield _warning(
            "base-url-template",
            "requestDefaults.baseUrl",
            "The base address holds an expression.",
            "It is not rendered: the braces are sent as they stand.",
            "Leave the base empty and write the whole address, with its expression, in each operation.",
        )

    seconds = defaults.get("timeoutSeconds")
    if isinstance(seconds, int | float) and seconds > _LONGEST:
        yield _warning(
            "timeout-in-milliseconds",
            "requestDefaults.timeoutSeconds",
            f"The engine waits {seconds:g} seconds for an answer.",
            "A CRM that does not answer keeps the user waiting for as long.",
            f"Write seconds: {seconds / 1000:g} if milliseconds were meant.",
        )


def _absent(operations: dict[str, Any]) -> Iterator[Finding]:
    for name, (others, consequence) in _GOES_WITH.items():
        needs = next((each for each in others if truthy(operations.get(each))), "")
        if needs and not truthy(operations.get(name)):
            yield _warning(
                "operation-missing",
                f"operations.{name}",
                f"There is {needs} and no {name}.",
                consequence,
                f"Add {name}.",
            )


def _unknown(name: str) -> Finding:
    if name in INTERFACES:
        return _note(
            "operation-unused",
            f"operations.{name}",
            f"{name} is answered from the profile and sends no request.",
            "The operation is never looked at.",
            "Remove it.",
        )
    return _warning(
        "operation-unknown",
        f"operations.{name}",
        f"The proxy engine has no operation {name}.",
        "It is never called.",
        f"Use one of {', '.join(OPERATIONS)}.",
    )


def _operation(name: str, operation: dict[str, Any], profile: dict[str, Any]) -> Iterator[Finding]:
    place = f"operations.{name}"
    mapping = operation.get("responseMapping")
    paths = mapping if isinstance(mapping, dict) else {}
    yield from _mapping(name, place, operation)
    if name in _NEEDS:
        key, consequence, example = _NEEDS[name]
        if not truthy(paths.get(key)):
            yield _warning(
                f"{_kebab(key)}-missing",
                f"{place}.responseMapping.{key}",
                f"{name} has no {key}, and there is no default.",
                consequence,
                f'Set it to where the answer has it, for example "{example}".',
            )
    if truthy(operation.get("body")) and (operation.get("method") or "GET").upper() == "GET":
        yield _warning(
            "body-on-get",
            f"{place}.method",
            f"{name} has a body and {'is sent with GET' if operation.get('method') else 'names no method: it is GET'}.",
            "A GET asks for something and makes nothing; most CRMs do not read its body.",
            "Set the method, for example POST.",
        )
    yield from _address(place, operation, profile)
    yield from _expressions(name, place, operation)
    own = operation.get("auth")
    if isinstance(own, dict):
        yield from _own_auth(place, own, _object(profile, "auth"))
        yield from _template(f"{place}.auth", own)
    if name == "getUserInfo":
        yield from _saved_secrets(place, paths)


def _kebab(key: str) -> str:
    return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in key)


def _mapping(name: str, place: str, operation: dict[str, Any]) -> Iterator[Finding]:
    if truthy(operation.get("responseMapping")):
        return
    if name == "createCallLog":
        yield _warning(
            "response-mapping-missing",
            f"{place}.responseMapping",
            "createCallLog has no responseMapping.",
            "There is never a logId, so App Connect reports a failure although the record exists.",
            'Add one, for example {"idPath": "body.id"}; an empty object takes the defaults.',
        )
    if name in ("findContact", "findContactWithName"):
        yield _warning(
            "response-mapping-missing",
            f"{place}.responseMapping",
            f"{name} has no responseMapping.",
            "The list of contacts is empty whatever the CRM answers.",
            'Add one, for example {"listPath": "body.contacts"}; an empty object takes the defaults.',
        )


def _address(place: str, operation: dict[str, Any], profile: dict[str, Any]) -> Iterator[Finding]:
    url = operation.get("url")
    base = _object(profile, "requestDefaults").get("baseUrl")
    if not truthy(base) and not (isinstance(url, str) and (url.startswith(("http://", "https://", "{{")))):
        yield _warning(
            "address-incomplete",
            f"{place}.url",
            "There is no base address, and the operation's own is not absolute.",
            "The request cannot be sent: the address is invalid.",
            "Set requestDefaults.baseUrl, or write an absolute address.",
        )
    if isinstance(url, str) and EXPRESSION.search(url) and not url.startswith("{{"):
        yield _note(
            "url-not-encoded",
            f"{place}.url",
            "Values are put into the address without percent-encoding.",
            "A value with a slash, question mark or hash changes which resource is called.",
            "Pass values that may hold such characters in the query instead.",
        )


def _expressions(name: str, place: str, operation: dict[str, Any]) -> Iterator[Finding]:
    """Expressions whose first name nothing gives to this operation."""
    given, told = _given(name), set[str]()
    for key in ("url", "query", "headers", "body"):
        yield from _names(name, operation.get(key), f"{place}.{key}", given, told)


def _given(name: str) -> frozenset[str]:
    """What an operation's expressions can begin with."""
    return _ALWAYS.union(OPERATIONS[name].gather(_SOME_INPUTS, {}, datetime.now(UTC)))


def _names(who: str, value: Json, place: str, given: frozenset[str], told: set[str]) -> Iterator[Finding]:
    for path, text in _texts(value, place):
        for expression in EXPRESSION.findall(text):
            root = re.split(r"[.\[]", expression.strip())[0]
            if root in given or root in told:
                continue
            told.add(root)
            near = difflib.get_close_matches(root, given, 1, 0.7)
            meant = f" Did you mean {near[0]}?" if near else ""
            yield _warning(
                "expression-unknown",
                path,
                f"{who} is given {'a' if who == _NOBODY else 'no'} {root}, which {{{{{expression.strip()}}}}} names.",
                "The expression becomes nothing; a field that consists of it is left out.",
                f"Use one of {', '.join(sorted(given))}.{meant}",
            )
        for single in () if _GRAPH_QUERY.match(text) else _SINGLE.findall(text):
            if single.partition(".")[0] in given:
                yield _warning(
                    "single-braces",
                    path,
                    f"{{{single}}} has single braces: it is no expression.",
                    "It is sent as it stands, braces and all.",
                    f"Write {{{{{single}}}}}.",
                )


def _texts(value: Json, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _texts(item, f"{path}.{key}")
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _texts(item, f"{path}.{place}")


def _own_auth(place: str, own: dict[str, Any], shared: dict[str, Any]) -> Iterator[Finding]:
    for key in ("credentialTemplate", "scheme"):
        if truthy(shared.get(key)) and not truthy(own.get(key)):
            yield _warning(
                "operation-auth-incomplete",
                f"{place}.auth.{key}",
                f"The operation's own auth object lacks the {key} that the profile's has.",
                "The two are not merged: the operation's object replaces the profile's.",
                f"Repeat {key} here, or remove the operation's auth object.",
            )


def _saved_secrets(place: str, paths: dict[str, Any]) -> Iterator[Finding]:
    for key, path in _object(paths, "platformAdditionalInfoPaths").items():
        words = f"{key} {path}".lower()
        if any(word in words for word in _SECRET_WORDS):
            yield _warning(
                "secret-saved",
                f"{place}.responseMapping.platformAdditionalInfoPaths.{key}",
                f"{key} looks like a secret and is saved with the user.",
                "Additional info is stored in plain text and handed to every operation.",
                "Leave it out unless later requests need it.",
            )
