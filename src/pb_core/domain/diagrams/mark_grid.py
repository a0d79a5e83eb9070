"""A coarse picture of where a drawing has marks: rows of bits, and the emptiness that they leave.

The grid has 240 columns of square cells. Marks are what has an edge: outlines, lines, text and pictograms, no fillings.
"""

import itertools
import math
from collections.abc import Iterable, Sequence

from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.plane import Point, Rect, Segment, corners, segments

COLUMNS = 240
WIDENED = 2 / 1200  # of the canvas' width: how far a mark reaches when emptiness is looked for
_BLOCK = COLUMNS // 24  # cells along the side of a square that has marks or none
_ENOUGH = 2  # marked cells that make such a square marked
_ASCENDERS, _DESCENDERS = 0.05, 0.2  # of the height of a line of text, above and below which it has few marks


class MarkGrid:
    """Which cells of a canvas hold marks; ``reach`` in points widens each mark on all sides."""

    def __init__(self, width: float, height: float, reach: float = 0.0) -> None:
        self._cell, self._reach = width / COLUMNS, reach
        self.rows = [0] * max(1, math.ceil(height / self._cell - 1e-6))

    def mark(self, rect: Rect) -> None:
        """Mark every cell that the rectangle touches."""
        self._mark(rect.x, rect.y, rect.right, rect.bottom)

    def trace(self, line: Segment) -> None:
        """Mark every cell that a straight line passes."""
        (ax, ay), (bx, by) = line
        steps = 1
        if ax != bx and ay != by:
            steps = max(1, math.ceil(max(abs(bx - ax), abs(by - ay)) / self._cell))
        for i in range(steps):
            x0, x1 = sorted((ax + (bx - ax) * i / steps, ax + (bx - ax) * (i + 1) / steps))
            y0, y1 = sorted((ay + (by - ay) * i / steps, ay + (by - ay) * (i + 1) / steps))
            self._mark(x0, y0, x1, y1)

    def _mark(self, left: float, top: float, right: float, bottom: float) -> None:
        first = max(0, math.floor((left - self._reach) / self._cell))
        last = min(COLUMNS - 1, math.floor((right + self._reach) / self._cell))
        if last < first:
            return
        bits = ((1 << (last - first + 1)) - 1) << first
        start = max(0, math.floor((top - self._reach) / self._cell))
        end = min(len(self.rows) - 1, math.floor((bottom + self._reach) / self._cell))
        for row in range(start, end + 1):
            self.rows[row] |= bits

    def quiet_share(self, rect: Rect | None = None) -> float:
        """The largest rectangle without a mark, as a share of ``rect`` (default: of the canvas)."""
        if rect is None:
            return largest_empty(self.rows, COLUMNS) / (len(self.rows) * COLUMNS)
        left, right = math.ceil(rect.x / self._cell), math.floor(rect.right / self._cell)
        top, bottom = math.ceil(rect.y / self._cell), math.floor(rect.bottom / self._cell)
        if right <= left or bottom <= top:
            return 0.0
        part = [row >> left & ((1 << (right - left)) - 1) for row in self.rows[top:bottom]]
        return largest_empty(part, right - left) / ((right - left) * (bottom - top))

    def marked_share(self, *, middle: bool = False) -> float:
        """The share of squares a 24th of the width wide that have marks; ``middle``: of the middle ninth alone."""
        high = max(1, len(self.rows) // _BLOCK)
        marked = [
            sum((row >> column * _BLOCK & ((1 << _BLOCK) - 1)).bit_count() for row in rows) >= _ENOUGH
            for band in range(high)
            if (rows := self.rows[band * _BLOCK : (band + 1) * _BLOCK])
            for column in range(24)
            if not middle or (high / 3 <= band + 0.5 <= high * 2 / 3 and 8 <= column < 16)  # noqa: PLR2004 - thirds of 24
        ]
        return sum(marked) / len(marked) if marked else 1.0


def marked(scene: DrawnScene, reach: float = 0.0) -> MarkGrid:
    """The marks of a scene, each widened by ``reach`` points."""
    grid = MarkGrid(scene.width, scene.height, reach)
    for rect in (*(frame.rect for frame in scene.frames), *((scene.legend,) if scene.legend else ())):
        _outline(grid, corners(rect))
    for box in scene.boxes:
        if not box.parts:  # a free pictogram has no border
            _outline(grid, box.outline)
    for glyph in scene.glyphs:
        grid.mark(glyph.rect)
    for line in scene.lines:
        _path(grid, segments(line.points))
    _path(grid, ((guide.start, guide.end) for guide in scene.guides))
    for text in scene.texts:
        high = text.rect.height
        grid.mark(
            Rect(text.rect.x, text.rect.y + _ASCENDERS * high, text.rect.width, high * (1 - _ASCENDERS - _DESCENDERS))
        )
    return grid


def _outline(grid: MarkGrid, ring: Sequence[Point]) -> None:
    _path(grid, segments((*ring, ring[0])))


def _path(grid: MarkGrid, lines: Iterable[Segment]) -> None:
    for line in lines:
        grid.trace(line)


def largest_empty(rows: Sequence[int], columns: int, least: int = 0) -> int:
    """The area in cells of the largest rectangle whose bits are all unset, or ``least`` if that is larger.

    Rows alike are looked at together.
    """
    runs = [(bits, len(list(same))) for bits, same in itertools.groupby(rows)]
    best, left = least, len(rows)
    for top, (_, thick) in enumerate(runs):
        if not top or runs[top - 1][0]:  # else a rectangle from one row higher is larger
            best = _largest_from(runs[top:], left, columns, best)
        left -= thick
    return best


def _largest_from(runs: Sequence[tuple[int, int]], left: int, columns: int, least: int) -> int:
    """The same of rectangles that begin at the first of ``left`` rows; ``runs`` are rows alike with their number."""
    free, high, best, most = (1 << columns) - 1, 0, least, columns
    for bits, count in runs:
        if free & bits:
            if high * most > best:  # else nothing so high is large enough
                best, most = _widest(free, high, best)
            free &= ~bits
            if not has_run(free, best // left + 1):
                return best
        high += count
    return _widest(free, high, best)[0]


def _widest(free: int, high: int, best: int) -> tuple[int, int]:
    """The area of the widest rectangle of a height if it is above the ``best`` so far, and how wide it is at most."""
    if not has_run(free, best // high + 1):
        return best, best // high
    longest = longest_run(free)
    return longest * high, longest


def has_run(bits: int, length: int) -> bool:
    """Whether ``length`` neighbouring bits are set."""
    done = 1
    while bits and done << 1 <= length:
        bits &= bits >> done
        done <<= 1
    return (bits & bits >> length - done if done < length else bits) != 0


def longest_run(bits: int) -> int:
    """How many neighbouring bits are set at most."""
    if not bits:
        return 0
    powers = [bits]
    while powers[-1]:
        powers.append(powers[-1] & powers[-1] >> (1 << len(powers) - 1))
    length, held = 1 << len(powers) - 2, powers[-2]
    for power in range(len(powers) - 3, -1, -1):
        longer = held & powers[power] >> length
        if longer:
            held, length = longer, length + (1 << power)
    return length
