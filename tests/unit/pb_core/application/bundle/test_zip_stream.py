"""ZIP files that are written while they are sent."""

import io
import zipfile
from collections.abc import AsyncGenerator

from pb_core.application.bundle.zip_stream import Entry, zipped

ENTRIES = (
    Entry("figure.png", b"\x89PNG" * 1000),
    Entry("source.txt", b"word " * 1000),
    Entry("panels/1.svg", b"<svg/>"),
)


async def entries() -> AsyncGenerator[Entry]:
    for entry in ENTRIES:
        yield entry


async def parts() -> list[bytes]:
    return [part async for part in zipped(entries())]


async def test_a_reader_finds_every_file_in_its_order() -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(await parts()))) as archive:
        assert archive.testzip() is None
        assert [(name, archive.read(name)) for name in archive.namelist()] == [(e.name, e.data) for e in ENTRIES]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert [info.compress_type for info in archive.infolist()][:2] == [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]


async def test_the_same_files_give_the_same_bytes_a_part_for_each() -> None:
    first = await parts()
    assert first == await parts()
    assert len(first) == len(ENTRIES) + 1


async def test_who_reads_no_further_closes_the_entries() -> None:
    closed = []

    async def watched() -> AsyncGenerator[Entry]:
        try:
            for entry in ENTRIES:
                yield entry
        finally:
            closed.append(True)

    stream = zipped(watched())
    await anext(stream)
    await stream.aclose()
    assert closed
