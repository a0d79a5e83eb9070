"""Attack a real server and print what health takes meanwhile, beside idle in the same run, and the memory in use.

    python tools/abuse_drill.py [attack ...]

Each attack runs in a process of its own for some seconds. Memory is told of the server and of what works for it.
Nothing is asserted: figures are for reading, since the machine may have other work.
"""

import argparse
import asyncio
import base64
import json
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from served import PbServer, serving

SECONDS = 12.0
PROBES = 150
MIB = 2**20


class Target(NamedTuple):
    """Where an attack goes, and with which key."""

    port: int
    key: str

    def post(self, path: str, length: int) -> bytes:
        """The head of an authorised request with a body of so many bytes."""
        lines = (
            f"POST /api/{path} HTTP/1.1",
            "Host: pb",
            f"Authorization: Bearer {self.key}",
            "Content-Type: application/json",
            f"Content-Length: {length}",
        )
        return "\r\n".join([*lines, "", ""]).encode()


@asynccontextmanager
async def connection(target: Target) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection that is closed hard."""
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def send(target: Target, data: bytes) -> bytes:
    """Send once and return the first bytes of the answer."""
    async with connection(target) as (reader, writer):
        with suppress(ConnectionError):
            writer.write(data)
            await writer.drain()
        return await reader.read(64)


async def endless_header(target: Target) -> None:
    """A header that never ends, as fast as it goes."""
    async with connection(target) as (_, writer):
        writer.write(b"GET / HTTP/1.1\r\nHost: pb\r\nX: ")
        while True:
            writer.write(b"x" * 2**16)
            await writer.drain()


async def slow_head(target: Target) -> None:
    """A head of which a byte comes every two seconds."""
    async with connection(target) as (_, writer):
        for byte in b"GET /api/health HTTP/1.1\r\nHost: pb\r\n" + b"X: y\r\n" * 100:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(2)


async def slow_body(target: Target) -> None:
    """A body of a key's that hardly moves."""
    async with connection(target) as (_, writer):
        writer.write(target.post("generate", MIB))
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(1)


async def pipelined(target: Target) -> None:
    """Thousands of requests at once on one connection, whose answers are not awaited."""
    async with connection(target) as (reader, writer):
        writer.write(b"GET /api/health HTTP/1.1\r\nHost: pb\r\n\r\n" * 5_000)
        while await reader.read(2**16):
            pass


async def large_bodies(target: Target) -> None:
    """58 MiB that are called a PDF."""
    body = b'{"caption": "a", "pdf_base64": "' + b"A" * (58 * MIB) + b'"}'
    await send(target, target.post("generate-from-pdf", len(body)) + body)


async def keys(target: Target) -> None:
    """2 MB of JSON keys."""
    body = b"{" + b",".join(b'"k%d":1' % number for number in range(200_000)) + b"}"
    await send(target, target.post("generate", len(body)) + body)


async def rows(target: Target) -> None:
    """60 MB of rows in a string, each mark escaped."""
    body = json.dumps({"intent": "x", "data_json": "[" + '{"a":1,"b":2},' * 3_500_000 + "1]"}).encode()
    await send(target, target.post("plot", len(body)) + body)


async def tables(target: Target) -> None:
    """As many values as a plot may have, and nothing that could be drawn of them."""
    columns = {f"c{number}": [1.5] * 100_000 for number in range(10)}
    body = json.dumps({"intent": "a pie of nothing", "data_json": json.dumps(columns)}).encode()
    await send(target, target.post("plot", len(body)) + body)


async def records(target: Target) -> None:
    """2 MB of rows that are read and profiled before the intent is refused."""
    data = [{"run": f"run {number % 7}", "step": number, "loss": number / 7} for number in range(45_000)]
    body = json.dumps({"intent": "a pie of nothing", "data_json": json.dumps(data)}).encode()
    await send(target, target.post("plot", len(body)) + body)


async def refused_pdfs(target: Target) -> None:
    """28 MB of noise between the header and the end of a PDF."""
    noise = random.Random(1).randbytes(28 * MIB)  # noqa: S311 - repeatable noise, no secret
    data = base64.b64encode(b"%PDF-1.7\n" + noise + b"\nstartxref\n9\n%%EOF\n")
    body = b'{"caption": "a", "pdf_base64": "' + data + b'"}'
    await send(target, target.post("generate-from-pdf", len(body)) + body)


async def chunk_extensions(target: Target) -> None:
    """A chunk whose extension never ends."""
    async with connection(target) as (_, writer):
        writer.write(target.post("generate", 0).replace(b"Content-Length: 0", b"Transfer-Encoding: chunked") + b"5;")
        while True:
            writer.write(b"x" * 2**16)
            await writer.drain()


async def smuggling(target: Target) -> None:
    """Heads that two readers may read differently, each with another request hidden behind its end."""
    for ambiguous in (
        "Content-Length: 44\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
        "Transfer-Encoding : chunked",
        "Content-Length: 44\r\nContent-Length: 0",
        "X: a\nContent-Length: 44",
        "Host: other",
    ):
        head = target.post("generate", 0).replace(b"Content-Length: 0", ambiguous.encode())
        await send(target, head + b"0\r\n\r\nGET /api/admin/keys HTTP/1.1\r\nHost: pb\r\n\r\n")


async def bombs(target: Target) -> None:
    """JSON that is small and would be much: depth, digits, escapes, strings; and what would have to be unpacked."""
    for body in (
        b'{"x": ' + b"[" * 49_000,
        b'{"x": ' + b'{"a":' * 1_000_000,
        b'{"x": ' + b"9" * 5_000_000 + b"}",
        b'{"source_context": "' + b"\\u0061" * 3_000_000 + b'"}',
        b'"' * 8_000_000,
    ):
        await send(target, target.post("generate", len(body)) + body)
    packed = target.post("generate", 4).replace(b"Content-Type", b"Content-Encoding: gzip\r\nContent-Type")
    await send(target, packed + b"\x1f\x8b\x08\x00")


async def blanks(target: Target) -> None:
    """Texts of blanks, for patterns that look at each of them again and again; refused for their width in the end."""
    for text in (f"a{' ' * 19_900}->", f"a{' ' * 19_900}b -> c", f"a{chr(9) * 500_000}graph"):
        body = json.dumps({"caption": "a", "source_context": text, "styling": {"width": "1 mm"}}).encode()
        await send(target, target.post("generate", len(body)) + body)


ATTACKS: dict[str, tuple[Callable[[Target], Awaitable[None]], int]] = {
    "endless_header": (endless_header, 4),
    "chunk_extensions": (chunk_extensions, 4),
    "slow_head": (slow_head, 10_000),
    "slow_body": (slow_body, 500),
    "pipelined": (pipelined, 20),
    "smuggling": (smuggling, 20),
    "bombs": (bombs, 8),
    "blanks": (blanks, 8),
    "keys": (keys, 8),
    "rows": (rows, 4),
    "tables": (tables, 8),
    "records": (records, 4),
    "refused_pdfs": (refused_pdfs, 4),
    "large_bodies": (large_bodies, 16),
}
"""Each with how many connections it is made on at a time."""


async def attack(name: str, target: Target) -> None:
    """Make an attack again and again for ``SECONDS``."""
    make, count = ATTACKS[name]

    async def again() -> None:
        while True:
            with suppress(OSError, asyncio.IncompleteReadError):
                await make(target)

    loops = [asyncio.create_task(again()) for _ in range(count)]
    await asyncio.sleep(SECONDS)
    for loop in loops:
        loop.cancel()
    await asyncio.gather(*loops, return_exceptions=True)


async def probe(target: Target) -> tuple[list[float], int]:
    """The milliseconds of health checks on connections of their own, and how many had no answer of 200."""
    taken, failed = [], 0
    for _ in range(PROBES):
        started = time.perf_counter()
        try:
            answer = await asyncio.wait_for(send(target, b"GET /api/health HTTP/1.1\r\nHost: pb\r\n\r\n"), 15)
        except (OSError, TimeoutError):
            answer = b""
        taken.append((time.perf_counter() - started) * 1_000)
        failed += not answer.startswith(b"HTTP/1.1 200")
        await asyncio.sleep(SECONDS * 0.6 / PROBES)
    return taken, failed


def memory(pid: int, field: str) -> float:
    """MiB of a process: VmRSS now, VmHWM at most; 0 when it is gone."""
    try:
        found = re.search(rf"{field}:\s+(\d+)", Path(f"/proc/{pid}/status").read_text("utf-8"))
    except OSError:
        return 0.0
    return int(found[1]) / 1_024 if found else 0.0


def workers(server: PbServer) -> list[int]:
    """The processes that the server has started."""
    children = Path(f"/proc/{server.pid}/task").glob("*/children")
    return [int(pid) for file in children for pid in file.read_text("ascii").split()]


def under(name: str, target: Target) -> tuple[list[float], int]:
    """Probe while an attack runs."""
    command = [sys.executable, __file__, "--make", name, "--port", str(target.port), "--key", target.key]
    with subprocess.Popen(command) as process:  # noqa: S603 - this very program
        time.sleep(2)
        found = asyncio.run(probe(target))
        process.wait()
    return found


def tell(name: str, found: tuple[list[float], int], idle: float, server: PbServer) -> None:
    """Print one line."""
    taken, failed = found
    middle = statistics.median(taken)
    print(
        f"{name:<17} health: median {middle:7.1f} ms ({middle / idle:5.1f} x idle), worst {max(taken):8.1f} ms, "
        f"{failed:3d} of {len(taken)} failed; memory {memory(server.pid, 'VmRSS'):5.0f} MiB now, "
        f"{memory(server.pid, 'VmHWM'):5.0f} at most; "
        f"its workers {sum(memory(pid, 'VmRSS') for pid in workers(server)):5.0f}",
        flush=True,
    )


def main() -> None:
    """Run the attacks that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("attacks", nargs="*", choices=[[], *ATTACKS], help="which; all of them without")
    parser.add_argument("--make", help=argparse.SUPPRESS)
    parser.add_argument("--port", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--key", help=argparse.SUPPRESS)
    given = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    if given.make:
        asyncio.run(attack(given.make, Target(given.port, given.key)))
        return
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder)) as server:
        target = Target(int(server.url.rpartition(":")[2]), server.new_key())
        quiet = asyncio.run(probe(target))
        idle = statistics.median(quiet[0])
        tell("idle", quiet, idle, server)
        for name in given.attacks or ATTACKS:
            tell(name, under(name, target), idle, server)
            time.sleep(3)
        tell("idle again", asyncio.run(probe(target)), idle, server)


if __name__ == "__main__":
    main()
