"""A database that is full or can only be read: one sentence, nothing lost, and no restart once that is over."""

import contextlib
import secrets
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import httpx
import psycopg
import pytest

from pb_adapters.storage.postgres.migrations import migrate
from pb_core.domain.billing import KeyChange
from support.postgres import PostgresServer, own_server
from support.site import BODY
from support.two_servers import Two, two_servers


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 160 MB."""
    with TemporaryDirectory(prefix="pb-small-") as folder:
        mount = ["mount", "-t", "tmpfs", "-o", "size=160m", "tmpfs", folder]
        if subprocess.run(mount, check=False, capture_output=True).returncode:  # noqa: S603 - the system's own
            pytest.skip("no disk can be mounted here")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)  # noqa: S603, S607 - as above


async def submitted(two: Two, more: str = "") -> httpx.Response:
    body = BODY | {"source_context": f"{BODY['source_context']} {more}"}
    return await two.here.api.post("/api/generate", json=body)


async def until_accepted(two: Two) -> str:
    """The task that is accepted once the fault is over, by a server that was not started anew."""
    with anyio.fail_after(60):
        while (answer := await submitted(two)).status_code != 202:
            assert answer.status_code == 503
            await anyio.sleep(0.2)
    task_id: str = answer.json()["task_id"]
    return task_id


def require_told(answer: httpx.Response, caplog: pytest.LogCaptureFixture, *words: str) -> None:
    """The caller is told to try again, and the operator in a line what to do."""
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    said = [str(record.exc_info[1]) for record in caplog.records if record.exc_info]
    assert said
    for word in words:
        assert word in said[-1]
    assert "\n" not in said[-1]


async def require_there(two: Two, *task_ids: str) -> None:
    for task_id in task_ids:
        assert (await two.there.api.get(f"/api/tasks/{task_id}")).status_code == 200
    (key,) = await two.there.core.keyring.list()
    assert key.total_used == len(task_ids)


async def test_a_database_that_turns_read_only_refuses_and_goes_on_when_it_is_not(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with own_server() as server:
        await migrate(server.url())
        async with two_servers(tmp_path, url=server.url()) as two:
            before = [(await submitted(two)).json()["task_id"]]
            turn(server, "ON")
            while (answer := await submitted(two)).is_success:  # its sessions hear of it one after the other
                before.append(answer.json()["task_id"])
            require_told(answer, caplog, "let the database be written")
            assert (await two.there.api.get(f"/api/tasks/{before[0]}")).status_code == 200
            turn(server, "OFF")
            await require_there(two, *before, await until_accepted(two))


def turn(server: PostgresServer, read_only: str) -> None:
    """Let every session read only, or write again."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET default_transaction_read_only = {read_only}".encode())
        connection.execute("SELECT pg_reload_conf()")


async def test_a_database_whose_disk_is_full_loses_nothing_and_goes_on_when_there_is_room(
    tmp_path: Path, small_disk: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with PostgresServer(small_disk, max_wal_size="64MB") as server:
        await migrate(server.url())
        async with two_servers(tmp_path, url=server.url()) as two:
            (key,) = await two.here.core.keyring.list()
            await two.here.core.keyring.change(key.id, KeyChange(quota_remaining=1_000))
            accepted, rest = [(await submitted(two)).json()["task_id"]], small_disk / "rest"
            fill(rest)
            while (answer := await submitted(two, secrets.token_hex(20_000))).status_code == 202:
                accepted.append(answer.json()["task_id"])
            require_told(answer, caplog, "No space left on device", "make room where")
            rest.unlink()
            await require_there(two, *accepted, await until_accepted(two))


def fill(file: Path) -> None:
    """Write until there is no room."""
    with contextlib.suppress(OSError), file.open("wb", buffering=0) as rest:
        while True:
            rest.write(bytes(4096))
