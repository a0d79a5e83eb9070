"""Stores: what the machines share, a PostgreSQL that keeps what it acknowledged and an S3 server, and their proxy."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import psycopg

from served import environment
from support.postgres import PASSWORD, PostgresServer
from support.s3_server import BUCKET, S3Server, seaweed_server

ROOT = Path(__file__).parents[2]
DATABASE = "figures"
START_SECONDS = 60


class Stores:
    """Both on an address that the machines reach, there while it is entered, with an up-to-date schema."""

    def __init__(self, folder: Path, address: str) -> None:
        self._folder, self._address = folder, address
        self._stack = ExitStack()
        self._database: PostgresServer
        self._s3: S3Server

    @property
    def url(self) -> str:
        """The address of the database."""
        return f"postgresql://postgres:{PASSWORD.replace(' ', '%20')}@{self._address}:{self._database.port}/{DATABASE}"

    @property
    def settings(self) -> Mapping[str, str]:
        """The two settings of a program that uses both."""
        return {"DATABASE_URL": self.url, "ARTIFACTS_URL": f"s3://{BUCKET}/drill"}

    @property
    def variables(self) -> Mapping[str, str]:
        """What a program must be told beside its settings."""
        return self._s3.variables

    def restart_database(self) -> None:
        """Stop it in order, which cuts everybody's connections off, and start it again."""
        self._restart(signal.SIGINT)

    def crash_database(self) -> None:
        """Stop it at once, as a crash of the machine would; it recovers from its log."""
        self._restart(signal.SIGQUIT)

    def verified(self) -> list[str]:
        """What ``pb verify`` finds."""
        done = self.run("verify", "--json")
        report: dict[str, Any] = json.loads(done.stdout or "{}")
        return [f"pb verify: {flaw}" for flaw in report.get("flaws", [done.stdout + done.stderr])]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command of ours on both."""
        return subprocess.run(  # noqa: S603 - our own program with our own arguments
            [sys.executable, "-m", "pb_http.cli.main", *command],
            capture_output=True,
            text=True,
            check=False,
            env=environment(**self.settings, DATA_DIR=str(self._folder / "operator")) | dict(self.variables),
        )

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._database = stack.enter_context(_database(self._folder / "postgres"))
            (self._folder / "s3").mkdir()
            self._s3 = stack.enter_context(seaweed_server(self._folder / "s3", self._address))
            self.run("migrate").check_returncode()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _restart(self, how: signal.Signals) -> None:
        self._database.stop(how)
        time.sleep(1)
        self._database.start()


@contextmanager
def _database(folder: Path) -> Iterator[PostgresServer]:
    folder.parent.chmod(0o711)
    folder.mkdir()
    server = PostgresServer(folder, durable=True, listen_addresses="*", max_wal_size="1GB")
    server.start()
    try:
        with (folder / "data" / "pg_hba.conf").open("a") as rules:
            rules.write("host all all samenet scram-sha-256\n")
        with psycopg.connect(server.url(), autocommit=True) as connection:
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f"CREATE DATABASE {DATABASE}")
        yield server
    finally:
        server.stop()


@contextmanager
def proxy(folder: Path, address: str, upstreams: Sequence[str], port: int = 8080) -> Iterator[str]:
    """Run the proxy of ``deploy/Caddyfile`` before some API processes, without TLS; where it listens."""
    caddy = shutil.which("caddy")
    if caddy is None:
        raise FileNotFoundError("caddy is not installed: apt-get install caddy")
    url = f"http://{address}:{port}"
    variables = {
        "PAPERBANANA_SITE": url,
        "PAPERBANANA_UPSTREAMS": " ".join(upstream.removeprefix("http://") for upstream in upstreams),
        "XDG_DATA_HOME": str(folder / "caddy"),
        "XDG_CONFIG_HOME": str(folder / "caddy"),
        "HOME": str(folder),
        "CADDY_ADMIN": f"unix/{folder / 'caddy.sock'}",  # as another may run on this machine
    }
    command = [caddy, "run", "--adapter", "caddyfile", "--config", str(ROOT / "deploy" / "Caddyfile")]
    with (folder / "caddy.log").open("wb") as log:
        process = subprocess.Popen(command, env=environment() | variables, stdout=log, stderr=log)  # noqa: S603 - as above
    try:
        _wait_until_ready(url)
        yield url
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            httpx.get(f"{url}/api/ready", timeout=5).raise_for_status()
        except httpx.HTTPError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        else:
            return
