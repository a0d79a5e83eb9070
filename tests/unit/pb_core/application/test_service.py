import base64

import anyio
import msgspec
import pytest

from pb_core.application.engines import Engines
from pb_core.application.intake import Intake
from pb_core.application.keyring import Keyring
from pb_core.application.service import CANCELLED, FigureService
from pb_core.domain.billing import ApiKey
from pb_core.domain.diagrams.plan import FixedStyling
from pb_core.domain.diagrams.spec import Styling
from pb_core.domain.diagrams.support import SupportReport
from pb_core.domain.pdf import PdfInfo
from pb_core.domain.pictures import Artifact
from pb_core.domain.requests import (
    Body,
    GenerateBody,
    GenerateFromPdfBody,
    Grounding,
    MethodologyWork,
    OptimizePromptBody,
    PlotBody,
)
from pb_core.domain.tasks import (
    Candidate,
    DiagramRecord,
    Outcome,
    Task,
    TaskKind,
    TaskQuery,
    TaskResult,
    TaskStatus,
)
from pb_core.errors import (
    IdempotencyMismatch,
    InvalidRequest,
    KeyUnknown,
    NotFound,
    QueueFull,
    QuotaExhausted,
    StorageError,
)
from pb_core.ports.images import DrawRequest, ImageCapabilities
from pb_core.testing.contracts.storage_base import LEASE
from pb_core.testing.memory import ManualClock, MemoryArtifacts, MemoryWakeups, SequentialIds
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.pdf_files import InMemoryPdfReader, write_pdf
from pb_core.testing.memory.plots import ScriptedPlots
from pb_core.testing.memory.storage import MemoryStorage
from pb_core.testing.memory.vlm import ScriptedVlm
from support.installation import HangingVlm, Installation, installation, running

WRONG = GenerateBody(source_context="The encoder reads.", caption="Figure 1", iterations="three")
PROMPT = OptimizePromptBody(description="draw an encoder")


def pdf(text: str) -> GenerateFromPdfBody:
    return GenerateFromPdfBody(pdf_base64=base64.b64encode(write_pdf([text])).decode(), caption="Figure 1")


class CountingArtifacts(MemoryArtifacts):
    """Counts what is stored."""

    def __init__(self) -> None:
        super().__init__()
        self.puts = 0

    async def put(self, owner: str, data: bytes) -> str:
        self.puts += 1
        return await super().put(owner, data)


class HangingPdf(InMemoryPdfReader):
    """Hangs while it opens a file, until ``free`` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.called, self.free = anyio.Event(), anyio.Event()

    async def inspect(self, data: bytes) -> PdfInfo:
        self.called.set()
        await self.free.wait()
        return await super().inspect(data)


class MemoryService:
    """The service in memory; no worker runs."""

    def __init__(
        self,
        pdf_reader: InMemoryPdfReader | None = None,
        images: ScriptedImages | None = None,
        resolution: str | None = None,
        plots: ScriptedPlots | None = None,
    ) -> None:
        self.clock, ids = ManualClock(), SequentialIds()
        self.storage, self.artifacts = MemoryStorage(), CountingArtifacts()
        self.keyring = Keyring(store=self.storage, artifacts=self.artifacts, ids=ids, clock=self.clock)
        self.service = FigureService(
            storage=self.storage,
            artifacts=self.artifacts,
            intake=Intake(
                engines=Engines(vlm=ScriptedVlm(), images=images or ScriptedImages(), plots=plots),
                artifacts=self.artifacts,
                pdf=pdf_reader or InMemoryPdfReader(),
                tasks=self.storage,
                resolution=resolution,
            ),
            wakeups=MemoryWakeups(self.clock),
            clock=self.clock,
            ids=ids,
        )

    async def key(self, quota: int | None = None) -> ApiKey:
        return (await self.keyring.create("test", quota))[1]

    async def exhausted(self, first: Body) -> tuple[ApiKey, str]:
        """A key whose one unit went to ``first`` under the idempotency key ``k``, and that task's id."""
        key = await self.key(1)
        task = await self.service.submit(key, first, idempotency_key="k")
        return await self.keyring.find(key.id), task.id


async def test_a_repeated_submission_is_answered_without_reading_its_pdf_again() -> None:
    memory = MemoryService()
    key, first = await memory.exhausted(pdf("An encoder."))

    again = await memory.service.submit(key, pdf("An encoder."), idempotency_key="k")

    assert (again.id, memory.artifacts.puts) == (first, 1)


async def test_an_exhausted_key_stores_nothing_under_a_new_idempotency_key() -> None:
    memory = MemoryService()
    key, _ = await memory.exhausted(PROMPT)

    with pytest.raises(QuotaExhausted):
        await memory.service.submit(key, pdf("An encoder."), idempotency_key="another")

    assert memory.artifacts.puts == 0


async def test_another_pdf_under_a_used_idempotency_key_is_not_stored() -> None:
    memory = MemoryService()
    key, _ = await memory.exhausted(pdf("An encoder."))

    with pytest.raises(IdempotencyMismatch):
        await memory.service.submit(key, pdf("A decoder."), idempotency_key="k")

    assert memory.artifacts.puts == 1


async def test_a_key_deleted_while_its_pdf_is_read_leaves_no_byte() -> None:
    reader = HangingPdf()
    memory = MemoryService(reader)
    key, body = await memory.key(), pdf("An encoder.")

    async def submit() -> None:
        with pytest.raises(KeyUnknown):
            await memory.service.submit(key, body)

    async with anyio.create_task_group() as group:
        group.start_soon(submit)
        await reader.called.wait()
        await memory.keyring.remove(key.id)
        reader.free.set()

    assert memory.artifacts.puts == 1
    assert not memory.artifacts._blobs


async def finished(memory: MemoryService, digest: str) -> tuple[Task, Artifact]:
    """A task whose picture has this digest."""
    key = await memory.key()
    task = await memory.service.submit(key, PROMPT)
    claimed = await memory.storage.claim_task(memory.clock.now(), LEASE, "token")
    assert claimed is not None
    made = Artifact(format="png", media_type="image/png", digest=digest, size=9, width=1, height=1)
    result = TaskResult(description="d", artifacts=(made,))
    await memory.storage.finish_task(claimed.lease, Outcome(result=result), memory.clock.now())
    return await memory.service.artifact(key, task.id, "png")


@pytest.mark.parametrize(("whole", "error"), [(False, NotFound), (True, StorageError)])
async def test_a_picture_that_cannot_be_read_is_lost_only_where_it_stays_so(
    monkeypatch: pytest.MonkeyPatch, *, whole: bool, error: type[Exception]
) -> None:
    async def fail(*_: object) -> bytes:
        raise StorageError("The artifact store refuses: Input/output error.")

    async def verify(*_: object) -> bool:
        return whole

    memory = MemoryService()
    task, artifact = await finished(memory, "0" * 64)
    monkeypatch.setattr(MemoryArtifacts, "get", fail)
    monkeypatch.setattr(MemoryArtifacts, "verify", verify)
    with pytest.raises(error):
        await memory.service.artifact_bytes(task, artifact)


async def test_a_lost_picture_is_not_found_and_the_operator_is_told(caplog: pytest.LogCaptureFixture) -> None:
    memory = MemoryService()
    task, artifact = await finished(memory, "0" * 64)
    with pytest.raises(NotFound, match="The png image of this task was damaged or lost"):
        await memory.service.artifact_bytes(task, artifact)

    assert [(record.levelname, record.task_id) for record in caplog.records] == [("ERROR", task.id)]  # type: ignore[attr-defined]  # an extra field


async def test_an_idempotency_key_stands_for_one_endpoint_and_body() -> None:
    memory = MemoryService()
    key, _ = await memory.exhausted(PROMPT)
    with pytest.raises(IdempotencyMismatch):
        await memory.service.submit(key, msgspec.structs.replace(PROMPT, caption="c"), idempotency_key="k")


async def test_a_body_of_wrong_types_is_refused_and_nothing_is_charged_or_stored() -> None:
    memory = MemoryService()
    key = await memory.key(quota=1)
    with pytest.raises(InvalidRequest, match="iterations must be an integer"):
        await memory.service.submit(key, WRONG, idempotency_key="again")
    assert (await memory.storage.keys())[0].quota_remaining == 1
    assert memory.artifacts.puts == 0


async def test_something_that_is_no_body_is_refused() -> None:
    memory = MemoryService()
    with pytest.raises(InvalidRequest, match="a str is no submission"):
        await memory.service.submit(await memory.key(), "draw an encoder")  # type: ignore[arg-type]  # on purpose


@pytest.mark.parametrize("given", [None, "strict", "lenient", Grounding.LENIENT])
async def test_what_is_unsupported_is_left_out_unless_the_caller_is_lenient(given: Grounding | None) -> None:
    site = MemoryService()
    key = await site.key()
    text = GenerateBody(source_context="The encoder reads.", caption="Figure 1", grounding=given)
    pages = msgspec.structs.replace(pdf("The encoder reads."), grounding=given)
    wanted = Grounding.STRICT if given is None else Grounding(given)

    for body in (text, pages):
        work = (await site.service.submit(key, body)).work
        assert isinstance(work, MethodologyWork)
        assert work.grounding is wanted


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        (GenerateBody(caption="Figure 1"), "source_context is required"),
        (PlotBody(data_json="[]"), "intent is required"),
        (GenerateBody(caption="Figure 1", plan={}), "plan.elements is required"),
    ],
)
async def test_a_figure_needs_a_text_or_a_plan(body: Body, sentence: str) -> None:
    memory = MemoryService()

    with pytest.raises(InvalidRequest) as refusal:
        await memory.service.submit(await memory.key(), body)

    assert str(refusal.value) == sentence


async def test_candidates_are_charged_a_unit_each_or_refused_whole() -> None:
    memory = MemoryService()
    key = await memory.key(quota=3)
    body = GenerateBody(source_context="The encoder reads.", caption="Figure 1", candidates=4)

    with pytest.raises(QuotaExhausted, match="takes 4 units, one for each candidate, and the API key has 3 left"):
        await memory.service.submit(key, body)
    task = await memory.service.submit(key, msgspec.structs.replace(body, candidates=3), idempotency_key="k")
    again = await memory.service.submit(key, msgspec.structs.replace(body, candidates=3), idempotency_key="k")

    assert again == task
    assert (task.units, task.kind) == (3, TaskKind.METHODOLOGY)
    (stored,) = await memory.storage.keys()
    assert (stored.quota_remaining, stored.total_used) == (0, 3)
    assert [line.task_id for line in await memory.storage.usage(key.id)] == [task.id]


async def test_a_plot_that_a_model_plans_has_candidates() -> None:
    memory = MemoryService(plots=ScriptedPlots())
    body = PlotBody(data_json='[{"a": 1, "b": 2}]', intent="scatter of a against b", candidates=2)
    assert (await memory.service.submit(await memory.key(quota=2), body)).units == 2


@pytest.mark.parametrize(
    "body",
    [
        GenerateBody(source_context="A -> B -> C", caption="Figure 1", candidates=2),
        GenerateBody(plan={"elements": [{"id": "a", "label": "A"}]}, caption="Figure 1", candidates=2),
        PlotBody(data_json='[{"a": 1}]', plan={"mark": "bar"}, candidates=2),
    ],
)
async def test_candidates_that_would_be_alike_are_refused_before_anything_is_charged(body: Body) -> None:
    class Vector(ScriptedImages):
        capabilities = ImageCapabilities(typesets=True)

    memory = MemoryService(images=Vector(), plots=ScriptedPlots())
    key = await memory.key(quota=5)
    with pytest.raises(InvalidRequest, match=r"^candidates: a plan that is given"):
        await memory.service.submit(key, body)
    assert (await memory.storage.keys())[0].quota_remaining == 5


async def test_a_picture_of_a_candidate_is_read_by_its_number() -> None:
    memory = MemoryService()
    key = await memory.key()
    body = GenerateBody(source_context="The encoder reads.", caption="Figure 1", candidates=3)
    task = await memory.service.submit(key, body)
    pictures = {number: await _stored(memory, key, bytes([number])) for number in (1, 3)}
    results = {
        number: TaskResult(description=str(number), artifacts=(picture,)) for number, picture in pictures.items()
    }
    several = tuple(
        Candidate(index=number, result=result, engine="e/m", best=number == 3) for number, result in results.items()
    )
    await _finish(memory, TaskResult(description="3", artifacts=(pictures[3],), candidates=several))

    assert (await memory.service.artifact(key, task.id, "png"))[1] == pictures[3]
    for number in (1, 3):
        found, artifact = await memory.service.artifact(key, task.id, "png", number)
        assert await memory.service.artifact_bytes(found, artifact) == bytes([number])
    with pytest.raises(NotFound, match="no candidate 2: it has 1, 3"):
        await memory.service.artifact(key, task.id, "png", 2)
    memory.artifacts.damage(key.id, pictures[1].digest)
    found, _ = await memory.service.artifact(key, task.id, "png")
    assert await memory.service.damaged(found) == ("candidate/1/png",)
    await memory.service.require_whole(found, pictures[3])
    with pytest.raises(NotFound, match="damaged or lost"):
        await memory.service.require_whole(found, pictures[1])


async def test_an_only_figure_is_its_first_candidate() -> None:
    memory = MemoryService()
    key = await memory.key()
    task = await memory.service.submit(key, GenerateBody(source_context="The encoder reads.", caption="Figure 1"))
    picture = await _stored(memory, key, b"a picture")
    await _finish(memory, TaskResult(description="d", artifacts=(picture,)))
    assert (await memory.service.artifact(key, task.id, "png", 1))[1] == picture
    for number in (0, 2):
        with pytest.raises(NotFound, match=f"no candidate {number}: it has 1 alone"):
            await memory.service.artifact(key, task.id, "png", number)


async def _stored(memory: MemoryService, key: ApiKey, data: bytes) -> Artifact:
    digest = await memory.artifacts.put(key.id, data)
    return Artifact(format="png", media_type="image/png", digest=digest, size=len(data), width=1, height=1)


async def _finish(memory: MemoryService, result: TaskResult) -> None:
    claimed = await memory.storage.claim_task(memory.clock.now(), LEASE, "token")
    assert claimed is not None
    await memory.storage.finish_task(claimed.lease, Outcome(result=result), memory.clock.now())


async def test_a_finished_diagram_has_a_plan_and_others_say_why_not() -> None:
    memory = MemoryService()
    key = await memory.key()
    chains = GenerateBody(caption="Figure 1", source_context="A -> B -> C")
    task = await memory.service.submit(key, chains)
    claimed = await memory.storage.claim_task(memory.clock.now(), LEASE, "token")
    assert claimed is not None
    prompt = await memory.service.submit(key, PROMPT)
    assert isinstance(task.work, MethodologyWork)
    assert task.work.plan is not None

    with pytest.raises(NotFound, match="The task is running, so it has no plan"):
        await memory.service.plan(key, task.id)
    with pytest.raises(NotFound, match="A prompt_optimization task has no plan"):
        await memory.service.plan(key, prompt.id)
    record = DiagramRecord(spec=task.work.plan.spec, styling=Styling(), support=SupportReport())
    outcome = Outcome(result=TaskResult(description="d", diagram=record))
    await memory.storage.finish_task(claimed.lease, outcome, memory.clock.now())
    assert (await memory.service.plan(key, task.id))[1] == record


async def test_an_estimate_is_of_the_configured_resolution() -> None:
    class Painter(ScriptedImages):
        capabilities = ImageCapabilities(resolutions=("1K", "2K", "4K"))

        def estimate(self, request: DrawRequest, /) -> int:
            return 4_000 if request.resolution == "4K" else 1_000

    memory = MemoryService(images=Painter(), resolution="4K")
    body = GenerateBody(source_context="The encoder reads.", caption="Figure 1", iterations=1)
    found = await memory.service.estimate(body)
    assert [step.cost_micros.most for step in found.steps if step.role == "round/draw"] == [4_000]


async def test_a_key_with_enough_tasks_waiting_is_refused_and_not_charged() -> None:
    core = Installation(most_queued=1)
    _, key = await core.keyring.create("test", 5)
    await core.service.submit(key, PROMPT)
    with pytest.raises(QueueFull, match="as many as it may have"):
        await core.service.submit(key, PROMPT)
    assert (await core.keyring.find(key.id)).quota_remaining == 4


async def test_a_refused_submission_leaves_no_pdf_behind() -> None:
    core = Installation(most_queued=1)
    _, key = await core.keyring.create("test", 5)
    task = await core.service.submit(key, pdf("waits"))
    used = task.work.pdf.digest  # type: ignore[union-attr]  # a PDF was submitted
    for body in (pdf("waits"), pdf("is refused")):
        with pytest.raises(QueueFull):
            await core.service.submit(key, body)
    wrong = msgspec.structs.replace(pdf("is too wide"), styling=FixedStyling(width="1000mm"))
    with pytest.raises(InvalidRequest):
        await core.service.submit(key, wrong)
    stored = {blob.digest async for blob in core.artifacts.blobs(key.id)}
    core.clock.advance(1)
    released = {artifact.digest for artifact in await core.storage.released_artifacts(core.clock.now())}
    assert stored - released == {used}
    assert len(released) == 1


async def test_a_cancelled_task_has_failed_and_its_webhook_says_so() -> None:
    core = await installation()
    body = msgspec.structs.replace(PROMPT, webhook_url="https://example.org/hook")
    task = await core.service.submit(core.key, body)
    for _ in range(2):
        ended = await core.service.cancel(core.key, task.id)
        assert (ended.status, ended.error) == (TaskStatus.FAILED, CANCELLED)
    (delivery,) = await core.storage.deliveries(task.id)
    assert delivery.event == "task.failed"
    assert b"cancelled" in delivery.body
    assert not await core.worker().run_once()


async def test_a_task_that_is_drawn_stops_when_it_is_cancelled() -> None:
    vlm = HangingVlm()
    core = await installation(vlm)
    task = await core.service.submit(core.key, PROMPT)
    async with running(core.worker(concurrency=1)):
        await vlm.called.wait()
        await core.service.cancel(core.key, task.id)
        vlm.called = anyio.Event()
        await core.service.submit(core.key, PROMPT)
        with anyio.fail_after(30):
            await vlm.called.wait()
        vlm.free.set()
    assert (await core.service.task(core.key, task.id)).error == CANCELLED
    assert len(vlm.requests) == 1


async def test_tasks_of_others_are_not_cancelled_listed_or_watched() -> None:
    core = await installation()
    task = await core.service.submit(core.key, PROMPT)
    _, stranger = await core.keyring.create("stranger")
    with pytest.raises(NotFound):
        await core.service.cancel(stranger, task.id)
    with pytest.raises(NotFound):
        await anext(core.service.events(stranger, task.id))
    with pytest.raises(InvalidRequest, match="before must be"):
        await core.service.tasks(stranger, TaskQuery(before=task.id))
    assert await core.service.tasks(stranger, TaskQuery()) == ()


async def test_a_list_goes_on_behind_a_task_that_is_kept_no_longer() -> None:
    core = await installation()
    older, gone = [await core.service.submit(core.key, PROMPT) for _ in range(2)]
    await core.service.cancel(core.key, gone.id)
    core.clock.advance(1)
    await core.storage.retire_tasks(core.clock.now(), core.clock.now())
    page = await core.service.tasks(core.key, TaskQuery(before=gone.id))
    assert [line.id for line in page] == [older.id]
    _, stranger = await core.keyring.create("stranger")
    with pytest.raises(InvalidRequest, match="before must be"):
        await core.service.tasks(stranger, TaskQuery(before=gone.id))
