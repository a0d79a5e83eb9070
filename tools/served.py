"""A real ``pb serve`` in a process of its own, for drills and tests that look at the product from outside."""

import contextlib
import json
import os
import signal
import sqlite3
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from queue import SimpleQueue
from typing import Any, TextIO, cast

import httpx

from fresh_database import lay
from pb_adapters.data_folder import DATABASE

ADMIN_KEY = "the-admin-key-of-the-drill"
START_SECONDS = 60
STOP_SECONDS = 60
_LAST_LINES = 40
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients of servers on this machine: loading public certificates takes longer than many a test."""
PROGRAM = (sys.executable, "-m", "pb_http.cli.main")


class StartFailed(Exception):
    """The server ended before it served; the text is what it wrote."""


class ServerEnded(Exception):
    """A server ended that nobody had asked to; the text is its exit code and what it wrote last."""


class StartingServer:
    """A server on a free port over ``data_dir`` that need not serve yet.

    ``variables`` are further ones of its environment, ``below`` is a command that starts it, such as ``prlimit``,
    ``command`` what ``pb`` is told to do, and ``program`` which ``pb`` that is.
    """

    def __init__(
        self,
        data_dir: Path,
        settings: Mapping[str, str],
        *,
        variables: Mapping[str, str] | None = None,
        below: Sequence[str] = (),
        command: Sequence[str] = ("serve", "--port", "0"),
        program: Sequence[str] = PROGRAM,
    ) -> None:
        self.data_dir = data_dir
        self.lines: list[str] = []
        self.url = ""
        self._arrived: SimpleQueue[str | None] = SimpleQueue()
        self._process = subprocess.Popen(  # noqa: S603 - our own program with our own arguments
            [*below, *program, *command, "--data-dir", str(data_dir)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(ADMIN_KEY=ADMIN_KEY, **settings) | dict(variables or {}),
        )
        self._stderr = cast("TextIO", self._process.stderr)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """The process."""
        return self._process.pid

    @property
    def admin(self) -> httpx.Client:
        """A client with the admin key."""
        return self.client(ADMIN_KEY)

    def client(self, key: str) -> httpx.Client:
        """A client with a key."""
        return httpx.Client(base_url=self.url, headers={"Authorization": f"Bearer {key}"}, timeout=120, verify=NO_TLS)

    def new_key(self, quota: int | None = 1_000, **webhook: str) -> str:
        """Create an API key and return its full value."""
        return new_key(self.url, quota, **webhook)

    def wait_for(self, event: str) -> dict[str, Any]:
        """The next line of the log whose event begins with ``event``."""
        while (line := self._arrived.get(timeout=START_SECONDS)) is not None:
            with contextlib.suppress(json.JSONDecodeError):
                fields: dict[str, Any] = json.loads(line)
                if fields["event"].startswith(event):
                    return fields
        self._process.wait(STOP_SECONDS)
        raise StartFailed("\n".join(self.lines))

    def wait_until_it_serves(self) -> None:
        """Wait until health answers; raises ``StartFailed``."""
        self.url = self.wait_for("serving")["url"]
        httpx.get(f"{self.url}/api/health", timeout=START_SECONDS, verify=NO_TLS).raise_for_status()

    def kill(self) -> None:
        """``kill -9``; the processes that draw and read for the server must end by themselves."""
        self._process.kill()
        self._process.wait()
        self._reader.join()

    def wait_for_end(self) -> int:
        """Wait until the process has ended by whatever; its exit code."""
        code = self._process.wait(STOP_SECONDS)
        self._reader.join()
        return code

    def must_run(self) -> None:
        """Raises ``ServerEnded`` where the process has ended."""
        if (code := self._process.poll()) is not None:
            self._reader.join()
            raise ServerEnded("\n".join((f"exit code {code}", *self.lines[-_LAST_LINES:])))

    def pause(self) -> None:
        """Stop the process where it is, and return once it stands still."""
        self._process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED)  # it may still begin a transaction until then

    def wake(self) -> None:
        """Let a paused process go on."""
        self._process.send_signal(signal.SIGCONT)

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        self._process.terminate()
        return self.wait_for_end()

    def abort(self) -> None:
        """End the process whatever its state."""
        if self._process.poll() is None:
            self.kill()

    def _read(self) -> None:
        with self._stderr:
            for line in self._stderr:
                self.lines.append(line.rstrip("\n"))
                self._arrived.put(line)
        self._arrived.put(None)


class PbServer(StartingServer):
    """One that serves; ``settings`` are PAPERBANANA_ names without the prefix, ``variables`` others as they are.

    It finds its database made, where it has one of its own; ``StartingServer`` makes one.
    """

    def __init__(self, data_dir: Path, variables: Mapping[str, str] | None = None, **settings: str) -> None:
        if "DATABASE_URL" not in settings:
            lay(data_dir / DATABASE)
        super().__init__(data_dir, settings, variables=variables)
        self.wait_until_it_serves()


@contextlib.contextmanager
def serving(data_dir: Path, **settings: str) -> Iterator[PbServer]:
    """Serve; on leaving stop gracefully, which must end with exit code 0."""
    server = PbServer(data_dir, **settings)
    try:
        yield server
        code = server.stop()
        if code:
            message = f"the server ended with exit code {code}:\n" + "\n".join(server.lines)
            raise AssertionError(message)
    finally:
        server.abort()


@contextlib.contextmanager
def database(data_dir: Path) -> Iterator[sqlite3.Connection]:
    """The server's database, to read beside it."""
    connection = sqlite3.connect(f"file:{data_dir / 'paperbanana.db'}?mode=ro", uri=True, timeout=30)
    connection.row_factory = sqlite3.Row
    try:
        yield connection
    finally:
        connection.close()


def new_key(url: str, quota: int | None = 1_000, **webhook: str) -> str:
    """Create an API key at a server and return its full value."""
    body = {"name": "drill", "quota": quota, **webhook}
    headers = {"Authorization": f"Bearer {ADMIN_KEY}"}
    answer = httpx.post(f"{url}/api/admin/keys", json=body, headers=headers, timeout=120, verify=NO_TLS)
    value: str = answer.raise_for_status().json()["key"]
    return value


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with these PAPERBANANA_ settings and provider keys, and no others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PAPERBANANA_")}
    foreign = ("_API_KEY", "OPENAI_COMPATIBLE_BASE_URL")
    for name in [name for name in kept if name.endswith(foreign)]:
        del kept[name]
    prefix = {name: "" if name.endswith(foreign) else "PAPERBANANA_" for name in settings}
    return kept | {prefix[name] + name: value for name, value in settings.items()}
