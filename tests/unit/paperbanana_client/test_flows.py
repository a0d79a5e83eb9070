"""What a client does with each answer: comes back, gives up, waits, and never submits twice under two names."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from paperbanana_client import flows
from paperbanana_client.errors import (
    Forbidden,
    InvalidRequest,
    NotFound,
    PaperBananaError,
    ServerFault,
    StillRunning,
    TaskFailed,
    TooManyRequests,
    Unauthorized,
    Unreachable,
)
from paperbanana_client.flows import LONGEST_PAUSE, TRIES, Answer, Call, Pause

ID = "a1b2c3d4e5f60718293a4b5c6d7e8f90"


def task(status: str, **more: Any) -> Answer:  # noqa: ANN401 - JSON
    document = {
        "task_id": ID, "status": status, "diagram_type": "methodology", "error": None, "description": None,
        "created_at": "2026-02-15T10:30:00+00:00", "completed_at": None, "artifacts": {}, "steps": [], "notes": [],
        "a_field_of_a_newer_server": 1,
    }  # fmt: skip
    return Answer(status=200, content=json.dumps(document | more).encode())


def refused(status: int, sentence: str = "No.", **headers: str) -> Answer:
    return Answer(status=status, content=json.dumps({"detail": sentence}).encode(), headers=headers)


def driven(flow: flows.Flow[Any], answers: Iterable[Answer]) -> tuple[Any, list[Call], list[float]]:
    """Drive a flow with these answers; its result, its calls and its pauses."""
    left, calls, pauses, given = iter(answers), [], [], None
    while True:
        try:
            wanted = flow.send(given)
        except StopIteration as end:
            return end.value, calls, pauses
        if isinstance(wanted, Pause):
            pauses.append(wanted.seconds)
            given = None
        else:
            calls.append(wanted)
            given = next(left)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(401, Unauthorized), (403, Forbidden), (404, NotFound), (422, InvalidRequest), (413, InvalidRequest),
     (500, ServerFault)],
)  # fmt: skip
def test_a_refusal_is_the_error_of_its_status_with_its_sentence(status: int, kind: type[PaperBananaError]) -> None:
    with pytest.raises(kind, match="caption is required") as raised:
        driven(flows.task(ID), [refused(status, "caption is required")])
    assert raised.value.status == status


def test_a_server_that_is_busy_is_asked_again_when_it_says() -> None:
    found, calls, pauses = driven(
        flows.task(ID), [refused(503, **{"retry-after": "7"}), Answer(broken="reset"), task("pending")]
    )
    assert found.status == "pending"
    assert len(calls) == 3
    assert pauses[0] == 7
    assert 0 < pauses[1] <= 1


def test_a_server_that_asks_for_an_hour_is_asked_within_half_a_minute() -> None:
    _, _, pauses = driven(flows.task(ID), [refused(429, **{"retry-after": "3600"}), task("pending")])
    assert pauses == [LONGEST_PAUSE]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [(Answer(broken="connection refused"), Unreachable), (refused(429), TooManyRequests), (refused(503), ServerFault)],
)
def test_it_gives_up_in_the_end(answer: Answer, kind: type[PaperBananaError]) -> None:
    flow = flows.task(ID)
    with pytest.raises(kind):
        driven(flow, [answer] * TRIES)


def test_an_error_of_the_program_is_not_tried_again() -> None:
    with pytest.raises(InvalidRequest):
        driven(flows.submit("generate", {}), [refused(422)])


def test_a_submission_that_is_sent_again_keeps_its_name() -> None:
    accepted = Answer(status=202, content=json.dumps({"task_id": ID, "status": "pending"}).encode())
    found, calls, _ = driven(flows.submit("generate", {"caption": "x"}), [Answer(broken="reset"), accepted])
    assert found.id == ID
    assert len({call.headers["Idempotency-Key"] for call in calls}) == 1
    assert calls[0].body == {"caption": "x"}
    _, (other,), _ = driven(flows.submit("generate", {"caption": "x"}), [accepted])
    assert other.headers["Idempotency-Key"] != calls[0].headers["Idempotency-Key"]
    _, (named,), _ = driven(flows.submit("generate", {}, "mine"), [accepted])
    assert named.headers["Idempotency-Key"] == "mine"


def test_waiting_tells_of_progress_and_ends_with_the_task() -> None:
    seen: list[str] = []
    found, calls, _ = driven(
        flows.wait(ID, progress=lambda one: seen.append(one.status)),
        [task("pending"), task("running"), task("completed")],
    )
    assert found.status == "completed"
    assert seen == ["pending", "running", "completed"]
    assert {call.headers["Prefer"] for call in calls} == {"wait=30"}


def test_a_task_that_failed_raises_its_error() -> None:
    with pytest.raises(TaskFailed, match="Nothing to draw") as raised:
        driven(flows.wait(ID), [task("failed", error="Nothing to draw")])
    assert raised.value.task.id == ID


def test_waiting_ends_with_its_time_and_the_task_goes_on() -> None:
    times = iter([0.0, 0.0, 0.0, 20.0, 20.0, 61.0, 61.0])
    flow = flows.wait(ID, 60, clock=lambda: next(times))
    with pytest.raises(StillRunning, match="60 seconds") as raised:
        driven(flow, [task("running")] * 3)
    assert raised.value.task.status == "running"


def test_another_server_is_told_apart() -> None:
    with pytest.raises(Unreachable, match="is that the right address"):
        driven(flows.task(ID), [Answer(status=200, content=b"<html>")])


def test_pages_are_asked_for_one_behind_the_other() -> None:
    page = Answer(status=200, content=json.dumps({"tasks": [], "next": None}).encode())
    _, (call,), _ = driven(flows.page("abc", {"status": "completed"}), [page])
    assert call.path == "/api/tasks?status=completed&before=abc"


def test_the_ending_of_a_file_names_a_format() -> None:
    names = ("a.svg", "a.PPTX", "a.drawio", "a.tex", "a.mmd", "a")
    assert [flows.format_of(Path(name)) for name in names] == ["svg", "pptx", "drawio", "tikz", "mermaid", "png"]


def test_what_a_list_is_asked_for_stays_one_value() -> None:
    call = next(flows.page(None, {"q": "a&limit=1", "status": "failed"}))
    assert isinstance(call, Call)
    assert call.path == "/api/tasks?q=a%26limit%3D1&status=failed"
