"""A pytest plugin that runs every asynchronous test on asyncio, as servers do; it must be registered after anyio's."""

import pytest


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """The loop."""
    return "asyncio"
