"""Files that are made to harm their reader, against the real one."""

import random
from collections.abc import AsyncIterator
from importlib.resources import files

import pytest

from pb_adapters.pdf.pdfium import PdfiumReader
from pb_core.domain.pdf import PdfInfo, PdfLimits
from pb_core.errors import UnreadablePdf
from pb_core.testing.memory import pdf_files

SOUND = pdf_files.write_pdf(["A sound page."])


@pytest.fixture
async def reader() -> AsyncIterator[PdfiumReader]:
    async with PdfiumReader() as opened:
        yield opened


async def assert_still_reads(reader: PdfiumReader) -> None:
    [page] = await reader.extract(SOUND, (1,))
    assert page.text == "A sound page."


async def test_five_thousand_pages_are_refused_by_number(reader: PdfiumReader) -> None:
    with pytest.raises(UnreadablePdf, match="5,000 pages, where 2,000 are allowed"):
        await reader.inspect(pdf_files.write_pdf(["x"] * 5000))


async def test_a_page_count_that_lies_is_found_out(reader: PdfiumReader) -> None:
    with pytest.raises(UnreadablePdf, match=r"^Page 2 of the PDF is damaged"):
        await reader.inspect(SOUND.replace(b"/Count 1", b"/Count 9"))
    assert await reader.inspect(SOUND.replace(b"/Count 1", b"/Count 2000000000")) == PdfInfo(page_count=1)


@pytest.mark.parametrize("data", [pdf_files.cyclic_pdf(), pdf_files.deep_tree_pdf()], ids=["cyclic", "deep"])
async def test_a_page_tree_without_an_end_is_damaged(reader: PdfiumReader, data: bytes) -> None:
    with pytest.raises(UnreadablePdf, match=r"^Page 1 of the PDF is damaged"):
        await reader.inspect(data)
    await assert_still_reads(reader)


async def test_objects_nested_a_hundred_thousand_deep_do_no_harm(reader: PdfiumReader) -> None:
    data = pdf_files.deep_objects_pdf()
    assert await reader.inspect(data) == PdfInfo(page_count=1)
    [page] = await reader.extract(data, (1,))
    assert not page.has_text
    await assert_still_reads(reader)


async def test_content_that_inflates_past_the_memory_limit_fails_its_own_call() -> None:
    bomb = pdf_files.bomb_pdf()
    assert len(bomb) < 10_000
    async with PdfiumReader(PdfLimits(memory_bytes=256 * 2**20)) as reader:
        with pytest.raises(UnreadablePdf, match=r"it may use 256 MiB|more memory than the 256 MiB"):
            await reader.extract(bomb, (1,))
        await assert_still_reads(reader)


async def test_a_file_without_pages_says_so_after_an_encrypted_one(reader: PdfiumReader) -> None:
    with pytest.raises(UnreadablePdf, match="encrypted"):
        await reader.inspect(pdf_files.encrypted_pdf())
    with pytest.raises(UnreadablePdf, match="no pages"):
        await reader.inspect(pdf_files.pageless_pdf())


async def test_a_picture_of_a_long_thin_page_stays_in_bounds(reader: PdfiumReader) -> None:
    data = pdf_files.write_pdf([None], media_box=(0, 0, 10_000, 1))
    [picture] = await reader.render(data, (1,), 512)
    assert (picture.width, picture.height) == (512, 1)


async def test_flipped_bytes_never_trip_our_own_code(reader: PdfiumReader) -> None:
    sound = files("pb_http").joinpath("demo/paper.pdf").read_bytes()
    chance = random.Random(7)  # noqa: S311 - repeatable damage, no secret
    refusals = []
    for flips in (1, 5, 50, 500) * 15:
        damaged = bytearray(sound)
        for _ in range(flips):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            info = await reader.inspect(bytes(damaged))
            await reader.extract(bytes(damaged), tuple(range(1, info.page_count + 1)))
        except UnreadablePdf as error:
            refusals.append(error)
    assert refusals
    assert [error.__cause__ for error in refusals if error.__cause__ is not None] == []
