import io
from typing import cast

import msgspec
import numpy as np
import pytest

from pb_adapters.upstream.breaker import BreakerOpen
from pb_adapters.workers.protocol import (
    REPLIES,
    FrameTooLarge,
    Packing,
    Raised,
    Returned,
    pack,
    read_frame,
    unpack,
    write_frame,
)
from pb_core.errors import EngineUnavailable


def frame(payload: bytes = b"") -> bytes:
    stream = io.BytesIO()
    write_frame(stream, Returned(Packing.MSGPACK), payload)
    return stream.getvalue()


def test_a_frame_is_read_as_it_was_written_and_the_next_one_after_it() -> None:
    stream = io.BytesIO(frame(b"one") + frame(b"two"))
    assert read_frame(stream, REPLIES) == (Returned(Packing.MSGPACK), b"one")
    assert read_frame(stream, REPLIES) == (Returned(Packing.MSGPACK), b"two")
    assert read_frame(stream, REPLIES) is None


def test_a_frame_that_is_cut_short_is_the_end() -> None:
    whole = frame(b"payload")
    for length in range(len(whole)):
        assert read_frame(io.BytesIO(whole[:length]), REPLIES) is None


def test_a_frame_that_lies_about_its_length_is_not_read() -> None:
    stream = io.BytesIO((2**62).to_bytes(8, "big") + bytes(8))
    with pytest.raises(FrameTooLarge):
        read_frame(stream, REPLIES, 2**28)


def test_a_frame_without_a_message_is_refused() -> None:
    with pytest.raises(msgspec.DecodeError):
        read_frame(io.BytesIO((1).to_bytes(8, "big") + bytes(8) + b"\xc1"), REPLIES)


def test_numbers_of_numpy_arrive_as_numbers() -> None:
    packed = pack([np.float64(0.5), np.int64(3), np.bool_(True)])
    assert unpack(*packed, tuple[float, int, bool]) == (0.5, 3, True)


def test_other_objects_are_refused() -> None:
    with pytest.raises(TypeError, match="complex does not cross a process border"):
        pack([1j])


def test_an_error_of_another_class_arrives_as_its_base() -> None:
    error = Raised.of(BreakerOpen("the breaker is open", retry_after=3.0)).error()
    assert type(error) is EngineUnavailable
    assert (str(error), cast("EngineUnavailable", error).retry_after) == ("the breaker is open", 3.0)


@pytest.mark.parametrize("name", ["LeaseLost", "PaperBananaError", "StrEnum", "__name__", "SystemExit", ""])
def test_no_other_class_can_be_raised(name: str) -> None:
    with pytest.raises(ValueError, match="which is no error of work"):
        Raised(name, "a sentence").error()
