"""What administrators and users set, and lists for their pages (runtime.md sections 10 and 11)."""

from __future__ import annotations

from typing import Final

from workbench.core.arguments import login
from workbench.core.arguments.rows import AUTH_HEADER, PROXY_CONFIG, USER_ROW, ArgumentSet
from workbench.core.contract.interfaces import CrmCalls
from workbench.core.contract.routes import Route
from workbench.core.forms import fields, picks
from workbench.core.forms.from_manifest import managed_choices, server_logging_fields, settings_sections
from workbench.core.interfaces.row import InterfaceRow
from workbench.core.judging import lifecycle
from workbench.core.run import showing
from workbench.core.server import result_answers as answers
from workbench.core.server.answers import bad_request

ROWS: Final = (
    InterfaceRow(
        "getUserList",
        "Lists the CRM's users, so that extensions can be mapped to them.",
        CrmCalls.YES,
        Route("POST", "/admin/userMapping"),
        (ArgumentSet((USER_ROW, AUTH_HEADER, PROXY_CONFIG)),),
        answers.user_list,
        None,
        check=lifecycle.check_get_user_list,
        gives_object=False,
        form=fields.GET_USER_LIST,
        is_reported=True,
        offers=picks.users,
    ),
    InterfaceRow(
        "getManagedAuthOptions",
        "Lists the choices for a login field that administrators fill.",
        CrmCalls.OPTIONAL,
        Route("POST", "/admin/managedAuth/options"),
        (ArgumentSet(login.MANAGED_OPTIONS),),
        answers.options,
        None,
        check=lifecycle.check_get_managed_auth_options,
        gives_object=False,
        answers_error=bad_request,
        shows_error=showing.error_text,
        form=fields.GET_MANAGED_AUTH_OPTIONS,
        fit_form=managed_choices,
        is_reported=True,
    ),
    InterfaceRow(
        "getServerLoggingSettings",
        "Reads the adapter's own settings for server-side logging.",
        CrmCalls.OPTIONAL,
        Route("GET", "/admin/serverLoggingSettings"),
        (ArgumentSet((USER_ROW,)),),
        answers.as_it_is,
        None,
        rule_for_nothing="get-server-logging-settings/returns-nothing",
        answers_error=bad_request,
    ),
    InterfaceRow(
        "updateServerLoggingSettings",
        "Stores the adapter's own settings for server-side logging.",
        CrmCalls.OPTIONAL,
        Route("POST", "/admin/serverLoggingSettings"),
        (ArgumentSet(login.SERVER_LOGGING),),
        answers.server_logging,
        showing.forwarded,
        check=lifecycle.check_update_server_logging_settings,
        rule_for_nothing="update-server-logging-settings/returns-nothing",
        answers_error=answers.settings_failed,
        shows_error=showing.server_logging_failed,
        form=fields.UPDATE_SERVER_LOGGING_SETTINGS,
        manifest_fields=server_logging_fields,
    ),
    InterfaceRow(
        "onUpdateUserSettings",
        "Checks changed settings before they are stored.",
        CrmCalls.OPTIONAL,
        Route("POST", "/user/settings"),
        (ArgumentSet(login.USER_SETTINGS),),
        answers.settings,
        showing.accepted,
        check=lifecycle.check_on_update_user_settings,
        rule_for_nothing="on-update-user-settings/returns-nothing",
        answers_error=bad_request,
        shows_error=showing.bare_failure,
        form=fields.ON_UPDATE_USER_SETTINGS,
        manifest_fields=settings_sections,
    ),
)
