"""What a killed, stopped or paused server leaves behind: nothing lost, nothing charged or done twice."""

import os
import signal
from pathlib import Path

import pytest

from kill_drill import drill, steps, submit, wait_for_end, wait_for_steps
from served import PbServer, StartFailed, database, serving

TASKS = 10  # all are running when the kill comes; `make drill` kills ten times, with 20 running and ten that wait


def test_a_server_killed_with_running_tasks_loses_none_and_repeats_no_finished_step(tmp_path: Path) -> None:
    (result,) = drill(tmp_path, kills=1, tasks=TASKS, seed=20)
    assert result.faults == ()
    assert (result.completed, result.charges, result.repeated) == (TASKS, TASKS, 0)
    assert result.finished_before
    assert result.abandoned


def test_a_stopped_server_gives_its_tasks_back_without_counting_the_attempt(tmp_path: Path) -> None:
    server = PbServer(tmp_path, CONCURRENCY="4")
    try:
        key = server.new_key()
        wait_for_end(server, submit(server, key, 2, "first"))  # so that the processes that draw have started
        ids = submit(server, key, 4, "stopped")
        wait_for_steps(server, ids, 4)
        for worker in _workers(server.pid):
            os.kill(worker, signal.SIGSTOP)  # no drawing ends within the time that a stop grants
        assert server.stop() == 0
    finally:
        server.abort()
    before = steps(tmp_path, ids)
    left = _rows(tmp_path, "SELECT status, attempt, lease_token FROM tasks WHERE completed_at IS NULL")
    assert set(left) == {("pending", 0, None)}
    with serving(tmp_path) as following:
        wait_for_end(following, ids)
    assert _rows(tmp_path, "SELECT DISTINCT status, attempt FROM tasks") == [("completed", 1)]
    after = steps(tmp_path, ids)
    assert {name: after[name] for name in before} == before


def test_a_paused_server_keeps_its_folder_and_its_tasks(tmp_path: Path) -> None:
    with serving(tmp_path, CONCURRENCY="4", LEASE_SECONDS="1") as paused:
        ids = submit(paused, paused.new_key(), 4, "paused")
        wait_for_steps(paused, ids, 2)
        paused.pause()
        with pytest.raises(StartFailed, match=rf"is open already in process {paused.pid} \(pb serve on "):
            PbServer(tmp_path)
        paused.wake()
        wait_for_end(paused, ids)
    assert _rows(tmp_path, "SELECT DISTINCT status, attempt FROM tasks") == [("completed", 1)]


def _workers(pid: int) -> list[int]:
    """The worker processes that any thread of a server has started, without one that is just being started."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    children = [child for file in threads for child in file.read_text().split()]
    return [int(child) for child in children if b"pb_adapters.workers" in Path(f"/proc/{child}/cmdline").read_bytes()]


def _rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with database(folder) as db:
        return [tuple(row) for row in db.execute(query).fetchall()]
