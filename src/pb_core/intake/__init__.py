"""Intake: everything that can be checked of a submission before it is charged, and the work it becomes."""

from pb_core.engines import Engines
from pb_core.intake.composites import CompositeIntake
from pb_core.intake.methodology import MethodologyIntake
from pb_core.intake.optimization import optimize_work
from pb_core.intake.plots import PlotIntake
from pb_core.panel_grid import CanvasLimits
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.pdf import PdfReader
from pb_core.ports.storage import TaskStore
from pb_core.quota import ApiKey
from pb_core.requests import (
    Body,
    CompositeBody,
    GenerateBody,
    GenerateFromPdfBody,
    OptimizePromptBody,
    PlotBody,
    Work,
)
from pb_core.tables.table import TableLimits

__all__ = ["Intake"]


class Intake:
    """Turns request bodies into work; raises a ``CallerError`` and takes no unit then.

    ``resolution`` is the configured image resolution, used where a request names none. ``tables`` bounds the
    data of plots, ``canvas`` the size of composites.
    """

    def __init__(
        self,
        *,
        engines: Engines,
        artifacts: ArtifactStore,
        pdf: PdfReader,
        tasks: TaskStore,
        resolution: str | None = None,
        tables: TableLimits = TableLimits(),  # noqa: B008 - frozen
        canvas: CanvasLimits = CanvasLimits(),  # noqa: B008 - frozen
    ) -> None:
        self._engines = engines
        self._methodology = MethodologyIntake(engines, artifacts, pdf, resolution)
        self._plots = PlotIntake(engines, artifacts, tables)
        self._composites = CompositeIntake(engines, artifacts, tasks, canvas)

    async def work(self, key: ApiKey, body: Body) -> Work:
        """Check a body and return what a task keeps of it; a PDF or data that can be read is stored under the key."""
        match body:
            case GenerateBody():
                return await self._methodology.from_text(body)
            case GenerateFromPdfBody():
                return await self._methodology.from_pdf(key, body)
            case OptimizePromptBody():
                return optimize_work(self._engines, body)
            case PlotBody():
                return await self._plots.work(key, body)
            case CompositeBody():
                return await self._composites.work(key, body)
