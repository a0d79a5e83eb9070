"""One worker process: started, asked, killed."""

import signal
import sys
from typing import Self

import anyio
import msgspec
from anyio.abc import Process

from pb_adapters.pdf.wire import (
    EXIT_OUT_OF_MEMORY,
    HEADER_BYTES,
    MAX_REPLY_BYTES,
    Broken,
    Reply,
    Request,
    parse_reply,
    request_frame,
)
from pb_core.errors import EngineUnavailable, UnreadablePdf
from pb_core.ports.pdf import PdfLimits

_START_SECONDS = 60.0
_READ_BYTES = 2**20

_OUT_OF_MEMORY = "The PDF needs more memory than it may use."
_BROKE = "The PDF broke the reader: it is damaged or needs more than it may use."
_TOO_MUCH = "The PDF holds more than can be returned; select fewer pages."


class Worker:
    """A running worker process; it answers one request at a time and is useless after any error."""

    def __init__(self, process: Process, limits: PdfLimits) -> None:
        self._process = process
        self._limits = limits
        self._buffer = bytearray()
        self.calls = 0

    @property
    def pid(self) -> int:
        """The process id."""
        return self._process.pid

    @classmethod
    async def start(cls, limits: PdfLimits) -> Self:
        """Start a process and wait until it has set its limits.

        It gets the module path and nothing else of the environment, and no terminal, so that a file that
        takes it over finds no secret.

        Raises:
            EngineUnavailable: it did not start.
        """
        command = [sys.executable, "-P", "-m", "pb_adapters.pdf.worker", msgspec.json.encode(limits).decode()]
        environment = {"PYTHONPATH": ":".join(filter(None, sys.path)), "LANG": "C.UTF-8"}
        process = await anyio.open_process(command, env=environment, stderr=None, cwd="/", start_new_session=True)
        worker = cls(process, limits)
        try:
            with anyio.fail_after(_START_SECONDS):
                await worker._receive()
        except (TimeoutError, anyio.EndOfStream) as error:
            await worker.kill()
            message = "The PDF reader's worker process did not start."
            raise EngineUnavailable(message) from error
        except BaseException:
            await worker.kill()
            raise
        return worker

    async def ask(self, request: Request, data: bytes) -> Reply:
        """Send a request about a file and wait for its answer.

        Raises:
            UnreadablePdf: the worker died, failed, was too slow or answered with too much; the cause of a failure
                is its traceback.
        """
        self.calls += 1
        try:
            with anyio.fail_after(self._limits.timeout_seconds):
                await self._send(request_frame(request, data))
                reply = await self._receive()
        except TimeoutError as error:
            raise UnreadablePdf(self._too_slow()) from error
        except (anyio.EndOfStream, anyio.BrokenResourceError) as error:
            status = await self._process.wait()
            raise UnreadablePdf(self._cause_of_death(status)) from error
        if isinstance(reply, Broken):
            raise UnreadablePdf(_BROKE) from RuntimeError(reply.traceback)
        return reply

    async def kill(self) -> None:
        """End the process and reap it, also when the caller is being cancelled."""
        with anyio.CancelScope(shield=True):
            if self._process.returncode is None:
                self._process.kill()
            await self._process.aclose()

    async def _send(self, data: bytes) -> None:
        if self._process.stdin is None:
            raise anyio.BrokenResourceError
        await self._process.stdin.send(data)

    async def _receive(self) -> Reply:
        size = int.from_bytes(await self._read(HEADER_BYTES), "big")
        if size > MAX_REPLY_BYTES:
            raise UnreadablePdf(_TOO_MUCH)
        return parse_reply(await self._read(size))

    async def _read(self, size: int) -> bytes:
        if self._process.stdout is None:
            raise anyio.EndOfStream
        while len(self._buffer) < size:
            self._buffer += await self._process.stdout.receive(_READ_BYTES)
        piece = bytes(self._buffer[:size])
        del self._buffer[:size]
        return piece

    def _too_slow(self) -> str:
        return f"The PDF takes too long to read: more than {self._limits.timeout_seconds:g} seconds."

    def _cause_of_death(self, status: int) -> str:
        if status == EXIT_OUT_OF_MEMORY:
            return _OUT_OF_MEMORY
        if status == -signal.SIGXCPU:
            return self._too_slow()
        return _BROKE
