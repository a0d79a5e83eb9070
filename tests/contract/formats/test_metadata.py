"""Figures of every kind with metadata: what is drawn is as before, and readers find the words."""

import io
import re
import subprocess
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring, tostring

import pypdfium2
import pytest
from PIL import Image, ImageChops

from pb_core.domain.picture_metadata import stamped
from pb_core.domain.provenance import FigureText, PictureMetadata
from support.browser import browsing
from support.picture_metadata import CLEAN, MADE, metadata
from support.programs import required_program

HEAD = re.compile(r"<(?:\w+:)?(?:title|desc|metadata)\b")
Figure = Any  # conftest's, which test modules cannot import


def test_pixels_are_as_before_and_a_reader_finds_the_words(figure: Figure) -> None:
    data = stamped(figure.png.data, "png", metadata())
    Image.open(io.BytesIO(data)).verify()
    before, after = Image.open(io.BytesIO(figure.png.data)), Image.open(io.BytesIO(data))
    assert ImageChops.difference(before, after).getbbox() is None
    assert after.text["AltText"] == CLEAN  # type: ignore[attr-defined]  # of PNG files
    assert after.info["dpi"] == before.info["dpi"]


def drawn(svg: bytes) -> list[str]:
    """What an SVG draws, a part each."""
    parts = [tostring(part, encoding="unicode") for part in fromstring(svg)]  # noqa: S314 - written here
    return [part for part in parts if not HEAD.match(part)]


def test_an_svg_draws_as_before(figure: Figure) -> None:
    assert drawn(stamped(figure.svg.data, "svg", metadata())) == drawn(figure.svg.data)


def test_a_pdf_is_drawn_as_before_and_poppler_finds_the_words(figure: Figure) -> None:
    data = stamped(figure.pdf.data, "pdf", metadata())
    with pypdfium2.PdfDocument(figure.pdf.data) as before, pypdfium2.PdfDocument(data) as after:
        assert after[0].render().to_numpy().tobytes() == before[0].render().to_numpy().tobytes()
        assert after.get_metadata_dict()["Title"] == CLEAN
    done = subprocess.run(  # noqa: S603 - a program of the system
        [required_program("pdfinfo"), "-meta", "-"], input=data, capture_output=True, check=True
    )
    assert (done.stderr, MADE.request_digest.encode() in done.stdout) == (b"", True)


@pytest.mark.parametrize("figure", ["composite of figures"], indirect=True)
def test_a_browser_shows_one_picture_with_a_name(figure: Figure, tmp_path: Path) -> None:
    text = FigureText(title='<b>"Scores"</b> & more', alt_text="Bars <script>alert(1)</script> by model.")
    (tmp_path / "figure.svg").write_bytes(stamped(figure.svg.data, "svg", PictureMetadata(text=text, provenance=MADE)))
    with browsing() as browser:
        page = browser.new_page()
        page.goto((tmp_path / "figure.svg").as_uri())
        root = page.locator(":root")
        assert root.evaluate("one => one.tagName") == "svg"
        named = page.get_by_role("img", name=f"{text.title} {text.alt_text}", exact=True)
        assert named.count() == 1
        assert page.locator("parsererror").count() == 0
