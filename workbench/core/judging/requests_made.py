"""Requests that were made once too often, left running, or not gone on with: written twice, not awaited, paged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from workbench.core.judging.hosts import is_family
from workbench.core.judging.judgement import Judgement
from workbench.core.traffic.exchange import header
from workbench.core.traffic.seen import Seen
from workbench.core.values import Json

TWICE: Final = "traffic/written-twice"
RUNNING: Final = "traffic/still-running"
PAGES: Final = "traffic/further-pages"

CREATED: Final = 201
_COMPLETE: Final = ("getUserList", "listAppointments")
"""Interfaces whose list App Connect takes for all that there is."""
_MORE: Final = re.compile(r"has_?more|more_?records|has_?next(_?page)?", re.IGNORECASE)
_NEXT: Final = re.compile(
    r"(@odata\.)?next(_?(page|link|url|uri|cursor|token|page_?token|records_?url|href))?", re.IGNORECASE
)
_PAGING: Final = re.compile(r"paging|pagination|meta|metadata|_?links|info|page(_?info)?", re.IGNORECASE)
_NEVER_AWAITED: Final = re.compile(r"coroutine '([^']+)' was never awaited")
"""What Python prints."""
_NEXT_LINK: Final = re.compile(r"rel\s*=\s*\"?next\b", re.IGNORECASE)


def check_requests(judgement: Judgement) -> None:
    """Find what was written twice, what still runs, and pages that nobody asked for."""
    around = judgement.around
    for each in around.exchanges:
        error = each.exchange.error
        is_running = error is not None and error.code == "unfinished" and each.exchange.response is None
        if is_running and (not around.hosts or is_family(each.host, around.hosts)):
            judgement.find(RUNNING, "", f"{each.name} was still running when {judgement.interface.name} had ended.")
    for name in dict.fromkeys(_NEVER_AWAITED.findall("\n".join(around.console))):
        judgement.find(RUNNING, "", f"{name} was called and never awaited, so that nothing of it was done.")
    written: dict[tuple[str, str, str], Seen] = {}
    for each in around.exchanges:
        if each.method != "POST" or not each.sent or each.failure or not 200 <= each.status < 300:
            continue
        key = each.host, each.address.path, each.sent
        first = written.setdefault(key, each)
        if first is not each and _made_two(first, each):
            judgement.find(TWICE, "", f"{each.name} was sent twice with the same body, and each made a record.")
    if judgement.interface.name in _COMPLETE:
        _check_pages(judgement)


def _made_two(one: Seen, other: Seen) -> bool:
    """Whether two requests made two records: other ids, or two “Created” of which one was not read.

    The same answer again is a search, or no new record.
    """
    made = _made(one.answer_json), _made(other.answer_json)
    return made[0] != made[1] if all(made) else one.status == other.status == CREATED


def _made(answer: Json) -> str:
    """The id of the record that an answer is about; empty when it names none."""
    for each in (answer, *(answer.values() if isinstance(answer, dict) else ())):
        if isinstance(each, dict):
            for name in ("id", "Id", "ID", "_id", "uuid", "key"):
                if isinstance(each.get(name), str | int) and not isinstance(each[name], bool):
                    return str(each[name])
    return ""


def _check_pages(judgement: Judgement) -> None:
    exchanges = judgement.around.exchanges
    for place, each in enumerate(exchanges):
        same = [later for later in exchanges[place + 1 :] if later.host == each.host]
        if each.reads and each.succeeded and not same and _has_more(each):
            judgement.find(PAGES, "", f"The answer to {each.name} says that there is more, and nobody asked for it.")


def _has_more(seen: Seen) -> bool:
    response = seen.exchange.response
    if response is not None and _NEXT_LINK.search(header(response.headers, "link")):
        return True
    return any(
        (_MORE.fullmatch(name) and value is True)
        or (_NEXT.fullmatch(name) and (_is_address(value) or (isinstance(value, Mapping) and bool(value))))
        for name, value in _paging(seen.answer_json)
    )


def _is_address(value: Json) -> bool:
    return (isinstance(value, str) and bool(value.strip())) or (
        isinstance(value, int) and not isinstance(value, bool) and value > 0
    )


def _paging(answer: Json) -> Iterator[tuple[str, Json]]:
    """Members that tell of pages: at the top, and in what is named for it."""
    if not isinstance(answer, Mapping):
        return
    for name, value in answer.items():
        yield str(name), value
        if _PAGING.fullmatch(str(name)) and isinstance(value, Mapping):
            yield from ((str(inner), item) for inner, item in value.items())
