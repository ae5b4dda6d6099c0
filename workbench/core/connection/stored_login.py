"""The user row that App Connect's server stores at the end of a login (contract: runtime.md section 3.4)."""

from __future__ import annotations

from typing import Any

from workbench.core.arguments import stored_text
from workbench.core.connection.user import StoredUser
from workbench.core.values import Json
from workbench.core.values.times import iso_time


def api_key_login(existing: StoredUser | None, info: Json, *, platform: str, hostname: str, key: str) -> StoredUser:
    """Row after an API-key login: the key is the access token unless getUserInfo gives overridingApiKey."""
    return _stored(
        existing,
        info,
        platform=platform,
        hostname=hostname,
        columns={"accessToken": info.get("overridingApiKey") or key, "rcAccountId": None},
    )


def oauth_login(
    existing: StoredUser | None,
    info: Json,
    *,
    platform: str,
    hostname: str,
    access_token: str,
    refresh_token: str,
    expires_at: float | None,
) -> StoredUser:
    """Row after an OAuth login; here, and only here, overridingHostname counts. `expires_at` is in epoch seconds."""
    return _stored(
        existing,
        info,
        platform=platform,
        hostname=info.get("overridingHostname") or hostname,
        columns={
            "accessToken": access_token,
            "refreshToken": refresh_token or None,
            "tokenExpiry": iso_time(expires_at),
        },
    )


def _stored(
    existing: StoredUser | None, info: Json, *, platform: str, hostname: str, columns: dict[str, Any]
) -> StoredUser:
    row: StoredUser = {
        "refreshToken": None,
        "tokenExpiry": None,
        "rcAccountId": None,
        "hashedRcExtensionId": None,
        "userSettings": {},
        **(existing or {}),
    }
    additional = {**(row.get("platformAdditionalInfo") or {}), **(info.get("platformAdditionalInfo") or {})}
    row.update(
        {
            "id": stored_text(info["id"]),
            "platform": platform,
            "hostname": hostname,
            "timezoneName": info.get("timezoneName"),
            "timezoneOffset": None if info.get("timezoneOffset") is None else stored_text(info["timezoneOffset"]),
            "platformAdditionalInfo": additional,
            **columns,
        }
    )
    return row
