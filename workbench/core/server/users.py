"""How a login's user is stored: what overwrites, what stays, what is merged (runtime.md section 3.4)."""

from __future__ import annotations

from typing import Any, Final

from workbench.core.arguments.linkage import stored_text
from workbench.core.connection.user import StoredUser
from workbench.core.values import UNDEFINED, Json, Value, to_json
from workbench.core.values.javascript import as_object

_NEW_ROW: Final = (
    "hostname",
    "timezoneName",
    "timezoneOffset",
    "accessToken",
    "refreshToken",
    "tokenExpiry",
    "rcAccountId",
    "hashedRcExtensionId",
)
"""Columns that are null until something is written."""

_HEAD_ONLY: Final = ("rcAccountId", "hashedRcExtensionId")


def stored_user(
    existing: StoredUser | None,
    info: Json,
    *,
    platform: str,
    columns: dict[str, Value],
    proxy_id: Value = UNDEFINED,
    era: str = "head",
) -> StoredUser:
    """The row after a login. `info` is platformUserInfo; `columns` are the login's own, UNDEFINED ones are skipped.

    Earlier servers: seed replaces platformAdditionalInfo, neither knows the columns of account and extension.
    """
    row: StoredUser = dict.fromkeys(_NEW_ROW) | {"userSettings": {}, **(existing or {})}
    additional: dict[str, Any] = dict(as_object(row.get("platformAdditionalInfo")) or {}) if era != "seed" else {}
    additional |= as_object(to_json(info.get("platformAdditionalInfo"))) or {}
    if era == "head":
        # Set at every login, and an undefined member is not stored.
        additional.pop("proxyId", None)
        additional |= {} if proxy_id is UNDEFINED else {"proxyId": proxy_id}
    written: dict[str, Value] = {
        "timezoneName": info.get("timezoneName", UNDEFINED),
        "timezoneOffset": info.get("timezoneOffset", UNDEFINED),
        **columns,
    }
    for column, value in written.items():
        if value is not UNDEFINED and not (era != "head" and column in _HEAD_ONLY):
            row[column] = value if value is None else stored_text(value)
    return {**row, "id": stored_text(info["id"]), "platform": platform, "platformAdditionalInfo": additional}


def bare_id(user_id: str, platform: str) -> str:
    """The id under which a mid server looks for the row of an earlier seed server."""
    return user_id.removesuffix(f"-{platform}")
