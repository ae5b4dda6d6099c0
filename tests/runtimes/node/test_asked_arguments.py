"""Which members a JavaScript function asks of its argument, by its source or by what it reads."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from workbench.services.resources import resource_root

HOST = resource_root() / "hosts" / "node" / "parameters.cjs"
ARGUMENTS = {"user": {}, "note": "n", "contactInfo": {"id": "1"}}
STYLES = {
    "async ({ user, callDisposition }) => callDisposition.id": {"callDisposition": "needed"},
    "async function createCallLog({ user, mineOnly }) { if (mineOnly) return 1; return user; }": {"mineOnly": "tried"},
    "async ({ user, contactNumber, zip }) => contactNumber ?? user": {"contactNumber": "tried", "zip": "declared"},
    "async ({ user, note = 'a, b', extra = { a: [1, ')'] }, ...rest }) => rest.more": {},
    "async ({ contactInfo: { id }, details: { items } }) => items": {"details": "needed"},
    "async ({ user, /* callDisposition */ note, // existingLog\n }) => note": {},
    "async (args) => { const { user, dispositions: { a } } = args; return args.note + args.callId; }": {
        "dispositions": "needed",
        "callId": "needed",
    },
    "async params => params.contactNumber || params.note": {"contactNumber": "tried"},
    "async ({ user, lost }) => ({ ...lost, user: user.lost })": {"lost": "needed"},
    "async ({ user, lost }) => user.lost": {"lost": "declared"},
    "async params => { params.mine = 1; return params?.note; }": {},
    # TypeScript and Babel, for older targets.
    "function (_a) { return __awaiter(this, arguments, void 0, function* ({ user, old }) { return old; }); }": {
        "old": "needed"
    },
    "function (_a) { return __awaiter(this, [], void 0, function* () { const { user, old } = _a; return old; }); }": {
        "old": "needed"
    },
    "function f(_ref) { var user = _ref.user, old = _ref.old; return old; }": {"old": "needed"},
    # What is handed on is watched; what nobody reads is not told.
    "async (args) => ((inner) => inner.note + inner.callDisposition)(args)": {"callDisposition": "tried"},
    "(...all) => (({ note, wanted }) => wanted)(...all)": {"wanted": "tried"},
    "async (args) => JSON.stringify({ ...args, ...structuredClone(args) }) + (await args).note": {},
    "function () { return arguments[0].lost; }": {"lost": "tried"},
    "({ async createCallLog({ user, lost }) { return `${lost}`; } }).createCallLog": {"lost": "needed"},
    "(class { static async make({ user, lost }) { return lost; } }).make": {"lost": "needed"},
    "new Proxy(async ({ user }) => user, {})": {},
}


@pytest.mark.parametrize(("source", "expected"), STYLES.items(), ids=range(len(STYLES)))
def test_what_a_function_asks_for(source: str, expected: dict[str, str], tmp_path: Path):
    script = tmp_path / "asked.cjs"
    script.write_text(
        f"const {{ unknownMembers }} = require({json.dumps(str(HOST))});\n"
        f"const callee = {source};\n"
        f"const given = {json.dumps(ARGUMENTS)};\n"
        "const told = unknownMembers(callee, given);\n"
        "Promise.resolve().then(() => callee(given)).catch(() => 0)"
        ".then(() => console.log(JSON.stringify([told(), Object.keys(given).length])));\n"
    )
    node = shutil.which("node")
    assert node
    said = json.loads(subprocess.run([node, script], capture_output=True, check=True, timeout=60).stdout)
    assert said[0] == expected
