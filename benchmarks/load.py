"""Load: many keep-alive clients that ask one server the same thing, and what each answer costs it."""

import asyncio
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TextIO, cast
from urllib.parse import urlsplit

CLIENTS = 64
SECONDS = 1.5
ROUNDS = 7
APPS = Path(__file__).with_name("apps.py")
TICKS = os.sysconf("SC_CLK_TCK")

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)


class Server(NamedTuple):
    """A running server, and whatever it told at its start."""

    url: str
    pid: int
    told: tuple[str, ...]


class Sample(NamedTuple):
    """One burst: answers per second, and the server's CPU seconds per answer."""

    rate: float
    cpu: float


@contextmanager
def served(kind: str) -> Iterator[Server]:
    """Run ``apps.py``, ours on a fresh folder on the disk that this program is started on."""
    with (
        tempfile.TemporaryDirectory(dir=Path.cwd()) as folder,
        subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, str(APPS), kind, folder], stdout=subprocess.PIPE, text=True
        ) as process,
    ):
        try:
            url, *told = cast("TextIO", process.stdout).readline().split()
            yield Server(url, process.pid, tuple(told))
        finally:
            process.terminate()


def request(method: str, path: str, body: bytes = b"", **headers: str) -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + body


def compare(title: str, target: float, floor: tuple[Server, bytes, int], ours: tuple[Server, bytes, int]) -> None:
    """Load both in turn; print the medians and the median ratio of the pairs. Each is (server, request, status)."""
    pairs = [(burst(*floor), burst(*ours)) for _ in range(ROUNDS + 1)][1:]  # the first warms up
    floors, mine = zip(*pairs, strict=True)
    rates = [b.rate / a.rate for a, b in pairs]
    costs = [a.cpu / b.cpu for a, b in pairs]
    rate, cost = statistics.median(rates), statistics.median(costs)
    print(
        f"{title}: {_median(floors):.0f}/s bare, {_median(mine):.0f}/s ours; ratio of rates {rate:.2f} "
        f"({min(rates):.2f}–{max(rates):.2f}), of CPU per answer {cost:.2f}; target {target:g}: "
        f"{'reached' if rate >= target else 'MISSED'}",
        flush=True,
    )


def burst(server: Server, message: bytes, status: int) -> Sample:
    """Load one server for ``SECONDS``; every answer must have this status."""
    return asyncio.run(_burst(server, message, status))


class _Client(asyncio.Protocol):
    """Sends the message, counts the answer and sends again until it is told to stop."""

    def __init__(self, message: bytes, status: int) -> None:
        self.answers = 0
        self.closed = asyncio.get_running_loop().create_future()
        self._message, self._expected = message, b"HTTP/1.1 %d " % status
        self._transport: asyncio.Transport | None = None
        self._stopping = False
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]  # a TCP connection's transport
        self._send()

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        head = self._buffer.find(b"\r\n\r\n")
        if head < 0:
            return
        length = _LENGTH.search(self._buffer, 0, head)
        if len(self._buffer) < head + 4 + (int(length[1]) if length else 0):
            return
        if not self._buffer.startswith(self._expected):
            self.closed.set_exception(RuntimeError(self._buffer[:400].decode()))
            return
        self._buffer = b""
        self.answers += 1
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.closed.done():
            self.closed.set_result(exc)

    def stop(self) -> None:
        self._stopping = True

    def _send(self) -> None:
        if self._transport is None:
            raise RuntimeError
        if self._stopping:
            self._transport.close()
        else:
            self._transport.write(self._message)


async def _burst(server: Server, message: bytes, status: int) -> Sample:
    loop, address = asyncio.get_running_loop(), urlsplit(server.url)
    clients = [_Client(message, status) for _ in range(CLIENTS)]
    start, spent = time.perf_counter(), _cpu_seconds(server.pid)
    for client in clients:
        await loop.create_connection(lambda client=client: client, address.hostname, address.port)
    await asyncio.sleep(SECONDS)
    for client in clients:
        client.stop()
    await asyncio.gather(*(client.closed for client in clients))
    seconds, cpu = time.perf_counter() - start, _cpu_seconds(server.pid) - spent
    answers = sum(client.answers for client in clients)
    return Sample(answers / seconds, cpu / answers)


def _cpu_seconds(pid: int) -> float:
    """User and system time of a process and all its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _median(samples: tuple[Sample, ...]) -> float:
    return statistics.median(sample.rate for sample in samples)
