"""The servers that the benchmarks load: ours without its worker, and the bare framework.

Usage: python benchmarks/apps.py ours|bare FOLDER. Prints the address, then for ``ours`` an API key.
"""

import asyncio
import socket
import sys
from pathlib import Path

import anyio
import uvicorn
from litestar import Litestar, get

from pb_http.app import create_app
from pb_http.composition import open_core
from pb_http.runtime import Runtime
from pb_http.schemas import TaskAnswer
from pb_http.settings import Settings
from pb_http.wire.protocol import ApiProtocol

ANSWER = TaskAnswer(
    task_id="0" * 32,
    status="pending",
    diagram_type="methodology",
    image_base64=None,
    artifacts={},
    description=None,
    error=None,
    created_at="2026-02-15T10:30:00.123456+00:00",
    completed_at=None,
    steps=(),
    notes=(),
)


@get("/api/tasks/{task_id:str}")
async def task(task_id: str) -> TaskAnswer:
    """The same answer for every id."""
    del task_id
    return ANSWER


async def ours() -> None:
    """Our application on the embedded adapters behind our own protocol; nobody draws what it accepts."""
    async with open_core(Settings(data_dir=Path(sys.argv[2]))) as core:
        key, _ = await core.keyring.create("benchmark", 2**50)
        runtime = Runtime(service=core.service, keyring=core.keyring, administration=core.administration, version="0")
        await serve(create_app(runtime), key, protocol=ApiProtocol)


async def bare() -> None:
    """The framework with one route and nothing else."""
    await serve(Litestar([task], openapi_config=None, logging_config=None))


async def serve(app: Litestar, *told: str, protocol: type[asyncio.Protocol] | None = None) -> None:
    """Serve on a free port until SIGTERM."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}", *told, flush=True)
    config = uvicorn.Config(app, http=protocol or "auto", log_config=None, access_log=False)
    await uvicorn.Server(config).serve(sockets=[listener])


if __name__ == "__main__":
    anyio.run({"ours": ours, "bare": bare}[sys.argv[1]], backend_options={"use_uvloop": True})
