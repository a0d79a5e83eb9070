"""The duties of every ``PdfReader``."""

import struct
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import anyio
import anyio.lowlevel
import pytest

from pb_core.domain.pdf import PdfInfo, PdfLimits
from pb_core.errors import InvalidRequest, UnreadablePdf
from pb_core.ports.pdf import PdfReader
from pb_core.testing.contracts import Contract
from pb_core.testing.memory import pdf_files
from pb_core.testing.memory.pdf_files import white_png

OpenReader = Callable[[PdfLimits], AbstractAsyncContextManager[PdfReader]]

_TEXTS = (
    "The encoder reads the sentence.\nThe decoder writes it anew.\n\nA second paragraph follows (here).",
    "Another page, another thought.",
    "The third page closes the paper.",
)
_HOSTILE = {
    "no bytes": b"",
    "random bytes": bytes((7 * n * n + 3) % 256 for n in range(4096)),
    "a web page": b"<!doctype html><title>404</title><p>Not found</p>",
    "a picture": white_png(4, 4),
    "encrypted": pdf_files.encrypted_pdf(),
    "cut short": pdf_files.truncated_pdf(),
    "noise": pdf_files.damaged_pdf(),
    "no pages": pdf_files.pageless_pdf(),
    "absurd boxes": pdf_files.absurd_boxes_pdf(),
}


class PdfContract(Contract):
    """The duties of ``PdfReader``.

    Subclass it and override the fixture ``open_reader`` with one that returns a function from limits to an
    async context manager of your reader.
    """

    @pytest.fixture
    def open_reader(self) -> OpenReader:
        """The adapter under test."""
        raise NotImplementedError

    async def test_it_counts_the_pages(self, open_reader: OpenReader) -> None:
        """``inspect`` tells how many pages there are."""
        async with open_reader(PdfLimits()) as reader:
            assert await reader.inspect(pdf_files.write_pdf(_TEXTS)) == PdfInfo(page_count=3)

    async def test_lines_and_paragraphs_come_as_printed(self, open_reader: OpenReader) -> None:
        """A printed line is a line, a gap between paragraphs a blank line, and there is no other white space."""
        async with open_reader(PdfLimits()) as reader:
            pages = await reader.extract(pdf_files.write_pdf(_TEXTS), (1, 2, 3))
        assert [page.text for page in pages] == list(_TEXTS)
        assert all(page.has_text for page in pages)

    async def test_answers_come_in_the_order_asked_for(self, open_reader: OpenReader) -> None:
        """Answers follow ``pages``, also out of order."""
        async with open_reader(PdfLimits()) as reader:
            data = pdf_files.write_pdf(_TEXTS)
            assert [page.number for page in await reader.extract(data, (3, 1))] == [3, 1]
            assert [page.number for page in await reader.render(data, (2, 1), 64)] == [2, 1]

    async def test_equal_calls_give_equal_answers(self, open_reader: OpenReader) -> None:
        """Reading changes nothing."""
        async with open_reader(PdfLimits()) as reader:
            data = pdf_files.write_pdf(_TEXTS)
            assert await reader.extract(data, (1, 2)) == await reader.extract(data, (1, 2))

    async def test_a_page_without_a_text_layer_says_so(self, open_reader: OpenReader) -> None:
        """A page that is a picture has no text, and the pages beside it keep theirs."""
        async with open_reader(PdfLimits()) as reader:
            pages = await reader.extract(pdf_files.write_pdf([None, "Words."]), (1, 2))
        assert [(page.text, page.has_text) for page in pages] == [("", False), ("Words.", True)]

    async def test_a_page_is_drawn_as_png_of_the_size_asked_for(self, open_reader: OpenReader) -> None:
        """``render`` gives PNG whose longer side is ``long_side``; the size in the answer is that of the picture."""
        async with open_reader(PdfLimits()) as reader:
            [picture] = await reader.render(pdf_files.write_pdf([None]), (1,), 320)
        assert picture.media_type == "image/png"
        assert picture.data.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", picture.data[16:24]) == (picture.width, picture.height)
        assert max(picture.width, picture.height) == 320

    @pytest.mark.parametrize("name", list(_HOSTILE))
    async def test_what_cannot_be_read_is_refused_in_one_sentence(self, open_reader: OpenReader, name: str) -> None:
        """Every call on such a file raises ``UnreadablePdf`` with a sentence, and the next file is read."""
        async with open_reader(PdfLimits()) as reader:
            data = _HOSTILE[name]
            for call in (reader.inspect(data), reader.extract(data, (1,)), reader.render(data, (1,), 64)):
                with pytest.raises(UnreadablePdf) as refusal:
                    await call
                _assert_sentence(str(refusal.value))
            assert await reader.inspect(pdf_files.write_pdf(["Sound."])) == PdfInfo(page_count=1)

    @pytest.mark.parametrize("page", [0, -1, 4, 10**12])
    async def test_a_page_that_does_not_exist_is_named_with_the_page_count(
        self, open_reader: OpenReader, page: int
    ) -> None:
        """A page number past either end raises ``InvalidRequest``."""
        async with open_reader(PdfLimits()) as reader:
            data = pdf_files.write_pdf(_TEXTS)
            for call in (reader.extract(data, (1, page)), reader.render(data, (page,), 64)):
                with pytest.raises(InvalidRequest, match=rf"{page} .* 3 pages"):
                    await call

    async def test_the_number_of_bytes_is_limited(self, open_reader: OpenReader) -> None:
        """A file of more than ``max_bytes`` is refused, one of exactly that many read."""
        data = pdf_files.write_pdf(["Small."])
        async with open_reader(PdfLimits(max_bytes=len(data))) as reader:
            assert await reader.inspect(data) == PdfInfo(page_count=1)
            with pytest.raises(UnreadablePdf, match="too large"):
                await reader.inspect(data + b"\n")

    async def test_the_number_of_pages_is_limited(self, open_reader: OpenReader) -> None:
        """A file of more than ``max_pages`` is refused with both numbers, one of exactly that many read."""
        async with open_reader(PdfLimits(max_pages=3)) as reader:
            assert await reader.inspect(pdf_files.write_pdf(_TEXTS)) == PdfInfo(page_count=3)
            with pytest.raises(UnreadablePdf, match="4 pages, where 3"):
                await reader.inspect(pdf_files.write_pdf([*_TEXTS, "One more."]))

    async def test_the_number_of_characters_is_limited(self, open_reader: OpenReader) -> None:
        """More than ``max_characters`` on the selected pages together is refused."""
        async with open_reader(PdfLimits(max_characters=40)) as reader:
            data = pdf_files.write_pdf(["Thirty letters are shown here."] * 2)
            assert len(await reader.extract(data, (1,))) == 1
            with pytest.raises(UnreadablePdf, match="fewer pages"):
                await reader.extract(data, (1, 2))

    async def test_the_number_of_pictures_is_limited(self, open_reader: OpenReader) -> None:
        """More pictures than ``max_pictures`` in one call are refused."""
        async with open_reader(PdfLimits(max_pictures=2)) as reader:
            with pytest.raises(UnreadablePdf, match="fewer pages"):
                await reader.render(pdf_files.write_pdf([None] * 3), (1, 2, 3), 64)

    async def test_concurrent_calls_get_their_own_answers(self, open_reader: OpenReader) -> None:
        """Calls at the same time do not mix, and a refused one harms no other."""
        texts: dict[int, str] = {}

        async def read(reader: PdfReader, number: int) -> None:
            [page] = await reader.extract(pdf_files.write_pdf([f"This is file {number}."]), (1,))
            texts[number] = page.text

        async def refuse(reader: PdfReader) -> None:
            with pytest.raises(UnreadablePdf):
                await reader.inspect(pdf_files.damaged_pdf())

        async with open_reader(PdfLimits()) as reader, anyio.create_task_group() as group:
            for number in range(6):
                group.start_soon(read, reader, number)
                group.start_soon(refuse, reader)
        assert texts == {number: f"This is file {number}." for number in range(6)}

    async def test_a_cancelled_call_leaves_the_reader_usable(self, open_reader: OpenReader) -> None:
        """Cancellation ends the call, and the next call is answered."""
        data = pdf_files.write_pdf(_TEXTS)
        async with open_reader(PdfLimits()) as reader:
            with anyio.CancelScope() as scope:
                scope.cancel()
                await reader.extract(data, (1, 2, 3))
            assert scope.cancelled_caught
            assert [page.text for page in await reader.extract(data, (2,))] == [_TEXTS[1]]


def _assert_sentence(text: str) -> None:
    assert text[:1].isupper()
    assert text.endswith(".")
    assert "\n" not in text
