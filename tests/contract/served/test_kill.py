"""What a killed, stopped or paused server leaves behind: nothing lost, nothing charged or done twice."""

import os
import signal
import sqlite3
from pathlib import Path

from kill_drill import drill, steps, submit, wait_for_end, wait_for_steps
from served import PbServer, database, serving

TASKS = 22  # two wait for a place, so that 20 are running when the kill comes


def test_a_server_killed_with_20_running_tasks_loses_none_and_repeats_no_finished_step(tmp_path: Path) -> None:
    (result,) = drill(tmp_path, kills=1, tasks=TASKS, seed=20)  # `make drill` kills ten times
    assert result.faults == ()
    assert (result.completed, result.charges, result.repeated) == (TASKS, TASKS, 0)
    assert result.finished_before
    assert result.abandoned


def test_a_stopped_server_gives_its_tasks_back_without_counting_the_attempt(tmp_path: Path) -> None:
    server = PbServer(tmp_path, CONCURRENCY="8")
    try:
        key = server.new_key()
        wait_for_end(tmp_path, submit(server, key, 4, "first"))  # so that the processes that draw have started
        ids = submit(server, key, 8, "stopped")
        wait_for_steps(tmp_path, ids, 8)
        for worker in _workers(server.pid):
            os.kill(worker, signal.SIGSTOP)  # no drawing ends within the time that a stop grants
        assert server.stop() == 0
    finally:
        server.abort()
    before = steps(tmp_path, ids)
    left = _rows(tmp_path, "SELECT status, attempt, lease_token FROM tasks WHERE completed_at IS NULL")
    assert set(left) == {("pending", 0, None)}
    with serving(tmp_path):
        wait_for_end(tmp_path, ids)
    assert _rows(tmp_path, "SELECT DISTINCT status, attempt FROM tasks") == [("completed", 1)]
    after = steps(tmp_path, ids)
    assert {name: after[name] for name in before} == before


def test_a_paused_server_changes_nothing_once_its_leases_have_passed_to_another(tmp_path: Path) -> None:
    settings = {"CONCURRENCY": "4", "LEASE_SECONDS": "1"}
    with serving(tmp_path, **settings) as paused:
        ids = submit(paused, paused.new_key(), 4, "paused")
        wait_for_steps(tmp_path, ids, 2)
        _pause_outside_a_transaction(paused)
        assert len(_rows(tmp_path, "SELECT id FROM tasks WHERE status = 'running'")) == 4
        with serving(tmp_path, **settings):
            wait_for_end(tmp_path, ids)
            before = _everything(tmp_path)
            paused.wake()
            for _ in ids:
                paused.wait_for("task dropped")
            assert _everything(tmp_path) == before
    assert _rows(tmp_path, "SELECT DISTINCT status, attempt FROM tasks") == [("completed", 2)]
    assert _everything(tmp_path) == before


def test_two_servers_share_the_work_of_one_folder(tmp_path: Path) -> None:
    with serving(tmp_path) as one, serving(tmp_path) as other:
        key = one.new_key()
        ids = submit(one, key, 2, "one") + submit(other, key, 2, "other")
        wait_for_end(tmp_path, ids)
        with other.client(key) as api:
            assert {api.get(f"/api/tasks/{task}").json()["status"] for task in ids} == {"completed"}
    calls = _rows(tmp_path, "SELECT sum(attempts) - count(*), sum(abandoned) FROM steps")
    assert calls == [(0, 0)]


def _workers(pid: int) -> list[int]:
    """The worker processes that any thread of a server has started, without one that is just being started."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    children = [child for file in threads for child in file.read_text().split()]
    return [int(child) for child in children if b"pb_adapters.workers" in Path(f"/proc/{child}/cmdline").read_bytes()]


def _pause_outside_a_transaction(server: PbServer) -> None:
    """A process that sleeps inside a transaction blocks every writer; this test is about leases."""
    while True:
        server.pause()
        probe = sqlite3.connect(server.data_dir / "paperbanana.db", timeout=0, isolation_level=None)
        try:
            probe.execute("PRAGMA journal_mode = WAL")  # all that another server does when it opens the database
            probe.execute("BEGIN IMMEDIATE")
            probe.execute("ROLLBACK")
        except sqlite3.OperationalError:
            server.wake()
        else:
            return
        finally:
            probe.close()


def _rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with database(folder) as db:
        return [tuple(row) for row in db.execute(query).fetchall()]


def _everything(folder: Path) -> list[list[tuple[object, ...]]]:
    """All that a worker may write."""
    return [
        _rows(folder, f"SELECT * FROM {table} ORDER BY 1")  # noqa: S608 - our own table names
        for table in ("tasks", "steps", "ledger", "deliveries", "keys")
    ]
