"""Processes that are started whole or not at all."""

import gc
import subprocess
import sys

import anyio

from pb_adapters.processes import started_process


def test_a_start_cancelled_at_any_moment_leaves_nothing_behind() -> None:
    async def cancelled(seconds: float) -> None:
        with anyio.move_on_after(seconds):
            process = await started_process([sys.executable, "-c", "input()"], stderr=subprocess.DEVNULL)
            with anyio.CancelScope(shield=True):
                process.kill()
                await process.wait()
                await process.aclose()

    for step in range(100):
        anyio.run(cancelled, step / 10_000)
    gc.collect()  # a process, pipe or transport that is left warns, which is an error
