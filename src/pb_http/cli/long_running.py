"""What programs share that run until they are told to stop: servers and workers."""

import logging
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pb_adapters.built_in import prepare
from pb_adapters.data_folder import claimed
from pb_http import logs
from pb_http.cli.errors import cannot_listen
from pb_http.memory import give_large_blocks_back
from pb_http.metrics.observations import Observations
from pb_http.runtime import Runtime, ShowMetrics
from pb_http.settings import Settings, warnings
from pb_http.wire.connections import Connections

log = logging.getLogger("pb_http.serve")

LOOPBACK = "127.0.0.1"

SWITCH_SECONDS = 0.001
"""How long a thread that computes keeps the interpreter from the event loop; Python's own is five times that."""


def begin(settings: Settings, level: int) -> None:
    """Prepare the process for work that goes on, log from ``level`` on, and say which settings have no effect."""
    sys.setswitchinterval(SWITCH_SECONDS)
    give_large_blocks_back()
    logs.configure(level=level)
    logging.getLogger("procrastinate").setLevel(max(level, logging.WARNING))  # it tells of each ticket
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)  # and this one of each try in an outage, which we tell of
    for line in warnings(settings):
        log.warning(line)


@contextmanager
def holding(settings: Settings, program: str) -> Iterator[Path]:
    """Have the data folder: alone, where its database is worked on; beside others, where they share another one.

    Raises:
        FolderInUse: another program works on its tasks.
        StorageError: it cannot be used, or its database is lost or damaged.
    """
    folder = prepare(settings.data_dir)
    if settings.database.url is None:
        with claimed(folder, program):
            yield folder
        return
    if settings.artifacts_url is None:
        log.warning(
            "PAPERBANANA_ARTIFACTS_URL is not set: figures lie in %s, so every server and worker of this database must "
            "have that folder in common, or be given a bucket",
            folder.absolute() / "artifacts",
        )
    yield folder


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; raises ``Failure``."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise cannot_listen(host, port, error) from error


@contextmanager
def listening_for_metrics(settings: Settings) -> Iterator[socket.socket | None]:
    """The socket of the metrics, where they have a port of their own; raises ``Failure``."""
    if settings.http.metrics_port is None:
        yield None
        return
    with listen(LOOPBACK, settings.http.metrics_port) as listener:
        yield listener


def metrics_of(seen: Observations, connections: Connections) -> ShowMetrics:
    """What writes the metrics; the library is loaded when somebody asks for them."""

    async def written(runtime: Runtime) -> bytes:
        from pb_http.metrics.exposition import text_of  # noqa: PLC0415 - see above

        return await text_of(runtime, seen, connections)

    return written


BACKEND_OPTIONS = {"use_uvloop": sys.platform != "win32"}
"""The event loop of a program that runs for long."""
