"""Sample payloads: RingCentral-shaped client requests, each read from one file of sample_payloads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from workbench.core.errors import UsageError
from workbench.core.values import Json


@dataclass(frozen=True, slots=True)
class SampleStep:
    """One client request of a sample."""

    method: str
    path: str
    fires: tuple[str, ...]
    """Interfaces that the request makes run, in order; the one it is chiefly about stands last."""
    title: str = ""
    query: Mapping[str, Json] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    body: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sample:
    """A short story of one or more client requests."""

    id: str
    kind: str
    """login, contact, call, message, shared, settings, administration or appointment."""
    title: str
    steps: tuple[SampleStep, ...]
    told_at: str = ""
    """The moment, in ISO 8601, at which the story is told; empty for one without times."""
    after: str = ""
    """Id of a sample whose logs this one continues."""
    account_contacts: Mapping[str, Json] = field(default_factory=dict)
    """Contacts that earlier look-ups left in the account's cache: phone number to list."""


@dataclass(frozen=True, slots=True)
class SampleUse:
    """One step of a sample, as input for one interface."""

    sample: Sample
    step: SampleStep

    @property
    def name(self) -> str:
        """What is typed to choose it: the sample's id, with the step's number when there are several."""
        if len(self.sample.steps) == 1:
            return self.sample.id
        return f"{self.sample.id}:{self.sample.steps.index(self.step) + 1}"

    @property
    def title(self) -> str:
        """What is shown: the sample's title and the step's."""
        return f"{self.sample.title}: {self.step.title}" if self.step.title else self.sample.title


def sample(data: Json) -> Sample:
    """Read one sample from the JSON of its file; raises UsageError that names what is missing."""
    if not isinstance(data, dict):
        raise _bad("a sample", "it is not an object")
    name = str(data.get("id", "a sample"))
    for key in ("id", "kind", "title", "steps"):
        if not data.get(key):
            raise _bad(name, f"“{key}” is missing")
    return Sample(
        id=name,
        kind=data["kind"],
        title=data["title"],
        steps=tuple(_step(name, step) for step in data["steps"]),
        told_at=data.get("now", ""),
        after=data.get("after", ""),
        account_contacts=data.get("account_contacts", {}),
    )


def samples_for(interface: str, samples: Iterable[Sample]) -> tuple[SampleUse, ...]:
    """Steps that make an interface run: first those that are chiefly about it, else in the order given."""
    uses = [SampleUse(each, step) for each in samples for step in each.steps if interface in step.fires]
    return tuple(sorted(uses, key=lambda use: use.step.fires[-1] != interface))


def describe(use: SampleUse) -> str:
    """What a sample stands for: its name, the client's request, and the step where there are several."""
    steps = len(use.sample.steps)
    where = f", request {use.sample.steps.index(use.step) + 1} of {steps}" if steps > 1 else ""
    after = f", continues {use.sample.after}" if use.sample.after else ""
    return f"{use.step.method} {use.step.path} of {use.sample.id}{where}{after}"


def find_sample(name: str, interface: str, samples: Iterable[Sample]) -> SampleUse:
    """The step that a typed name means for an interface: `call-inbound` or `call-inbound:3`; raises UsageError."""
    uses = samples_for(interface, samples)
    wanted = name.removesuffix(".json")
    for use in uses:
        if wanted in (use.name, use.sample.id):
            return use
    known = ", ".join(use.name for use in uses)
    raise UsageError(
        f"There is no sample “{name}” for {interface}.", code="unknown-sample", hint=f"{interface} has: {known}."
    )


def _step(name: str, data: Json) -> SampleStep:
    request = data.get("request") if isinstance(data, dict) else None
    if not isinstance(request, dict) or not request.get("method") or not request.get("path"):
        raise _bad(name, "a step has no request with method and path")
    if not data.get("fires"):
        raise _bad(name, "a step does not say what it fires")
    return SampleStep(
        method=request["method"],
        path=request["path"],
        fires=tuple(data["fires"]),
        title=data.get("title", ""),
        query=request.get("query", {}),
        headers=request.get("headers", {}),
        body=request.get("body", {}),
    )


def _bad(name: str, why: str) -> UsageError:
    return UsageError(
        f"The sample “{name}” cannot be read: {why}.",
        code="bad-sample",
        hint="sample_payloads/README.md shows the shape.",
    )
