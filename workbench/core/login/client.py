"""What App Connect's client knows of its RingCentral user and brings along (server_api.md section 1).

The client has the account, the extension and a RingCentral token in hand wherever it runs. Here they are stand-ins,
the same ones that the samples speak of; each can be replaced by the name that it has in a login's query.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from workbench.core.server.identity import hashed_id
from workbench.core.server.managed import Person


@dataclass(frozen=True, slots=True)
class ClientIdentity:
    """The RingCentral user that works with the client; an empty value is one that the client does not have."""

    account_id: str = "400100200"
    extension_id: str = "62000101"
    extension_number: str = "101"
    email: str = "priya@example.test"

    @property
    def person(self) -> Person | None:
        """Whom the client's RingCentral token belongs to; an ordinary user. None without an account."""
        return Person(self.account_id, self.extension_id) if self.account_id else None

    def hashed_account(self, key: str) -> str:
        """The account as adapters know it, hashed with the server's key as /userInfoHash does."""
        return hashed_id(self.account_id, key) if self.account_id else ""

    def hashed_extension(self, key: str) -> str:
        """The extension as adapters and the stored user know it."""
        return hashed_id(self.extension_id, key) if self.extension_id else ""

    def query(self) -> dict[str, str]:
        """What it puts into the query of an OAuth login."""
        named = {"rcAccountId": self.account_id, "userEmail": self.email}
        return {name: value for name, value in named.items() if value}

    def headers(self, key: str) -> dict[str, str]:
        """The context headers of each of its requests."""
        named = {"rc-account-id": self.hashed_account(key), "rc-extension-id": self.hashed_extension(key)}
        return {name: value for name, value in named.items() if value}

    def replaced(self, given: Mapping[str, str]) -> ClientIdentity:
        """With what was given in its place, by the names of IDENTITY_NAMES; an empty value takes one away."""
        changed = {IDENTITY_NAMES[name]: value for name, value in given.items() if name in IDENTITY_NAMES}
        return replace(self, **changed)


IDENTITY_NAMES: Final[Mapping[str, str]] = {
    "rcAccountId": "account_id",
    "rcExtensionId": "extension_id",
    "extensionNumber": "extension_number",
    "userEmail": "email",
}
"""What may be given of the client's user, by the name that a request has for it."""

QUERY_NAMES: Final[Mapping[str, str]] = {
    "tokenUrl": "The CRM's token address, where it differs from account to account.",
    "apiUrl": "The CRM's API address, where it differs from account to account.",
    "username": "The name that the user has in the CRM.",
    "rcAccountId": "The RingCentral account; stored with the user. Administrators' values belong to it.",
    "rcExtensionId": "The RingCentral extension; stored with the user as a hash.",
    "userEmail": "The RingCentral user's e-mail address.",
    "timezone": "The user's time zone, such as Europe/Paris. The server reads none; an adapter finds it in the query.",
}
"""What App Connect's client may send with a login, and what each is; any other name goes into the query as well."""


def login_query(identity: ClientIdentity, given: Mapping[str, str]) -> dict[str, str]:
    """The query of an OAuth login besides the redirect: what the client knows, and what was given over it."""
    own = {name: value for name, value in given.items() if name not in IDENTITY_NAMES}
    return {**{name: value for name, value in own.items() if value}, **identity.replaced(given).query()}
