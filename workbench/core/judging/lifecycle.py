"""Checks of server-side logging and lifecycle hooks (runtime.md sections 3, 5 and 10)."""

from __future__ import annotations

from workbench.core.judging.everywhere import check_identity
from workbench.core.judging.judgement import Judgement, join, readable, refused_by_crm
from workbench.core.values import UNDEFINED, Special
from workbench.core.values.javascript import member, missing, truthy


def check_get_user_list(judgement: Judgement) -> None:
    """A bare list of users."""
    users = judgement.outcome.value
    if not isinstance(users, list):
        judgement.find("get-user-list/not-a-list", "", f"The value is {readable(users)}, not a list.")
        return
    for place, user in enumerate(users):
        identity = member(user, "id")
        if missing(identity):
            judgement.find("get-user-list/id-missing", join(str(place), "id"))
        else:
            check_identity(judgement, identity, join(str(place), "id"))
        if not truthy(member(user, "name")):
            judgement.find("get-user-list/name-missing", join(str(place), "name"))
        if not truthy(member(user, "email")):
            judgement.find("get-user-list/email-missing", join(str(place), "email"))


def check_get_license_status(judgement: Judgement) -> None:
    """Passed through as it is."""
    status = judgement.outcome.value
    if not isinstance(member(status, "isLicenseValid"), bool):
        judgement.find("get-license-status/valid-missing", "isLicenseValid")
    if not truthy(member(status, "licenseStatus")):
        judgement.find("get-license-status/status-missing", "licenseStatus")


def check_get_managed_auth_options(judgement: Judgement) -> None:
    """A bare list of choices, checked by App Connect item by item (section 3.3)."""
    options = judgement.outcome.value
    if not isinstance(options, list):
        judgement.find("get-managed-auth-options/not-a-list", "", f"The value is {readable(options)}, not a list.")
        return
    for place, option in enumerate(options):
        value, label = member(option, "value"), member(option, "label")
        usable = isinstance(value, str | int | float) and not isinstance(value, bool)
        if not usable or not isinstance(label, str):
            judgement.find(
                "get-managed-auth-options/item-shape",
                str(place),
                f"Choice {place} has the value {readable(value)} and the label {readable(label)}.",
            )


def check_update_server_logging_settings(judgement: Judgement) -> None:
    """Forwarded as it is."""
    if missing(member(judgement.outcome.value, "successful")):
        judgement.find("update-server-logging-settings/successful-missing", "successful")


def check_auth_validation(judgement: Judgement) -> None:
    """Forwarded as it is."""
    if missing(member(judgement.outcome.value, "successful")):
        judgement.find("auth-validation/successful-missing", "successful")


def check_check_and_refresh_access_token(judgement: Judgement) -> None:
    """The user to go on with; nothing means that the session is revoked, which only the CRM can say (section 5)."""
    user = judgement.outcome.value
    if missing(user):
        if not refused_by_crm(judgement.around.exchanges):
            how = "nothing" if user is UNDEFINED else "null"
            said = f"checkAndRefreshAccessToken returned {how}, and the CRM had not refused to renew the token."
            judgement.find("check-and-refresh-access-token/returns-nothing", "", said)
        else:
            judgement.find("check-and-refresh-access-token/session-revoked")
    elif isinstance(user, Special) and user.kind == "user":
        return
    elif not truthy(member(user, "accessToken")):
        judgement.find("check-and-refresh-access-token/not-a-user", "", f"The value is {readable(user)}.")


def check_get_overriding_oauth_option(judgement: Judgement) -> None:
    """Options over the code exchange, at once (section 3.2)."""
    if judgement.outcome.was_promise:
        judgement.find("get-overriding-oauth-option/promise")
    if missing(judgement.outcome.value):
        judgement.find("get-overriding-oauth-option/returns-nothing")


def check_post_save_user_info(judgement: Judgement) -> None:
    """Replaces the user info (section 3.1)."""
    info = judgement.outcome.value
    if not truthy(member(info, "id")):
        judgement.find("post-save-user-info/id-missing", "id")
    else:
        check_identity(judgement, member(info, "id"), "id")
    if not truthy(member(info, "name")):
        judgement.find("post-save-user-info/name-missing", "name")


def check_on_update_user_settings(judgement: Judgement) -> None:
    """Only successful: true stores the settings (section 10)."""
    result = judgement.outcome.value
    if missing(member(result, "successful")):
        judgement.find("on-update-user-settings/successful-missing", "successful")
    if not missing(member(result, "returnMessage")):
        judgement.find("on-update-user-settings/message-dropped", "returnMessage")
