"""Adapters that require App Connect's own models run on an embedded database, where sqlite3 was never compiled."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from builders_node import ADAPTERS, OpenNode, a_user, open_node, store, write_files
from npm_fixture import npm_project

from workbench.core.connection.user import UserChanges
from workbench.core.run.invocation import OutcomeKind

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
    assert description.facts["database"] == "workbench"
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
    await acme.call("unAuthorize")
    (row,) = acme.rows("users")
    assert (row["accessToken"], row["platformAdditionalInfo"]) == ("", '{"region":"north","left":true}')
    again = await acme.call("findContact", user=a_user(accessToken="second"))
    assert again.value["matchedContactInfo"][0]["name"] == "Contact of second"


async def test_the_row_of_a_log_is_found_and_can_be_pointed_elsewhere(acme: OpenNode) -> None:
    row = {"id": "call", "sessionId": "s", "extensionNumber": "", "hashedExtensionId": "", "platform": "acme"}
    row |= {"thirdPartyLogId": "note-1", "userId": "7-acme", "contactId": "person"}
    store(acme.database, "callLogs", row)
    outcome = await acme.call("updateCallLog", {"existingCallLog": row})
    assert outcome.kind is OutcomeKind.RETURNED, outcome
    assert outcome.value["updatedNote"] == "person"
    assert acme.rows("callLogs")[0]["thirdPartyLogId"] == "note-2"


async def test_the_error_handler_answers_as_on_the_server(acme: OpenNode) -> None:
    outcome = await acme.call("createCallLog")
    assert outcome.value["returnMessage"]["message"] == "Rate limit exceeded"


async def test_es_modules_and_their_start_file(packages: Path, tmp_path: Path) -> None:
    folder = write_files(
        tmp_path / "elm",
        {
            "package.json": '{"type": "module", "name": "elm"}',
            "src/interfaces.ts": "import { UserModel } from '@app-connect/core/models/userModel';\n"
            "import logger from '@app-connect/core/lib/logger';\n"
            "export const getAuthType = () => 'oauth';\n"
            "export const findContact = async ({ user }: { user: { id: string } }) => {\n"
            "  logger.info('looking');\n"
            "  return (await UserModel.findByPk(user.id)).accessToken;\n"
            "};\n",
            "src/index.ts": "import { connectorRegistry, createCoreApp } from '@app-connect/core';\n"
            "import * as elm from './interfaces';\n"
            "connectorRegistry.registerConnector('elm', elm);\n"
            "createCoreApp().listen(80);\n",
        },
    )
    (folder / "node_modules").symlink_to(packages)
    async with open_node(folder, tmp_path / "spool") as node:
        assert node.description.source.platform == "elm"
        assert node.description.auth_type == "oauth"
        assert (await node.call("findContact")).value == "token"


async def test_a_database_url_of_the_adapter_is_replaced(packages: Path, tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    shutil.copytree(ADAPTERS / "appconnect", folder)
    (folder / "node_modules").symlink_to(packages)
    (folder / ".env").write_text(f"DATABASE_URL=sqlite:{tmp_path}/own.sqlite\n")
    async with open_node(folder, tmp_path / "spool") as node:
        assert any("own DATABASE_URL" in note for note in node.description.notes)
        assert (await node.call("findContact")).value["seen"]["users"] == 1
    assert not (tmp_path / "own.sqlite").exists()
