"""The first firing in the window: each sample by its name and as a copied folder, connected and fired at once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from builders_window import Bench

from workbench.core.run.invocation import LOGIN, Verdict
from workbench.core.run.readiness import InterfaceState
from workbench.services.harbor.server import API_KEY
from workbench.services.resources import sample_adapters

SAMPLES = ("harbor-node", "harbor-proxy", "harbor-python", "harbor-typescript")


@pytest.mark.parametrize("copied", [False, True], ids=["by-name", "copied"])
@pytest.mark.parametrize("sample", SAMPLES)
def test_connect_and_fire_what_is_shown_first(bench: Bench, sample: str, tmp_path: Path, copied: bool) -> None:
    place = sample
    if copied:
        folder = tmp_path / "Mes dépôts" / f"{sample} à moi"
        shutil.copytree(sample_adapters()[sample], folder)
        bench.workplace.preferences.trust(str(folder))
        place = str(folder)
    bench.open(place)
    bench.connect_by_oauth() if sample == "harbor-typescript" else bench.connect_by_key(API_KEY)
    shown = bench.text("interface-title")
    for name in (shown, "createCallLog"):
        bench.select(name)
        invocation = bench.fire()
        assert invocation.interface == name
        assert invocation.verdict is Verdict.MEETS, invocation.findings or invocation.outcome
        assert bench.text("verdict-words") == "Meets the contract"
        assert bench.workplace.state(name) is InterfaceState.MEETS
    assert bench.problems == []
    assert bench.finished[0].interface == LOGIN
