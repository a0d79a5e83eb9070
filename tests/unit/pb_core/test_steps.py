from pb_core.steps import begun
from pb_core.testing.storage_samples import NOW, after, sample_intent


def test_beginning_keeps_a_finished_record_itself() -> None:
    started = begun("task-1", None, sample_intent())
    assert (started.attempts, started.abandoned, started.started_at) == (1, 0, NOW)
    again = begun("task-1", started, sample_intent(seconds=1))
    assert (again.attempts, again.abandoned, again.started_at) == (2, 1, after(1))
