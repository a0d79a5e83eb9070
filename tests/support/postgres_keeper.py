"""Keeps the PostgreSQL of a test run: ``python postgres_keeper.py FOLDER`` runs until no program of the run is left."""

import asyncio
import fcntl
import json
import os
import shutil
import signal
import sys
from pathlib import Path

import psycopg

from pb_adapters.distribution.schema import bring_schema_up_to_date
from pb_adapters.storage.postgres.migrations import migrate
from support.postgres import TEMPLATE, PostgresServer


def keep(folder: Path) -> None:
    """Start the server, say where it is, and stop it once the lock of its users is free."""
    for ignored in (signal.SIGINT, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    try:
        with PostgresServer(folder) as server:
            with psycopg.connect(server.url(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {TEMPLATE}")
            asyncio.run(_bring_up_to_date(server.url(TEMPLATE)))
            draft = folder / "ready.draft"
            draft.write_text(json.dumps({"port": server.port}))
            draft.rename(folder / "ready.json")
            users = os.open(folder / "users", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(users, fcntl.LOCK_EX)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


async def _bring_up_to_date(url: str) -> None:
    await migrate(url)
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:
        await bring_schema_up_to_date(connection)


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
