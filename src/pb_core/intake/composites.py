"""Composites: finished figures of the same key, and a grid that holds them."""

from functools import partial

import anyio.to_thread

from pb_core.engines import Engines
from pb_core.errors import ArtifactMissing, InvalidRequest, NotFound
from pb_core.figures import Artifact
from pb_core.panel_grid import FINEST, CanvasLimits, PanelSize
from pb_core.panels import PanelStyle, arrange
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.storage import TaskStore
from pb_core.quota import ApiKey
from pb_core.requests import CompositeBody, CompositeWork, SourceFigure
from pb_core.rules import picture_formats
from pb_core.scripts import check_scripts
from pb_core.tasks import Task, TaskStatus


class CompositeIntake:
    """Checks composites: unknown and foreign sources raise ``NotFound``, everything else ``InvalidRequest``."""

    def __init__(self, engines: Engines, artifacts: ArtifactStore, tasks: TaskStore, limits: CanvasLimits) -> None:
        self._engines, self._artifacts, self._tasks, self._limits = engines, artifacts, tasks, limits

    async def work(self, key: ApiKey, body: CompositeBody) -> CompositeWork:
        """Work on the sources as they are now; their pictures are looked up, and their sizes fit the limits."""
        self._engines.composer  # noqa: B018 - refuses where there is none
        found = {name: await self._source(key, name) for name in dict.fromkeys(body.source_task_ids)}
        sources = tuple(found[name] for name in body.source_task_ids)
        style = style_of(body)
        if self._engines.typefaces and style.labels:
            check = partial(check_scripts, self._engines.typefaces, "labels", " ".join(style.labels), stray=0.0)
            await anyio.to_thread.run_sync(check)
        # How fine the pictures are is read from their bytes later: labels are taken for as large as they may get.
        sizes = [PanelSize(source.pictures[0].width, source.pictures[0].height, FINEST) for source in sources]
        arrange(sizes, style, self._limits)
        return CompositeWork(sources=sources, style=style, formats=picture_formats(body.output_formats))

    async def _source(self, key: ApiKey, task_id: str) -> SourceFigure:
        task = await self._tasks.task(task_id)
        if task is None or task.key_id != key.id:
            message = f"source_task_ids: there is no task '{task_id[:64]}'"
            raise NotFound(message)
        figure = SourceFigure(task_id=task.id, kind=task.kind.value, pictures=_pictures(task))
        await self._require_stored(key, figure)
        return figure

    async def _require_stored(self, key: ApiKey, figure: SourceFigure) -> None:
        try:
            for picture in figure.pictures:
                await self._artifacts.size(key.id, picture.digest)
        except ArtifactMissing as error:
            message = f"source_task_ids: the picture of task {figure.task_id} is no longer in the store"
            raise InvalidRequest(message) from error


def style_of(body: CompositeBody) -> PanelStyle:
    """How the panels shall be put together; fields left out take the reference's defaults."""
    default = PanelStyle()
    return PanelStyle(
        layout=body.layout or default.layout,
        labels=None if body.labels is None else tuple(body.labels),
        spacing=default.spacing if body.spacing is None else body.spacing,
        label_position=body.label_position or default.label_position,
        font_size=body.label_font_size or default.font_size,
    )


def _pictures(task: Task) -> tuple[Artifact, ...]:
    if task.status is not TaskStatus.COMPLETED or task.result is None:
        message = f"source_task_ids: task {task.id} has the status {task.status.value}; a panel needs a completed task"
        raise InvalidRequest(message)
    png = task.result.artifact("png")
    if png is None:
        message = f"source_task_ids: task {task.id} is a {task.kind.value} task, which has no picture"
        raise InvalidRequest(message)
    return (png, *(picture for picture in task.result.artifacts if picture is not png))
