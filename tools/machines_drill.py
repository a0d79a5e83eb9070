"""Harm a deployment of many machines in every way at once while clients submit, and prove that nothing was lost.

Usage: python tools/machines_drill.py [--tasks 2000] [--apis 3] [--workers 4] [--every 3] [--seed 1]

Each process has a network namespace of its own; PostgreSQL, an S3 server, the proxy of ``deploy/Caddyfile`` and the
receiver of webhooks run beside them. Every few seconds one of these happens, drawn by chance: a process is killed, a
cable is pulled for a while, a process stands still, the database restarts or crashes. In the end every accepted task
must be completed, charged once and announced by a signed webhook, and ``pb verify`` must find no flaw. Needs root,
iproute2, caddy and postgresql.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import psycopg
from psycopg.rows import dict_row

from crash.checks import PATIENCE_SECONDS, Facts, Verdict, compared, left_to_do
from crash.receiver import Receiver
from crash.work import Clients
from machines.fleet import PORT, Process
from machines.hosts import ADDRESS, Network
from machines.stores import Stores, proxy
from served import ADMIN_KEY, new_key

SECRET = "the secret of the drill"  # noqa: S105 - of a receiver that this program starts
CONCURRENCY = 4
MOST_PATIENCE = PATIENCE_SECONDS * 2


class Deployment(NamedTuple):
    """The processes, the stores that they share, and where clients find them."""

    apis: list[Process]
    workers: list[Process]
    stores: Stores
    url: str


def deployed(stack: ExitStack, folder: Path, apis: int, workers: int) -> Deployment:
    """Start everything; the stack ends it."""
    network = stack.enter_context(Network())
    stores = stack.enter_context(Stores(folder, ADDRESS))
    settings = settings_of(stores)
    made = {
        role: [
            Process(
                network.host(), role, [*command, "--data-dir", str(folder / f"{role}-{number}")],
                settings, stores.variables, folder / f"{role}-{number}.log",
            )
            for number in range(count)
        ]
        for role, command, count in (
            ("api", ["serve", "--no-worker", "--host", "0.0.0.0", "--port", str(PORT)], apis),  # noqa: S104 - its namespace
            ("worker", ["worker"], workers),
        )
    }  # fmt: skip
    for process in [*made["api"], *made["worker"]]:
        process.start()
        stack.callback(process.kill)
    url = stack.enter_context(proxy(folder, ADDRESS, [process.url for process in made["api"]]))
    return Deployment(made["api"], made["worker"], stores, url)


def settings_of(stores: Stores) -> Mapping[str, str]:
    """What every process is told."""
    return {
        "ADMIN_KEY": ADMIN_KEY,
        "CONCURRENCY": str(CONCURRENCY),
        "LEASE_SECONDS": "10",
        "TRUSTED_PROXIES": ADDRESS,
        "WEBHOOK_ALLOW_PRIVATE_NETWORKS": "true",
        "WEBHOOK_RETRY_DELAYS": "0.5,1,2,4,8,16,32",
        **stores.settings,
    }


class Faults:
    """What happens to a deployment, by chance and counted."""

    def __init__(self, deployment: Deployment, chance: random.Random) -> None:
        self.counts: Counter[str] = Counter()
        self._deployment, self._chance = deployment, chance
        self._kinds: dict[str, tuple[float, Callable[[], None]]] = {
            "kills": (8, self._kill),
            "pulled cables": (3, lambda: self._any().cut_off(chance.uniform(1, 15))),
            "pauses": (3, lambda: self._any().pause(chance.uniform(1, 25))),
            "restarts of the database": (0.7, deployment.stores.restart_database),
            "crashes of the database": (0.7, deployment.stores.crash_database),
        }

    @property
    def calls_under_way(self) -> int:
        """How many calls can have been cut off by all that happened."""
        every = sum(self.counts[name] for name in self.counts if "database" in name) * len(self._deployment.workers)
        return (self.counts.total() + every) * CONCURRENCY

    def next(self) -> None:
        """Let one of them happen, and start again what has ended."""
        weights = [weight for weight, _ in self._kinds.values()]
        [name] = self._chance.choices(list(self._kinds), weights)
        self._kinds[name][1]()
        self.counts[name] += 1
        for process in self._processes:
            if process.ends_by_itself:  # a start that found no database ends, and a supervisor starts it again
                self.counts[f"ends of a starting {process.role}"] += 1
                process.start()

    def _kill(self) -> None:
        process = self._any()
        process.kill()
        threading.Timer(self._chance.uniform(0, 3), process.start).start()

    def _any(self) -> Process:
        return self._chance.choice(self._processes)

    @property
    def _processes(self) -> list[Process]:
        return [*self._deployment.apis, *self._deployment.workers]


def drill(folder: Path, options: argparse.Namespace) -> tuple[Faults, Clients, Verdict]:
    """Run the drill on fresh stores."""
    with ExitStack() as stack:
        deployment = deployed(stack, folder, options.apis, options.workers)
        chance = random.Random(options.seed)  # noqa: S311 - moments of faults, not secrets
        faults = Faults(deployment, chance)
        receiver = stack.enter_context(Receiver(SECRET, ADDRESS))
        key = new_key(deployment.url, None, webhook_secret=SECRET)
        clients = Clients(key, receiver.url, seed=options.seed, threads=6, pause=0.1)
        clients.url = deployment.url
        clients.start()
        while len(clients.accepted) < options.tasks:
            time.sleep(chance.expovariate(1 / options.every))
            faults.next()
            tell(f"{faults.counts.total()} faults, {len(clients.accepted)} of {options.tasks} tasks accepted")
        clients.finish()
        with psycopg.connect(deployment.stores.settings["DATABASE_URL"], autocommit=True, row_factory=dict_row) as rows:
            wait_for_end(rows)
            verdict = compared(Facts.read(rows), clients, receiver, faults.calls_under_way)
        return faults, clients, verdict._replace(faults=(*verdict.faults, *deployment.stores.verified()))


def wait_for_end(rows: psycopg.Connection[dict[str, object]]) -> None:
    """Wait until no task and no webhook is left to do."""
    deadline = time.monotonic() + MOST_PATIENCE
    while any(left := left_to_do(rows)):
        if time.monotonic() > deadline:
            raise TimeoutError(f"{left[0]} tasks and {left[1]} webhooks have not ended")
        tell(f"{left[0]} tasks and {left[1]} webhooks to go")
        time.sleep(2)


def tell(sentence: str) -> None:
    """Say on standard error how far the drill is."""
    print(sentence, file=sys.stderr, flush=True)


def main() -> int:
    """Run the drill and print what was counted; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tasks", type=int, default=2_000)
    parser.add_argument("--apis", type=int, default=3)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--every", type=float, default=3, help="seconds between faults in the mean")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="a folder that is left with all logs")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        faults, clients, verdict = drill(options.keep or Path(folder), options)
    print(*(f"{number} {name}" for name, number in faults.counts.most_common()), sep=", ")
    print(f"{len(clients.accepted)} tasks accepted: {clients.kinds}")
    print(f"{clients.repeated} requests were sent again, {verdict.failed} of {verdict.tasks} tasks failed")
    print(f"{verdict.bought_again} calls were made again, {verdict.sent_twice} webhooks were sent more than once")
    print(f"{len(verdict.faults)} broken promises", *verdict.faults, sep="\n  ")
    return min(len(verdict.faults), 1)


if __name__ == "__main__":
    sys.exit(main())
