"""The built-in adapters on a folder: what serves where a caller brings no port of its own."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Protocol, TypeVar

import anyio
import anyio.to_thread
from msgspec import Struct

from pb_adapters.artifacts import FileArtifacts
from pb_adapters.data_folder import ARTIFACTS, DATABASE, require_database, require_no_artifacts
from pb_adapters.deferred_notifier import DeferredNotifier
from pb_adapters.drawing.composites import LocalComposer
from pb_adapters.drawing.diagrams import VectorEngine
from pb_adapters.drawing.diagrams.illustrated import ILLUSTRATED, IllustratedEngine
from pb_adapters.drawing.plots import MatplotlibPlots
from pb_adapters.drawing.shared.installed_typefaces import InstalledTypefaces
from pb_adapters.notation import MermaidFlowcharts, translate_vega_lite
from pb_adapters.pdf.pdfium import PdfiumReader
from pb_adapters.planners.engine import OfflineEngine
from pb_adapters.runtime import SecureIds, SystemClock
from pb_adapters.storage.sqlite.store import SqliteStorage
from pb_adapters.table_reader import TableReader
from pb_adapters.wakeups.local import LocalWakeups
from pb_core.application.assembly import Options, Ports
from pb_core.application.engines import Engines
from pb_core.domain.pdf import PdfLimits
from pb_core.errors import StorageError
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.clock import Clock
from pb_core.ports.composites import Composer
from pb_core.ports.distribution import Distributor
from pb_core.ports.ids import Ids
from pb_core.ports.images import ImageEngine
from pb_core.ports.notation import DiagramNotation
from pb_core.ports.notifier import Notifier
from pb_core.ports.pdf import PdfReader
from pb_core.ports.plots import PlotEngine
from pb_core.ports.storage import Storage
from pb_core.ports.vlm import VlmEngine
from pb_core.ports.wakeups import Wakeups


class OwnEngines(Struct, frozen=True, kw_only=True):
    """The engines that a caller brings; ``None`` takes the built-in one."""

    vlm: VlmEngine | None = None
    images: ImageEngine | None = None
    plots: PlotEngine | None = None
    composer: Composer | None = None


class OwnPorts(Struct, frozen=True, kw_only=True):
    """The other adapters that a caller brings and closes; ``None`` takes the built-in one."""

    storage: Storage | None = None
    artifacts: ArtifactStore | None = None
    pdf: PdfReader | None = None
    notifier: Notifier | None = None
    wakeups: Wakeups | None = None
    distributor: Distributor | None = None
    clock: Clock | None = None
    ids: Ids | None = None
    notation: DiagramNotation | None = None


CLOSING_SECONDS = 30.0
"""How long a built-in adapter may take to close where whoever leaves was cancelled."""


class Closable(Protocol):
    """What is closed."""

    async def aclose(self) -> None:
        """Close it."""


C = TypeVar("C", bound=Closable)


@asynccontextmanager
async def closing(adapter: C) -> AsyncGenerator[C]:
    """Close an adapter on leaving, whoever was cancelled: threads, processes and files would stay."""
    try:
        yield adapter
    finally:
        with anyio.move_on_after(CLOSING_SECONDS, shield=True):
            await adapter.aclose()


def prepare(folder: Path) -> Path:
    """Create the data folder; raises ``StorageError`` when that is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise StorageError(f"the data folder {folder} cannot be used ({why}): choose another") from error
    return folder


async def open_engines(
    stack: AsyncExitStack,
    options: Options,
    own: OwnEngines = OwnEngines(),  # noqa: B008 - frozen
    key_settings: Mapping[str, str] | None = None,
) -> Engines:
    """Rule-based planners and drawing by our own engines where the caller brings none; the stack closes ours.

    ``key_settings`` names the setting of each provider's key, for requests that choose one that has none.
    """
    images: ImageEngine = (
        own.images if own.images is not None else await stack.enter_async_context(closing(VectorEngine()))
    )
    plots = own.plots if own.plots is not None else await stack.enter_async_context(closing(MatplotlibPlots()))
    composer = (
        own.composer
        if own.composer is not None
        else await stack.enter_async_context(closing(LocalComposer(limits=options.canvas)))
    )
    sets_text = own.plots is None and own.composer is None  # engines of others may have faces of their own
    return Engines(
        vlm=own.vlm if own.vlm is not None else OfflineEngine(),
        images=images,
        painters=None if own.images is not None else {ILLUSTRATED: lambda _: IllustratedEngine(images)},
        plots=plots,
        composer=composer,
        typefaces=InstalledTypefaces() if sets_text else None,
        key_settings=key_settings,
    )


async def open_artifacts(folder: Path, url: str | None = None) -> ArtifactStore:
    """The artifacts of a data folder: in it, or in a bucket that was proven to be usable.

    Raises ``StorageError``: folder or bucket cannot be used, or both have artifacts.
    """
    if url is None:
        return await anyio.to_thread.run_sync(FileArtifacts, folder / ARTIFACTS)
    await anyio.to_thread.run_sync(require_no_artifacts, folder, url)
    from pb_adapters.artifacts.s3 import S3Artifacts  # noqa: PLC0415 - its client is loaded where a bucket is set up

    return await S3Artifacts.open(url)


async def open_ports(
    stack: AsyncExitStack,
    folder: Path,
    engines: Engines,
    options: Options,
    own: OwnPorts = OwnPorts(),  # noqa: B008 - frozen
    pdf_limits: PdfLimits = PdfLimits(),  # noqa: B008 - frozen
    *,
    artifacts_url: str | None = None,
) -> Ports:
    """Open what the caller does not bring, on a folder that is there; the stack closes it.

    ``artifacts_url`` is the bucket of the artifacts, which lie in the folder otherwise.

    Raises:
        StorageError: the folder or the bucket cannot be used, or the database is lost.
    """
    if own.storage is None:
        await anyio.to_thread.run_sync(require_database, folder)
    storage: Storage = (
        own.storage
        if own.storage is not None
        else await stack.enter_async_context(closing(await SqliteStorage.open(folder / DATABASE)))
    )
    artifacts: ArtifactStore = (
        own.artifacts if own.artifacts is not None else await open_artifacts(folder, artifacts_url)
    )
    pdf: PdfReader = (
        own.pdf if own.pdf is not None else await stack.enter_async_context(closing(PdfiumReader(pdf_limits)))
    )
    notifier: Notifier = (
        own.notifier
        if own.notifier is not None
        else await stack.enter_async_context(closing(DeferredNotifier(allow_private=options.allow_private_callbacks)))
    )
    tables = await stack.enter_async_context(closing(TableReader()))
    return Ports(
        engines=engines,
        check_plot=tables.check,
        read_table=tables.read,
        storage=storage,
        artifacts=artifacts,
        pdf=pdf,
        notifier=notifier,
        wakeups=own.wakeups if own.wakeups is not None else LocalWakeups(),
        distributor=own.distributor,
        clock=own.clock if own.clock is not None else SystemClock(),
        ids=own.ids if own.ids is not None else SecureIds(),
        notation=own.notation if own.notation is not None else MermaidFlowcharts(),
        vega_lite=translate_vega_lite,
    )
