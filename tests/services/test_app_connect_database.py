"""App Connect's database in memory: what npm's sqlite3 would do with the same statements."""

from __future__ import annotations

import time
from typing import Any

import pytest

from workbench.core.server.settings import ServerSettings
from workbench.core.server.sql import SqlError
from workbench.core.server.stores import Stores
from workbench.runtimes.database import settle
from workbench.services.app_connect_database import AppConnectDatabase

INSERT = "INSERT INTO users (id, timezoneOffset, hostname, createdAt, updatedAt) VALUES ($1, $2, $3, $4, $5)"


@pytest.mark.parametrize(
    ("given", "stored"),
    [
        (5_000_000_000, "5000000000.0"),
        (-(2**31), "-2147483648"),
        (2**31, "2147483648.0"),
        (-6, "-6"),
        (-6.0, "-6"),
        (5.5, "5.5"),
        (True, "1"),
        ("007", "007"),
        (None, None),
        ("caf\u00e9 \U0001f600", "caf\u00e9 \U0001f600"),
        ("cut \ud83d", "cut \ufffd"),
        ({"$workbench": "buffer", "text": "AP8="}, {"$workbench": "buffer", "text": "AP8="}),
    ],
)
def test_a_text_column_holds_what_npms_driver_would_leave_there(given: Any, stored: Any) -> None:
    database = AppConnectDatabase()
    database.execute(INSERT, {"$1": "a", "$2": given, "$4": "now", "$5": "now"}, "run")
    row = database.execute("SELECT timezoneOffset, hostname FROM users WHERE id = $1", {"1": "a"}, "get").rows[0]
    assert row == {"timezoneOffset": stored, "hostname": None}


def test_parameters_by_place_fill_up_with_null_and_may_not_be_too_many() -> None:
    database = AppConnectDatabase()
    assert database.execute("SELECT ? AS a, ? AS b", ["x"]).rows == [{"a": "x", "b": None}]
    assert database.execute("SELECT $b AS b, '$a' AS a, $b AS c", ["x"]).rows == [{"b": "x", "a": "$a", "c": "x"}]
    with pytest.raises(SqlError) as caught:
        database.execute("SELECT ?", ["x", "y"])
    assert (caught.value.code, caught.value.errno) == ("SQLITE_RANGE", 25)


@pytest.mark.parametrize(
    ("sql", "code", "errno", "message"),
    [
        ("SELECT * FROM nowhere", "SQLITE_ERROR", 1, "SQLITE_ERROR: no such table: nowhere"),
        (
            "INSERT INTO messageLogs (id, createdAt, updatedAt) VALUES ('m', 1, 1)",
            "SQLITE_CONSTRAINT",
            19,
            "SQLITE_CONSTRAINT: UNIQUE constraint failed: messageLogs.id",
        ),
        (
            "INSERT INTO messageLogs (id) VALUES ('n')",
            "SQLITE_CONSTRAINT",
            19,
            "SQLITE_CONSTRAINT: NOT NULL constraint failed: messageLogs.createdAt",
        ),
        ("SELECT \x00", "SQLITE_ERROR", 1, None),
    ],
)
def test_errors_are_named_as_npms_driver_names_them(sql: str, code: str, errno: int, message: str | None) -> None:
    database = AppConnectDatabase()
    database.execute("INSERT INTO messageLogs (id, createdAt, updatedAt) VALUES ('m', 1, 1)")
    with pytest.raises(SqlError) as caught:
        database.execute(sql)
    assert (caught.value.code, caught.value.errno) == (code, errno)
    assert message is None or caught.value.message == message


def test_statements_say_what_they_wrote() -> None:
    database = AppConnectDatabase()
    database.execute("CREATE TABLE own (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)", None, "run")
    database.execute("INSERT INTO own (name) VALUES ('a;b'); -- c;\nINSERT INTO own (name) VALUES ('c')", None, "exec")
    written = database.execute("INSERT INTO own (name) VALUES ('d')", None, "run")
    assert (written.rows, written.last_id, written.changes) == ([], 3, 1)
    assert database.execute("UPDATE own SET name = 'x'", None, "run").changes == 3
    assert database.execute("SELECT id FROM own", None, "get").rows == [{"id": 1}]


def test_a_newer_cores_table_gets_the_columns_that_it_lacks() -> None:
    database = AppConnectDatabase()
    Stores(database).users["u"] = {"hostname": "h"}
    newer = (
        "CREATE TABLE IF NOT EXISTS `users` (`id` VARCHAR(255) PRIMARY KEY, `email` VARCHAR(255), "
        "`kind` VARCHAR(255) NOT NULL DEFAULT 'person', `seats` JSON NOT NULL);"
    )
    database.execute(newer, None, "run")
    database.execute(newer, None, "run")
    row = database.execute("SELECT id, hostname, email, kind, seats FROM users").rows[0]
    assert row == {"id": "u", "hostname": "h", "email": None, "kind": "person", "seats": None}
    Stores(database).users["u"] = {"email": "u@example.com"}
    assert Stores(database).users["u"]["email"] == "u@example.com"


def test_tables_of_an_adapter_are_made_in_the_next_database_too() -> None:
    one, other = AppConnectDatabase(), AppConnectDatabase()
    one.execute("CREATE TABLE IF NOT EXISTS sheets (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT)")
    one.execute("CREATE INDEX sheets_name ON sheets (name)")
    one.execute("CREATE TABLE IF NOT EXISTS `users` (`id` VARCHAR(255) PRIMARY KEY, `email` VARCHAR(255))")
    one.execute("INSERT INTO sheets (name) VALUES ('mine')")
    other.take_tables(one)
    other.take_tables(one)
    assert other.execute("SELECT * FROM sheets").rows == []
    assert "email" in other.columns("users")


def test_what_a_child_began_is_undone_when_it_is_gone() -> None:
    database = AppConnectDatabase()
    database.execute("BEGIN")
    Stores(database).users["u"] = {"hostname": "h"}
    settle(lambda: database)
    settle(lambda: database)
    assert dict(Stores(database).users) == {}


def test_dates_and_json_lie_as_the_models_write_them_and_read_as_json() -> None:
    stores = Stores(AppConnectDatabase(), ServerSettings(clock=lambda: 1_700_000_000.1234))
    stores.users["u"] = {
        "tokenExpiry": "2026-01-31T10:00:00.500+02:00",
        "platformAdditionalInfo": {"naïve": "ü", "n": 1},
        "userSettings": None,
    }
    raw = stores.database.execute("SELECT tokenExpiry, platformAdditionalInfo, createdAt FROM users").rows[0]
    assert raw == {
        "tokenExpiry": "2026-01-31 08:00:00.500 +00:00",
        "platformAdditionalInfo": '{"naïve":"ü","n":1}',
        "createdAt": "2023-11-14 22:13:20.123 +00:00",
    }
    row = stores.users["u"]
    assert row["tokenExpiry"] == "2026-01-31T08:00:00.500Z"
    assert row["platformAdditionalInfo"] == {"naïve": "ü", "n": 1}
    assert row["createdAt"] == "2023-11-14T22:13:20.123Z"
    for moment in ("+012345-01-01T00:00:00.000Z", "+275760-09-13T00:00:00.000Z", "0999-12-31T23:59:59.999Z"):
        stores.users["u"] = {"tokenExpiry": moment}
        assert stores.users["u"]["tokenExpiry"] == moment
    far = stores.database.execute("SELECT tokenExpiry FROM users").rows[0]["tokenExpiry"]
    assert far == "0999-12-31 23:59:59.999 +00:00"
    stores.users["u"] = {"tokenExpiry": "no date"}
    assert stores.users["u"]["tokenExpiry"] == "Invalid Date"


def test_assigning_writes_the_given_columns_alone() -> None:
    stores = Stores(AppConnectDatabase())
    stores.users["u"] = {"hostname": "h", "accessToken": "a", "nobodyKnows": 1}
    stores.users["u"] = {"accessToken": "b"}
    assert (stores.users["u"]["hostname"], stores.users["u"]["accessToken"]) == ("h", "b")
    stores.admin_configs["hash"] = {"userMappings": [{"crmUserId": "1", "rcExtensionId": ["2"]}]}
    stores.admin_configs["hash"] = {"userSettings": {"a": {"value": 1}}}
    assert stores.admin_configs["hash"]["userMappings"] == [{"crmUserId": "1", "rcExtensionId": ["2"]}]


def test_managed_values_lie_sealed_by_the_servers_secret() -> None:
    database = AppConnectDatabase()
    settings = ServerSettings(token_secret="of the server")
    Stores(database, settings).managed.account["62190", "dealdesk"] = {"apiKey": "k-1", "site": 7}
    raw = database.execute("SELECT data FROM accountData WHERE dataKey = 'managed-auth-org'").rows[0]["data"]
    assert "k-1" not in raw
    assert Stores(database, settings).managed.account["62190", "dealdesk"] == {"apiKey": "k-1", "site": 7}
    assert Stores(database).managed.account["62190", "dealdesk"]["apiKey"] is None


def test_a_calls_worth_of_store_work_takes_less_than_a_millisecond() -> None:
    stores = Stores(AppConnectDatabase())
    stores.users["u"] = {"accessToken": "a", "platformAdditionalInfo": {"a": 1}}
    for number in range(500):
        stores.contacts["62190", "dealdesk", f"+1202555{number:04}"] = [{"id": str(number), "name": "Dana Whitfield"}]
    taken = []
    for number in range(50):
        started = time.perf_counter()
        assert not stores.call_logs.all(sessionId=str(number))
        assert stores.users["u"]["accessToken"]
        assert stores.account_contacts("62190", "dealdesk").get("+12025550001")
        stores.call_logs.append({"id": str(number), "sessionId": str(number), "thirdPartyLogId": "L"})
        taken.append(time.perf_counter() - started)
    assert sorted(taken)[len(taken) // 2] < 0.001
