"""Stamping: the files of a finished figure get their metadata once, when their task ends and all its engines are known.

Steps keep the pictures as they were drawn, so that a run that is resumed stamps the same bytes again.
"""

import hashlib
import logging
from collections.abc import Awaitable, Callable, Iterable

import anyio.to_thread
import msgspec
from msgspec.structs import replace

from pb_core.application.figure_text import text_of_result
from pb_core.domain.picture_metadata import stamped
from pb_core.domain.pictures import Artifact
from pb_core.domain.provenance import GENERATOR, ModelUse, PictureMetadata, Provenance
from pb_core.domain.steps import StepRecord, StepState
from pb_core.domain.tasks import Task, TaskResult
from pb_core.errors import ArtifactMissing, UnreadablePicture
from pb_core.ports.artifacts import ArtifactStore

log = logging.getLogger(__name__)

Hold = Callable[[Callable[[], Awaitable[str]]], Awaitable[str]]
"""Stores what is paid for, again and again until the store takes it."""


class Stamper:
    """Writes metadata into the pictures of results.

    ``version`` is this program's. With ``full`` files say what made them, otherwise their title and alternative text
    alone; the result holds its provenance either way.
    """

    def __init__(self, artifacts: ArtifactStore, version: str, *, full: bool) -> None:
        self._artifacts, self._version, self._full = artifacts, version, full

    async def stamp(self, task: Task, result: TaskResult, steps: Iterable[StepRecord], hold: Hold) -> TaskResult:
        """The result with its text, its provenance and stamped pictures, which are stored; so are its candidates'."""
        made = provenance_of(task, steps, self._version)
        candidates = [
            replace(one, result=await self._with_words(task, one.result, made, hold)) for one in result.candidates
        ]
        own = await self._with_words(task, result, made, hold)
        return replace(own, candidates=tuple(candidates), provenance=made)

    async def _with_words(self, task: Task, figure: TaskResult, made: Provenance, hold: Hold) -> TaskResult:
        """A figure with its text, which stands in its pictures too; without one it stays as it is."""
        text = text_of_result(task.work, figure)
        if text is None:
            return figure
        metadata = PictureMetadata(text=text, provenance=made if self._full else None)
        pictures = [await self._stamped(task, picture, metadata, hold) for picture in figure.artifacts]
        return replace(figure, artifacts=tuple(pictures), text=text)

    async def _stamped(self, task: Task, picture: Artifact, metadata: PictureMetadata, hold: Hold) -> Artifact:
        """A picture with metadata; one that takes none, or that the store has lost, as it is.

        What is lost is named when the task is read, as that of every other task.
        """
        try:
            data = await self._artifacts.get(task.key_id, picture.digest)
            written = await anyio.to_thread.run_sync(stamped, data, picture.format, metadata)
        except ArtifactMissing:
            return picture
        except UnreadablePicture as error:
            log.warning("a picture carries no metadata: %s", error, extra={"task_id": task.id})
            return picture
        if written == data:
            return picture
        digest = await hold(lambda: self._artifacts.put(task.key_id, written))
        return replace(picture, digest=digest, size=len(written))


def provenance_of(task: Task, steps: Iterable[StepRecord], version: str) -> Provenance:
    """What made a figure: this program, and who answered each step that has its answer."""
    models = (
        ModelUse(step=step.name, engine=step.engine, model=step.answered_by)
        for step in steps
        if step.state is StepState.FINISHED
    )
    return Provenance(
        generator=GENERATOR,
        version=version,
        task=task.id,
        models=tuple(models),
        request_digest=request_digest(task),
        created=task.created_at,
    )


def request_digest(task: Task) -> str:
    """The digest of what was asked for: the same for the same request, whoever sent it and wherever it is stored."""
    work = msgspec.to_builtins(task.work)
    for stored in ("pdf", "data"):
        if work.get(stored):
            del work[stored]["path"]
    if "sources" in work:
        work["sources"] = [source["task_id"] for source in work["sources"]]
    asked = msgspec.json.encode([task.endpoint, work], order="deterministic")
    return f"sha256:{hashlib.sha256(asked).hexdigest()}"
