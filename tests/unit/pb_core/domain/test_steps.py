import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from pb_core.domain.billing import Movement, Spent, Usage
from pb_core.domain.steps import StepChange, StepRecord, StepState, abandoned, begun, candidate_step, failed, finished
from pb_core.errors import Billed
from pb_core.testing.contracts.storage_base import COST, NOW, after, sample_intent


def started() -> StepRecord:
    return begun("task-1", None, sample_intent()).record


def test_beginning_again_counts_the_lost_attempt() -> None:
    first = started()
    assert (first.attempts, first.abandoned, first.started_at) == (1, 0, NOW)
    again = begun("task-1", first, sample_intent(seconds=1)).record
    assert (again.attempts, again.abandoned, again.started_at) == (2, 1, after(1))


def test_beginning_keeps_a_finished_record_itself() -> None:
    done = finished(started(), b"1", NOW, COST).record
    change = begun("task-1", done, sample_intent(digest="d2", estimate=9))
    assert change.record is done
    assert change.movements == ()


@pytest.mark.parametrize(("digest", "lines"), [("d1", 0), ("d2", 1)])
def test_another_request_is_logged_loudly(digest: str, lines: int, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        begun("task-1", started(), sample_intent(digest=digest))
    assert [record.levelname for record in caplog.records] == ["WARNING"] * lines


ENDS = st.one_of(
    st.just("again"),
    st.sampled_from(list(Billed)),
    st.builds(Usage, cost_micros=st.one_of(st.none(), st.integers(0, 500))),
)


@given(history=st.lists(st.tuples(st.integers(0, 300), st.booleans(), ENDS), max_size=8))
def test_what_moves_is_what_the_record_says(history: list[tuple[int, bool, object]]) -> None:
    record, moved = None, Spent()

    def follow(change: StepChange) -> StepRecord:
        nonlocal moved
        for movement in change.movements:
            moved = moved.moved(movement)
        return change.record

    for number, (estimate, submits, end) in enumerate(history):
        record = follow(begun("task-1", record, sample_intent(digest=f"d{number}", estimate=estimate)))
        if record.state is StepState.FINISHED:
            break
        if submits:
            record = replace(record, provider_ref="job")
        if isinstance(end, Billed):
            record = follow(failed(record, "Broken.", NOW, end))
        elif isinstance(end, Usage):
            record = follow(finished(record, b"1", NOW, end))
        assert record.spent == moved
        assert min(moved.settled_micros, moved.reserved_micros) >= 0
        assert moved.reserved_micros == 0 or record.state is StepState.STARTED
    if record is not None and record.state is StepState.STARTED:
        total = record.spent.total_micros
        assert follow(abandoned(record)).spent == moved == Spent(settled_micros=total)


def test_a_change_without_money_moves_nothing() -> None:
    assert begun("task-1", None, sample_intent()).movements == ()
    assert finished(started(), b"1", NOW, Usage()).movements == ()
    assert failed(started(), "Broken.", NOW, Billed.YES).movements == ()
    assert begun("task-1", None, sample_intent(estimate=3)).movements == (Movement(day=NOW.date(), reserved_micros=3),)


@pytest.mark.parametrize(
    ("candidate", "name", "stored", "role"),
    [
        (1, "plan", "plan", "plan"),
        (1, "round/2/draw", "round/2/draw", "round/draw"),
        (3, "plan/support/repair", "candidate/3/plan/support/repair", "plan/support/repair"),
        (2, "round/1/critique/revise", "candidate/2/round/1/critique/revise", "round/critique/revise"),
        (2, "probe/gemini/gemini-3", "candidate/2/probe/gemini/gemini-3", "probe/gemini/gemini-3"),
    ],
)
def test_the_role_of_a_step_is_that_of_all_rounds_and_candidates(
    candidate: int, name: str, stored: str, role: str
) -> None:
    assert candidate_step(candidate, name) == stored
    assert sample_intent(stored).role == role
