"""Figures and polls at a time: figures per minute and core, and what a poll waits while every core draws.

Run ``python benchmarks/bench_mixed.py [SECONDS]``. A real ``pb serve`` with its own engines draws plots and diagrams in
turns, more at a time than it works on; each client asks for its next one when it has the last. Meanwhile one more
client polls a finished task twenty times a second. The ratio is that of the 95th percentiles of its waiting with and
without work, before and after it in the same run.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from itertools import count
from pathlib import Path

import httpx

from pb_core.domain.billing import percentile

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
from served import serving

CLIENTS = 8
POLL_SECONDS = 0.05
IDLE_SECONDS = 5.0

TEXT = (
    "The encoder maps tokens to vectors. The vectors enter the decoder. The decoder writes an answer. "
    "A critic reads the answer and returns a score to the decoder."
)
ROWS = [{"method": name, "accuracy": 0.7 + 0.03 * place} for place, name in enumerate("ABCDE")]
BODIES = (
    ("/api/generate", {"source_context": TEXT, "caption": "Overview", "iterations": 1}),
    ("/api/plot", {"data_json": json.dumps(ROWS), "intent": "bar chart of accuracy by method", "iterations": 1}),
)


class Load:
    """Clients that have figures drawn one after another until a moment; ``drawn`` are those that were, by path."""

    def __init__(self, http: httpx.AsyncClient, until: float) -> None:
        self._http, self._until, self._numbers = http, until, count()
        self.drawn = dict.fromkeys((path for path, _ in BODIES), 0)

    async def run(self) -> None:
        """Draw with every client."""
        await asyncio.gather(*(self._client() for _ in range(CLIENTS)))

    async def _client(self) -> None:
        while time.perf_counter() < self._until:
            path, body = BODIES[next(self._numbers) % len(BODIES)]
            await drawn(self._http, path, body)
            self.drawn[path] += time.perf_counter() < self._until


async def drawn(http: httpx.AsyncClient, path: str, body: dict[str, object]) -> str:
    """The id of a task once it is completed."""
    task: str = (await http.post(path, json=body)).raise_for_status().json()["task_id"]
    answer = {"status": "pending", "error": None}
    while answer["status"] in {"pending", "running"}:
        answer = (await http.get(f"/api/tasks/{task}", headers={"Prefer": "wait=60"})).raise_for_status().json()
    if answer["status"] != "completed":
        raise RuntimeError(answer["error"])
    return task


async def waits(http: httpx.AsyncClient, path: str, until: float) -> list[float]:
    """What each of regular polls waits until a moment, in seconds, sorted."""
    taken = []
    while (start := time.perf_counter()) < until:
        (await http.get(path)).raise_for_status()
        taken.append(time.perf_counter() - start)
        await asyncio.sleep(max(0.0, start + POLL_SECONDS - time.perf_counter()))
    return sorted(taken)


async def measured(url: str, key: str, seconds: float) -> None:
    """Draw for some seconds and print what was seen."""
    headers, cores = {"Authorization": f"Bearer {key}"}, os.cpu_count() or 1
    async with (
        httpx.AsyncClient(base_url=url, headers=headers, timeout=120) as http,
        httpx.AsyncClient(base_url=url, headers=headers, timeout=120) as poller,
    ):
        warm = [await drawn(http, *body) for body in BODIES]
        path = f"/api/tasks/{warm[0]}"
        idle = await waits(poller, path, time.perf_counter() + IDLE_SECONDS)
        until = time.perf_counter() + seconds
        load = Load(http, until)
        work = asyncio.create_task(load.run())
        busy = await waits(poller, path, until)
        await work
        idle = sorted([*idle, *await waits(poller, path, time.perf_counter() + IDLE_SECONDS)])
    minutes = seconds / 60
    for name, figures in load.drawn.items():
        print(f"{name}: {figures / minutes:.0f} figures a minute, {figures / minutes / cores:.0f} a core")
    print(f"both: {sum(load.drawn.values()) / minutes / cores:.0f} figures a minute and core")
    for share in (0.5, 0.95):
        without, beside = percentile(idle, share), percentile(busy, share)
        ratio = f"{without * 1e3:.1f} ms idle, {beside * 1e3:.1f} ms beside work, {beside / without:.1f} x"
        print(f"{share:.0%} of polls wait at most: {ratio}")


def main() -> None:
    """Serve on a fresh folder and measure."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    print(f"load before: {os.getloadavg()[0] / (os.cpu_count() or 1):.1f} a core (above 0.2 the figures say little)")
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder, serving(Path(folder)) as server:
        asyncio.run(measured(server.url, server.new_key(100_000), seconds))


if __name__ == "__main__":
    main()
