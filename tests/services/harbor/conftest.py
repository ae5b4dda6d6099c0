"""A fresh Harbor for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from builders_harbor import Harbor, running


@pytest.fixture
async def harbor() -> AsyncIterator[Harbor]:
    """A started Harbor with its sample records."""
    async with running() as started:
        yield started
