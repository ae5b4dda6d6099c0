"""What /implementedInterfaces says of an adapter (server_api.md section 3)."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from workbench.core.interfaces import rows
from workbench.core.run.invocation import Outcome
from workbench.core.server.answers import value_of
from workbench.core.values import Json

_BY_AUTH_TYPE: Final = {"oauth": "getOauthInfo", "apiKey": "getBasicAuth"}


def capabilities(exports: Collection[str], auth_type: Outcome, *, caches_notes: bool) -> dict[str, Json]:
    """The map of the route; raises AdapterThrew when getAuthType did. A promise of it is not awaited."""
    chosen = value_of(auth_type)
    said: dict[str, Json] = {"getAuthType": "getAuthType" in exports}
    helper = None if auth_type.was_promise or not isinstance(chosen, str) else _BY_AUTH_TYPE.get(chosen)
    if helper is not None:
        said[helper] = helper in exports
    return (
        said
        | {row.name: row.name in exports for row in rows().values() if row.is_reported}
        | {"cacheCallNote": caches_notes}
    )
