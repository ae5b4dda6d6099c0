"""The table of routes: what each needs, since when it exists, and how its exceptions are answered (server_api.md).

To add a route, add a row with a handler that takes the Operation; {name} in a path stands for one part of it. An
interface whose row says all that its route does needs none here.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final

from workbench.core.contract.eras import ERA_NAMES
from workbench.core.interfaces import rows
from workbench.core.run.invocation import Answer
from workbench.session.server import administration, calls, contacts, people, public
from workbench.session.server.by_row import by_row
from workbench.session.server.helpers import helper
from workbench.session.server.logins import api_key_login
from workbench.session.server.messages import log_messages
from workbench.session.server.oauth_callback import oauth_callback
from workbench.session.server.operation import Operation

Handler = Callable[[Operation], Awaitable[Answer | None]]

BAD_REQUEST: Final = ""
"""For exceptions that are answered as 400 {error}."""


@dataclass(frozen=True, slots=True)
class ServerRoute:
    """One route."""

    method: str
    path: str
    handler: Handler
    fails_as: str = BAD_REQUEST
    """The interface that names the failure, or BAD_REQUEST."""
    session: bool = True
    """Whether a session token is needed."""
    platform: str = ""
    """Where the platform stands without a session: query, body, or empty for nowhere."""
    since: str = "head"
    until: str = "head"
    """The first and the last server that has it."""
    revoked: int = 401
    """Status of the answer that ends the user's session."""

    is_helper: bool = False
    """Whether it stands for an interface that leads to others, whose failure is theirs."""

    def matches(self, method: str, path: str, era: str) -> bool:
        """Whether a request means this route, on a server of an era."""
        place = ERA_NAMES.index(era)
        if method != self.method or not ERA_NAMES.index(self.since) <= place <= ERA_NAMES.index(self.until):
            return False
        return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", self.path), path) is not None


def _of(interface: str, handler: Handler, *, since: str = "head", revoked: int = 401, path: str = "") -> ServerRoute:
    """The route that an interface's row names, or the same at another path; its failure is the interface's."""
    route = rows()[interface].route
    return ServerRoute(route.method, path or route.path, handler, interface, since=since, revoked=revoked)


def _admin(method: str, path: str, handler: Handler, platform: str = "query") -> ServerRoute:
    return ServerRoute(method, path, handler, session=False, platform=platform)


_WITH_HANDLER: Final = (
    ServerRoute("GET", "/isAlive", public.is_alive, session=False, since="mid"),
    ServerRoute("GET", "/is-alive", public.is_alive, session=False, since="seed", until="seed"),
    ServerRoute("GET", "/implementedInterfaces", public.implemented_interfaces, session=False, platform="query"),
    ServerRoute("GET", "/userInfoHash", public.user_info_hash, session=False),
    ServerRoute("GET", "/crmManifest", public.crm_manifest, session=False, since="seed"),
    ServerRoute("POST", "/apiKeyLogin", api_key_login, session=False, platform="body", since="seed"),
    ServerRoute("GET", "/oauth-callback", oauth_callback, session=False, since="seed"),
    _admin("GET", "/apiKeyManagedAuthState", administration.api_key_state),
    _admin("GET", "/oauthManagedAuthState", administration.oauth_state),
    _admin("POST", "/admin/managedAuth", administration.write_managed),
    _admin("POST", "/admin/managedAuth/options", administration.managed_options),
    _admin("POST", "/admin/managedOAuth/cache", administration.cache_oauth, platform=""),
    _admin("DELETE", "/admin/managedOAuth/cache", administration.forget_pending_oauth, platform=""),
    _admin("DELETE", "/admin/managedOAuth/account", administration.forget_account_oauth),
    ServerRoute("POST", "/admin/settings", administration.write_settings, session=False, since="seed"),
    ServerRoute("GET", "/admin/settings", administration.read_settings, since="seed"),
    ServerRoute("GET", "/user/preloadSettings", public.preload_settings, session=False),
    ServerRoute("POST", "/unAuthorize", people.un_authorize, since="seed"),
    ServerRoute("GET", "/authValidation", people.auth_validation, since="seed"),
    ServerRoute("GET", "/licenseStatus", people.license_status, session=False, since="mid"),
    _of("refreshUserInfo", people.refresh_user_info, revoked=200),
    ServerRoute("GET", "/hostname", people.hostname, since="seed"),
    ServerRoute("GET", "/user/settings", people.read_settings, since="seed"),
    ServerRoute("POST", "/user/settings", people.write_settings, since="seed"),
    ServerRoute("GET", "/admin/serverLoggingSettings", people.read_server_logging, since="mid"),
    _of("updateServerLoggingSettings", people.write_server_logging, since="mid"),
    _of("getUserList", administration.map_users),
    _of("getUserList", administration.map_users, path="/admin/reinitializeUserMapping"),
    ServerRoute("GET", "/accountData", public.account_data),
    _of("findContact", contacts.find_contact, since="seed"),
    _of("createContact", contacts.create_contact, since="seed"),
    _of("findContactWithName", contacts.find_contact_with_name, since="seed"),
    _of("getCallLog", calls.get_call_log, since="seed"),
    _of("createCallLog", calls.create_call_log, since="seed"),
    _of("updateCallLog", calls.update_call_log, since="seed"),
    _of("upsertCallDisposition", calls.upsert_call_disposition, since="seed"),
    ServerRoute("POST", "/callLog/cacheNote", calls.cache_note),
    _of("createMessageLog", log_messages, since="seed"),
    ServerRoute("POST", f"{rows()['updateAppointment'].route.path}/status", by_row, "updateAppointment"),
)
_HANDLED: Final = {(route.method, route.path) for route in _WITH_HANDLER}

ROUTES: Final = (
    *_WITH_HANDLER,
    *(
        ServerRoute(row.route.method, row.route.path, by_row, row.name)
        for row in rows().values()
        if (row.route.method, row.route.path) not in _HANDLED
    ),
)
"""Those with a handler of their own, and those of interfaces whose row says all."""

_FIRED: Final[Mapping[str, ServerRoute]] = {
    **{route.fails_as: route for route in reversed(ROUTES) if route.fails_as},
    **{
        name: next(route for route in ROUTES if route.handler is handler)
        for name, handler in (
            ("unAuthorize", people.un_authorize),
            ("authValidation", people.auth_validation),
            ("getLicenseStatus", people.license_status),
            ("onUpdateUserSettings", people.write_settings),
            ("getServerLoggingSettings", people.read_server_logging),
            ("updateMessageLog", log_messages),
        )
    },
}
"""The route whose handling is chiefly about an interface."""

_HELPER: Final = ServerRoute("", "", helper, session=False, is_helper=True)


def firing_route(interface: str) -> ServerRoute:
    """The route that is walked when an interface is fired; one of its own where it leads to others."""
    return _FIRED.get(interface, _HELPER)


def route_of(method: str, path: str, era: str) -> ServerRoute | None:
    """The route that a request means; None when this server has none."""
    return next((route for route in ROUTES if route.matches(method, path, era)), None)
