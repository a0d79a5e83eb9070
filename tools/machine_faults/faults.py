"""The faults: what is done to a server that has paid calls under way, in a short and a long form."""

import errno
import os
import resource
import signal
import socket
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path
from typing import NamedTuple

import httpx

from machine_faults.site import Site, await_that
from served import StartFailed
from soak import children

TASKS = 4
HOUR = 3_600
VECTOR = {"IMAGE_PROVIDER": "vector"}


class Fault(NamedTuple):
    """A fault: ``act`` strikes while calls are under way that take ``answer`` seconds each.

    ``long`` is whether it takes too long for every change.
    """

    name: str
    act: Callable[[Site], None]
    settings: Mapping[str, str] = {}
    answer: float = 1.0
    long: bool = False
    below: Sequence[str] = ()


def put_clock(site: Site) -> None:
    """The wall clock goes an hour ahead, then an hour back."""
    under_way(site)
    for seconds in (HOUR, -HOUR):
        site.below.put_clock(seconds)
        time.sleep(1.2)
    site.below.put_clock(0)


def lock_database(seconds: float) -> Callable[[Site], None]:
    """Another process locks the database for longer than a lease."""

    def act(site: Site) -> None:
        under_way(site)
        with closing(sqlite3.connect(site.folder / "paperbanana.db", isolation_level=None, timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")
            time.sleep(seconds)

    return act


def pause(seconds: float) -> Callable[[Site], None]:
    """The server is stopped for longer than its lease, and goes on."""

    def act(site: Site) -> None:
        under_way(site)
        site.server.pause()
        time.sleep(seconds)
        site.server.wake()

    return act


def poison(site: Site) -> None:
    """A row of one key's queue cannot be decoded; the queues of the others go on."""
    poisoned_key, other_key = site.server.new_key(), site.server.new_key()
    site.submit(1, poisoned_key)
    site.wait_for_calls(1)
    (bad,) = site.submit(1, poisoned_key)
    site.submit(TASKS - 1, other_key)
    site.poisoned.add(bad)
    with closing(sqlite3.connect(site.folder / "paperbanana.db", isolation_level=None, timeout=30)) as other:
        other.execute("UPDATE tasks SET work = '{' WHERE id = ?", (bad,))


def refuse_writes(number: int, seconds: float) -> Callable[[Site], None]:
    """The file system below the data folder refuses every write for a while."""

    def act(site: Site) -> None:
        key = site.server.new_key()
        site.submit(TASKS, key)
        site.wait_for_calls(TASKS)
        site.below.refuse_writes(number)
        with closing(site.server.client(key)) as api:
            status = api.post("/api/optimize-prompt", json={"description": "an encoder"}).status_code
        if status != httpx.codes.SERVICE_UNAVAILABLE:
            site.problems.append(f"a submission was answered {status} while nothing could be stored")
        time.sleep(seconds)
        site.below.refuse_writes(0)

    return act


def idle_sockets(site: Site) -> None:
    """Somebody opens a thousand connections and sends nothing, where the system grants 1,024 files."""
    host, port = "127.0.0.1", int(site.server.url.rpartition(":")[2])
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    key = site.server.new_key()
    with ExitStack() as stack:
        for _ in range(1_000):
            stack.enter_context(socket.create_connection((host, port)))
        site.submit(TASKS, key)
        await_that(lambda: len(site.ended()) == TASKS, "tasks wait for the idle connections", 30)


def no_files(site: Site) -> None:
    """The server may open no file more, for a while."""
    under_way(site)
    used = max(int(file.name) for file in Path(f"/proc/{site.server.pid}/fd").iterdir())
    soft, hard = resource.prlimit(site.server.pid, resource.RLIMIT_NOFILE)
    for limit in (used + 1, soft):
        resource.prlimit(site.server.pid, resource.RLIMIT_NOFILE, (limit, hard))
        time.sleep(2)


def second_server(site: Site) -> None:
    """A second server is started on the folder."""
    under_way(site)
    second = site.starting()
    try:
        second.wait_until_it_serves()
        site.problems.append("a second server serves the same folder")
        await_that(lambda: len(site.ended()) == TASKS, "tasks have not ended")
    except StartFailed as error:
        if "is open already in process" not in str(error):
            site.problems.append(f"the second server said: {error}")
    finally:
        second.abort()


def deploy(site: Site) -> None:
    """The server is stopped by SIGTERM and another one is started, as for every new version."""
    under_way(site)
    if code := site.server.stop():
        site.problems.append(f"the server ended with exit code {code}")
    site.start()


def kill_again_and_again(site: Site) -> None:
    """The server is killed six times with the same tasks in flight; suspects run alone."""
    site.submit(TASKS)
    for _ in range(6):
        site.wait_for_calls(1)
        site.kill()
        site.start()


def strike_workers(number: int, times: int) -> Callable[[Site], None]:
    """The processes that draw are killed, or stopped, while they draw."""

    def act(site: Site) -> None:
        site.submit(4 * TASKS)
        for _ in range(times):
            await_that(lambda: bool(_workers(site.server.pid)), "nothing draws")
            for pid in _workers(site.server.pid):
                os.kill(pid, number)
            time.sleep(0.4)

    return act


def crowd(site: Site) -> None:
    """One key has a long queue when another key submits its first task."""
    site.submit(40)
    (late,) = site.submit(1)
    before = len(site.ended())
    await_that(lambda: late in site.ended(), "another key's task does not end")
    passed = site.ended().index(late) - before
    if passed > 2 * int(site.settings["CONCURRENCY"]):
        site.problems.append(f"{passed} tasks of another key ended first")


def in_turn(*acts: Callable[[Site], None]) -> Callable[[Site], None]:
    """Several faults in one life of a server, one after the other."""

    def act(site: Site) -> None:
        for one in acts:
            one(site)

    return act


def under_way(site: Site) -> None:
    """Submit tasks, and wait until each has a paid call under way."""
    site.submit(TASKS)
    site.wait_for_calls(TASKS)


def _workers(pid: int) -> list[int]:
    found = []
    for child in children(pid):
        command = Path(f"/proc/{child}/cmdline")
        if command.exists() and b"pb_adapters.workers" in command.read_bytes():
            found.append(child)
    return found


FAULTS = (
    Fault("clock an hour ahead, then back", put_clock, {"LEASE_SECONDS": "6"}, answer=3),
    Fault("database locked for 4 leases", lock_database(4)),
    Fault("database locked for 75 s", lock_database(75), {"LEASE_SECONDS": "60"}, answer=3, long=True),
    Fault("server stopped for 3 leases", pause(3)),
    Fault("server stopped for 10 leases", pause(10), long=True),
    Fault("row that cannot be decoded", poison, {"CONCURRENCY": "1"}, answer=0.3),
    Fault("file system read-only", refuse_writes(errno.EROFS, 1.5)),
    Fault("disk full", refuse_writes(errno.ENOSPC, 4), long=True),
    Fault("1,000 idle connections", idle_sockets, answer=0.1, below=("prlimit", "--nofile=1024:1024"), long=True),
    Fault("no file descriptors left", no_files, long=True),
    Fault("second server", second_server),
    Fault("deployed under calls of 14 s", deploy, {"GRACE_SECONDS": "30"}, answer=14, long=True),
    Fault("killed 6 times", kill_again_and_again, long=True),
    Fault("drawing processes killed", strike_workers(signal.SIGKILL, 6), VECTOR, answer=0.1, long=True),
    Fault("drawing processes stopped", strike_workers(signal.SIGSTOP, 1), VECTOR, answer=0.1, long=True),
    Fault("long queue of another key", crowd, {"CONCURRENCY": "4"}, answer=0.1, long=True),
)
