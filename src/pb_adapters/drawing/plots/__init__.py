"""The plot engine: it draws the caller's data itself, in warm worker processes.

Frames hold what is shown, layout says where it stands, marks paint it and read it back.
"""

from pb_adapters.workers.pool import WorkerPool, WorkLimits
from pb_adapters.workers.process import Entry
from pb_core.ports.plots import LegendReply, LegendRequest, PlotReply, PlotRequest

_DRAW = Entry("pb_adapters.drawing.plots.rendering:draw", PlotReply)
_DRAW_LEGEND = Entry("pb_adapters.drawing.plots.shared_legend:draw_alone", LegendReply)


def render(request: PlotRequest) -> PlotReply:
    """Draw in this very process: for the command line, tests and workers.

    Raises:
        InvalidSpec: the spec asks for what the table does not support.
        CannotDraw: the request asks for a size or format that cannot be drawn.
    """
    from pb_adapters.drawing.plots.rendering import draw  # noqa: PLC0415 - matplotlib is loaded where it draws

    return draw(request)


class MatplotlibPlots:
    """Draws a plot as PNG, SVG and PDF of one scene, and reads it back from the finished artists.

    At most ``workers`` processes draw at a time; they stay warm and end with the event loop. A call that is cancelled,
    or takes longer than ``timeout_seconds``, kills its worker. A plot whose worker dies, or gives no sign of life for
    ``silence_seconds``, is begun once more.
    """

    provider = "matplotlib"
    model = "plots-1"

    def __init__(self, workers: int = 2, *, timeout_seconds: float = 300.0, silence_seconds: float = 20.0) -> None:
        limits = WorkLimits(processes=workers, timeout_seconds=timeout_seconds, silence_seconds=silence_seconds)
        self._pool = WorkerPool("plot engine", limits, (_DRAW, _DRAW_LEGEND))

    async def draw(self, request: PlotRequest) -> PlotReply:
        """Draw one plot in every format asked for.

        Raises:
            InvalidSpec: the spec asks for what the table does not support.
            CannotDraw: the request asks for a size or format that cannot be drawn.
            EngineUnavailable: two processes died at it, it reached a limit, or the engine is closed.
        """
        return await self._pool.run(_DRAW, request)

    async def draw_legend(self, request: LegendRequest) -> LegendReply:
        """Draw a legend alone in every format asked for.

        Raises:
            CannotDraw: there is no key, or a letter that no face has.
            EngineUnavailable: two processes died at it, it reached a limit, or the engine is closed.
        """
        return await self._pool.run(_DRAW_LEGEND, request)

    async def aclose(self) -> None:
        """Take no further calls and wait until the running ones are done; closing again does nothing."""
        await self._pool.aclose()
