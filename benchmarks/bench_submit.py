"""Rate of durable submissions against a bare strict POST that stores nothing, 64 callers at once, paired rounds.

Run ``python benchmarks/bench_submit.py``. Both applications are served by uvicorn, each in a process of its own; the
callers keep their connections. 1.0 means as fast as the bare POST, the design asks for at least 0.5. Each submission
is authenticated, checked, charged and answered after its commit is synced. The last figure is what group commit
gives: accepting 64 at once against one after another, without HTTP.
"""

import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from socket import socket
from statistics import median

import anyio
import msgspec
import uvicorn
from litestar import Litestar, post

from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_core.domain.requests import GenerateBody
from pb_core.testing.contracts.storage_base import sample_key, sample_task
from pb_http.app import create_app
from pb_http.composition import open_core
from pb_http.runtime import Runtime
from pb_http.settings import Settings
from pb_http.wire.protocol import ApiProtocol

ROUNDS, CALLERS, EACH = 9, 64, 12
BODY = msgspec.json.encode(GenerateBody(source_context="An encoder feeds a decoder. " * 100, caption="Overview"))
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@post("/api/generate", status_code=202)
async def bare(data: GenerateBody) -> dict[str, str]:
    """Decode strictly and answer."""
    return {"status": "pending", "caption": data.caption}


class Announcing(uvicorn.Server):
    """Says its port and a token on standard output once it listens."""

    def __init__(self, config: uvicorn.Config, token: str) -> None:
        super().__init__(config)
        self.token = token

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Listen, then say so."""
        await super().startup(sockets)
        print(self.servers[0].sockets[0].getsockname()[1], self.token, flush=True)


async def serve(which: str, folder: Path) -> None:
    """Serve one of the applications on a free port until terminated."""
    async with open_core(Settings(data_dir=folder)) as core:
        token, _ = await core.keyring.create("benchmark", None, None, None)
        app = (
            Litestar([bare], openapi_config=None, logging_config=None)
            if which == "bare"
            else create_app(
                Runtime(service=core.service, keyring=core.keyring, administration=core.administration, version="0")
            )
        )
        protocol = "httptools" if which == "bare" else ApiProtocol
        await Announcing(uvicorn.Config(app, port=0, log_level="critical", loop="uvloop", http=protocol), token).serve()


@asynccontextmanager
async def served(which: str, folder: Path) -> AsyncIterator[tuple[int, str]]:
    """Port and token of one application in a process of its own."""
    arguments = (sys.executable, __file__, which, str(folder))
    process = await asyncio.create_subprocess_exec(*arguments, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    port, token = (await process.stdout.readline()).decode().split()
    try:
        yield int(port), token
    finally:
        process.terminate()
        await process.wait()


async def caller(port: int, token: str) -> None:
    """Submit some bodies over one connection; anything but 202 is an error."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = (
        "POST /api/generate HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(BODY)}\r\nAuthorization: Bearer {token}\r\n\r\n"
    )
    for _ in range(EACH):
        writer.write(head.encode() + BODY)
        answer = await reader.readuntil(b"\r\n\r\n")
        assert answer.startswith(b"HTTP/1.1 202"), answer
        length = _LENGTH.search(answer)
        assert length is not None
        await reader.readexactly(int(length[1]))
    writer.close()
    await writer.wait_closed()


async def seconds(port: int, token: str) -> float:
    """The time that all callers take."""
    start = time.perf_counter()
    async with anyio.create_task_group() as group:
        for _ in range(CALLERS):
            group.start_soon(caller, port, token)
    return time.perf_counter() - start


async def ratio_of_http(folder: Path) -> float:
    """Median over paired rounds of the bare POST's time divided by ours."""
    async with served("bare", folder / "bare") as floor, served("ours", folder / "ours") as ours:
        pairs = [(await seconds(*floor), await seconds(*ours)) for _ in range(ROUNDS + 1)]
    return median(without / durable for without, durable in pairs[1:])


async def gain_of_grouping(folder: Path) -> float:
    """Median over paired rounds of the time of single commits divided by that of grouped ones."""
    gains = []
    async with await SqliteStorage.open(folder / "rows.db") as storage:
        await storage.add_key(sample_key(quota=None))
        for number in range(ROUNDS):
            start = time.perf_counter()
            for single in range(CALLERS):
                await storage.accept(sample_task(f"single {number}.{single}"))
            between = time.perf_counter()
            async with anyio.create_task_group() as group:
                for grouped in range(CALLERS):
                    group.start_soon(storage.accept, sample_task(f"grouped {number}.{grouped}"))
            gains.append((between - start) / (time.perf_counter() - between))
    return median(gains)


async def main() -> None:
    """Print both figures."""
    with tempfile.TemporaryDirectory() as folder:
        load = os.getloadavg()[0] / (os.cpu_count() or 1)
        print(f"load before: {load:.1f} a core (above 0.2 the figures say little)")
        print(f"submit, {CALLERS} callers: {await ratio_of_http(Path(folder)):.2f} of a bare strict POST")
        print(f"group commit: {await gain_of_grouping(Path(folder)):.1f} times as fast as single commits")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        anyio.run(serve, sys.argv[1], Path(sys.argv[2]))
    else:
        anyio.run(main)
