"""Play seeded histories of the real core, with faults and crashes at any moment, in virtual time.

Usage: python tools/simulation.py --seed 42          one history, with its trace
       python tools/simulation.py --seeds 10000      many; goes on where the last such run was stopped
       python tools/simulation.py --seeds 10000 --first 5000 --processes 1
       python tools/simulation.py --stores postgres --seeds 300   on a real PostgreSQL

Each seed that fails is printed with what did not hold and with the command that plays it again. Exits with 1 then.
"""

import argparse
import logging
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from msgspec import Struct

from histories.postgres import in_postgres
from histories.seed import Open, Report, in_memory, simulate

PARTS = {"memory": 100, "postgres": 10}
"""How many seeds are played between two lines of progress."""
STORES: dict[str, Open] = {"memory": in_memory, "postgres": in_postgres}


class Part(Struct, frozen=True):
    """What a range of seeds came to."""

    first: int
    count: int
    tasks: int
    failed: tuple[tuple[int, tuple[str, ...]], ...]


def played(stores: str, first: int, count: int) -> Part:
    """Play a range of seeds."""
    logging.disable(logging.CRITICAL)  # the core logs each fault that it meets
    reports = [simulate(seed, STORES[stores]) for seed in range(first, first + count)]
    failed = tuple((report.seed, report.faults) for report in reports if report.faults)
    return Part(first, count, sum(report.tasks for report in reports), failed)


def told(report: Report) -> str:
    """A history in lines."""
    lines = [f"{at:>12} {' '.join(map(str, what))}" for at, *what in report.trace]
    return "\n".join([*lines, report.summary, f"trace {report.digest}", *(report.faults or ("everything held",))])


def drill(stores: str, first: int, last: int, processes: int) -> bool:
    """Play seeds in parts, print progress, and keep the place; whether everything held."""
    began, failures, tasks = time.monotonic(), 0, 0
    for part in _parts(stores, first, last, processes):
        tasks += part.tasks
        failures += len(part.failed)
        for seed, faults in part.failed:
            again = f"python tools/simulation.py --stores {stores} --seed {seed}"
            print(f"seed {seed} failed: {'; '.join(faults)}\n    {again}", flush=True)
        done = part.first + part.count
        if not failures:
            place_of(stores).write_text(str(done), encoding="ascii")
        print(f"{done - first:>7} of {last - first} seeds, {tasks} tasks, {time.monotonic() - began:.0f} s", flush=True)
    if not failures:
        place_of(stores).unlink(missing_ok=True)
    seconds = time.monotonic() - began
    print(f"simulation in {stores}: {last - first} seeds, {tasks} tasks, {failures} failed, {seconds:.0f} s")
    return not failures


def place_of(stores: str) -> Path:
    """The file that says where a run was stopped."""
    return Path(f".simulation-place-{stores}")


def _parts(stores: str, first: int, last: int, processes: int) -> Iterator[Part]:
    starts = range(first, last, PARTS[stores])
    counts = [min(PARTS[stores], last - start) for start in starts]
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(partial(played, stores), starts, counts)


def main() -> int:
    """Play what the command line asks for."""
    parser = argparse.ArgumentParser(description="Seeded histories of the real core.")
    parser.add_argument("--seed", type=int, help="play this one and print its trace")
    parser.add_argument("--stores", choices=STORES, default="memory")
    parser.add_argument("--seeds", type=int, default=10_000, help="how many to play")
    parser.add_argument("--first", type=int, help="where to begin; default: where the last run was stopped")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    if chosen.seed is not None:
        logging.disable(logging.CRITICAL)
        report = simulate(chosen.seed, STORES[chosen.stores])
        print(told(report))
        return bool(report.faults)
    first = chosen.first
    if first is None:
        place = place_of(chosen.stores)
        first = int(place.read_text(encoding="ascii")) if place.exists() else 0
    return not drill(
        chosen.stores, first, chosen.seeds if chosen.first is None else first + chosen.seeds, chosen.processes
    )


if __name__ == "__main__":
    sys.exit(main())
