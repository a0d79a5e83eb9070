"""What other programs draw of our files, held against our own pictures: words by place, the rest by pixel."""

import re
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter

from pb_adapters.drawing.diagrams.figure_parts import FigureParts
from pb_adapters.drawing.diagrams.painter import paint
from pb_adapters.drawing.shared.encoding import Page, encode
from pb_adapters.drawing.shared.text_metrics import settings
from support.processes import said

SCALE = 3  # pixels of a point
_BLUR = 4  # pixels: lines that are a point aside are alike
_UNLIKE = 72  # of 255
_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">([^<]*)</word>')


class Word(NamedTuple):
    """A word on a page: its text and the middle of it, in points."""

    text: str
    x: float
    y: float


def picture_of(figure: FigureParts) -> Image.Image:
    """Our own picture of a figure."""
    size = round(figure.width * SCALE), round(figure.height * SCALE)
    page = Page(width=figure.width, height=figure.height, pixels=size)
    with settings():
        data = encode(paint(figure, page), page, "png", []).data
    return Image.open(BytesIO(data)).convert("RGB")


def page_of(pdf: Path) -> Image.Image:
    """The first page of a PDF."""
    said("pdftoppm", "-r", str(72 * SCALE), "-png", "-singlefile", pdf, pdf.with_suffix(""))
    return Image.open(pdf.with_suffix(".png")).convert("RGB")


def unlike(one: Image.Image, other: Image.Image, moved: tuple[int, int] = (0, 0)) -> float:
    """The share of pixels that differ, the second picture ``moved`` by so many."""
    other = ImageChops.offset(other.resize(one.size), *moved)
    pair = [picture.filter(ImageFilter.GaussianBlur(_BLUR)) for picture in (one, other)]
    channels = ImageChops.difference(*pair).split()
    most = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    return sum(most.histogram()[_UNLIKE:]) / (one.width * one.height)


def words_of(pdf: Path) -> list[Word]:
    """The words of the first page of a PDF."""
    out, _ = said("pdftotext", "-bbox", pdf, "-")
    found = (match.groups() for match in _WORD.finditer(out))
    return [
        Word(unescape(text), (float(left) + float(right)) / 2, (float(top) + float(bottom)) / 2)
        for left, top, right, bottom, text in found
    ]
