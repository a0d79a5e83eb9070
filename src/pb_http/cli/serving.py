"""The server of ``pb serve``: listens, runs the application and its worker, stops in order."""

import logging
import os
import platform
import signal
import socket
from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Protocol

import anyio
import msgspec
import uvicorn
from litestar import Litestar
from msgspec.structs import replace

from pb_core.application.assembly import Core, working
from pb_http import VERSION
from pb_http.app import create_app
from pb_http.body_budget import BodyBudget
from pb_http.cli.long_running import BACKEND_OPTIONS, begin, holding, listen, listening_for_metrics, metrics_of
from pb_http.cli.options import settings_of
from pb_http.cli.reporting import Reporter
from pb_http.composition import Opened, open_server
from pb_http.drawings import Drawings
from pb_http.engine_roles import engine_roles
from pb_http.inspections import Inspections
from pb_http.installation import Installation, SettingLine
from pb_http.metrics.listener import serving_metrics
from pb_http.metrics.observations import Observations
from pb_http.picture_redirects import addresses_in
from pb_http.readiness import Provable, Readiness
from pb_http.runtime import Runtime, ShowMetrics
from pb_http.settings import Settings, require_database, warnings
from pb_http.settings.effective import effective
from pb_http.wire.connections import Connections
from pb_http.wire.open_files import room_for
from pb_http.wire.protocol import ApiProtocol

log = logging.getLogger("pb_http.serve")


class Opening(Protocol):
    """How a program begins to serve.

    ``program`` is what it is called by those who find the data folder in use, ``level`` from where on it logs. It
    ``works`` on tasks, or leaves them to others.
    """

    program: str
    level: int
    works: bool

    def settings(self, settings: Settings) -> Settings:
        """The settings that it serves with."""

    async def prepare(self, core: Core, settings: Settings) -> None:
        """What is done before it listens."""

    def announce(self, runtime: Runtime, url: str, settings: Settings, reporter: Reporter) -> None:
        """What is told, and to whom, once it serves."""


class ApiOpening:
    """How ``pb serve`` begins: as it is set, telling where it listens."""

    program = "pb serve"
    level = logging.INFO

    def __init__(self, *, works: bool = True) -> None:
        self.works = works

    def settings(self, settings: Settings) -> Settings:
        """The settings as they are; raises ``SettingsError`` where nobody could work on what is accepted."""
        if not self.works:
            require_database(settings, "pb serve --no-worker")
        return settings

    async def prepare(self, core: Core, settings: Settings) -> None:
        """Say what is open, and what is not."""
        log.info("engines", extra=msgspec.structs.asdict(engine_roles(core.engines)))
        if settings.admin_key is None:
            log.warning("PAPERBANANA_ADMIN_KEY is not set: admin endpoints answer 500; use `pb keys create`")

    def announce(self, runtime: Runtime, url: str, settings: Settings, reporter: Reporter) -> None:
        """Tell programs the address."""
        told = {"url": url, "data_dir": str(settings.data_dir.absolute()), "version": runtime.version}
        reporter.result(told, "")


def serve(host: str, port: int, data_dir: Path | None, reporter: Reporter, opening: Opening | None = None) -> None:
    """Serve until told to stop, as ``pb serve`` or as ``opening`` says.

    One process at a time works on the tasks of a data folder; any number share a database of PostgreSQL.

    Raises:
        Failure: the address cannot be listened on.
        FolderInUse: another server, or a program that embeds the product, has the data folder open.
        StorageError: data folder, database or bucket cannot be used, or the database is lost or damaged.
    """
    opening = opening or ApiOpening()
    settings = opening.settings(settings_of(data_dir, quiet=True))
    begin(settings, logging.WARNING if reporter.quiet else opening.level)
    with (
        listen(host, port) as listener,
        listening_for_metrics(settings) as metrics,
        holding(settings, opening.program),
    ):
        anyio.run(
            _serve,
            settings,
            effective(os.environ, data_dir),
            listener,
            metrics,
            reporter,
            opening,
            backend_options=BACKEND_OPTIONS,
        )


async def _serve(
    settings: Settings,
    lines: tuple[SettingLine, ...],
    listener: socket.socket,
    metrics: socket.socket | None,
    reporter: Reporter,
    opening: Opening,
) -> None:
    host, port = listener.getsockname()[:2]
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    limits = replace(settings.http.wire, connections=room_for(settings.http.wire.connections))
    seen, connections = Observations(), Connections(limits.connections)
    async with open_server(settings, seen) as opened:
        core, readiness = opened.core, Readiness(settings.data_dir, opened.database)
        readiness.bucket = opened.artifacts if isinstance(opened.artifacts, Provable) else None
        installation = _installation(settings, opened, seen, lines)
        work = working(core) if opening.works else nullcontext()
        runtime = _runtime(settings, opened, readiness, metrics_of(seen, connections), installation, work)
        config = _config(settings, create_app(runtime), ApiProtocol.within(limits, connections))
        log.info("serving", extra={"url": url, "data_dir": str(settings.data_dir), "version": VERSION})
        await opening.prepare(core, settings)
        _expect_signals()
        server = _Server(config, core, readiness, lambda: opening.announce(runtime, url, settings, reporter))
        async with serving_metrics(metrics, runtime):
            await server.serve(sockets=[listener])
    log.info("stopped")


def _config(settings: Settings, app: Litestar, protocol: type[ApiProtocol]) -> uvicorn.Config:
    """How uvicorn serves; left to itself it would believe what every client on this machine says of its address."""
    return uvicorn.Config(
        app,
        http=protocol,
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=bool(settings.http.trusted_proxies),
        forwarded_allow_ips=list(settings.http.trusted_proxies),
        timeout_graceful_shutdown=10,
    )


class _Server(uvicorn.Server):
    """Once told to stop, claims no task and keeps no poller waiting, while open connections are still served.

    ``announce`` is called once it serves and can be stopped.
    """

    def __init__(self, config: uvicorn.Config, core: Core, readiness: Readiness, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._core, self._readiness, self._announce = core, readiness, announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start what uvicorn starts, then announce it."""
        await super().startup(sockets)
        self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop what would take work or time, then what uvicorn stops."""
        self._readiness.working = False
        self._core.worker.stop()
        self._core.service.stop_waiting()
        await super().shutdown(sockets)


def _expect_signals() -> None:
    """Survive the signals that uvicorn raises again once it has stopped, so that the core is closed in order."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)


def _machine(settings: Settings) -> str:
    """The name of this machine, where there may be others."""
    return platform.node() if settings.database.url else ""


def _installation(
    settings: Settings, opened: Opened, seen: Observations, lines: tuple[SettingLine, ...]
) -> Installation:
    """What the pages of the operator tell of the server itself."""
    engines = opened.core.engines
    return Installation(
        folder=settings.data_dir,
        roles=engine_roles(engines),
        settings=lines,
        inspections=Inspections(settings.data_dir, opened.state.check_runs, _machine(settings)),
        drawings=Drawings(engines.plots),
        warnings=warnings(settings),
        breakers=seen.breakers,
    )


def _runtime(
    settings: Settings,
    opened: Opened,
    readiness: Readiness,
    metrics: ShowMetrics,
    installation: Installation,
    work: AbstractAsyncContextManager[None],
) -> Runtime:
    core = opened.core

    @asynccontextmanager
    async def background() -> AsyncGenerator[None]:
        async with work, installation.inspections.running():
            readiness.working = True
            yield

    return Runtime(
        service=core.service,
        keyring=core.keyring,
        administration=core.administration,
        admin_key=settings.admin_key,
        public_url=settings.public_url,
        max_body_bytes=settings.http.max_body_bytes,
        bodies=BodyBudget(settings.http.max_body_bytes_in_flight, settings.http.max_body_bytes_of_one),
        cors_origins=settings.cors_origins,
        version=VERSION,
        background=background,
        allowed_hosts=settings.http.allowed_hosts,
        rate_by_key=settings.http.rate_by_key,
        rate_by_address=settings.http.rate_by_address,
        readiness=readiness,
        picture_address=addresses_in(opened.artifacts) if settings.artifacts_presigned else None,
        metrics=metrics,
        installation=installation,
        state=opened.state,
    )
