"""500 tasks at once over a provider that takes 2 s for everything: wall time against the ideal critical path.

Real processes: ``pb fakes --latency 2`` and ``pb serve``. Printed are ratios, the server's memory, the longest answer
of its health check while it worked (how late the event loop was) and its connections to the provider at the end.
"""

import argparse
import contextlib
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import httpx

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
from served import PbServer, database, serving

LATENCY = 2.0
PB = Path(sys.executable).with_name("pb")
TEXT = "The encoder maps tokens to vectors. The decoder reads the vectors and writes the answer."
WORKFLOWS = {
    "prompt optimisation (1 call)": ("/api/optimize-prompt", {"description": "draw an encoder and a decoder"}, 1),
    "diagram (plan, style, paint)": (
        "/api/generate",
        {"source_context": TEXT, "caption": "Figure 1", "iterations": 1},
        3,
    ),
}


def main() -> None:
    """Run every workflow with 20 and with 500 tasks."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tasks", type=int, nargs="+", default=[20, 500])
    options = parser.parse_args()
    with fakes() as base:
        for name, (path, body, calls) in WORKFLOWS.items():
            for tasks in options.tasks:
                print(f"{name}, {tasks} tasks: {measured(base, path, body, calls, tasks)}")


@contextlib.contextmanager
def fakes() -> Iterator[str]:
    """The address of running fakes."""
    command = [str(PB), "fakes", "--port", "0", "--latency", str(LATENCY)]
    environ = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as process:  # noqa: S603 - ours
        assert process.stdout is not None
        found = re.search(r"http://\S+?:\d+", process.stdout.readline())
        assert found
        try:
            yield found[0]
        finally:
            process.terminate()


def measured(base: str, path: str, body: dict[str, object], calls: int, tasks: int) -> str:
    """Submit the tasks, wait for the last and say what it took."""
    settings = {
        "GEMINI_API_KEY": "fake-key",
        "GEMINI_BASE_URL": f"{base}/gemini",
        "IMAGE_PROVIDER": "gemini_image",
        "CONCURRENCY": str(tasks),
        "LEASE_SECONDS": "60",
    }
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), **settings) as server:
        lag = Lag(server)
        with server.client(server.new_key(None)) as api, lag:
            for _ in range(tasks):
                api.post(path, json=body).raise_for_status()
            wait_for_all(Path(folder), tasks)
        spans, failed = spent(Path(folder))
        time.sleep(3)  # idle connections are closed after 2 s
        return (
            f"{statistics.median(spans) / (LATENCY * calls):.2f} (median task), {max(spans) / (LATENCY * calls):.2f} "
            f"(slowest) of the ideal, {failed} failed; loop at most {lag.longest * 1000:.0f} ms late; "
            f"{resident(server):.0f} MB; {connections(server, base)} connections left"
        )


def wait_for_all(folder: Path, tasks: int) -> None:
    """Wait until every task has ended."""
    while True:
        with database(folder) as rows:
            (ended,) = rows.execute("SELECT count(*) FROM tasks WHERE completed_at IS NOT NULL").fetchone()
        if ended == tasks:
            return
        time.sleep(0.2)


def spent(folder: Path) -> tuple[list[float], int]:
    """The seconds of each task from its claim to its end, and how many failed."""
    with database(folder) as rows:
        found = rows.execute("SELECT started_at, completed_at, status FROM tasks").fetchall()
    spans = [(when(row[1]) - when(row[0])).total_seconds() for row in found]
    return spans, sum(row[2] == "failed" for row in found)


def when(text: str) -> datetime:
    """A stored time."""
    return datetime.fromisoformat(text)


class Lag:
    """Asks for the server's health all the time; ``longest`` is the longest answer in seconds."""

    def __init__(self, server: PbServer) -> None:
        self.longest = 0.0
        self._url = f"{server.url}/api/health"
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._ask)

    def __enter__(self) -> None:
        """Begin."""
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        """End."""
        self._over.set()
        self._thread.join()

    def _ask(self) -> None:
        with httpx.Client() as http:
            while not self._over.wait(0.05):
                begun = time.perf_counter()
                http.get(self._url)
                self.longest = max(self.longest, time.perf_counter() - begun)


def resident(server: PbServer) -> float:
    """The server's memory in MB."""
    text = Path(f"/proc/{server.pid}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+)", text)
    assert found
    return int(found[1]) / 1024


def connections(server: PbServer, base: str) -> int:
    """The server's open connections to the fakes."""
    port = f":{int(base.rpartition(':')[2]):04X}"
    lines = Path(f"/proc/{server.pid}/net/tcp").read_text().splitlines()[1:]
    return sum(line.split()[2].endswith(port) and line.split()[3] == "01" for line in lines)


if __name__ == "__main__":
    main()
