"""Which extension belongs to which CRM user (runtime.md section 10, getUserList)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from workbench.core.arguments.linkage import stored_text
from workbench.core.server.store_table import Row
from workbench.core.values import Value
from workbench.core.values.javascript import member, missing


def mapped_users(users: Iterable[Value], extensions: Sequence[Value], stored: Iterable[Row]) -> list[dict[str, Any]]:
    """The route's answer: every CRM user with the extensions that are theirs; stored mappings win.

    Two missing e-mails are equal, so a CRM user without one matches the first extension without one.
    """
    known = {stored_text(row["crmUserId"]): _extensions_of(row) for row in stored}
    answer = []
    for user in users:
        identity = stored_text(member(user, "id"))
        if identity in known:
            theirs = [each for each in extensions if stored_text(member(each, "id")) in known[identity]]
        else:
            found = next((each for each in extensions if _is_same(user, each)), None)
            theirs = [] if found is None else [found]
        email = member(user, "email")
        answer.append(
            {
                "crmUser": {
                    "id": member(user, "id"),
                    "name": member(user, "name"),
                    "email": "" if missing(email) else email,
                },
                "rcUser": [_extension(each) for each in theirs],
            }
        )
    return answer


def kept_mappings(stored: Iterable[Row], answered: Iterable[dict[str, Any]]) -> list[Row]:
    """The rows to keep: the stored ones as lists of extensions, and a new one for each further user with an extension.

    Stored rows stay where the CRM no longer tells of their user, or RingCentral of their extension.
    """
    rows = [{**row, "rcExtensionId": _extensions_of(row)} for row in stored]
    known = {stored_text(row["crmUserId"]) for row in rows}
    return rows + [
        {
            "crmUserId": stored_text(each["crmUser"]["id"]),
            "rcExtensionId": [stored_text(extension["extensionId"]) for extension in each["rcUser"]],
        }
        for each in answered
        if each["rcUser"] and stored_text(each["crmUser"]["id"]) not in known
    ]


def _extensions_of(row: Row) -> list[Any]:
    """The extensions of a stored row, which older rows hold as one text."""
    extensions = row.get("rcExtensionId")
    return extensions if isinstance(extensions, list) else [extensions] if extensions else []


def _is_same(user: Value, extension: Value) -> bool:
    name = member(user, "name")
    names = (member(extension, "name"), f"{member(extension, 'firstName')} {member(extension, 'lastName')}")
    return name in names or bool(member(user, "email") == member(extension, "email"))


def _extension(extension: Value) -> dict[str, Any]:
    name = member(extension, "name")
    if missing(name) or not name:
        name = f"{member(extension, 'firstName')} {member(extension, 'lastName')}"
    return {
        "extensionId": member(extension, "id"),
        "name": name,
        "extensionNumber": member(extension, "extensionNumber"),
        "email": member(extension, "email"),
    }
