"""The composer: pixels through libvips, vectors stay vectors, in warm worker processes."""

from pb_adapters.workers.pool import WorkerPool, WorkLimits
from pb_adapters.workers.process import Entry
from pb_core.domain.panel_grid import CanvasLimits
from pb_core.domain.pictures import Picture
from pb_core.ports.composites import CompositeRequest, PanelFile

_LARGEST_FILE = 4 * 2**30
"""libvips keeps large pictures in temporary files, uncompressed."""

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
    or gives no sign of life for ``silence_seconds``, is begun once more.
    """

    def __init__(
        self,
        workers: int = 1,
        limits: CanvasLimits = CanvasLimits(),  # noqa: B008 - frozen
        timeout_seconds: float = 300.0,
        silence_seconds: float = 20.0,
    ) -> None:
        bounds = WorkLimits(
            processes=workers,
            timeout_seconds=timeout_seconds,
            silence_seconds=silence_seconds,
            file_bytes=_LARGEST_FILE,
        )
        self._pool = WorkerPool("composer", bounds, (_COMPOSE, _INSPECT))
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
            UnreadablePanel: it cannot become a panel.
            EngineUnavailable: two processes died at it, it reached a limit, or the composer is closed.
        """
        return await self._pool.run(_INSPECT, data, whole, self._limits)

    async def aclose(self) -> None:
        """Take no further calls and wait until the running ones are done; closing again does nothing."""
        await self._pool.aclose()
