"""PDF as poppler sees it: an implementation that shares no code with the writers."""

import re
from pathlib import Path
from typing import Any

import pytest

from support.processes import said

Figure = Any  # conftest's, which test modules cannot import
FONT = re.compile(r"^\S+ +(?P<type>.+?) +(?:Identity-H|WinAnsi|Custom|Builtin) +(?P<embedded>yes|no) ", re.MULTILINE)
TYPES = {"TrueType", "CID TrueType"}


@pytest.fixture
def page(figure: Figure, tmp_path: Path) -> Path:
    """The figure's PDF as a file."""
    path = tmp_path / "figure.pdf"
    path.write_bytes(figure.pdf.data)
    return path


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_every_font_is_embedded_as_outlines(page: Path) -> None:
    out, complaints = said("pdffonts", page)
    fonts = FONT.findall(out)
    assert len(fonts) == len(out.splitlines()) - 2 > 0
    assert {embedded for _, embedded in fonts} == {"yes"}
    assert {kind for kind, _ in fonts} <= TYPES, out
    assert not complaints


def test_the_words_can_be_searched_and_copied(figure: Figure, page: Path) -> None:
    out, complaints = said("pdftotext", page, "-")
    assert [word for word in figure.words if squeezed(word) not in squeezed(out)] == []
    assert not complaints


def test_it_is_drawn_without_a_complaint(page: Path, tmp_path: Path) -> None:
    out, complaints = said("pdftoppm", "-r", "60", page, tmp_path / "drawn")
    assert (out, complaints) == ("", "")
    (drawn,) = tmp_path.glob("drawn*.ppm")
    assert len(set(drawn.read_bytes())) > 8


def test_the_page_is_exactly_as_large_as_the_figure(figure: Figure, page: Path) -> None:
    out, complaints = said("pdfinfo", page)
    size = re.search(r"^Page size: +([\d.]+) x ([\d.]+) pts", out, re.MULTILINE)
    assert size is not None
    assert (float(size[1]), float(size[2])) == pytest.approx(figure.points, abs=0.01)
    assert re.search(r"^Pages: +1$", out, re.MULTILINE)
    assert not complaints
