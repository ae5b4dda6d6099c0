"""Adapters with one planted fault each, run for real: the rule fires once, with nothing but its consequences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from builders_around import answered
from builders_stores import stores_of
from loopback_server import loopback_server

from workbench.core.errors import AdapterLoadError
from workbench.core.judging import judge, judge_description
from workbench.core.judging.around import Around
from workbench.core.manifest import parse_manifest
from workbench.core.rules import RULES
from workbench.core.run.adapter import AdapterKind, AdapterSource
from workbench.core.run.events import Event, ExchangeFinished
from workbench.core.run.finding import Finding
from workbench.core.run.invocation import OutcomeKind
from workbench.core.traffic.hosts import HostMap
from workbench.core.traffic.seen import seen
from workbench.runtimes.node import NodeRuntime
from workbench.runtimes.protocol import USER, Call, Marker, Runtime, RuntimeOptions
from workbench.runtimes.python import PythonRuntime
from workbench.services.resources import contract

FOLDER = Path(__file__).parent / "faulty_adapters"
FAULTS = sorted(FOLDER.glob("*/fault.json"))
TABLE = contract()
STORES = stores_of()
"""Where the user's row lies."""
ROW = {
    "id": "4711-acme",
    "platform": "acme",
    "accessToken": "acme-access-7f3a",
    "refreshToken": "refresh",
    "timezoneOffset": "-05:00",
    "platformAdditionalInfo": {"team": "North"},
}
CRM = ("crm.example.test", "telemetry.example.net")
"""Hosts of the CRM and of somebody else; both are the loopback server."""
MARKERS = {
    "user": USER,
    "tracer": Marker("tracer"),
    "oauthApp": Marker("oauthApp", {"clientId": "acme-client", "accessTokenUri": "http://127.0.0.1:9/token"}),
}


def runtime_for(entry: Path, spool: Path, events: list[Event], crm: str = "") -> Runtime:
    """The runtime of an adapter file, not started; what it tells goes to `events`, and its calls to `crm`."""
    python = entry.suffix == ".py"
    kind = AdapterKind.PYTHON if python else AdapterKind.NODE
    source = AdapterSource(kind, str(entry), str(entry.parent), "acme", entry.parent.name)
    maps = tuple(HostMap(host, crm) for host in CRM) if crm else ()
    options = RuntimeOptions(str(spool), maps=maps, database=lambda: STORES.database)
    return PythonRuntime(source, options, events.append) if python else NodeRuntime(source, options, events.append)


def arguments(interface: str, era: str) -> tuple[Any, ...]:
    """What App Connect would pass, from the contract's examples."""
    row = TABLE[interface]
    values = {name: MARKERS.get(name, row.parameter(name).example) for name in row.keys(era)}
    if row.positional:
        return tuple(values.values())
    return (values,) if values else ()


async def findings_of(
    runtime: Runtime, interface: str, fault: dict[str, Any], events: list[Event]
) -> tuple[Finding, ...]:
    """Fire one interface and judge it."""
    era = fault.get("era", "head")
    STORES.users[ROW["id"]] = ROW
    given = arguments(interface, era)
    events.clear()
    outcome = await runtime.call(Call(interface, interface, given, ROW))
    assert outcome.kind in (OutcomeKind.RETURNED, OutcomeKind.THREW), outcome
    answers = [answered(fault["crm_answers"])] if "crm_answers" in fault else []
    exchanges = answers + [event.exchange for event in events if isinstance(event, ExchangeFinished)]
    around = Around(
        {**given[0], "user": ROW} if given and isinstance(given[0], dict) else {},
        seen(exchanges, lambda body: body.data or b""),
        {ROW["accessToken"]: "the access token"},
        frozenset({CRM[0]}),
        is_python=isinstance(runtime, PythonRuntime),
    )
    known = {
        "around": around,
        "platform": "acme",
        "auth_type": fault.get("auth_type", ""),
        "user": STORES.users.get(ROW["id"]),
    }
    return judge(interface, outcome, era=era, table=TABLE, **known)


@pytest.mark.slow
@pytest.mark.parametrize("path", FAULTS, ids=[path.parent.name for path in FAULTS])
async def test_the_planted_fault_is_found(path: Path, tmp_path: Path):
    fault = json.loads(path.read_text())
    events: list[Event] = []
    async with loopback_server() as server:
        runtime = runtime_for(next(path.parent.glob("adapter.*")), tmp_path, events, server.url)
        await the_rule_fires(runtime, fault, events)


async def the_rule_fires(runtime: Runtime, fault: dict[str, Any], events: list[Event]) -> None:
    """Load the adapter and fire what is at fault in it."""
    try:
        if fault.get("refused_at_load"):
            with pytest.raises(AdapterLoadError, match="getAuthType"):
                await runtime.start()
            return
        description = await runtime.start()
        if fault["interface"]:
            found = await findings_of(runtime, fault["interface"], fault, events)
            assert judge_description(description, table=TABLE) == ()
        else:
            manifest = parse_manifest({"platforms": {"acme": fault.get("manifest", {})}})
            found = judge_description(description, table=TABLE, platform=manifest.platform("acme"))
    finally:
        await runtime.stop()
    assert sorted(finding.rule for finding in found) == sorted([fault["rule"], *fault["consequences"]])


@pytest.mark.parametrize("name", ["base.js", "base.py"])
async def test_the_base_has_no_fault_at_all(name: str, tmp_path: Path):
    events: list[Event] = []
    runtime = runtime_for(FOLDER / name, tmp_path, events)
    try:
        description = await runtime.start()
        assert judge_description(description, table=TABLE) == ()
        for interface in TABLE.names:
            assert await findings_of(runtime, interface, {}, events) == (), interface
    finally:
        await runtime.stop()


def test_there_is_an_adapter_for_every_rule():
    planted = [json.loads(path.read_text())["rule"] for path in FAULTS]
    assert sorted(planted) == sorted(row.id for row in RULES)
