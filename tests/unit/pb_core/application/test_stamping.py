"""Stamping: the delivered pictures say what they are, those of the steps stay, and a run that is resumed repeats it."""

import io
from datetime import UTC, datetime

from msgspec.structs import replace
from PIL import Image

from pb_core.application.stamping import Stamper, request_digest
from pb_core.domain.pictures import Artifact
from pb_core.domain.requests import CompositeWork, PlotWork, SourceFigure, StoredData
from pb_core.domain.tasks import Task, TaskKind, TaskResult
from pb_core.testing.memory import MemoryArtifacts
from support.installation import DIAGRAM, PROMPT, Installation, installation


async def drawn(core: Installation) -> Task:
    task = await core.service.submit(core.key, DIAGRAM)
    await core.worker().run_once()
    return await core.again(task)


async def png(core: Installation, task: Task) -> bytes:
    assert task.result is not None
    artifact = task.result.artifact("png")
    assert artifact is not None
    data = await core.service.artifact_bytes(task, artifact)
    assert len(data) == artifact.size
    return data


async def test_a_delivered_picture_says_what_it_is() -> None:
    core = await installation()
    task = await drawn(core)
    texts = Image.open(io.BytesIO(await png(core, task))).text  # type: ignore[attr-defined]  # of PNG files
    assert texts["Title"] == "The summariser"
    assert texts["Description"] == "Figure 1: The summariser"
    assert texts["Source"].startswith(f"task {task.id}, request sha256:")


async def test_with_provenance_off_files_have_title_and_alternative_text_alone() -> None:
    core = await installation()
    core.tools = replace(core.tools, provenance=False)
    task = await drawn(core)
    texts = Image.open(io.BytesIO(await png(core, task))).text  # type: ignore[attr-defined]  # of PNG files
    assert set(texts) == {"Title", "AltText"}
    assert task.result is not None
    assert task.result.provenance is not None


async def test_the_result_tells_who_answered_each_step() -> None:
    core = await installation()
    task = await drawn(core)
    assert task.result is not None
    assert task.result.provenance is not None
    assert [use.step for use in task.result.provenance.models] == await core.names(task)
    assert {use.model for use in task.result.provenance.models} == {"scripted/scripted-1"}
    assert task.result.text is not None
    assert task.result.text.alt_text.startswith("Flow diagram of")


async def test_a_text_has_a_provenance_and_no_alternative_text() -> None:
    core = await installation()
    task = await core.service.submit(core.key, PROMPT)
    await core.worker().run_once()
    result = (await core.again(task)).result
    assert result is not None
    assert result.text is None
    assert result.provenance is not None


async def test_a_run_that_is_resumed_gives_the_same_bytes() -> None:
    core = await installation()
    finish, tries = core.storage.finish_task, []

    async def once_more(*given: object) -> object:
        tries.append(given[1])
        if len(tries) == 1:
            raise ZeroDivisionError
        return await finish(*given)  # type: ignore[arg-type]  # passed on as it is

    core.storage.finish_task = once_more  # type: ignore[method-assign,assignment]  # a crash before the end is stored
    await core.service.submit(core.key, DIAGRAM)
    worker = core.worker()
    await worker.run_once()
    core.clock.advance(60)
    await worker.run_once()
    first, second = tries
    assert first.result == second.result


async def test_the_pictures_of_steps_stay_as_they_were_drawn() -> None:
    core = await installation()
    task = await drawn(core)
    assert task.result is not None
    steps = await core.service.steps(task)
    kept = b"".join(step.result or b"" for step in steps if step.name.endswith("draw"))
    assert task.result.artifacts[0].digest.encode() not in kept


async def stamp(artifacts: MemoryArtifacts, core: Installation, data: bytes) -> TaskResult:
    task = await drawn(core)
    digest = await artifacts.put(task.key_id, data)
    picture = Artifact(format="png", media_type="image/png", digest=digest, size=len(data), width=1, height=1)
    assert task.result is not None
    result = replace(task.result, artifacts=(picture,))
    return await Stamper(artifacts, "1", full=True).stamp(task, result, (), lambda write: write())


async def test_a_picture_that_takes_no_metadata_is_delivered_as_it_is() -> None:
    core = await installation()
    result = await stamp(core.artifacts, core, b"\x89PNG no more")
    assert await core.artifacts.get(core.key.id, result.artifacts[0].digest) == b"\x89PNG no more"


async def test_a_picture_that_was_lost_ends_no_task() -> None:
    core = await installation()
    task = await drawn(core)
    assert task.result is not None
    await core.artifacts.remove_owner(task.key_id)
    result = await Stamper(core.artifacts, "1", full=True).stamp(task, task.result, (), lambda write: write())
    assert result.artifacts == task.result.artifacts


def test_the_same_request_has_the_same_digest_wherever_its_data_lie() -> None:
    def plot(path: str, intent: str = "bars") -> Task:
        return task_of(PlotWork(intent=intent, data=StoredData(digest="a" * 64, path=path)))

    assert request_digest(plot("/here")) == request_digest(plot("/there"))
    assert request_digest(plot("/here")) != request_digest(plot("/here", "lines"))


def test_a_composite_of_the_same_tasks_has_the_same_digest() -> None:
    def composite(digest: str) -> Task:
        picture = Artifact(format="png", media_type="image/png", digest=digest, size=1, width=1, height=1)
        return task_of(CompositeWork(sources=(SourceFigure(task_id="t", kind="plot", pictures=(picture,)),)))

    assert request_digest(composite("a" * 64)) == request_digest(composite("b" * 64))


def task_of(work: PlotWork | CompositeWork) -> Task:
    now = datetime(2026, 11, 27, tzinfo=UTC)
    return Task(
        id="t", key_id="k", kind=TaskKind.STATISTICAL_PLOT, endpoint="plot", work=work, public_url="", created_at=now
    )


async def test_pictures_of_candidates_say_what_they_are_too() -> None:
    core = await installation()
    task = await core.service.submit(core.key, replace(DIAGRAM, candidates=2))
    await core.worker().run_once()
    task = await core.again(task)
    assert task.result is not None
    for candidate in task.result.candidates:
        _, artifact = await core.service.artifact(core.key, task.id, "png", candidate.index)
        data = await core.service.artifact_bytes(task, artifact)
        assert Image.open(io.BytesIO(data)).text["Title"] == "The summariser"  # type: ignore[attr-defined]  # of PNG files
    best, other = sorted(task.result.candidates, key=lambda one: one.best, reverse=True)
    assert best.result.artifacts == task.result.artifacts
    assert other.result.artifacts != task.result.artifacts
