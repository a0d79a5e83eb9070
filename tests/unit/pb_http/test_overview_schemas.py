import msgspec

from pb_core.application.history import Overview
from pb_core.domain.history import LedgerPage
from pb_core.domain.history.activity import StateCount
from pb_core.domain.history.deliveries import DeliveryLine, DeliveryLines, DeliveryReport
from pb_core.domain.tasks import TaskKind, TaskStatus
from pb_core.domain.webhooks import Attempt, DeliveryState
from pb_core.testing.contracts.storage_base import NOW, after
from pb_http.overview_schemas import ledger_answer, overview_answer, webhook_test_answer, webhooks_answer


def test_states_are_told_without_their_kinds_and_none_is_left_out() -> None:
    states = [
        StateCount(kind=kind, status=TaskStatus.FAILED, tasks=tasks)
        for kind, tasks in ((TaskKind.COMPOSITE, 2), (TaskKind.METHODOLOGY, 3))
    ]
    overview = Overview(
        now=after(1),
        since=NOW,
        states=tuple(states),
        oldest_waiting=None,
        hours=(),
        costs=(),
        failures=(),
        latencies=(),
    )
    told = overview_answer(overview)
    assert told.tasks == {"pending": 0, "running": 0, "completed": 0, "failed": 5}
    assert (told.oldest_waiting_since, told.now) == (None, "2026-01-31T12:00:01+00:00")


def test_a_webhook_tells_its_last_try_and_when_the_next_one_is() -> None:
    line = DeliveryLine(
        place=7,
        id="delivery-1",
        task_id="task-1",
        key_id="key-1",
        url="https://a.example",
        event="task.completed",
        state=DeliveryState.PENDING,
        created_at=NOW,
        next_at=after(5),
        attempts=(Attempt(number=8, at=NOW, status=500), Attempt(number=9, at=after(1), error="Away.")),
    )
    report = DeliveryReport(pending=1, delivered=10_000, failed=0, is_lower_bound=True)
    told = webhooks_answer(DeliveryLines(lines=(line,), next=7), report, 1)
    (item,) = told.items
    assert item.last_attempt is not None
    assert (item.attempts, item.last_attempt.error, item.next_at) == (9, "Away.", "2026-01-31T12:00:05+00:00")
    assert (told.next_cursor, told.counts["delivered"], told.counts_are_lower_bounds) == ("7", 10_000, True)
    ended = msgspec.structs.replace(line, state=DeliveryState.FAILED, attempts=())
    (item,) = webhooks_answer(DeliveryLines(lines=(ended,)), report, 1).items
    assert (item.next_at, item.attempts, item.last_attempt) == (None, 0, None)


def test_a_test_says_whether_it_was_taken() -> None:
    assert webhook_test_answer(Attempt(number=1, at=NOW, status=204)).delivered
    assert not webhook_test_answer(Attempt(number=1, at=NOW, error="Away.")).delivered


def test_an_empty_ledger_is_a_page() -> None:
    assert msgspec.to_builtins(ledger_answer(LedgerPage(), 50)) == {"items": (), "size": 50, "next_cursor": None}
