"""Servers and workers in processes of their own, on one PostgreSQL database and one folder of artifacts."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import httpx
import psycopg

from served import StartingServer

T = TypeVar("T")

SECONDS = 120
BODY = {
    "source_context": "The encoder maps tokens to vectors. The decoder reads the vectors and writes the answer.",
    "caption": "Figure 1: Overview",
    "iterations": 1,
}


class Machines:
    """``servers`` answer and leave the work to ``workers``; without workers they do both.

    ``settings`` are PAPERBANANA_ names without the prefix.
    """

    def __init__(self, folder: Path, url: str, settings: dict[str, str]) -> None:
        self.url = url
        self._folder, self._settings = folder, {"DATABASE_URL": url, **settings}
        self.servers: list[StartingServer] = []
        self.workers: list[StartingServer] = []

    def start(self, *, servers: int = 0, workers: int = 0) -> None:
        """Start more, and wait until all serve and work."""
        serve, work = ("serve", *(("--no-worker",) if workers else ()), "--port", "0"), ("worker", "--concurrency", "2")
        new_servers = [self._started(serve) for _ in range(servers)]
        new_workers = [self._started(work) for _ in range(workers)]
        self.servers += new_servers
        self.workers += new_workers
        for server in new_servers:
            server.wait_until_it_serves()
        for worker in new_workers:
            worker.wait_for("working")

    def _started(self, command: tuple[str, ...]) -> StartingServer:
        return StartingServer(self._folder, self._settings, command=command)

    def submitted(self, api: httpx.Client, caption: str = "Figure 1: Overview") -> str:
        """Submit a task; its id."""
        answer = api.post("/api/generate", json={**BODY, "caption": caption})
        task_id: str = answer.raise_for_status().json()["task_id"]
        return task_id

    def worker_of(self, task_id: str) -> StartingServer:
        """The worker that began a task, once one has."""

        def found() -> StartingServer | None:
            begun = (worker for worker in self.workers if any(_is_start(line, task_id) for line in worker.lines))
            return next(begun, None)

        return until(found)

    def rows(self, question: str) -> list[tuple[object, ...]]:
        """Ask the database."""
        return rows_of(self.url, question)

    def stop(self) -> list[int]:
        """Stop all that still run, workers first; their exit codes."""
        running = [*self.workers, *self.servers]
        self.workers, self.servers = [], []
        return [process.stop() for process in running]

    def abort(self) -> None:
        """End all processes whatever their state."""
        for process in [*self.workers, *self.servers]:
            process.abort()


def _is_start(line: str, task_id: str) -> bool:
    return task_id in line and json.loads(line)["event"] == "task started"


@contextmanager
def machines(folder: Path, url: str, *, servers: int = 2, workers: int = 2, **settings: str) -> Iterator[Machines]:
    """Start them; on leaving stop all in order, which must end with exit code 0."""
    started = Machines(folder, url, settings)
    try:
        started.start(servers=servers, workers=workers)
        yield started
        assert set(started.stop()) <= {0}
    finally:
        started.abort()


def rows_of(url: str, question: str) -> list[tuple[object, ...]]:
    """Ask a database."""
    with psycopg.connect(url) as connection:
        return connection.execute(question.encode()).fetchall()


def until(found: Callable[[], T | None]) -> T:
    """What is found once it is something; raises ``TimeoutError``."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        if value := found():
            return value
        time.sleep(0.02)
    raise TimeoutError


def ended(api: httpx.Client, task_id: str) -> dict[str, object]:
    """The task once it is over, waited for at a server."""
    for _ in range(SECONDS):
        answer = api.get(f"/api/tasks/{task_id}", headers={"Prefer": "wait=10"})
        if answer.status_code == httpx.codes.SERVICE_UNAVAILABLE:
            time.sleep(0.2)
            continue
        task: dict[str, object] = answer.raise_for_status().json()
        if task["status"] not in {"pending", "running"}:
            return task
    raise TimeoutError
