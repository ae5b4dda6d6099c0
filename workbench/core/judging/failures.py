"""A failure that the adapter tells of where App Connect passes it on as it is (runtime.md sections 3, 6, 9 and 10)."""

from __future__ import annotations

import re
from typing import Final

from workbench.core.judging.judgement import (
    BAD_TYPES,
    FAILING_TYPES,
    Judgement,
    failure_told,
    reports_failure,
    tells_failure,
)
from workbench.core.rules import rule
from workbench.core.values import Value
from workbench.core.values.javascript import member, missing, truthy

_RULE: Final = rule("returns/reported-failure")
_FINDERS: Final = ("findContact", "findContactWithName")
_NOBODY: Final = re.compile(
    r"\b(no|zero|0) (\w+ ){0,3}(contact|match|result|record|one|person|people|customer|lead)|\bnot (be )?found\b"
    r"|nobody|nothing|unknown|doesn.t exist|does not exist|(could ?n.t|could not|cannot|unable to) (find|locate)",
    re.IGNORECASE,
)
"""Words of a look-up that found nobody, which is an answer and no failure."""


def check_reported_failure(judgement: Judgement) -> None:
    """Say that the adapter says it failed, where that is not simply its answer."""
    interface, result = judgement.interface.name, judgement.outcome.value
    if not _RULE.holds_in(interface):
        return
    is_left = interface == "unAuthorize" and truthy(member(judgement.user, "accessToken")) and reports_failure(result)
    if not is_left and (not tells_failure(result) or _is_answer(interface, result)):
        return
    if missing(member(result, "returnMessage")) and judgement.judged("returnMessage"):
        return  # That there is no message was said, which is the graver thing.
    path, told = failure_told(result)
    judgement.find(_RULE.id, path, f"{told}.")


def _is_answer(interface: str, result: Value) -> bool:
    """Whether successful: false says no more than that there is nobody, or that the credentials do not work."""
    message = member(result, "returnMessage")
    if interface == "authValidation":
        return member(result, "successful") is False
    if interface not in _FINDERS or member(message, "messageType") in BAD_TYPES:
        return False
    matches, words, kind = (
        member(result, "matchedContactInfo"),
        member(message, "message"),
        member(message, "messageType"),
    )
    is_empty = not isinstance(matches, list) or all(truthy(member(each, "isNewContact")) for each in matches)
    is_mild = missing(message) or kind not in FAILING_TYPES
    return is_empty and (is_mild or bool(isinstance(words, str) and _NOBODY.search(words)))
