"""Replies: a worker's stream of answers, with signs of life on it for as long as it is at work."""

import threading
import time
from contextlib import suppress
from typing import BinaryIO

from pb_adapters.workers.protocol import Alive, Reply, write_frame


class Replies:
    """Answers, and a sign of life every ``seconds`` between ``begin`` and the next answer.

    A thread sends the signs. They stop when the process is stopped, or its interpreter held for good.
    """

    def __init__(self, stream: BinaryIO, seconds: float) -> None:
        self._stream, self._seconds = stream, seconds
        self._one_frame, self._at_work = threading.Lock(), threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self._thread.start()

    def begin(self) -> None:
        """Say from now on that there is work."""
        self._at_work.set()

    def send(self, reply: Reply, payload: bytes = b"") -> None:
        """Answer, after which no further sign of life is sent."""
        with self._one_frame:
            self._at_work.clear()
            write_frame(self._stream, reply, payload)

    def _beat(self) -> None:
        with suppress(OSError):  # nobody reads any more: the process is about to end
            while self._at_work.wait():
                time.sleep(self._seconds)
                with self._one_frame:
                    if self._at_work.is_set():
                        write_frame(self._stream, Alive())
