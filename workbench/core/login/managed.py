"""What an administrator stored for the logins of one adapter, and what of it holds (runtime.md sections 3.1 to 3.3)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from workbench.core.manifest import LoginField, Platform
from workbench.core.server.managed import OAUTH_MEMBERS, account_values, managed_fields
from workbench.core.server.stores import PENDING_LIFETIME
from workbench.core.values import Json

_SECRET_OAUTH: Final = ("clientSecret",)

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ManagedLogin:
    """Values for one account and for the one person that logs in here."""

    account: Texts = field(default_factory=dict, repr=False)
    """Login fields of the whole account, by const."""
    user: Texts = field(default_factory=dict, repr=False)
    """Login fields of this person's extension, by const."""
    oauth: Texts = field(default_factory=dict, repr=False)
    """The OAuth client that a login has proved."""
    pending: Texts = field(default_factory=dict, repr=False)
    """An OAuth client that waits for its first login."""
    pending_until: float = 0.0
    """Seconds since the epoch after which the pending client is forgotten."""
    refused: bool = False
    """Whether the CRM refused the last login by managed values: what is typed goes first then."""

    @property
    def fields(self) -> dict[str, str]:
        """The stored login fields; the person's own over the account's."""
        return {**self.account, **self.user}

    def client(self, now: float) -> Texts:
        """The OAuth client that is used instead of getOauthInfo: the proved one first, else a pending one."""
        return self.oauth or (self.pending if now < self.pending_until else {})

    def with_field(self, item: LoginField, value: str) -> ManagedLogin:
        """With another value of a managed field, by its scope; an empty one is removed. A refusal is forgotten."""
        scope = "user" if item.managed_scope == "user" else "account"
        kept = {name: each for name, each in getattr(self, scope).items() if name != item.const}
        changes: dict[str, Any] = {scope: {**kept, **({item.const: value} if value else {})}, "refused": False}
        return replace(self, **changes)

    def with_client(self, values: Texts, now: float) -> ManagedLogin:
        """With an OAuth client that waits for its first login; without any when nothing is given."""
        given = {name: values[name] for name in OAUTH_MEMBERS if values.get(name)}
        until = now + PENDING_LIFETIME if given else 0.0
        return replace(self, oauth={}, pending=given, pending_until=until)

    def after_login(self, now: float, *, refused: bool) -> ManagedLogin:
        """As a login leaves it: refused, or proved, which makes a pending client the account's."""
        if refused:
            return replace(self, refused=True)
        client = self.client(now)
        return replace(self, refused=False, oauth=client, pending={}, pending_until=0.0)

    def told_to_options(self, fields: Sequence[LoginField], unsaved: Texts) -> Json:
        """accountValues of getManagedAuthOptions."""
        return account_values(fields, dict(self.account), dict(unsaved))

    @property
    def secrets(self) -> frozenset[str]:
        """Values to mask."""
        clients = (self.oauth, self.pending)
        found = {client.get(name, "") for client in clients for name in _SECRET_OAUTH}
        return frozenset(each for each in (*found, *self.fields.values()) if each)


def managed_of(platform: Platform | None) -> tuple[LoginField, ...]:
    """The fields of a platform's login page that an administrator supplies."""
    return managed_fields(platform.login_fields) if platform else ()


def managed_document(managed: ManagedLogin) -> dict[str, Json]:
    """As it is sealed."""
    return {
        "account": dict(managed.account),
        "user": dict(managed.user),
        "oauth": dict(managed.oauth),
        "pending": dict(managed.pending),
        "pending_until": managed.pending_until,
        "refused": managed.refused,
    }


def read_managed(document: Mapping[str, Json] | None) -> ManagedLogin:
    """What was sealed; an empty one for what cannot be read."""
    if document is None:
        return ManagedLogin()
    until = document.get("pending_until")
    return ManagedLogin(
        **{name: _texts(document.get(name)) for name in ("account", "user", "oauth", "pending")},
        pending_until=float(until) if isinstance(until, int | float) else 0.0,
        refused=document.get("refused") is True,
    )


def _texts(value: Json) -> dict[str, str]:
    return {str(name): str(each) for name, each in value.items()} if isinstance(value, dict) else {}
