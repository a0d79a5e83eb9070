import base64
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pb_core.domain.requests import DiagramType, OptimizeWork
from pb_core.domain.tasks import Task, TaskKind, TaskResult, TaskStatus
from pb_core.domain.webhooks import (
    RETRY_DELAYS,
    Attempt,
    DeliveryState,
    Payload,
    event_of,
    next_try,
    payload,
    tried,
)
from pb_core.testing.contracts.storage_base import COMPLETED, FAILED, NOW, after, sample_delivery, sample_task

FIELDS = [
    "event",
    "task_id",
    "status",
    "diagram_type",
    "description",
    "image_url",
    "image_base64",
    "error",
    "created_at",
    "completed_at",
]


def finished(task: Task, outcome: object = COMPLETED) -> Task:
    return replace(
        task, status=outcome.status, result=outcome.result, error=outcome.error, started_at=NOW, completed_at=after(9)
    )


def test_the_payload_of_a_completed_task_names_every_field_in_the_reference_s_order() -> None:
    body = msgspec.json.decode(payload(finished(sample_task()), None))
    assert list(body) == FIELDS
    assert body == {
        "event": "task.completed",
        "task_id": "task-1",
        "status": "completed",
        "diagram_type": "methodology",
        "description": "An encoder feeds a decoder.",
        "image_url": "https://figures.example/api/tasks/task-1/image",
        "image_base64": None,
        "error": None,
        "created_at": "2026-01-31T12:00:00+00:00",
        "completed_at": "2026-01-31T12:00:09+00:00",
    }


def test_the_payload_of_a_failed_task_has_no_picture() -> None:
    body = msgspec.json.decode(payload(finished(sample_task(), FAILED), None), type=Payload)
    assert (body.event, body.status, body.error) == ("task.failed", "failed", "The engine broke down.")
    assert (body.description, body.image_url, body.image_base64) == (None, None, None)


def test_the_payload_of_a_text_only_task_has_no_picture() -> None:
    work = OptimizeWork(
        description="d", source_context="", caption="", diagram_type=DiagramType.METHODOLOGY, guidelines=""
    )
    task = finished(sample_task(kind=TaskKind.PROMPT_OPTIMIZATION, work=work))
    body = msgspec.json.decode(payload(replace(task, result=TaskResult(description="Better.")), None), type=Payload)
    assert (body.description, body.image_url) == ("Better.", None)
    assert body.diagram_type == "prompt_optimization"


@given(image=st.binary(max_size=64))
def test_an_included_picture_is_the_picture(image: bytes) -> None:
    body = msgspec.json.decode(payload(finished(sample_task()), image), type=Payload)
    assert body.image_base64 is not None
    assert base64.b64decode(body.image_base64, validate=True) == image


@pytest.mark.parametrize("status", [TaskStatus.COMPLETED, TaskStatus.FAILED])
def test_an_event_names_the_final_status(status: TaskStatus) -> None:
    assert event_of(sample_task(status=status)) == f"task.{status.value}"


def test_there_are_three_retries_after_5_15_and_60_seconds() -> None:
    waits = []
    for number in (1, 2, 3, 4):
        due = next_try(Attempt(number=number, at=NOW, status=500), RETRY_DELAYS)
        waits.append(due and (due - NOW).total_seconds())
    assert waits == [5, 15, 60, None]


@given(delays=st.lists(st.timedeltas(timedelta(0), timedelta(days=1)), max_size=5).map(tuple))
def test_the_tries_are_one_more_than_the_delays(delays: tuple[timedelta, ...]) -> None:
    delivery, number = sample_delivery(), 0
    while delivery.state is DeliveryState.PENDING:
        number += 1
        attempt = Attempt(number=number, at=delivery.next_at, error="Refused.")
        delivery = tried(delivery, attempt, next_try(attempt, delays))
    assert delivery.state is DeliveryState.FAILED
    assert len(delivery.attempts) == len(delays) + 1
    assert delivery.next_at == NOW + sum(delays, timedelta(0))


@pytest.mark.parametrize(("status", "delivered"), [(200, True), (204, True), (302, True), (399, True), (400, False)])
def test_every_status_below_400_counts_as_delivered(status: int, delivered: bool) -> None:  # noqa: FBT001 - a parameter
    attempt = Attempt(number=1, at=NOW, status=status)
    assert attempt.delivered is delivered
    state = tried(sample_delivery(), attempt, None).state
    assert state is (DeliveryState.DELIVERED if delivered else DeliveryState.FAILED)


def test_a_try_without_an_answer_is_not_delivered() -> None:
    assert not Attempt(number=1, at=NOW, error="The name could not be resolved.").delivered
