"""What the user opens becomes an adapter, or an error that names the way out."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from builders_node import ADAPTERS, write_files

from workbench.core.errors import WorkbenchError
from workbench.core.run.adapter import AdapterKind, AdapterSource
from workbench.runtimes.discovery import discover

NODE = "exports.getAuthType = () => 'apiKey';"
PYTHON = "def get_auth_type():\n    return 'apiKey'\n"
PROXY = json.dumps({"meta": {"name": "elm"}, "auth": {"type": "apiKey"}, "requestDefaults": {}, "operations": {}})
MANIFEST = json.dumps({"platforms": {"acme": {"name": "acme"}}})


START = """
const { connectorRegistry } = require('@app-connect/core');
const elm = require('./connectors/elm');
import * as oak from './connectors/oak/index';
connectorRegistry.registerConnector('ElmCRM', elm, manifest);
connectorRegistry.registerConnector("OakCRM", oak);
connectorRegistry.registerConnector('AshCRM', require('./connectors/ash'));
"""


def opened(folder: Path, text: str = ".", platform: str | None = None) -> AdapterSource:
    return discover(text, platform=platform, cwd=folder)


def refused(folder: Path, text: str = ".", platform: str | None = None) -> WorkbenchError:
    with pytest.raises(WorkbenchError) as caught:
        discover(text, platform=platform, cwd=folder)
    assert caught.value.hint
    return caught.value


PLACES = [
    # files, what is opened, kind, entry, root, platform, language
    ({"index.js": NODE}, ".", AdapterKind.NODE, "index.js", ".", "project", "JavaScript"),
    ({"index.ts": NODE, "index.js": NODE}, ".", AdapterKind.NODE, "index.ts", ".", "project", "TypeScript"),
    ({"acme.js": NODE}, "acme.js", AdapterKind.NODE, "acme.js", ".", "acme", "JavaScript"),
    ({"acme.mjs": NODE, "other.js": ""}, ".", AdapterKind.NODE, "acme.mjs", ".", "acme", "JavaScript"),
    (
        {"package.json": '{"name": "n"}', "src/connectors/acme/index.ts": NODE, "src/index.ts": "// server"},
        ".",
        AdapterKind.NODE,
        "src/connectors/acme/index.ts",
        ".",
        "acme",
        "TypeScript",
    ),
    (
        {"package.json": "{}", "src/adapters/acme.js": NODE, "src/adapters/index.js": "// getAuthType"},
        ".",
        AdapterKind.NODE,
        "src/adapters/acme.js",
        ".",
        "acme",
        "JavaScript",
    ),
    (
        {"package.json": "{}", "src/connectors/acme/index.js": "module.exports = require('./auth');"}
        | {"src/connectors/acme/auth.js": NODE, "src/connectors/shared/index.js": "// helpers"},
        "package.json",
        AdapterKind.NODE,
        "src/connectors/acme/index.js",
        ".",
        "acme",
        "JavaScript",
    ),
    (
        {"package.json": "{}", "src/connectors/acme/index.ts": NODE},
        "src/connectors/acme",
        AdapterKind.NODE,
        "src/connectors/acme/index.ts",
        ".",
        "acme",
        "TypeScript",
    ),
    (
        {"package.json": "{}", "src/connectors/acme/index.ts": NODE},
        "src/connectors",
        AdapterKind.NODE,
        "src/connectors/acme/index.ts",
        ".",
        "acme",
        "TypeScript",
    ),
    (
        {"package.json": '{"main": "dist/main.js"}', "dist/main.js": NODE},
        ".",
        AdapterKind.NODE,
        "dist/main.js",
        ".",
        "project",
        "JavaScript",
    ),
    (
        {"package.json": "{}", "src/index.ts": NODE, "dist/index.js": NODE, "node_modules/x/index.js": NODE},
        ".",
        AdapterKind.NODE,
        "src/index.ts",
        ".",
        "project",
        "TypeScript",
    ),
    ({"adapter.py": PYTHON, "helpers.py": "x = 1"}, ".", AdapterKind.PYTHON, "adapter.py", ".", "project", "Python"),
    ({"acme.py": PYTHON}, "acme.py", AdapterKind.PYTHON, "acme.py", ".", "acme", "Python"),
    (
        {"pyproject.toml": "", "src/acme/__init__.py": "from acme.auth import *", "src/acme/auth.py": PYTHON},
        ".",
        AdapterKind.PYTHON,
        "src/acme",
        ".",
        "acme",
        "Python",
    ),
    ({"acme/__init__.py": PYTHON}, "acme", AdapterKind.PYTHON, "acme", "acme", "acme", "Python"),
    ({"acme/__init__.py": PYTHON}, "acme/__init__.py", AdapterKind.PYTHON, "acme", "acme", "acme", "Python"),
    (
        {"adapters/__init__.py": "import acme", "adapters/acme.py": PYTHON, "adapters/base.py": ""},
        ".",
        AdapterKind.PYTHON,
        "adapters/acme.py",
        ".",
        "acme",
        "Python",
    ),
    (
        {"package.json": "{}", "src/connectors/acme.ts": "exports.getAuthType = require('./interfaces/getAuthType');"}
        | {"src/connectors/interfaces/getAuthType.ts": "module.exports = function getAuthType() {};"}
        | {"src/app.ts": "connectorRegistry.registerConnector('acme', acme);", "dist/src/connectors/acme.js": NODE},
        ".",
        AdapterKind.NODE,
        "src/connectors/acme.ts",
        ".",
        "acme",
        "TypeScript",
    ),
    (
        {"package.json": "{}", "dist/src/connectors/acme.js": NODE},
        ".",
        AdapterKind.NODE,
        "dist/src/connectors/acme.js",
        ".",
        "acme",
        "JavaScript",
    ),
    ({"elm.json": PROXY}, "elm.json", AdapterKind.PROXY, "elm.json", ".", "elm", "JSON"),
    ({"proxy.json": PROXY, "manifest.json": MANIFEST}, ".", AdapterKind.PROXY, "proxy.json", ".", "acme", "JSON"),
]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: f"{place[1]} of {', '.join(place[0])}")
def test_places(place: tuple[dict[str, str], str, AdapterKind, str, str, str, str], tmp_path: Path) -> None:
    files, text, kind, entry, root, platform, language = place
    folder = write_files(tmp_path / "project", files)
    source = opened(folder, text)
    assert source.kind is kind
    assert Path(source.entry) == folder / entry
    assert Path(source.root) == (folder / root).resolve()
    assert source.platform == platform
    assert source.language == language


def test_several_adapters_are_listed_and_chosen(tmp_path: Path) -> None:
    files = {f"src/connectors/{name}/index.ts": NODE for name in ("birch", "cedar")} | {"package.json": "{}"}
    folder = write_files(tmp_path / "project", files)
    error = refused(folder)
    assert error.code == "several-adapters"
    assert "birch, cedar" in error.message
    assert "--platform birch" in error.hint
    assert opened(folder, platform="cedar").platform == "cedar"
    unknown = refused(folder, platform="cedra")
    assert "--platform cedar" in unknown.hint


def test_manifest_near_the_adapter_is_found(tmp_path: Path) -> None:
    files = {"package.json": "{}", "src/connectors/acme/index.ts": NODE, "src/connectors/manifest.json": MANIFEST}
    folder = write_files(tmp_path / "project", files)
    assert opened(folder).manifest_path == str(folder / "src/connectors/manifest.json")
    write_files(folder, {"src/connectors/acme/manifest.json": '{"manifest_version": 3}'})
    assert opened(folder).manifest_path == str(folder / "src/connectors/manifest.json")


def test_the_platform_given_wins_over_the_place(tmp_path: Path) -> None:
    assert opened(write_files(tmp_path / "project", {"index.js": NODE}), platform="elm").platform == "elm"


def test_a_start_file_that_registers_is_the_entry(tmp_path: Path) -> None:
    source = opened(ADAPTERS / "registered", platform="birch")
    assert source.entry.endswith("src/app.js")
    assert "cedar" in refused(ADAPTERS / "registered").message
    start = ADAPTERS / "registered" / "src"
    assert opened(start, "app.js", platform="cedar").root == str(ADAPTERS / "registered")
    assert refused(start, "app.js").code == "several-adapters"


def test_a_start_file_with_single_functions_goes_along(tmp_path: Path) -> None:
    files = {
        "package.json": "{}",
        "src/connectors/acme/index.js": NODE,
        "src/app.js": "connectorRegistry.registerConnectorInterface('acme', 'findContact', f);",
        "src/server.js": "connectorRegistry.registerConnector('acme', a); app.listen(1);",
    }
    folder = write_files(tmp_path / "project", files)
    source = opened(folder)
    assert source.entry.endswith("acme/index.js")
    assert source.extra_entries == (str(folder / "src/app.js"),)


def test_a_manifest_is_not_an_adapter(tmp_path: Path) -> None:
    files = {"src/connectors/manifest.json": MANIFEST, "src/connectors/acme/index.js": NODE}
    error = refused(write_files(tmp_path / "project", files), "src/connectors/manifest.json")
    assert error.code == "is-manifest"
    assert "the platform acme" in error.message
    assert str(tmp_path / "project" / "src" / "connectors") in error.hint


def test_a_missing_path_offers_near_names(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "project", {"harbor-node/index.js": NODE})
    assert "harbor-node" in refused(folder, "harbor-nod").hint
    assert "is there, but what follows" in refused(folder, "harbor-node/a/b").hint
    assert "holds harbor-node" in refused(folder, "zzz").hint


def test_a_folder_without_an_adapter_says_what_was_looked_for(tmp_path: Path) -> None:
    error = refused(write_files(tmp_path / "project", {"README.md": "", "main.js": "exports.x = 1;"}))
    assert error.code == "no-adapter"
    assert "main.js" in error.hint
    assert "src/connectors/<name>" in error.hint


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("a.json", "{", "bad-json"),
        ("a.json", "[]", "not-an-adapter"),
        ("a.json", '{"auth": {}}', "not-an-adapter"),
        ("a.txt", "", "not-an-adapter"),
    ],
)
def test_files_that_are_no_adapters(name: str, text: str, code: str, tmp_path: Path) -> None:
    assert refused(write_files(tmp_path, {name: text}), name).code == code


def test_a_server_address_is_said_to_be_unsupported(tmp_path: Path) -> None:
    assert refused(tmp_path, "https://connector.example").code == "server-not-supported"


@pytest.mark.parametrize("platform", ["ElmCRM", "OakCRM", "AshCRM"])
def test_a_platform_is_called_what_the_start_file_registers_it_as(tmp_path: Path, platform: str) -> None:
    """The user row and the manifest know it by that name, not by its file's."""
    tree = {"package.json": "{}", "src/app.ts": START, "src/connectors/elm.ts": NODE}
    write_files(tmp_path, tree | {"src/connectors/oak/index.js": NODE, "src/connectors/ash/index.js": NODE})
    source = opened(tmp_path, platform=platform)
    assert source.platform == platform
    assert Path(source.entry).is_relative_to(tmp_path / "src/connectors")
    assert len(refused(tmp_path).choices) == 3


def test_a_server_that_calls_the_adapters_beside_it_is_none(tmp_path: Path) -> None:
    server = "app.get('/x', (req) => require(`./adapters/${req.query.platform}`).getAuthType());"
    tree = {"package.json": '{"main": "src/index.js"}', "src/index.js": server, "src/adapters/acme/index.js": NODE}
    write_files(tmp_path, tree)
    assert opened(tmp_path).platform == "acme"


def test_an_adapter_at_the_top_goes_before_what_was_built_below(tmp_path: Path) -> None:
    write_files(tmp_path, {"index.ts": NODE, "dist/connectors/acme/index.js": NODE})
    assert Path(opened(tmp_path).entry) == tmp_path / "index.ts"


def test_a_manifest_may_list_its_platforms(tmp_path: Path) -> None:
    listed = json.dumps({"platforms": [{"name": "Acme"}, {"displayName": "without a name"}]})
    write_files(tmp_path, {"package.json": "{}", "src/connectors/manifest.json": listed})
    write_files(tmp_path, {"src/connectors/crm.ts": NODE})
    source = opened(tmp_path)
    assert (source.platform, source.manifest_path) == ("Acme", str(tmp_path / "src/connectors/manifest.json"))
    assert refused(tmp_path, "src/connectors/manifest.json").code == "is-manifest"


def test_a_manifest_of_another_name_is_found_and_others_are_offered(tmp_path: Path) -> None:
    other = json.dumps({"platforms": {"acme": {"name": "acme"}, "oak": {"name": "oak"}}})
    folder = write_files(
        tmp_path / "project",
        {"package.json": "{}", "index.js": NODE, "test_manifest.json": MANIFEST, "some.json": '{"platforms": ["ios"]}'},
    )
    source = opened(folder)
    assert (source.manifest_path, source.platform) == (str(folder / "test_manifest.json"), "acme")
    assert source.other_manifests == ()
    write_files(folder, {"manifest.json": other, "manifest.dev.json": other})
    source = opened(folder)
    assert source.manifest_path == str(folder / "manifest.json")
    assert source.other_manifests == (str(folder / "manifest.dev.json"), str(folder / "test_manifest.json"))


RE_EXPORTING = {
    "package.json's main": (
        {"crm/package.json": '{"main": "index.js"}'},
        "module.exports = require('../shared/make').make('eu');",
    ),
    "index.js alone": ({}, "module.exports = { ...require('../shared/make') };"),
    "export from": ({}, "export * from '../shared/make.js';"),
    "over several files": (
        {"crm/parts.js": "exports.all = require('../shared/make');"},
        "const { all } = require('./parts'); module.exports = all;",
    ),
    "a package": (
        {"crm/package.json": '{"exports": {".": {"require": "./index.js"}}}'},
        "module.exports = require('@acme/crm');",
    ),
}


@pytest.mark.parametrize("case", RE_EXPORTING.values(), ids=RE_EXPORTING)
def test_a_folder_that_passes_on_what_another_file_makes(case: tuple[dict[str, str], str], tmp_path: Path) -> None:
    more, index = case
    write_files(tmp_path, {"crm/index.js": index, "shared/make.js": "exports.getAuthType = () => 'apiKey';", **more})
    assert opened(tmp_path, "crm").entry == str(tmp_path / "crm" / "index.js")


def test_what_the_entry_loads_is_no_adapter_beside_it(tmp_path: Path) -> None:
    write_files(tmp_path, {"index.mjs": "export { getAuthType } from './src/auth.mjs';", "src/auth.mjs": NODE})
    assert opened(tmp_path).entry == str(tmp_path / "index.mjs")


def test_a_server_is_not_run_to_see_whether_it_is_an_adapter(tmp_path: Path) -> None:
    server = "const app = require('express')(); module.exports = app; app.listen(80);"
    folder = write_files(tmp_path, {"package.json": '{"main": "server.js"}', "server.js": server})
    assert refused(folder).code == "no-adapter"


PACKAGES = {
    "empty": ({"__init__.py": "", "adapter.py": PYTHON}, "adapter.py"),
    "with a version only": (
        {"__init__.py": "from .version import V", "version.py": "V = 1", "acme.py": PYTHON},
        "acme.py",
    ),
    "importing all of it": ({"__init__.py": "from .adapter import *", "adapter.py": PYTHON}, "."),
    "importing by the package's name": ({"__init__.py": "from acme.auth import *", "auth.py": PYTHON}, "."),
    "importing from above": ({"__init__.py": "from ..shared import *", "../shared.py": PYTHON}, "."),
    "no package": ({"adapter.py": "from shared import *", "../shared.py": PYTHON}, "adapter.py"),
}


@pytest.mark.parametrize("case", PACKAGES.values(), ids=PACKAGES)
@pytest.mark.parametrize("text", [".", "adapters/acme"])
def test_a_python_folder_is_loaded_by_what_has_the_interfaces(
    case: tuple[dict[str, str], str], text: str, tmp_path: Path
) -> None:
    files, entry = case
    write_files(tmp_path / "adapters" / "acme", files)
    shared = tmp_path / "adapters" / "shared.py"
    source = opened(tmp_path, text, "acme" if shared.exists() and text == "." else None)
    assert Path(source.entry) == tmp_path / "adapters" / "acme" / entry
    assert source.platform == "acme"


def test_what_lies_further_down_is_named(tmp_path: Path) -> None:
    folder = write_files(tmp_path / "project", {"app/crm/elm.ts": "export function getAuthType() {}", "a.js": ""})
    assert refused(folder).hint == "Open what lies further down: app/crm/elm.ts."


def test_a_main_file_that_was_not_built_is_named(tmp_path: Path) -> None:
    folder = write_files(tmp_path, {"package.json": '{"main": "dist/main.js"}', "source/main.ts": "x"})
    assert "dist/main.js, which package.json names, is not there: build the project" in refused(folder).hint


def test_what_is_there_without_an_adapter_ends_otherwise_than_what_is_not(tmp_path: Path) -> None:
    write_files(tmp_path, {"empty/README.md": "", "a.txt": "", "b.json": "{", "manifest.json": MANIFEST})
    os.mkfifo(tmp_path / "pipe.js")
    for text in ("empty", "a.txt", "b.json", "manifest.json", "pipe.js"):
        assert refused(tmp_path, text).exit_code == 3, text
    for text in ("nowhere", "empty/nowhere", "x" * 5000, "~nobody-of-that-name/x"):
        assert refused(tmp_path, text).exit_code == 2, text
    (tmp_path / "loop").symlink_to("loop")
    assert refused(tmp_path, "loop").exit_code == 2
