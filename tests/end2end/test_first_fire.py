"""The first firing by one command: each sample by its name and as a copied folder, without an account or a setting."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from program import workbench

from workbench.core.interfaces import life_of_core
from workbench.services.resources import sample_adapters

SAMPLES = ("harbor-node", "harbor-proxy", "harbor-python", "harbor-typescript")


def place_of(sample: str, tmp_path: Path, *, copied: bool) -> str:
    """What is typed to open a sample."""
    if not copied:
        return sample
    folder = tmp_path / "Mes dépôts" / f"{sample} à moi"
    shutil.copytree(sample_adapters()[sample], folder)
    return f"./{folder.relative_to(tmp_path)}"


@pytest.mark.parametrize("copied", [False, True], ids=["by-name", "copied"])
@pytest.mark.parametrize("sample", SAMPLES)
def test_one_command_logs_in_and_fires(sample: str, tmp_path: Path, copied: bool) -> None:
    place = place_of(sample, tmp_path, copied=copied)
    for interface in ("createCallLog", life_of_core()[0]):
        ran = workbench("fire", place, interface, "--json", cwd=tmp_path)
        assert ran.code == 0, ran.out + ran.err
        assert ran.document["verdict"] == "meets"
        assert ran.document["shown"] is None or ran.document["shown"]["successful"] is True


def test_a_copy_goes_to_another_crm_where_its_hosts_are_mapped(tmp_path: Path) -> None:
    place = place_of("harbor-node", tmp_path, copied=True)
    words = ("--field", "apiKey=k-77", "--map", "api.harborcrm.test=http://127.0.0.1:1")
    ran = workbench("fire", place, "findContact", *words, cwd=tmp_path)
    assert ran.code == 5
    assert "127.0.0.1:1" in ran.out + ran.err


def test_a_copys_whole_life_meets_the_contract(tmp_path: Path) -> None:
    ran = workbench("check", place_of("harbor-typescript", tmp_path, copied=True), "--json", cwd=tmp_path)
    assert ran.code == 0, ran.out + ran.err
    assert ran.document["summary"]["meets"] == ran.document["summary"]["total"] > 11
