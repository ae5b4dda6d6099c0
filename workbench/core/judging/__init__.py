"""Judges outcomes against the contract: one check an interface, shared checks for what holds everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from workbench.core.connection.user import StoredUser
from workbench.core.contract.interfaces import Interface, InterfaceTable
from workbench.core.judging import authentication, contacts, lifecycle, logging
from workbench.core.judging.appointments import check_appointments
from workbench.core.judging.description import judge_description
from workbench.core.judging.everywhere import (
    check_extra_data,
    check_return_message,
    check_surroundings,
    check_travel,
)
from workbench.core.judging.judgement import Judgement, readable
from workbench.core.judging.shapes import check_shape
from workbench.core.judging.throws import check_throw
from workbench.core.run.finding import Finding, Severity
from workbench.core.run.invocation import Outcome, OutcomeKind, Verdict
from workbench.core.values.javascript import as_object, missing

Check = Callable[[Judgement], None]

_VALUE_CHECKS: Final[dict[str, Check]] = {
    # Interfaces whose answer is not an object with members, or for which nothing is a real answer.
    "getAuthType": authentication.check_get_auth_type,
    "getBasicAuth": authentication.check_get_basic_auth,
    "getLogFormatType": logging.check_get_log_format_type,
    "getUserList": lifecycle.check_get_user_list,
    "getManagedAuthOptions": lifecycle.check_get_managed_auth_options,
    "checkAndRefreshAccessToken": lifecycle.check_check_and_refresh_access_token,
    "getOverridingOAuthOption": lifecycle.check_get_overriding_oauth_option,
}

_OBJECT_CHECKS: Final[dict[str, tuple[str, Check | None]]] = {
    # Interface: the rule when it returns nothing, and the check of the object.
    "getOauthInfo": ("get-oauth-info/returns-nothing", authentication.check_get_oauth_info),
    "getUserInfo": ("get-user-info/returns-nothing", authentication.check_get_user_info),
    "refreshUserInfo": ("refresh-user-info/returns-nothing", authentication.check_refresh_user_info),
    "unAuthorize": ("un-authorize/returns-nothing", authentication.check_un_authorize),
    "findContact": ("find-contact/returns-nothing", contacts.check_find_contact),
    "findContactWithName": ("find-contact/returns-nothing", contacts.check_find_contact),
    "createContact": ("create-contact/returns-nothing", contacts.check_create_contact),
    "createCallLog": ("create-call-log/returns-nothing", logging.check_create_call_log),
    "updateCallLog": ("update-call-log/returns-nothing", logging.check_update_call_log),
    "getCallLog": ("get-call-log/returns-nothing", logging.check_get_call_log),
    "upsertCallDisposition": ("upsert-call-disposition/returns-nothing", logging.check_upsert_call_disposition),
    "createMessageLog": ("create-message-log/returns-nothing", logging.check_create_message_log),
    "updateMessageLog": ("update-message-log/returns-nothing", logging.check_update_message_log),
    "getLicenseStatus": ("get-license-status/returns-nothing", lifecycle.check_get_license_status),
    "getServerLoggingSettings": ("get-server-logging-settings/returns-nothing", None),
    "updateServerLoggingSettings": (
        "update-server-logging-settings/returns-nothing",
        lifecycle.check_update_server_logging_settings,
    ),
    "authValidation": ("auth-validation/returns-nothing", lifecycle.check_auth_validation),
    "postSaveUserInfo": ("post-save-user-info/returns-nothing", lifecycle.check_post_save_user_info),
    "onUpdateUserSettings": ("on-update-user-settings/returns-nothing", lifecycle.check_on_update_user_settings),
    "listAppointments": ("appointments/returns-nothing", check_appointments),
    "createAppointment": ("appointments/returns-nothing", check_appointments),
    "updateAppointment": ("appointments/returns-nothing", check_appointments),
    "refreshAppointment": ("appointments/returns-nothing", check_appointments),
    "confirmAppointment": ("appointments/returns-nothing", check_appointments),
    "cancelAppointment": ("appointments/returns-nothing", check_appointments),
}


_NOT_SENT = ("checkAndRefreshAccessToken", "getBasicAuth")
"""Interfaces whose results App Connect uses itself and sends to nobody."""


def judge(
    interface: str | Interface,
    outcome: Outcome,
    *,
    table: InterfaceTable,
    era: str = "head",
    variant: str = "",
    platform: str = "",
    auth_type: str = "",
    log_format: str | None = None,
    by_key: bool = False,
    user: StoredUser | None = None,
) -> tuple[Finding, ...]:
    """Judge how one call ended.

    `variant` is the way it was called (shared for shared messages). `platform`, `auth_type` and `log_format` are
    what is known of the adapter: with them ids are compared with the platform's name, an API-key adapter needs no
    OAuth info, and a log format that App Connect does not compose needs no fullBody; empty, or None for the format,
    means unknown. With `by_key` nobody is redirected at a login; `user` is the stored row as the call left it, if
    there is one. A call that crashed, timed out or was cancelled has no findings: its verdict says enough.
    """
    row = interface if isinstance(interface, Interface) else table[interface]
    judgement = Judgement(row, outcome, table, era, variant, platform, auth_type, log_format, by_key, user)
    if outcome.kind is OutcomeKind.RETURNED:
        _check_returned(judgement)
        check_surroundings(judgement)
    elif outcome.kind is OutcomeKind.THREW:
        check_throw(judgement)
        check_surroundings(judgement)
    return tuple(judgement.findings)


def verdict(outcome: Outcome, findings: Sequence[Finding]) -> Verdict:
    """meets when it returned with no error and no warning; failed when it did not return."""
    if outcome.kind is not OutcomeKind.RETURNED:
        return Verdict.FAILED
    if any(finding.severity is not Severity.NOTE for finding in findings):
        return Verdict.FINDINGS
    return Verdict.MEETS


def nothing_is_harmless(interface: str, era: str, variant: str) -> bool:
    """updateMessageLog may return nothing in seed and mid, and with shared messages (runtime.md section 12)."""
    return interface == "updateMessageLog" and (era != "head" or variant == "shared")


def _check_returned(judgement: Judgement) -> None:
    name, value = judgement.interface.name, judgement.outcome.value
    if name in _VALUE_CHECKS:
        _VALUE_CHECKS[name](judgement)
    else:
        nothing, check = _OBJECT_CHECKS[name]
        if missing(value):
            if not nothing_is_harmless(name, judgement.era, judgement.variant):
                judgement.find(nothing)
            return
        if as_object(value) is None:
            judgement.find("returns/not-an-object", "", f"The value is {readable(value)}, not an object.")
            return
        if check is not None:
            check(judgement)
        check_return_message(judgement, value)
        check_extra_data(judgement, value)
    if name not in _NOT_SENT:
        check_travel(judgement)
        check_shape(judgement)


__all__ = ["judge", "judge_description", "nothing_is_harmless", "verdict"]
