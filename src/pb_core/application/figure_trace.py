"""FigureTrace: what a finished figure was made of and how, read from its durable steps."""

from contextlib import suppress
from operator import attrgetter
from typing import TypeVar

import msgspec
from msgspec import Struct

from pb_core.application.roles.asking import answer_of
from pb_core.domain.pictures import Artifact
from pb_core.domain.questions.verdicts import CriticAnswer
from pb_core.domain.requests import MethodologyWork, OptimizeWork
from pb_core.domain.tasks import StepRecord, StepState, Task
from pb_core.errors import ArtifactMissing, BadAnswer
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.storage import TaskStore

T = TypeVar("T")
Steps = dict[str, StepRecord]


class ReadText(Struct, frozen=True, kw_only=True):
    """Where the text lies that was read of a PDF, and how long it is."""

    digest: str
    length: int


class Drawn(Struct, frozen=True, kw_only=True):
    """What any round drew."""

    artifacts: tuple[Artifact, ...]


class DrawnRound(Struct, frozen=True, kw_only=True):
    """One round: its pictures and what the critic said of them; ``None`` where none was asked, or has not answered."""

    number: int
    pictures: tuple[Artifact, ...]
    verdict: CriticAnswer | None = None

    def picture(self, fmt: str) -> Artifact | None:
        """The picture in this format, if there is one."""
        return next((picture for picture in self.pictures if picture.format == fmt), None)


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

    async def rounds(self, task: Task) -> tuple[DrawnRound, ...]:
        """The rounds that were drawn so far, in order; whether their pictures are still there is not looked up."""
        steps = await self._steps(task)
        found = []
        for name in steps:
            drawn = _answer(steps, name, Drawn) if _is_drawing(name) else None
            if drawn is not None:
                number = int(name.split("/")[1])
                found.append(DrawnRound(number=number, pictures=drawn.artifacts, verdict=_verdict(steps, number)))
        return tuple(sorted(found, key=attrgetter("number")))

    async def _steps(self, task: Task) -> Steps:
        return {step.name: step for step in await self._store.steps(task.id)}


def _is_drawing(name: str) -> bool:
    """Whether a step is the drawing of a whole round, by its name ``round/N/draw``."""
    first, _, rest = name.partition("/")
    number, _, last = rest.partition("/")
    return first == "round" and number.isdigit() and last == "draw"


def _verdict(steps: Steps, number: int) -> CriticAnswer | None:
    """What the critic answered in a round, the second time where it was asked again."""
    asked = f"round/{number}/critique"
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
