"""What judges know of a call beside its outcome: its traffic, and whose hosts and secrets are the connection's."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from workbench.core.arguments import as_object
from workbench.core.judging.around import Around
from workbench.core.judging.elsewhere import host_with_key
from workbench.core.judging.hosts import host_of, hosts_in
from workbench.core.redaction.known import SHORTEST
from workbench.core.run.adapter import AdapterKind
from workbench.core.run.invocation import Argument, ConsoleLine
from workbench.core.traffic.exchange import Body, Exchange
from workbench.core.traffic.seen import seen
from workbench.core.values import Value
from workbench.runtimes.spooled import read_spooled

if TYPE_CHECKING:
    from workbench.session.open_adapter import OpenAdapter


def around(
    adapter: OpenAdapter,
    arguments: tuple[Argument, ...],
    exchanges: Collection[Exchange],
    console: Collection[ConsoleLine] = (),
) -> Around:
    """The facts of one call, which printed `console`.

    A host that got the connection's key is known to be the CRM's from then on.
    """
    given = as_object(arguments)
    facts = Around(
        given,
        seen(exchanges, read_body),
        _secrets(adapter, given),
        frozenset(_hosts(adapter)),
        time.localtime().tm_gmtoff / 60,
        tuple(each.text for each in console),
        profile=adapter.description.facts.get("proxy_config"),
        is_python=adapter.description.source.kind is AdapterKind.PYTHON,
        is_met=bool(adapter.met_hosts),
    )
    first = host_with_key(facts)
    if first and not adapter.met_hosts:
        adapter.met_hosts = frozenset({first})
    return facts


def _secrets(adapter: OpenAdapter, given: Mapping[str, Value]) -> dict[str, str]:
    """What logs in to the CRM, each with what it is called; other secrets, such as keys of .env, are other hosts'."""
    row = adapter.connection.user if adapter.connection else {}
    known = adapter.connection.known_secrets if adapter.connection else frozenset()
    found = dict.fromkeys(known, "a secret of the connection")
    header = given.get("authHeader")
    key = header.partition(" ")[2] if isinstance(header, str) else ""
    found |= {str(given.get("apiKey") or ""): "the API key", key: "the key of the authorization header"}
    found |= {
        str(row.get("refreshToken") or ""): "the refresh token",
        str(row.get("accessToken") or ""): "the access token",
    }
    return {secret: name for secret, name in found.items() if len(secret) >= SHORTEST}


def _hosts(adapter: OpenAdapter) -> Iterator[str]:
    """Hosts of the manifest, the OAuth client, the login and the user's row, and one that got the key before."""
    yield from adapter.met_hosts
    platform, connection = adapter.platform, adapter.connection
    names: list[object] = []
    if platform is not None:
        place = platform.environment
        names += [place.url, place.url_identifier, *(each.url for each in place.selections), platform.oauth.auth_url]
    if connection is not None:
        login = connection.login or {}
        names += [connection.user.get("hostname"), *(login.get(name) for name in ("hostname", "apiUrl", "tokenUrl"))]
        info = connection.oauth_info if isinstance(connection.oauth_info, dict) else {}
        names += [info.get("accessTokenUri"), info.get("authorizationUri"), info.get("hostname")]
        yield from hosts_in([connection.user.get("platformAdditionalInfo"), connection.token_answer])
    yield from (host for each in names if isinstance(each, str) and (host := host_of(each)))


def read_body(body: Body) -> bytes:
    """The bytes of a body, also when they lie in a spool file; empty when the file has gone."""
    if body.data is not None or not body.file:
        return body.data or b""
    try:
        return read_spooled(body.file)
    except OSError:
        return b""
