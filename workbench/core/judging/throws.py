"""Checks of a thrown error: what App Connect can make of it (runtime.md section 9)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from workbench.core.judging.judgement import Judgement
from workbench.core.rules import rule
from workbench.core.run.invocation import AdapterError
from workbench.core.traffic.exchange import unanswered
from workbench.core.traffic.seen import Seen

_BARE: Final = rule("throws/bare-answer")


def check_throw(judgement: Judgement) -> None:
    """Say what App Connect tells its user of the error."""
    error = judgement.outcome.error or AdapterError("Error", "")
    said = _with_network(error, judgement.around.exchanges)
    match judgement.interface.name:
        case "getLicenseStatus":
            judgement.find("get-license-status/throws", "", said)
            return
        case "getCallLog":
            judgement.find("get-call-log/throws-during-update", "", said)
    if _BARE.holds_in(judgement.interface.name):
        judgement.find(_BARE.id, "", said)
    else:
        judgement.find(thrown_rule(error, judgement.around.exchanges), "", said)


def _with_network(error: AdapterError, exchanges: Iterable[Seen]) -> str:
    """The error's words; where it came of an exchange without an answer and does not say why, that is added."""
    lost = unanswered(each.exchange for each in exchanges) if error.status is None else None
    if (
        lost is None
        or lost.error is None
        or any(word and word in error.words for word in (lost.error.code, lost.error.message, error.code))
    ):
        return error.words
    return f"{error.words} ({lost.error.message or lost.error.code})"


def thrown_rule(error: AdapterError, exchanges: Iterable[Seen] = ()) -> str:
    """The rule's id by `error.response.status`; where there is no answer, by the client's error code or the exchanges.

    A client of its own may tell of no answer in words that have no code.
    """
    status = error.status
    if status is None:
        unreached = _is_network(error.code) or unanswered(each.exchange for each in exchanges) is not None
        return "throws/network" if unreached else "throws/without-status"
    if status == 429:
        return "throws/rate-limit"
    if status in (401, 403):
        return "throws/authorization"
    if 400 <= status < 410:
        return "throws/mistaken-for-authorization"
    return "throws/other-status"


def _is_network(code: str) -> bool:
    """Codes such as ECONNREFUSED, ETIMEDOUT, CERT_HAS_EXPIRED, UND_ERR_SOCKET or exchange-cap, not ERR_INVALID_ARG."""
    starts = (
        *("ECONN", "ETIMEDOUT", "ENOTFOUND", "EAI_", "EHOST", "ENET", "EPIPE", "EPROTO", "CERT_", "UND_ERR"),
        *("ERR_TLS_", "ERR_SSL_", "HPE_"),
    )
    others = ("DEPTH_ZERO_SELF_SIGNED_CERT", "SELF_SIGNED_CERT_IN_CHAIN", "UNABLE_TO_VERIFY_LEAF_SIGNATURE")
    return code.startswith(starts) or code in others or code in ("ERR_NETWORK", "ERR_CANCELED", "exchange-cap")
