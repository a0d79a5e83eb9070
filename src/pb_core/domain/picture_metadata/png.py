"""Metadata of PNG files: text chunks and an XMP packet between the header and the pixels.

Source: PNG specification, W3C, third edition: 5 (chunks), 11.3.3 (textual information).
"""

import struct
import zlib
from collections.abc import Iterator

from msgspec import Struct

from pb_core.domain.picture_metadata import xmp
from pb_core.domain.pictures import MEDIA_TYPES, SIGNATURES
from pb_core.domain.provenance import PictureMetadata
from pb_core.errors import UnreadablePicture

XMP_KEYWORD = "XML:com.adobe.xmp"
ALT_TEXT = "AltText"
_KEYWORDS = ("Title", "Description", ALT_TEXT, "Software", "Source")
_KIND, _HEADER_SIZE = b"iTXt", 13


class _Chunk(Struct, frozen=True):
    """Where a chunk lies in the file, its length and checksum included, and its body."""

    kind: bytes
    body: memoryview
    start: int
    end: int


def stamped(data: bytes, metadata: PictureMetadata) -> bytes:
    """The file with our chunks after its header and without earlier ones of ours; all other chunks keep their bytes.

    A packet of another program stays, and ours is left out then, as a file may have one only.
    """
    header, *others = _chunks(data)
    if header.kind != b"IHDR" or len(header.body) != _HEADER_SIZE:
        raise UnreadablePicture("The picture is not a PNG: it does not begin with a header")
    kept = [chunk for chunk in others if not _is_ours(chunk)]
    texts = list(_texts(metadata, has_packet=any(_keyword(chunk) == XMP_KEYWORD for chunk in kept)))
    whole = memoryview(data)
    rest = (whole[start:end] for start, end in _runs(kept))
    return b"".join([whole[: header.end], *texts, *rest, whole[others[-1].end if others else header.end :]])


def _texts(metadata: PictureMetadata, *, has_packet: bool) -> Iterator[bytes]:
    text, made = metadata.text, metadata.provenance
    yield _text("Title", text.title)
    yield _text(ALT_TEXT, text.alt_text)
    if made is None:
        return
    if text.caption:
        yield _text("Description", text.caption)
    yield _text("Software", xmp.software(made))
    yield _text("Source", f"task {made.task}, request {made.request_digest}")
    if not has_packet:
        yield _chunk_of(XMP_KEYWORD, xmp.packet(metadata, MEDIA_TYPES["png"]))


def _text(keyword: str, text: str) -> bytes:
    return _chunk_of(keyword, xmp.plain(text).encode())


def _chunk_of(keyword: str, text: bytes) -> bytes:
    """A chunk of international text, not compressed, in no stated language."""
    body = keyword.encode("latin-1") + b"\0\0\0\0\0" + text
    return struct.pack(">I", len(body)) + _KIND + body + struct.pack(">I", zlib.crc32(_KIND + body))


def _is_ours(chunk: _Chunk) -> bool:
    keyword = _keyword(chunk)
    return keyword in _KEYWORDS or (keyword == XMP_KEYWORD and xmp.is_own(bytes(chunk.body[:1000])))


def _keyword(chunk: _Chunk) -> str:
    """The keyword of a chunk of international text, ``""`` of all others."""
    if chunk.kind != _KIND:
        return ""
    return bytes(chunk.body[:80]).partition(b"\0")[0].decode("latin-1")


def _chunks(data: bytes) -> list[_Chunk]:
    """The chunks up to the last one; raises ``UnreadablePicture`` where one is cut short."""
    at, found, whole = len(SIGNATURES["png"]), list[_Chunk](), memoryview(data)
    if not data.startswith(SIGNATURES["png"]):
        raise UnreadablePicture("The picture is not a PNG: it has another signature")
    while not found or found[-1].kind != b"IEND":
        if at + 12 > len(data):
            raise UnreadablePicture("The picture's PNG is cut short")
        (size,) = struct.unpack_from(">I", data, at)
        end = at + 12 + size
        if end > len(data):
            raise UnreadablePicture("The picture's PNG is cut short")
        found.append(_Chunk(bytes(data[at + 4 : at + 8]), whole[at + 8 : end - 4], at, end))
        at = end
    return found


def _runs(chunks: list[_Chunk]) -> Iterator[tuple[int, int]]:
    """Stretches of chunks that lie behind one another, so that each is copied at once."""
    start = end = -1
    for chunk in chunks:
        if chunk.start != end:
            if end > start:
                yield start, end
            start = chunk.start
        end = chunk.end
    if end > start:
        yield start, end
