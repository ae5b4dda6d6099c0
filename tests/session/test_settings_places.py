"""workbench.toml and .env count in each folder from the adapter's up to its project's; describe says which it read."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from builders_node import write_files
from program import workbench

from workbench.core.errors import UsageError
from workbench.core.traffic.hosts import HostMap
from workbench.services.vault import MemoryVault
from workbench.session.adapter_settings import AdapterSettings, load_adapter_settings, save_adapter_settings
from workbench.session.workspace import FILE_NAME, Workspace, read_shared, read_workspace, write_shared

NAMES = ("NEAR", "FAR", "BOTH", "FILE", "BASE")
NODE = f"""
exports.getAuthType = () => 'apiKey';
exports.getOauthInfo = async () => Object.fromEntries({json.dumps(NAMES)}.map((name) => [name, process.env[name]]));
"""
PYTHON = f"""
import os
def get_auth_type():
    return "apiKey"
def get_oauth_info():
    return {{name: os.environ.get(name) for name in {NAMES}}}
"""
LANGUAGES = {
    "node": ("src/connectors/acme", {"package.json": "{}", "src/connectors/acme/index.js": NODE}),
    "a file": ("src/connectors/acme.js", {"package.json": "{}", "src/connectors/acme.js": NODE}),
    "python": ("adapters/acme", {"requirements.txt": "", "adapters/acme/adapter.py": PYTHON}),
    "a package": (
        "src/acme",
        {"pyproject.toml": "", "src/acme/__init__.py": "from .crm import *", "src/acme/crm.py": PYTHON},
    ),
}


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
async def test_the_nearer_file_wins_member_by_member(language: tuple[str, dict[str, str]], tmp_path: Path) -> None:
    place, files = language
    folder = write_files(tmp_path.resolve() / "project", files)
    beside = folder / place if (folder / place).is_dir() else (folder / place).parent
    write_files(
        folder,
        {
            ".env": "FAR=far\nBOTH=far\nFILE=far\nBASE=far\n",
            FILE_NAME: '[environment]\nFILE = "far file"\n',
        },
    )
    write_files(beside, {".env": "NEAR=near\nBOTH=near\nBASE=near\n", FILE_NAME: '[environment]\nBASE = "near file"\n'})
    ran = await asyncio.to_thread(workbench, "fire", place, "getOauthInfo", "--json", cwd=folder)
    assert ran.document["outcome"]["value"] == {
        "NEAR": "near",
        "FAR": "far",
        "BOTH": "near",
        "FILE": "far file",
        "BASE": "near file",
    }
    said = await asyncio.to_thread(workbench, "describe", place, "--json", cwd=folder)
    read = [str(each / name) for name in (FILE_NAME, ".env") for each in (beside, folder)]
    assert said.document["setting_files"] == read
    assert said.document["project"] == str(folder)
    shown = await asyncio.to_thread(workbench, "describe", place, cwd=folder)
    for file in read:
        assert file in shown.out


async def test_a_stray_folder_above_is_not_read_and_that_is_said(tmp_path: Path) -> None:
    stray = {"package.json": '{"dependencies": {}}', ".env": "FAR=stray", FILE_NAME: "[mapz]\n"}
    folder = write_files(tmp_path.resolve(), {**stray, "downloads/acme/index.js": NODE})
    ran = await asyncio.to_thread(workbench, "fire", "downloads/acme", "getOauthInfo", "--json", cwd=folder)
    assert "FAR" not in ran.document["outcome"]["value"]
    said = await asyncio.to_thread(workbench, "describe", "downloads/acme", cwd=folder)
    assert f"{folder / 'downloads' / 'acme'}, and not {folder}, which only lies above" in said.out
    assert "Settings from  no file" in said.out


def test_files_are_put_together(tmp_path: Path) -> None:
    near, far = tmp_path / "a" / "b", tmp_path
    write_files(
        far,
        {
            FILE_NAME: 'proxy = "http://far.test"\nera = "mid"\n[maps]\n"x.test" = "http://127.0.0.1:1"\n'
            '"y.test" = "http://127.0.0.1:1"\n[settings]\na = 1\nb = 1\n'
        },
    )
    write_files(
        near,
        {
            FILE_NAME: 'proxy = "http://near.test"\nca_file = "own.pem"\n[maps]\n"y.test" = "http://127.0.0.1:2"\n'
            "[settings]\nb = 2\n"
        },
    )
    found = read_shared([near, near.parent, far])
    assert (found.proxy, found.era, found.ca_file) == ("http://near.test", "mid", str(near / "own.pem"))
    assert found.maps == (HostMap("y.test", "http://127.0.0.1:2"), HostMap("x.test", "http://127.0.0.1:1"))
    assert found.settings == {"a": 1, "b": 2}


async def test_a_change_is_written_where_the_value_stands(tmp_path: Path) -> None:
    near, far = tmp_path / "a", tmp_path
    near_text = '# near\nca_file = "own.pem"\n\n[environment]\nBOTH = "near"\n'
    write_files(far, {FILE_NAME: '# far\n[environment]\nFAR = "1"\nBOTH = "far"\n'})
    write_files(near, {FILE_NAME: near_text})
    vault = MemoryVault()
    read = await load_adapter_settings([near, far], vault)
    changed = {**read.shared.environment, "FAR": "2", "NEW": "3"}
    shared = Workspace(environment=changed, ca_file=read.shared.ca_file)
    await save_adapter_settings([near, far], vault, AdapterSettings(shared))
    assert read_workspace(far) == Workspace(environment={"FAR": "2", "BOTH": "far"})
    assert read_workspace(near) == Workspace(environment={"BOTH": "near", "NEW": "3"}, ca_file="own.pem")
    assert (far / FILE_NAME).read_text().startswith("# far\n")
    assert await load_adapter_settings([near, far], vault) == AdapterSettings(shared)
    await save_adapter_settings([near, far], vault, AdapterSettings(Workspace(environment={"FAR": "2"})))
    assert read_shared([near, far]) == Workspace(environment={"FAR": "2"})
    assert not (near / FILE_NAME).exists()


def test_what_did_not_change_leaves_the_files_as_they_are(tmp_path: Path) -> None:
    text = "[environment]\n# why\nA = 'x'   # spaced\n"
    write_files(tmp_path, {FILE_NAME: text, f"a/{FILE_NAME}": text})
    folders = [tmp_path / "a", tmp_path]
    write_shared(folders, read_shared(folders))
    assert (tmp_path / FILE_NAME).read_text() == (tmp_path / "a" / FILE_NAME).read_text() == text


def test_the_first_shared_setting_lies_at_the_projects_root(tmp_path: Path) -> None:
    write_shared([tmp_path / "a", tmp_path], Workspace(era="mid"))
    assert (tmp_path / FILE_NAME).is_file()


def manifest(name: str) -> str:
    return json.dumps({"platforms": {"acme": {"name": "acme", "displayName": name, "auth": {"type": "apiKey"}}}})


async def test_another_manifest_is_offered_and_taken(tmp_path: Path) -> None:
    files = {"manifest.json": manifest("First"), "test_manifest.json": manifest("Second"), "index.js": NODE}
    folder = write_files(tmp_path.resolve() / "project", {"package.json": "{}", **files})

    async def described(*words: str) -> str:
        ran = await asyncio.to_thread(workbench, "describe", ".", *words, cwd=folder)
        return next(line for line in ran.out.splitlines() if line.strip().startswith("Manifest"))

    assert "First, manifest.json (--manifest takes another: test_manifest.json)" in await described()
    assert "Second, test_manifest.json" in await described("--manifest", "test_manifest.json")
    write_files(folder, {FILE_NAME: 'manifest = "test_manifest.json"\n'})
    assert "Second, test_manifest.json (--manifest takes another: manifest.json)" in await described()
    write_files(folder, {FILE_NAME: 'manifest = "gone.json"\n'})
    ran = await asyncio.to_thread(workbench, "describe", ".", cwd=folder)
    assert (ran.code, "gone.json is not there" in ran.err) == (2, True)


async def test_a_manifest_of_settings_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.json is not there"):
        AdapterSettings(Workspace(manifest="gone.json")).manifest(tmp_path)
