"""Every way in which Node adapters are written loads, and what cannot be loaded says why."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from builders_node import ADAPTERS, open_node, write_files

from workbench.core.errors import AdapterLoadError

AUTH = "() => 'apiKey'"
FIND = "async () => 'found'"

SHAPES = {
    "exports members": {"index.js": f"exports.getAuthType = {AUTH}; exports.findContact = {FIND};"},
    "module.exports": {"index.js": f"module.exports = {{ getAuthType: {AUTH}, findContact: {FIND} }};"},
    "exports.default": {"index.js": f"exports.default = {{ getAuthType: {AUTH}, findContact: {FIND} }};"},
    "class instance": {
        "index.js": "class A { getAuthType() { return 'apiKey'; } async findContact() { return this.word(); }"
        " word() { return 'found'; } } module.exports = new A();"
    },
    "class": {
        "index.js": "module.exports = class A { getAuthType() { return 'apiKey'; } findContact() { return 'found'; } }"
    },
    "es module": {
        "package.json": '{"type": "module"}',
        "index.js": f"import {{ word }} from './word'; export const getAuthType = {AUTH};"
        " export async function findContact() { return word; }",
        "word.js": "export const word = 'found';",
    },
    "es module with top-level await": {
        "package.json": '{"type": "module"}',
        "index.js": f"const word = await 'found'; export default {{ getAuthType: {AUTH}, findContact: () => word }};",
    },
    "es module default export": {
        "index.mjs": f"export default {{ getAuthType: {AUTH}, findContact: {FIND} }};",
    },
    "both module systems in JavaScript": {
        "index.js": f"import word from './word'; exports.getAuthType = {AUTH};"
        " const { same } = require('./same'); exports.findContact = () => same(word);",
        "word.js": "export default 'found';",
        "same.js": "module.exports = { same: (word) => word };",
    },
    "typescript with require, exports and export {}": {
        "index.ts": "const { same } = require('./lib/same');\nimport type { Word } from './types';\n"
        f"exports.getAuthType = {AUTH};\n"
        "exports.findContact = async (): Promise<Word> => same('found');\nexport {};\n",
        "lib/same.ts": "export function same(word: string): string { return word; }",
        "types.ts": "export type Word = string;",
    },
    "typescript export default": {
        "index.ts": f"interface A {{ x: number }}\nexport default {{ getAuthType: {AUTH}, findContact: {FIND} }};",
    },
    "typescript es module": {
        "package.json": '{"type": "module"}',
        "index.ts": "import { word } from './word.js';\nimport { readFileSync } from 'node:fs';\n"
        f"export const getAuthType = {AUTH};\n"
        "export const findContact = async (): Promise<string> => readFileSync(new URL(word, import.meta.url), 'utf8');",
        "word.ts": "export const word: string = './word.txt';",
        "word.txt": "found",
    },
    "typescript paths and folder index": {
        "tsconfig.json": '{ // comment\n "compilerOptions": { "paths": { "@lib/*": ["./lib/*"], }, }, }',
        "index.ts": "import { word } from '@lib/words';\nimport fs from 'fs';\nimport config from './config.json';\n"
        f"exports.getAuthType = {AUTH};\nexports.findContact = () => typeof fs.readFileSync && config.on && word;",
        "lib/words/index.ts": "enum Words { Found = 'found' }\nexport const word = Words.Found;",
        "config.json": '{"on": true}',
    },
    "typescript baseUrl behind Node's own modules and packages": {
        "tsconfig.json": '{ "compilerOptions": { "baseUrl": "./src" } }',
        "src/index.ts": "import { word } from 'lib/words';\nimport util from 'util';\nimport pkg from 'pkg';\n"
        f"exports.getAuthType = {AUTH};\nexports.findContact = () => util.format('%s%s', word, pkg);",
        "src/lib/words.ts": "export const word: string = 'fou';",
        "src/util.ts": "export default 'not this one';",
        "src/pkg.ts": "export default 'nor this one';",
        "node_modules/pkg/index.js": "module.exports = 'nd';",
    },
    "built output only": {
        "package.json": '{"name": "built", "main": "dist/index.js"}',
        "dist/index.js": f'"use strict"; Object.defineProperty(exports, "__esModule", {{ value: true }});'
        f" exports.getAuthType = {AUTH}; exports.findContact = {FIND};",
    },
}


@pytest.mark.parametrize("shape", SHAPES)
async def test_loads_and_fires(shape: str, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "project", SHAPES[shape])
    async with open_node(folder, tmp_path / "spool") as node:
        assert node.description.auth_type == "apiKey"
        assert set(node.description.exports) == {"getAuthType", "findContact"}
        assert (await node.call("findContact")).value == "found"


async def test_stack_names_lines_of_the_source_also_from_the_cache(tmp_path: Path) -> None:
    folder = write_files(
        tmp_path / "project",
        {
            "index.ts": "interface Long {\n  a: string;\n}\n\nexports.getAuthType = () => 'apiKey';\n"
            "exports.findContact = async (given: Long) => {\n  throw new TypeError('here');\n};\nexport {};\n"
        },
    )
    for _ in range(2):
        async with open_node(folder, tmp_path / "spool") as node:
            outcome = await node.call("findContact")
            assert outcome.error is not None
            assert "index.ts:7:9" in outcome.error.stack
            assert "calls.cjs" not in outcome.error.stack


async def test_source_is_run_rather_than_its_build(tmp_path: Path) -> None:
    folder = write_files(
        tmp_path / "project",
        {
            "package.json": '{"name": "both"}',
            "src/connectors/acme/index.ts": f"exports.getAuthType = {AUTH}; exports.findContact = () => 'source';",
            "dist/connectors/acme/index.js": f"exports.getAuthType = {AUTH}; exports.findContact = () => 'build';",
        },
    )
    async with open_node(folder, tmp_path / "spool") as node:
        assert (await node.call("findContact")).value == "source"
        assert any("not its build in dist" in note for note in node.description.notes)


async def test_names_with_other_capital_letters_load_and_are_told(tmp_path: Path) -> None:
    project = {
        "index.js": "const { word } = require('./Helpers/Words'); const { mark } = require('@acme/kit/models/CallLog');"
        f" exports.getAuthType = {AUTH}; exports.findContact = async () => word + mark;",
        "helpers/words.js": "exports.word = 'found';",
        "node_modules/@acme/kit/package.json": '{"exports": {"./types/*": {"types": "./x/*"},'
        ' "./*": {"require": "./dist/*.js"}}}',
        "node_modules/@acme/kit/dist/models/callLog.js": "exports.mark = '.';",
    }
    async with open_node(write_files(tmp_path / "project", project), tmp_path / "spool") as node:
        assert (await node.call("findContact")).value == "found."
        told = [note for note in node.description.notes if "not on a Linux server" in note]
        assert len(told) == 2
        assert "index.js asks for ./Helpers/Words, and the file is words.js" in told[0]


async def test_registered_interfaces_are_composed_and_no_server_listens(tmp_path: Path) -> None:
    async with open_node(ADAPTERS / "registered", tmp_path / "spool", platform="birch") as node:
        assert node.description.exports == ("getAuthType", "findContact")
        assert any("kept from listening" in note for note in node.description.notes)
    async with open_node(ADAPTERS / "registered", tmp_path / "spool", platform="cedar") as node:
        assert node.description.auth_type == "oauth"
        assert "findContact" in node.description.exports
        assert "createCallLog" in node.description.exports


async def test_a_manifest_that_the_start_file_registers_is_known(tmp_path: Path) -> None:
    start = """const { connectorRegistry } = require('@app-connect/core');
const manifest = { platforms: { acme: { name: 'acme', auth: { type: 'oauth' } } } };
connectorRegistry.setDefaultManifest(manifest);
connectorRegistry.registerConnector('acme', { getAuthType: () => 'oauth' });
connectorRegistry.registerConnector('other', { getAuthType: () => 'oauth' }, { platforms: { other: { name: 'o' } } });
"""
    for platform, name in (("acme", "acme"), ("other", "o")):
        folder = write_files(tmp_path / platform, {"package.json": "{}", "src/server.js": start})
        async with open_node(folder, tmp_path / "spool", platform=platform) as node:
            assert node.description.manifest["platforms"][platform]["name"] == name


async def test_single_functions_beside_an_adapter_do_not_replace_its_own(tmp_path: Path) -> None:
    folder = write_files(
        tmp_path / "project",
        {
            "package.json": "{}",
            "src/adapters/acme.js": f"exports.getAuthType = {AUTH}; exports.findContact = () => 'own';",
            "src/app.js": "const { adapterRegistry } = require('@app-connect/core');"
            "adapterRegistry.registerAdapterInterface('acme', 'findContact', () => 'registered');"
            "adapterRegistry.registerAdapterInterface('acme', 'createContact', () => 'registered');",
        },
    )
    async with open_node(folder, tmp_path / "spool") as node:
        assert (await node.call("findContact")).value == "own"
        assert (await node.call("createContact")).value == "registered"


async def test_environment_file_is_read_and_does_not_override(tmp_path: Path) -> None:
    folder = write_files(
        tmp_path / "project",
        {
            ".env": 'ACME_URL="https://acme.example/#x"\nACME_GIVEN=file\n',
            "index.js": f"exports.getAuthType = {AUTH};"
            "exports.findContact = () => [process.env.ACME_URL, process.env.ACME_GIVEN, process.cwd(),"
            " Object.keys(process.env).filter((name) => name.startsWith('WORKBENCH_'))];",
        },
    )
    async with open_node(folder, tmp_path / "spool", environment=(("ACME_GIVEN", "given"),)) as node:
        value = (await node.call("findContact")).value
    assert value == ["https://acme.example/#x", "given", str(folder), []]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
async def test_a_byte_order_mark_is_no_part_of_the_first_variable(tmp_path: Path, encoding: str) -> None:
    text = f"exports.getAuthType = {AUTH}; exports.findContact = () => [process.env.FIRST, process.env.SECOND];"
    folder = write_files(tmp_path / "project", {"index.js": text})
    (folder / ".env").write_bytes("FIRST=für\r\nSECOND=2\r\n".encode(encoding))
    async with open_node(folder, tmp_path / "spool") as node:
        assert (await node.call("findContact")).value == ["für", "2"]


async def test_console_while_loading_is_kept(tmp_path: Path) -> None:
    text = f"console.warn('loading %s', 'now'); exports.getAuthType = {AUTH};"
    async with open_node(write_files(tmp_path / "project", {"index.js": text}), tmp_path / "spool") as node:
        assert [(line.stream, line.text) for line in node.description.console] == [("warn", "loading now")]


async def test_uncompiled_sqlite3_is_replaced(tmp_path: Path) -> None:
    folder = write_files(
        tmp_path / "project",
        {
            "node_modules/sqlite3/index.js": "throw new Error('Could not locate the bindings file');",
            "index.js": "const sqlite3 = require('sqlite3').verbose(); const db = new sqlite3.Database(':memory:');"
            f"exports.getAuthType = {AUTH};"
            "exports.findContact = () => new Promise((resolve, reject) => {"
            " db.run('CREATE TABLE t (a TEXT UNIQUE, b INTEGER)');"
            " db.run('INSERT INTO t VALUES ($a, $b)', { $a: 12, $b: true }, function (error) {"
            "  db.run('INSERT INTO t VALUES (?, ?)', ['12', 2], (clash) => {"
            "   db.all('SELECT * FROM t', [], (e, rows) => {"
            "    resolve([error, this.lastID, clash.code, rows]); }); }); }); });",
        },
    )
    async with open_node(folder, tmp_path / "spool") as node:
        assert (await node.call("findContact")).value == [None, 1, "SQLITE_CONSTRAINT", [{"a": "12", "b": 1}]]


FAILURES = {
    "syntax error in TypeScript": (
        {"index.ts": "exports.getAuthType = () => 'apiKey';\nconst a = {\n  b: 1\n  c: 2\n};\n"},
        "syntax-error",
        ("index.ts:4", "',' expected"),
    ),
    "syntax error in JavaScript": (
        {"index.js": "exports.getAuthType = () => 'apiKey';\nconst a = {\n  b: 1\n  c: 2\n};\n"},
        "syntax-error",
        ("index.js:4",),
    ),
    "syntax error in another file": (
        {"index.ts": "import './other';\nexports.getAuthType = () => 'apiKey';", "other.ts": "let x = ;"},
        "syntax-error",
        ("other.ts:1",),
    ),
    "package that was never named": (
        {"package.json": "{}", "index.js": "require('axios-of-acme/lib/x'); exports.getAuthType = () => 'apiKey';"},
        "missing-package",
        ("npm package axios-of-acme", "npm install axios-of-acme in"),
    ),
    "scoped package imported by an ES module": (
        {
            "package.json": '{"type": "module"}',
            "index.js": "import x from '@acme/client/x'; export const getAuthType = () => x;",
        },
        "missing-package",
        ("npm package @acme/client", "npm install @acme/client in"),
    ),
    "dependency that was not installed": (
        {
            "package.json": '{"dependencies": {"axios-of-acme": "1"}}',
            "index.ts": "import x from 'axios-of-acme'; exports.getAuthType = () => x;",
        },
        "missing-package",
        ("axios-of-acme, which index.ts needs", "Run npm install in"),
    ),
    "file that does not exist": (
        {"index.js": "require('./helpr'); exports.getAuthType = () => 'apiKey';", "helper.js": ""},
        "load-failed",
        ("./helpr", "index.js needs", "helper.js"),
    ),
    "throws while loading": (
        {"index.js": "exports.getAuthType = () => 'apiKey';\nnull.x;\n"},
        "load-failed",
        ("TypeError", "index.js:2"),
    ),
    "defined but not exported": (
        {"index.js": "function getAuthType() { return 'apiKey'; }"},
        "no-auth-type",
        ("has no exports because it defines getAuthType", "exports.getAuthType = getAuthType"),
    ),
    "assigned to exports": (
        {"index.js": "exports = { getAuthType() { return 'apiKey'; } };"},
        "no-auth-type",
        ("module.exports",),
    ),
    "misspelt": (
        {"index.js": "// getAuthType\nexports.getAuthTpye = () => 'apiKey'; exports.findContact = () => 1;"},
        "no-auth-type",
        ("getAuthTpye", "misspelt"),
    ),
    "something else": (
        {"index.js": "// getAuthType\nexports.start = () => 1; exports.stop = () => 2;"},
        "no-auth-type",
        ("start, stop", "no getAuthType"),
    ),
    "exits while loading": (
        {"index.js": "/* getAuthType */ console.log('bye'); process.exit(3);"},
        "load-crashed",
        ("exited with code 3",),
    ),
}


@pytest.mark.parametrize("failure", FAILURES)
async def test_a_failed_load_says_why_and_what_to_do(failure: str, tmp_path: Path) -> None:
    files, code, words = FAILURES[failure]
    folder = write_files(tmp_path / "project", files)
    with pytest.raises(AdapterLoadError) as caught:
        async with open_node(folder, tmp_path / "spool"):
            pass
    said = f"{caught.value.message} {caught.value.hint}"
    assert caught.value.code == code, said
    for word in words:
        assert word in said
    assert caught.value.hint


async def test_adapter_on_app_connects_start_file_without_its_platform(tmp_path: Path) -> None:
    folder = write_files(
        tmp_path / "project",
        {
            "index.js": "const { connectorRegistry } = require('@app-connect/core'); const name = 'a' + 'b';"
            f"connectorRegistry.registerConnector(name, {{ getAuthType: {AUTH} }});"
            "connectorRegistry.registerConnector(name + 'c', {});"
        },
    )
    with pytest.raises(AdapterLoadError) as caught:
        async with open_node(folder, tmp_path / "spool"):
            pass
    assert "ab, abc" in caught.value.message
    assert caught.value.code == "not-registered"


async def test_a_warm_start_takes_typescript_from_the_cache(tmp_path: Path, workbench_home: Path) -> None:
    folder = write_files(tmp_path / "project", {"index.ts": "exports.getAuthType = (): string => 'apiKey';"})
    async with open_node(folder, tmp_path / "spool") as node:
        assert node.description.auth_type == "apiKey"
    (cached,) = (workbench_home / "cache" / "node").glob("*.json")
    whole = cached.read_text()
    cached.write_text(whole.replace("apiKey", "oauth"))
    async with open_node(folder, tmp_path / "spool") as node:
        assert node.description.auth_type == "apiKey"  # what is damaged is made again
    assert cached.read_text() == whole
    kept = json.loads(whole)
    source = kept["source"].replace("apiKey", "oauth")
    digest = hashlib.sha256(f"{kept['format']}\0{source}".encode()).hexdigest()
    cached.write_text(json.dumps({**kept, "source": source, "digest": digest}))
    async with open_node(folder, tmp_path / "spool") as node:
        assert node.description.auth_type == "oauth"
