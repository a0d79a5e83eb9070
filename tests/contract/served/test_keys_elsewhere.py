"""Another program changes keys while a server answers for them from memory: its next answer knows."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from served import serving


def pb_keys(data_dir: Path, *arguments: str) -> None:
    """Run ``pb keys``; it returns when its change is committed."""
    command = (sys.executable, "-m", "pb_http.cli.main", "keys", *arguments, "--data-dir", str(data_dir))
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own program


@contextmanager
def polled(api: httpx.Client, path: str) -> Iterator[None]:
    """Poll all the time, so that what the answers need is in memory whenever the other program writes."""
    over = threading.Event()

    def poll() -> None:
        with httpx.Client(base_url=api.base_url, headers=api.headers) as http:
            while not over.is_set():
                http.get(path)

    thread = threading.Thread(target=poll)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_a_key_that_another_program_disabled_or_deleted_is_refused_at_once(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        value = server.new_key()
        with server.client(value) as api:
            task = api.post("/api/generate", json={"source_context": "An encoder feeds a decoder.", "caption": "F"})
            path = f"/api/tasks/{task.json()['task_id']}"
            for arguments, status in (
                (("set", value, "--disable"), 403),
                (("set", value, "--enable"), 200),
                (("delete", value, "--yes"), 401),
            ):
                with polled(api, path):
                    pb_keys(tmp_path, *arguments)
                    assert [api.get(path).status_code for _ in range(3)] == [status] * 3
