"""The composer: pixels through libvips, vectors stay vectors, in warm worker processes."""

from msgspec.structs import replace

from pb_adapters.workers.pool import WorkerPool, WorkLimits
from pb_adapters.workers.process import Entry, LimitReached
from pb_core.domain.panel_grid import CanvasLimits
from pb_core.domain.pictures import Picture
from pb_core.errors import EngineUnavailable, UnreadablePanel
from pb_core.ports.composites import CompositeRequest, PanelFile

_LARGEST_FILE = 4 * 2**30
"""libvips keeps large pictures in temporary files, uncompressed."""

_INSPECTORS = 2
"""Pictures that are looked at at a time, so that one which takes long holds up nobody else's."""

_INSPECTOR_MEMORY = 3 * 2**29
"""Address space for one; libraries take 0.4 GiB, an interlaced PNG of the most pixels 0.8 GiB."""

_COMPOSE = Entry("pb_adapters.drawing.composites.rendering:composed", tuple[Picture, ...])
_INSPECT = Entry("pb_adapters.drawing.composites.inspection:inspected", PanelFile)


def compose(request: CompositeRequest, limits: CanvasLimits = CanvasLimits()) -> tuple[Picture, ...]:  # noqa: B008 - frozen
    """Compose in this very process: for the command line, tests and workers.

    Raises:
        InvalidRequest: the style does not fit the panels, or the composite is too large.
        UnreadablePanel: a panel cannot be used.
        CannotDraw: a label cannot be set, or the request asks for a format that is not written.
    """
    from pb_adapters.drawing.composites.rendering import composed  # noqa: PLC0415 - libvips is loaded where it works

    return composed(request, limits)


class LocalComposer:
    """Composes in at most ``workers`` processes at a time, which stay warm and end with the event loop.

    A call that is cancelled, or takes longer than ``timeout_seconds``, kills its worker. A composite whose worker dies,
    or gives no sign of life for ``silence_seconds``, is begun once more. Strangers' pictures are looked at in processes
    of their own, each for ``inspect_seconds`` at most: a few bytes of vectors can be the work of hours.
    """

    def __init__(
        self,
        workers: int = 1,
        limits: CanvasLimits = CanvasLimits(),  # noqa: B008 - frozen
        timeout_seconds: float = 300.0,
        silence_seconds: float = 20.0,
        inspect_seconds: float = 30.0,
    ) -> None:
        bounds = WorkLimits(
            processes=workers,
            timeout_seconds=timeout_seconds,
            silence_seconds=silence_seconds,
            file_bytes=_LARGEST_FILE,
        )
        look = replace(bounds, processes=_INSPECTORS, timeout_seconds=inspect_seconds, memory_bytes=_INSPECTOR_MEMORY)
        self._pool = WorkerPool("composer", bounds, (_COMPOSE,))
        self._inspectors = WorkerPool("inspector of pictures", look, (_INSPECT,))
        self._limits = limits

    async def compose(self, request: CompositeRequest) -> tuple[Picture, ...]:
        """Compose one figure in every format asked for.

        Raises:
            InvalidRequest: the style does not fit the panels, or the composite is too large.
            UnreadablePanel: a panel cannot be used.
            CannotDraw: a label cannot be set, or the request asks for a format that is not written.
            EngineUnavailable: two processes died at it, it reached a limit, or the composer is closed.
        """
        return await self._pool.run(_COMPOSE, request, self._limits)

    async def inspect(self, data: bytes, *, whole: bool = True) -> PanelFile:
        """What the bytes of a picture are, and how large it is.

        Raises:
            UnreadablePanel: it cannot become a panel, takes more time or memory to draw than a panel may, or two
                processes died at it.
            EngineUnavailable: the composer is closed, or no process could be started.
        """
        try:
            return await self._inspectors.run(_INSPECT, data, whole, self._limits)
        except EngineUnavailable as error:
            if not (isinstance(error, LimitReached) or error.suspect):
                raise
            raise UnreadablePanel(
                f"The picture cannot be used: {error}, and no more is tried for a panel: make it simpler, "
                "or upload it as a PNG"
            ) from error

    async def aclose(self) -> None:
        """Take no further calls and wait until the running ones are done; closing again does nothing."""
        await self._pool.aclose()
        await self._inspectors.aclose()
