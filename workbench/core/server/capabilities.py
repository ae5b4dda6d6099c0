"""What /implementedInterfaces says of an adapter (server_api.md section 3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from workbench.core.run.invocation import Outcome
from workbench.core.server.answers import value_of
from workbench.core.values import Json

_REPORTED: Final = (
    "getUserInfo",
    "createCallLog",
    "updateCallLog",
    "getCallLog",
    "createMessageLog",
    "updateMessageLog",
    "createContact",
    "findContact",
    "listAppointments",
    "createAppointment",
    "updateAppointment",
    "refreshAppointment",
    "confirmAppointment",
    "cancelAppointment",
    "unAuthorize",
    "upsertCallDisposition",
    "findContactWithName",
    "getUserList",
    "getManagedAuthOptions",
    "getLicenseStatus",
    "getLogFormatType",
    "refreshUserInfo",
)
"""Interfaces that the route reports whatever the auth type."""

_BY_AUTH_TYPE: Final = {"oauth": "getOauthInfo", "apiKey": "getBasicAuth"}


def capabilities(exports: Collection[str], auth_type: Outcome, *, caches_notes: bool) -> dict[str, Json]:
    """The map of the route; raises AdapterThrew when getAuthType did. A promise of it is not awaited."""
    chosen = value_of(auth_type)
    said: dict[str, Json] = {"getAuthType": "getAuthType" in exports}
    helper = None if auth_type.was_promise or not isinstance(chosen, str) else _BY_AUTH_TYPE.get(chosen)
    if helper is not None:
        said[helper] = helper in exports
    return said | {name: name in exports for name in _REPORTED} | {"cacheCallNote": caches_notes}
