"""What a submission would read is shown before it is made."""

import pytest

from pb_core.application.plot_checks import read_in_thread
from pb_core.application.previews import Previews
from pb_core.domain.tables.table import TableLimits
from pb_core.errors import InvalidRequest, UnreadablePdf
from pb_core.testing.memory.pdf_files import InMemoryPdfReader, truncated_pdf, write_pdf

PDF = write_pdf(["one", "two"])


@pytest.fixture
def previews() -> Previews:
    return Previews(InMemoryPdfReader(), read_in_thread, TableLimits(max_document=100))


async def test_pages_are_counted_and_drawn_small(previews: Previews) -> None:
    assert await previews.page_count(PDF) == 2
    picture = await previews.page(PDF, 2, 64)
    assert (picture.number, max(picture.width, picture.height)) == (2, 64)
    with pytest.raises(InvalidRequest):
        await previews.page(PDF, 3, 64)
    with pytest.raises(UnreadablePdf):
        await previews.page_count(truncated_pdf())


async def test_csv_and_json_are_read_as_the_product_reads_them(previews: Previews) -> None:
    read = await previews.data("a,b\n1,x\n2,y\n")
    assert read.data_json == '[{"a":1,"b":"x"},{"a":2,"b":"y"}]'
    assert [column.name for column in read.table.columns] == ["a", "b"]
    assert (await previews.data(' \ufeff{"a": [1, 2]}'.strip())).table.rows == 2
    assert await previews.data_json("  ") == "  "


@pytest.mark.parametrize("text", ["a,b\n1,2,3\n", "{", "x" * 101, "a\n"])
async def test_what_is_no_table_is_refused(previews: Previews, text: str) -> None:
    with pytest.raises(InvalidRequest):
        await previews.data(text)
