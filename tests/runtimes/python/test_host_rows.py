"""What the Python host hands over as rows: they read and write the connection's database at once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from builders_runtimes import opened

from workbench.core.connection.user import RowChange, UserOperation
from workbench.core.values import USER

ROW: dict[str, Any] = {
    "id": "7-testing",
    "platform": "testing",
    "hostname": "eu.crm.example",
    "accessToken": "at",
    "refreshToken": "rt",
    "tokenExpiry": "2026-03-01T10:00:00.000Z",
    "timezoneOffset": "-06:00",
    "platformAdditionalInfo": {"seat": "ü"},
    "userSettings": {},
}
CALL = {
    "id": "t-1",
    "sessionId": "s-1",
    "extensionNumber": "101",
    "hashedExtensionId": "h",
    "platform": "testing",
    "thirdPartyLogId": "L1",
    "userId": "7-testing",
    "contactId": "C1",
}
MESSAGE = {"id": "m-1", "platform": "testing", "conversationLogId": "c-1", "thirdPartyLogId": "L2"}


@pytest.mark.parametrize("way", ["coroutine", "plain function", "thread", "executor"])
async def test_a_save_is_in_the_database_before_the_call_goes_on(tmp_path: Path, way: str) -> None:
    code = """
    import asyncio, concurrent.futures, datetime, threading

    def work(user):
        user.access_token = "renewed"
        user.token_expiry = datetime.datetime(2027, 1, 2, 3, 4, 5, 678000, tzinfo=datetime.timezone.utc)
        user.save()
        user.update(platform_additional_info={**user.platform_additional_info, "more": 1}, timezone_offset=5000000000)
        user.hostname = "forgotten"
        user.reload()
        seen = [user.access_token, user.timezone_offset, user.hostname, user.token_expiry.year]
        return [*seen, user.platformAdditionalInfo]

    async def coroutine(user):
        return work(user)

    def function(user):
        return work(user)

    def thread(user):
        found = []
        each = threading.Thread(target=lambda: found.append(work(user)))
        each.start()
        each.join()
        return found[0]

    async def executor(user):
        return await asyncio.get_running_loop().run_in_executor(None, work, user)
    """
    chosen = {"coroutine": "coroutine", "plain function": "function", "thread": "thread", "executor": "executor"}[way]
    async with opened(tmp_path, f"{code}\n    findContact = {chosen}\n") as adapter:
        outcome = await adapter.call("findContact", {"user": USER}, user=ROW)
        row = adapter.stores.users["7-testing"]
    more = {"seat": "ü", "more": 1}
    assert outcome.value == ["renewed", "5000000000.0", "eu.crm.example", 2027, more], outcome.error
    assert (row["accessToken"], row["tokenExpiry"]) == ("renewed", "2027-01-02T03:04:05.678Z")
    assert (row["platformAdditionalInfo"], row["timezoneOffset"]) == (more, "5000000000.0")
    assert outcome.user_changes.operations == (
        UserOperation("save", {"accessToken": "renewed", "tokenExpiry": "2027-01-02T03:04:05.678Z"}),
        UserOperation("update", {"timezoneOffset": 5000000000, "platformAdditionalInfo": more}),
    )
    assert outcome.user_changes.unsaved == {}


async def test_rows_of_logs_are_live(tmp_path: Path) -> None:
    code = """
    async def updateCallLog(existingCallLog):
        seen = [existingCallLog["thirdPartyLogId"], existingCallLog.third_party_log_id,
                existingCallLog.dataValues["contactId"], existingCallLog.get("sessionId"), existingCallLog.changed()]
        await existingCallLog.update({"thirdPartyLogId": "moved"})
        return [*seen, existingCallLog.previous("contactId"), "createdAt" in existingCallLog]

    def updateMessageLog(existing_message_log):
        existing_message_log.destroy()
        return existing_message_log.toJSON()["id"]
    """
    async with opened(tmp_path, code) as adapter:
        adapter.stores.call_logs.append(CALL)
        adapter.stores.message_logs.append(MESSAGE)
        call = await adapter.call("updateCallLog", existingCallLog=adapter.stores.call_logs.newest())
        message = await adapter.call("updateMessageLog", existingMessageLog=adapter.stores.message_logs.newest())
        calls, messages = list(adapter.stores.call_logs), list(adapter.stores.message_logs)
    assert call.value == ["L1", "L1", "C1", "s-1", False, "C1", True], call.error
    assert call.row_changes == (RowChange("callLogs", "update", {"thirdPartyLogId": "moved"}),)
    assert call.mutated_arguments == ()
    assert [row["thirdPartyLogId"] for row in calls] == ["moved"]
    assert message.value == "m-1"
    assert message.row_changes == (RowChange("messageLogs", "destroy", {}),)
    assert messages == []


async def test_a_destroyed_user_cannot_be_reloaded_and_an_object_is_no_text(tmp_path: Path) -> None:
    code = """
    async def unAuthorize(user):
        said = []
        user.accessToken = {"an": "object"}
        try:
            await user.save()
        except ValueError as error:
            said.append(str(error))
        await user.destroy()
        try:
            await user.reload()
        except LookupError as error:
            said.append(str(error))
        return said
    """
    async with opened(tmp_path, code) as adapter:
        outcome = await adapter.call("unAuthorize", {"user": USER}, user=ROW)
        assert list(adapter.stores.users) == []
    assert outcome.value == [
        "string violation: accessToken cannot be an array or an object",
        "the row of users could not be reloaded because it does not exist anymore",
    ], outcome.error


async def test_a_failing_statement_is_an_exception_of_the_adapter(tmp_path: Path) -> None:
    code = """
    def findContact(user):
        user.hostname = "x"
        try:
            user.save()
        except Exception as error:
            return [type(error).__name__, error.code, error.errno, str(error)]
    """
    async with opened(tmp_path, code) as adapter:
        adapter.stores.users["7-testing"] = ROW
        adapter.stores.database.execute("ALTER TABLE users RENAME TO hidden")
        adapter.stores = None
        outcome = await adapter.call("findContact", {"user": USER}, user=ROW)
    assert outcome.value == ["SqlError", "SQLITE_ERROR", 1, "SQLITE_ERROR: no such table: users"], outcome.error


async def test_many_calls_save_at_the_same_time(tmp_path: Path) -> None:
    code = """
    import asyncio, time

    def getUserInfo(user, number):
        for _ in range(5):
            user.hostname = f"{number}-{_}"
            user.save()
            time.sleep(0.001)
        return user.id

    async def findContact(user, number):
        for _ in range(5):
            user.hostname = f"{number}-{_}"
            await user.save()
            await asyncio.sleep(0)
        return user.id
    """
    async with opened(tmp_path, code) as adapter:
        users = [{**ROW, "id": f"u-{number}"} for number in range(24)]
        calls = [
            adapter.call("getUserInfo" if number % 2 else "findContact", {"user": USER, "number": number}, user=user)
            for number, user in enumerate(users)
        ]
        outcomes = await asyncio.gather(*calls)
        hosts = [adapter.stores.users[f"u-{number}"]["hostname"] for number in range(24)]
    assert [outcome.value for outcome in outcomes] == [user["id"] for user in users]
    assert hosts == [f"{number}-4" for number in range(24)]


async def test_account_data_is_fetched_by_the_adapters_table(tmp_path: Path) -> None:
    code = """
    async def stages(user, authHeader):
        return [user.hostname, authHeader]

    accountData = {
        "stages": {"fetch": stages, "ttlMs": 60000},
        "owners": {"fetch": lambda params: ["o-1"]},
        "broken": {"ttlMs": 5},
    }
    """
    async with opened(tmp_path, code) as adapter:
        assert adapter.description.account_data == {"stages": 60000, "owners": None}
        assert adapter.description.exports == ("getAuthType",)
        stages = await adapter.call("accountData.stages", {"user": USER, "authHeader": "Bearer x"}, user=ROW)
        owners = await adapter.call("accountData.owners", {"user": USER, "authHeader": "Bearer x"}, user=ROW)
    assert stages.value == ["eu.crm.example", "Bearer x"], stages.error
    assert owners.value == ["o-1"], owners.error
