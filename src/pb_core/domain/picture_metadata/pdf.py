"""Metadata of PDF files: an information dictionary and an XMP stream, appended as an update of the file.

Source: ISO 32000-1, 7.5.4 to 7.5.6 (cross-references, trailer, incremental updates), 14.3 (metadata).
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from pb_core.domain.picture_metadata import xmp
from pb_core.domain.pictures import MEDIA_TYPES, SIGNATURES
from pb_core.domain.provenance import PictureMetadata
from pb_core.errors import UnreadablePicture

_MARK = b"\n%PaperBanana metadata\n"
_END = b"%%EOF"
_MOST_TABLES = 64
_START = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF\s*\Z")
_SECTION = re.compile(rb"\s*(\d{1,8})\s+(\d{1,8})[ \t]*\r?\n")
_ENTRY = re.compile(rb"(\d{10}) (\d{5}) ([nf])")
_ENTRY_SIZE = 20
_TOKEN = re.compile(rb"\\.|[()]", re.DOTALL)
_PART = re.compile(rb"<<|>>|<|\(|%")
_REFERENCE = rb"/%s\s+(\d{1,8})\s+(\d{1,5})\s+R\b"
_IDENTITY = re.compile(rb"/ID\s*\[\s*<[0-9A-Fa-f\s]*>\s*<[0-9A-Fa-f\s]*>\s*\]")
_OWN_METADATA = re.compile(_REFERENCE % b"Metadata")


class _Trailer(Struct, frozen=True):
    """Where the last cross-reference table stands, the dictionary behind it, the root's number and generation."""

    at: int
    entries: bytes
    size: int
    root: tuple[int, int]


def stamped(data: bytes, metadata: PictureMetadata) -> bytes:
    """The file and behind it our update, in place of an earlier one of ours; what stood there before keeps its bytes.

    Files that are encrypted, or keep their cross-references in a stream, are refused as ``UnreadablePicture``.
    """
    if not data.startswith(SIGNATURES["pdf"]):
        raise UnreadablePicture("The picture is not a PDF")
    data = _without_update(data)
    trailer = _trailer(data, _last_table(data))
    if b"/Encrypt" in trailer.entries:
        raise UnreadablePicture("The picture's PDF is encrypted")
    catalog = _catalog(data, trailer)
    return b"".join([data, *_update(metadata, trailer, catalog, len(data))])


def _update(metadata: PictureMetadata, trailer: _Trailer, catalog: bytes, at: int) -> Iterator[bytes]:
    """The bytes that are appended at a place."""
    number, generation = trailer.root
    bodies = [(trailer.size, 0, _information(metadata))]
    if metadata.provenance is not None:
        packet = xmp.packet(metadata, MEDIA_TYPES["pdf"])
        head = b"<</Type/Metadata/Subtype/XML/Length %d>>\nstream\n" % len(packet)
        bodies.append((trailer.size + 1, 0, head + packet + b"\nendstream"))
        entries = _OWN_METADATA.sub(b"", catalog[:-2]) + b"/Metadata %d 0 R>>" % (trailer.size + 1)
        bodies.append((number, generation, entries))
    yield _MARK
    at += len(_MARK)
    table = [b"xref\n"]
    for name, version, body in bodies:
        table.append(b"%d 1\n%010d %05d n \n" % (name, at, version))
        written = b"%d %d obj\n%b\nendobj\n" % (name, version, body)
        at += len(written)
        yield written
    found = _IDENTITY.search(trailer.entries)
    closing = (
        b"/Size %d" % (max(name for name, *_ in bodies) + 1),
        b"/Root %d %d R" % trailer.root,
        b"/Info %d 0 R" % trailer.size,
        b"/Prev %d" % trailer.at,
        found[0] if found else b"",
    )
    yield b"".join(table)
    yield b"trailer\n<<%b>>\nstartxref\n%d\n%%%%EOF\n" % (b"".join(closing), at)


def _information(metadata: PictureMetadata) -> bytes:
    text, made = metadata.text, metadata.provenance
    if made is None:
        return b"<</Title%b/Subject%b>>" % (_string(text.title), _string(text.alt_text))
    software = _string(xmp.software(made))
    subject = _string(text.caption or text.alt_text)
    return b"<</Title%b/Subject%b/Creator%b/Producer%b>>" % (_string(text.title), subject, software, software)


def _string(text: str) -> bytes:
    """A text string in hexadecimal digits, so that nothing in it can end it."""
    return b"<FEFF" + xmp.plain(text).encode("utf-16-be").hex().upper().encode() + b">"


def _without_update(data: bytes) -> bytes:
    """The file as it was before an update of ours at its end."""
    trailer = _trailer(data, _last_table(data))
    before = re.search(rb"/Prev\s+(\d{1,12})", trailer.entries)
    if before is None:
        return data
    end = data.find(_END, int(before[1])) + len(_END)
    for stop in (end, end + 1, end + 2):  # it may have had a line end of its own
        if data.startswith(_MARK, stop):
            return data[:stop]
    return data


def _last_table(data: bytes) -> int:
    found = _START.search(data, max(0, len(data) - 2048))
    if found is None:
        raise UnreadablePicture("The picture's PDF is cut short")
    return int(found[1])


def _trailer(data: bytes, at: int) -> _Trailer:
    if not data.startswith(b"xref", at):
        raise UnreadablePicture("The picture's PDF has no table of cross-references that can be added to")
    start = data.find(b"trailer", at)
    entries = _dictionary(data, start + len(b"trailer")) if start > at else b""
    size, root = re.search(rb"/Size\s+(\d{1,8})", entries), re.search(_REFERENCE % b"Root", entries)
    if size is None or root is None:
        raise UnreadablePicture("The picture's PDF has no sound trailer")
    return _Trailer(at, entries, int(size[1]), (int(root[1]), int(root[2])))


def _catalog(data: bytes, trailer: _Trailer) -> bytes:
    """The dictionary of the root."""
    number, generation = trailer.root
    at = _place(data, trailer, number)
    head = re.compile(rb"\s*%d\s+%d\s+obj" % (number, generation)).match(data, at)
    if head is None:
        raise UnreadablePicture("The picture's PDF has no catalog where its table says")
    return _dictionary(data, head.end())


def _place(data: bytes, trailer: _Trailer, number: int) -> int:
    """Where an object begins, by the last table that names it."""
    for _ in range(_MOST_TABLES):
        place = _in_table(data, trailer.at + len(b"xref"), number)
        if place is not None:
            return place
        before = re.search(rb"/Prev\s+(\d{1,12})", trailer.entries)
        if before is None:
            break
        trailer = _trailer(data, int(before[1]))
    raise UnreadablePicture("The picture's PDF does not say where its catalog is")


def _in_table(data: bytes, at: int, number: int) -> int | None:
    while (section := _SECTION.match(data, at)) is not None:
        first, count = int(section[1]), int(section[2])
        at = section.end() + count * _ENTRY_SIZE
        if first <= number < first + count:
            entry = _ENTRY.match(data, section.end() + (number - first) * _ENTRY_SIZE)
            return int(entry[1]) if entry is not None and entry[3] == b"n" else None
    return None


def _dictionary(data: bytes, at: int) -> bytes:
    """The dictionary that begins at or after a place, from ``<<`` to the ``>>`` that ends it."""
    start = at + len(data[at : at + 64]) - len(data[at : at + 64].lstrip())
    if not data.startswith(b"<<", start):
        raise UnreadablePicture("The picture's PDF has no dictionary where one must be")
    depth, at = 0, start
    while (found := _PART.search(data, at)) is not None:
        at = _behind(data, found)
        depth += {b"<<": 1, b">>": -1}.get(found[0], 0)
        if depth == 0:
            return data[start:at]
    raise UnreadablePicture("The picture's PDF has a dictionary without an end")


def _behind(data: bytes, found: re.Match[bytes]) -> int:
    """Where to read on after a bracket, or after the string or comment that it begins."""
    if found[0] in {b"<<", b">>"}:
        return found.end()
    if found[0] == b"%":
        line = re.compile(rb"[\r\n]").search(data, found.end())
        return line.end() if line else len(data)
    if found[0] == b"<":
        return data.find(b">", found.end()) + 1 or len(data)
    depth = 1
    for token in _TOKEN.finditer(data, found.end()):
        depth += {b"(": 1, b")": -1}.get(token[0], 0)
        if depth == 0:
            return token.end()
    return len(data)
