"""The diagram engine: it lays a plan out, proves the geometry clean and draws it, in warm worker processes."""

from pb_adapters.drawing.diagrams.formats import EXPORTS, FORMATS
from pb_adapters.workers.pool import WorkerPool, WorkLimits
from pb_adapters.workers.process import Entry
from pb_core.ports.images import DrawReply, DrawRequest, ImageCapabilities, Submission

_DRAW = Entry("pb_adapters.drawing.diagrams.rendering:draw", DrawReply)


def render(request: DrawRequest) -> DrawReply:
    """Draw in this very process: for the command line, tests and workers.

    Raises:
        InvalidSpec: the spec refers to what it does not define.
        CannotDraw: no clean drawing exists, or the request asks for what this engine does not do.
    """
    from pb_adapters.drawing.diagrams.rendering import draw  # noqa: PLC0415 - matplotlib is loaded where it draws

    return draw(request)


LABEL_SIZE = 8.5
"""Points: the type of labels in drawings of a given print size; a title is larger, details are smaller."""


class VectorEngine:
    """Draws a plan as PNG, SVG and PDF, and for editing, of one scene whose geometry is proved clean.

    At most ``workers`` processes draw at a time; they stay warm and end with the event loop. A call that is cancelled,
    or takes longer than ``timeout_seconds``, kills its worker. A figure whose worker dies, or gives no sign of life for
    ``silence_seconds``, is begun once more.
    """

    provider = "vector"
    model = "vector-1"
    capabilities = ImageCapabilities(
        formats=FORMATS, exports=EXPORTS, resolutions=("1K", "2K", "4K"), typesets=True, label_size=LABEL_SIZE
    )

    def __init__(self, workers: int = 2, *, timeout_seconds: float = 120.0, silence_seconds: float = 20.0) -> None:
        limits = WorkLimits(processes=workers, timeout_seconds=timeout_seconds, silence_seconds=silence_seconds)
        self._pool = WorkerPool("vector engine", limits, (_DRAW,))

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:  # noqa: ARG002 - nothing is submitted anywhere
        """Draw one picture in every format asked for.

        Raises:
            InvalidSpec: the spec refers to what it does not define.
            CannotDraw: no clean drawing exists, or the request asks for what this engine does not do.
            EngineUnavailable: two processes died at it, it reached a limit, or the engine is closed.
        """
        return await self._pool.run(_DRAW, request)

    async def aclose(self) -> None:
        """Take no further calls and wait until the running ones are done; closing again does nothing."""
        await self._pool.aclose()
