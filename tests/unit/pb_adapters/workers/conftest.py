"""Pools whose processes serve the functions of ``worker_probe``."""

import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from typing import Any, Protocol

import pytest

from pb_adapters.workers.pool import WorkerPool, WorkLimits
from pb_adapters.workers.process import Entry

ANSWERS: dict[str, Any] = {
    "pid": int,
    "read": str,
    "divide": float,
    "echo": tuple[int | float | str, bytes],
    "liar": int,
    "allocate": int,
    "hoard": int,
    "write": int,
    "open_files": int,
    "loop": None,
    "chatter": str,
    "fail": None,
    "surroundings": tuple[str, list[str], dict[str, str], list[str]],
}
PROBE: dict[str, Entry[Any]] = {name: Entry(f"worker_probe:{name}", answer) for name, answer in ANSWERS.items()}


class OpenPool(Protocol):
    async def __call__(self, **limits: float) -> WorkerPool: ...


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> dict[str, Entry[Any]]:
    """The functions, by name."""
    monkeypatch.syspath_prepend(Path(__file__).parent)
    monkeypatch.setattr("pb_adapters.workers.process._MODULE", "worker_probe")
    return PROBE


@pytest.fixture
async def open_pool(probe: dict[str, Entry[Any]]) -> AsyncIterator[OpenPool]:
    """Open a pool with these limits; it is closed after the test."""
    async with AsyncExitStack() as stack:

        async def opened(**limits: float) -> WorkerPool:
            pool = WorkerPool("engine", WorkLimits(**limits), tuple(probe.values()))
            return await stack.enter_async_context(aclosing(pool))

        yield opened


@pytest.fixture
async def pool(open_pool: OpenPool) -> WorkerPool:
    """One process, the usual limits."""
    return await open_pool()


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    """A named pipe: whoever reads it is at work until somebody writes."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    return path
