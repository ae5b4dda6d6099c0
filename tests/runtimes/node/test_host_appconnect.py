"""Adapters that require App Connect's own models run on an embedded database, where sqlite3 was never compiled."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from builders_node import ADAPTERS, OpenNode, a_user, open_node
from npm_fixture import npm_project

from workbench.core.invocation import OutcomeKind
from workbench.core.user import UserChanges, UserOperation

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def packages() -> Path:
    """node_modules with App Connect's published server 1.7.41, without compiled packages."""
    return npm_project(ADAPTERS / "appconnect") / "node_modules"


@pytest.fixture
async def acme(packages: Path, tmp_path: Path) -> AsyncIterator[OpenNode]:
    folder = tmp_path / "acme"
    shutil.copytree(ADAPTERS / "appconnect", folder)
    (folder / "node_modules").symlink_to(packages)
    async with open_node(folder, tmp_path / "spool") as node:
        yield node


async def test_it_loads_with_models_jwt_logger_and_constants(acme: OpenNode) -> None:
    description = acme.description
    assert description.source.platform == "acme"
    assert description.source.manifest_path.endswith("src/connectors/manifest.json")
    assert description.auth_type == "apiKey"
    assert description.facts["database"] == "node:sqlite"
    assert any("database in memory" in note for note in description.notes)
    assert (await acme.call("getLogFormatType")).value == "text/html"


async def test_the_user_of_the_call_is_a_row(acme: OpenNode) -> None:
    outcome = await acme.call("findContact")
    assert outcome.kind is OutcomeKind.RETURNED, outcome
    assert outcome.value["matchedContactInfo"] == [{"id": "7-acme", "name": "Contact of token"}]
    assert outcome.value["seen"] == {
        "users": 1,
        "fields": [{"key": "region", "value": "north"}],
        "mappings": [{"crmUserId": "7"}],
        "session": "7-acme",
    }
    assert outcome.user_changes == UserChanges()
    assert any("found" in text and "2026" in text for _, text in acme.printed())


async def test_changes_made_by_way_of_the_model_are_seen(acme: OpenNode) -> None:
    outcome = await acme.call("unAuthorize")
    assert outcome.user_changes == UserChanges(
        (
            UserOperation(
                "update", {"accessToken": "", "platformAdditionalInfo": {"region": "north", "left": True}}
            ),
        )
    )
    again = await acme.call("findContact", user=a_user(accessToken="second"))
    assert again.value["matchedContactInfo"][0]["name"] == "Contact of second"


async def test_the_error_handler_answers_as_on_the_server(acme: OpenNode) -> None:
    outcome = await acme.call("createCallLog")
    assert outcome.value["returnMessage"]["message"] == "Rate limit exceeded"
