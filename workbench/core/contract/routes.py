"""The client's requests: which route of App Connect's server makes which interface run (server_api.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter
from typing import Any, Final

from workbench.core.values import Json

HEADERS: Final = "headers"
"""Where the context headers of a request stand in its merged form."""


@dataclass(frozen=True, slots=True)
class Route:
    """One route of the connector server."""

    method: str
    path: str
    """With {name} for a part that differs, e.g. /appointments/{appointmentId}/confirm."""


ROUTES: Final[Mapping[str, Route]] = {
    "getAuthType": Route("GET", "/implementedInterfaces"),
    "getOauthInfo": Route("GET", "/oauth-callback"),
    "getBasicAuth": Route("POST", "/apiKeyLogin"),
    "getUserInfo": Route("POST", "/apiKeyLogin"),
    "refreshUserInfo": Route("POST", "/user/refreshInfo"),
    "unAuthorize": Route("POST", "/unAuthorize"),
    "findContact": Route("GET", "/contact"),
    "findContactWithName": Route("GET", "/custom/contact/search"),
    "createContact": Route("POST", "/contact"),
    "createCallLog": Route("POST", "/callLog"),
    "updateCallLog": Route("PATCH", "/callLog"),
    "getCallLog": Route("GET", "/callLog"),
    "getLogFormatType": Route("POST", "/callLog"),
    "upsertCallDisposition": Route("PUT", "/callDisposition"),
    "createMessageLog": Route("POST", "/messageLog"),
    "updateMessageLog": Route("POST", "/messageLog"),
    "getUserList": Route("POST", "/admin/userMapping"),
    "getLicenseStatus": Route("GET", "/licenseStatus"),
    "getManagedAuthOptions": Route("POST", "/admin/managedAuth/options"),
    "getServerLoggingSettings": Route("GET", "/admin/serverLoggingSettings"),
    "updateServerLoggingSettings": Route("POST", "/admin/serverLoggingSettings"),
    "authValidation": Route("GET", "/authValidation"),
    "checkAndRefreshAccessToken": Route("GET", "/authValidation"),
    "getOverridingOAuthOption": Route("GET", "/oauth-callback"),
    "postSaveUserInfo": Route("POST", "/apiKeyLogin"),
    "onUpdateUserSettings": Route("POST", "/user/settings"),
    "listAppointments": Route("GET", "/appointments"),
    "createAppointment": Route("POST", "/appointments"),
    "updateAppointment": Route("PATCH", "/appointments/{appointmentId}"),
    "refreshAppointment": Route("GET", "/appointments/{appointmentId}/refresh"),
    "confirmAppointment": Route("POST", "/appointments/{appointmentId}/confirm"),
    "cancelAppointment": Route("POST", "/appointments/{appointmentId}/cancel"),
}
"""The route whose handling is chiefly about an interface; the login interfaces also run behind the other login."""


def path_names(path: str) -> tuple[str, ...]:
    """Names of the parts that differ in a route's path."""
    return tuple(name for _, name, _, _ in Formatter().parse(path) if name)


def path_parameters(path: str) -> dict[str, str]:
    """Parts of a concrete path that a route names: /appointments/9/confirm gives {"appointmentId": "9"}."""
    pieces = path.strip("/").split("/")
    if len(pieces) > 1 and pieces[0] == "appointments":
        return {"appointmentId": pieces[1]}
    return {}


def merged(
    path: str, query: Mapping[str, Json], body: Mapping[str, Json], headers: Mapping[str, str]
) -> dict[str, Any]:
    """A request as one object: path parts, query and body members, and the headers, if any, under `headers`."""
    request: dict[str, Any] = {**path_parameters(path), **query, **body}
    if headers:
        request[HEADERS] = dict(headers)
    return request
