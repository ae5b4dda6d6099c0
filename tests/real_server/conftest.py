"""App Connect's server and the CRM's token endpoint, which the comparisons share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from builders_real_server import RealServer, TokenEndpoint, real_server, token_endpoint


@pytest.fixture(scope="session")
def endpoint() -> Iterator[TokenEndpoint]:
    with token_endpoint() as running:
        yield running


@pytest.fixture(scope="session")
def server(endpoint: TokenEndpoint, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    with real_server(tmp_path_factory.mktemp("server"), endpoint) as running:
        yield running
