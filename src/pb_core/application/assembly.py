"""Assembly: puts the parts of the core together on any adapters, and runs them."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Annotated

import anyio
from msgspec import Meta, Struct

from pb_core.application.engines import Engines
from pb_core.application.history import Administration
from pb_core.application.intake import Intake
from pb_core.application.keyring import Keyring
from pb_core.application.outbox import Outbox, OutboxConfig
from pb_core.application.plans import PlanReader
from pb_core.application.plot_checks import CheckPlot, ReadTable, read_in_thread
from pb_core.application.polling import Polling
from pb_core.application.retention import Limits
from pb_core.application.roles.vision import VisionCheck
from pb_core.application.service import FigureService
from pb_core.application.upkeep import Upkeep
from pb_core.application.waiting import Patience
from pb_core.application.worker import Worker, WorkerConfig
from pb_core.application.workflows import Tools
from pb_core.domain.billing import Caps
from pb_core.domain.panel_grid import CanvasLimits
from pb_core.domain.plots.plan import Translate
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.webhooks import RETRY_DELAYS
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.clock import Clock
from pb_core.ports.distribution import Distributor
from pb_core.ports.ids import Ids
from pb_core.ports.notation import DiagramNotation
from pb_core.ports.notifier import Notifier
from pb_core.ports.pdf import PdfReader
from pb_core.ports.storage import Storage
from pb_core.ports.wakeups import Wakeups
from pb_core.prepared_types import prepare_types


class Ports(Struct, frozen=True, kw_only=True):
    """One adapter per port, and the engines; who opened them closes them.

    Without a ``notation`` Mermaid is refused as a plan, and read as prose in a text; without ``vega_lite``, which
    translates it, Vega-Lite is refused. ``check_plot`` holds submitted plots against their data and
    ``read_table`` reads the data of plots at work, in threads where there are none. Without a ``distributor`` workers
    are woken, and poll.
    """

    engines: Engines
    storage: Storage
    artifacts: ArtifactStore
    pdf: PdfReader
    notifier: Notifier
    wakeups: Wakeups
    clock: Clock
    ids: Ids
    distributor: Distributor | None = None
    notation: DiagramNotation | None = None
    vega_lite: Translate | None = None
    check_plot: CheckPlot | None = None
    read_table: ReadTable = read_in_thread


class Options(Struct, frozen=True, kw_only=True):
    """What may be chosen about a core; the defaults suit one machine.

    ``resolution`` is the image resolution where a request names none. ``tables`` bounds the data of plots, ``canvas``
    the size of composites, ``caps`` what calls of engines may cost. ``probe_vision`` has a model shown a token before
    it judges its first picture. ``allow_private_callbacks`` lets webhooks go to private addresses (a development
    setting). ``deadline`` is how long after its acceptance a task is tried again that meets an outage of an engine,
    ``grace`` how long a stop waits for calls under way, which would be made and paid again. ``most_running`` and
    ``most_queued`` bound the tasks of one key that run and that wait. ``retention`` bounds what is kept of tasks that
    are over. ``poll`` is how long worker and outbox wait at most before they look for work without being woken.
    ``version`` is what webhooks and the files of figures call this program; without ``provenance`` those files tell
    their title and alternative text alone.
    """

    concurrency: Annotated[int, Meta(ge=1)] = 4
    lease: timedelta = timedelta(seconds=60)
    grace: timedelta = timedelta(seconds=10)
    most_running: Annotated[int, Meta(ge=1)] | None = None
    most_queued: Annotated[int, Meta(ge=1)] | None = None
    retention: Limits = Limits()
    deadline: timedelta = timedelta(hours=1)
    poll: timedelta = timedelta(seconds=1)
    resolution: str | None = None
    tables: TableLimits = TableLimits()
    canvas: CanvasLimits = CanvasLimits()
    caps: Caps = Caps()
    probe_vision: bool = True
    allow_private_callbacks: bool = False
    retry_delays: tuple[timedelta, ...] = RETRY_DELAYS
    version: str = "0"
    provenance: bool = True


class Core(Struct, frozen=True, kw_only=True):
    """The parts of a core: what an HTTP layer, a command line or a program of one's own calls."""

    service: FigureService
    keyring: Keyring
    administration: Administration
    worker: Worker
    outbox: Outbox
    upkeep: Upkeep
    engines: Engines
    vision: VisionCheck


def assemble(ports: Ports, options: Options = Options()) -> Core:  # noqa: B008 - frozen
    """The core on these ports; nothing runs before ``working`` or ``Worker.run_once``."""
    prepare_types()
    keyring = Keyring(
        store=ports.storage,
        artifacts=ports.artifacts,
        ids=ports.ids,
        clock=ports.clock,
        allow_private_callbacks=options.allow_private_callbacks,
    )
    worker, service = _worker(ports, options), _service(ports, options)
    return Core(
        engines=ports.engines,
        vision=VisionCheck(store=ports.storage, ids=ports.ids, clock=ports.clock),
        service=service,
        keyring=keyring,
        administration=Administration(
            storage=ports.storage,
            service=service,
            keyring=keyring,
            notifier=ports.notifier,
            wakeups=ports.wakeups,
            clock=ports.clock,
            ids=ports.ids,
            version=options.version,
        ),
        upkeep=Upkeep(
            storage=ports.storage,
            artifacts=ports.artifacts,
            keyring=keyring,
            clock=ports.clock,
            is_idle=lambda: worker.is_idle,
            limits=options.retention,
        ),
        worker=worker,
        outbox=Outbox(
            store=ports.storage,
            notifier=ports.notifier,
            wakeups=ports.wakeups,
            clock=ports.clock,
            ids=ports.ids,
            config=OutboxConfig(
                retry_delays=options.retry_delays, poll_seconds=options.poll.total_seconds(), version=options.version
            ),
        ),
    )


def _service(ports: Ports, options: Options) -> FigureService:
    return FigureService(
        storage=ports.storage,
        artifacts=ports.artifacts,
        intake=Intake(
            engines=ports.engines,
            artifacts=ports.artifacts,
            pdf=ports.pdf,
            tasks=ports.storage,
            plans=PlanReader(ports.notation, ports.vega_lite),
            resolution=options.resolution,
            tables=options.tables,
            check_plot=ports.check_plot,
            read_table=ports.read_table,
            canvas=options.canvas,
        ),
        wakeups=ports.wakeups,
        clock=ports.clock,
        ids=ports.ids,
        allow_private_callbacks=options.allow_private_callbacks,
        most_queued=options.most_queued,
    )


def _worker(ports: Ports, options: Options) -> Worker:
    return Worker(
        storage=ports.storage,
        tools=Tools(
            engines=ports.engines,
            artifacts=ports.artifacts,
            pdf=ports.pdf,
            tables=options.tables,
            read_table=ports.read_table,
            canvas=options.canvas,
            caps=options.caps,
            probe_vision=options.probe_vision,
            version=options.version,
            provenance=options.provenance,
        ),
        wakeups=ports.wakeups,
        distributor=ports.distributor or Polling(ports.wakeups, options.poll.total_seconds()),
        clock=ports.clock,
        ids=ports.ids,
        config=WorkerConfig(
            concurrency=options.concurrency,
            most_running=options.most_running,
            lease=options.lease,
            grace_seconds=options.grace.total_seconds(),
            patience=Patience(deadline=options.deadline),
        ),
    )


@asynccontextmanager
async def working(core: Core) -> AsyncGenerator[None]:
    """Run the worker, the outbox and the upkeep; on leaving, let running tasks end or give them back."""
    failure: BaseException | None = None
    async with anyio.create_task_group() as loops:
        loops.start_soon(core.outbox.run)
        loops.start_soon(core.upkeep.run)
        async with anyio.create_task_group() as work:
            work.start_soon(core.worker.run)
            try:
                yield
            except anyio.get_cancelled_exc_class():
                raise
            except BaseException as error:  # noqa: BLE001 - raised again below, bare: a task group would wrap it
                failure = error
            finally:
                core.worker.stop()
        loops.cancel_scope.cancel()
    if failure is not None:
        raise failure
