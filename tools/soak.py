"""Let a server work for a long time under kills now and then, and print how memory, open files and rows grow.

Usage: python tools/soak.py [--minutes 30] [--every 300] [--seed 1]

Five kinds of work are submitted without pause. Every ten seconds memory and open files of the server and of its worker
processes are read, and the rows and sizes of its folder. Memory and files begin anew with every start, so growth is
measured within each life of a server, after its first minute and once all its workers are there, which start when they
are needed first. Workers grow until they are replaced, so what they hold at most is judged, not how fast they grow.
In the end the promises of the crash drill must hold.
"""

import argparse
import random
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from crash.checks import judged, wait_for_end
from crash.receiver import Receiver
from crash.sites import OneFolder
from crash.work import Clients
from crash_drill import CONCURRENCY, SECRET, SETTINGS, tell
from served import PbServer, database

SAMPLE_SECONDS, WARM_UP_SECONDS = 10, 60
MOST_GROWTH = {"server MiB": 120.0, "open files": 40.0}
"""How much each may grow in an hour."""
MOST_WORKERS_MIB = 1_500.0
"""How much all workers may hold together; each is replaced when it keeps 512 MiB after a call."""

MIB = 2**20


class Sample(NamedTuple):
    """What was read at one time of a life of a server."""

    life: int
    seconds: float
    server_mib: float
    workers_mib: float
    workers: int
    open_files: int
    tasks: int
    rows: int
    database_mib: float
    log_mib: float


def sample(server: PbServer, life: int, seconds: float) -> Sample:
    """Read everything once."""
    folder = server.data_dir
    with database(folder) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        counts = {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608 - its own names
    family = [server.pid, *children(server.pid)]
    memory = [resident(pid) for pid in family]
    return Sample(
        life,
        seconds,
        memory[0],
        sum(memory[1:]),
        len(family) - 1,
        sum(1 for _ in Path(f"/proc/{server.pid}/fd").iterdir()),
        counts["tasks"],
        sum(counts.values()),
        (folder / "paperbanana.db").stat().st_size / MIB,
        sum(file.stat().st_size for file in folder.glob("paperbanana.db-wal")) / MIB,
    )


def children(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    found = []
    for listing in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, listing.read_text().split()):
            found += [child, *children(child)]
    return found


def resident(pid: int) -> float:
    """MiB of memory that a process has; nothing of one that has just ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def hourly(samples: list[Sample], field: str) -> float | None:
    """The growth in an hour of a field, the median over the lives that lasted long enough to tell."""
    slopes = []
    for life in {one.life for one in samples}:
        warm = [one for one in samples if one.life == life and one.seconds >= WARM_UP_SECONDS]
        most = max((one.workers for one in warm), default=0)
        since = next((one.seconds for one in warm if one.workers == most), 0.0) + SAMPLE_SECONDS
        mine = [one for one in warm if one.seconds > since]
        if len(mine) >= 6:  # noqa: PLR2004 - a minute of samples
            times, values = [one.seconds for one in mine], [getattr(one, field) for one in mine]
            slopes.append(statistics.linear_regression(times, values).slope * 3600)
    return statistics.median(slopes) if slopes else None


def soak(folder: Path, seconds: float, every: float, seed: int) -> tuple[list[Sample], tuple[str, ...]]:
    """Run it on a fresh data folder; the samples, and a sentence for each broken promise."""
    chance, samples, life = random.Random(seed), [], 0  # noqa: S311 - moments to kill at, not secrets
    server = PbServer(folder, **SETTINGS)
    with Receiver(SECRET) as receiver:
        clients = Clients(server.new_key(None, webhook_secret=SECRET), receiver.url, seed=seed, pause=1.0)
        clients.url = server.url
        clients.start()
        begin = born = time.monotonic()
        lasts = chance.uniform(0.5, 1.5) * every
        while time.monotonic() < begin + seconds:
            time.sleep(SAMPLE_SECONDS)
            samples.append(sample(server, life, time.monotonic() - born))
            tell(f"{samples[-1].tasks} tasks, {samples[-1].server_mib:.0f} MiB, life {life}")
            if time.monotonic() > born + lasts:
                server.kill()
                server, life, born = PbServer(folder, **SETTINGS), life + 1, time.monotonic()
                clients.url, lasts = server.url, chance.uniform(0.5, 1.5) * every
        clients.finish()
        wait_for_end(OneFolder(folder))
        server.stop()
        return samples, judged(OneFolder(folder), clients, receiver, life * CONCURRENCY).faults


def main() -> int:
    """Run it and print what grew; 1 when something grew too much or a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--every", type=float, default=300, help="seconds between kills in the mean")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        samples, faults = soak(Path(folder), options.minutes * 60, options.every, options.seed)
    first, last = samples[0], samples[-1]
    print(f"{last.life} kills, {last.tasks} tasks, {last.rows / last.tasks:.1f} rows a task")
    print(f"database {first.database_mib:.1f} -> {last.database_mib:.1f} MiB, its log at most "
          f"{max(one.log_mib for one in samples):.1f} MiB")  # fmt: skip
    broken = [*faults]
    held = max(one.workers_mib for one in samples)
    print(f"workers MiB: at most {held:.0f}")
    if held > MOST_WORKERS_MIB:
        broken.append(f"workers hold {held:.0f} MiB, at most {MOST_WORKERS_MIB:.0f} are allowed")
    for name, most in MOST_GROWTH.items():
        field = name.replace(" ", "_").lower()
        growth, highest = hourly(samples, field), max(getattr(one, field) for one in samples)
        told = "too short to tell growth" if growth is None else f"{growth:+.0f} an hour"
        print(f"{name}: at most {highest:.0f}, {told}")
        if growth is not None and growth > most:
            broken.append(f"{name} grow by {growth:.0f} an hour, at most {most:.0f} are allowed")
    print(f"{len(broken)} broken promises", *broken, sep="\n  ")
    return min(len(broken), 1)


if __name__ == "__main__":
    sys.exit(main())
