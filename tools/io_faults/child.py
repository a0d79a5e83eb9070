"""A process above the shim that lives through one life per fault and tells of each as a line of JSON.

Usage: python -m io_faults.child FIRST STEP LIMIT LENGTH [--fresh]

The faults are numbered from 0: call 1 with each errno in turn, call 2 and so on. Every ``STEP``-th from ``FIRST`` is
tried until a life ends before its call comes, at most ``LIMIT`` (0: all). ``--fresh`` begins with an empty folder.
"""

import errno
import itertools
import logging
import shutil
import sys
from pathlib import Path

import anyio
import msgspec
from msgspec import Struct

from io_faults.injection import Shim, quick_folder
from io_faults.scenario import Life

ERRORS = (errno.EIO, errno.ENOSPC, errno.EMFILE, errno.EROFS)


class Report(Struct, frozen=True, kw_only=True):
    """One life: which call failed by which errno, and what that came to."""

    call: int
    error: str
    fired: str
    restarts: int
    problems: tuple[str, ...]


async def live(shim: Shim, folder: Path, call: int, number: int, length: int) -> Report:
    """Live once in a folder while one call, or several in a row, fail."""
    life, problems, restarts = Life(folder), [], 0
    shim.arm(folder, call, number, length)
    try:
        await life.run()
        fired = shim.fired
        shim.watch(folder)
        ended = await life.check()
        restarts, problems = ended.restarts, list(ended.problems)
    except Exception as error:  # noqa: BLE001 - a finding, told with the fault that led to it
        fired = shim.fired
        problems.append(f"{type(error).__name__}: {error}")
    finally:
        shim.watch(folder)
    return Report(
        call=call,
        error=errno.errorcode[number],
        fired=fired.replace(str(folder), ""),
        restarts=restarts,
        problems=tuple(problems),
    )


async def main(first: int, step: int, limit: int, length: int, *, fresh: bool) -> None:
    """Print a report per life."""
    logging.disable(logging.CRITICAL)  # the core logs each fault that it meets
    shim, done = Shim(), 0
    with quick_folder() as home:
        template = Path(home, "template")
        template.mkdir()
        if not fresh:
            await Life(template).prepare()
        for fault in itertools.count(first, step):
            folder = Path(home, str(fault))
            shutil.copytree(template, folder)
            report = await live(shim, folder, 1 + fault // len(ERRORS), ERRORS[fault % len(ERRORS)], length)
            shutil.rmtree(folder)
            if report.fired or report.problems:
                print(msgspec.json.encode(report).decode(), flush=True)
            done += 1
            if done == limit or not report.fired:
                return


if __name__ == "__main__":
    numbers = [int(argument) for argument in sys.argv[1:5]]
    anyio.run(lambda: main(*numbers, fresh="--fresh" in sys.argv))
