"""Fixtures: a real ``pb serve`` process, shared by the tests of a module that only talk to it."""

from collections.abc import Iterator

import pytest

from served import PbServer, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PbServer]:
    """A server on a fresh data folder; it must stop on SIGTERM with exit code 0."""
    with serving(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture
def key(server: PbServer) -> str:
    """The full value of a fresh API key."""
    return server.new_key()
