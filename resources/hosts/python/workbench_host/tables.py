"""The tables of App Connect whose rows its server hands to interfaces: columns by type, and how cells are stored."""

from __future__ import annotations

import base64
import datetime
import json

from workbench_host.values import TAG, date_text, read_date

_STAMPS = {"createdAt": "stamp", "updatedAt": "stamp"}

COLUMNS = {
    "users": {
        "id": "text",
        "rcAccountId": "text",
        "hostname": "text",
        "timezoneName": "text",
        "timezoneOffset": "text",
        "platform": "text",
        "accessToken": "text",
        "refreshToken": "text",
        "tokenExpiry": "date",
        "platformAdditionalInfo": "json",
        "hashedRcExtensionId": "text",
        "userSettings": "json",
        **_STAMPS,
    },
    "callLogs": {
        "id": "text",
        "sessionId": "text",
        "extensionNumber": "text",
        "hashedExtensionId": "text",
        "platform": "text",
        "thirdPartyLogId": "text",
        "userId": "text",
        "contactId": "text",
        **_STAMPS,
    },
    "messageLogs": {
        "id": "text",
        "platform": "text",
        "conversationId": "text",
        "conversationLogId": "text",
        "thirdPartyLogId": "text",
        "userId": "text",
        **_STAMPS,
    },
}
"""A stamp is a date that the database layer writes; adapters read it as ISO 8601 text."""

KEYS = {
    "users": ("id",),
    "callLogs": ("id", "sessionId", "extensionNumber", "hashedExtensionId"),
    "messageLogs": ("id",),
}


def from_wire(kind: str, value):
    """A value as a row shows it, where it came with a call."""
    return read_date(value) if kind == "date" and isinstance(value, str) else value


def from_cell(kind: str, cell):
    """A value as a row shows it, where it came from the database."""
    if cell is None:
        return None
    if kind == "json":
        return json.loads(cell) if isinstance(cell, str) else cell
    if kind in ("date", "stamp") and isinstance(cell, str):
        moment = read_date(cell.replace(" +", "+"))
        return date_text(moment) if kind == "stamp" and isinstance(moment, datetime.datetime) else moment
    if isinstance(cell, dict):
        return base64.b64decode(cell["text"])
    return cell


def to_cell(column: str, kind: str, value):
    """A value as it is bound; ValueError for an object in a text column, which App Connect's models refuse too."""
    if value is None:
        return None
    if kind == "json":
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
        return text.encode("utf-8", "backslashreplace").decode()
    if kind in ("date", "stamp"):
        return _date_cell(value)
    if isinstance(value, (bytes, bytearray)):
        return {TAG: "buffer", "text": base64.b64encode(value).decode()}
    if isinstance(value, datetime.datetime):
        return date_text(value)
    if isinstance(value, (dict, list, tuple, set)):
        raise ValueError(f"string violation: {column} cannot be an array or an object")
    return value if isinstance(value, (str, bool, int, float)) else str(value)


def _date_cell(value) -> str:
    moment = read_date(value) if isinstance(value, str) else value
    if isinstance(moment, (int, float)):
        moment = datetime.datetime.fromtimestamp(moment / 1000, datetime.timezone.utc)
    if not isinstance(moment, datetime.datetime):
        return "Invalid date"
    return date_text(moment).replace("T", " ").replace("Z", " +00:00")
