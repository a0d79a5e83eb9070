from datetime import UTC, datetime, timedelta, timezone

import pytest

from pb_core.domain.history.activity import Duration, Failure, FailureCause, cause_of, causes, hour_of, latencies
from pb_core.domain.tasks import TaskKind


def test_an_hour_is_one_of_utc() -> None:
    time = datetime(2026, 1, 31, 1, 59, 59, 7, tzinfo=timezone(timedelta(hours=2)))
    assert hour_of(time) == datetime(2026, 1, 30, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        ("Row 17 has no column 'loss'.", "Row … has no column …."),
        ('The deadline of 3,600 seconds passed at "draw"', "The deadline of … seconds passed at …"),
        ("Task 0123456789abcdef0123 is  gone\n", "Task … is gone"),
        ("cancelled", "cancelled"),
        ("x" * 500, "x" * 119 + "…"),
    ],
)
def test_a_cause_is_what_failures_have_in_common(error: str, cause: str) -> None:
    assert cause_of(error) == cause


def test_causes_are_counted_and_name_the_last_task() -> None:
    failures = [Failure(task_id=f"task-{number}", error=f"Row {number} is bad") for number in range(3)]
    failures.insert(1, Failure(task_id="other", error="cancelled"))
    assert causes(failures) == (
        FailureCause(cause="Row … is bad", tasks=3, task_id="task-0"),
        FailureCause(cause="cancelled", tasks=1, task_id="other"),
    )
    assert causes([]) == ()


def test_latencies_are_told_for_all_and_by_kind() -> None:
    durations = [
        Duration(kind=TaskKind.COMPOSITE if number == 100 else TaskKind.METHODOLOGY, waited_seconds=1, seconds=number)
        for number in range(1, 101)
    ]
    every, diagrams, composites = latencies(durations)
    assert (every.kind, every.tasks, every.median_seconds, every.p95_seconds) == (None, 100, 50, 95)
    assert (diagrams.kind, diagrams.tasks, diagrams.p95_waited_seconds) == (TaskKind.METHODOLOGY, 99, 1)
    assert (composites.tasks, composites.median_seconds, composites.p95_seconds) == (1, 100, 100)
    assert latencies([]) == ()
