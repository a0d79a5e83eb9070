"""Metadata of SVG files: ``title``, ``desc`` and ``metadata`` first in the root, which is one picture to readers.

Source: SVG 2, 5.7 (title, desc) and 5.10 (metadata); SVG Accessibility API Mappings 1.0.
"""

import re
from xml.parsers import expat

from pb_core.domain.picture_metadata import xmp
from pb_core.domain.pictures import MEDIA_TYPES
from pb_core.domain.provenance import PictureMetadata
from pb_core.errors import UnreadablePicture

TITLE_ID, ALT_ID = "figure-title", "figure-alt"
_HEAD = frozenset({"title", "desc", "metadata"})
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>"']+)\s*=\s*("[^"]*"|'[^']*')""")
_REPLACED = frozenset({b"role", b"aria-labelledby", b"aria-describedby", b"aria-label"})
_UNICODE = frozenset({None, "utf-8", "us-ascii"})


class _HeadIsOver(Exception):
    """All that stands before what is drawn was read."""


class _Head:
    """Finds where the root's start tag begins, and where its first child begins that is no metadata."""

    def __init__(self) -> None:
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.XmlDeclHandler = self._declare
        self._depth = 0
        self.root = -1
        self.end = -1

    def read(self, data: bytes) -> None:
        try:
            self._parser.Parse(data, True)
        except _HeadIsOver:
            return
        except (expat.ExpatError, ValueError, LookupError) as error:
            raise UnreadablePicture(f"The picture's SVG is not well-formed: {error}") from error

    def _declare(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in _UNICODE:
            raise UnreadablePicture(f"The picture's SVG is not in UTF-8 but in {encoding[:40]}")

    def _start(self, tag: str, _: dict[str, str]) -> None:
        if self._depth == 0:
            if tag != "svg":
                raise UnreadablePicture(f"The picture is no SVG: its root is {tag[:40]}")
            self.root = self._parser.CurrentByteIndex
        elif self._depth == 1 and tag not in _HEAD:
            self._stop()
        self._depth += 1

    def _end(self, _: str) -> None:
        self._depth -= 1
        if self._depth == 0:
            self._stop()

    def _stop(self) -> None:
        self.end = self._parser.CurrentByteIndex
        raise _HeadIsOver


def stamped(data: bytes, metadata: PictureMetadata) -> bytes:
    """The file with our head in place of its own; what is drawn keeps its bytes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadablePicture("The picture's SVG is not in UTF-8 but in UTF-16")
    head = _Head()
    head.read(data)
    tag, attributes, after = _start_tag(data, head.root)
    names = f' role="img" aria-labelledby="{TITLE_ID} {ALT_ID}">'.encode()
    if data[after - 2 : after] == b"/>":  # a root without anything in it
        return b"".join([data[: head.root], tag, attributes, names, _written(metadata), b"\n</svg>", data[after:]])
    return b"".join([data[: head.root], tag, attributes, names, _written(metadata), b"\n", data[head.end :]])


def _written(metadata: PictureMetadata) -> bytes:
    text = metadata.text
    lines = [
        "",
        f'<title id="{TITLE_ID}">{xmp.xml_text(text.title)}</title>',
        f'<desc id="{ALT_ID}">{xmp.xml_text(text.alt_text)}</desc>',
    ]
    if metadata.provenance is not None:
        lines.append(f"<metadata>\n{xmp.rdf(metadata, MEDIA_TYPES['svg'])}\n</metadata>")
    return "\n".join(lines).encode()


def _start_tag(data: bytes, at: int) -> tuple[bytes, bytes, int]:
    """The name of the root with its bracket, those of its attributes that stay, and where its start tag ends."""
    name_end = at + len(b"<svg")
    end, kept = name_end, list[bytes]()
    while (found := _ATTRIBUTE.match(data, end)) is not None:
        if found[1] not in _REPLACED:
            kept.append(found[0])
        end = found.end()
    return data[at:name_end], b"".join(kept), data.index(b">", end) + 1
