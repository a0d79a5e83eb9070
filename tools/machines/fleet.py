"""Fleet: the processes of a deployment, each on a host of its own, started again whenever something ended them."""

import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from machines.hosts import Host
from served import environment

PORT = 8000
START_SECONDS = 60


class Process:
    """One process of a role on a host; ``start`` begins another life of it. Its log of all lives is a file."""

    def __init__(
        self,
        host: Host,
        role: str,
        command: Sequence[str],
        settings: Mapping[str, str],
        variables: Mapping[str, str],
        log: Path,
    ) -> None:
        self.host, self.role, self.lives = host, role, 0
        self._command = [sys.executable, "-m", "pb_http.cli.main", *command]
        self._environment = environment(**settings) | dict(variables)
        self._log = log
        self._running: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        """Where an API process listens."""
        return f"http://{self.host.address}:{PORT}"

    @property
    def ends_by_itself(self) -> bool:
        """Whether it ended though nobody ended it."""
        return self._running is not None and self._running.poll() is not None

    def start(self) -> None:
        """Begin a life."""
        with self._log.open("a") as log:
            streams = {"stdin": subprocess.DEVNULL, "stdout": log, "stderr": log}
            self._running = self.host.start(self._command, self._environment, start_new_session=True, **streams)
        self.lives += 1

    def kill(self) -> None:
        """``kill -9``."""
        self._signal(signal.SIGKILL)
        self._wait()
        self._running = None

    def pause(self, seconds: float) -> None:
        """Stand still for a while, as a machine does that swaps or is moved."""
        self._signal(signal.SIGSTOP)
        threading.Timer(seconds, self._signal, [signal.SIGCONT]).start()

    def cut_off(self, seconds: float) -> None:
        """Pull the cable for a while."""
        self.host.cut()
        threading.Timer(seconds, self.host.mend).start()

    def stop(self) -> int:
        """SIGTERM; the exit code."""
        self._signal(signal.SIGCONT)
        self._signal(signal.SIGTERM)
        return self._wait()

    def _signal(self, number: signal.Signals) -> None:
        if self._running is not None and self._running.poll() is None:
            self._running.send_signal(number)

    def _wait(self) -> int:
        return 0 if self._running is None else self._running.wait(START_SECONDS)
