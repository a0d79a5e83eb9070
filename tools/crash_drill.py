"""Kill a server at random moments while clients submit five kinds of work, and prove that nothing was lost.

Usage: python tools/crash_drill.py [--stores folder|postgres] [--minutes 10] [--every 3] [--seed 1]

Clients submit without pause, each request with an idempotency key, and send it again when a kill took the answer.
Kills come at random moments, ``--every`` seconds in the mean, also while the server starts. In the end every accepted
task must be completed, charged once and announced by a signed webhook, and ``pb verify`` must find no flaw and leave no
orphan. ``--stores postgres`` does the same to a server on PostgreSQL and SeaweedFS, which both stay up; there, nobody
can tell orphans from what another server is about to refer to, before they are a day old.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from pathlib import Path

from crash.checks import Verdict, judged, wait_for_end
from crash.receiver import Receiver
from crash.sites import SITES, Site
from crash.work import Clients
from served import PbServer, StartingServer

CONCURRENCY = 4
CALLS_OF_A_TASK = 1  # that are under way at a time
SECRET = "the secret of the drill"  # noqa: S105 - of a receiver that this program starts
SETTINGS = {
    "CONCURRENCY": str(CONCURRENCY),
    "WEBHOOK_ALLOW_PRIVATE_NETWORKS": "true",
    "WEBHOOK_RETRY_DELAYS": "0.5,1,2,4,8,16",
}
AT_START = 0.15
"""The share of servers that are killed before they serve."""


class Kills:
    """One server after the other on the same stores, each killed; ``at_start`` of them before they served."""

    def __init__(self, site: Site, every: float, chance: random.Random) -> None:
        self.number, self.at_start = 0, 0
        self._site, self._every, self._chance = site, every, chance
        self._settings = {**SETTINGS, **site.settings}
        self.server = self._serving()

    def next(self) -> None:
        """Wait for a random time, kill the server and start another one."""
        time.sleep(self._chance.expovariate(1 / self._every))
        self.server.kill()
        self.number += 1
        while self._chance.random() < AT_START:
            self._kill_at_start()
        self.server = self._serving()

    def _serving(self) -> PbServer:
        return PbServer(self._site.folder, self._site.variables, **self._settings)

    def _kill_at_start(self) -> None:
        starting = StartingServer(self._site.folder, self._settings, variables=self._site.variables)
        threading.Timer(self._chance.uniform(0.05, 1.5), starting.kill).start()
        starting.wait_for_end()
        self.number, self.at_start = self.number + 1, self.at_start + 1


def drill(site: Site, seconds: float, every: float, seed: int) -> tuple[Kills, Clients, Verdict]:
    """Run the drill on fresh stores."""
    kills = Kills(site, every, random.Random(seed))  # noqa: S311 - moments to kill at, not secrets
    with Receiver(SECRET) as receiver:
        clients = Clients(kills.server.new_key(None, webhook_secret=SECRET), receiver.url, seed=seed, pause=0.3)
        clients.url = kills.server.url
        clients.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            kills.next()
            clients.url = kills.server.url
            tell(f"{kills.number} kills, {len(clients.accepted)} tasks accepted, {end - time.monotonic():.0f} s to go")
        clients.finish()
        wait_for_end(site)
        kills.server.stop()
        return kills, clients, judged(site, clients, receiver, kills.number * CONCURRENCY * CALLS_OF_A_TASK)


def tell(sentence: str) -> None:
    """Say on standard error how far the drill is."""
    print(sentence, file=sys.stderr, flush=True)


def main() -> int:
    """Run the drill and print what was counted; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stores", choices=SITES, default="folder")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--every", type=float, default=3, help="seconds between kills in the mean")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, SITES[options.stores](Path(folder)) as site:
        kills, clients, verdict = drill(site, options.minutes * 60, options.every, options.seed)
    print(f"{kills.number} kills ({kills.at_start} at start), {len(clients.accepted)} tasks accepted: {clients.kinds}")
    print(f"{clients.repeated} requests were sent again, {verdict.failed} of {verdict.tasks} tasks failed")
    print(f"{verdict.bought_again} calls were made again, {verdict.sent_twice} webhooks were sent more than once")
    print(f"{len(verdict.faults)} broken promises", *verdict.faults, sep="\n  ")
    return min(len(verdict.faults), 1)


if __name__ == "__main__":
    sys.exit(main())
