"""Kill a server with ``kill -9`` at the moments of a paid call, and read what the fake provider has billed.

Usage: python tools/provider_kills.py [--providers gemini openrouter kie apimart openai_compatible]

Each row is one kill: where it struck, how often the picture was ordered and billed over both lives of the server,
and how many attempts the step books as abandoned. A picture that was ordered under a stored job id is never ordered
twice; one whose order was lost is ordered once more and booked as possibly paid.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from pb_adapters.fakes.answers import by_engine
from pb_adapters.fakes.control import FakeProviders
from pb_adapters.fakes.server import served
from pb_adapters.planners.engine import OfflineEngine
from pb_adapters.providers.catalog import KEY_SETTINGS
from provider_settings import settings_of
from served import PbServer, database, serving

BODY = {
    "source_context": "The encoder maps tokens to vectors. The decoder reads the vectors and writes the answer.",
    "caption": "Figure 1: Overview",
    "iterations": 1,
}
DRAW = "round/1/draw"
SECONDS = 120
LOOKS = 5
"""How often a task is waited for a minute in the second life: what does not end then is told as it stands."""
JOBS = ("kie", "apimart")


class Kill(NamedTuple):
    """A moment: what the fake does so that it can be met, and how it is seen from outside."""

    name: str
    fault: str | None
    role: str | None
    met: Callable[[FakeProviders, str, PbServer], bool]
    only_jobs: bool = False


class Row(NamedTuple):
    """What one kill came to."""

    provider: str
    moment: str
    status: str
    ordered: int
    billed: int
    abandoned: int


def main() -> None:
    """Run every kill and print the table; exits with 1 if a task was lost or a known job ordered twice."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--providers", nargs="+", default=list(KEY_SETTINGS), choices=list(KEY_SETTINGS))
    providers = parser.parse_args().providers
    print("| provider | killed | task | pictures ordered | billed | booked as abandoned |")
    print("|---|---|---|---|---|---|", flush=True)
    faults = 0
    for row in drill(providers):
        print("| " + " | ".join(map(str, row)) + " |", flush=True)
        faults += faulty(row)
    sys.exit(faults > 0)


def drill(providers: list[str]) -> Iterator[Row]:
    """Every moment at every provider."""
    for provider in providers:
        for kill in KILLS:
            if provider in JOBS or not kill.only_jobs:
                yield killed(provider, kill)


def faulty(row: Row) -> bool:
    """Whether a promise was broken: a task lost, or a picture ordered more often than it had to be."""
    most = 2 if row.moment == LOST else 1
    return row.status != "completed" or row.ordered > most or row.billed > most


def killed(provider: str, kill: Kill) -> Row:
    """Meet the moment, kill, start again and follow the task to its end."""
    fakes = FakeProviders(answer=by_engine(OfflineEngine()))
    with served(fakes), tempfile.TemporaryDirectory() as folder:
        settings = {
            "LEASE_SECONDS": "1",
            "VISION_PROBE": "false",
            "VLM_TIMEOUT_SECONDS": "30",
            **settings_of(fakes, provider),
        }
        if kill.fault is not None:
            fakes.script(provider, kill.fault, role=kill.role)
        first = PbServer(Path(folder), **settings)
        with closing(first.client(first.new_key())) as api:
            task = api.post("/api/generate", json=BODY).json()["task_id"]
            key = api.headers["Authorization"].split()[1]
        await_that(lambda: kill.met(fakes, provider, first))
        first.kill()
        with serving(Path(folder), **settings) as second, second.client(key) as api:
            for _ in range(LOOKS):
                ended = api.get(f"/api/tasks/{task}", headers={"Prefer": "wait=60"}).json()
                if ended["status"] not in {"pending", "running"}:
                    break
        with database(Path(folder)) as rows:
            (abandoned,) = rows.execute("SELECT sum(abandoned) FROM steps").fetchone()
    painted = [call for call in fakes.calls(provider, role="painter") if call.endpoint != "poll"]
    orders = [call for call in painted if call.method == "POST"]
    return Row(provider, kill.name, ended["status"], len(orders), sum(call.billed for call in painted), abandoned)


def await_that(met: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(SECONDS * 50):
        if met():
            return
        time.sleep(0.02)
    message = "the moment to kill at did not come"
    raise SystemExit(message)


def stored_job(fakes: FakeProviders, provider: str, server: PbServer) -> bool:
    """Whether the job's id is in the database."""
    del fakes, provider
    with database(server.data_dir) as rows:
        found = rows.execute("SELECT 1 FROM steps WHERE name = ? AND provider_ref IS NOT NULL", (DRAW,)).fetchone()
    return found is not None


def unanswered(fakes: FakeProviders, provider: str, server: PbServer) -> bool:
    """Whether the provider has taken the call that it does not answer; any other call is one too early."""
    del server
    return any(call.fault for call in fakes.calls(provider))


def downloaded(fakes: FakeProviders, provider: str, server: PbServer) -> bool:
    """Whether the picture is on its way from the provider's files."""
    fetched = any(call.endpoint == "file" for call in fakes.calls(provider))
    return stored_job(fakes, provider, server) and fetched


LOST = "after the order, before its answer"
KILLS = (
    Kill("before the order", "time-out", "stylist", unanswered),
    Kill(LOST, "time-out", "painter", unanswered),
    Kill("while polling", "pending", "painter", stored_job, only_jobs=True),
    Kill("at the download", None, None, downloaded, only_jobs=True),
)

if __name__ == "__main__":
    main()
