"""The machine fails below a real server with paid calls under way: each task ends well, and nothing is bought twice."""

import errno

import pytest

from machine_faults.faults import Fault, in_turn, lock_database, pause, poison, put_clock, refuse_writes, second_server
from process_faults import strike
from support.programs import required_program


def test_a_wrong_clock_a_lock_a_pause_a_second_server_and_a_read_only_disk_cost_no_task_and_no_call() -> None:
    required_program("cc")
    acts = (put_clock, lock_database(1.5), pause(1.5), second_server, refuse_writes(errno.EROFS, 0.5))
    found = strike(Fault("each in turn", in_turn(*acts), {"CONCURRENCY": "20"}))
    assert found.problems == ()
    assert (found.completed, found.failed) == (found.accepted, 0)
    assert found.bought == found.needed > found.accepted


@pytest.mark.drill  # that the queue ends such a row alone is shown at each store
def test_a_row_that_cannot_be_decoded_ends_its_own_task_alone() -> None:
    required_program("cc")
    found = strike(Fault("poison", poison, {"CONCURRENCY": "1"}, answer=0.2))
    assert found.problems == ()
    assert (found.completed, found.failed, found.bought) == (found.accepted - 1, 0, found.needed)
