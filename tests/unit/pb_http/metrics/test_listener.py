import socket
from typing import cast

import httpx

from pb_core.application.history import Administration
from pb_core.application.keyring import Keyring
from pb_core.application.service import FigureService
from pb_http.metrics.listener import serving_metrics
from pb_http.runtime import Runtime


async def shown(_: Runtime) -> bytes:
    return b"tasks 1\n"


def runtime(*, shows: bool = True) -> Runtime:
    return Runtime(
        service=cast("FigureService", None),
        keyring=cast("Keyring", None),
        administration=cast("Administration", None),
        version="1",
        metrics=shown if shows else None,
    )


async def test_the_metrics_are_served_without_a_key_and_nothing_else_is() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    async with serving_metrics(listener, runtime()), httpx.AsyncClient(base_url=url) as http:
        answer, other, posted = await http.get("/metrics"), await http.get("/api/health"), await http.post("/metrics")

    assert (answer.status_code, answer.text) == (200, "tasks 1\n")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert (other.status_code, posted.status_code) == (404, 404)


async def test_without_a_port_nothing_is_served() -> None:
    async with serving_metrics(None, runtime()):
        pass
    with socket.create_server(("127.0.0.1", 0)) as listener:
        async with serving_metrics(listener, runtime(shows=False)):
            assert listener.fileno() >= 0
