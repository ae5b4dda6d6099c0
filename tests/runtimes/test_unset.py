"""A variable that is not set while an adapter is loaded is named, in every language, also where no error says it."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders_node import write_files

from workbench.core.errors import AdapterLoadError
from workbench.runtimes.discovery import discover
from workbench.runtimes.factory import make_runtime
from workbench.runtimes.protocol import RuntimeOptions
from workbench.services.http import CapturingClient

NODE = "exports.getAuthType = () => 'apiKey';"
TYPED = "export const getAuthType = (): string => 'apiKey';"
PYTHON = "def get_auth_type():\n    return 'apiKey'\n"


async def load(folder: Path, spool: Path) -> tuple[str, ...]:
    """The notes of an adapter that loads."""
    source = discover(".", cwd=folder)
    client = CapturingClient()
    runtime = make_runtime(source, RuntimeOptions(spool=str(spool)), lambda _event: None, client)
    try:
        return (await runtime.start()).notes
    finally:
        await runtime.stop()
        await client.close()


FAILING = {
    "JavaScript, in the line that fails": (
        "index.js",
        {"index.js": f"const u = new URL(process.env.LOOM_BASE);\n{NODE}"},
    ),
    "JavaScript, in another file": (
        "config.js",
        {
            "config.js": "const { LOOM_BASE } = process.env;\nexports.url = `https://${LOOM_BASE}:x/`;",
            "index.js": f"const u = new URL(require('./config').url);\n{NODE}",
        },
    ),
    "JavaScript, by a package": (
        "index.js",
        {
            "node_modules/schema/index.js": "exports.check = (all) => { if (!all.LOOM_BASE) throw new Error('no'); };",
            "index.js": f"require('schema').check(process.env);\n{NODE}",
        },
    ),
    "JavaScript that ends the process": (
        "index.js",
        {"index.js": f"if (!process.env.LOOM_BASE) {{ console.error('incomplete'); process.exit(1); }}\n{NODE}"},
    ),
    "an ES module": (
        "index.js",
        {
            "package.json": '{"type": "module"}',
            "index.js": "import { env } from 'node:process';\nconst u = new URL(process.env.LOOM_BASE);\n"
            "export const getAuthType = () => 'apiKey';",
        },
    ),
    "TypeScript": (
        "index.ts",
        {"index.ts": "interface A { b: string }\nconst parts = process.env.LOOM_BASE!.split('.');\n" + TYPED},
    ),
    "Python by key": ("adapter.py", {"adapter.py": "import os\nBASE = os.environ['LOOM_BASE']\n" + PYTHON}),
    "Python in another file": (
        "config.py",
        {
            "config.py": "import os\nBASE = os.getenv('LOOM_BASE')\n",
            "adapter.py": "from config import BASE\nHOST = BASE.split('/')\n" + PYTHON,
        },
    ),
    "Python that ends the process": (
        "adapter.py",
        {"adapter.py": "import os, sys\nif not os.environ.get('LOOM_BASE'):\n    sys.exit('incomplete')\n" + PYTHON},
    ),
}


@pytest.mark.parametrize("case", FAILING.values(), ids=FAILING)
async def test_the_variable_is_named_beside_the_error(
    case: tuple[str, dict[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, files = case
    folder = write_files(tmp_path / "project", files)
    with pytest.raises(AdapterLoadError) as caught:
        await load(folder, tmp_path / "spool")
    assert f"LOOM_BASE, which {reader} reads in line" in caught.value.message
    assert "LOOM_BASE" in caught.value.hint
    assert ".env" in caught.value.hint
    monkeypatch.setenv("LOOM_BASE", "https://crm.example.test")
    if "config.js" not in files:
        assert not any("LOOM_BASE" in note for note in await load(folder, tmp_path / "spool"))


async def test_only_what_the_words_name_is_told(tmp_path: Path) -> None:
    text = (
        "const { LOOM_ONE } = process.env;\nconst two = process.env.LOOM_TWO;\nthrow new Error('LOOM_ONE is required');"
    )
    folder = write_files(tmp_path / "project", {"index.js": f"{text}\n{NODE}"})
    with pytest.raises(AdapterLoadError) as caught:
        await load(folder, tmp_path / "spool")
    assert "LOOM_ONE, which index.js reads in line 1, is not set." in caught.value.message
    assert "LOOM_TWO" not in f"{caught.value.message} {caught.value.hint}"


LOADING = {
    "read without anything in its place": (
        {"index.js": f"const a = process.env.LOOM_A;\n{NODE}"},
        ("LOOM_A, which index.js reads in line 1, is not set.",),
    ),
    "several": (
        {"index.js": f"const {{ LOOM_A, LOOM_B }} = process.env;\n{NODE}"},
        ("These variables, which it reads while it is loaded, are not set: LOOM_A (index.js:1), LOOM_B (index.js:1).",),
    ),
    "with something in its place": (
        {
            "index.js": "const a = process.env.LOOM_A || 'x', b = process.env['LOOM_B'] ?? 1;\n"
            "const c = process.env.LOOM_C === '1';\n"
            f"const {{ LOOM_D = 5 }} = process.env; const e = process.env.LOOM_E ? 1 : 2;\n{NODE}"
        },
        (),
    ),
    "by a package that looks around": (
        {"node_modules/p/index.js": "exports.d = process.env.P_DEBUG;", "index.js": f"require('p');\n{NODE}"},
        (),
    ),
    "set by the adapter itself": (
        {"index.js": f"const a = process.env.LOOM_A;\nprocess.env.LOOM_A = 'later';\n{NODE}"},
        (),
    ),
    "Python with something in its place": (
        {
            "adapter.py": "import os\nA = os.environ.get('LOOM_A', 'x')\nB = os.getenv('LOOM_B') or 'x'\n"
            "C = 'LOOM_C' in os.environ\nD = os.getenv('LOOM_D', default='')\n" + PYTHON
        },
        (),
    ),
    "Python without": (
        {"adapter.py": "import os\n\nA = os.environ.get('LOOM_A')\n" + PYTHON},
        ("LOOM_A, which adapter.py reads in line 3, is not set.",),
    ),
}


@pytest.mark.parametrize("case", LOADING.values(), ids=LOADING)
async def test_what_is_not_set_is_told_of_one_that_loads(
    case: tuple[dict[str, str], tuple[str, ...]], tmp_path: Path
) -> None:
    files, told = case
    notes = await load(write_files(tmp_path / "project", files), tmp_path / "spool")
    assert tuple(note for note in notes if "not set" in note) == told


async def test_the_environment_is_as_it_was_while_calls_run(tmp_path: Path) -> None:
    text = "const env = process.env; process.env.LOOM_A = 1; const copy = { ...process.env };\n" + NODE
    text += "if (copy.LOOM_A !== '1' || !('LOOM_A' in process.env) || !Object.keys(env).includes('LOOM_A')) throw 1;\n"
    text += "delete process.env.LOOM_A; if (process.env.LOOM_A !== undefined || 'LOOM_A' in env) throw 2;"
    notes = await load(write_files(tmp_path / "project", {"index.js": text}), tmp_path / "spool")
    assert notes
