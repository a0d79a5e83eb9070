"""The webhook of a task's end."""

import msgspec
import pytest
from msgspec.structs import replace

from pb_core.application.endings import delivery_of
from pb_core.domain.tasks import Callback, Outcome, Task
from pb_core.testing.contracts.storage_base import COMPLETED, FAILED, after, sample_task
from pb_core.testing.memory import MemoryArtifacts, SequentialIds

HOOK = Callback(url="https://example.org/hook")
PICTURE = b"a picture"


def ended(callback: Callback | None, outcome: Outcome = COMPLETED) -> Task:
    return replace(
        sample_task(),
        callback=callback,
        status=outcome.status,
        result=outcome.result,
        error=outcome.error,
        completed_at=after(9),
    )


async def with_picture(artifacts: MemoryArtifacts) -> Task:
    """A task that has ended with a picture, whose caller wants it sent."""
    task = ended(replace(HOOK, include_image=True))
    digest = await artifacts.put(task.key_id, PICTURE)
    assert task.result is not None
    pictures = tuple(replace(one, digest=digest) for one in task.result.artifacts)
    return replace(task, result=replace(task.result, artifacts=pictures))


@pytest.mark.parametrize("task", [ended(None), replace(ended(HOOK), completed_at=None)])
async def test_nothing_is_sent_unasked_or_too_early(task: Task) -> None:
    assert await delivery_of(task, MemoryArtifacts(), SequentialIds()) is None


@pytest.mark.parametrize(("outcome", "event"), [(COMPLETED, "task.completed"), (FAILED, "task.failed")])
async def test_a_delivery_says_how_its_task_has_ended_and_is_due_at_once(outcome: Outcome, event: str) -> None:
    task = ended(HOOK, outcome)
    delivery = await delivery_of(task, MemoryArtifacts(), SequentialIds())
    assert delivery is not None
    assert (delivery.task_id, delivery.key_id, delivery.url) == (task.id, task.key_id, HOOK.url)
    assert delivery.event == msgspec.json.decode(delivery.body)["event"] == event
    assert delivery.next_at == delivery.created_at == after(9)


async def test_a_picture_is_sent_where_it_is_asked_for() -> None:
    artifacts = MemoryArtifacts()
    task = await with_picture(artifacts)
    delivery = await delivery_of(task, artifacts, SequentialIds())
    assert delivery is not None
    assert msgspec.json.decode(delivery.body)["image_base64"] == "YSBwaWN0dXJl"


async def test_a_failed_task_has_no_picture() -> None:
    delivery = await delivery_of(ended(replace(HOOK, include_image=True), FAILED), MemoryArtifacts(), SequentialIds())
    assert delivery is not None
    assert msgspec.json.decode(delivery.body)["image_base64"] is None


async def test_a_picture_that_the_store_has_lost_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    artifacts = MemoryArtifacts()
    task = await with_picture(artifacts)
    await artifacts.remove_owner(task.key_id)
    delivery = await delivery_of(task, artifacts, SequentialIds())
    assert delivery is not None
    assert msgspec.json.decode(delivery.body)["image_base64"] is None
    assert "not in the store" in caplog.text
