"""What the Python host gives an adapter: names, arguments, the user, its environment, its console."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from builders_runtimes import AUTH_TYPE, Opened, make_runtime, opened, write_source
from loopback_server import loopback_server

from workbench.core.connection.user import StoredUser, UserChanges, UserOperation
from workbench.core.errors import AdapterLoadError
from workbench.core.run.adapter import AdapterKind, AdapterSource
from workbench.core.run.invocation import OutcomeKind
from workbench.core.values import UNDEFINED, USER, Marker, Special
from workbench.runtimes.python import find_interpreter
from workbench.services.app_connect_database import AppConnectDatabase

ROW: StoredUser = {
    "id": "7-testing",
    "platform": "testing",
    "hostname": "api.example.com",
    "accessToken": "old",
    "tokenExpiry": "2026-01-02T03:04:05.000Z",
    "platformAdditionalInfo": {"email": "ada@example.com", "nested": {"a": 1}},
}

# Loading


async def test_both_spellings_and_both_kinds_of_functions_are_interfaces(tmp_path: Path) -> None:
    code = """
    import json
    from os.path import join

    accountData = {"a": 1}

    async def get_user_info(): return "snake"
    def findContact(): return "camel"
    async def unauthorize(): return "squeezed"
    def createContcat(): pass
    def _private(): pass
    """
    async with opened(tmp_path, code) as adapter:
        assert set(adapter.description.exports) == {"getAuthType", "getUserInfo", "findContact", "unAuthorize"}
        assert adapter.description.other_exports == ("accountData", "createContcat")
        info = await adapter.call("getUserInfo")
        assert (info.value, info.was_promise) == ("snake", True)
        contact = await adapter.call("findContact")
        assert (contact.value, contact.was_promise) == ("camel", False)
        assert (await adapter.call("unAuthorize")).value == "squeezed"


LAYOUTS = {
    "a package": (
        {
            "crm/__init__.py": "from .login import getAuthType\nfrom .contacts import find_contact",
            "crm/login.py": "def getAuthType(): return 'apiKey'",
            "crm/contacts.py": "from .login import getAuthType\ndef find_contact(): return getAuthType()",
        },
        "crm",
    ),
    "a file within a package": (
        {
            "crm/__init__.py": "",
            "crm/adapter.py": "from .parts import find_contact\ndef getAuthType(): return 'apiKey'",
            "crm/parts.py": "def find_contact(): return 'apiKey'",
        },
        "crm/adapter.py",
    ),
    "a folder with helpers": (
        {
            "connector.py": "from helper import find_contact\ndef getAuthType(): return 'apiKey'",
            "helper.py": "def find_contact(): return 'apiKey'",
        },
        "",
    ),
    "a class": (
        {"a.py": "class A:\n  def getAuthType(s): return 'apiKey'\n  async def find_contact(s): return 'apiKey'\n"},
        "a.py",
    ),
    "an object": (
        {
            "a.py": (
                "class Crm:\n  def __init__(self, kind): self.kind = kind\n"
                "  def getAuthType(self): return self.kind\n  def find_contact(self): return self.kind\n"
                "adapter = Crm('apiKey')"
            )
        },
        "a.py",
    ),
    "a dict": (
        {"a.py": "adapter = {'getAuthType': lambda: 'apiKey', 'findContact': lambda: 'apiKey'}"},
        "a.py",
    ),
    "a file named like a module of Python": (
        {"json.py": "def getAuthType(): return 'apiKey'\ndef findContact(): return 'apiKey'"},
        "json.py",
    ),
    "a file with a dash": (
        {"my-crm.py": "def getAuthType(): return 'apiKey'\ndef findContact(): return 'apiKey'"},
        "my-crm.py",
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
async def test_layouts(tmp_path: Path, layout: str) -> None:
    files, entry = LAYOUTS[layout]
    for name, code in files.items():
        write_source(tmp_path / "project", code, name)
    source = AdapterSource(
        AdapterKind.PYTHON, str(tmp_path / "project" / entry), str(tmp_path / "project"), "testing", "testing"
    )
    runtime, events = make_runtime(source, tmp_path / "spool")
    try:
        description = await runtime.start()
        assert set(description.exports) == {"getAuthType", "findContact"}
        assert (await Opened(runtime, events, description).call("findContact")).value == "apiKey"
    finally:
        await runtime.stop()


async def test_extra_entries_add_interfaces(tmp_path: Path) -> None:
    write_source(tmp_path / "adapter", "def find_contact(): return 'extra'", "more.py")
    source = write_source(tmp_path / "adapter", AUTH_TYPE)
    source = AdapterSource(
        source.kind, source.entry, source.root, "testing", "testing", "", (str(tmp_path / "adapter" / "more.py"),)
    )
    runtime, _ = make_runtime(source, tmp_path / "spool")
    try:
        assert "findContact" in (await runtime.start()).exports
    finally:
        await runtime.stop()


async def test_a_missing_entry_is_a_load_error(tmp_path: Path) -> None:
    source = AdapterSource(AdapterKind.PYTHON, str(tmp_path / "no.py"), str(tmp_path), "testing", "testing")
    runtime, _ = make_runtime(source, tmp_path / "spool")
    with pytest.raises(AdapterLoadError) as caught:
        await runtime.start()
    assert caught.value.code == "adapter-missing"


async def test_a_package_listed_as_required_is_installed_from_there(tmp_path: Path) -> None:
    write_source(tmp_path / "adapter", "surely_not_installed", "requirements.txt")
    runtime, _ = make_runtime(write_source(tmp_path / "adapter", "import surely_not_installed"), tmp_path / "spool")
    with pytest.raises(AdapterLoadError) as caught:
        await runtime.start()
    assert caught.value.hint.endswith(f"-m pip install -r {tmp_path / 'adapter' / 'requirements.txt'}")


# Arguments

ARGUMENTS = {"user": USER, "phoneNumber": "+1", "isExtension": UNDEFINED, "overridingFormat": ["a", UNDEFINED]}

BINDINGS = {
    "named": ("user, phoneNumber", "[user['id'], phoneNumber]", ["7-testing", "+1"]),
    "snake case": ("phone_number, is_extension", "[phone_number, is_extension]", ["+1", None]),
    "default for what is undefined": ("isExtension='default'", "isExtension", "default"),
    "default for what is missing": ("user, other='default'", "other", "default"),
    "none for what is missing": ("phoneNumber, other", "other", None),
    "keyword only": ("*, phoneNumber, other=1", "[phoneNumber, other]", ["+1", 1]),
    "all the rest": ("user, **rest", "sorted(rest)", ["overridingFormat", "phoneNumber"]),
    "one object": ("params", "sorted(params)", ["overridingFormat", "phoneNumber", "user"]),
    "one object, any name": ("_", "_['overridingFormat']", ["a", None]),
    "stars": ("*everything", "len(everything)", 1),
}


@pytest.mark.parametrize("way", BINDINGS)
async def test_arguments_fit_the_function(tmp_path: Path, way: str) -> None:
    parameters, expression, expected = BINDINGS[way]
    async with opened(tmp_path, f"def findContact({parameters}):\n    return {expression}\n") as adapter:
        outcome = await adapter.call("findContact", ARGUMENTS, user=ROW)

    assert outcome.value == expected, outcome


async def test_positional_arguments(tmp_path: Path) -> None:
    code = """
    def getLogFormatType(platform, proxy_config="none", other=2): return [platform, proxy_config, other]
    async def checkAndRefreshAccessToken(oauth_app, user, token_lock_timeout):
        return [oauth_app.access_token_uri, oauth_app.options.client_id, user.id, token_lock_timeout]
    """
    app = Marker("oauthApp", {"clientId": "me", "accessTokenUri": "http://127.0.0.1/token"})
    async with opened(tmp_path, code) as adapter:
        assert (await adapter.call("getLogFormatType", "p", UNDEFINED)).value == ["p", "none", 2]
        assert (await adapter.call("getLogFormatType", "p", {"a": 1}, 3, 4)).value == ["p", {"a": 1}, 3]
        answer = await adapter.call("checkAndRefreshAccessToken", app, USER, user=ROW)
        assert answer.value == ["http://127.0.0.1/token", "me", "7-testing", None]


async def test_special_arguments_arrive_as_python_has_them(tmp_path: Path) -> None:
    code = """
    def findContact(date, data, big):
        return [type(date).__name__, date.year, data.decode(), big + 1]
    """
    async with opened(tmp_path, code) as adapter:
        outcome = await adapter.call(
            "findContact",
            date=Special("date", "2026-01-02T03:04:05.000Z"),
            data=Special("buffer", "YWJj"),
            big=Special("bigint", "41"),
        )
        assert outcome.value == ["datetime", 2026, "abc", 42]


async def test_arguments_changed_in_place_are_named(tmp_path: Path) -> None:
    code = """
    def findContact(callLog, contact, note):
        callLog["extra"] = 1
        return contact["id"]

    def createContact(params):
        params["added"] = 1
    """
    async with opened(tmp_path, code) as adapter:
        outcome = await adapter.call("findContact", callLog={"a": 1}, contact={"id": "1"}, note="x")
        assert outcome.mutated_arguments == ("callLog",)
        assert (await adapter.call("createContact", a=1)).mutated_arguments == ("added",)


# The user


async def changes_of(tmp_path: Path, body: str, row: StoredUser = ROW) -> tuple[object, UserChanges]:
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    async with opened(tmp_path, f"async def findContact(user):\n{lines}\n") as adapter:
        outcome = await adapter.call("findContact", {"user": USER}, user=row)
    assert outcome.kind is OutcomeKind.RETURNED, outcome
    return outcome.value, outcome.user_changes


async def test_the_user_reads_in_both_spellings_by_attribute_and_item(tmp_path: Path) -> None:
    value, changes = await changes_of(
        tmp_path,
        """
import copy, json
return [
    user.accessToken, user.access_token, user["accessToken"], user["access_token"], user.get("accessToken"),
    user.data_values["id"], user.dataValues["id"], "access_token" in user, user.get("nothing", 5),
    user.tokenExpiry.year, user.platform_additional_info["email"], hasattr(user, "nothing"),
    copy.deepcopy(user)["id"], json.loads(json.dumps(user, default=str))["id"], sorted(user.get()) == sorted(user),
]
""",
    )
    assert value == [
        *["old"] * 5, "7-testing", "7-testing", True, 5, 2026, "ada@example.com", False, "7-testing", "7-testing", True,
    ]  # fmt: skip
    assert not changes


async def test_what_is_saved_and_updated_comes_back(tmp_path: Path) -> None:
    value, changes = await changes_of(
        tmp_path,
        """
import datetime
user.access_token = "new"
user["tokenExpiry"] = datetime.datetime(2027, 1, 1, tzinfo=datetime.timezone.utc)
before = user.changed()
saved = await user.save()
user.update({"refreshToken": "r", "hostname": "other"})
user.set("timezone_name", "UTC").save()
return [before, saved is user, user.changed(), user.changed("accessToken")]
""",
    )
    assert value == [["accessToken", "tokenExpiry"], True, False, False]
    assert changes == UserChanges(
        (
            UserOperation("save", {"accessToken": "new", "tokenExpiry": "2027-01-01T00:00:00.000Z"}),
            UserOperation("update", {"hostname": "other", "refreshToken": "r"}),
            UserOperation("save", {"timezoneName": "UTC"}),
        )
    )


async def test_what_is_assigned_and_taken_back_is_not_told(tmp_path: Path) -> None:
    _, changes = await changes_of(tmp_path, "before = user.hostname\nuser.hostname = 'x'\nuser.hostname = before")
    assert not changes


async def test_what_is_no_column_is_told(tmp_path: Path) -> None:
    body = 'user.additional_info = {"seat": 1}\nuser["client"] = object()\nawait user.save()'
    _, changes = await changes_of(tmp_path, body)
    assert changes.unsaved == {"additional_info": "dict", "client": "object"}


async def test_what_is_not_saved_is_told(tmp_path: Path) -> None:
    _, changes = await changes_of(tmp_path, 'user.accessToken = "new"\nawait user.update({"hostname": "other"})')
    assert changes.unsaved == {"accessToken": "new"}
    assert changes.operations == (UserOperation("update", {"hostname": "other"}),)


async def test_a_json_column_changed_in_place_is_lost(tmp_path: Path) -> None:
    _, changes = await changes_of(tmp_path, 'user.platformAdditionalInfo["nested"]["a"] = 2\nuser.save()')
    assert changes.operations == (UserOperation("save", {}),)
    assert changes.lost == {"platformAdditionalInfo": {"email": "ada@example.com", "nested": {"a": 2}}}


async def test_the_ways_around_that_work(tmp_path: Path) -> None:
    for body in (
        'user.platformAdditionalInfo = {**user.platformAdditionalInfo, "email": "b"}\nawait user.save()',
        'new = user.platformAdditionalInfo\nnew["email"] = "b"\nuser.platformAdditionalInfo = {}\n'  # noqa: ISC004
        "user.platformAdditionalInfo = new\nawait user.save()",
        'user.platformAdditionalInfo["email"] = "b"\nuser.changed("platformAdditionalInfo", True)\nuser.save()',
        'await user.update({"platformAdditionalInfo": {**user.platformAdditionalInfo, "email": "b"}})',
    ):
        _, changes = await changes_of(tmp_path, body)
        assert changes.operations[0].values == {"platformAdditionalInfo": {"email": "b", "nested": {"a": 1}}}
        assert changes.lost == {}
        assert changes.unsaved == {}


async def test_destroy_and_reload(tmp_path: Path) -> None:
    value, changes = await changes_of(
        tmp_path, 'user.accessToken = "x"\nawait user.reload()\nawait user.destroy()\nreturn user.accessToken'
    )
    assert value == "old"
    assert changes == UserChanges((UserOperation("destroy"),))


async def test_changes_are_told_when_the_adapter_throws(tmp_path: Path) -> None:
    code = """
    def findContact(user):
        user.accessToken = ""
        user.save()
        raise ValueError("after all")
    """
    async with opened(tmp_path, code) as adapter:
        outcome = await adapter.call("findContact", {"user": USER}, user=ROW)
    assert outcome.kind is OutcomeKind.THREW
    assert outcome.user_changes.operations == (UserOperation("save", {"accessToken": ""}),)


async def test_what_is_saved_is_stored(tmp_path: Path) -> None:
    database = AppConnectDatabase()
    for key in ("7-testing", "8-testing"):
        database.execute("INSERT INTO users (id, accessToken, createdAt, updatedAt) VALUES (?, 't', '', '')", [key])
    code = """
    def findContact(user):
        user.update({"timezoneOffset": 5000000000, "platformAdditionalInfo": {"a": [1]}})
        user.access_token = ""
        user.save()
        raise ValueError("after all")

    def unAuthorize(user):
        user.destroy()
    """
    async with opened(tmp_path, code, database=lambda: database) as adapter:
        await adapter.call("findContact", {"user": USER}, user=ROW)
        stored = "SELECT accessToken, timezoneOffset, platformAdditionalInfo FROM users ORDER BY id"
        changed, other = database.execute(stored).rows
        assert list(changed.values()) == ["", "5000000000.0", '{"a":[1]}']
        assert list(other.values()) == ["t", None, None]
        await adapter.call("unAuthorize", {"user": USER}, user=ROW)
    assert database.execute("SELECT id FROM users").rows == [{"id": "8-testing"}]


# Environment


async def test_the_adapter_has_its_own_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    monkeypatch.setenv("FROM_OUTSIDE", "outside")
    write_source(tmp_path / "adapter", "CRM_KEY=secret\nFROM_OUTSIDE=own\nGIVEN=file\n", ".env")
    code = """
    import os, sys

    def findContact():
        return {
            "cwd": os.getcwd(), "key": os.environ["CRM_KEY"], "outside": os.environ["FROM_OUTSIDE"],
            "given": os.environ["GIVEN"], "path": sys.path[0], "argv": sys.argv,
            "own": [name for name in os.environ if name.startswith(("WORKBENCH_", "PYTHONPATH"))],
            "hosts": [folder for folder in sys.path if folder.endswith("hosts/python")],
        }
    """
    async with opened(tmp_path, code, environment=(("GIVEN", "session"),)) as adapter:
        value = (await adapter.call("findContact")).value
    folder = str(tmp_path / "adapter")
    assert value == {
        "cwd": folder, "key": "secret", "outside": "outside", "given": "session", "path": folder, "argv": [""],
        "own": [], "hosts": [],
    }  # fmt: skip


def test_a_virtual_environment_of_its_own_is_used(tmp_path: Path) -> None:
    own, note = find_interpreter(tmp_path)
    assert own == sys.executable
    assert "no virtual environment" in note
    for name in ("other", "venv"):
        (tmp_path / name / "bin").mkdir(parents=True)
        (tmp_path / name / "pyvenv.cfg").write_text("home = /usr/bin\n")
        (tmp_path / name / "bin" / "python").symlink_to(sys.executable)
        path, note = find_interpreter(tmp_path)
        assert path == str(tmp_path / name / "bin" / "python")
        assert name in note
    (tmp_path / "venv" / "bin" / "python").unlink()
    path, _ = find_interpreter(tmp_path)
    assert path == str(tmp_path / "other" / "bin" / "python")
    (tmp_path / "other" / "bin" / "python").unlink()
    assert "no working Python" in find_interpreter(tmp_path)[1]


# Console


async def test_prints_are_tied_to_their_call_also_when_several_run(tmp_path: Path) -> None:
    code = """
    import asyncio, concurrent.futures, logging, sys, threading

    print("while loading")
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    pool = concurrent.futures.ThreadPoolExecutor()

    async def findContact(name):
        print(name, "first")
        await asyncio.sleep(0)
        logging.info("%s logged", name)
        await asyncio.to_thread(print, name, "thread")
        thread = threading.Thread(target=print, args=(name, "own thread"))
        thread.start()
        thread.join()
        pool.submit(print, name, "pool").result()
        sys.stdout.write(name + " no end")

    def createContact(name):
        print(name, "plain")
    """
    async with opened(tmp_path, code) as adapter:
        assert [line.text for line in adapter.description.console] == ["while loading"]
        names = [f"n{number}" for number in range(5)]
        await asyncio.gather(
            *(adapter.call("findContact", name=name, invocation=name) for name in names),
            *(adapter.call("createContact", name=name, invocation=f"{name}-plain") for name in names),
        )
        for name in names:
            assert adapter.events.texts(name) == [
                f"{name} first", f"INFO {name} logged", f"{name} thread", f"{name} own thread", f"{name} pool",
                f"{name} no end",
            ]  # fmt: skip
            assert adapter.events.texts(f"{name}-plain") == [f"{name} plain"]
        streams = {line.stream for line in adapter.events.lines("n0")}
        assert streams == {"stdout", "stderr"}
        assert all(0 <= line.at_ms < 20_000 for line in adapter.events.lines("n0"))


async def test_plain_functions_overlap(tmp_path: Path) -> None:
    code = """
    import threading
    barrier = threading.Barrier(5, timeout=10)

    def findContact():
        return barrier.wait() >= 0

    async def createContact():
        return "quick"
    """
    async with opened(tmp_path, code) as adapter:
        waiting = [asyncio.create_task(adapter.call("findContact")) for _ in range(4)]
        assert (await adapter.call("createContact")).value == "quick"
        last = await adapter.call("findContact")
        assert [outcome.value for outcome in (last, *await asyncio.gather(*waiting))] == [True] * 5


async def test_nothing_of_the_workbench_is_inherited_by_programs_the_adapter_starts(tmp_path: Path) -> None:
    code = """
    import subprocess, sys

    def findContact():
        script = "import os; print(sorted(os.listdir('/proc/self/fd')))"
        return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, close_fds=False).stdout
    """
    if not Path("/proc/self/fd").is_dir():
        pytest.skip("needs /proc")
    async with opened(tmp_path, code) as adapter:
        listed = (await adapter.call("findContact")).value
    assert listed.strip() == "['0', '1', '2', '3']"


async def test_a_log_format_is_asked_for_at_load(tmp_path: Path) -> None:
    async with opened(tmp_path, "def get_log_format_type(platform): return f'text/{platform}'\n") as adapter:
        assert adapter.description.log_format == "text/testing"


# The OAuth client


async def test_the_oauth_client_refreshes_a_token(tmp_path: Path) -> None:
    code = """
    def checkAndRefreshAccessToken(oauthApp, user, tokenLockTimeout):
        token = oauthApp.create_token(user.access_token, user.refresh_token)
        fresh = token.refresh()
        user.update(accessToken=fresh.access_token, refreshToken=fresh.data["refresh_token"])
        return token.expires is None and not fresh.expired()

    async def getUserInfo(app):
        return (await app.createToken("a", "b").refresh()).accessToken
    """
    async with loopback_server() as server, opened(tmp_path, code) as adapter:
        app = Marker("oauthApp", {"clientId": "me", "clientSecret": "s", "accessTokenUri": f"{server.url}/token"})
        outcome = await adapter.call("checkAndRefreshAccessToken", app, USER, 60, user={**ROW, "refreshToken": "r 1"})
        assert outcome.value is True, outcome
        assert outcome.user_changes.operations == (UserOperation("update", {"accessToken": "fresh"}),)
        (request,) = server.requests
        assert request.body == b"grant_type=refresh_token&refresh_token=r+1"
        assert request.header("Authorization") == "Basic bWU6cw=="
        assert (await adapter.call("getUserInfo", app=app)).value == "fresh"


async def test_nothing_is_written_beside_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    (tmp_path / "adapter").mkdir()
    (tmp_path / "adapter" / "helper.py").write_text("KIND = 'apiKey'\n")
    code = "import helper\n\ndef getAuthType():\n    return helper.KIND\n"
    async with opened(tmp_path, code, auth_type=False) as adapter:
        assert adapter.description.auth_type == "apiKey"
    assert not list(tmp_path.rglob("__pycache__"))


CAUSES = {
    "raise ValueError('outer') from OSError('inner')": "inner",
    "try: int('x')\n    except ValueError as error: raise RuntimeError('outer')": "invalid literal",
    "try: int('x')\n    except ValueError as error: raise RuntimeError('outer') from None": "",
    "try: int('x')\n    except ValueError as error: raise RuntimeError(f'outer: {error}') from error": "",
    "raise ValueError('alone')": "",
    "raise ValueError('outer') from KeyboardInterrupt()": "KeyboardInterrupt",
}


@pytest.mark.parametrize("code", CAUSES)
async def test_what_lies_behind_an_exception_is_told_with_it(code: str, tmp_path: Path) -> None:
    async with opened(tmp_path, f"def findContact(**_):\n    {code}\n") as adapter:
        outcome = await adapter.call("findContact")
    assert outcome.error is not None
    assert outcome.error.cause.startswith(CAUSES[code])
    assert bool(outcome.error.cause) is bool(CAUSES[code])
