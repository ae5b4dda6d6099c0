"""One request being handled: who asks, what is stored, what the adapter is called with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workbench.core.arguments import CallContext, as_object
from workbench.core.connection.user import StoredUser
from workbench.core.run.invocation import AdapterError, Answer
from workbench.core.server.answers import NOT_STORED, AdapterThrew, refused
from workbench.core.server.asked import Asked
from workbench.core.server.client_request import ClientRequest
from workbench.core.server.findings import would_refuse
from workbench.core.server.identity import hashed_id
from workbench.core.server.managed import Person
from workbench.core.server.results import result_of
from workbench.core.server.session_tokens import sign
from workbench.core.server.settings import ServerSettings
from workbench.core.server.sql import SqlError
from workbench.core.server.store_table import Row, Table
from workbench.core.server.stores import Managed, Stores
from workbench.core.values import Json, Value
from workbench.core.values.javascript import member
from workbench.session.server.authorization import authorized
from workbench.session.server.outside import ServedAdapter
from workbench.session.server.steps import Steps


class Refused(Exception):  # noqa: N818 - an answer on its way
    """The server answers without calling the adapter."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


@dataclass(slots=True)
class Operation:
    """A request with everything that its route needs."""

    request: ClientRequest
    stores: Stores
    settings: ServerSettings
    steps: Steps
    adapters: Mapping[str, ServedAdapter]
    """By platform; one registered as proxy serves the others."""
    user_id: str = ""
    """From the session token; empty where none is needed."""
    platform: str = ""
    name: str = ""
    """The interface whose failure title an exception gets (runtime.md section 9)."""
    profiles: Mapping[str, Json] = field(default_factory=dict)
    """Declarative profiles by proxyId."""
    merged: dict[str, Any] = field(default_factory=dict)
    """Path parts, query, body and headers of the request as one object."""

    def __post_init__(self) -> None:
        self.merged = self.request.merged()

    def serve(self, platform: str) -> None:
        """Go on with a platform's adapter; raises AdapterThrew when there is none."""
        adapter = self.adapters.get(platform) or self.adapters.get("proxy")
        if adapter is None:
            raise AdapterThrew(AdapterError("Error", f"Connector not found for platform: {platform}"))
        self.platform = platform
        self.steps.adapter = adapter

    @property
    def now(self) -> float:
        """Seconds since the epoch."""
        return self.settings.clock()

    @property
    def is_head(self) -> bool:
        """Whether today's server is meant."""
        return self.settings.era == "head"

    @property
    def target(self) -> str:
        """The interface that is fired; empty for a client's request."""
        return self.steps.walk.target

    @property
    def managed(self) -> Managed:
        """What administrators supply for logins."""
        return self.steps.walk.managed or self.stores.managed

    def keep_in(self, stores: Stores) -> None:
        """Go on with the stores of another database, which a login does once it knows the user."""
        self.stores, self.steps.users = stores, stores.users

    def refuse(self, refusal: Answer | AdapterThrew) -> None:
        """Answer without calling the adapter; a firing notes it and goes on.

        Raises Refused, or the exception that App Connect stumbles over.
        """
        if self.target:
            self.steps.findings.append(would_refuse(self.target, refusal))
        elif isinstance(refusal, Answer):
            raise Refused(refusal)
        else:
            raise refusal

    def user(self, *, same_platform: bool = False) -> StoredUser | None:
        """The asking user's row; contacts and refresh-info look for the platform too (runtime.md section 1)."""
        row = self.stores.users.get(self.user_id)
        return None if row is None or (same_platform and row.get("platform") != self.platform) else row

    def known_user(self, refusal: Answer) -> StoredUser | None:
        """The row; refuses without one, so that None is left to a firing alone."""
        user = self.user()
        if user is None:
            self.refuse(refusal)
        return user

    def connected_user(self, refusal: Answer, *, same_platform: bool = False) -> StoredUser | None:
        """The row; refuses without an access token too: then App Connect takes the user for logged out."""
        user = self.user(same_platform=same_platform)
        if not user or not user.get("accessToken"):
            self.refuse(refusal)
        return user

    def call_row(self, found: Row | None) -> Row | None:
        """The linkage row of a call: the one that the firing means, the one that was found, else the newest.

        A client's request goes by what was found alone.
        """
        client = self.steps.walk.client
        if not self.target:
            return found
        if client.call_log is not None:
            return dict(client.call_log)
        is_users = bool(client.edited & {"sessionId", "sessionIds"})
        return found or (None if is_users else self.stores.call_logs.newest())

    def message_row(self, found: Row | None) -> Row | None:
        """The linkage row of a conversation, in the same way."""
        client = self.steps.walk.client
        if not self.target:
            return found
        if client.message_log is not None:
            return dict(client.message_log)
        if self.target == "createMessageLog":
            return found
        return found or self.stores.message_logs.newest()

    def keep(self, rows: Table, row: Row) -> Row:
        """Store a row by which a log is known again, and give it as it reads; a firing renews the one that is there.

        Raises Refused where the database does not take it, as App Connect answers then.
        """
        try:
            return rows.renew(row) if self.target else rows.append(row)
        except SqlError as error:
            raise Refused(refused(NOT_STORED)) from error

    def context(self, user: StoredUser | None, *, purpose: str = "") -> CallContext:
        """What arguments are made from besides the request."""
        account = str((user or {}).get("rcAccountId") or "")
        profile = member((user or {}).get("platformAdditionalInfo"), "proxyId")
        client = self.steps.walk.client
        is_known = isinstance(profile, str) and profile in self.profiles
        return replace(
            client,
            user=user,
            platform=self.platform,
            proxy_config=self.profiles[str(profile)] if is_known else client.proxy_config,
            account_contacts=self.stores.account_contacts(account, self.platform),
            hash_key=self.settings.hash_key,
            era=self.settings.era,
            purpose=purpose,
        )

    async def authorized(self, user: StoredUser | None, *, purpose: str = "") -> CallContext:
        """The context with the authorization header; raises AdapterThrew or SessionRevoked."""
        context = self.context(user, purpose=purpose)
        return await authorized(self.steps, context) if user and user.get("accessToken") else context

    async def call(self, interface: str, context: CallContext, request: Mapping[str, Json] | None = None) -> Value:
        """What an interface returned for this request; raises AdapterThrew."""
        return await self.steps.value(interface, context, self.merged if request is None else request)

    async def answer(self, interface: str, context: CallContext, request: Mapping[str, Json] | None = None) -> Answer:
        """Call an interface and answer with its result; raises AdapterThrew."""
        value = await self.call(interface, context, request)
        answered = result_of(value, self.asked(interface))
        assert answered is not None, "a route answers by an interface that has an answer"
        return answered

    def asked(self, interface: str, **members: Any) -> Asked:
        """What the last call was asked, for its answer."""
        arguments = as_object(self.steps.calls[-1].arguments) if self.steps.calls else {}
        asked = Asked(interface, self.platform, arguments, self.merged, self.settings.era)
        return replace(asked, **members) if members else asked

    def session_token(self, user_id: str) -> str:
        """A fresh token for a user of this platform."""
        settings = self.settings
        return sign(user_id, self.platform, secret=settings.token_secret, now=self.now, era=settings.era)

    @property
    def person(self) -> Person | None:
        """Whom the client's RingCentral token belongs to; None without one."""
        return self.steps.walk.person

    def hashed_account(self) -> str:
        """The account that a client names, hashed: by the query's rcAccountId, else by its RingCentral token."""
        named = self.request.query.get("rcAccountId")
        if named:
            return str(named)
        return "" if self.person is None else self.hashed(self.person.account_id)

    def hashed(self, value: object) -> str:
        """An id as the server keeps it."""
        return hashed_id(value, self.settings.hash_key)

    @property
    def administrator(self) -> Person | None:
        """The same, for administrators only."""
        return self.person if self.person and self.person.is_admin else None
