"""A complete life of an adapter, login to logout, each interface fired once with its sample."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import Final

from workbench.core.contract.interfaces import LIFE_OF_AN_ADAPTER, LIFE_OF_CORE
from workbench.core.contract.samples import SampleUse, find_sample, samples_for
from workbench.core.run.firing import USUAL_TIMEOUT, Firing
from workbench.core.run.invocation import Invocation
from workbench.services.resources import contract, sample_payloads
from workbench.session.login import Authorize, Credentials, login
from workbench.session.open_adapter import OpenAdapter

FIRED_BY_LOGIN: Final = ("getBasicAuth", "getUserInfo", "getOverridingOAuthOption", "postSaveUserInfo")
"""Interfaces that a login calls; a life takes them from there rather than firing them a second time."""

BEFORE_LOGIN: Final = ("getAuthType", "getOauthInfo")

FIRST_SAMPLES: Final = {
    "findContact": "find-contact-phone",
    "createCallLog": "call-inbound:1",
    "getCallLog": "call-inbound:2",
    "updateCallLog": "call-inbound:3",
    "createMessageLog": "sms-inbound",
    "updateMessageLog": "sms-thread",
    "listAppointments": "appointments-month",
}
"""The sample that an interface is fired with when none is named; others take their first."""

PREREQUISITES: Final = {
    "createCallLog": ("findContact",),
    "getCallLog": ("findContact", "createCallLog"),
    "updateCallLog": ("findContact", "createCallLog", "getCallLog"),
    "upsertCallDisposition": ("findContact", "createCallLog"),
    "createMessageLog": ("findContact",),
    "updateMessageLog": ("findContact", "createMessageLog"),
    "updateAppointment": ("listAppointments",),
    "refreshAppointment": ("listAppointments",),
    "confirmAppointment": ("listAppointments",),
    "cancelAppointment": ("listAppointments",),
}
"""What must have run on a connection before an interface has something to work on."""


_NEEDS_LOG: Final = {
    "getCallLog": "createCallLog",
    "updateCallLog": "createCallLog",
    "upsertCallDisposition": "createCallLog",
    "updateMessageLog": "createMessageLog",
}
"""Interfaces that App Connect calls for a log that it knows, and what makes it known (runtime.md sections 7 and 8)."""


def eleven(adapter: OpenAdapter) -> tuple[str, ...]:
    """The eleven core interfaces in order, as far as the adapter exports them."""
    return _exported(adapter, LIFE_OF_CORE)


def everything(adapter: OpenAdapter) -> tuple[str, ...]:
    """Every interface the adapter exports, in the order of a life, without those that a login fires."""
    return tuple(name for name in _exported(adapter, LIFE_OF_AN_ADAPTER) if name not in FIRED_BY_LOGIN)


async def live(
    adapter: OpenAdapter,
    interfaces: Sequence[str],
    credentials: Credentials,
    authorize: Authorize,
    *,
    timeout: float = USUAL_TIMEOUT,
    left_out: Callable[[str], None] | None = None,
) -> AsyncIterator[Invocation]:
    """Fire the interfaces in order, logging in before the first one that needs it.

    What App Connect would not call, since no log was made, is left out; `left_out` is told why.
    Raises LoginError when the login fails; what was fired before stands.
    """
    for name in interfaces:
        if name not in BEFORE_LOGIN and adapter.connection is None:
            await login(adapter, credentials, authorize)
        reason = without_log(adapter, name)
        if reason:
            if left_out is not None:
                left_out(reason)
            continue
        yield await adapter.fire(sample_firing(adapter, name, timeout=timeout))


def sample_firing(adapter: OpenAdapter, interface: str, *, sample: str = "", timeout: float = USUAL_TIMEOUT) -> Firing:
    """A firing with a sample's request: the one named, else the first that is about the interface."""
    uses = sample_payloads()
    use = find_sample(sample, interface, uses) if sample else first_sample(interface)
    request = use.step.request(adapter.description.source.platform) if use else {}
    return Firing(interface, request=request, is_sample=True, timeout=timeout, sample=use.name if use else "")


def first_sample(interface: str) -> SampleUse | None:
    """The sample that an interface is fired with when none is named."""
    if interface in FIRST_SAMPLES:
        return find_sample(FIRST_SAMPLES[interface], interface, sample_payloads())
    return next(iter(samples_for(interface, sample_payloads())), None)


def missing_steps(adapter: OpenAdapter, interface: str) -> tuple[str, ...]:
    """Interfaces to fire first, so that this one finds a contact, a log or an appointment of its connection."""
    connection = adapter.connection
    done = {
        "findContact": connection is not None and connection.contact is not None,
        "createCallLog": _knows_log(adapter, "createCallLog"),
        "getCallLog": False,
        "createMessageLog": _knows_log(adapter, "createMessageLog"),
        "listAppointments": connection is not None and bool(connection.appointment_id),
    }
    return tuple(
        name for name in PREREQUISITES.get(interface, ()) if not done[name] and name in adapter.description.exports
    )


def without_log(adapter: OpenAdapter, interface: str) -> str:
    """Why App Connect would not call an interface now, as a sentence; empty when a log is known to it."""
    maker = _NEEDS_LOG.get(interface)
    if maker is None or adapter.connection is None:
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
        return connection.message_log is not None or bool(stores.message_logs)
    return connection.call_log is not None or bool(stores.call_logs)


async def prepare(adapter: OpenAdapter, interface: str) -> AsyncIterator[Invocation]:
    """Fire what an interface needs to have something to work on: a contact, a log, an appointment."""
    for name in missing_steps(adapter, interface):
        yield await adapter.fire(sample_firing(adapter, name))


def needs_login(interface: str) -> bool:
    """Whether App Connect calls an interface only for a connected user."""
    names = {parameter.name for parameter in contract()[interface].parameters}
    return bool(names & {"user", "authHeader", "userId"}) and interface not in BEFORE_LOGIN


def _exported(adapter: OpenAdapter, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in adapter.description.exports)
