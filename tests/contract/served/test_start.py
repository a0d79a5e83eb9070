"""What ``pb serve`` says when it cannot start, or starts with settings that mean nothing."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from served import database, environment, serving
from support.command_line import run_here


def _refused(folder: Path, *options: str, **settings: str) -> str:
    """The one sentence with which a process of its own declines to start."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "pb_http.cli.main", "serve", "--port", "0", "--data-dir", str(folder), *options],
        env=environment(**settings),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return _sentence(done)


def _sentence(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode not in {0, -6, -11}
    assert done.stdout == ""
    lines = [line for line in done.stderr.splitlines() if not line.startswith("{")]
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stderr
    return lines[0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CONCURRENCY", "many"),
        ("CONCURRENCY", "0"),
        ("LEASE_SECONDS", "-1"),
        ("WEBHOOK_RETRY_DELAYS", "5;15"),
        ("WEBHOOK_ALLOW_PRIVATE_NETWORKS", "perhaps"),
        ("MAX_BODY_BYTES", "64MiB"),
        ("PUBLIC_URL", "example.org"),
        ("CORS_ORIGINS", "example.org"),
        ("VLM_PROVIDER", "crystal-ball"),
        ("IMAGE_PROVIDER", "crystal-ball"),
        ("IMAGE_RESOLUTION", "8K"),
        ("ADMIN_KEY", "two words"),
        ("DATABASE_URL", "mysql://host/db"),
        ("ARTIFACTS_URL", "ftp://bucket"),
        ("VLM_MODEL", "x"),
        ("IMAGE_MODEL", "x"),
    ],
)
def test_an_invalid_setting_is_named(tmp_path: Path, name: str, value: str) -> None:
    done = run_here("serve", "--port", "0", folder=tmp_path, **{f"PAPERBANANA_{name}": value})
    assert f"PAPERBANANA_{name}" in _sentence(done)


def test_all_invalid_settings_are_named_at_once_and_the_admin_key_is_not_shown(tmp_path: Path) -> None:
    sentence = _refused(tmp_path, CONCURRENCY="x", LEASE_SECONDS="y", ADMIN_KEY="secret zebra")
    for name in ("CONCURRENCY", "LEASE_SECONDS", "ADMIN_KEY"):
        assert f"PAPERBANANA_{name}" in sentence
    assert "zebra" not in sentence


def test_an_unknown_setting_is_named_with_the_likely_one_and_the_server_starts(tmp_path: Path) -> None:
    with serving(tmp_path, CONCURENCY="8") as server:
        warned = [json.loads(line) for line in server.lines if json.loads(line)["level"] == "warning"]
    assert [line["event"] for line in warned] == [
        "PAPERBANANA_CONCURENCY is not a setting; did you mean PAPERBANANA_CONCURRENCY?"
    ]


def test_a_port_in_use_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert f"127.0.0.1:{port}" in _refused(tmp_path, "--port", port)


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert str(tmp_path / "file") in _refused(tmp_path / "file" / "below")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_data_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    assert str(tmp_path) in _refused(tmp_path / "below")
    assert str(tmp_path) in _refused(tmp_path)


def test_a_data_folder_that_nobody_can_write_is_named() -> None:
    assert "/proc/paperbanana" in _refused(Path("/proc/paperbanana"))


def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path):
        pass
    _execute(tmp_path / "paperbanana.db", "PRAGMA user_version = 999")
    sentence = _refused(tmp_path)
    assert "newer version" in sentence
    assert "999" in sentence


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    _execute(tmp_path / "paperbanana.db", "CREATE TABLE theirs (x)")
    assert "belongs to another program" in _refused(tmp_path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "paperbanana.db").write_bytes(b"no database at all" * 100)
    assert "paperbanana.db" in _refused(tmp_path)


def test_figures_without_their_database_are_refused_and_no_new_one_is_made(tmp_path: Path) -> None:
    (tmp_path / "artifacts" / "owner").mkdir(parents=True)
    assert "is missing, but artifacts beside it is not: restore the database" in _refused(tmp_path)
    assert not (tmp_path / "paperbanana.db").exists()


def _execute(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    connection.execute(statement)
    connection.close()


def test_a_stop_answers_those_who_wait_and_loses_no_task(tmp_path: Path) -> None:
    body = {"source_context": "The encoder maps each token to a vector. The decoder emits the summary.", "caption": "F"}
    with ThreadPoolExecutor() as pool:
        with serving(tmp_path, CONCURRENCY="1") as server:
            api = server.client(server.new_key())
            tasks = [api.post("/api/generate", json=body).json()["task_id"] for _ in range(20)]
            sent = threading.Event()

            def trace(event: str, _: object) -> None:
                if event == "http11.send_request_body.complete":
                    sent.set()

            hold = {"headers": {"Prefer": "wait=60"}, "extensions": {"trace": trace}}
            poll = pool.submit(api.get, f"/api/tasks/{tasks[-1]}", **hold)
            sent.wait()
            httpx.get(f"{server.url}/api/health")  # one turn of the server's loop later it has the poll, too
        answer = poll.result()
        api.close()

    assert (answer.status_code, answer.json()["status"]) == (200, "pending")
    assert not [line for line in server.lines if json.loads(line)["level"] == "error"]
    with database(tmp_path) as db:
        counted = db.execute("SELECT count(*), sum(status = 'running'), max(attempt) FROM tasks").fetchone()
    assert tuple(counted) == (20, 0, 1)
