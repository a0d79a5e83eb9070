"""Read a pdfium text page as positioned lines of print.

pdfium's own text is in the order of the content stream, with CRLF at the end of a line, U+FFFE for a hyphen
that breaks a word (no line end after it) and one line where two columns share a baseline. Asking for
the box of every character costs more than reading the text, so only the ends of lines are measured,
and inner gaps only on pages whose lines are wide. The two functions that are called for every line are bound anew
with plain addresses as arguments and without giving up the interpreter lock, which takes a third of the time of the
ready-made bindings.
"""

import ctypes
import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from struct import Struct as Layout

import pypdfium2
from msgspec import Struct
from pypdfium2 import raw

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_SLANT = 0.1  # of a quarter turn


def _address(of: object) -> int:
    return ctypes.cast(of, ctypes.c_void_p).value or 0  # type: ignore[arg-type]  # functions and pointers both have one


_loose_box = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    _address(raw.FPDFText_GetLooseCharBox)
)
_angle = ctypes.PYFUNCTYPE(ctypes.c_float, ctypes.c_void_p, ctypes.c_int)(_address(raw.FPDFText_GetCharAngle))
_RECT_BYTES = 16
_TWO_RECTS = Layout("8f").unpack


class Characters:
    """The text of a page and the place of each of its characters; valid while the page is open."""

    def __init__(self, textpage: pypdfium2.PdfTextPage) -> None:
        count = textpage.count_chars()
        self.text: str = textpage.get_text_range(errors="replace") if count else ""
        self._page = textpage.raw
        self._page_address = _address(textpage.raw)
        self._rects = ctypes.create_string_buffer(2 * _RECT_BYTES)
        self._rects_address = ctypes.addressof(self._rects)
        # pdfium counts UTF-16 units; and some of its characters have no text, some text no character.
        self._units = [0, *accumulate(1 + (c > "\uffff") for c in self.text)] if _ASTRAL.search(self.text) else None
        self._is_plain = self._units is None and len(self.text) == count

    def boxes(self, first: int, last: int) -> tuple[float, ...] | None:
        """The fonts' boxes around two characters, given by their places in the text.

        Eight numbers: left, top, right and bottom of the first, then of the last.
        """
        if not self._is_plain:
            first, last = self._char_index(first), self._char_index(last)
        page, rects = self._page_address, self._rects_address
        if _loose_box(page, first, rects) and _loose_box(page, last, rects + _RECT_BYTES):
            return _TWO_RECTS(self._rects)
        return None

    def quarter_turns(self, index: int) -> int | None:
        """How a character is turned, in quarter turns clockwise; ``None`` if it is slanted."""
        turns = _angle(self._page_address, self._char_index(index)) / (math.pi / 2)
        return round(turns) % 4 if abs(turns - round(turns)) < _SLANT else None

    def _char_index(self, index: int) -> int:
        unit = self._units[index] if self._units else index
        return unit if self._is_plain else raw.FPDFText_GetCharIndexFromTextIndex(self._page, unit)


_HYPHENS = "\ufffe\x02"
_PRINTED_LINE = re.compile(rf"[^\s{_HYPHENS}][^\r\n{_HYPHENS}]*[{_HYPHENS}]?")
_SPACE = re.compile(r"(?<=\S) +(?=\S)")
_LEVEL = 0.3  # of the line height: ends of a line that differ more may be turned
_FAR = 1e6  # points; no page reaches there, and NaN is on neither side
_PROBES = 4  # wide lines that are searched for a gutter before all of them are
_MIN_PROBES = 3
_GAP_HEIGHTS = 0.8  # a gap this many line heights wide is no word space
_WIDE = 0.6  # of the width of the printed area


class Line(Struct, frozen=True, gc=False):
    """A line of print and its box in points, y growing upwards."""

    text: str
    left: float
    bottom: float
    right: float
    top: float

    @property
    def height(self) -> float:
        """Height of the font's box."""
        return self.top - self.bottom

    @property
    def width(self) -> float:
        """Width of the print."""
        return self.right - self.left


def read_lines(textpage: pypdfium2.PdfTextPage) -> list[Line]:
    """Read the lines of a page in the order of its content stream, turned upright.

    Only lines in the direction that most of the page is set in are kept: stamps in the margin and slanted
    axis labels are no part of the running text.
    """
    characters = Characters(textpage)
    found = [
        measured
        for match in _PRINTED_LINE.finditer(characters.text)
        if (measured := _measure(characters, match.start(), match.group().rstrip()))
    ]
    turned = Counter(quarter for _, quarter, _ in found)
    if not turned:
        return []
    usual = turned.most_common(1)[0][0]
    kept = [(start, line) for start, quarter, line in found if quarter == usual]
    return _split_at_gutters(characters, kept) if usual == 0 else [_upright(line, usual) for _, line in kept]


def _upright(line: Line, quarters: int) -> Line:
    """Turn a box back by quarter turns, so that its line runs to the right."""
    left, bottom, right, top = line.left, line.bottom, line.right, line.top
    for _ in range(quarters):
        left, bottom, right, top = -top, left, -bottom, right
    return Line(line.text, left, bottom, right, top)


def _measure(characters: Characters, start: int, text: str) -> tuple[int, int, Line] | None:
    """The start of a line in the page's text, how it is turned and the line; ``None`` for a slanted one."""
    boxes = characters.boxes(start, start + len(text) - 1)
    if boxes is None:
        return None
    left, top, first_right, bottom, last_left, last_top, right, last_bottom = boxes
    quarters: int | None = 0
    if last_left <= left or abs(last_bottom - bottom) >= _LEVEL * (top - bottom):
        quarters = characters.quarter_turns(start)
    if quarters is None:
        return None
    if text[-1] in _HYPHENS:
        text = text[:-1] + "-"
    if quarters:
        left, right = min(left, last_left), max(first_right, right)
        top, bottom = max(top, last_top), min(bottom, last_bottom)
    # An upright line is as high as its first character, as the last may be a superscript.
    line = Line(text, left, bottom, right, top)
    if -_FAR < left < right < _FAR and -_FAR < bottom < top < _FAR:
        return start, quarters, line
    repaired = _repaired(line)
    return (start, quarters, repaired) if repaired else None


def _repaired(line: Line) -> Line | None:
    """A line whose font gives it an empty or inverted box; ``None`` if it is no box at all."""
    if not all(abs(side) < _FAR for side in (line.left, line.bottom, line.right, line.top)):
        return None
    left, right = sorted((line.left, line.right))
    bottom, top = sorted((line.bottom, line.top))
    return Line(line.text, left, bottom, right, top)


def _split_at_gutters(characters: Characters, lines: list[tuple[int, Line]]) -> list[Line]:
    wide_enough = _WIDE * (max(line.right for _, line in lines) - min(line.left for _, line in lines))
    wide = [(start, line) for start, line in lines if line.right - line.left > wide_enough]
    probes = wide[:: max(1, len(wide) // _PROBES)]
    hits = sum(1 for start, line in probes if len(_pieces(characters, start, line)) > 1)
    if len(probes) < _MIN_PROBES or hits * 2 <= len(probes):
        return [line for _, line in lines]
    return [
        piece
        for start, line in lines
        for piece in (_pieces(characters, start, line) if line.width > wide_enough else [line])
    ]


def _pieces(characters: Characters, start: int, line: Line) -> list[Line]:
    """Cut a line where a gap is too wide for a word space."""
    widest = _GAP_HEIGHTS * line.height
    cuts = [0, *(end for begin, end in _spaces(line.text) if _gap(characters, start + begin, start + end) > widest)]
    if len(cuts) == 1:
        return [line]
    ends = [*cuts[1:], len(line.text)]
    pieces = [_measure(characters, start + a, line.text[a:b].rstrip()) for a, b in zip(cuts, ends, strict=True)]
    return [piece[2] for piece in pieces if piece is not None]


def _spaces(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _SPACE.finditer(text))


def _gap(characters: Characters, begin: int, end: int) -> float:
    boxes = characters.boxes(begin - 1, end)
    return boxes[4] - boxes[2] if boxes else 0.0
