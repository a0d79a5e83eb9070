"""FigureTrace: what a finished figure was made of and how, read from its durable steps."""

from contextlib import suppress
from typing import TypeVar

import msgspec
from msgspec import Struct

from pb_core.application.drawn_rounds import DrawnRound, drawn_rounds
from pb_core.application.roles.asking import answer_of
from pb_core.domain.diagrams.scene import Continuation, Fold, Gathering
from pb_core.domain.pictures import Artifact
from pb_core.domain.questions.verdicts import CriticAnswer
from pb_core.domain.requests import MethodologyWork, OptimizeWork, PlotWork
from pb_core.domain.steps import StepRecord, StepState
from pb_core.domain.tasks import Task
from pb_core.errors import ArtifactMissing, BadAnswer, NotFound
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.storage import TaskStore

T = TypeVar("T")
Steps = dict[str, StepRecord]


class ReadText(Struct, frozen=True, kw_only=True):
    """Where the text lies that was read of a PDF, and how long it is."""

    digest: str
    length: int


class ShownElsewhere(Struct, frozen=True, kw_only=True):
    """What a drawing shows in the box of another element, and which arrows by letter or at the edges of panels."""

    folds: tuple[Fold, ...] = ()
    continuations: tuple[Continuation, ...] = ()
    gatherings: tuple[Gathering, ...] = ()


class _Drawing(Struct, frozen=True):
    """The part of a round's answer that tells it."""

    scene: ShownElsewhere | None = None


class JudgedRound(Struct, frozen=True, kw_only=True):
    """One drawing, and what the critic said of it; ``None`` where none was asked, or has not answered."""

    drawn: DrawnRound
    verdict: CriticAnswer | None = None


class FigureTrace:
    """Reads what tasks keep of their making; nothing is charged."""

    def __init__(self, store: TaskStore, artifacts: ArtifactStore) -> None:
        self._store, self._artifacts = store, artifacts

    async def source(self, task: Task) -> str:
        """The text that a figure or prompt rests on, for a PDF that of its pages; ``""`` where there is none."""
        if isinstance(task.work, OptimizeWork):
            return task.work.source_context
        if not isinstance(task.work, MethodologyWork):
            return ""
        if task.work.pdf is None:
            return task.work.source
        text = _answer(await self._steps(task), "extract", ReadText)
        if text is None or not text.length:
            return ""
        try:
            return (await self._artifacts.get(task.key_id, text.digest)).decode()
        except ArtifactMissing:
            return ""

    async def data(self, task: Task) -> bytes | None:
        """The data of a plot as JSON; ``None`` where there is none, or the store has lost it."""
        if not isinstance(task.work, PlotWork):
            return None
        try:
            return await self._artifacts.get(task.key_id, task.work.data.digest)
        except ArtifactMissing:
            return None

    async def rounds(self, task: Task) -> tuple[JudgedRound, ...]:
        """What was drawn so far, in order; whether the pictures are still there is not looked up."""
        steps = await self._steps(task)
        return tuple(
            JudgedRound(drawn=drawn, verdict=_verdict(steps, drawn.step.removesuffix("/draw")))
            for drawn in drawn_rounds(steps.values())
        )

    async def drawing(self, task: Task, number: int) -> Artifact:
        """The PNG that was drawn so far as this one in order, counted from 1; raises ``NotFound``."""
        rounds = drawn_rounds((await self._steps(task)).values())
        png = rounds[number - 1].png if 1 <= number <= len(rounds) else None
        if png is None:
            raise NotFound("Nothing was drawn in that round yet")
        return png

    async def drawing_bytes(self, task: Task, drawing: Artifact) -> bytes:
        """The bytes of what ``drawing`` returned; raises ``NotFound`` if they are damaged or lost."""
        try:
            return await self._artifacts.get(task.key_id, drawing.digest)
        except ArtifactMissing as error:
            raise NotFound("This drawing was damaged or lost in the server's store") from error

    async def shown_elsewhere(self, task: Task) -> ShownElsewhere:
        """What the last drawing shows as lines in the box of another or of a group, and the arrows told by letter."""
        steps = await self._steps(task)
        drawings = [_answer(steps, drawn.step, _Drawing) for drawn in drawn_rounds(steps.values())]
        scenes = [drawing.scene for drawing in drawings if drawing is not None and drawing.scene is not None]
        return scenes[-1] if scenes else ShownElsewhere()

    async def _steps(self, task: Task) -> Steps:
        return {step.name: step for step in await self._store.steps(task.id)}


def _verdict(steps: Steps, drawing: str) -> CriticAnswer | None:
    """What the critic answered in a round, the second time where it was asked again."""
    asked = f"{drawing}/critique"
    for name in (f"{asked}/repair", asked):
        text = _answer(steps, name, str)
        if text is not None:
            with suppress(BadAnswer):
                return answer_of(text, CriticAnswer)
    return None


def _answer(steps: Steps, name: str, kind: type[T]) -> T | None:
    """What a finished step answered, unless another version of this program wrote it."""
    record = steps.get(name)
    if record is None or record.state is not StepState.FINISHED:
        return None
    try:
        return msgspec.json.decode(record.result or b"", type=kind)
    except msgspec.DecodeError:
        return None
