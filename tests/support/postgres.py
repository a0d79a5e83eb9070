"""A real PostgreSQL for tests: one server for a whole run, a fresh database for each test.

All workers of a run share the server. It belongs to a keeper (``postgres_keeper``), which stops it and removes its
files once no program of the run is left, however those ended: each holds a lock that the system frees.
"""

import ctypes
import fcntl
import functools
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self
from urllib.parse import quote

import psycopg

from support.programs import required_program

PASSWORD = "made up"
TEMPLATE = "pb_template"
READY_SECONDS = 60
ORDERLY_SECONDS = 240
"""An orderly end writes all that is in memory to a disk that may be busy; tests are given up after 300."""
_SPEED = ("fsync=off", "full_page_writes=off", "deadlock_timeout=50ms")
_PR_SET_PDEATHSIG = 1


class PostgresServer:
    """One server with its files in ``folder``, reached through a socket there and a port of 127.0.0.1.

    ``durable`` keeps what it acknowledged through a crash of the machine, at the speed of the disk; without it a crash
    of its own processes loses nothing, one of the machine does. It stops with the thread that started it.
    """

    def __init__(self, folder: Path, *, durable: bool = False, **settings: object) -> None:
        self.folder, self._durable, self._settings = folder, durable, settings
        self._programs = Path(required_program("postgres")).resolve().parent
        self._owner = pwd.getpwnam("postgres").pw_name if os.geteuid() == 0 else None
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()

    def url(self, database: str = "postgres") -> str:
        """The address of a database through the socket, which asks for no password."""
        return _socket_url(self.folder, self.port, database)

    def tcp_url(self, database: str = "postgres", password: str = PASSWORD) -> str:
        """The address of a database through the port, which asks for a password."""
        return f"postgresql://postgres:{quote(password)}@127.0.0.1:{self.port}/{database}"

    def start(self) -> Self:
        """Make the files unless they are there, and wait until the server answers."""
        if not (self.folder / "data").exists():
            self._initialise()
        options = [f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}"]
        options += ["max_connections=200", "shared_buffers=32MB", *(() if self._durable else _SPEED)]
        options += [f"{name}={value}" for name, value in self._settings.items()]
        flags = [flag for option in options for flag in ("-c", option)]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - programs of ours
                [self._programs / "postgres", "-D", self.folder / "data", *flags],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                preexec_fn=_end_with_parent,  # noqa: PLW1509 - it is one system call
                **self._as_owner(),
            )
        self._wait()
        return self

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """Stop it: at once (``SIGQUIT``) or in order (``SIGINT``)."""
        if self._process is not None:
            self._process.send_signal(how)
            try:
                self._process.wait(ORDERLY_SECONDS if how is signal.SIGINT else READY_SECONDS)
            except subprocess.TimeoutExpired as error:
                raise RuntimeError(f"PostgreSQL did not stop: {self._log_end()}") from error
            self._process = None

    def restart(self) -> None:
        """Stop it as a crash does and start it again on the same port."""
        self.stop()
        self.start()

    def copy_from(self, primary: "PostgresServer") -> Self:
        """Make the files those of a standby that follows a primary, which runs."""
        self._make_ours()
        subprocess.run(  # noqa: S603 - programs of ours
            [
                *(self._programs / "pg_basebackup", "--pgdata", self.folder / "data", "--write-recovery-conf"),
                *("--checkpoint=fast", "--no-sync", "--dbname", primary.url()),
            ],
            cwd=self.folder,
            check=True,
            capture_output=True,
            **self._as_owner(),
        )
        return self

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _make_ours(self) -> None:
        self.folder.chmod(0o711)
        if self._owner:
            shutil.chown(self.folder, self._owner, self._owner)

    def _initialise(self) -> None:
        self._make_ours()
        secret = self.folder / "password"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        subprocess.run(  # noqa: S603 - programs of ours
            [
                *(self._programs / "initdb", "-D", self.folder / "data", "-U", "postgres", "--pwfile", secret),
                *("--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C", "--no-sync"),
            ],
            cwd=self.folder,
            check=True,
            capture_output=True,
            **self._as_owner(),
        )

    def _as_owner(self) -> dict[str, object]:
        """What ``subprocess`` needs so that PostgreSQL, which refuses to be run by root, is not."""
        if self._owner is None:
            return {}
        return {"user": self._owner, "group": self._owner, "extra_groups": []}

    def _wait(self) -> None:
        for _ in range(READY_SECONDS * 20):
            try:
                psycopg.connect(self.url()).close()
            except psycopg.OperationalError:
                if self._process is not None and self._process.poll() is not None:
                    break
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"PostgreSQL did not start: {self._log_end()}")

    def _log_end(self) -> str:
        return (self.folder / "log").read_text()[-2000:]


@contextmanager
def standing_still(pid: int, at_most: float = 60.0) -> Iterator[None]:
    """Stop a process of a server, as a machine that stands still; it goes on after ``at_most`` seconds in any case."""
    goes_on = threading.Timer(at_most, os.kill, [pid, signal.SIGCONT])
    os.kill(pid, signal.SIGSTOP)
    goes_on.start()
    try:
        yield
    finally:
        goes_on.cancel()
        os.kill(pid, signal.SIGCONT)


def _end_with_parent() -> None:
    """Ask the system to stop this process when the thread that started it ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


def _socket_url(folder: Path, port: int, database: str) -> str:
    return f"postgresql://postgres@/{database}?host={quote(str(folder))}&port={port}"


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def own_server(*, durable: bool = False, **settings: object) -> Iterator[PostgresServer]:
    """A server of the caller's own, to be stopped and started; ``settings`` are those of ``postgresql.conf``."""
    folder = Path(tempfile.mkdtemp(prefix="pb-pg-"))
    try:
        with PostgresServer(folder, durable=durable, **settings) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class SharedServer:
    """The server of this run, as one of its programs sees it."""

    def __init__(self, folder: Path, port: int, lock: int) -> None:
        self.folder, self.port, self._lock = folder, port, lock
        self._emptied: list[str] = []

    def url(self, database: str = "postgres") -> str:
        """The address of a database through the socket, which asks for no password."""
        return _socket_url(self.folder, self.port, database)

    def tcp_url(self, database: str = "postgres", password: str = PASSWORD) -> str:
        """The address of a database through the port, which asks for a password."""
        return f"postgresql://postgres:{quote(password)}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a database that is up to date and empty, for a test that leaves its schema as it is.

        Who is still connected afterwards is cut off. Emptying one takes a tenth of making another.
        """
        name = self._emptied.pop() if self._emptied else self.create()
        yield self.url(name)
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute(_EMPTY)
        self._emptied.append(name)

    @contextmanager
    def own_database(self, template: str = TEMPLATE) -> Iterator[str]:
        """The address of a database that is dropped afterwards; of ``template0`` it has no schema of ours."""
        name = self.create(template)
        try:
            yield self.url(name)
        finally:
            with psycopg.connect(self.url(), autocommit=True) as connection:
                connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[call-overload]  # ours

    def create(self, template: str = TEMPLATE) -> str:
        """Make a database as a copy of another one; its name."""
        name = f"t_{secrets.token_hex(8)}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            strategy = " STRATEGY file_copy" if connection.info.server_version >= 150_000 else ""
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}{strategy}")  # type: ignore[call-overload]  # ours
        return name


_EMPTY = """
DO $$
DECLARE item record;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend';
    SET LOCAL session_replication_role = replica;
    FOR item IN SELECT tablename AS name FROM pg_tables
        WHERE schemaname = 'public'
        AND tablename NOT IN ('paperbanana_schema', 'paperbanana_procrastinate', 'queue_clock', 'outbox_clock')
    LOOP
        EXECUTE format('DELETE FROM %I', item.name);
    END LOOP;
    FOR item IN SELECT sequencename AS name FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
    LOOP
        EXECUTE format('ALTER SEQUENCE %I RESTART', item.name);
    END LOOP;
    IF to_regclass('queue_clock') IS NOT NULL THEN
        UPDATE queue_clock SET turn = 0.0 WHERE turn <> 0.0;
    END IF;
END $$
"""


@functools.cache
def shared_server() -> SharedServer:
    """The server of this run, started by whoever asks first; skips the test where PostgreSQL is not installed."""
    required_program("postgres")
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"of-{os.getpid()}")
    folder = Path(tempfile.gettempdir()) / f"pb-pg-{run[:16]}"
    folder.mkdir(mode=0o711, exist_ok=True)
    with (folder / "starting").open("w") as starting:
        fcntl.flock(starting, fcntl.LOCK_EX)
        lock = os.open(folder / "users", os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(lock, fcntl.LOCK_SH)  # until this program ends
        ready = folder / "ready.json"
        if not ready.exists():
            _start_keeper(folder, ready)
        port = json.loads(ready.read_text())["port"]
    return SharedServer(folder, port, lock)


def _start_keeper(folder: Path, ready: Path) -> None:
    with (folder / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(  # noqa: S603 - a program of ours
            [sys.executable, Path(__file__).with_name("postgres_keeper.py"), folder],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
    for _ in range(READY_SECONDS * 20):
        if ready.exists():
            keeper.returncode = 0  # it outlives us, and nobody is to wait for it
            return
        if keeper.poll() is not None:
            break
        time.sleep(0.05)
    message = f"PostgreSQL did not start: {(folder / 'keeper.log').read_text()[-2000:]}"
    raise RuntimeError(message)
