"""FigureService: submit, read and wait; what an embedder and the HTTP layer call."""

import hashlib
import logging

import anyio
import anyio.to_thread
import msgspec
from msgspec.structs import asdict

from pb_core.application.estimates import Estimate, Estimator
from pb_core.application.intake import Intake
from pb_core.domain.billing import ApiKey
from pb_core.domain.pictures import Artifact
from pb_core.domain.request_rules import require_valid
from pb_core.domain.requests import (
    Body,
    CompositeBody,
    CompositeWork,
    GenerateBody,
    GenerateFromPdfBody,
    Grounding,
    MethodologyWork,
    OptimizePromptBody,
    OptimizeWork,
    PlotBody,
    PlotWork,
    Work,
)
from pb_core.domain.tasks import Callback, DiagramRecord, Idempotency, PlotRecord, StepRecord, Task, TaskKind
from pb_core.domain.webhooks import check_callback_url
from pb_core.errors import ArtifactMissing, InvalidRequest, KeyDisabled, KeyUnknown, NotFound, QuotaExhausted
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.clock import Clock
from pb_core.ports.ids import Ids
from pb_core.ports.storage import Storage
from pb_core.ports.wakeups import TASKS, Wakeups, task_topic

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
MAX_IDEMPOTENCY_KEY = 255


class FigureService:
    """Accepts work and answers for it. One instance serves a whole process.

    ``allow_private_callbacks`` lets webhooks go to private addresses (a development setting). ``most_queued`` bounds
    the tasks of one key that wait.
    """

    def __init__(  # noqa: PLR0913 - one parameter per port, and two choices
        self,
        *,
        storage: Storage,
        artifacts: ArtifactStore,
        intake: Intake,
        wakeups: Wakeups,
        clock: Clock,
        ids: Ids,
        allow_private_callbacks: bool = False,
        most_queued: int | None = None,
    ) -> None:
        self._storage, self._artifacts, self._intake = storage, artifacts, intake
        self._wakeups, self._clock, self._ids = wakeups, clock, ids
        self._allow_private, self._most_queued = allow_private_callbacks, most_queued
        self._estimator = Estimator(intake.engines, storage, intake.resolution)
        self._stopping = False

    async def submit(
        self, key: ApiKey, body: Body, *, public_url: str = "", idempotency_key: str | None = None
    ) -> Task:
        """Check the body, charge one unit and queue the task, all or nothing.

        Types, limits and choices are checked too, since a body that Python code made was never decoded.
        Raises ``InvalidRequest`` (and its kinds), ``KeyDisabled``, ``QuotaExhausted`` or ``QueueFull``; then nothing
        was charged. With an idempotency key used before, the task accepted then is returned, whatever the quota.
        """
        _require_submission(body)
        idempotency = None
        if idempotency_key is not None:
            idempotency = await anyio.to_thread.run_sync(_idempotency, idempotency_key, body)
            earlier = await self._storage.accepted_before(key.id, idempotency)
            if earlier is not None:
                return earlier
        _require_unit(key)
        callback = self._callback(key, body)
        work = await self._intake.work(key, body)
        task = Task(
            id=self._ids.fresh(),
            key_id=key.id,
            kind=_KINDS[type(work)],
            endpoint=_ENDPOINTS[type(body)],
            work=work,
            public_url=public_url,
            created_at=self._clock.now(),
            callback=callback,
        )
        try:
            task = await self._storage.accept(task, idempotency, self._most_queued)
        except KeyUnknown:  # deleted since it was authenticated, perhaps before its PDF was stored
            await self._artifacts.remove_owner(key.id)
            raise
        await self._wakeups.notify(TASKS)
        return task

    async def estimate(self, body: Body) -> Estimate:
        """What a body would cost and how long it would take, as ranges; nothing is charged, stored or bought.

        Its fields are checked, and that its engines are there, not all that ``submit`` checks: no PDF is opened and no
        data read. Raises ``InvalidRequest``.
        """
        _require_submission(body)
        return await self._estimator.of(body)

    async def task(self, key: ApiKey, task_id: str) -> Task:
        """The task as it is now; raises ``NotFound`` for unknown and foreign ids alike."""
        task = await self._storage.task(task_id)
        if task is None or task.key_id != key.id:
            raise NotFound("No such task")
        return task

    async def steps(self, task: Task) -> tuple[StepRecord, ...]:
        """The durable steps of a task so far: its progress and its trace."""
        return await self._storage.steps(task.id)

    async def wait(self, key: ApiKey, task_id: str, seconds: float) -> Task:
        """The task once it is completed or failed, or as it is after ``seconds`` or at ``stop_waiting``."""
        with anyio.move_on_after(seconds):
            async with self._wakeups.subscribe(task_topic(task_id)) as wakeup:
                while not (task := await self.task(key, task_id)).status.final and not self._stopping:
                    await wakeup.wait(POLL_SECONDS)
                return task
        return await self.task(key, task_id)

    def stop_waiting(self) -> None:
        """Let every ``wait``, under way or to come, return within a second, so that a server can stop."""
        self._stopping = True

    async def plan(self, key: ApiKey, task_id: str) -> tuple[Task, DiagramRecord | PlotRecord]:
        """What a finished diagram or plot was drawn from; raises ``NotFound`` with a sentence that says why not."""
        task = await self.task(key, task_id)
        if not isinstance(task.work, MethodologyWork | PlotWork):
            raise NotFound(f"A {task.kind.value} task has no plan: diagrams and plots have one")
        if task.result is None:
            raise NotFound(f"The task is {task.status.value}, so it has no plan")
        record = task.result.diagram or task.result.plot
        if record is None:
            raise NotFound("This task was drawn by an earlier version, which kept no plan")
        return task, record

    async def artifact(self, key: ApiKey, task_id: str, fmt: str) -> tuple[Task, Artifact]:
        """The finished picture in a format; raises ``NotFound`` with a sentence that says why there is none."""
        task = await self.task(key, task_id)
        if task.result is None:
            raise NotFound(f"The task is {task.status.value}, so it has no image")
        artifact = task.result.artifact(fmt)
        if artifact is None:
            raise NotFound(f"This task produced no {fmt} image")
        return task, artifact

    async def artifact_bytes(self, task: Task, artifact: Artifact, start: int = 0, stop: int | None = None) -> bytes:
        """The bytes of a picture from ``start`` to before ``stop``; raises ``NotFound`` if the store has lost them."""
        try:
            return await self._artifacts.get(task.key_id, artifact.digest, start, stop)
        except ArtifactMissing as error:
            log.exception("a picture is not in the store", extra={"task_id": task.id, "digest": artifact.digest})
            raise NotFound("The picture of this task is no longer in the store") from error

    def _callback(self, key: ApiKey, body: Body) -> Callback | None:
        url = key.webhook_url if body.webhook_url is None else body.webhook_url
        if not url:
            return None
        check_callback_url(url, allow_private=self._allow_private)
        return Callback(url=url, include_image=bool(body.webhook_include_image))


def _require_submission(body: Body) -> None:
    if type(body) not in _ENDPOINTS:
        raise InvalidRequest(f"a {type(body).__name__} is no submission")
    require_valid(body)
    match body:
        case GenerateBody(source_context=None, plan=None):
            raise InvalidRequest("source_context is required")
        case PlotBody(intent=None, plan=None):
            raise InvalidRequest("intent is required")


def _require_unit(key: ApiKey) -> None:
    """Refuse early, before any work; the conditional charge in ``accept`` is what decides."""
    if not key.active:
        raise KeyDisabled("This API key is disabled")
    if key.quota_remaining is not None and key.quota_remaining < 1:
        raise QuotaExhausted("The quota of this API key is exhausted")


def _idempotency(key: str, body: Body) -> Idempotency:
    if not key.strip() or len(key) > MAX_IDEMPOTENCY_KEY:
        raise InvalidRequest(f"Idempotency-Key must have 1 to {MAX_IDEMPOTENCY_KEY} characters")
    fields = {name: value for name, value in asdict(body).items() if value not in _ADDED.get(name, ())}
    digest = hashlib.sha256(_ENDPOINTS[type(body)].encode() + msgspec.json.encode(fields)).hexdigest()
    return Idempotency(key=key, digest=digest)


_ADDED: dict[str, tuple[object, ...]] = {"plan": (None,), "styling": (None,), "grounding": (None, Grounding.STRICT)}
"""Fields that digests of earlier versions do not have: with these values they leave a request's digest as it was."""


_KINDS: dict[type[Work], TaskKind] = {
    MethodologyWork: TaskKind.METHODOLOGY,
    OptimizeWork: TaskKind.PROMPT_OPTIMIZATION,
    PlotWork: TaskKind.STATISTICAL_PLOT,
    CompositeWork: TaskKind.COMPOSITE,
}
_ENDPOINTS: dict[type[Body], str] = {
    GenerateBody: "generate",
    GenerateFromPdfBody: "generate-from-pdf",
    OptimizePromptBody: "optimize-prompt",
    PlotBody: "plot",
    CompositeBody: "composite",
}
