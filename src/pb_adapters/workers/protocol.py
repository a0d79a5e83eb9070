"""What a pool and its worker processes say to each other.

A frame is two lengths of 8 bytes, big-endian, then a message and a payload of these lengths. The message is one of the
structs below in msgpack. The payload of a ``Call`` is the array of its arguments, that of ``Returned`` the result.
Nothing is ever unpickled: a worker that a hostile file has taken over can return false values of the expected type, and
nothing else.
"""

from enum import StrEnum
from typing import BinaryIO, Self, TypeVar, cast

import msgspec
from msgspec import Struct

from pb_core import errors
from pb_core.errors import Billed, CallerError, EngineError

EXIT_OUT_OF_MEMORY = 77
"""Exit status of a worker that could not allocate what its work asked for."""

_LENGTH_BYTES = 8

T = TypeVar("T")
M = TypeVar("M")


class Setup(Struct, frozen=True, kw_only=True):
    """What a worker is started for: the functions it serves, as ``module:function``, and its limits.

    ``memory_bytes`` bounds its address space, ``processor_seconds`` the processor time of one call, ``file_bytes`` each
    file that it writes and ``open_files`` how many it has open. At work it says so every ``sign_seconds``.
    """

    entries: tuple[str, ...]
    memory_bytes: int
    processor_seconds: float
    file_bytes: int
    open_files: int
    sign_seconds: float


class FileLimit(StrEnum):
    """The limits that an operating system names when work passes them."""

    SIZE = "a larger file"
    COUNT = "more open files"


class Packing(StrEnum):
    """How a payload is encoded: as JSON only if it holds integers that msgpack ends before (beyond 64 bits)."""

    MSGPACK = "msgpack"
    JSON = "json"


class Ping(Struct, frozen=True, tag="ping"):
    """Asks whether the worker is alive and free."""


class Call(Struct, frozen=True, tag="call"):
    """Asks for one result of the function ``entry``."""

    entry: str
    packing: Packing


class Ready(Struct, frozen=True, tag="ready"):
    """The worker has started and set its limits; also the answer to ``Ping``."""


class Alive(Struct, frozen=True, tag="alive"):
    """The worker is at work; it says so again and again before it answers."""


class Returned(Struct, frozen=True, tag="returned"):
    """The function returned the payload."""

    packing: Packing


class Raised(Struct, frozen=True, tag="raised"):
    """The function raised an error of ``pb_core.errors``: its class, its sentence and the verdicts of its own."""

    name: str
    sentence: str
    retryable: bool | None = None
    billed: Billed | None = None
    retry_after: float | None = None

    @classmethod
    def of(cls, error: CallerError | EngineError) -> Self:
        """Describe an error; one of a class from elsewhere becomes its nearest base in ``pb_core.errors``."""
        name = next(base.__name__ for base in type(error).__mro__ if vars(errors).get(base.__name__) is base)
        own = vars(error)
        return cls(name, str(error), own.get("retryable"), own.get("billed"), own.get("retry_after"))

    def error(self) -> CallerError | EngineError:
        """The error again.

        Raises:
            ValueError: no error that work may raise has this name.
        """
        kind = vars(errors).get(self.name)
        if isinstance(kind, type) and issubclass(kind, EngineError):
            return kind(self.sentence, retryable=self.retryable, billed=self.billed, retry_after=self.retry_after)
        if isinstance(kind, type) and issubclass(kind, CallerError):
            return kind(self.sentence)
        raise ValueError(f"a worker raised '{self.name[:80]}', which is no error of work")


class Broken(Struct, frozen=True, tag="broken"):
    """The function failed in a way that nobody foresaw; the traceback is for the log."""

    traceback: str


class Exceeded(Struct, frozen=True, tag="exceeded"):
    """The function needs more than it may use of files."""

    limit: FileLimit


Request = Ping | Call
Reply = Ready | Alive | Returned | Raised | Exceeded | Broken

REQUESTS: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
REPLIES: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


class FrameTooLarge(Exception):
    """A frame is longer than its reader accepts."""


def write_frame(stream: BinaryIO, message: Request | Reply, payload: bytes = b"") -> None:
    """Write one frame and flush."""
    body = msgspec.msgpack.encode(message)
    stream.write(_length(body) + _length(payload) + body)
    stream.write(payload)
    stream.flush()


def read_frame(
    stream: BinaryIO, messages: msgspec.msgpack.Decoder[M], max_bytes: int | None = None
) -> tuple[M, bytes] | None:
    """Read one frame; ``None`` if the stream ends first.

    Raises:
        FrameTooLarge: it would hold more than ``max_bytes``; nothing of it was read.
        msgspec.DecodeError: it holds no message.
    """
    header = stream.read(2 * _LENGTH_BYTES)
    if len(header) < 2 * _LENGTH_BYTES:
        return None
    lengths = [int.from_bytes(header[:_LENGTH_BYTES], "big"), int.from_bytes(header[_LENGTH_BYTES:], "big")]
    if max_bytes is not None and sum(lengths) > max_bytes:
        raise FrameTooLarge
    body, payload = (stream.read(length) for length in lengths)
    if [len(body), len(payload)] != lengths:
        return None
    return messages.decode(body), payload


def pack(value: object) -> tuple[Packing, bytes]:
    """Encode arguments or a result."""
    try:
        return Packing.MSGPACK, msgspec.msgpack.encode(value, enc_hook=_plain)
    except OverflowError:
        return Packing.JSON, msgspec.json.encode(value, enc_hook=_plain)


def unpack(packing: Packing, data: bytes, kind: type[T]) -> T:
    """Decode and validate arguments or a result.

    Raises:
        msgspec.DecodeError: they are not of this type.
    """
    if packing is Packing.JSON:
        return msgspec.json.decode(data, type=kind)
    return msgspec.msgpack.decode(data, type=kind)


def _plain(value: object) -> object:
    """The number that a number of numpy stands for."""
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        return cast("object", value.item())
    raise TypeError(f"{type(value).__name__} does not cross a process border")


def _length(data: bytes) -> bytes:
    return len(data).to_bytes(_LENGTH_BYTES, "big")
