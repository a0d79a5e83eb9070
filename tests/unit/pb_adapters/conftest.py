"""Fixtures for engines that are tried word by word."""

from collections.abc import AsyncIterator

import pytest

from pb_adapters.upstream.pool import UpstreamPool
from pb_core.testing.png import RGB, write_png
from scripted_wire import Hours, Wire, serving


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    """A provider's host that says what the test wants."""
    async with serving() as wire:
        yield wire


@pytest.fixture
async def pool() -> AsyncIterator[UpstreamPool]:
    """Connections."""
    async with UpstreamPool(clients=1) as pool:
        yield pool


@pytest.fixture
def hours() -> Hours:
    """A clock that no test waits for."""
    return Hours()


@pytest.fixture(scope="session")
def png_4_3() -> bytes:
    """A picture of 1200 × 896 pixels."""
    return write_png(1200, 896, RGB, bytes((250, 250, 250)) * 1200)
