"""Start times: ``pb --help`` against ``pb --version``; ``pb serve`` until it is healthy against the bare framework."""

import http.client
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROUNDS = 11
PB = [sys.executable, "-m", "pb_http.cli.main"]
BARE = [sys.executable, str(Path(__file__).with_name("bare_app.py"))]
PATIENCE = 60.0  # seconds


def told(option: str) -> float:
    """The seconds that ``pb`` takes for an option that only prints."""
    began = time.perf_counter()
    subprocess.run([*PB, option], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    return time.perf_counter() - began


def healthy(*command: str) -> float:
    """The seconds from starting a server on a free port until ``/api/health`` answers 200; its port is put last."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    began = time.perf_counter()
    with subprocess.Popen([*command, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:  # noqa: S603 - our own program
        try:
            while not _answers(port):
                assert server.poll() is None, f"{command} ended"
                assert time.perf_counter() - began < PATIENCE, f"{command} is not healthy"
                time.sleep(0.002)
            return time.perf_counter() - began
        finally:
            server.terminate()


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


def ours(folder: str) -> float:
    """``pb serve`` on a data folder."""
    return healthy(*PB, "serve", "--data-dir", folder, "--port")


def first() -> float:
    """``pb serve`` on an empty folder, in which it creates its database."""
    with tempfile.TemporaryDirectory() as folder:
        return ours(folder)


def compare(title: str, target: float, floor: Callable[[], float], mine: Callable[[], float]) -> None:
    """Run both in turn, the first round unmeasured, and print medians and the ratio of the medians."""
    rounds = [(floor(), mine()) for _ in range(ROUNDS + 1)][1:]
    least, took = (statistics.median(times) for times in zip(*rounds, strict=True))
    ratio = took / least
    verdict = "reached" if ratio <= target else "MISSED"
    print(f"{title}: {least:.3f} s, ours {took:.3f} s; ratio {ratio:.2f}; target {target:g}: {verdict}", flush=True)


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compare("pb --help against pb --version", 2.0, lambda: told("--version"), lambda: told("--help"))
    with tempfile.TemporaryDirectory() as used:
        compare("pb serve until healthy against 15 bare routes", 1.4, lambda: healthy(*BARE), lambda: ours(used))
    compare("the same, its first start ever", 1.4, lambda: healthy(*BARE), first)
