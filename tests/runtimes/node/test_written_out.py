"""What getBasicAuth returns is told as a JavaScript template writes it, since App Connect puts it into a header so."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders_node import open_node, write_files

from workbench.core.run.invocation import Outcome, OutcomeKind
from workbench.core.server.answers import AdapterThrew
from workbench.core.values import UNDEFINED, Special
from workbench.session.server.authorization import basic_header


def adapter(folder: Path, expression: str) -> Path:
    """A project whose getBasicAuth returns what an expression gives."""
    source = f"exports.getBasicAuth = () => {expression};\nexports.getAuthType = () => 'apiKey';\n"
    return write_files(folder / "acme", {"index.js": source, "package.json": '{"name": "acme"}'})


@pytest.mark.parametrize(
    ("expression", "header"),
    [
        ("Buffer.from('a:b')", "Basic a:b"),
        ("new Uint8Array([7, 8])", "Basic 7,8"),
        ("42", "Basic 42"),
        ("1e21", "Basic 1e+21"),
        ("undefined", "Basic undefined"),
        ("null", "Basic null"),
        ("['x', null, 'y']", "Basic x,,y"),
        ("({ token: 't' })", "Basic [object Object]"),
        ("({ token: 't', toString() { return this.token; } })", "Basic t"),
        ("new (class Key { get [Symbol.toPrimitive]() { return () => 'prim'; } })()", "Basic prim"),
        ("Promise.resolve('later')", "Basic [object Promise]"),
        ("new URL('https://key.example.test/a')", "Basic https://key.example.test/a"),
        ("10n", "Basic 10"),
        ("true", "Basic true"),
        ("'plain'", "Basic plain"),
    ],
)
async def test_the_header_is_what_a_template_makes_of_the_value(tmp_path: Path, expression: str, header: str) -> None:
    async with open_node(adapter(tmp_path, expression), tmp_path / "spool") as node:
        assert basic_header(await node.call("getBasicAuth", {"apiKey": "k"})) == header


@pytest.mark.parametrize("expression", ["Symbol('s')", "Object.create(null)"])
async def test_a_value_that_no_template_takes_is_an_error(tmp_path: Path, expression: str) -> None:
    async with open_node(adapter(tmp_path, expression), tmp_path / "spool") as node:
        outcome = await node.call("getBasicAuth", {"apiKey": "k"})
        with pytest.raises(AdapterThrew, match="Cannot convert"):
            basic_header(outcome)


@pytest.mark.parametrize(
    ("value", "header"),
    [
        (Special("buffer", "YTpi"), "Basic a:b"),
        (UNDEFINED, "Basic undefined"),
        (3.0, "Basic 3"),
        (["x", None], "Basic x,"),
        ({"a": 1}, "Basic [object Object]"),
    ],
)
def test_where_no_host_tells_it_the_value_itself_is_written(value: object, header: str) -> None:
    assert basic_header(Outcome(OutcomeKind.RETURNED, value)) == header
