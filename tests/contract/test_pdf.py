"""The PDF port's suite over every adapter of it."""

import pytest

from pb_adapters.pdf.pdfium import PdfiumReader
from pb_core.testing.contracts.pdf import OpenReader, PdfContract
from pb_core.testing.memory.pdf_files import InMemoryPdfReader


class TestInMemoryPdfReader(PdfContract):
    @pytest.fixture
    def open_reader(self) -> OpenReader:
        return InMemoryPdfReader


@pytest.mark.usefixtures("warm_workers")
class TestPdfiumReader(PdfContract):
    @pytest.fixture
    def open_reader(self) -> OpenReader:
        return PdfiumReader
