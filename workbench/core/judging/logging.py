"""Checks of logging calls and messages (runtime.md sections 7 and 8)."""

from __future__ import annotations

import difflib

from workbench.core.judging.everywhere import check_identity
from workbench.core.judging.judgement import (
    FORMATS,
    Judgement,
    check_heard,
    composes,
    failure_told,
    join,
    promised_object,
    readable,
    reports_failure,
    tells_failure,
)
from workbench.core.values.javascript import member, missing, truthy


def check_create_call_log(judgement: Judgement) -> None:
    """A truthy logId alone means success (section 7.2)."""
    _check_log_id(judgement, "create-call-log")
    check_heard(judgement, "create-call-log/failure-ignored", "logId")


def check_update_call_log(judgement: Judgement) -> None:
    """Any object is success (section 7.4)."""
    result = judgement.outcome.value
    check_heard(judgement, "update-call-log/failure-ignored")
    # The engine of declarative profiles never gives one, whatever a profile says.
    if missing(member(result, "updatedNote")) and judgement.around.profile is None:
        judgement.find("update-call-log/note-missing", "updatedNote")


def check_get_call_log(judgement: Judgement) -> None:
    """Forwarded to the client, and the base of an update (sections 7.3 and 7.4)."""
    path = "callLogInfo"
    info = promised_object(judgement, path, "get-call-log", "info")
    if info is None:
        return
    check_heard(judgement, "get-call-log/failure-ignored", path)
    if missing(member(info, "subject")):
        judgement.find("get-call-log/subject-missing", join(path, "subject"))
    if missing(member(info, "note")):
        judgement.find("get-call-log/note-missing", join(path, "note"))
    if not composes(judgement):
        return
    if missing(member(info, "fullBody")):
        judgement.find("get-call-log/full-body-missing", join(path, "fullBody"))
    if missing(member(info, "fullLogResponse")):
        judgement.find("get-call-log/full-response-missing", join(path, "fullLogResponse"))


def check_get_log_format_type(judgement: Judgement) -> None:
    """One of three formats, at once; others mean that nothing is composed."""
    value = judgement.outcome.value
    if judgement.outcome.was_promise:
        judgement.find("get-log-format-type/promise")
    if value in FORMATS:
        return
    if not isinstance(value, str) or not value:
        judgement.find("get-log-format-type/not-text", "", f"The value is {readable(value)}.")
        return
    short = {name.partition("/")[2]: name for name in FORMATS}
    plain = value.strip().lower()
    near = difflib.get_close_matches(plain, FORMATS, n=1, cutoff=0.8)
    near_short = difflib.get_close_matches(plain, [*short, "plaintext"], n=1, cutoff=0.8)
    if near or near_short:
        meant = near[0] if near else short.get(near_short[0], FORMATS[0])
        judgement.find("get-log-format-type/misspelt", "", f"The value is {readable(value)}, almost “{meant}”.")
    else:
        judgement.find("get-log-format-type/not-composed", "", f"The value is {readable(value)}.")


def check_upsert_call_disposition(judgement: Judgement) -> None:
    """A truthy logId means success (section 7.5); one that is said to be empty stores nothing on purpose."""
    result = judgement.outcome.value
    log_id = member(result, "logId")
    if (log_id is None or log_id == "" or log_id is False) and not reports_failure(result):
        judgement.find("upsert-call-disposition/nothing-stored", "logId", f"logId is {readable(log_id)}.")
    else:
        _check_log_id(judgement, "upsert-call-disposition")
    check_heard(judgement, "upsert-call-disposition/failure-ignored", "logId")


def check_create_message_log(judgement: Judgement) -> None:
    """Not throwing is success; without a logId the message is not linked (section 8.2).

    A warning beside a logId is about something lesser: the message was logged.
    """
    result = judgement.outcome.value
    log_id = member(result, "logId")
    if truthy(log_id):
        check_identity(judgement, log_id, "logId")
        check_heard(judgement, "create-message-log/failure-linked", "logId")
    elif tells_failure(result) or reports_failure(result):
        path, told = failure_told(result)
        judgement.find("create-message-log/failure-ignored", path, f"{told}, and there is no logId.")
    else:
        judgement.find("create-message-log/log-id-missing", "logId")


def check_update_message_log(judgement: Judgement) -> None:
    """Not throwing is success (section 8.2)."""
    check_heard(judgement, "update-message-log/failure-ignored")


def update_may_give_nothing(era: str, variant: str) -> bool:
    """updateMessageLog may return nothing in seed and mid, and with shared messages (runtime.md section 12)."""
    return era != "head" or variant == "shared"


def _check_log_id(judgement: Judgement, area: str) -> None:
    result = judgement.outcome.value
    log_id = member(result, "logId")
    if truthy(log_id):
        check_identity(judgement, log_id, "logId")
    elif reports_failure(result):
        path, told = failure_told(result)
        judgement.find(f"{area}/reported-failure", path, f"{told}, and there is no logId.")
    else:
        judgement.find(f"{area}/log-id-missing", "logId")
