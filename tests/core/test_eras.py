"""For whose server an adapter was written, decided from what its files tell."""

from __future__ import annotations

import pytest

from workbench.core.contract.eras import ERA_NAMES, HEAD, MID, SEED, EraEvidence, era_of_version, seen_era
from workbench.services.resources import contract

OLD_STYLE = """
async function getUserInfo({ authHeader, hostname }) {
  return { id: me.id, name: me.name, timezoneName: me.tz, platformAdditionalInfo: {} };
}
"""


@pytest.mark.parametrize(
    ("version", "era"),
    [
        ("1.5.7", MID),
        ("1.6.12", MID),
        ("1.7.0", HEAD),
        ("1.7.0-beta.4", HEAD),
        ("1.7.41", HEAD),
        ("2.0.0", HEAD),
        ("^1.6.3", MID),
        ("~1.6", MID),
        ("1.6.x", MID),
        ("v1.6.1", MID),
        (">=1.5.8 <1.7.0", MID),
        ("1.5.8 - 1.6.12", MID),
        ("<1.7.0", MID),
        ("<=1.6.9", MID),
        ("<=1.7.0", HEAD),
        ("^1.6.0 || ^1.7.4", HEAD),
        ("^1.7.22", HEAD),
        # What names no version of the core package is whatever npm installs today.
        ("*", HEAD),
        ("latest", HEAD),
        ("", HEAD),
        ("^1", HEAD),
        ("^1.0.0", HEAD),
    ],
)
def test_a_version_or_range_tells_the_server(version: str, era: str) -> None:
    assert era_of_version(version) == era


@pytest.mark.parametrize(
    ("evidence", "era", "reason"),
    [
        (EraEvidence("1.6.5", "yarn.lock", "src/adapters"), MID, "yarn.lock has @app-connect/core 1.6.5."),
        # The version goes before place and style.
        (EraEvidence("1.7.41", "package-lock.json", "src/adapters", OLD_STYLE), HEAD, "package-lock.json"),
        (EraEvidence(collection="src/adapters", code=OLD_STYLE), SEED, "src/adapters"),
        (EraEvidence(collection="src/adapters", code="create({ composedLogDetails })"), MID, "composedLogDetails"),
        (EraEvidence(collection="src/adapters", code="find({ proxyConfig })"), HEAD, "proxyConfig"),
        (EraEvidence(collection="src/connectors", code=OLD_STYLE), HEAD, "src/connectors"),
        # A folder called adapters somewhere says nothing.
        (EraEvidence(collection="adapters"), HEAD, "adapters"),
        (EraEvidence(code="adapterRegistry.registerAdapter('elm', elm)"), MID, "adapterRegistry"),
        (EraEvidence(code="connectorRegistry.registerConnector('elm', elm)"), HEAD, "connectorRegistry"),
        (EraEvidence(code=OLD_STYLE), SEED, "successful"),
        (EraEvidence(code=OLD_STYLE + "return { successful: true }"), HEAD, "Nothing"),
        (EraEvidence(code="const create = ({ composedLogDetails }) => 1"), HEAD, "Nothing"),
        (EraEvidence(), HEAD, "Nothing"),
    ],
)
def test_evidence_decides_and_is_named(evidence: EraEvidence, era: str, reason: str) -> None:
    seen = seen_era(evidence)
    assert seen.era == era
    assert reason in seen.reason
    assert seen.reason.endswith(".")


def arguments() -> dict[str, str]:
    """Every argument of the contract, with the first era that gives it to some interface."""
    first: dict[str, str] = {}
    for interface in contract():
        for parameter in interface.parameters:
            eras = {*parameter.eras, first.get(parameter.name, HEAD)}
            first[parameter.name] = min(eras, key=ERA_NAMES.index)
    return first


@pytest.mark.parametrize(("name", "since"), arguments().items())
def test_an_argument_rules_out_only_servers_that_do_not_give_it(name: str, since: str) -> None:
    seen = seen_era(EraEvidence(collection="src/adapters", code=f"exports.createCallLog = ({{ {name} }}) => 1"))
    assert ERA_NAMES.index(seen.era) <= ERA_NAMES.index(since)
