"""The worker processes of the pdfium reader: what they get, how they die, what is left."""

import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

import anyio
import anyio.from_thread
import anyio.to_thread
import pytest

from pb_adapters.pdf import pdfium
from pb_adapters.pdf.pdfium import PdfiumReader
from pb_adapters.workers.process import Entry, WorkerProcess, WorkerStalled, WorkFault
from pb_core.domain.pdf import PdfLimits
from pb_core.errors import EngineThrottled, EngineUnavailable, InvalidRequest, UnreadablePdf
from pb_core.testing.memory import pdf_files

DATA = pdf_files.write_pdf(["First page.", "Second page."])
OnSign = Callable[[], object]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def worker_pid(reader: PdfiumReader) -> int:
    [worker] = reader._pool._running
    return worker.pid


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


async def test_one_warm_process_serves_call_after_call() -> None:
    async with PdfiumReader() as reader:
        pid = worker_pid(reader)
        await reader.inspect(DATA)
        await reader.extract(DATA, (1,))
        with pytest.raises(InvalidRequest):
            await reader.extract(DATA, (3,))
        assert worker_pid(reader) == pid
    assert is_gone(pid)


@pytest.fixture
def at_work(monkeypatch: pytest.MonkeyPatch) -> Callable[[], Awaitable[None]]:
    """Lets workers stand still at their next call, and waits until one does."""
    asked = anyio.Event()
    ask = WorkerProcess.call

    def stopped(worker: WorkerProcess, entry: Entry[object], arguments: tuple[object, ...], on_sign: OnSign) -> object:
        os.kill(worker.pid, signal.SIGSTOP)
        anyio.from_thread.run_sync(asked.set)
        return ask(worker, entry, arguments, on_sign)

    monkeypatch.setattr(WorkerProcess, "call", stopped)

    async def wait() -> None:
        await asked.wait()
        monkeypatch.setattr(WorkerProcess, "call", ask)

    return wait


AtWork = Callable[[], Awaitable[None]]


async def test_a_file_whose_worker_is_killed_is_read_by_another(at_work: AtWork) -> None:
    texts: list[str] = []
    async with PdfiumReader(workers=1) as reader:
        pid = worker_pid(reader)

        async def read() -> None:
            texts.extend(page.text for page in await reader.extract(DATA, (2,)))

        async with anyio.create_task_group() as group:
            group.start_soon(read)
            await at_work()
            os.kill(pid, signal.SIGKILL)
        assert is_gone(pid)
        assert worker_pid(reader) != pid
    assert texts == ["Second page."]


async def test_a_file_that_stops_its_reader_twice_is_told_so_and_harms_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    killed: list[int] = []
    ask = WorkerProcess.call

    def kill(worker: WorkerProcess, entry: Entry[object], arguments: tuple[object, ...], on_sign: OnSign) -> object:
        killed.append(worker.pid)
        os.kill(worker.pid, signal.SIGKILL)
        return ask(worker, entry, arguments, on_sign)

    async with PdfiumReader(workers=1) as reader:
        with monkeypatch.context() as patch:
            patch.setattr(WorkerProcess, "call", kill)
            with pytest.raises(UnreadablePdf, match="stopped the reader twice") as caught:
                await reader.extract(DATA, (1,))
        assert "damaged" not in str(caught.value)
        assert len(set(killed)) == 2
        assert [page.text for page in await reader.extract(DATA, (2,))] == ["Second page."]


async def test_a_worker_that_was_stopped_at_its_work_is_replaced_long_before_the_time_limit(at_work: AtWork) -> None:
    texts: list[str] = []
    async with PdfiumReader(workers=1, silence_seconds=1.5) as reader:
        pid = worker_pid(reader)

        async def read() -> None:
            texts.extend(page.text for page in await reader.extract(DATA, (2,)))

        async with anyio.create_task_group() as group:
            group.start_soon(read)
            await at_work()
        assert is_gone(pid)
    assert texts == ["Second page."]


async def test_workers_that_are_stopped_each_time_are_nobodys_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    ask = WorkerProcess.call

    def stop(worker: WorkerProcess, entry: Entry[object], arguments: tuple[object, ...], on_sign: OnSign) -> object:
        os.kill(worker.pid, signal.SIGSTOP)
        return ask(worker, entry, arguments, on_sign)

    monkeypatch.setattr(WorkerProcess, "call", stop)
    async with PdfiumReader(workers=1, silence_seconds=0.3) as reader:
        with pytest.raises(WorkerStalled) as caught:
            await reader.extract(DATA, (1,))
    assert caught.value.retryable
    assert not caught.value.suspect


async def test_what_does_not_fit_beside_the_files_at_work_is_told_to_come_back(at_work: AtWork) -> None:
    async with PdfiumReader(workers=2, bytes_in_flight=2 * len(DATA) - 1, wait_seconds=0.05) as reader:
        stopped = worker_pid(reader)
        async with anyio.create_task_group() as group:
            group.start_soon(reader.extract, DATA, (1,))
            await at_work()
            with pytest.raises(EngineThrottled, match="try again later"):
                await reader.extract(DATA, (2,))
            os.kill(stopped, signal.SIGCONT)
        assert len(await reader.extract(DATA, (2,))) == 1


async def test_a_worker_that_died_between_calls_is_replaced() -> None:
    async with PdfiumReader() as reader:
        os.kill(worker_pid(reader), signal.SIGKILL)
        assert len(await reader.extract(DATA, (1,))) == 1


async def test_a_worker_that_does_not_answer_in_time_is_ended(at_work: AtWork) -> None:
    async with PdfiumReader(PdfLimits(timeout_seconds=0.2)) as reader:
        pid = worker_pid(reader)
        with pytest.raises(UnreadablePdf, match=r"in time: .* took more than 0\.2 seconds"):
            await reader.extract(DATA, (1,))
        await at_work()
        assert is_gone(pid)
        assert len(await reader.extract(DATA, (1,))) == 1


async def test_a_cancelled_call_ends_its_worker(at_work: AtWork) -> None:
    async with PdfiumReader() as reader:
        pid = worker_pid(reader)
        async with anyio.create_task_group() as group:
            group.start_soon(reader.extract, DATA, (1,))
            await at_work()
            group.cancel_scope.cancel()
        assert is_gone(pid)
        assert len(await reader.extract(DATA, (1,))) == 1


async def test_two_workers_serve_two_calls_at_a_time(at_work: AtWork) -> None:
    async with PdfiumReader(workers=2) as reader:
        stopped = worker_pid(reader)
        async with anyio.create_task_group() as group:
            group.start_soon(reader.extract, DATA, (1,))
            await at_work()
            [page] = await reader.extract(DATA, (2,))
            os.kill(stopped, signal.SIGCONT)
        assert page.text == "Second page."
        assert len(reader._pool._running) == 2


@LINUX
async def test_the_worker_gets_no_secret_and_may_write_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "not-for-workers")
    async with PdfiumReader(PdfLimits(memory_bytes=512 * 2**20)) as reader:
        proc = Path("/proc") / str(worker_pid(reader))
        assert b"not-for-workers" not in await anyio.to_thread.run_sync((proc / "environ").read_bytes)
        limits = await anyio.to_thread.run_sync((proc / "limits").read_text)
        soft = {line[:26].strip(): line[26:].split()[0] for line in limits.splitlines()[1:]}
        assert soft["Max address space"] == str(512 * 2**20)
        assert soft["Max file size"] == "0"
        assert soft["Max core file size"] == "0"
        assert soft["Max open files"] == "256"


async def test_an_answer_past_the_bound_ends_the_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdfium, "_MAX_ANSWER_BYTES", 100)
    async with PdfiumReader() as reader:
        pid = worker_pid(reader)
        with pytest.raises(UnreadablePdf, match="select fewer pages"):
            await reader.render(DATA, (1,), 64)
        assert is_gone(pid)


async def test_a_worker_that_cannot_start_is_an_unavailable_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(EngineUnavailable):
        await PdfiumReader().__aenter__()


@pytest.mark.parametrize("long_side", [0, 15, 4097, -3])
async def test_a_picture_size_out_of_range_is_a_programming_error(long_side: int) -> None:
    async with PdfiumReader() as reader:
        with pytest.raises(ValueError, match="16 to 4096"):
            await reader.render(DATA, (1,), long_side)


async def test_importing_the_reader_does_not_import_pdfium() -> None:
    code = "import sys, json, pb_adapters.pdf.pdfium; print(json.dumps('pypdfium2' in sys.modules))"
    done = await anyio.run_process([sys.executable, "-c", code])
    assert json.loads(done.stdout) is False


async def test_a_failure_of_our_own_code_is_told_as_a_broken_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise WorkFault("the process failed", "the traceback")

    monkeypatch.setattr(WorkerProcess, "call", fail)
    async with PdfiumReader() as reader:
        with pytest.raises(UnreadablePdf, match="broke the reader") as caught:
            await reader.extract(DATA, (1,))
    assert isinstance(caught.value.__cause__, WorkFault)
