import threading
from typing import cast

import anyio
import pytest
from litestar.types import ASGIApp, Receive, Scope, Send

from pb_http.late_pages import LatePages

SCOPE = cast("Scope", {"type": "http"})


class Counted:
    """Pages that count how often they were built and asked; the first builds fail."""

    def __init__(self, failures: int = 0) -> None:
        self.failures, self.built, self.asked, self.threads = failures, 0, 0, set[int]()

    def build(self) -> ASGIApp:
        self.built += 1
        self.threads.add(threading.get_ident())
        if self.built <= self.failures:
            raise ImportError("no template engine")
        return self.serve

    async def serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        assert scope is SCOPE
        self.asked += 1


async def ask(pages: LatePages) -> None:
    await pages(SCOPE, cast("Receive", None), cast("Send", None))


async def test_pages_are_built_once_and_beside_the_event_loop() -> None:
    counted = Counted()
    pages = LatePages(counted.build)
    assert counted.built == 0

    async with anyio.create_task_group() as group:
        for _ in range(5):
            group.start_soon(ask, pages)

    assert (counted.built, counted.asked) == (1, 5)
    assert threading.get_ident() not in counted.threads


async def test_pages_that_could_not_be_built_are_tried_again() -> None:
    counted = Counted(failures=1)
    pages = LatePages(counted.build)
    with pytest.raises(ImportError):
        await ask(pages)
    await ask(pages)

    assert (counted.built, counted.asked) == (2, 1)
