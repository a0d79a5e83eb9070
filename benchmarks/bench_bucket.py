"""Artifacts in a bucket against the bare client on the same SeaweedFS, one call after another in turns, as ratios.

Ours proves each put by a listing, and holds each read against its hash. Run: python benchmarks/bench_bucket.py
"""

import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
import obstore

sys.path[:0] = [str(Path(__file__).parents[1] / name) for name in ("tests", "tools")]

from pb_adapters.artifacts.s3 import S3Artifacts  # noqa: E402 - as above
from support.s3_server import BUCKET, S3Server, seaweed_server  # noqa: E402 - found by the line above

ROUNDS = 150
SIZES = {"a plot (20 KB)": 20_000, "a diagram (400 KB)": 400_000}
OWNER = "a" * 32


async def measure(server: S3Server) -> None:
    """Print the medians' ratios for each size."""
    ours, bare = await S3Artifacts.open(f"s3://{BUCKET}/ours", config=server.config), server.store("bare")
    for what, size in SIZES.items():
        seconds: dict[str, list[float]] = {name: [] for name in ("put", "bare put", "get", "bare get")}
        for number in range(ROUNDS):
            data, name = secrets.token_bytes(size), f"{size}/{number}"
            digest = await timed(seconds["put"], lambda data=data: ours.put(OWNER, data))
            await timed(
                seconds["bare put"], lambda data=data, name=name: in_thread(lambda: obstore.put(bare, name, data))
            )
            await timed(seconds["get"], lambda digest=digest: ours.get(OWNER, digest))
            await timed(
                seconds["bare get"], lambda name=name: in_thread(lambda: bytes(obstore.get(bare, name).bytes()))
            )
        medians = {name: statistics.median(values) for name, values in seconds.items()}
        for call in ("put", "get"):
            ratio = medians[call] / medians[f"bare {call}"]
            print(f"{call} {what}: {ratio:.2f} x the bare client ({1000 * medians[call]:.1f} ms)")


async def timed(seconds: list[float], call: Callable[[], Awaitable[object]]) -> str:
    """What a call returns, its time noted."""
    begun = time.perf_counter()
    result = await call()
    seconds.append(time.perf_counter() - begun)
    return str(result)


async def in_thread(call: Callable[[], object]) -> object:
    """The bare client beside the loop, as ours is."""
    return await anyio.to_thread.run_sync(call)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, seaweed_server(Path(folder)) as running:
        anyio.run(measure, running)
