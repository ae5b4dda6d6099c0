"""Which linkage rows a call belongs to (runtime.md section 7.1); platform and user are no part of the match."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from workbench.core.arguments.linkage import stored_text
from workbench.core.arguments.rows import Request
from workbench.core.server.store_table import Row, Table
from workbench.core.values.json_text import utf8
from workbench.core.values.paths import get_path


@dataclass(frozen=True, slots=True)
class CallIdentity:
    """Session id and whose call it is; empty where the request does not say."""

    session_id: str
    extension_number: str = ""
    hashed_extension_id: str = ""

    def matches(self, row: Row) -> bool:
        """Whether a row of the session may be this call's."""
        number, hashed = row.get("extensionNumber") or "", row.get("hashedExtensionId") or ""
        if self.hashed_extension_id:
            if hashed == self.hashed_extension_id:
                return True
            return not hashed and (not number or number == self.extension_number)
        return not self.extension_number or number == self.extension_number


def identity(
    request: Request, session_id: str, *, hash_key: str, hashes: bool = True, era: str = "head"
) -> CallIdentity:
    """The identity in a request: the body goes before logInfo, the hash before a hashed rcExtensionId.

    `hashes` is off for dispositions, whose rcExtensionId is not hashed. Earlier servers know the session id only.
    """
    if era != "head":
        return CallIdentity(session_id)
    number = get_path(request, "extensionNumber") or get_path(request, "logInfo.extensionNumber")
    hashed = get_path(request, "hashedExtensionId") or get_path(request, "logInfo.hashedExtensionId")
    raw = get_path(request, "rcExtensionId") or get_path(request, "logInfo.rcExtensionId")
    if not hashed and raw and hashes and hash_key:
        hashed = hashed_id(raw, hash_key)
    return CallIdentity(session_id, stored_text(number), stored_text(hashed))


def hashed_id(value: object, hash_key: str) -> str:
    """SHA-256 hex of an id and the server's key, as /userInfoHash gives it."""
    return hashlib.sha256(utf8(f"{value}:{hash_key}")).hexdigest()


def first_row(rows: Table, call: CallIdentity) -> Row | None:
    """The row that create, update and disposition take: the first one stored."""
    return next((row for row in rows.all(sessionId=call.session_id) if call.matches(row)), None)


def best_row(rows: Table, call: CallIdentity) -> Row | None:
    """The row that the look-up route prefers: the exact hash, then the bare number, then neither."""

    def rank(row: Row) -> tuple[int, str, str]:
        number, hashed = row.get("extensionNumber") or "", row.get("hashedExtensionId") or ""
        if call.hashed_extension_id and hashed == call.hashed_extension_id:
            place = 0
        elif call.extension_number and number == call.extension_number and not hashed:
            place = 1
        elif not number and not hashed:
            place = 2
        else:
            place = 3
        return place, hashed, number

    found = rows.all(sessionId=call.session_id)
    return min((row for row in found if call.matches(row)), key=rank, default=None)
