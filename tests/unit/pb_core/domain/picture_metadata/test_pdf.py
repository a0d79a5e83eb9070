"""PDF files with metadata: read by pdfium and by poppler, with the page as before."""

import io
import subprocess

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from pb_core.domain.picture_metadata.pdf import stamped
from pb_core.domain.picture_metadata.xmp import plain
from pb_core.errors import UnreadablePicture
from support.picture_metadata import CLEAN, MADE, metadata
from support.programs import required_program


@pytest.fixture(scope="module")
def drawn() -> bytes:
    figure, buffer = Figure(figsize=(1, 1)), io.BytesIO()
    figure.text(0.1, 0.5, "Encoder")
    figure.savefig(buffer, format="pdf", metadata={"CreationDate": None})
    return buffer.getvalue()


@pytest.fixture(scope="module")
def saved(drawn: bytes) -> bytes:
    """A file as pdfium writes it."""
    buffer = io.BytesIO()
    with pypdfium2.PdfDocument(drawn) as document:
        document.save(buffer)
    return buffer.getvalue()


def read(data: bytes) -> tuple[dict[str, str], bytes]:
    """What pdfium reads of the document, and the pixels of its page."""
    with pypdfium2.PdfDocument(data) as document:
        told = {name: value for name, value in document.get_metadata_dict().items() if value}
        return told, document[0].render().to_numpy().tobytes()


@pytest.mark.parametrize("kind", ["drawn", "saved"])
def test_a_reader_finds_every_text_and_the_same_page(kind: str, request: pytest.FixtureRequest) -> None:
    before: bytes = request.getfixturevalue(kind)
    data = stamped(before, metadata())
    told, page = read(data)
    software = "PaperBanana 1.2.3"
    assert told == {"Title": CLEAN, "Subject": CLEAN, "Creator": software, "Producer": software}
    assert page == read(before)[1]
    assert data.startswith(before.rstrip())


def test_without_provenance_there_are_title_and_alternative_text_alone(drawn: bytes) -> None:
    data = stamped(drawn, metadata(full=False))
    assert read(data)[0] == {"Title": CLEAN, "Subject": CLEAN}
    assert b"/Metadata" not in data


def test_poppler_reads_the_packet_and_finds_no_fault(drawn: bytes) -> None:
    done = subprocess.run(  # noqa: S603 - a program of the system
        [required_program("pdfinfo"), "-meta", "-"], input=stamped(drawn, metadata()), capture_output=True, check=True
    )
    assert done.stderr == b""
    assert MADE.request_digest.encode() in done.stdout


@settings(max_examples=20)
@given(text=st.text())
def test_the_last_metadata_count(drawn: bytes, text: str) -> None:
    once = stamped(drawn, metadata(text))
    assert stamped(stamped(drawn, metadata()), metadata(text)) == once
    assert stamped(once, metadata(text)) == once
    title = read(once)[0].get("Title", "")
    assert title == plain(text).partition("\0")[0]


def test_what_cannot_be_added_to_is_refused(drawn: bytes) -> None:
    encrypted = drawn.replace(b"/Root", b"/Encrypt 9 0 R /Root")
    lost = drawn.replace(b"/Root 1 0 R", b"/Root 99 0 R")
    for data in (b"", b"%PDF-1.7\n%%EOF", drawn[:-200], encrypted, lost, drawn.replace(b"xref", b"yref")):
        with pytest.raises(UnreadablePicture):
            stamped(data, metadata())
