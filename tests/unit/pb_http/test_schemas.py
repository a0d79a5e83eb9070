import json
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from pb_core.domain.billing import ApiKey, Spent, Usage, UsageEntry
from pb_core.domain.pictures import Artifact
from pb_core.domain.requests import DiagramType, OptimizeWork
from pb_core.domain.steps import StepRecord, StepState
from pb_core.domain.tasks import Task, TaskKind, TaskResult, TaskStatus
from pb_http.schemas import ChangeKeyBody, CreateKeyBody, accepted, key_answer, key_detail, task_answer, when

AT = datetime(2026, 2, 15, 10, 30, tzinfo=UTC)
KEY = ApiKey(id="k1", prefix="pb_a1b2c3", digest="d", name="my-app", created_at=AT, webhook_secret="hush")
WORK = OptimizeWork(description="d", source_context="", caption="", diagram_type=DiagramType.METHODOLOGY, guidelines="")


def picture(kind: str) -> Artifact:
    return Artifact(format=kind, media_type=f"image/{kind}", digest="d", size=1, width=1, height=1)


def task(result: TaskResult | None = None, error: str | None = None) -> Task:
    """A task, ended where it has a result or an error."""
    status = TaskStatus.COMPLETED if result else TaskStatus.FAILED if error else TaskStatus.PENDING
    return Task(
        id="t1",
        key_id="k1",
        kind=TaskKind.PROMPT_OPTIMIZATION,
        endpoint="optimize-prompt",
        work=WORK,
        public_url="",
        created_at=AT,
        status=status,
        completed_at=AT + timedelta(seconds=1) if result or error else None,
        result=result,
        error=error,
    )


def as_json(answer: object) -> dict[str, object]:
    decoded: dict[str, object] = json.loads(msgspec.json.encode(answer))
    return decoded


@pytest.mark.parametrize(
    ("time", "text"),
    [
        (AT, "2026-02-15T10:30:00+00:00"),
        (AT + timedelta(microseconds=5), "2026-02-15T10:30:00.000005+00:00"),
    ],
)
def test_times_are_utc_with_an_offset(time: datetime, text: str) -> None:
    assert when(time) == text


def test_warnings_are_there_only_where_something_was_ignored() -> None:
    assert as_json(accepted(task(), ())) == {"task_id": "t1", "status": "pending"}
    assert as_json(accepted(task(), ("x was ignored",)))["warnings"] == ["x was ignored"]
    assert "warnings" not in as_json(key_answer(KEY))


def test_an_unfinished_task_has_every_field_of_the_reference() -> None:
    assert as_json(task_answer(task(), (), "https://a.example", None)) == {
        "task_id": "t1",
        "status": "pending",
        "diagram_type": "prompt_optimization",
        "image_base64": None,
        "artifacts": {},
        "description": None,
        "error": None,
        "created_at": "2026-02-15T10:30:00+00:00",
        "completed_at": None,
        "steps": [],
        "notes": [],
        "confidence": None,
        "alt_text": None,
        "long_description": None,
        "provenance": None,
    }


def test_links_name_the_format_unless_it_is_png() -> None:
    result = TaskResult(description="d", artifacts=(picture("png"), picture("svg")), notes=("n",), confidence=0.5)
    answer = task_answer(task(result), (), "https://a.example/pb", "iVBO")

    assert {kind: link.download_url for kind, link in answer.artifacts.items()} == {
        "png": "https://a.example/pb/api/tasks/t1/image",
        "svg": "https://a.example/pb/api/tasks/t1/image?format=svg",
    }
    assert (answer.image_base64, answer.notes, answer.completed_at) == ("iVBO", ("n",), "2026-02-15T10:30:01+00:00")
    assert answer.confidence == 0.5


def test_a_failed_task_says_why() -> None:
    answer = task_answer(task(error="it failed"), (), "", None)

    assert (answer.status, answer.error, answer.artifacts) == ("failed", "it failed", {})


def test_a_step_costs_dollars_or_nothing_that_is_billed() -> None:
    step = StepRecord(task_id="t1", name="plan", digest="d", engine="e", state=StepState.STARTED, started_at=AT)
    paid = msgspec.structs.replace(
        step,
        state=StepState.FINISHED,
        finished_at=AT,
        usage=Usage(cost_micros=1_500, cost_source="reported", engine="kie/m"),
    )
    under_way, finished = task_answer(task(), (step, paid), "", None).steps

    assert (under_way.state, under_way.finished_at, under_way.cost_usd) == ("started", None, None)
    assert (under_way.model, under_way.cost_source) == (None, None)
    assert (finished.model, finished.cost_source) == ("kie/m", "reported")
    assert (finished.state, finished.finished_at, finished.cost_usd) == ("finished", when(AT), 0.0015)


def test_a_key_is_masked_unless_it_was_just_made_and_its_secret_never_shown() -> None:
    assert key_answer(KEY).key == "pb_a1b2c3..."
    assert key_answer(KEY, full="pb_whole").key == "pb_whole"
    assert "hush" not in str(as_json(key_answer(KEY)))


def test_the_detail_of_a_key_is_the_key_with_its_use() -> None:
    line = UsageEntry(id=1, task_id="t1", endpoint="plot", created_at=AT)
    detail = as_json(key_detail(KEY, (line,), Spent(settled_micros=250_000, reserved_micros=1)))

    assert {
        name: value
        for name, value in detail.items()
        if name not in {"usage_log", "cost_usd", "weight", "secret_rotating"}
    } == as_json(key_answer(KEY))
    assert detail["secret_rotating"] is False
    assert detail["usage_log"] == [{"id": 1, "task_id": "t1", "endpoint": "plot", "created_at": when(AT)}]
    assert (detail["cost_usd"], detail["weight"]) == (0.25, KEY.weight)


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ({}, CreateKeyBody),
        ({"name": ""}, CreateKeyBody),
        ({"name": "a" * 201}, CreateKeyBody),
        ({"name": "a", "quota": -1}, CreateKeyBody),
        ({"name": "a", "quota": 2**53 + 1}, CreateKeyBody),
        ({"quota_remaining": "5"}, ChangeKeyBody),
        ({"active": 1}, ChangeKeyBody),
        ({"webhook_url": "u" * 2_049}, ChangeKeyBody),
    ],
)
def test_the_bodies_of_keys_have_limits(body: dict[str, object], kind: type[msgspec.Struct]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(body, kind)


def test_a_quota_of_null_is_not_one_that_was_left_out() -> None:
    assert msgspec.convert({"quota_total": None}, ChangeKeyBody).quota_total is None
    assert msgspec.convert({}, ChangeKeyBody).quota_total is msgspec.UNSET
