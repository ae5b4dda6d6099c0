"""What is known when an interface is called: the user, the login, and what earlier calls left behind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from workbench.core.connection.known_contacts import Contact, ContactsByNumber, as_contact, contact_for
from workbench.core.connection.user import StoredUser
from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.core.values import Json, Value

CLIENT: Final = "client"
"""Origin of a request that a client of the server sent."""

SERVER_SIDE_LOGGER: Final = "SSCL"
"""User-Agent of server-side logging (server_api.md section 1)."""


@dataclass(frozen=True, slots=True)
class CallContext:
    """Everything besides the request from which arguments are made."""

    user: StoredUser | None = None
    """The stored row of the connected user."""
    user_name: str = ""
    """The name that getUserInfo gave; the row does not hold it."""
    auth_header: str = ""
    auth_type: str = ""
    """oauth, apiKey or another word of getAuthType."""
    platform: str = ""
    proxy_id: str = ""
    """For a login through a declarative profile; afterwards the user's own proxyId counts."""
    proxy_config: Json = None
    """The declarative profile, or None."""
    login: Mapping[str, Json] | None = None
    """The client's request of the login that made this connection, merged; it goes before a sample's."""
    token_answer: Json = None
    """What the token endpoint answered at login."""
    oauth_info: Json = None
    """What getOauthInfo returned last."""
    contact: Contact | None = None
    """The contact that the user chose for all calls; it goes before those known by number and a sample's contactId."""
    contacts: ContactsByNumber = field(default_factory=dict)
    """Contacts of earlier calls; the one of the number that a call is about goes before a sample's contactId."""
    call_log: Mapping[str, Json] | None = None
    """Linkage row of the call, ids as text (see `linkage.call_log_row`)."""
    call_log_details: Value = None
    """fullLogResponse of getCallLog before an update; None when it was not read, UNDEFINED when it gave none."""
    message_log: Mapping[str, Json] | None = None
    """Linkage row of the message group."""
    message_index: int | None = None
    """Which of the request's messages is logged, 0 being the oldest; None for the oldest that is not logged yet."""
    appointment_id: str = ""
    """Appointment of an earlier call; it goes before a sample's."""
    account_contacts: Mapping[str, Json] = field(default_factory=dict)
    """The account's contact cache: phone number to list of contacts."""
    composed_log_details: str = ""
    shared_sms_content: Json = None
    """{subject, body} composed from a shared thread."""
    hashed_account_id: str = ""
    """Value of the rc-account-id header; when empty it is computed from the request's accountId."""
    hash_key: str = SERVER_VARIABLES["HASH_KEY"]
    """The server's HASH_KEY."""
    managed_values: Mapping[str, Json] = field(default_factory=dict)
    """Stored account-scoped managed values, for getManagedAuthOptions."""
    era: str = "head"
    """Whose server passes the arguments: seed, mid or head (runtime.md section 12)."""
    purpose: str = ""
    """The operation on whose way a helper is called, where that changes its arguments: createCallLog, updateCallLog,
    authValidation, serverLoggingSettings or implementedInterfaces."""
    request_origin: str = "sample"
    """Where the request came from: sample, yours, or CLIENT."""
    edited: frozenset[str] = frozenset()
    """Dotted paths of a sample's request that the user changed; those places are the user's own."""
    overrides: Mapping[str, Value] = field(default_factory=dict)
    """Arguments by name that the user sets whatever App Connect would pass."""

    def contact_of(self, number: str) -> Contact | None:
        """The contact that is known for a number, unless the user chose one for all."""
        return self.contact or contact_for(self.contacts, number)

    @property
    def any_contact(self) -> Contact | None:
        """Some contact of the CRM, for what is about no number."""
        return next((as_contact(each[0]) for each in self.contacts.values()), None)

    def user_value(self, column: str) -> Any:
        """A column of the user row; None without a user."""
        return self.user.get(column) if self.user else None
