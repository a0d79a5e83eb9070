"""What other programs draw of our files, held against our own pictures: words by place, the rest by pixel."""

import math
import re
from html import unescape
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter

from pb_adapters.drawing.diagrams.figure_parts import FigureParts, Line
from pb_adapters.drawing.diagrams.painter import paint
from pb_adapters.drawing.shared.encoding import Page, encode
from pb_adapters.drawing.shared.text_metrics import settings
from pb_core.domain.plane import Point
from support.processes import said

SCALE = 3  # pixels of a point
_BLUR = 4  # pixels: lines that are a point aside are alike
_UNLIKE = 72  # of 255
_AWAY = 5.0  # points: the corners and heads of arrows
_REACH = 3  # pixels: how far a line may be from its place
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


def followed(picture: Image.Image, line: Line) -> float:
    """The share of points on the way of an arrow, without its ends, at which the picture has its colour.

    Of a dashed line only every second stretch can have it.
    """
    wanted = tuple(int(line.stroke.colour[at : at + 2], 16) for at in (1, 3, 5))
    shares = [_has_near(picture, point, wanted) for point in _on_the_way(line)]
    return sum(shares) / len(shares)


def _on_the_way(line: Line) -> list[Point]:
    """Points about a point apart, away from corners and ends, where lines are rounded and heads are."""
    found = []
    for (ax, ay), (bx, by) in pairwise(line.points):
        length = math.dist((ax, ay), (bx, by))
        steps = [_AWAY + step for step in range(int(length - 2 * _AWAY))]
        found += [(ax + (bx - ax) * step / length, ay + (by - ay) * step / length) for step in steps]
    return found or [((line.points[0][0] + line.points[1][0]) / 2, (line.points[0][1] + line.points[1][1]) / 2)]


def _has_near(picture: Image.Image, point: Point, wanted: tuple[int, ...]) -> bool:
    x, y = (round(side * SCALE) for side in point)
    box = picture.crop((x - _REACH, y - _REACH, x + _REACH + 1, y + _REACH + 1))
    pixels = box.tobytes()
    near = (
        max(abs(a - b) for a, b in zip(pixels[at : at + 3], wanted, strict=True)) for at in range(0, len(pixels), 3)
    )
    return min(near) < _UNLIKE


def words_of(pdf: Path) -> list[Word]:
    """The words of the first page of a PDF."""
    out, _ = said("pdftotext", "-bbox", pdf, "-")
    found = (match.groups() for match in _WORD.finditer(out))
    return [
        Word(unescape(text), (float(left) + float(right)) / 2, (float(top) + float(bottom)) / 2)
        for left, top, right, bottom, text in found
    ]
