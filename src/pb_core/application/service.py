"""FigureService: submit, read and wait; what an embedder and the HTTP layer call."""

import logging
from collections.abc import AsyncGenerator

import anyio.to_thread
from msgspec.structs import replace

from pb_core.application.bundle import Bundles
from pb_core.application.damage import DamageWatch
from pb_core.application.endings import delivery_of
from pb_core.application.engines import Engines
from pb_core.application.estimates import Estimate, Estimator
from pb_core.application.exports import DiagramExports
from pb_core.application.figure_trace import FigureTrace
from pb_core.application.figure_versions import FigureVersions
from pb_core.application.idempotency import idempotency_of
from pb_core.application.intake import Intake
from pb_core.application.panels import Panels
from pb_core.application.previews import Previews
from pb_core.application.resubmission import body_of, stored_in
from pb_core.application.submissions import ENDPOINTS, KINDS, require_submission, require_units
from pb_core.application.watching import TaskEvent, TaskWatch
from pb_core.application.webhook_log import WebhookLog
from pb_core.domain.billing import ApiKey
from pb_core.domain.pictures import EXPORT_TYPES, Artifact
from pb_core.domain.request_rules import require_valid
from pb_core.domain.requests import (
    Body,
    CompositeBody,
    MethodologyWork,
    PdfPages,
    PlotWork,
    ReviseBody,
    StoredData,
    Work,
    units_of,
)
from pb_core.domain.steps import StepRecord
from pb_core.domain.tasks import (
    Callback,
    DiagramRecord,
    Idempotency,
    Outcome,
    PlotRecord,
    Task,
    TaskLine,
    TaskQuery,
    TaskStatus,
)
from pb_core.domain.webhooks.callback_urls import check_callback_url
from pb_core.errors import (
    ArtifactMissing,
    CallerError,
    InvalidRequest,
    KeyUnknown,
    NotFound,
    StorageError,
)
from pb_core.ports.artifacts import ArtifactStore
from pb_core.ports.clock import Clock
from pb_core.ports.ids import Ids
from pb_core.ports.retention import ReleasedArtifact
from pb_core.ports.storage import Storage
from pb_core.ports.wakeups import DELIVERIES, TASKS, Wakeups, cancel_topic, task_topic

log = logging.getLogger(__name__)

CANCELLED = "cancelled"
"""The error of a task that its caller ended."""
REVISE = "revise"
"""What the usage log calls revisions."""


class FigureService:
    """Accepts work and answers for it. One instance serves a whole process.

    ``allow_private_callbacks`` lets webhooks go to private addresses (a development setting). ``most_queued`` bounds
    the tasks of one key that wait. ``webhooks`` tells what became of the callbacks, ``bundles`` are tasks as ZIP files,
    ``trace`` tells how figures were made, ``versions`` of what they were revised
    from, ``exports`` in what else they can be had. ``panels`` are pictures that callers bring for composites.
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
        self.webhooks = WebhookLog(store=storage, wakeups=wakeups, clock=clock)
        self.bundles = Bundles(storage, artifacts)
        self.trace, self.versions = FigureTrace(storage, artifacts), FigureVersions(storage, intake)
        self._estimator = Estimator(intake.engines, storage, intake.resolution)
        self._damage = DamageWatch(artifacts)
        self._watch = TaskWatch(storage, wakeups, self.task)
        self.exports = DiagramExports(intake.engines, storage)
        self.panels = Panels(engines=intake.engines, artifacts=artifacts, store=storage, clock=clock)

    async def submit(
        self, key: ApiKey, body: Body, *, public_url: str = "", idempotency_key: str | None = None
    ) -> Task:
        """Check the body, charge its units and queue the task, all or nothing: one, or one for each candidate.

        Types, limits and choices are checked too, since a body that Python code made was never decoded.
        Raises ``InvalidRequest`` (and its kinds), ``KeyDisabled``, ``QuotaExhausted`` or ``QueueFull``; then nothing
        was charged. With an idempotency key used before, the task accepted then is returned, whatever the quota.
        """
        require_submission(body)
        idempotency, earlier = await self._before(key, idempotency_key, ENDPOINTS[type(body)], body)
        if earlier is not None:
            return earlier
        require_units(key, units_of(body))
        callback = self._callback(key, body)
        uploads = await self.panels.named(key, body.source_task_ids) if isinstance(body, CompositeBody) else {}
        work = await self._intake.work(key, body, uploads)
        return await self._accept(self._task(key, work, ENDPOINTS[type(body)], public_url, callback), key, idempotency)

    async def revise(
        self, key: ApiKey, task_id: str, body: ReviseBody, *, public_url: str = "", idempotency_key: str | None = None
    ) -> Task:
        """Queue a new version of a finished figure of the key, with it as ``parent``; charged as a submission is.

        Raises what ``submit`` raises, and ``NotFound``; then nothing was charged. The figure may be deleted afterwards.
        """
        require_valid(body)
        idempotency, earlier = await self._before(key, idempotency_key, f"{REVISE} {task_id}", body)
        if earlier is not None:
            return earlier
        parent = await self.task(key, task_id)
        require_units(key, 1)
        callback = self._callback(key, body)
        work = await self._intake.revised(key, parent, body)
        task = self._task(key, work, REVISE, public_url, callback)
        return await self._accept(replace(task, parent=parent.id), key, idempotency)

    async def _before(
        self, key: ApiKey, name: str | None, endpoint: str, body: Body | ReviseBody
    ) -> tuple[Idempotency | None, Task | None]:
        """What an idempotency key stands for, and the task that was accepted under it before."""
        if name is None:
            return None, None
        idempotency = await anyio.to_thread.run_sync(idempotency_of, name, endpoint, body)
        return idempotency, await self._storage.accepted_before(key.id, idempotency)

    def _task(self, key: ApiKey, work: Work, endpoint: str, public_url: str, callback: Callback | None) -> Task:
        return Task(
            id=self._ids.fresh(),
            key_id=key.id,
            kind=KINDS[type(work)],
            endpoint=endpoint,
            work=work,
            public_url=public_url,
            created_at=self._clock.now(),
            callback=callback,
        )

    async def _accept(self, task: Task, key: ApiKey, idempotency: Idempotency | None) -> Task:
        """Charge and queue a task; what it had stored is let go if it is refused."""
        try:
            task = await self._storage.accept(task, idempotency, self._most_queued)
        except KeyUnknown:  # deleted since it was authenticated, perhaps before its PDF was stored
            await self._artifacts.remove_owner(key.id)
            raise
        except CallerError:
            await self._release(key, task.work)
            raise
        await self._wakeups.notify(TASKS)
        return task

    async def _release(self, key: ApiKey, work: Work) -> None:
        """Let go of the PDF or the data that a refused submission had stored, unless a task has the same."""
        match work:
            case MethodologyWork(pdf=PdfPages(digest=digest)) | PlotWork(data=StoredData(digest=digest)):
                released = ReleasedArtifact(owner=key.id, digest=digest, released_at=self._clock.now())
                await self._storage.release((released,))

    async def estimate(self, body: Body) -> Estimate:
        """What a body would cost and how long it would take, as ranges; nothing is charged, stored or bought.

        Its fields are checked, and that its engines are there, not all that ``submit`` checks: no PDF is opened and no
        data read. Raises ``InvalidRequest``.
        """
        require_submission(body)
        return await self._estimator.of(body)

    @property
    def engines(self) -> Engines:
        """The engines that submissions may choose from."""
        return self._intake.engines

    @property
    def previews(self) -> Previews:
        """What submissions would read."""
        return self._intake.previews

    async def body_of(self, task: Task) -> Body:
        """A task's request as it could be submitted again, without its callback.

        Raises ``NotFound`` where its PDF or data are lost, or its record is of another version of this program.
        """
        digest, data = stored_in(task.work), b""
        if digest is not None:
            try:
                data = await self._artifacts.get(task.key_id, digest)
            except ArtifactMissing as error:
                raise NotFound("The PDF or the data of this task were lost in the server's store") from error
        return await anyio.to_thread.run_sync(body_of, task.work, data, self._intake.resolution)

    async def task(self, key: ApiKey, task_id: str) -> Task:
        """The task as it is now; raises ``NotFound`` for unknown and foreign ids alike."""
        task = await self._storage.task(task_id)
        if task is None or task.key_id != key.id:
            raise await self._not_found(key, task_id)
        return task

    async def line(self, key: ApiKey, task_id: str) -> TaskLine:
        """What a list tells of a task, as it is now; raises ``NotFound`` for unknown and foreign ids alike."""
        line = await self._storage.task_line(task_id)
        if line is None or line.key_id != key.id:
            raise await self._not_found(key, task_id)
        return line

    async def _not_found(self, key: ApiKey, task_id: str) -> NotFound:
        """The refusal of a task that is not there; a caller whose own it was learns that it was removed."""
        if await self._storage.is_retired(key.id, task_id):
            return NotFound("No such task any more: this server keeps finished tasks for a limited time")
        return NotFound("No such task")

    async def tasks(self, key: ApiKey, query: TaskQuery) -> tuple[TaskLine, ...]:
        """The tasks of a key that a query asks for, newest first.

        Raises ``InvalidRequest`` where ``before`` is no task of this key.
        """
        if query.before is not None:
            earlier = await self._storage.task(query.before)
            is_own = earlier is not None and earlier.key_id == key.id
            if not is_own and not await self._storage.is_retired(key.id, query.before):
                raise InvalidRequest("before must be the task_id of a task of this key")
        return await self._storage.list_tasks(key.id, query)

    async def cancel(self, key: ApiKey, task_id: str) -> Task:
        """End a task as failed and return it; one that is over stays as it is. What it has charged is not given back.

        Raises ``NotFound``.
        """
        task = await self.task(key, task_id)
        if task.status.final:
            return task
        outcome, now = Outcome(error=CANCELLED), self._clock.now()
        ended = replace(task, status=outcome.status, error=outcome.error, completed_at=now)
        delivery = await delivery_of(ended, self._artifacts, self._ids)
        if await self._storage.cancel_task(task_id, outcome, now, delivery):
            for topic in (cancel_topic(task_id), task_topic(task_id), DELIVERIES):
                await self._wakeups.notify(topic)
        return await self.task(key, task_id)

    def events(self, key: ApiKey, task_id: str, seen: int = -1) -> AsyncGenerator[TaskEvent | None]:
        """What changed since the version ``seen``, then every change until the task is over: ``TaskWatch.events``."""
        return self._watch.events(key, task_id, seen)

    async def steps(self, task: Task) -> tuple[StepRecord, ...]:
        """The durable steps of a task so far: its progress and its trace."""
        return await self._storage.steps(task.id)

    async def wait(self, key: ApiKey, task_id: str, seconds: float) -> Task:
        """The task once it is completed or failed, or as it is after ``seconds`` or at ``stop_waiting``."""
        return await self._watch.wait(key, task_id, seconds)

    def stop_waiting(self) -> None:
        """Let every ``wait``, under way or to come, return within a second, so that a server can stop."""
        self._watch.stop()

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

    async def damaged(self, task: Task | TaskLine) -> tuple[str, ...]:
        """The names, as in ``TaskResult.pictures``, of a finished task's pictures that are damaged or lost."""
        if task.status is not TaskStatus.COMPLETED:
            return ()
        known = self._damage.known(task.id)
        if known is not None:
            return known
        whole = task if isinstance(task, Task) else await self._storage.task(task.id)
        return () if whole is None else await self._damage.look(whole)

    async def png(self, task: Task) -> tuple[bytes | None, tuple[str, ...]]:
        """The PNG of a task, ``None`` where there is none, and the formats that are damaged or lost."""
        damaged = await self.damaged(task)
        png = task.result.artifact("png") if task.result else None
        if png is None or png.format in damaged:
            return None, damaged
        try:
            return await self.artifact_bytes(task, png), damaged
        except NotFound:  # since it was looked at
            return None, (png.format, *damaged)

    async def artifact(
        self, key: ApiKey, task_id: str, fmt: str, candidate: int | None = None
    ) -> tuple[Task, Artifact]:
        """The finished picture in a format, or that of a candidate; raises ``NotFound`` with a sentence why not.

        A format for editing that was not ordered is made of what is kept of a diagram, and is not stored.
        """
        task = await self.task(key, task_id)
        if task.result is None:
            raise NotFound(f"The task is {task.status.value}, so it has no image")
        result = task.result if candidate is None else task.result.candidate(candidate)
        if result is None:
            made = ", ".join(str(one.index) for one in task.result.candidates) or "1 alone"
            raise NotFound(f"This task has no candidate {candidate}: it has {made}")
        artifact = result.artifact(fmt)
        if artifact is None and fmt in EXPORT_TYPES:
            artifact = await self.exports.export(task, result, fmt)
        if artifact is None:
            raise NotFound(f"This task produced no {fmt} image")
        return task, artifact

    def is_stored(self, task: Task, artifact: Artifact) -> bool:
        """Whether a picture is in the store, and was not made for whoever asked for it."""
        kept = task.result.pictures().values() if task.result else ()
        return artifact.format not in EXPORT_TYPES or artifact in kept

    async def artifact_bytes(self, task: Task, artifact: Artifact, start: int = 0, stop: int | None = None) -> bytes:
        """The bytes of a picture from ``start`` to before ``stop``; raises ``NotFound`` if it is damaged or lost."""
        if not self.is_stored(task, artifact):
            return self.exports.data(artifact)[start:stop]
        try:
            return await self._artifacts.get(task.key_id, artifact.digest, start, stop)
        except ArtifactMissing as error:
            self._damage.forget(task.id)
            log.exception("a picture is damaged or lost", extra={"task_id": task.id, "digest": artifact.digest})
            raise _lost(artifact) from error
        except StorageError as error:  # a bad place of the disk is for good, a shortage is not
            self._damage.forget(task.id)
            if await self._is_damaged(task, artifact):
                raise _lost(artifact) from error
            raise

    async def require_whole(self, task: Task, artifact: Artifact) -> None:
        """Raise ``NotFound`` if a picture is damaged or lost."""
        if await self._is_damaged(task, artifact):
            raise _lost(artifact)

    async def _is_damaged(self, task: Task, artifact: Artifact) -> bool:
        pictures = task.result.pictures() if task.result else {}
        damaged = await self.damaged(task)
        return any(pictures[name].digest == artifact.digest for name in damaged if name in pictures)

    def _callback(self, key: ApiKey, body: Body | ReviseBody) -> Callback | None:
        url = key.webhook_url if body.webhook_url is None else body.webhook_url
        if not url:
            return None
        check_callback_url(url, allow_private=self._allow_private)
        return Callback(url=url, include_image=bool(body.webhook_include_image))


def _lost(artifact: Artifact) -> NotFound:
    return NotFound(
        f"The {artifact.format} image of this task was damaged or lost in the server's store: submit again, or ask for "
        "a backup to be restored"
    )
