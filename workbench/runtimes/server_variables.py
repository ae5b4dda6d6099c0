"""What an adapter's server is set up with, as far as its environment says so (resources/hosts/WIRE.md, `load`)."""

from __future__ import annotations

import os
from collections.abc import Iterable

from workbench.core.contract.server_variables import SERVER_VARIABLES
from workbench.core.run.adapter import AdapterSource
from workbench.runtimes.environment import read_dotenv


def server_variables(source: AdapterSource, environment: Iterable[tuple[str, str]]) -> dict[str, str]:
    """SERVER_VARIABLES with the values that the adapter's code sees; reads its `.env`.

    `environment` is RuntimeOptions.environment. What is set goes before the `.env`, also where it is set to nothing;
    what is then empty has the stand-in, which the hosts set too.
    """
    known = {**read_dotenv(source.folders), **os.environ, **dict(environment)}
    return {name: known.get(name) or stand_in for name, stand_in in SERVER_VARIABLES.items()}
