"""A complete life of an adapter, login to logout, each interface fired once with its sample."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from dataclasses import replace

from workbench.core.arguments.calls import Party, parties
from workbench.core.connection.known_contacts import contact_for
from workbench.core.contract.fitting import Fit, fitted, with_token
from workbench.core.contract.samples import SampleUse, find_sample, samples_for
from workbench.core.interfaces import life_of_core, rows
from workbench.core.manifest import PageField
from workbench.core.run.firing import USUAL_TIMEOUT, Firing
from workbench.core.run.invocation import Invocation, OutcomeKind
from workbench.core.values import Json
from workbench.core.values.times import seconds_of
from workbench.services.resources import contract, sample_payloads
from workbench.session.login import Authorize, Credentials, login
from workbench.session.open_adapter import OpenAdapter

Fire = Callable[[Firing], Awaitable[Invocation]]


def eleven(adapter: OpenAdapter) -> tuple[str, ...]:
    """The eleven core interfaces in order, as far as the adapter exports them."""
    return _exported(adapter, life_of_core())


def everything(adapter: OpenAdapter) -> tuple[str, ...]:
    """Every interface the adapter exports, in the order of a life, without those that a login fires."""
    return tuple(name for name in _exported(adapter, tuple(rows())) if not rows()[name].by_login)


async def live(
    adapter: OpenAdapter,
    interfaces: Sequence[str],
    credentials: Credentials,
    authorize: Authorize,
    *,
    timeout: float = USUAL_TIMEOUT,
    at: float | None = None,
    tell: Callable[[str], None] | None = None,
    connected: Callable[[], Awaitable[None]] | None = None,
) -> AsyncIterator[Invocation]:
    """Fire the interfaces in order, logging in before the first one that needs it; `connected` is awaited then.

    What App Connect would not call, since no log was made, is left out; `tell` is told why, and of what was fired
    besides. Gives the login as well where something is found in its calls. Raises LoginError when it fails; what was
    fired before stands. For `at` see `sample_firing`.
    """
    at = time.time() if at is None else at
    for name in interfaces:
        if not rows()[name].before_login and adapter.connection is None:
            row = await login(adapter, credentials, authorize)
            if connected is not None:
                await connected()
            if row.findings:
                yield row
        # What is asked before anybody logs in is looked at all the same: it calls no CRM, and its finding says it.
        never = "" if rows()[name].before_login else adapter.never_calls(name)
        reason = f"App Connect never calls {name} of this adapter. {never}" if never else without_log(adapter, name)
        if reason:
            if tell is not None:
                tell(reason)
            continue
        async for before in with_contact(adapter, sample_firing(adapter, name, at=at)):
            if tell is not None:
                tell(fired_first(before, name))
        yield await adapter.fire(sample_firing(adapter, name, timeout=timeout, at=at))


def sample_firing(
    adapter: OpenAdapter, interface: str, *, sample: str = "", timeout: float = USUAL_TIMEOUT, at: float | None = None
) -> Firing:
    """A firing with a sample's request: the one named, else the first that is about the interface.

    The sample's story has just happened `at` a moment, in seconds since the epoch; else now.
    """
    uses = sample_payloads()
    use = find_sample(sample, interface, uses) if sample else first_sample(interface)
    request = fitted(use, fit_of(adapter, at)) if use else {}
    firing = Firing(interface, request=request, is_sample=True, timeout=timeout, sample=use.name if use else "")
    return with_session_token(adapter, firing)


def time_of(interface: str, sample: str = "") -> float | None:
    """When a sample is told by itself, in seconds since the epoch; None for one without times. Raises UsageError."""
    use = find_sample(sample, interface, sample_payloads()) if sample else first_sample(interface)
    return seconds_of(use.sample.told_at) if use else None


def fit_of(adapter: OpenAdapter, at: float | None = None) -> Fit:
    """What samples are fitted to for an open adapter and its connection."""
    connection = adapter.connection
    return Fit(
        platform=adapter.description.source.platform,
        now=time.time() if at is None else at,
        profile=adapter.platform,
        hash_key=adapter.server.settings.hash_key,
        contacts=connection.contacts if connection else {},
        user_settings=connection.user.get("userSettings") if connection else None,
        account_data=_account_data(adapter),
    )


def _account_data(adapter: OpenAdapter) -> dict[str, Json]:
    """What the server keeps of the account for the manifest's fields, by key (manifest.md section 5.1)."""
    profile, user = adapter.platform, adapter.connection.user if adapter.connection else {}
    if profile is None or not user:
        return {}
    fields = (*profile.call_log_fields, *profile.message_log_fields, *profile.new_contact_fields)
    account, platform = str(user.get("rcAccountId") or ""), adapter.description.source.platform
    stored = {key: adapter.stores.account_data.get((account, platform, key)) for key in _keys(fields)}
    return {key: kept.value for key, kept in stored.items() if kept is not None}


def _keys(fields: Iterable[PageField]) -> set[str]:
    return {each.account_data_key for each in fields if each.account_data_key}


def with_session_token(adapter: OpenAdapter, firing: Firing) -> Firing:
    """The firing with a session token of the connected user where its sample has one (runtime.md section 3.5)."""
    user = adapter.connection.user if adapter.connection else {}
    if not user:
        return firing
    token = adapter.server.session_token(str(user.get("id") or ""), adapter.description.source.platform)
    return replace(firing, request=with_token(firing.request, token))


def first_sample(interface: str) -> SampleUse | None:
    """The sample that an interface is fired with when none is named."""
    named = rows()[interface].sample
    if named:
        return find_sample(named, interface, sample_payloads())
    return next(iter(samples_for(interface, sample_payloads())), None)


def missing_steps(adapter: OpenAdapter, interface: str) -> tuple[str, ...]:
    """Interfaces to fire first, so that this one finds a log or an appointment of its connection."""
    connection = adapter.connection
    done = {
        "createCallLog": _knows_log(adapter, "createCallLog"),
        "getCallLog": False,
        "createMessageLog": _knows_log(adapter, "createMessageLog"),
        "listAppointments": connection is not None and bool(connection.appointment_id),
    }
    return tuple(name for name in rows()[interface].after if not done.get(name) and name in adapter.description.exports)


def without_log(adapter: OpenAdapter, interface: str) -> str:
    """Why App Connect would not call an interface now, as a sentence; empty when a log is known to it."""
    maker = rows()[interface].needs_log
    if not maker or adapter.connection is None:
        return ""
    if _knows_log(adapter, maker):
        return ""
    made = f"{maker} gave no log" if maker in adapter.description.exports else f"{maker} is not exported"
    return f"App Connect would not call {interface}: {made}, and it knows no other."


def _knows_log(adapter: OpenAdapter, maker: str) -> bool:
    """Whether the server has a row of a log that this interface makes, or the user named one."""
    connection, stores = adapter.connection, adapter.stores
    if connection is None:
        return False
    if maker == "createMessageLog":
        return connection.message_log is not None or stores.message_logs.newest() is not None
    return connection.call_log is not None or stores.call_logs.newest() is not None


async def prepare(adapter: OpenAdapter, firing: Firing, *, at: float | None = None) -> AsyncIterator[Invocation]:
    """Fire what a firing needs to have something to work on: a contact, a log, an appointment.

    Make a sample's firing anew afterwards: some of its fields depend on the contact.
    """
    for name in missing_steps(adapter, firing.interface):
        async for before in with_contact(adapter, sample_firing(adapter, name, at=at)):
            yield before
        yield await adapter.fire(sample_firing(adapter, name, at=at))
    async for before in with_contact(adapter, firing):
        yield before


async def with_contact(adapter: OpenAdapter, firing: Firing, fire: Fire | None = None) -> AsyncIterator[Invocation]:
    """Look the people of a sample up by their numbers, as the client does, unless they are known.

    The contact that the log is for is created when nobody is found, and looked up again: only what findContact gives
    tells its type and what the manifest's fields offer for it. Where the user wrote one, nothing is fired.
    `fire` is used in place of the adapter's own.
    """
    if not firing.is_sample or firing.bare or not rows()[firing.interface].for_contact:
        return
    context, request = adapter.sent(firing)
    if any(path.startswith(("contactId", "payload.contacts")) for path in context.edited):
        return
    fire = fire or adapter.fire
    looked_up = sample_firing(adapter, "findContact").request or {}
    people = parties(request) or (Party(str(looked_up.get("phoneNumber", ""))),)
    for person in people:
        found = None
        extension = {"isExtension": "true"} if person.is_extension else {}
        if _is_unknown(adapter, firing, person) and "findContact" in adapter.description.exports:
            found = await fire(_about(adapter, "findContact", phoneNumber=person.number, **extension))
            yield found
        if person is not people[0] or "createContact" not in adapter.description.exports:
            continue
        answered = found is None or found.outcome.kind is OutcomeKind.RETURNED
        if answered and _is_unknown(adapter, firing, person):
            named = {"newContactName": person.name} if person.name else {}
            yield await fire(_about(adapter, "createContact", phoneNumber=person.number, **named))
            if found is not None and not _is_unknown(adapter, firing, person):
                yield await fire(_about(adapter, "findContact", phoneNumber=person.number, **extension))


def fired_first(before: Invocation, interface: str) -> str:
    """What was fired ahead of an interface, in words."""
    return f"Fired {before.interface} first, so that {interface} has something to work on: {before.verdict.value}."


def _is_unknown(adapter: OpenAdapter, firing: Firing, person: Party) -> bool:
    """Whether nobody is known for somebody's number; an appointment is with anybody."""
    connection = adapter.connection
    if connection is None or not connection.connected:
        return False
    if firing.interface == "createAppointment" and connection.all_contacts:
        return False
    return (connection.contact or contact_for(connection.contacts, person.number)) is None


def _about(adapter: OpenAdapter, interface: str, **values: str) -> Firing:
    """An interface's sample with some of its values replaced."""
    firing = sample_firing(adapter, interface)
    return replace(firing, request={**(firing.request or {}), **values}, edited=frozenset(values))


def needs_login(interface: str) -> bool:
    """Whether App Connect calls an interface only for a connected user."""
    names = {parameter.name for parameter in contract()[interface].parameters}
    return bool(names & {"user", "authHeader", "userId", "userInfo"}) and not rows()[interface].before_login


def _exported(adapter: OpenAdapter, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in adapter.description.exports)
