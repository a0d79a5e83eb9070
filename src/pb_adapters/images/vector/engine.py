"""The image engine of the house: it draws the plan itself, in warm worker processes."""

import anyio
import anyio.to_process
from anyio import BrokenWorkerProcess, CapacityLimiter

from pb_core.errors import EngineUnavailable
from pb_core.ports.images import DrawReply, DrawRequest, ImageCapabilities, Submission


def render(request: DrawRequest) -> DrawReply:
    """Draw in this very process: for the command line, tests and workers.

    Raises:
        InvalidSpec: the spec refers to what it does not define.
        CannotDraw: no clean drawing exists, or the request asks for what this engine does not do.
    """
    from pb_adapters.images.vector.rendering import draw  # noqa: PLC0415 - matplotlib is loaded where it draws

    return draw(request)


class VectorEngine:
    """Draws a plan as PNG, SVG and PDF of one scene whose geometry is proved clean.

    At most ``workers`` processes draw at a time; they stay warm and end with the event loop. A
    cancelled call kills its worker; a worker that dies fails its one call.
    """

    provider = "vector"
    model = "vector-1"
    capabilities = ImageCapabilities(formats=("png", "svg", "pdf"), resolutions=("1K", "2K", "4K"))

    def __init__(self, workers: int = 2) -> None:
        self._limiter = CapacityLimiter(workers)
        self._closed = False

    async def draw(self, request: DrawRequest, submission: Submission) -> DrawReply:  # noqa: ARG002 - nothing is submitted anywhere
        """Draw one picture in every format asked for.

        Raises:
            InvalidSpec: the spec refers to what it does not define.
            CannotDraw: no clean drawing exists, or the request asks for what this engine does not do.
            EngineUnavailable: the worker process died or the engine is closed.
        """
        if self._closed:
            message = "the vector engine is closed"
            raise EngineUnavailable(message)
        try:
            return await anyio.to_process.run_sync(render, request, cancellable=True, limiter=self._limiter)
        except BrokenWorkerProcess as error:
            message = "the process that draws figures died"
            raise EngineUnavailable(message) from error

    async def aclose(self) -> None:
        """Take no further calls and wait until the running ones are done; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        async with anyio.create_task_group() as group:
            for _ in range(int(self._limiter.total_tokens)):
                group.start_soon(self._limiter.acquire_on_behalf_of, object())
