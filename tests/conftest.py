"""Fixtures of every test."""

import pytest

pytest.register_assert_rewrite("pb_core.testing")  # a contract suite explains its failures like any test


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Run every asynchronous test on asyncio, the loop that uvicorn runs."""
    return "asyncio"
