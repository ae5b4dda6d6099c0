"""What App Connect's client brings to a login: query values, its RingCentral user; and what a second login keeps."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from builders_login import ME, Bench, bench, key_platform

from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.core.errors import LoginError
from workbench.core.login.client import ClientIdentity
from workbench.services.connections import ConnectionStore
from workbench.services.vault import MemoryVault
from workbench.session.connections import Connections

KEY = {"getAuthType": lambda *_: "apiKey", "getBasicAuth": lambda given: given["apiKey"]}


def given(made: Bench, interface: str) -> dict[str, Any]:
    """What an interface was called with last."""
    call = next(each for each in reversed(made.runtime.calls) if each.interface == interface)
    argument: dict[str, Any] = call.arguments[0]
    return argument


async def test_query_values_reach_getoauthinfo_and_getuserinfo() -> None:
    async with bench() as made:
        query = {"tokenUrl": "https://eu.example.test/t", "apiUrl": "https://eu.example.test/v3", "username": "kim"}
        await made.flow(query={**query, "region": "eu-1"}).run_to_end()
        asked, user = given(made, "getOauthInfo"), given(made, "getUserInfo")
        assert asked["tokenUrl"] == query["tokenUrl"]
        assert (user["apiUrl"], user["username"]) == (query["apiUrl"], "kim")
        assert user["query"]["region"] == "eu-1"


async def test_the_clients_account_and_extension_are_stored_with_the_user() -> None:
    client = ClientIdentity()
    hashed = hashlib.sha256(f"{client.extension_id}:{SERVER_VARIABLES['HASH_KEY']}".encode()).hexdigest()
    async with bench() as made:
        connection = await made.flow().run_to_end()
        assert given(made, "getOauthInfo")["rcAccountId"] == client.account_id
        assert (connection.user["rcAccountId"], connection.user["hashedRcExtensionId"]) == (client.account_id, hashed)
    async with bench(KEY, platform=key_platform()) as made:
        connection = await made.flow(fields={"apiKey": "k"}).run_to_end()
        assert (connection.user["rcAccountId"], connection.user["hashedRcExtensionId"]) == (client.account_id, hashed)
        assert set(given(made, "getUserInfo")) >= {"apiKey", "additionalInfo", "hostname"}
        assert "rcAccountId" not in str(given(made, "getUserInfo"))


async def test_the_clients_user_can_be_another_or_nobody() -> None:
    async with bench() as made:
        connection = await made.flow(query={"rcAccountId": "77", "userEmail": ""}).run_to_end()
        assert connection.user["rcAccountId"] == "77"
        assert "userEmail" not in given(made, "getUserInfo")["query"]
    page = key_platform({"const": "apiKey", "required": True}, {"const": "dealer", "title": "Dealer", "required": True})
    async with bench(KEY, platform=page) as made:
        with pytest.raises(LoginError, match="Dealer"):
            await made.flow(fields={"apiKey": "k"}).run_to_end()
        # Without a RingCentral user the server checks no required field and knows no account.
        connection = await made.flow(fields={"apiKey": "k"}, query={"rcAccountId": ""}).run_to_end()
        assert connection.user["rcAccountId"] is None


FIRST = {**ME, "timezoneName": "Asia/Tokyo", "timezoneOffset": 540, "platformAdditionalInfo": {"team": "a", "seat": 1}}
SECOND = {**ME, "platformAdditionalInfo": {"seat": 2}}


@pytest.mark.parametrize("by_key", [True, False])
async def test_a_second_login_leaves_what_it_does_not_tell(by_key: bool) -> None:
    platform = key_platform() if by_key else None
    async with bench(KEY if by_key else {}, platform=platform) as made:
        for info in (FIRST, SECOND):
            made.runtime.functions["getUserInfo"] = lambda _, told=info: {"successful": True, "platformUserInfo": told}
            await made.flow(fields={"apiKey": "k"} if by_key else {}).run_to_end()
        assert made.adapter.connection is not None
        user = made.adapter.connection.user
        assert (user["timezoneName"], user["timezoneOffset"]) == ("Asia/Tokyo", "540")
        assert user["platformAdditionalInfo"] == {"team": "a", "seat": 2}


async def test_a_second_login_finds_the_stored_row_in_another_program() -> None:
    from dataclasses import replace

    store, vault = ConnectionStore(None), MemoryVault()
    for info in (FIRST, SECOND):
        connections = Connections(store, vault, lambda _: None, lambda _: None)
        answer = {"successful": True, "platformUserInfo": info}
        async with bench({**KEY, "getUserInfo": lambda _, a=answer: a}, platform=key_platform()) as made:
            made.adapter.surroundings = replace(made.adapter.surroundings, connections=connections)
            user = (await made.flow(fields={"apiKey": "k"}).run_to_end()).user
            await connections.save(made.adapter)
    await store.close()
    assert user["timezoneName"] == "Asia/Tokyo"
    assert user["platformAdditionalInfo"] == {"team": "a", "seat": 2}


async def test_warnings_are_kept_with_the_stored_connection() -> None:
    from dataclasses import replace

    connections = Connections(ConnectionStore(None), MemoryVault(), lambda _: None, lambda _: None)
    functions = {"postSaveUserInfo": lambda given: {**given["userInfo"], "id": "other"}}
    async with bench(functions) as made:
        made.adapter.surroundings = replace(made.adapter.surroundings, connections=connections)
        await made.flow().run_to_end()
        saved = await connections.save(made.adapter)
        assert "Another user id" in saved.warnings
        (listed,) = await connections.all(made.adapter)
        assert listed.warnings == saved.warnings
        await connections.restore(made.adapter)
        kept = connections.saved(made.adapter)
        assert kept is not None
        assert kept.warnings == saved.warnings
    await connections.close()
