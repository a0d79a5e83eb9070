"""Let every call on a file fail, one at a time, below the real stores while the real core works; nothing may be lost.

Usage: python tools/io_fault_drill.py                    every third fault; minutes
       python tools/io_fault_drill.py --every 1          each call with each of EIO, ENOSPC, EMFILE, EROFS
       python tools/io_fault_drill.py --length 40        40 calls in a row fail, as on a full disk
       python tools/io_fault_drill.py --fresh            from an empty folder, whose database is made

A life is: two keys, tasks of five kinds submitted by callers that ask again, drawn by scripted engines, their
webhooks, and the deletion of a key. After each: every accepted task is completed and readable, charged once, every
webhook sent, and `pb verify` finds nothing, no orphan either once it has repaired. Exits with 1 where something does
not hold.
"""

import argparse
import itertools
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from io_faults.child import Report
from io_faults.injection import build, run_below


def lives(
    *, every: int, first: int = 0, most: int = 0, length: int = 1, fresh: bool = False, processes: int = 1
) -> list[Report]:
    """Live once for every ``every``-th fault, at most ``most`` times in a process (0: until the faults end).

    Raises ``CannotInject`` where the machine has no compiler.
    """
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(processes) as pool:
        library = build(Path(folder))
        shares = [
            (first + every * number, every * processes, most, length, *(["--fresh"] if fresh else []))
            for number in range(processes)
        ]
        return list(itertools.chain.from_iterable(pool.map(lambda share: _reported(library, share), shares)))


def _reported(library: Path, share: Sequence[object]) -> list[Report]:
    with run_below(library, ["-m", "io_faults.child", *map(str, share)]) as child:
        found = [msgspec.json.decode(line, type=Report) for line in child.stdout or ()]
    if child.returncode:
        raise RuntimeError(f"a process of the drill ended with {child.returncode}")
    return found


def summary(reports: Sequence[Report]) -> Iterator[str]:
    """What did not hold, and how much was tried."""
    for report in reports:
        for problem in report.problems:
            yield f"call {report.call} ({report.fired.strip()}) failed by {report.error}: {problem}"
    kinds = Counter(report.fired.split()[0] for report in reports)
    restarts = sum(report.restarts > 0 for report in reports)
    problems = sum(bool(report.problems) for report in reports)
    yield f"{len(reports)} lives, {problems} with something lost, {restarts} in which a program was begun again"
    yield ", ".join(f"{kind} {count}" for kind, count in kinds.most_common())


def main() -> int:
    """Run the drill; gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=3)
    parser.add_argument("--length", type=int, default=1)
    parser.add_argument("--most", type=int, default=0)
    parser.add_argument("--fresh", action="store_true")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    found = lives(every=asked.every, most=asked.most, length=asked.length, fresh=asked.fresh, processes=asked.processes)
    print(*summary(found), sep="\n")
    return int(any(report.problems for report in found))


if __name__ == "__main__":
    sys.exit(main())
