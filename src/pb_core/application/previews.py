"""Previews: what a submission would read of a PDF or of data, shown before it is made; nothing is charged or stored."""

import anyio
import anyio.to_thread
from msgspec import Struct

from pb_core.application.plot_checks import ReadTable
from pb_core.domain.pdf import PagePicture
from pb_core.domain.tables.table import Table, TableLimits
from pb_core.domain.tables.table_reading import json_of_csv
from pb_core.errors import InvalidRequest
from pb_core.ports.pdf import PdfReader


class ReadData(Struct, frozen=True, kw_only=True):
    """Data as they are read: the ``data_json`` that a submission would carry, and its table."""

    data_json: str
    table: Table


class Previews:
    """Looks into what a caller is about to submit.

    Pages are drawn one at a time, so that who leafs through a document does not hold up tasks that read theirs.
    """

    def __init__(self, pdf: PdfReader, read_table: ReadTable, limits: TableLimits) -> None:
        self._pdf, self._read_table, self._limits = pdf, read_table, limits
        self._leafing, self._threads = anyio.CapacityLimiter(1), anyio.CapacityLimiter(1)

    async def page_count(self, data: bytes) -> int:
        """How many pages a PDF has; raises ``UnreadablePdf``."""
        return (await self._pdf.inspect(data)).page_count

    async def page(self, data: bytes, number: int, long_side: int) -> PagePicture:
        """A page of a PDF, counted from 1, as a small PNG; raises ``UnreadablePdf``, ``InvalidRequest``."""
        async with self._leafing:
            (picture,) = await self._pdf.render(data, (number,), long_side)
        return picture

    async def data_json(self, text: str) -> str:
        """What a submission sends for a text that is JSON or CSV; raises ``InvalidRequest`` for CSV with faults."""
        if not text.strip() or text.lstrip("\ufeff \t\r\n").startswith(("[", "{")):
            return text
        if len(text) > self._limits.max_document:
            raise InvalidRequest(
                f"the CSV has {len(text):,} characters but at most {self._limits.max_document:,} are read"
            )
        return await anyio.to_thread.run_sync(json_of_csv, text, limiter=self._threads)

    async def data(self, text: str) -> ReadData:
        """A text that is JSON or CSV as the product reads it.

        Raises:
            InvalidRequest: it holds no table, or breaks a limit; the sentence says where and why.
        """
        document = await self.data_json(text)
        return ReadData(data_json=document, table=await self._read_table(document, self._limits))
