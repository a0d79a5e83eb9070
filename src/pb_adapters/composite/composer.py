"""The composer of the house: it works in warm worker processes."""

import functools

import anyio
import anyio.to_process
from anyio import BrokenWorkerProcess, CapacityLimiter

from pb_core.errors import EngineUnavailable
from pb_core.panel_grid import CanvasLimits
from pb_core.ports.composite import CompositeRequest
from pb_core.ports.images import Picture


def compose(request: CompositeRequest, limits: CanvasLimits = CanvasLimits()) -> tuple[Picture, ...]:  # noqa: B008 - frozen
    """Compose in this very process: for the command line, tests and workers.

    Raises:
        InvalidRequest: the style does not fit the panels, or the composite is too large.
        UnreadablePanel: a panel cannot be used.
        CannotDraw: a label cannot be set, or the request asks for a format that is not written.
    """
    from pb_adapters.composite.composing import composed  # noqa: PLC0415 - libvips is loaded where it works

    return composed(request, limits)


class LocalComposer:
    """Composes in at most ``workers`` processes at a time, which stay warm and end with the event loop.

    A cancelled call, and one that takes longer than ``timeout_seconds``, kills its worker; a worker that dies
    fails its one call.
    """

    def __init__(
        self,
        workers: int = 1,
        limits: CanvasLimits = CanvasLimits(),  # noqa: B008 - frozen
        timeout_seconds: float = 300.0,
    ) -> None:
        self._limiter = CapacityLimiter(workers)
        self._limits = limits
        self._timeout = timeout_seconds
        self._closed = False

    async def compose(self, request: CompositeRequest) -> tuple[Picture, ...]:
        """Compose one figure in every format asked for.

        Raises:
            InvalidRequest: the style does not fit the panels, or the composite is too large.
            UnreadablePanel: a panel cannot be used.
            CannotDraw: a label cannot be set, or the request asks for a format that is not written.
            EngineUnavailable: the worker process died or took too long, or the composer is closed.
        """
        if self._closed:
            message = "the composer is closed"
            raise EngineUnavailable(message)
        async with self._limiter:
            return await self._in_worker(request)

    async def _in_worker(self, request: CompositeRequest) -> tuple[Picture, ...]:
        work = functools.partial(compose, request, self._limits)
        try:
            with anyio.fail_after(self._timeout):
                return await anyio.to_process.run_sync(work, cancellable=True, limiter=CapacityLimiter(1))
        except (BrokenWorkerProcess, ProcessLookupError) as error:  # the second: it died while it started
            message = "the process that composes figures died"
            raise EngineUnavailable(message) from error
        except TimeoutError as error:
            message = f"composing the figure took more than {self._timeout:g} seconds"
            raise EngineUnavailable(message) from error

    async def aclose(self) -> None:
        """Take no further calls and wait until the running ones are done; closing again does nothing."""
        if self._closed:
            return
        self._closed = True
        async with anyio.create_task_group() as group:
            for _ in range(int(self._limiter.total_tokens)):
                group.start_soon(self._limiter.acquire_on_behalf_of, object())
