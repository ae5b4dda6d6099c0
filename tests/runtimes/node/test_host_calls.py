"""Arguments, values, errors and output of a call cross the wire as they are."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from builders_node import OpenNode, open_node, write_files

from workbench.core.run.events import UnhandledError
from workbench.core.run.invocation import OutcomeKind
from workbench.core.values import UNDEFINED, Marker, Special
from workbench.runtimes.protocol import Call

HEAD = "exports.getAuthType = () => 'apiKey';\n"


def project(tmp_path: Path, text: str) -> Path:
    return write_files(tmp_path / "project", {"index.js": HEAD + text})


async def find_contact(node: OpenNode, *arguments: Any) -> Any:
    outcome = await node.call("findContact", *arguments)
    assert outcome.kind is OutcomeKind.RETURNED, outcome
    return outcome.value


VALUES = {
    "undefined": (UNDEFINED, "undefined"),
    "null": (None, "null"),
    "bigint": (Special("bigint", "12345678901234567890"), "12345678901234567890n"),
    "not a number": (Special("number", "NaN"), "NaN"),
    "date": (Special("date", "2026-01-02T03:04:05.006Z"), "new Date('2026-01-02T03:04:05.006Z')"),
    "invalid date": (Special("date", "Invalid Date"), "new Date('x')"),
    "buffer": (Special("buffer", "aGk="), "Buffer.from('hi')"),
    "typed array": (Special("buffer", "AQI="), "new Uint8Array([1, 2])"),
    "map": (Special("map", "Map", [["a", 1], [{"k": 1}, UNDEFINED]]), "new Map([['a', 1], [{ k: 1 }, undefined]])"),
    "set": (Special("set", "Set", [1, "1"]), "new Set([1, '1'])"),
    "function": ({"f": Special("function", "f")}, "({ f() {} })"),
    "symbol": (Special("symbol", "Symbol(s)"), "Symbol('s')"),
    "error": (Special("error", "TypeError: t", {"code": "E"}), "Object.assign(new TypeError('t'), { code: 'E' })"),
    "class instance": (Special("object", "Contact", {"id": 1}), "new (class Contact { id = 1; get name() {} })()"),
    "toJSON": ("reduced", "({ toJSON() { return 'reduced'; } })"),
    "circular": ({"a": {"back": Special("circular", "a"), "top": Special("circular", "")}}, "circle()"),
    "shared but not circular": ([{"x": 1}, {"x": 1}], "shared()"),
    "throwing getter": ({"a": Special("error", "cannot be read: no")}, "({ get a() { throw new Error('no'); } })"),
    "hostile proxy": (
        {"p": Special("error", "cannot be read: trap")},
        "({ p: new Proxy({}, { get() { throw new Error('trap'); } }) })",
    ),
    "tagged by itself": ({"$workbench": "undefined"}, "({ $workbench: 'undefined' })"),
    "no prototype": ({"a": 1}, "Object.assign(Object.create(null), { a: 1 })"),
    "half a character": ("a\ud800b\\\udc00😀", "'a\\ud800b\\\\\\udc00😀'"),
    "own __proto__": ({"__proto__": 1}, "JSON.parse('{\"__proto__\": 1}')"),
}


async def test_every_kind_of_value_is_told(tmp_path: Path) -> None:
    rows = ",\n".join(f"[{name!r}, () => {source}]" for name, (_, source) in VALUES.items())
    text = f"""
const circle = () => {{ const top = {{ a: {{}} }}; top.a.back = top.a; top.a.top = top; return top; }};
const shared = () => {{ const one = {{ x: 1 }}; return [one, one]; }};
const values = new Map([{rows}]);
exports.findContact = ({{ name }}) => values.get(name)();
"""
    async with open_node(project(tmp_path, text), tmp_path / "spool") as node:
        for name, (expected, _) in VALUES.items():
            value = await find_contact(node, {"name": name})
            assert value == expected, name


async def test_deep_values_are_cut(tmp_path: Path) -> None:
    text = "exports.findContact = () => { let v = 1; for (let i = 0; i < 5000; i += 1) v = [v]; return v; };"
    async with open_node(project(tmp_path, text), tmp_path / "spool") as node:
        value = await find_contact(node)
        depth = 0
        while isinstance(value, list):
            value, depth = value[0], depth + 1
        assert value == Special("object", "too deep")
        assert depth == 201


async def test_arguments_arrive_as_they_were(tmp_path: Path) -> None:
    text = """
exports.findContact = async (given, second) => [
  Object.keys(given).join(), 'missing' in given, given.missing === undefined, given.when instanceof Date, given.n,
  Object.isFrozen(given), given.tracer.constructor.name, given.tracer.trace('a').traceError(1) === given.tracer, second,
];
"""
    given = {
        "n": 1.5,
        "missing": UNDEFINED,
        "when": Special("date", "2026-01-01T00:00:00.000Z"),
        "tracer": Marker("tracer"),
    }
    async with open_node(project(tmp_path, text), tmp_path / "spool") as node:
        value = await find_contact(node, given, "two")
    assert value == ["n,missing,when,tracer", True, True, True, 1.5, False, "DebugTracer", True, "two"]


async def test_mutated_arguments_are_named(tmp_path: Path) -> None:
    text = """
exports.findContact = ({ log, same, extra }) => { log.items.push(1); same.a = same.a; extra.b = undefined; };
exports.createContact = (list) => { list.push(1); };
"""
    async with open_node(project(tmp_path, text), tmp_path / "spool") as node:
        outcome = await node.call("findContact", {"log": {"items": []}, "same": {"a": 1}, "extra": {}})
        assert outcome.mutated_arguments == ("log", "extra")
        assert (await node.call("createContact", [])).mutated_arguments == ("argument 1",)


async def test_an_oauth_client_refreshes_without_a_package(tmp_path: Path) -> None:
    text = """
const http = require('node:http');
exports.findContact = async ({ oauthApp }) => {
  const server = http.createServer((request, response) => {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', () => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ access_token: `${request.headers.authorization}|${body}`, expires_in: 60 }));
    });
  });
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  oauthApp.options.accessTokenUri = `http://127.0.0.1:${server.address().port}/token`;
  const token = await oauthApp.createToken('old', 'refresh').refresh();
  server.close();
  return [token.accessToken, token.refreshToken, token.expired(), oauthApp.code.getUri({ state: 's' })];
};
"""
    options = {
        "clientId": "id",
        "clientSecret": "secret",
        "accessTokenUri": "",
        "authorizationUri": "http://127.0.0.1/authorize",
        "redirectUri": "http://127.0.0.1/back",
        "scopes": ["a", "b"],
    }
    async with open_node(project(tmp_path, text), tmp_path / "spool") as node:
        value = await find_contact(node, {"oauthApp": Marker("oauthApp", options)})
    assert value[0] == "Basic aWQ6c2VjcmV0|grant_type=refresh_token&refresh_token=refresh"
    assert value[1:3] == ["refresh", False]
    assert "scope=a+b&state=s" in value[3]


THROWN = {
    "new TypeError('bad')": ("TypeError", "bad", None, "", None),
    "Object.assign(new Error('axios'), { code: 'ERR_BAD_REQUEST', response: { status: 404, data: { m: 1 } } })": (
        "Error",
        "axios",
        404,
        "ERR_BAD_REQUEST",
        {"m": 1},
    ),
    "'just text'": ("string", "just text", None, "", None),
    "undefined": ("undefined", "The adapter threw undefined.", None, "", None),
    "null": ("null", "The adapter threw null.", None, "", None),
    "{ status: 1 }": ("Object", '{"status":1}', None, "", None),
    "new Proxy(new Error('x'), { get() { throw 1; } })": None,
}


@pytest.mark.parametrize("thrown", THROWN)
async def test_whatever_is_thrown_is_an_outcome(thrown: str, tmp_path: Path) -> None:
    text = (
        f"exports.findContact = async () => {{ throw {thrown}; }}; exports.createContact = () => {{ throw {thrown}; }};"
    )
    async with open_node(project(tmp_path, text), tmp_path / "spool") as node:
        for interface in ("findContact", "createContact"):
            outcome = await node.call(interface)
            assert outcome.kind is OutcomeKind.THREW
            assert outcome.error is not None
            expected = THROWN[thrown]
            if expected is not None:
                error = outcome.error
                assert (error.name, error.message, error.status, error.code, error.response_body) == expected


CAUSES = {
    "await fetch('http://127.0.0.1:2/')": "connect ECONNREFUSED 127.0.0.1:2",
    "await fetch('http://127.0.0.1:9/')": "bad port",
    "throw new Error('outer', { cause: new Error('middle', { cause: 'inner' }) })": "middle, inner",
    "throw Object.assign(new Error('x'), { cause: { code: 'ECONNRESET' } })": "(ECONNRESET)",
    "throw new AggregateError([new Error('one'), new Error('two')])": "one, two",
    "throw new Error('failed: inner', { cause: new Error('inner') })": "",
    "const e = new Error('round'); e.cause = e; throw e": "",
    "throw Object.defineProperty(new Error('x'), 'cause', { get() { throw 1; } })": "",
    "throw null": "",
}


@pytest.mark.parametrize("thrown", CAUSES)
async def test_what_lies_behind_an_error_is_told_with_it(thrown: str, tmp_path: Path) -> None:
    async with open_node(
        project(tmp_path, f"exports.findContact = async () => {{ {thrown}; }};"), tmp_path / "spool"
    ) as node:
        outcome = await node.call("findContact")
    assert outcome.error is not None
    assert outcome.error.cause == CAUSES[thrown]
    assert not outcome.error.cause or outcome.sentence.endswith(f" ({outcome.error.cause})")


async def test_promises_are_told_from_plain_values(tmp_path: Path) -> None:
    text = "exports.findContact = async () => 1; exports.createContact = () => 1;"
    text += "exports.createCallLog = () => ({ then(resolve) { resolve(1); } });"
    async with open_node(project(tmp_path, text), tmp_path / "spool") as node:
        assert (await node.call("findContact")).was_promise
        assert not (await node.call("createContact")).was_promise
        thenable = await node.call("createCallLog")
        assert (thenable.was_promise, thenable.value) == (True, 1)


async def test_console_lines_keep_their_call_when_calls_overlap(tmp_path: Path) -> None:
    text = """
const gates = [];
exports.findContact = async ({ word }) => {
  await new Promise((resolve) => { gates.push(resolve); if (gates.length === 2) gates.forEach((open) => open()); });
  console.log('%s %o', word, { a: 1 });
  console.error(new Error('shown').message);
  console.table([{ a: 1 }]);
  console.group('in');
  console.debug('deep');
  console.groupEnd();
  process.stdout.write('raw ' + word + '\\n');
};
"""
    async with open_node(project(tmp_path, text), tmp_path / "spool") as node:
        await asyncio.gather(
            *(node.runtime.call(Call(word, "findContact", ({"word": word},), None)) for word in ("one", "two"))
        )
        lines = [event.line for event in node.events if hasattr(event, "line")]
    for word in ("one", "two"):
        mine = [(line.stream, line.text) for line in lines if line.invocation_id == word and line.stream != "stdout"]
        assert mine[0] == ("log", f"{word} {{ a: 1 }}")
        assert mine[1] == ("error", "shown")
        assert mine[3:] == [("log", "in"), ("debug", "  deep")]
    assert {line.text for line in lines if line.stream == "stdout"} == {"raw one", "raw two"}


async def test_what_nobody_catches_is_reported_and_survived(tmp_path: Path) -> None:
    text = """
exports.findContact = async () => { Promise.reject(new RangeError('forgotten')); return 1; };
exports.createContact = () => 'still there';
"""
    async with open_node(project(tmp_path, text), tmp_path / "spool") as node:
        outcome = await node.call("findContact")
        assert [(error.name, error.message) for error in outcome.unhandled] == [("RangeError", "forgotten")]
        told = [event for event in node.events if isinstance(event, UnhandledError)]
        assert [event.invocation_id for event in told] == ["call-1"]
        pid = node.runtime.pid
        assert await node.call("createContact") is not None
        assert node.runtime.pid == pid


async def test_a_token_connection_serves_as_well(tmp_path: Path) -> None:
    text = "exports.findContact = () => 'x'.repeat(3e5);"
    async with open_node(project(tmp_path, text), tmp_path / "spool", transport="tcp") as node:
        assert len(await find_contact(node, {"padding": "y" * 300_000})) == 300_000


@pytest.mark.parametrize(
    "inner", ["new Map([['k', v]])", "new Set([v])", "new (class A { x = v })()", "{$workbench: v}"]
)
async def test_deep_values_that_need_tags_are_cut_too(tmp_path: Path, inner: str) -> None:
    text = f"exports.findContact = () => {{ let v = 1; for (let i = 0; i < 190; i += 1) v = {inner}; return v; }};"
    async with open_node(project(tmp_path, text), tmp_path / "spool") as node:
        assert "too deep" in repr(await find_contact(node, {}))
