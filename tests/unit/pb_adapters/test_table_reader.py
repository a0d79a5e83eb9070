import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing

import pytest

from pb_adapters import table_reader
from pb_adapters.table_reader import TableReader
from pb_adapters.workers.pool import WorkLimits
from pb_adapters.workers.process import Entry, WorkerProcess
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.tables.table_reading import read_json
from pb_core.errors import EngineUnavailable, InvalidRequest

LIMITS = TableLimits()
DATA = '[{"run": "a", "score": 1.5}, {"run": "b", "score": null}, {"run": "ü", "score": 3}]'


@pytest.fixture(scope="module")
async def reader() -> AsyncIterator[TableReader]:
    async with aclosing(TableReader()) as reader:
        yield reader


@pytest.mark.parametrize("large", [0, 10_000])
async def test_data_are_the_same_table_wherever_they_are_read(
    reader: TableReader, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(table_reader, "LARGE", large)
    assert await reader.read(DATA, LIMITS) == read_json(DATA, LIMITS)


@pytest.mark.parametrize("large", [0, 10_000])
async def test_data_that_are_no_table_are_refused_with_the_same_sentence(
    reader: TableReader, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(table_reader, "LARGE", large)
    with pytest.raises(InvalidRequest, match="data_json repeats the key 'a' in one object"):
        await reader.read('{"a": 1, "a": 2}', LIMITS)
    with pytest.raises(InvalidRequest, match="at most 1 are read"):
        await reader.read(DATA, TableLimits(max_rows=1))


async def test_data_that_take_too_long_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_reader, "LARGE", 0)
    async with aclosing(TableReader(WorkLimits(timeout_seconds=0.0))) as reader:
        with pytest.raises(InvalidRequest, match="send fewer values"):
            await reader.read(DATA, LIMITS)


async def test_a_closed_reader_reads_no_large_data(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_reader, "LARGE", 0)
    reader = TableReader()
    await reader.aclose()
    with pytest.raises(EngineUnavailable):
        await reader.read(DATA, LIMITS)


async def test_data_that_stop_their_reader_twice_are_refused_with_what_happened(
    reader: TableReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = WorkerProcess.call

    def kill(
        worker: WorkerProcess, entry: Entry[object], arguments: tuple[object, ...], on_sign: Callable[[], object]
    ) -> object:
        os.kill(worker.pid, signal.SIGKILL)
        return call(worker, entry, arguments, on_sign)

    monkeypatch.setattr(table_reader, "LARGE", 0)
    with monkeypatch.context() as patch:
        patch.setattr(WorkerProcess, "call", kill)
        with pytest.raises(InvalidRequest, match="stopped the reader twice"):
            await reader.read(DATA, LIMITS)
    assert await reader.read(DATA, LIMITS) == read_json(DATA, LIMITS)


async def test_data_that_are_too_long_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table_reader, "LARGE", 0)
    async with aclosing(TableReader()) as reader:
        with pytest.raises(InvalidRequest, match="at most 10 are read"):
            await reader.read(DATA, TableLimits(max_document=10))
        assert not reader._pool._running
