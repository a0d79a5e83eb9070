"""Contact sheets: pictograms in the cells of a grid, as a painter sets them that does what it is told."""

import hashlib
import io
import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

_GRID = re.compile(r"contact sheet .*?grid of (?P<rows>\d+) rows and (?P<columns>\d+) columns")
_CELL = re.compile(r"^- row (?P<row>\d+), column (?P<column>\d+): (?P<what>.+)$", re.MULTILINE)
_FILLS = ((38, 84, 124), (42, 157, 143), (231, 143, 63), (120, 160, 200), (150, 200, 190))
_INK, _PAPER = (30, 45, 60), (255, 255, 255)


def is_sheet(prompt: str) -> bool:
    """Whether a prompt asks for pictograms in a grid."""
    return _GRID.search(prompt) is not None


@lru_cache(maxsize=16)
def paint_sheet(prompt: str, width: int, height: int) -> bytes:
    """A PNG of this size: one pictogram in each cell that the prompt describes, which looks after what it says."""
    from PIL import Image, ImageDraw  # noqa: PLC0415 - Pillow is loaded where it paints

    grid = _GRID.search(prompt)
    rows, columns = (int(grid["rows"]), int(grid["columns"])) if grid else (1, 1)
    image = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(image)
    wide, high = width / columns, height / rows
    for cell in _CELL.finditer(prompt):
        middle = (int(cell["column"]) - 0.5) * wide, (int(cell["row"]) - 0.5) * high
        _pictogram(draw, middle, min(wide, high) / 3, cell["what"])
    buffer = io.BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    return buffer.getvalue()


def _pictogram(draw: "ImageDraw", middle: tuple[float, float], half: float, what: str) -> None:
    """A shape with an outline and a smaller one on it; which, the words decide."""
    digest = hashlib.sha256(what.encode()).digest()
    fill, mark = _FILLS[digest[0] % len(_FILLS)], _FILLS[digest[1] % len(_FILLS)]
    line = max(2, round(half / 14))
    x, y = middle
    frame = (x - half, y - half, x + half, y + half)
    match digest[2] % 4:
        case 0:
            draw.ellipse(frame, fill=fill, outline=_INK, width=line)
        case 1:
            draw.rounded_rectangle(frame, radius=half / 3, fill=fill, outline=_INK, width=line)
        case 2:
            draw.regular_polygon((x, y, half), 6, rotation=30, fill=fill, outline=_INK, width=line)
        case _:
            draw.rounded_rectangle((x - half, y - half * 0.7, x + half, y + half * 0.7), half / 6, fill, _INK, line)
    inner = half * (0.3 + digest[3] % 4 / 16)
    draw.regular_polygon(
        (x, y, inner), 3 + digest[4] % 4, rotation=digest[5] % 90, fill=mark, outline=_PAPER, width=line
    )
