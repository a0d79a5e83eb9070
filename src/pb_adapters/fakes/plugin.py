"""The fakes as pytest fixtures: put ``pytest_plugins = ["pb_adapters.fakes.plugin"]`` into your ``conftest.py``."""

from collections.abc import Iterator

import pytest

from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.server import served


@pytest.fixture(scope="session")
def fake_server() -> Iterator[FakeProviders]:
    """The four providers on a free port of this machine, for the whole session."""
    with served(FakeProviders()) as fakes:
        yield fakes


@pytest.fixture
def fake_providers(fake_server: FakeProviders) -> Iterator[FakeProviders]:
    """The served fakes with nothing scripted and nothing counted."""
    fake_server.reset()
    yield fake_server
    fake_server.reset()
