"""The primary server of the database dies amid work, and its standby takes over: processes go on by themselves."""

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from pb_adapters.fakes import FakeProviders
from pb_adapters.fakes.answers import by_engine
from pb_adapters.planners.engine import OfflineEngine
from provider_settings import settings_of
from support.callers import Callers
from support.machines import ended, machines, rows_of, until
from support.postgres import PostgresServer, own_server

SETTINGS = {"LEASE_SECONDS": "5", "GRACE_SECONDS": "10", "VISION_PROBE": "false", "QUEUE_LIMIT": "100000"}
STREAMING = "SELECT 1 FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = 'sync'"


@contextmanager
def standby_of(primary: PostgresServer) -> Iterator[PostgresServer]:
    """A server that follows another, which acknowledges nothing before this one has it."""
    with (
        TemporaryDirectory(prefix="pb-standby-") as folder,
        PostgresServer(Path(folder), durable=True).copy_from(primary) as standby,
    ):
        with psycopg.connect(primary.url(), autocommit=True) as connection:
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = '*'")
            connection.execute("SELECT pg_reload_conf()")
        until(lambda: rows_of(primary.url(), STREAMING))
        yield standby


def url_of_both(primary: PostgresServer, standby: PostgresServer) -> str:
    """As an operator writes it."""
    hosts = f"127.0.0.1:{primary.port},127.0.0.1:{standby.port}"
    return primary.tcp_url().replace(f"127.0.0.1:{primary.port}", hosts) + "?target_session_attrs=read-write"


@pytest.mark.drill
def test_a_standby_takes_over_amid_work_and_what_was_acknowledged_is_there(
    tmp_path: Path, fake_providers: FakeProviders, capsys: pytest.CaptureFixture[str]
) -> None:
    fake_providers.answer_with(by_engine(OfflineEngine()))
    settings = SETTINGS | settings_of(fake_providers, "gemini")
    with (
        own_server(durable=True) as primary,
        standby_of(primary) as standby,
        machines(tmp_path, url_of_both(primary, standby), **settings) as machine,
    ):
        here, there = machine.servers
        key = here.new_key(100_000)
        with Callers(here.url, key) as callers:
            callers.wait_for_more(12)
            primary.stop(signal.SIGKILL)
            acknowledged, began = len(callers.accepted), time.monotonic()
            with psycopg.connect(standby.url(), autocommit=True) as connection:
                connection.execute("SELECT pg_promote()")
            callers.wait_for_more(1)
            away = time.monotonic() - began
            callers.wait_for_more(11)
        with there.client(key) as api:
            statuses = {ended(api, task_id)["status"] for task_id in callers.accepted}
        url = standby.url()
        kept = {str(row[0]) for row in rows_of(url, "SELECT id FROM tasks")}
        charges = rows_of(url, "SELECT count(*), count(DISTINCT task_id) FROM ledger WHERE kind = 'charge'")
    with capsys.disabled():
        sys.stdout.write(
            f"\nfailover: {len(callers.accepted)} tasks acknowledged, {acknowledged} of them before,"
            f" {len(set(callers.accepted) - kept)} lost; the first one after {away:.1f} s;"
            f" {callers.answered} requests answered, {len(callers.failures)} failed\n"
        )
    assert set(callers.accepted) <= kept
    assert statuses == {"completed"}
    assert charges == [(len(kept), len(kept))]
