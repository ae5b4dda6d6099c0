"""An administrator's values for the logins of an adapter: kept in the vault, and the choices an adapter offers."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.core.errors import LoginError
from workbench.core.login.managed import ManagedLogin, managed_document, managed_of, read_managed
from workbench.core.run.firing import Firing
from workbench.core.run.invocation import OutcomeKind
from workbench.core.server.answers import AdapterThrew
from workbench.core.server.managed import dynamic_field, read_options
from workbench.core.server.stores import Managed, Stores
from workbench.services.app_connect_database import AppConnectDatabase
from workbench.services.vault import Vault
from workbench.session.connections import place_of
from workbench.session.login.credentials import Credentials
from workbench.session.open_adapter import OpenAdapter


def managed_store(credentials: Credentials, platform: str) -> Managed:
    """An administrator's values of a login, as the server keeps them for the account of the client's user."""
    client = credentials.identity
    account, extension = client.account_id, client.extension_id
    store = Stores(AppConnectDatabase()).managed
    if credentials.managed:
        store.extension[(account, platform, extension)] = {
            name: value for name, value in credentials.managed.items() if value
        }
    if credentials.managed_refused:
        store.failed[(account, platform, extension)] = True
    if credentials.managed_oauth:
        store.oauth[(account, platform)] = dict(credentials.managed_oauth)
    return store


async def managed_login(adapter: OpenAdapter, vault: Vault) -> ManagedLogin:
    """What is stored; raises KeychainLockedError."""
    managed = read_managed(await vault.get(_name(adapter)))
    adapter.adopt_secrets(managed.secrets)
    return managed


async def keep_managed(adapter: OpenAdapter, vault: Vault, managed: ManagedLogin) -> None:
    """Store it in place of what was; raises KeychainLockedError."""
    adapter.adopt_secrets(managed.secrets)
    if managed == ManagedLogin():
        await vault.forget(_name(adapter))
    else:
        await vault.put(_name(adapter), managed_document(managed))


async def managed_options(
    adapter: OpenAdapter, const: str, managed: ManagedLogin, unsaved: Mapping[str, str]
) -> tuple[tuple[str, str], ...]:
    """Value and title of each choice of a dynamic field, by getManagedAuthOptions; none where it is not exported.

    Raises LoginError for a field that has no choices, and for what the adapter throws or returns wrongly.
    """
    fields = adapter.platform.login_fields if adapter.platform else ()
    if dynamic_field(fields, const) is None:
        raise LoginError(
            f"{const} is not a dynamic field of the user.",
            code="managed-options",
            hint="Only managed fields of scope user and type dynamic have choices.",
        )
    if "getManagedAuthOptions" not in adapter.description.exports:
        return ()
    request = {"fieldConst": const, "accountValues": managed.told_to_options(managed_of(adapter.platform), unsaved)}
    outcome = (await adapter.fire(Firing("getManagedAuthOptions", request=request))).outcome
    if outcome.kind is not OutcomeKind.RETURNED:
        why = outcome.error.words if outcome.error else outcome.sentence
        raise LoginError(
            f"getManagedAuthOptions did not return: {why}", code="managed-options", hint="Mend it and ask again."
        )
    try:
        return tuple((each["value"], each["label"]) for each in read_options(outcome.value))
    except AdapterThrew as error:
        raise LoginError(
            f"{error.error.message}.",
            code="managed-options",
            hint="Return a list of objects with value, a text or number, and label, a text.",
        ) from error


def _name(adapter: OpenAdapter) -> str:
    return f"managed {place_of(adapter)} {adapter.description.source.platform}".strip()
