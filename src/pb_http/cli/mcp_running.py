"""How ``pb mcp`` runs: over its own streams or over HTTP, with a server elsewhere or one inside this process."""

import logging
import os
import signal
import socket
from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import ExitStack, aclosing, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, cast

import anyio
import httpx

from pb_adapters.built_in import prepare
from pb_adapters.data_folder import claimed
from pb_core.application.assembly import working
from pb_core.errors import FolderInUse
from pb_http import VERSION, logs
from pb_http.app import create_app
from pb_http.cli.errors import Failure, cannot_listen
from pb_http.cli.options import settings_of
from pb_http.cli.reporting import Reporter
from pb_http.cli.runs import state_folder
from pb_http.cli.studio_opening import local_key
from pb_http.composition import open_core
from pb_http.mcp_server.accounts import Accounts
from pb_http.mcp_server.server import LOOPBACK, PATH, figure_server, http_server
from pb_http.runtime import Runtime
from pb_http.settings import Settings, within

log = logging.getLogger("pb_http.mcp")

INSIDE = "http://inside.invalid"
"""What the server inside this process is called; nothing is sent there."""
KEY_FILE = "mcp.key"
MOST_FOLDERS = 16
"""How many programs may have ``pb mcp`` work here at once, each in a folder of its own."""


def over_stdio(
    server: str | None, key: str | None, folders: Sequence[Path], save_to: Path | None, data_dir: Path | None
) -> None:
    """Serve the program that started this one, until it closes its end."""
    logs.configure(level=logging.WARNING)

    async def run() -> None:
        async with _accounts(server, key, data_dir) as accounts:
            await figure_server(accounts, folders=folders, save_to=save_to).run_stdio_async()

    anyio.run(run)


def over_http(
    server: str, address: tuple[str, int], hosts: Sequence[str], origins: Sequence[str], reporter: Reporter
) -> None:
    """Serve whoever sends an API key of the server; raises ``Failure`` where it cannot listen or nobody could call."""
    host, port = address
    if host not in LOOPBACK and not hosts:
        raise Failure(f"--http {host}:{port} is reached from elsewhere: say by which names, with --allow-host NAME")
    logs.configure(level=logging.WARNING if reporter.quiet else logging.INFO)

    async def run() -> None:
        async with _accounts(server, None, None) as accounts:
            serving = http_server(figure_server(accounts, by_key=True), host, hosts, origins)
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: None)  # uvicorn raises them again once it has stopped
            name = f"[{host}]" if ":" in host else host
            url = f"http://{name}:{listener.getsockname()[1]}{PATH}"
            log.info("serving", extra={"url": url, "server": server})
            reporter.result({"url": url, "server": server}, "")
            await serving.serve(sockets=[listener])

    with _listener(host, port) as listener:
        anyio.run(run)


def _listener(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise cannot_listen(host, port, error) from error


@asynccontextmanager
async def _accounts(server: str | None, key: str | None, data_dir: Path | None) -> AsyncGenerator[Accounts]:
    if server is None:
        async with _inside(data_dir) as accounts:
            yield accounts
        return
    async with aclosing(Accounts(server.rstrip("/"), httpx.AsyncHTTPTransport(), key)) as accounts:
        yield accounts


@contextmanager
def _folder(settings: Settings, data_dir: Path | None) -> Iterator[Settings]:
    """The settings with a folder that nobody else works in: the one given, else the user's first that is free."""
    root = state_folder(settings, os.environ) / "mcp"
    candidates = [data_dir] if data_dir else [root / str(number) for number in range(1, MOST_FOLDERS + 1)]
    with ExitStack() as stack:
        for number, folder in enumerate(candidates, 1):
            try:
                stack.enter_context(claimed(prepare(folder), "pb mcp"))
            except FolderInUse:
                if number == len(candidates):
                    raise
                continue
            yield within(settings, folder)
            return


@asynccontextmanager
async def _inside(data_dir: Path | None) -> AsyncGenerator[Accounts]:
    """A server of the REST API inside this process, on a folder of its own, with a key that stays in the folder."""
    settings = settings_of(data_dir, quiet=True)
    with _folder(settings, data_dir) as held:
        async with open_core(held) as core, working(core):
            await local_key(core.keyring, held.data_dir / KEY_FILE)
            key = (held.data_dir / KEY_FILE).read_text("utf-8").strip()
            runtime = Runtime(
                service=core.service,
                keyring=core.keyring,
                administration=core.administration,
                version=VERSION,
                public_url=INSIDE,
                max_body_bytes=held.http.max_body_bytes,
            )
            yield Accounts(INSIDE, httpx.ASGITransport(cast("Any", create_app(runtime))), key)
