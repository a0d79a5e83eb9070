"""What the reader and its worker process say to each other.

A request is two lengths, a msgpack message and the file as it is; a reply is one length and a message.
"""

from typing import BinaryIO

import msgspec
from msgspec import Struct

from pb_core.ports.pdf import PagePicture, PageText, PdfInfo

HEADER_BYTES = 8
MAX_REPLY_BYTES = 256 * 2**20
"""Largest frame that the reader accepts from a worker."""

EXIT_OUT_OF_MEMORY = 77
"""Exit status of a worker that could not allocate what a file asked for."""


class Inspect(Struct, frozen=True, tag="inspect"):
    """Open a file and count its pages."""


class Extract(Struct, frozen=True, tag="extract"):
    """Read the text of some pages."""

    pages: tuple[int, ...]


class Render(Struct, frozen=True, tag="render"):
    """Draw some pages."""

    pages: tuple[int, ...]
    long_side: int


class Ready(Struct, frozen=True, tag="ready"):
    """The worker has started and set its limits."""


class Inspected(Struct, frozen=True, tag="inspected"):
    """The answer to ``Inspect``."""

    info: PdfInfo


class Extracted(Struct, frozen=True, tag="extracted"):
    """The answer to ``Extract``."""

    texts: tuple[PageText, ...]


class Rendered(Struct, frozen=True, tag="rendered"):
    """The answer to ``Render``."""

    pictures: tuple[PagePicture, ...]


class Unreadable(Struct, frozen=True, tag="unreadable"):
    """The file was refused; the sentence is for the caller."""

    sentence: str


class NoSuchPage(Struct, frozen=True, tag="no_such_page"):
    """A page number does not exist; the sentence names the page count."""

    sentence: str


class Broken(Struct, frozen=True, tag="broken"):
    """The worker's own code failed on the file; the traceback is for the log."""

    traceback: str


Request = Inspect | Extract | Render
Reply = Ready | Inspected | Extracted | Rendered | Unreadable | NoSuchPage | Broken

_REQUESTS: msgspec.msgpack.Decoder[Request] = msgspec.msgpack.Decoder(Request)
_REPLIES: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)


def request_frame(request: Request, data: bytes) -> bytes:
    """Encode a request about a file."""
    body = msgspec.msgpack.encode(request)
    return b"".join((_length(body), _length(data), body, data))


def reply_frame(reply: Reply) -> bytes:
    """Encode a reply."""
    body = msgspec.msgpack.encode(reply)
    return _length(body) + body


def read_request(stream: BinaryIO) -> tuple[Request, bytes] | None:
    """Read one request and its file; ``None`` at the end of the stream."""
    header = stream.read(2 * HEADER_BYTES)
    if len(header) < 2 * HEADER_BYTES:
        return None
    body = stream.read(int.from_bytes(header[:HEADER_BYTES], "big"))
    data = stream.read(int.from_bytes(header[HEADER_BYTES:], "big"))
    return _REQUESTS.decode(body), data


def parse_reply(body: bytes) -> Reply:
    """Decode and validate the body of a reply."""
    return _REPLIES.decode(body)


def _length(data: bytes) -> bytes:
    return len(data).to_bytes(HEADER_BYTES, "big")
