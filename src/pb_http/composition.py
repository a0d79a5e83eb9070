"""Composition root of the server: settings become engines and ports, and the core is put together on them."""

import asyncio
import logging
import secrets
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from pb_adapters.built_in import OwnPorts, open_engines, open_ports, prepare
from pb_adapters.data_folder import DATABASE
from pb_adapters.providers.catalog import StartLimit
from pb_adapters.server_state import ServerState, memory_state
from pb_adapters.upstream.breaker import Breaker
from pb_adapters.upstream.limiter import Starts
from pb_core.application.assembly import Core, Options, assemble
from pb_core.application.engines import Engines
from pb_core.application.retention import Limits
from pb_core.domain.panel_grid import CanvasLimits
from pb_core.domain.pdf import PdfLimits
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.webhooks import TAIL_DELAYS
from pb_core.ports.artifacts import ArtifactStore
from pb_http import VERSION
from pb_http.metrics.counted_storage import counted
from pb_http.metrics.observations import Observations
from pb_http.outage_reports import report_outages
from pb_http.readiness import SqliteFile, WatchedDatabase
from pb_http.settings import Settings
from pb_http.settings.engine_choice import ENGINE_SETTINGS

log = logging.getLogger("pb_http.composition")


def options_of(settings: Settings) -> Options:
    """What the settings say about the core."""
    return Options(
        concurrency=settings.concurrency,
        lease=settings.lease,
        grace=settings.grace,
        most_running=settings.running_limit,
        most_queued=settings.queue_limit,
        retention=Limits(keep_for=settings.retention_time, keep_bytes=settings.retention_bytes),
        deadline=settings.deadline,
        resolution=settings.image_resolution,
        tables=TableLimits(max_rows=settings.plot_max_rows, max_points=10 * settings.plot_max_rows),
        canvas=CanvasLimits(max_pixels=settings.composite_max_pixels, max_panel_side=settings.composite_max_panel_side),
        caps=settings.providers.caps,
        probe_vision=settings.providers.probe_vision,
        allow_private_callbacks=settings.webhook_allow_private_networks,
        retry_delays=settings.webhook_retry_delays + (TAIL_DELAYS if settings.webhook_tail else ()),
        version=VERSION,
        provenance=settings.provenance,
    )


class Opened(Struct, frozen=True, kw_only=True):
    """A core, and what a server needs beside it: what it keeps between requests, and the stores to be looked at."""

    core: Core
    state: ServerState
    database: WatchedDatabase
    artifacts: ArtifactStore


@asynccontextmanager
async def open_core(settings: Settings) -> AsyncGenerator[Core]:
    """Open every adapter on the data folder; close them in reverse order on leaving."""
    async with open_server(settings) as opened:
        yield opened.core


@asynccontextmanager
async def open_server(settings: Settings, observations: Observations | None = None) -> AsyncGenerator[Opened]:
    """Open what ``open_core`` does and what a server needs beside it; ``observations`` are told what happens."""
    folder = prepare(settings.data_dir)
    options = options_of(settings)
    async with AsyncExitStack() as stack:
        stores = await _stores(stack, settings, folder)
        breakers = observations.breakers if observations else {}
        engines = await _engines(stack, settings, options, folder / "pictograms", breakers, stores.starts)
        limits = PdfLimits(max_bytes=settings.http.max_body_bytes)
        ports = await open_ports(
            stack, folder, engines, options, stores.own, pdf_limits=limits, artifacts_url=settings.artifacts_url
        )
        if observations:
            ports = replace(ports, storage=counted(ports.storage, observations))
        if observations and stores.tell_of_figures is not None:
            await stores.tell_of_figures(ports.artifacts)
        core = assemble(ports, options)
        if observations:
            observations.cleared = core.upkeep.cleared
        if observations and settings.database.url:
            _report_outages(stack, stores.state, observations.breakers)
        yield Opened(core=core, state=stores.state, database=stores.database, artifacts=ports.artifacts)


def _report_outages(stack: AsyncExitStack, state: ServerState, breakers: Mapping[str, Breaker]) -> None:
    """Tell programs beside this one which providers it leaves alone, until the stack is left."""
    reports = asyncio.create_task(report_outages(state.outages, secrets.token_hex(8), breakers))

    async def ended() -> None:
        reports.cancel()
        await asyncio.wait([reports])

    stack.push_async_callback(ended)


class _Stores(Struct, frozen=True, kw_only=True):
    """What programs share, or one has alone; ``starts`` makes what counts the starts at a provider, if it is shared.

    ``tell_of_figures`` says in the log where a store has none of the figures that the shared database knows.
    """

    own: OwnPorts
    state: ServerState
    database: WatchedDatabase
    starts: Callable[[str, StartLimit], Starts] | None = None
    tell_of_figures: Callable[[ArtifactStore], Awaitable[None]] | None = None


async def _stores(stack: AsyncExitStack, settings: Settings, folder: Path) -> _Stores:
    """What lies in the database that programs share; without one, what is built in."""
    chosen = settings.database
    if chosen.url is None:
        return _Stores(own=OwnPorts(), state=memory_state(), database=SqliteFile(folder / DATABASE))
    # The client of PostgreSQL and procrastinate are loaded where they are used.
    from pb_adapters.server_state.postgres.provider_starts import PostgresStarts  # noqa: PLC0415 - see above
    from pb_adapters.server_state.postgres.state import postgres_state  # noqa: PLC0415 - see above
    from pb_adapters.shared_artifacts import ADVICE, are_elsewhere, held_by  # noqa: PLC0415 - see above
    from pb_adapters.shared_database import open_shared_database  # noqa: PLC0415 - see above
    from pb_adapters.storage.postgres.census import PostgresCensus  # noqa: PLC0415 - see above

    shared = await stack.enter_async_context(
        open_shared_database(chosen.url, listen_url=chosen.listen_url, connections=chosen.connections)
    )

    place = settings.artifacts_url or str(folder.absolute())  # noqa: ASYNC240 - asks no disk

    async def tell_of_figures(artifacts: ArtifactStore) -> None:
        if await are_elsewhere(shared.pool, held_by(artifacts)):
            log.warning("figures_are_elsewhere", extra={"reason": ADVICE % place})

    return _Stores(
        own=OwnPorts(storage=shared.storage, wakeups=shared.wakeups, distributor=shared.distributor),
        state=postgres_state(shared.pool),
        database=PostgresCensus(shared.pool),
        starts=lambda engine, limit: PostgresStarts(shared.pool, engine, limit.calls, limit.seconds),
        tell_of_figures=tell_of_figures,
    )


async def _engines(
    stack: AsyncExitStack,
    settings: Settings,
    options: Options,
    pictograms: Path,
    breakers: dict[str, Breaker],
    starts: Callable[[str, StartLimit], Starts] | None,
) -> Engines:
    if settings.providers.is_local:
        return await open_engines(stack, options, key_settings=ENGINE_SETTINGS)
    from pb_http import engines  # noqa: PLC0415 - the providers' clients are loaded where a provider is set up

    return await engines.open_engines(stack, settings.providers, options, pictograms, breakers, starts)
