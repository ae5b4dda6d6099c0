"""Each kind of adapter gets its runtime."""

from __future__ import annotations

from typing import Any, cast

import pytest

from workbench.core.run.adapter import AdapterKind, AdapterSource
from workbench.runtimes.factory import make_runtime
from workbench.runtimes.protocol import RuntimeOptions

CLASSES = {AdapterKind.PYTHON: "PythonRuntime", AdapterKind.NODE: "NodeRuntime", AdapterKind.PROXY: "ProxyRuntime"}


@pytest.mark.parametrize("kind", list(AdapterKind))
def test_kinds(kind: AdapterKind) -> None:
    source = AdapterSource(kind, "/x/entry", "/x", "acme", "acme")
    runtime = make_runtime(source, RuntimeOptions(spool="/x/spool"), lambda event: None, cast("Any", None))
    assert type(runtime).__name__ == CLASSES[kind]
