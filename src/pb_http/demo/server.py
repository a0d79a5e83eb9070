"""The demo's server: a real ``pb serve`` in a process of its own."""

import os
import secrets
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
import httpx
from msgspec import Struct

START_SECONDS = 30.0


class DemoServer(Struct, frozen=True, kw_only=True):
    """Where the running server answers and the admin key it was given."""

    url: str
    admin_key: str
    pid: int


@asynccontextmanager
async def demo_server(data_dir: Path, port: int) -> AsyncGenerator[DemoServer]:
    """Start ``pb serve`` and wait until it is healthy; stop it gracefully on leaving."""
    admin_key = secrets.token_urlsafe(24)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PAPERBANANA_")}
    environ["PAPERBANANA_ADMIN_KEY"] = admin_key
    command = [sys.executable, "-m", "pb_http.cli.main", "serve", "--port", str(port), "--data-dir", str(data_dir)]
    with (data_dir.parent / "server.log").open("wb") as sink:
        process = await anyio.open_process(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            env=environ,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        await _healthy(url)
        yield DemoServer(url=url, admin_key=admin_key, pid=process.pid)
    finally:
        with anyio.CancelScope(shield=True):
            process.terminate()
            await process.wait()


async def _healthy(url: str) -> None:
    with anyio.fail_after(START_SECONDS):
        async with httpx.AsyncClient() as http:
            while True:
                try:
                    if (await http.get(f"{url}/api/health")).is_success:
                        return
                except httpx.TransportError:
                    await anyio.sleep(0.1)
