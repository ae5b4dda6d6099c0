"""Secrets and users' rows that the adapter sends to a host that is not the CRM's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from workbench.core.judging.around import Around
from workbench.core.judging.hosts import is_family
from workbench.core.judging.judgement import Judgement
from workbench.core.traffic.seen import Seen
from workbench.core.values import Value
from workbench.core.values.javascript import member

RULE: Final = "traffic/secret-elsewhere"

_COLUMNS: Final = frozenset(
    {
        "id",
        "platform",
        "hostname",
        "accesstoken",
        "refreshtoken",
        "tokenexpiry",
        "timezonename",
        "timezoneoffset",
        "rcaccountid",
        "hashedrcextensionid",
        "platformadditionalinfo",
        "usersettings",
    }
)
_ROW_COLUMNS: Final = 5
"""Columns by which an object is known for the user's row."""
_LOGIN: Final = re.compile(r"token|oauth|auth|login|session|grant", re.IGNORECASE)
_LOGOUT: Final = re.compile(r"revoke|revocation|log-?out|sign-?out|introspect|token-?info|user-?info", re.IGNORECASE)
_GIVEN: Final = re.compile(r"token|session|ticket|jwt|api_?key|secret|cookie|sid\b", re.IGNORECASE)
"""What an answer to a login holds."""


def check_elsewhere(judgement: Judgement) -> None:
    """Find each host besides the CRM's that got a secret or the user's row; one finding a host."""
    around = judgement.around
    crm = set(around.hosts)
    with_key = [each for each in around.exchanges if each.host and _is_key(around, each)]
    if with_key and not around.is_met and not any(is_family(each.host, crm) for each in with_key):
        # No host that is known got the key: the first one that did is the CRM's.
        crm.add(with_key[0].host)
    if not crm:
        return
    told: set[str] = set()
    for each in around.exchanges:
        if not each.host or each.host in told or is_family(each.host, crm):
            continue
        what = _what(judgement, each)
        if what:
            told.add(each.host)
            own = ", ".join(sorted(crm)[:3])
            judgement.find(RULE, "", f"{each.name} got {what}; {each.host} is none of the CRM's hosts ({own}).")


def host_with_key(around: Around) -> str:
    """The host that got the connection's secret as a key first, in a header or in the address; empty for none."""
    return next((each.host for each in around.exchanges if each.host and _is_key(around, each)), "")


def _is_key(around: Around, seen: Seen) -> bool:
    known, request = around.known_secrets, seen.exchange.request
    return known.stand_in(seen.address.query) or any(known.stand_in(value) for _, value in request.headers)


def _what(judgement: Judgement, seen: Seen) -> str:
    """What a host got that is nobody's but the CRM's; empty for nothing."""
    around, request = judgement.around, seen.exchange.request
    is_row = any(_is_row(each, around.arguments.get("user")) for each in _objects(seen.sent_json))
    texts = [] if _is_login(seen) else [request.url, seen.sent, *(value for _, value in request.headers)]
    found = sorted({label for secret, label in around.secrets.items() if _holds(secret, texts)})
    if not found and any(around.known_secrets.stand_in(text) for text in texts):
        found = ["a secret of the connection"]
    parts = [*(["the user's row"] if is_row else []), *found]
    return " and ".join(parts)


def _is_login(seen: Seen) -> bool:
    """Whether it is there to log in or out: a token is renewed, or a session is opened, wherever the CRM has that.

    An address alone does not tell: a login that succeeded gives something.
    """
    if "grant_type" in seen.sent or _LOGOUT.search(seen.address.path):
        return True
    response = seen.exchange.response
    given = seen.answer + " ".join(name for name, _ in response.headers) if response else ""
    return bool(_LOGIN.search(seen.address.path)) and (not seen.succeeded or bool(_GIVEN.search(given)))


def _holds(secret: str, texts: list[str]) -> bool:
    return any(secret in text for text in texts)


def _objects(value: Value) -> Iterator[Mapping[str, Value]]:
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, Mapping):
            yield item
            stack += item.values()
        elif isinstance(item, list):
            stack += item


def _is_row(value: Mapping[str, Value], user: Value) -> bool:
    names = {str(key).replace("_", "").lower() for key in value}
    return len(names & _COLUMNS) >= _ROW_COLUMNS and str(value.get("id")) == str(member(user, "id"))
