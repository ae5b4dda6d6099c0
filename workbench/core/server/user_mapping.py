"""Which extension belongs to which CRM user (runtime.md section 10, getUserList)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from workbench.core.arguments import stored_text
from workbench.core.judging.judgement import member, missing
from workbench.core.server.store_table import Row
from workbench.core.values import Value


def mapped_users(users: Iterable[Value], extensions: Sequence[Value], stored: Iterable[Row]) -> list[dict[str, Any]]:
    """The route's answer: every CRM user with the extensions that are theirs; stored mappings win.

    Two missing e-mails are equal, so a CRM user without one matches the first extension without one.
    """
    known = {row["crmUserId"]: row["rcExtensionId"] for row in stored}
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


def new_mappings(answered: Iterable[dict[str, Any]]) -> list[Row]:
    """The rows to keep: CRM users that have an extension."""
    return [
        {
            "crmUserId": stored_text(each["crmUser"]["id"]),
            "rcExtensionId": [stored_text(extension["extensionId"]) for extension in each["rcUser"]],
        }
        for each in answered
        if each["rcUser"]
    ]


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
