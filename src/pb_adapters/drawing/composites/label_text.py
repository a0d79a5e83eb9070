"""The labels' letters: which can be set, how wide they run, and their pixels."""

import functools
import itertools
import unicodedata
from collections.abc import Iterable

import msgspec
from PIL import Image, ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont, Layout

from pb_adapters.drawing.shared.installed_typefaces import refusal_of
from pb_adapters.drawing.shared.typefaces import drawable, face_number, face_of, face_path
from pb_core.domain.composites import PanelStyle, PlacedLabel
from pb_core.domain.panel_grid import resolve_labels
from pb_core.errors import CannotDraw

_UNITS = 1000  # type size at which widths are taken


def typeset_labels(style: PanelStyle, count: int) -> PanelStyle:
    """The style with its labels spelled out, as the faces can set them.

    Raises:
        InvalidRequest: there are labels, but not one per panel, or one needs shaping.
        CannotDraw: no face has a glyph for a character.
    """
    labels = tuple(_settable(label) for label in resolve_labels(style.labels, count))
    return msgspec.structs.replace(style, labels=labels)


def _settable(label: str) -> str:
    text = "".join(char for char in label if unicodedata.category(char)[0] != "C")
    require_settable((text,))
    return text


def require_settable(lines: Iterable[str]) -> None:
    """Refuse labels with a character that no face has a glyph for; raises ``CannotDraw``."""
    for char in "".join(lines):
        if not drawable(char):
            raise CannotDraw(f"a panel label cannot be set: {refusal_of(char)}")


def line_start(line: str, label: PlacedLabel, font_size: int) -> float:
    """Where a line of a label begins, in pixels from the left of the composite."""
    if label.align == "start":
        return float(label.box.x)
    return label.box.x + (label.box.width - text_width(line) * font_size) / 2


def runs(line: str, *, bold: bool = True) -> list[tuple[str, str]]:
    """A line cut where the face changes: text and face."""
    pieces = itertools.groupby(line, key=lambda char: face_of(char, bold=bold))
    return [("".join(chars), face) for face, chars in pieces]


def text_width(line: str) -> float:
    """The advance width of a line in units of the type size."""
    return sum(run_width(text, face) for text, face in runs(line))


def run_width(text: str, face: str) -> float:
    """The advance width of text in one face, in units of the type size."""
    return float(_font(face, _UNITS).getlength(text)) / _UNITS


def label_mask(label: PlacedLabel, font_size: int) -> Image.Image:
    """The coverage of a label's box by ink, 0 to 255."""
    mask = Image.new("L", (label.box.width, label.box.height))
    pen = ImageDraw.Draw(mask)
    for line, baseline in zip(label.lines, label.baselines, strict=True):
        x = line_start(line, label, font_size) - label.box.x
        for text, face in runs(line):
            pen.text((x, baseline - label.box.y), text, fill=255, font=_font(face, font_size), anchor="ls")
            x += run_width(text, face) * font_size
    return mask


@functools.lru_cache(maxsize=16)
def _font(face: str, size: int) -> FreeTypeFont:
    # Basic layout is the one that every build of Pillow has: the same labels everywhere.
    return ImageFont.truetype(str(face_path(face)), size, index=face_number(face), layout_engine=Layout.BASIC)
