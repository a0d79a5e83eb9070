"""Fixtures: a server with pages, a browser, and people who use them."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from served import PbServer, serving
from support.browser import Reader, browsing


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PbServer]:
    """A server on a fresh data folder, with an admin key; it posts webhooks to this machine too, twice at most."""
    hooks = {"WEBHOOK_ALLOW_PRIVATE_NETWORKS": "true", "WEBHOOK_RETRY_DELAYS": "0.1"}
    with serving(tmp_path_factory.mktemp("pages"), **hooks) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a module: while it is there no asynchronous test can run in the process."""
    with browsing() as running:
        yield running


@pytest.fixture
def reader(server: PbServer, browser: Browser) -> Iterator[Callable[..., Reader]]:
    """Makes people with browsers of their own; what their browsers complained of fails the test."""
    readers: list[Reader] = []

    def make(**looks: object) -> Reader:
        readers.append(Reader(browser, server.url, **looks))
        return readers[-1]

    yield make
    for each in readers:
        each.close()
