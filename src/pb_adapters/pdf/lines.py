"""Read a pdfium text page as positioned lines of print.

pdfium's own text is in the order of the content stream, with CRLF at the end of a line, U+FFFE for a hyphen
that breaks a word (no line end after it) and one line where two columns share a baseline. Asking for
the box of every character costs more than reading the text, so only the ends of lines are measured,
and inner gaps only on pages whose lines are wide.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate

import pypdfium2
from msgspec import Struct
from pypdfium2 import raw

_PRINTED_LINE = re.compile("[^\r\n\ufffe\x02]+[\ufffe\x02]?")
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_HYPHENS = {0xFFFE: "-", 0x02: "-"}
_SPACE = re.compile(r"(?<=\S) +(?=\S)")
_SLANT = 0.1  # of a quarter turn
_PROBES = 8  # wide lines that are searched for a gutter before all of them are
_MIN_PROBES = 3
_GAP_HEIGHTS = 0.8  # a gap this many line heights wide is no word space
_WIDE = 0.6  # of the width of the printed area


class Line(Struct, frozen=True):
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


class _Source:
    """A text page's characters: its text, and the box of any of them."""

    def __init__(self, textpage: pypdfium2.PdfTextPage) -> None:
        self.text: str = textpage.get_text_range(errors="replace") if textpage.count_chars() else ""
        self._page = textpage.raw
        self._rect = raw.FS_RECTF()
        # pdfium counts UTF-16 units; and some of its characters have no text, some text no character.
        self._units = [0, *accumulate(1 + (c > "\uffff") for c in self.text)] if _ASTRAL.search(self.text) else None
        self._shifted = (self._units[-1] if self._units else len(self.text)) != textpage.count_chars()

    def box(self, index: int) -> tuple[float, float, float, float] | None:
        """Left, bottom, right, top of the character at a place in the text."""
        rect = self._rect
        if not raw.FPDFText_GetLooseCharBox(self._page, self._char_index(index), rect):
            return None
        return rect.left, rect.bottom, rect.right, rect.top

    def quarter_turns(self, index: int) -> int | None:
        """How the character is turned, in quarter turns clockwise; ``None`` if it is slanted."""
        turns = raw.FPDFText_GetCharAngle(self._page, self._char_index(index)) / (math.pi / 2)
        return round(turns) % 4 if abs(turns - round(turns)) < _SLANT else None

    def _char_index(self, index: int) -> int:
        unit = self._units[index] if self._units else index
        return raw.FPDFText_GetCharIndexFromTextIndex(self._page, unit) if self._shifted else unit


def read_lines(textpage: pypdfium2.PdfTextPage) -> list[Line]:
    """Read the lines of a page in the order of its content stream, turned upright.

    Only lines in the direction that most of the page is set in are kept: stamps in the margin and slanted
    axis labels are no part of the running text.
    """
    source = _Source(textpage)
    found = [
        (start, quarter, line)
        for match in _PRINTED_LINE.finditer(source.text)
        if (piece := match.group().strip())
        and (line := _measure(source, (start := match.start() + match.group().index(piece[0])), piece))
        and (quarter := source.quarter_turns(start)) is not None
    ]
    quarters = Counter(quarter for _, quarter, _ in found)
    if not quarters:
        return []
    usual, _ = quarters.most_common(1)[0]
    kept = [(start, line) for start, quarter, line in found if quarter == usual]
    return list(_split_at_gutters(source, kept)) if usual == 0 else [_upright(line, usual) for _, line in kept]


def _upright(line: Line, quarters: int) -> Line:
    """Turn a box back by quarter turns, so that its line runs to the right."""
    left, bottom, right, top = line.left, line.bottom, line.right, line.top
    for _ in range(quarters):
        left, bottom, right, top = -top, left, -bottom, right
    return Line(text=line.text, left=left, bottom=bottom, right=right, top=top)


def _measure(source: _Source, start: int, text: str) -> Line | None:
    first = source.box(start)
    last = source.box(start + len(text) - 1)
    if first is None or last is None:
        return None
    return Line(
        text=text.translate(_HYPHENS),
        left=min(first[0], last[0]),
        bottom=first[1],  # the last character may be a superscript
        right=max(first[2], last[2]),
        top=first[3],
    )


def _split_at_gutters(source: _Source, lines: list[tuple[int, Line]]) -> Iterator[Line]:
    if not lines:
        return
    wide_enough = _WIDE * (max(line.right for _, line in lines) - min(line.left for _, line in lines))
    wide = [(start, line) for start, line in lines if line.width > wide_enough]
    probes = wide[:: max(1, len(wide) // _PROBES)]
    hits = sum(1 for start, line in probes if len(_pieces(source, start, line)) > 1)
    merged = len(probes) >= _MIN_PROBES and hits * 2 > len(probes)
    for start, line in lines:
        if merged and line.width > wide_enough:
            yield from _pieces(source, start, line)
        else:
            yield line


def _pieces(source: _Source, start: int, line: Line) -> list[Line]:
    """Cut a line where a gap is too wide for a word space."""
    cuts = [0]
    for space in _SPACE.finditer(line.text):
        before, after = source.box(start + space.start() - 1), source.box(start + space.end())
        if before and after and after[0] - before[2] > _GAP_HEIGHTS * line.height:
            cuts.append(space.end())
    if len(cuts) == 1:
        return [line]
    ends = [*cuts[1:], len(line.text)]
    pieces = [_measure(source, start + a, line.text[a:b].rstrip()) for a, b in zip(cuts, ends, strict=True)]
    return [piece for piece in pieces if piece is not None]
