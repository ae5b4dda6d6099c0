"""The proxy runtime against a loopback server."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from builders_proxy import USER, encode_secret, profile
from loopback_server import LoopbackServer, loopback_server

from workbench.core.connection.user import UserOperation
from workbench.core.errors import AdapterLoadError
from workbench.core.proxy import INTERFACES
from workbench.core.proxy.secrets import KEY_VARIABLE
from workbench.core.run.adapter import AdapterKind, AdapterSource
from workbench.core.run.events import Event, ExchangeFinished, ExchangeStarted
from workbench.core.run.invocation import Outcome, OutcomeKind
from workbench.core.server.stores import Stores
from workbench.core.traffic.exchange import Exchange
from workbench.core.traffic.hosts import HostMap
from workbench.core.traffic.outgoing import Capture, IncomingAnswer, OutgoingRequest
from workbench.core.values import UNDEFINED
from workbench.runtimes.protocol import USER as USER_MARKER
from workbench.runtimes.protocol import Call, Marker, RuntimeOptions
from workbench.runtimes.proxy import ProxyRuntime
from workbench.services.app_connect_database import AppConnectDatabase
from workbench.services.http import CapturingClient


@pytest.fixture
async def server() -> AsyncIterator[LoopbackServer]:
    async with loopback_server() as running:
        yield running


class Stage:
    """A runtime over a file in a folder, and what it emitted."""

    def __init__(self, folder: Path, http: CapturingClient) -> None:
        self.file = folder / "proxy.json"
        self.events: list[Event] = []
        self._folder = folder
        self._http = http
        self._calls = 0
        self.stores = Stores(AppConnectDatabase())
        self.stores.users[USER["id"]] = dict(USER)
        self.runtime = self.make()

    def make(self, **options: Any) -> ProxyRuntime:
        source = AdapterSource(AdapterKind.PROXY, str(self.file), str(self._folder), "acme", "Acme")
        given = RuntimeOptions(str(self._folder), database=lambda: self.stores.database, **options)
        self.runtime = ProxyRuntime(source, given, self.events.append, self._http)
        return self.runtime

    def write(self, content: Any) -> None:
        self.file.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")

    def operations(self, base: str, **operations: Any) -> None:
        defaults = {"baseUrl": base, "timeoutSeconds": 20, "defaultHeaders": {"Accept": "application/json"}}
        self.write(profile(operations, requestDefaults=defaults))

    async def call(self, interface: str, *arguments: Any, timeout: float = 30.0, **members: Any) -> Outcome:
        self._calls += 1
        given = arguments or ({"user": USER_MARKER, "authHeader": "Basic abc=", **members},)
        return await self.runtime.call(Call(f"call-{self._calls}", interface, given, dict(USER), timeout))

    @property
    def exchanges(self) -> list[Exchange]:
        return [event.exchange for event in self.events if isinstance(event, ExchangeFinished)]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    http = CapturingClient()
    standing = Stage(tmp_path, http)
    yield standing
    await standing.runtime.stop()
    await http.close()


def contacts(path: str = "/json", **members: Any) -> dict[str, Any]:
    return {"url": path, "responseMapping": {"listPath": "body.none"}} | members


async def test_what_a_profile_turns_out_to_be(stage: Stage) -> None:
    stage.operations("http://127.0.0.1:1", findContact=contacts(), findContacts=contacts(), createCallLog={"url": "/c"})
    description = await stage.runtime.start()
    assert description.exports == INTERFACES
    assert description.other_exports == ("findContacts",)
    assert (description.auth_type, description.log_format) == ("apiKey", "text/plain")
    assert description.facts["operations"] == ["findContact", "createCallLog"]
    assert description.facts["proxy_config"] == json.loads(stage.file.read_text())
    assert any(note.startswith("operations.createCallLog.responseMapping: ") for note in description.notes)
    assert description.loaded_file == str(stage.file)


async def test_an_auth_type_that_throws_is_empty(stage: Stage) -> None:
    stage.write(profile({"findContact": contacts()}, auth=None, meta=None))
    description = await stage.runtime.start()
    assert (description.auth_type, description.log_format) == ("", "")


async def test_starting_again_reads_the_file_again(stage: Stage) -> None:
    stage.write(profile({"findContact": contacts()}))
    await stage.runtime.start()
    stage.write(profile({"findContact": contacts()}, auth={"type": "oauth"}))
    assert (await stage.runtime.start()).auth_type == "oauth"
    assert (await stage.call("getAuthType", {})).value == "oauth"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("{", "proxy-not-json"),
        ("[]", "proxy-profile"),
        ('{"operations": {}}', "proxy-profile"),
        (None, "proxy-unreadable"),
    ],
)
async def test_files_that_cannot_be_loaded(stage: Stage, content: str | None, code: str) -> None:
    if content is not None:
        stage.write(content)
    with pytest.raises(AdapterLoadError) as caught:
        await stage.runtime.start()
    assert caught.value.code == code
    assert "proxy.json" in caught.value.message
    outcome = await stage.call("getAuthType", {})
    assert outcome.kind is OutcomeKind.CRASHED
    assert "proxy.json" in outcome.sentence


async def test_a_file_that_is_no_text(stage: Stage) -> None:
    stage.file.write_bytes(b"\x80{}")
    with pytest.raises(AdapterLoadError) as caught:
        await stage.runtime.start()
    assert caught.value.code == "proxy-unreadable"


@pytest.mark.parametrize("place", ["options", "dotenv", "process"])
async def test_a_stored_secret(
    stage: Stage, server: LoopbackServer, place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    operations = {"findContact": contacts("/echo", headers={"X-Secret": "{{secretKey}}"})}
    config = profile(operations, requestDefaults={"baseUrl": server.url})
    stage.write({"proxyConfig": config, "encodedSecretKey": encode_secret("sk-1", "server key")})
    if place == "options":
        stage.make(environment=((KEY_VARIABLE, "server key"),))
    elif place == "dotenv":
        (tmp_path / ".env").write_text(f'# keys\nOTHER=1\nexport {KEY_VARIABLE}="server key"\n', encoding="utf-8")
    else:
        monkeypatch.setenv(KEY_VARIABLE, "server key")
    outcome = await stage.call("findContact", phoneNumber="+12025550144")
    assert outcome.kind is OutcomeKind.RETURNED
    assert server.requests[0].header("x-secret") == "sk-1"


async def test_a_call_reaches_the_crm_and_comes_back(stage: Stage, server: LoopbackServer) -> None:
    mapping = {"listPath": "body.headers.none", "item": {}}
    operation = {
        "method": "post",
        "url": "/echo",
        "query": {"phone": "{{phoneNumber}}", "none": "{{nope}}", "l": ["a", "b"]},
        "body": {"who": "{{user.id}}", "expires": "{{user.tokenExpiry}}"},
        "responseMapping": mapping,
    }
    stage.operations(server.url, findContact=operation)
    outcome = await stage.call("findContact", phoneNumber="+12025550144", tracer=Marker("tracer"))
    assert outcome.kind is OutcomeKind.RETURNED
    assert outcome.was_promise is True
    assert outcome.value["returnMessage"]["message"] == "Found 0 contacts"
    request = server.requests[0]
    assert (request.method, request.path) == ("POST", "/echo?phone=%2B12025550144&l%5B%5D=a&l%5B%5D=b")
    assert request.body == b'{"who":"4711","expires":"2025-07-01T00:00:00.000Z"}'
    assert request.headers == [
        ("Host", f"127.0.0.1:{server.port}"),
        ("Accept", "application/json"),
        ("Content-Type", "application/json"),
        ("Authorization", "Basic c3RvcmVkLWtleTo="),
        ("User-Agent", "axios/1.21.1"),
        ("Accept-Encoding", "gzip, compress, deflate, br"),
        ("Unified-CRM-Extension-Version", "1.7.41"),
        ("Content-Length", str(len(request.body))),
    ]
    assert [type(event) for event in stage.events] == [ExchangeStarted, ExchangeFinished]
    assert stage.exchanges[0].invocation_id == "call-1"


async def test_the_expiry_is_a_date_within_text(stage: Stage, server: LoopbackServer) -> None:
    stage.operations(server.url, findContactWithName=contacts("/echo", body="at {{user.tokenExpiry}}"))
    await stage.call("findContactWithName", name="n")
    assert server.requests[0].body == b"at Tue Jul 01 2025 00:00:00 GMT+0000 (Coordinated Universal Time)"


async def test_get_sends_an_empty_object(stage: Stage, server: LoopbackServer) -> None:
    stage.operations(server.url, findContactWithName=contacts())
    await stage.call("findContactWithName", name="n")
    assert (server.requests[0].method, server.requests[0].body) == ("GET", b"{}")


@pytest.mark.parametrize("path", ["/gzip", "/deflate", "/br", "/json", "/redirect"])
async def test_answers_in_every_encoding(stage: Stage, server: LoopbackServer, path: str) -> None:
    stage.operations(server.url, getCallLog={"url": path, "responseMapping": {"notePath": "body.hello"}})
    outcome = await stage.call("getCallLog", callLogId="A-1")
    assert outcome.value["callLogInfo"]["note"] == "world"


@pytest.mark.parametrize(("path", "body"), [("/chunked", "one two three"), ("/empty", "")])
async def test_answers_that_are_no_json(stage: Stage, server: LoopbackServer, path: str, body: str) -> None:
    stage.operations(server.url, getCallLog={"url": path})
    info = (await stage.call("getCallLog", callLogId="A-1")).value["callLogInfo"]
    assert info == {"subject": UNDEFINED, "note": UNDEFINED, "fullBody": UNDEFINED, "fullLogResponse": body}


async def test_large_answers(stage: Stage, server: LoopbackServer) -> None:
    stage.operations(server.url, findContactWithName={"url": "/big", "responseMapping": {"listPath": "body.contacts"}})
    outcome = await stage.call("findContactWithName", name="n")
    assert len(outcome.value["matchedContactInfo"]) == 5000
    response = stage.exchanges[0].response
    assert response is not None
    assert Path(response.body.file).exists()


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
async def test_refusals_are_thrown_with_their_status(stage: Stage, server: LoopbackServer, status: int) -> None:
    stage.operations(server.url, findContactWithName=contacts(f"/status/{status}"))
    outcome = await stage.call("findContactWithName", name="n")
    assert outcome.kind is OutcomeKind.THREW
    assert outcome.error is not None
    assert (outcome.error.name, outcome.error.status) == ("AxiosError", status)
    assert outcome.error.message == f"Request failed with status code {status}"
    assert outcome.error.response_body == {"message": f"status {status}"}


async def test_a_mapping_that_crashes_is_thrown(stage: Stage, server: LoopbackServer) -> None:
    stage.operations(server.url, findContactWithName={"url": "/json", "responseMapping": {}})
    outcome = await stage.call("findContactWithName", name="n")
    assert outcome.kind is OutcomeKind.THREW
    assert outcome.error is not None
    assert (outcome.error.name, outcome.error.message, outcome.error.status) == (
        "TypeError",
        "list.map is not a function",
        None,
    )
    assert len(stage.exchanges) == 1


async def test_refused_and_reset(stage: Stage, server: LoopbackServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}"
    stage.write(
        profile(
            {
                "getUserList": {"url": f"{closed}/x"},
                "findContactWithName": {"url": f"{server.url}/reset"},
            },
            requestDefaults={},
        )
    )
    codes = {}
    for interface in ("getUserList", "findContactWithName"):
        outcome = await stage.call(interface, name="n")
        assert outcome.kind is OutcomeKind.THREW
        assert outcome.error is not None
        codes[interface] = (outcome.error.code, outcome.error.status)
    assert codes == {
        "getUserList": ("ECONNREFUSED", None),
        "findContactWithName": ("ECONNRESET", None),
    }


async def test_an_answer_slower_than_the_profile_allows(stage: Stage, server: LoopbackServer) -> None:
    operations = {"getCallLog": {"url": f"{server.url}/hang"}}
    stage.write(profile(operations, requestDefaults={"timeoutSeconds": 0.05}))
    outcome = await stage.call("getCallLog")
    assert outcome.kind is OutcomeKind.THREW
    assert outcome.error is not None
    assert (outcome.error.code, outcome.error.status) == ("ECONNABORTED", None)


@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ({"url": "relative"}, "ERR_INVALID_URL"),
        ({"url": "ftp://a.test/"}, "ERR_BAD_REQUEST"),
        ({"url": "http://127.0.0.1:1/", "query": "text"}, "ERR_BAD_REQUEST"),
        ({"url": "http://127.0.0.1:1/", "headers": {"no good": "x"}}, "ERR_INVALID_HTTP_TOKEN"),
    ],
)
async def test_requests_that_cannot_be_sent(stage: Stage, operation: dict[str, Any], code: str) -> None:
    stage.write(profile({"findContactWithName": operation}, requestDefaults={}))
    outcome = await stage.call("findContactWithName", name="n")
    assert outcome.kind is OutcomeKind.THREW
    assert outcome.error is not None
    assert outcome.error.code == code
    assert stage.events == []


async def test_a_call_that_takes_too_long(stage: Stage, server: LoopbackServer) -> None:
    # The first call pays for the client's start, so that the second one's request leaves within its limit.
    stage.operations(server.url, findContact=contacts("/json"), findContactWithName=contacts("/hang"))
    await stage.call("findContact", phoneNumber="+12025550111")
    outcome = await stage.call("findContactWithName", name="n", timeout=1.0)
    assert outcome.kind is OutcomeKind.TIMED_OUT
    assert outcome.sentence == "findContactWithName did not end within 1 seconds."
    assert stage.exchanges[1].error is not None


async def test_cancelling_one_of_two_calls(stage: Stage, server: LoopbackServer) -> None:
    stage.operations(server.url, findContactWithName=contacts("/held"))
    first = asyncio.create_task(stage.call("findContactWithName", name="n"))
    await server.arrived.wait()
    server.arrived.clear()
    second = asyncio.create_task(stage.call("findContactWithName", name="n"))
    await server.arrived.wait()
    await stage.runtime.cancel("call-1")
    await stage.runtime.cancel("unknown")
    assert (await first).kind is OutcomeKind.CANCELLED
    server.release()
    assert (await second).kind is OutcomeKind.RETURNED
    assert {exchange.invocation_id for exchange in stage.exchanges} == {"call-1", "call-2"}


async def test_a_caller_that_goes_away_takes_its_request_along(stage: Stage, server: LoopbackServer) -> None:
    stage.operations(server.url, findContactWithName=contacts("/hang"))
    task = asyncio.create_task(stage.call("findContactWithName", name="n"))
    await server.arrived.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert stage.exchanges[0].error is not None


async def test_stopping_ends_calls_and_can_be_repeated(stage: Stage, server: LoopbackServer) -> None:
    stage.operations(server.url, findContactWithName=contacts("/hang"))
    task = asyncio.create_task(stage.call("findContactWithName", name="n"))
    await server.arrived.wait()
    await stage.runtime.stop()
    assert (await task).kind is OutcomeKind.CANCELLED
    await stage.runtime.stop()
    assert (await stage.call("getAuthType", {})).value == "apiKey"


async def test_hosts_are_mapped_and_exchanges_capped(stage: Stage, server: LoopbackServer) -> None:
    stage.operations("https://api.example.com/v1", findContactWithName=contacts("/redirect"))
    stage.make(maps=(HostMap("api.example.com", server.url),), exchange_cap=1)
    outcome = await stage.call("findContactWithName", name="n")
    assert outcome.kind is OutcomeKind.RETURNED
    assert stage.exchanges[0].request.sent_to == f"{server.url}/v1/redirect"
    stage.operations(server.url, findContactWithName=contacts("/redirect"))
    await stage.runtime.start()
    outcome = await stage.call("findContactWithName", name="n")
    assert outcome.error is not None
    assert outcome.error.code == "exchange-cap"


@pytest.mark.parametrize(
    ("interface", "arguments", "value", "promised"),
    [
        ("getBasicAuth", ({"apiKey": "k"},), "azo=", False),
        ("getLogFormatType", ("acme", None), "text/plain", False),
        ("getLogFormatType", ("acme", {"meta": {"logFormat": "text/html"}}), "text/html", False),
        ("getLogFormatType", (), "text/plain", False),
        ("getAuthType", ({},), "apiKey", False),
        ("getAuthType", (), "apiKey", False),
        ("createContact", ({},), {"contactInfo": None}, True),
    ],
)
async def test_answers_without_a_request(
    stage: Stage, interface: str, arguments: tuple[Any, ...], value: Any, *, promised: bool
) -> None:
    stage.operations("http://127.0.0.1:1", findContact=contacts())
    await stage.runtime.start()
    outcome = await stage.runtime.call(Call("c", interface, arguments))
    assert outcome.kind is OutcomeKind.RETURNED
    assert outcome.was_promise is promised
    assert outcome.value == value or outcome.value["contactInfo"] == value["contactInfo"]
    assert stage.events == []


async def test_logout_saves_blank_tokens(stage: Stage, server: LoopbackServer) -> None:
    stage.operations(server.url, unAuthorize={"url": "/json"})
    outcome = await stage.call("unAuthorize")
    assert outcome.user_changes.operations == (UserOperation("save", {"accessToken": "", "refreshToken": ""}),)
    assert stage.stores.users[USER["id"]]["accessToken"] == ""
    stage.operations(server.url, unAuthorize={"url": "/status/500"})
    await stage.runtime.start()
    assert not (await stage.call("unAuthorize")).user_changes


async def test_the_licence_is_the_stored_users(stage: Stage, server: LoopbackServer) -> None:
    stage.operations(
        server.url, getLicenseStatus={"url": "/json", "responseMapping": {"licenseStatusPath": "body.hello"}}
    )
    arguments = ({"userId": "4711-acme", "platform": "acme", "user": USER_MARKER},)
    assert (await stage.call("getLicenseStatus", *arguments)).value["licenseStatus"] == "world"
    outcome = await stage.runtime.call(Call("c", "getLicenseStatus", arguments, None))
    assert outcome.value["licenseStatus"] == "Invalid (User not found)"


async def test_an_interface_that_the_engine_lacks(stage: Stage) -> None:
    stage.operations("http://127.0.0.1:1", findContact=contacts())
    outcome = await stage.call("listAppointments")
    assert outcome.kind is OutcomeKind.THREW
    assert outcome.error is not None
    assert outcome.error.message == "connector.listAppointments is not a function"


async def test_the_stored_row_is_not_touched(stage: Stage, server: LoopbackServer) -> None:
    stage.operations(server.url, getUserList={"url": "/echo", "body": "{{user}}"})
    row = dict(USER)
    await stage.runtime.call(Call("c", "getUserList", ({"user": USER_MARKER},), row))
    assert row == USER
    assert json.loads(server.requests[0].body)["id"] == "4711"


async def test_any_client_that_keeps_the_protocol_will_do(tmp_path: Path) -> None:
    class Canned:
        async def warm(self) -> None:
            return None

        async def send(self, request: OutgoingRequest, capture: Capture) -> IncomingAnswer:
            asked.append((request.url, capture.invocation_id))
            return IncomingAnswer(200, "OK", (), b'[{"id": 1}]', request.url)

    asked: list[tuple[str, str]] = []
    emit: Callable[[Event], None] = [].append
    file = tmp_path / "proxy.json"
    file.write_text(
        json.dumps(profile({"findContactWithName": {"url": "/c", "responseMapping": {}}})), encoding="utf-8"
    )
    source = AdapterSource(AdapterKind.PROXY, str(file), str(tmp_path), "acme", "Acme")
    runtime = ProxyRuntime(source, RuntimeOptions(str(tmp_path)), emit, Canned())
    outcome = await runtime.call(Call("c-1", "findContactWithName", ({"name": "n"},), dict(USER)))
    assert outcome.value["matchedContactInfo"][0]["id"] == 1
    assert asked == [("https://api.acme.test/v1/c", "c-1")]
    await runtime.stop()
