"""The signs of life that a worker gives."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

import pytest

from pb_adapters.workers.protocol import REPLIES, Alive, Ready, Reply, read_frame
from pb_adapters.workers.replies import Replies


@pytest.fixture
def ends() -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """What is written to the second is read from the first."""
    reading, writing = (os.fdopen(end, mode) for end, mode in zip(os.pipe(), ("rb", "wb"), strict=True))
    yield reading, writing
    reading.close()
    with suppress(BrokenPipeError):
        writing.close()


def read(stream: BinaryIO) -> Reply:
    frame = read_frame(stream, REPLIES)
    assert frame is not None
    return frame[0]


def test_signs_come_while_there_is_work_and_end_with_its_answer(ends: tuple[BinaryIO, BinaryIO]) -> None:
    reading, writing = ends
    replies = Replies(writing, 0.001)
    replies.send(Ready())
    assert read(reading) == Ready()
    replies.begin()
    assert [read(reading), read(reading)] == [Alive(), Alive()]
    replies.send(Ready())
    while read(reading) == Alive():
        pass
    os.set_blocking(reading.fileno(), False)
    time.sleep(0.01)  # ten signs would be due
    assert reading.read() is None


def test_a_reader_that_is_gone_is_no_fault_of_the_thread(
    ends: tuple[BinaryIO, BinaryIO], capfd: pytest.CaptureFixture[str]
) -> None:
    reading, writing = ends
    replies = Replies(writing, 0.0)
    reading.close()
    replies.begin()
    replies._thread.join()
    assert capfd.readouterr().err == ""
