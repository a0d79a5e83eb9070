"""How much room text takes, in points, and how it breaks into lines."""

import functools
import re

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from pb_adapters.typefaces.faces import stack
from pb_adapters.typefaces.fonts import is_math, register

PITCH = 1.2  # of the type size, from line to line
_BREAKS = re.compile(r"(?<=[\s_/\-–—,:;+])(?=\S)")  # a break may follow these
_LONG_WORD = 14  # characters; a word this long may be cut where nothing else helps


def width(text: str, size: float, *, bold: bool = False, formula: bool = False) -> float:
    """The width of a block of text: that of its longest line."""
    return max(_line_width(line, size, bold, formula and is_math(line)) for line in text.split("\n"))


def height(text: str, size: float) -> float:
    """The height of a block of text."""
    return (text.count("\n") + 1) * size * PITCH


@functools.lru_cache(maxsize=20_000)
def _line_width(line: str, size: float, bold: bool, formula: bool) -> float:  # noqa: FBT001 - a cache key
    if not line:
        return 0.0
    register()
    face = FontProperties(family=list(stack(bold=bold)), size=size)
    return float(text_to_path.get_text_width_height_descent(line, face, ismath=formula)[0])


def wrapped(text: str, size: float, room: float, *, most: int = 3, bold: bool = False) -> str:
    """Text broken into at most ``most`` lines of at most ``room``, of about equal length.

    Text that needs more lines, or holds a word that is wider, comes out in the fewest lines that its breaks allow.
    """
    if "\n" in text or width(text, size, bold=bold) <= room:
        return text
    pieces = [piece for piece in _BREAKS.split(text) if piece]
    least = max(width(piece.rstrip(), size, bold=bold) for piece in pieces)
    lines = _filled(pieces, size, max(room, least), bold=bold)
    if len(lines) > most:
        lines = _filled(pieces, size, max(room, _even(text, most, size, bold=bold), least), bold=bold)
    return "\n".join(line.rstrip() for line in lines)


def _even(text: str, lines: int, size: float, *, bold: bool) -> float:
    return width(text, size, bold=bold) / lines * 1.15


def _filled(pieces: list[str], size: float, room: float, *, bold: bool) -> list[str]:
    """Greedy lines, then the narrowest room that keeps their number, so that lines are about equal."""
    lines = _greedy(pieces, size, room, bold=bold)
    for share in (0.55, 0.65, 0.75, 0.85, 0.95):
        tighter = _greedy(pieces, size, room * share, bold=bold)
        if len(tighter) == len(lines) and all(width(line.rstrip(), size, bold=bold) <= room for line in tighter):
            return tighter
    return lines


def _greedy(pieces: list[str], size: float, room: float, *, bold: bool) -> list[str]:
    lines = [pieces[0]]
    for piece in pieces[1:]:
        if width((lines[-1] + piece).rstrip(), size, bold=bold) <= room:
            lines[-1] += piece
        else:
            lines.append(piece)
    return lines
