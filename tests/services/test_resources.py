"""What the product carries is found, in a checkout and in an installed package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from workbench.services import resources


@pytest.fixture
def fresh():
    """Found folders are remembered; forget them before and after."""
    resources._carried.cache_clear()
    yield
    resources._carried.cache_clear()


def test_the_contract_is_parsed_once():
    assert len(resources.contract()) == 32
    assert resources.contract() is resources.contract()


def test_folders_of_a_checkout():
    assert (resources.resource_root() / "contract" / "interfaces.json").is_file()
    assert resources.sample_payload_root().name == "sample_payloads"


def test_folders_of_an_installed_package(fresh, monkeypatch, tmp_path: Path):
    package = tmp_path / "workbench"
    for name in ("resources", "sample_payloads"):
        (package / name).mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", package)
    assert resources.resource_root() == package / "resources"
    assert resources.sample_payload_root() == package / "sample_payloads"


def test_sample_adapters_are_folders_without_hidden_ones(fresh, monkeypatch, tmp_path: Path):
    samples = tmp_path / "workbench" / "resources" / "samples"
    for name in ("harbor-python", "harbor-node", ".cache", "node_modules", "__pycache__"):
        (samples / name).mkdir(parents=True)
    (samples / "README.md").write_text("")
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "workbench")
    assert resources.sample_adapters() == {name: samples / name for name in ("harbor-node", "harbor-python")}


def test_no_samples_at_all(fresh, monkeypatch, tmp_path: Path):
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "workbench")
    assert resources.sample_adapters() == {}


def test_importing_it_is_cheap():
    program = "import sys, workbench.services.resources; sys.exit('msgspec' in sys.modules or 'json' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
