"""The process of ``pb worker``: takes tasks and webhooks until it is told to stop."""

import logging
import signal
import socket
from pathlib import Path

import anyio
import msgspec
from msgspec.structs import replace

from pb_core.application.assembly import working
from pb_http import VERSION
from pb_http.cli.long_running import BACKEND_OPTIONS, begin, holding, listening_for_metrics, metrics_of
from pb_http.cli.options import settings_of
from pb_http.cli.reporting import Reporter
from pb_http.composition import Opened, open_server
from pb_http.engine_roles import engine_roles
from pb_http.metrics.listener import serving_metrics
from pb_http.metrics.observations import Observations
from pb_http.readiness import Provable, Readiness
from pb_http.runtime import Runtime, ShowMetrics
from pb_http.settings import Settings, require_database
from pb_http.wire.connections import Connections

log = logging.getLogger("pb_http.worker")


def work(concurrency: int | None, data_dir: Path | None, reporter: Reporter) -> None:
    """Work until told to stop, on so many tasks at once.

    Raises:
        SettingsError: there is no database that programs share.
        StorageError: database, data folder or bucket cannot be used.
        Failure: the port of the metrics cannot be listened on.
    """
    settings = settings_of(data_dir, quiet=True)
    database = require_database(settings, "pb worker")
    if concurrency is not None:
        settings = replace(settings, concurrency=concurrency)
    begin(settings, logging.WARNING if reporter.quiet else logging.INFO)
    with listening_for_metrics(settings) as metrics, holding(settings, "pb worker"):
        anyio.run(_work, settings, database, metrics, reporter, backend_options=BACKEND_OPTIONS)


async def _work(settings: Settings, database: str, metrics: socket.socket | None, reporter: Reporter) -> None:
    from pb_adapters.storage.postgres.pool import place_of  # noqa: PLC0415 - its client is loaded where it is used

    seen = Observations()
    async with open_server(settings, seen) as opened:
        runtime = _runtime(settings, opened, metrics_of(seen, Connections(1)))
        log.info("engines", extra=msgspec.structs.asdict(engine_roles(opened.core.engines)))
        told = {"database": place_of(database), "concurrency": settings.concurrency, "version": VERSION}
        with anyio.open_signal_receiver(signal.SIGTERM, signal.SIGINT) as signals:
            async with serving_metrics(metrics, runtime), working(opened.core):
                log.info("working", extra=told)
                reporter.result(told, "")
                await anext(signals)
                log.info("stopping", extra={"grace_seconds": settings.grace.total_seconds()})
    log.info("stopped")


def _runtime(settings: Settings, opened: Opened, metrics: ShowMetrics) -> Runtime:
    """What the metrics are told of."""
    readiness = Readiness(settings.data_dir, opened.database)
    readiness.bucket = opened.artifacts if isinstance(opened.artifacts, Provable) else None
    readiness.working = True
    return Runtime(
        service=opened.core.service,
        keyring=opened.core.keyring,
        administration=opened.core.administration,
        version=VERSION,
        readiness=readiness,
        metrics=metrics,
    )
