"""Titles of panels: their lines, and the room that they take."""

import math

from pb_adapters.drawing.diagrams.box_words import clean, wrap
from pb_adapters.drawing.diagrams.composition.leaf_sizes import LABEL, PITCH, TITLE
from pb_adapters.drawing.shared import text_metrics, typefaces

_UNTITLED, _TITLED = (2, 2), 5  # cells
_LONG_TITLE = 200.0  # points


def title_lines(title: str, size: float = TITLE) -> tuple[str, ...]:
    """The words of a title, broken where a panel would have to be wider than half a page for them."""
    return wrap(title, size, _LONG_TITLE, bold=True)


def title_extent(title: str, size: float = TITLE) -> tuple[float, float]:
    """Width and height in points of the lines of a title."""
    lines = title_lines(title, size)
    wide = max((text_metrics.text_width(line, size, bold=True) for line in lines), default=0.0)
    more = typefaces.LEADING * size * max(0, len(lines) - 1)
    return wide, (typefaces.ASCENT + typefaces.DESCENT) * size + more


def title_cells(title: str, badge: str, size: float = TITLE) -> tuple[int, int]:
    """Width and height in cells that the title of a panel takes: without words no more than any side of it.

    One smaller than usual takes a cell less.
    """
    if not clean(title) and not badge:
        return _UNTITLED
    wide, high = title_extent(title, size)
    wide += 3.0 * LABEL if badge else 0.0
    more = high - title_extent("", size)[1]
    return math.ceil((wide + 2 * LABEL) / PITCH), _TITLED - (size < TITLE) + math.ceil(more / PITCH)
