"""Backup and restore under load, retention and deletion of keys, of a real server: looked at from outside."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from kill_drill import patience, submit, wait_for_end, wait_for_steps
from served import PbServer, database, environment, serving

ANOTHER = {"caption": "Figure 2: Control", "plan": "flowchart LR\n  planner[Planner] --> controller[Controller]"}
LONG_AGO = "2020-01-01T00:00:00.000000+00:00"


def pb(*arguments: str) -> dict[str, object]:
    """Run a command of ours that must end well, and return its JSON document."""
    command = [sys.executable, "-m", "pb_http.cli.main", *arguments, "--json", "--quiet"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment())  # noqa: S603 - ours
    document: dict[str, object] = json.loads(done.stdout)
    return document


def pictures(server: PbServer, key: str, ids: tuple[str, ...]) -> dict[str, bytes]:
    """The pictures of the completed ones among these tasks."""
    with server.client(key) as api:
        answers = {task: api.get(f"/api/tasks/{task}").raise_for_status().json() for task in ids}
        done = [task for task, answer in answers.items() if answer["status"] == "completed"]
        return {task: api.get(f"/api/tasks/{task}/image").raise_for_status().content for task in done}


@contextmanager
def submitting(server: PbServer, key: str) -> Iterator[None]:
    """Submit figures without pause meanwhile."""
    stopping = threading.Event()

    def go_on() -> None:
        number = 0
        while not stopping.is_set():
            submit(server, key, 1, f"meanwhile {number}")
            number += 1

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


@pytest.mark.drill
def test_a_backup_under_load_comes_back_whole_and_goes_on(tmp_path: Path) -> None:
    folder, copy, restored = tmp_path / "data", tmp_path / "copy", tmp_path / "restored"
    with serving(folder, CONCURRENCY="4") as server:
        key = server.new_key()
        finished = submit(server, key, 2, "finished")
        wait_for_end(server, finished)
        first = pb("backup", str(copy), "--data-dir", str(folder))
        with submitting(server, key):
            ids = submit(server, key, 6, "in flight")
            wait_for_steps(server, ids, 2)
            expected = pictures(server, key, finished + ids)
            made = pb("backup", str(copy), "--data-dir", str(folder))
        with database(folder) as db:
            accepted = db.execute("SELECT count(*) FROM tasks").fetchone()[0]
    assert (first["lost"], made["lost"]) == ([], [])
    assert made["kept"] == first["artifacts"]
    assert len(finished) + len(ids) <= made["tasks"] <= accepted  # type: ignore[operator]  # a number
    shutil.rmtree(folder)
    pb("restore", str(copy), "--data-dir", str(restored))
    assert pb("verify", "--data-dir", str(restored), "--strict")["sound"]
    with serving(restored, CONCURRENCY="4") as server:
        served = pictures(server, key, finished + ids)
        assert {task: served.get(task) for task in expected} == expected
        assert len(expected) >= len(finished)
        wait_for_end(server, finished + ids)
        assert set(pictures(server, key, finished + ids)) == {*finished, *ids}
    assert pb("verify", "--data-dir", str(restored))["sound"]


def changed(folder: Path, *statements: str) -> None:
    """Change a database whose server is stopped."""
    connection = sqlite3.connect(folder / "paperbanana.db")
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def wait_until(server: PbServer, is_so: Callable[[], bool]) -> None:
    """Look again and again."""
    for _ in patience(server):
        if is_so():
            return
    raise TimeoutError


def count(folder: Path, query: str) -> int:
    """A number in a database."""
    with database(folder) as db:
        return int(db.execute(query).fetchone()[0])


def detail_of(server: PbServer, key: str) -> dict[str, object]:
    """What an administrator reads of a key, its usage log too."""
    with server.admin as admin:
        detail: dict[str, object] = admin.get(f"/api/admin/keys/{key}").raise_for_status().json()
    return detail


def status_of(server: PbServer, key: str) -> int:
    """What a key is answered."""
    with server.client(key) as api:
        return api.get("/api/tasks").status_code


@pytest.mark.drill
def test_what_is_too_old_goes_and_accounts_stay(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        key = server.new_key()
        (old,) = submit(server, key, 1, "figure")
        with server.client(key) as api:
            new = api.post("/api/generate", json=ANOTHER).raise_for_status().json()["task_id"]
        wait_for_end(server, (old, new))
        before = detail_of(server, key)
    changed(tmp_path, f"UPDATE tasks SET completed_at = '{LONG_AGO}' WHERE id = '{old}'")  # noqa: S608 - our id
    files = {path for path in (tmp_path / "artifacts").rglob("*") if path.is_file()}
    with serving(tmp_path, RETENTION_DAYS="1") as server:
        wait_until(server, lambda: count(tmp_path, "SELECT count(*) FROM tasks") == 1)
        with server.client(key) as api:
            gone = api.get(f"/api/tasks/{old}")
            assert (gone.status_code, "for a limited time" in gone.json()["detail"]) == (404, True)
            assert api.get(f"/api/tasks/{old}/image").status_code == 404
            assert api.get(f"/api/tasks/{new}").json()["status"] == "completed"
            assert [task["task_id"] for task in api.get("/api/tasks").json()["tasks"]] == [new]
        assert detail_of(server, key) == before
    assert pb("verify", "--data-dir", str(tmp_path), "--strict")["sound"]
    assert {path for path in (tmp_path / "artifacts").rglob("*") if path.is_file()} == files
    changed(tmp_path, f"UPDATE released SET released_at = '{LONG_AGO}'")  # noqa: S608 - our own time
    for path in files:
        os.utime(path, (0, 0))
    with serving(tmp_path, RETENTION_DAYS="1") as server:
        wait_until(server, lambda: count(tmp_path, "SELECT count(*) FROM released") == 0)
        assert pictures(server, key, (new,))
    found = pb("verify", "--data-dir", str(tmp_path), "--strict")
    assert (found["sound"], found["orphans"], found["recent"]) == (True, 0, 0)
    assert len({path for path in (tmp_path / "artifacts").rglob("*") if path.is_file()}) < len(files)


@pytest.mark.drill
def test_a_deletion_that_is_killed_is_gone_on_with(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        doomed, other = server.new_key(), server.new_key()
        wait_for_end(server, submit(server, doomed, 1, "doomed"))
        wait_for_end(server, submit(server, other, 1, "other"))
    multiply(tmp_path, 20_000)
    server = PbServer(tmp_path)
    try:
        deleting = threading.Thread(target=delete, args=(server, doomed))
        deleting.start()
        wait_until(server, lambda: count(tmp_path, "SELECT count(*) FROM tasks") < 19_000)
        server.kill()
        deleting.join()
        assert count(tmp_path, "SELECT count(*) FROM tasks") > 1_000
        assert pb("verify", "--data-dir", str(tmp_path))["sound"]
    finally:
        server.abort()
    with serving(tmp_path) as server:
        assert status_of(server, doomed) == 401
        wait_until(server, lambda: count(tmp_path, "SELECT count(*) FROM keys") == 1)
        assert count(tmp_path, "SELECT count(*) FROM tasks") == 1
        assert status_of(server, other) == 200
    found = pb("verify", "--data-dir", str(tmp_path), "--strict")
    assert (found["sound"], found["orphans"], found["recent"]) == (True, 0, 0)


def delete(server: PbServer, key: str) -> None:
    """Delete a key; the server may be killed meanwhile."""
    with server.admin as admin, suppress(httpx.TransportError):
        admin.delete(f"/api/admin/keys/{key}")


def multiply(folder: Path, tasks: int) -> None:
    """Let the first key have this many copies of its task."""
    with database(folder) as db:
        names = [row["name"] for row in db.execute("PRAGMA table_info(tasks)") if row["name"] not in {"id", "seq"}]
    columns = ", ".join(names)
    changed(
        folder,
        f"""
        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {tasks})
        INSERT INTO tasks (id, {columns}) SELECT 'copy-' || n, {columns} FROM numbers, (SELECT * FROM tasks LIMIT 1)
        """,  # noqa: S608 - names of our columns
        """
        INSERT INTO ledger (key_id, kind, fact, amount, balance, created_at, task_id)
        SELECT ledger.key_id, ledger.kind, 'charge:' || tasks.id, 0, balance, ledger.created_at, tasks.id
        FROM tasks, (SELECT * FROM ledger WHERE kind = 'charge' LIMIT 1) AS ledger WHERE tasks.id LIKE 'copy-%'
        """,
        "UPDATE keys SET total_used = (SELECT count(*) FROM ledger WHERE key_id = keys.id AND kind = 'charge')",
    )
