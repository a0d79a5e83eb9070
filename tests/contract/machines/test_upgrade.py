"""Processes of two versions on one database: one goes over to the next without a failed request."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from machines.stores import proxy
from pb_adapters.fakes import FakeProviders
from pb_adapters.fakes.answers import by_engine
from pb_adapters.planners.engine import OfflineEngine
from pb_adapters.storage.postgres.migrations import SCHEMA_VERSION
from provider_settings import settings_of
from served import PROGRAM, StartingServer
from support import later_version
from support.callers import Callers
from support.machines import ended, rows_of
from support.postgres import free_port, own_server
from support.processes import clean_environment, run_program
from support.programs import required_program

SETTINGS = {"LEASE_SECONDS": "5", "GRACE_SECONDS": "10", "VISION_PROBE": "false", "QUEUE_LIMIT": "100000"}


class Service:
    """Processes of either version on a database, each server at a port that it keeps."""

    def __init__(self, folder: Path, settings: dict[str, str], stack: ExitStack) -> None:
        self._folder, self._settings, self._stack = folder, settings, stack

    def serve(self, port: int, program: tuple[str, ...] = PROGRAM) -> StartingServer:
        """A server that serves."""
        server = self._started(("serve", "--no-worker", "--port", str(port)), program)
        server.wait_until_it_serves()
        return server

    def work(self, program: tuple[str, ...] = PROGRAM) -> StartingServer:
        """A worker that works."""
        worker = self._started(("worker", "--concurrency", "2"), program)
        worker.wait_for("working")
        return worker

    def _started(self, command: tuple[str, ...], program: tuple[str, ...]) -> StartingServer:
        process = StartingServer(self._folder, self._settings, command=command, program=program)
        self._stack.callback(process.abort)
        return process


@pytest.fixture
def durable_url() -> Iterator[str]:
    with own_server(durable=True) as server:
        yield server.url()


@pytest.mark.drill
def test_a_version_follows_another_under_load_without_a_failed_request(
    tmp_path: Path, durable_url: str, fake_providers: FakeProviders, capsys: pytest.CaptureFixture[str]
) -> None:
    required_program("caddy")
    fake_providers.answer_with(by_engine(OfflineEngine()))
    settings = SETTINGS | settings_of(fake_providers, "gemini") | {"DATABASE_URL": durable_url}
    ports = (free_port(), free_port())
    with ExitStack() as stack:
        service = Service(tmp_path, settings, stack)
        servers = [service.serve(port) for port in ports]
        workers = [service.work(), service.work()]
        url = stack.enter_context(
            proxy(tmp_path, "127.0.0.1", [f"http://127.0.0.1:{port}" for port in ports], free_port())
        )
        key = servers[0].new_key(100_000)
        with Callers(url, key) as callers:
            callers.wait_for_more(8)
            migrated = run_program(
                *later_version.PROGRAM,
                "migrate",
                folder=tmp_path,
                environment=clean_environment(PAPERBANANA_DATABASE_URL=durable_url),
            )
            assert f"from schema {SCHEMA_VERSION} to {later_version.VERSION}" in migrated.stdout, migrated.stderr
            callers.wait_for_more(8)

            workers[0].kill()  # and both are started again by what supervises them
            workers[0] = service.work()
            assert servers[0].stop() == 0
            servers[0] = service.serve(ports[0])
            callers.wait_for_more(8)

            for number, port in enumerate(ports):
                assert servers[number].stop() == 0
                servers[number] = service.serve(port, later_version.PROGRAM)
                callers.wait_for_more(8)
            for number in (0, 1):
                assert workers[number].stop() == 0
                workers[number] = service.work(later_version.PROGRAM)
                callers.wait_for_more(8)
        with servers[1].client(key) as api:
            statuses = {ended(api, task_id)["status"] for task_id in callers.accepted}
        assert [process.stop() for process in (*workers, *servers)] == [0] * 4
    charges = rows_of(durable_url, "SELECT count(*) FROM ledger WHERE kind = 'charge'")
    bought_again = rows_of(durable_url, "SELECT count(*) FROM steps WHERE attempts > 1 AND abandoned = 0")
    with capsys.disabled():
        sys.stdout.write(
            f"\nupgrade: {callers.answered} requests answered, {len(callers.failures)} failed,"
            f" {len(callers.accepted)} tasks accepted, {charges[0][0]} charged\n"
        )
    assert callers.failures == []
    assert statuses == {"completed"}
    assert charges == [(len(callers.accepted),)]
    assert bought_again == [(0,)]
