"""The PDF port's suite over every adapter of it."""

import pytest

from pb_adapters.pdf.pdfium import PdfiumReader
from pb_core.testing.pdf import InMemoryPdfReader, OpenReader, PdfContract


class TestInMemoryPdfReader(PdfContract):
    @pytest.fixture
    def open_reader(self) -> OpenReader:
        return InMemoryPdfReader


class TestPdfiumReader(PdfContract):
    @pytest.fixture
    def open_reader(self) -> OpenReader:
        return PdfiumReader
