"""Formats for editing that nobody ordered: a finished diagram drawn once more from what is kept of it."""

import hashlib
from collections import OrderedDict

import anyio
import anyio.to_thread
import msgspec
from msgspec import Struct

from pb_core.application import plans
from pb_core.application.engines import Engines, draws_as
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.pictures import EXPORT_TYPES, MERMAID, Artifact, Picture
from pb_core.domain.requests import MethodologyWork
from pb_core.domain.steps import StepRecord
from pb_core.domain.tasks import DiagramRecord, Task, TaskResult
from pb_core.errors import CannotDraw, NotFound
from pb_core.ports.images import DrawRequest, ImageEngine, unpaid
from pb_core.ports.storage import TaskStore

MOST_BYTES = 16 * 2**20
"""How much of what was made is remembered; what was asked for least lately is forgotten first."""

_Key = tuple[str, tuple[str, ...], str]
"""A task, the pictures of its figure by their digests, and the format."""

_CHANGED = "this server lays it out differently than it was drawn: submit its plan again, with output_formats"


class DiagramExports:
    """Makes the formats of ``EXPORT_TYPES`` of finished diagrams, one at a time, so that tasks keep their processes."""

    def __init__(self, engines: Engines, tasks: TaskStore, most_bytes: int = MOST_BYTES) -> None:
        self._engines, self._tasks, self._most_bytes = engines, tasks, most_bytes
        self._made: OrderedDict[_Key, Artifact] = OrderedDict()
        self._data: dict[str, bytes] = {}
        self._turn = anyio.Lock()

    async def export(self, task: Task, result: TaskResult, kind: str) -> Artifact:
        """The diagram of a finished task, or of one of its candidates, in a format; ``data`` has its bytes.

        Raises:
            NotFound: it is no diagram, it was painted, or this server would draw another figure of its plan.
            EngineUnavailable: the engine cannot draw now.
        """
        key = task.id, tuple(picture.digest for picture in result.artifacts), kind
        async with self._turn:
            known = self._made.get(key)
            if known is None:
                picture = await self._new(task, result, kind)
                known = _artifact(picture)
                self._data[known.digest] = picture.data
            self._remember(key, known)
            return known

    def offered(self, task: Task) -> tuple[str, ...]:
        """The formats that can be made of a finished diagram beside those that it has; nothing is drawn for that."""
        record = task.result.diagram if task.result else None
        if task.result is None or record is None or not isinstance(task.work, MethodologyWork):
            return ()
        able = (MERMAID, *self._written_by(self._unpaid_drawer(record), record))
        return tuple(kind for kind in EXPORT_TYPES if kind in able and task.result.artifact(kind) is None)

    def data(self, artifact: Artifact) -> bytes:
        """The bytes of what was just made; raises ``NotFound`` for what is forgotten since."""
        if artifact.digest not in self._data:
            raise NotFound(f"The {artifact.format} of this task is not kept any more: ask for it again")
        return self._data[artifact.digest]

    async def _new(self, task: Task, result: TaskResult, kind: str) -> Picture:
        record = result.diagram
        if record is None or not isinstance(task.work, MethodologyWork):
            raise NotFound(f"This task produced no {kind} image: formats for editing are made of diagrams")
        if kind == MERMAID:
            return await anyio.to_thread.run_sync(flowchart, record)
        engine = self._drawer(record, kind)
        request = DrawRequest(
            spec=record.spec,
            description="",
            styling=record.styling,
            caption=task.work.caption,
            aspect_ratio=record.aspect_ratio or task.work.canvas.aspect_ratio,
            formats=(kind,),
        )
        try:
            reply = await engine.draw(request, _Unkept())
        except CannotDraw as error:
            raise NotFound(f"This task produced no {kind} image, and {_CHANGED}") from error
        drawn = await self._scenes(task)
        if drawn and reply.scene not in drawn:
            raise NotFound(f"This task produced no {kind} image, and {_CHANGED}")
        return reply.pictures[0]

    def _drawer(self, record: DiagramRecord, kind: str) -> ImageEngine:
        """The engine that drew the figure, if it is there and writes the format without buying anything."""
        engine = self._unpaid_drawer(record)
        if kind not in self._written_by(engine, record):
            drawer = record.engine or "what"
            raise NotFound(
                f"This task produced no {kind} image, and {drawer}, which drew it, makes none on this server"
            )
        return engine

    def _unpaid_drawer(self, record: DiagramRecord) -> ImageEngine:
        """The engine that a record names, or what of it buys nothing."""
        engine = self._engines.drawer(record.engine)
        return unpaid(engine) or engine

    def _written_by(self, engine: ImageEngine, record: DiagramRecord) -> tuple[str, ...]:
        """The formats for editing that an engine writes of a figure, if it drew it."""
        able = engine.capabilities
        return able.exports if draws_as(engine, record.engine) and not able.paints else ()

    async def _scenes(self, task: Task) -> list[DrawnScene | None]:
        """The geometry of every round that was drawn, where it is kept; ``None`` for what another version kept."""
        steps = [step for step in await self._tasks.steps(task.id) if _is_drawing(step)]
        return [scene for step in steps if step.result for scene in _scenes_in(step.result)]

    def _remember(self, key: _Key, made: Artifact) -> None:
        self._made[key] = made
        self._made.move_to_end(key)
        while len(self._made) > 1 and sum(one.size for one in self._made.values()) > self._most_bytes:
            self._made.popitem(last=False)
        kept = {one.digest for one in self._made.values()}
        self._data = {digest: data for digest, data in self._data.items() if digest in kept}


class _Drawn(Struct, frozen=True):
    """What is read of the result of a drawing's step."""

    scene: DrawnScene | None = None


class _Unkept:
    """The submission of a call that nothing resumes: what it draws is made again, and nothing is paid for it."""

    provider_ref: str | None = None
    key = ""

    async def submitted(self, provider_ref: str) -> None:
        """Forget the job with the call."""


def flowchart(record: DiagramRecord) -> Picture:
    """The plan of a diagram as a Mermaid flowchart; it has no size."""
    data = plans.written(record, MERMAID)
    return Picture(format=MERMAID, media_type=EXPORT_TYPES[MERMAID], data=data, width=0, height=0)


def _is_drawing(step: StepRecord) -> bool:
    return step.name.endswith("/draw")


def _scenes_in(result: bytes) -> tuple[DrawnScene | None, ...]:
    """The geometry that a step's result holds, if any."""
    try:
        scene = msgspec.json.decode(result, type=_Drawn).scene
    except msgspec.DecodeError:
        return (None,)
    return () if scene is None else (scene,)


def _artifact(picture: Picture) -> Artifact:
    return Artifact(
        format=picture.format,
        media_type=picture.media_type,
        digest=hashlib.sha256(picture.data).hexdigest(),
        size=len(picture.data),
        width=picture.width,
        height=picture.height,
    )
