"""Composition root: builds the core on the embedded adapters and takes it down again."""

from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from pathlib import Path

import anyio
import anyio.to_thread
from msgspec import Struct

from pb_adapters.artifacts.files import FileArtifacts
from pb_adapters.clock.system import SystemClock
from pb_adapters.ids.secure import SecureIds
from pb_adapters.notifier.http import HttpNotifier
from pb_adapters.pdf.pdfium import PdfiumReader
from pb_adapters.storage.sqlite import SqliteStorage
from pb_adapters.wakeups.local import LocalWakeups
from pb_core.engines import Engines
from pb_core.errors import StorageError
from pb_core.intake import Intake
from pb_core.keyring import Keyring
from pb_core.outbox import Outbox, OutboxConfig
from pb_core.panel_grid import CanvasLimits
from pb_core.ports.pdf import PdfLimits
from pb_core.roles.vision import VisionCheck
from pb_core.service import FigureService
from pb_core.tables.table import TableLimits
from pb_core.worker import Worker, WorkerConfig
from pb_core.workflows.tools import Tools
from pb_http.engines import open_engines
from pb_http.settings import Settings
from pb_http.version import VERSION


class Core(Struct, frozen=True, kw_only=True):
    """A running core: what the HTTP layer and the command line call."""

    service: FigureService
    keyring: Keyring
    worker: Worker
    outbox: Outbox
    engines: Engines
    vision: VisionCheck


def canvas_limits(settings: Settings) -> CanvasLimits:
    """How large composites may become."""
    return CanvasLimits(max_pixels=settings.composite_max_pixels, max_panel_side=settings.composite_max_panel_side)


def prepare(folder: Path) -> Path:
    """Create the data folder; raises ``StorageError`` when that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The data folder {folder} cannot be used ({error.strerror}): choose another with --data-dir"
        raise StorageError(message) from error
    return folder


@asynccontextmanager
async def open_core(settings: Settings) -> AsyncGenerator[Core]:
    """Open every adapter on the data folder; close them in reverse order on leaving."""
    folder = prepare(settings.data_dir)
    clock, ids, wakeups = SystemClock(), SecureIds(), LocalWakeups()
    async with AsyncExitStack() as stack:
        storage = await stack.enter_async_context(aclosing(await SqliteStorage.open(folder / "paperbanana.db")))
        artifacts = await anyio.to_thread.run_sync(FileArtifacts, folder / "artifacts")
        pdf = await stack.enter_async_context(PdfiumReader(PdfLimits(max_bytes=settings.max_body_bytes)))
        private = settings.webhook_allow_private_networks
        notifier = await stack.enter_async_context(aclosing(HttpNotifier(allow_private=private)))
        canvas = canvas_limits(settings)
        engines = await open_engines(stack, settings.providers, canvas)
        tables = TableLimits(max_rows=settings.plot_max_rows, max_points=10 * settings.plot_max_rows)
        tools = Tools(
            engines=engines,
            artifacts=artifacts,
            pdf=pdf,
            tables=tables,
            caps=settings.providers.caps,
            probe_vision=settings.providers.probe_vision,
        )
        yield Core(
            engines=engines,
            vision=VisionCheck(store=storage, ids=ids, clock=clock),
            service=FigureService(
                storage=storage,
                artifacts=artifacts,
                intake=Intake(
                    engines=engines,
                    artifacts=artifacts,
                    pdf=pdf,
                    tasks=storage,
                    resolution=settings.image_resolution,
                    tables=tables,
                    canvas=canvas,
                ),
                wakeups=wakeups,
                clock=clock,
                ids=ids,
                allow_private_callbacks=private,
            ),
            keyring=Keyring(store=storage, artifacts=artifacts, ids=ids, clock=clock, allow_private_callbacks=private),
            worker=Worker(
                storage=storage,
                tools=tools,
                wakeups=wakeups,
                clock=clock,
                ids=ids,
                config=WorkerConfig(concurrency=settings.concurrency, lease=settings.lease),
            ),
            outbox=Outbox(
                store=storage,
                notifier=notifier,
                wakeups=wakeups,
                clock=clock,
                ids=ids,
                config=OutboxConfig(retry_delays=settings.webhook_retry_delays, version=VERSION),
            ),
        )


@asynccontextmanager
async def working(core: Core) -> AsyncGenerator[None]:
    """Run the worker and the outbox; on leaving, let running tasks end or give them back."""
    failure: Exception | None = None
    async with anyio.create_task_group() as loops:
        loops.start_soon(core.outbox.run)
        async with anyio.create_task_group() as work:
            work.start_soon(core.worker.run)
            try:
                yield
            except Exception as error:  # noqa: BLE001 - raised again below, bare: a task group would wrap it
                failure = error
            finally:
                core.worker.stop()
        loops.cancel_scope.cancel()
    if failure is not None:
        raise failure
