"""A ZIP file written while it is sent: in memory is one file of it at a time."""

import io
import zipfile
from collections.abc import AsyncGenerator
from contextlib import aclosing

import anyio.to_thread
from msgspec import Struct

_PACKED = frozenset({"png", "pdf", "pptx"})
"""Endings of files that are compressed already."""

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP file can state: the same files give the same bytes."""

_UNIX, _READABLE = 3, 0o644 << 16


class Entry(Struct, frozen=True):
    """One file of a ZIP: its name with slashes, and its bytes."""

    name: str
    data: bytes


class _Sink(io.RawIOBase):
    """What was written and not taken yet; it cannot go back, so that sizes follow the files."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        written = bytes(data)  # type: ignore[call-overload]  # a buffer of some kind
        self._parts.append(written)
        return len(written)

    def taken(self) -> bytes:
        """Everything since the last time."""
        parts, self._parts = self._parts, []
        return b"".join(parts)


async def zipped(entries: AsyncGenerator[Entry]) -> AsyncGenerator[bytes]:
    """The bytes of a ZIP file of the entries in their order; the same entries always give the same bytes.

    Entries are closed where nobody reads to the end.
    """
    sink = _Sink()
    async with aclosing(entries):
        with zipfile.ZipFile(sink, "w") as archive:
            async for entry in entries:
                await anyio.to_thread.run_sync(_add, archive, entry)
                yield sink.taken()
    yield sink.taken()


def _add(archive: zipfile.ZipFile, entry: Entry) -> None:
    info = zipfile.ZipInfo(entry.name, _LONG_AGO)
    info.create_system, info.external_attr = _UNIX, _READABLE
    packed = entry.name.rpartition(".")[2] in _PACKED
    archive.writestr(info, entry.data, zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED)
