"""Makes the runtime that suits an adapter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.core.run.adapter import AdapterKind, AdapterSource
from workbench.core.run.events import Emit
from workbench.runtimes.protocol import Runtime, RuntimeOptions

if TYPE_CHECKING:
    from workbench.runtimes.proxy import Http


def make_runtime(source: AdapterSource, options: RuntimeOptions, emit: Emit, http: Http) -> Runtime:
    """A runtime for `source`, not started. `http` is what proxy configurations call their CRM with."""
    # Each kind is imported when it is wanted: the others would only cost time at the start.
    match source.kind:
        case AdapterKind.PYTHON:
            from workbench.runtimes.python import PythonRuntime

            return PythonRuntime(source, options, emit)
        case AdapterKind.NODE:
            from workbench.runtimes.node import NodeRuntime

            return NodeRuntime(source, options, emit)
        case AdapterKind.PROXY:
            from workbench.runtimes.proxy import ProxyRuntime

            return ProxyRuntime(source, options, emit, http)
