"""Worker processes that one pool leaves to the next, as loading what draws takes longer than most drawings."""

import atexit
import threading
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress

from pb_adapters.workers.process import Entry, T, WorkerProcess, _environment
from pb_adapters.workers.protocol import Setup
from pb_core.errors import CallerError, EngineError

Key = tuple[str, Setup, int, tuple[tuple[str, str], ...]]

_KEPT_BYTES = 256 * 2**20
_waiting: defaultdict[Key, list["WarmWorker"]] = defaultdict(list)
_lock = threading.Lock()


class WarmWorker(WorkerProcess):
    """A process that waits, where its pool ends it at rest, for the next pool that would start one like it."""

    def __init__(self, name: str, setup: Setup, max_answer_bytes: int) -> None:
        super().__init__(name, setup, max_answer_bytes)
        self.key = _key(name, setup, max_answer_bytes)
        self._ready = self._at_rest = False

    def wait_ready(self) -> None:
        """Wait, the first time, until it can work."""
        if not self._ready:
            super().wait_ready()
            self._ready = self._at_rest = True

    def ping(self) -> None:
        """Wait for a sign of life; without one, the process is not used again."""
        self._at_rest = False
        super().ping()
        self._at_rest = True

    def call(
        self, entry: Entry[T], arguments: tuple[object, ...], on_sign: Callable[[], object] = lambda: None
    ) -> T | CallerError | EngineError:
        """One call; unless it ends in an answer, the process is not used again."""
        self._at_rest = False
        answer = super().call(entry, arguments, on_sign)
        self._at_rest = True
        return answer

    def end(self) -> None:
        """Let it wait, or end it where it is at work, broken or large."""
        if self._at_rest and self.resident_bytes() <= _KEPT_BYTES:
            with _lock:
                _waiting[self.key].append(self)
        else:
            super().end()

    def end_at_last(self) -> None:
        """End it."""
        super().end()


def warm_worker(name: str, setup: Setup, max_answer_bytes: int) -> WarmWorker:
    """A process that waits and gives a sign of life, or a new one."""
    key = _key(name, setup, max_answer_bytes)
    while True:
        with _lock:
            if not _waiting[key]:
                return WarmWorker(name, setup, max_answer_bytes)
            worker = _waiting[key].pop()
        with suppress(EngineError):
            worker.ping()
            return worker
        worker.end_at_last()


def _key(name: str, setup: Setup, max_answer_bytes: int) -> Key:
    return name, setup, max_answer_bytes, tuple(sorted(_environment().items()))


@atexit.register
def _end_all() -> None:
    for workers in _waiting.values():
        for worker in workers:
            worker.end_at_last()
