"""The grid of a composite: its rows and columns, how large its panels become, and their labels, broken into lines."""

import math
import re
import unicodedata
from collections.abc import Callable, Sequence

from msgspec import Struct

from pb_core.errors import InvalidRequest

Measure = Callable[[str], float]
"""The advance width of one line of text, in units of the type size."""

_RIGHT_TO_LEFT = {"R", "AL", "AN"}
_MARKS = {"Mn", "Mc", "Me"}
_JOINED = re.compile("[\U0001f1e6-\U0001f1ff\U0001f3fb-\U0001f3ff]")  # parts of flags, and skin tones
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WIDE_EM, _NARROW_EM = 1.0, 0.6
_WIDE = "\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60"
_CLOSERS = re.escape("、。,.，．・：；？！)]）］｝」』】〉》”’%")
_PIECE = re.compile(rf"(\s*)([{_WIDE}][{_CLOSERS}]*|[^\s{_WIDE}]+)")


def panel_labels(count: int) -> tuple[str, ...]:
    """``(a)`` to ``(z)``, then ``(aa)``, ``(ab)`` and so on."""
    return tuple(f"({_letters(number)})" for number in range(1, count + 1))


def _letters(number: int) -> str:
    """The number in the bijective numeral system of 26 letters, as spreadsheets name columns."""
    letters = ""
    while number:
        number, place = divmod(number - 1, len(_LETTERS))
        letters = _LETTERS[place] + letters
    return letters


def resolve_labels(labels: Sequence[str] | None, count: int) -> tuple[str, ...]:
    """One line of text per panel, blanks collapsed; ``""`` is a panel without a label.

    ``None`` gives ``(a)``, ``(b)``, …; an empty sequence gives no labels.

    Raises:
        InvalidRequest: there are labels, but not one per panel, or one needs shaping, which composers do not do.
    """
    if labels is None:
        return panel_labels(count)
    if not labels:
        return ("",) * count
    if len(labels) != count:
        raise InvalidRequest(
            f"labels must name every panel or be empty, but their number is {len(labels)} for {count} panels"
        )
    return tuple(_unshaped(" ".join(label.split())) for label in labels)


def _unshaped(label: str) -> str:
    text = unicodedata.normalize("NFC", label)
    if any(map(needs_shaping, text)):
        raise InvalidRequest(
            f"label '{label[:40]}' has right-to-left or combining letters, a flag or a skin tone, "
            "which panel labels cannot show"
        )
    return text


def needs_shaping(char: str) -> bool:
    """Whether a character runs to the left, or is drawn in one with the character beside it."""
    runs_left = unicodedata.bidirectional(char) in _RIGHT_TO_LEFT
    return runs_left or unicodedata.category(char) in _MARKS or _JOINED.match(char) is not None


def approximate_width(text: str) -> float:
    """A generous estimate of ``Measure`` for those who know no typeface."""
    return sum(_WIDE_EM if unicodedata.east_asian_width(char) in "WF" else _NARROW_EM for char in text)


def wrap_label(text: str, width: float, measure: Measure) -> tuple[str, ...]:
    """Break a label into lines of at most ``width`` type sizes.

    Lines break at blanks and beside Chinese, Japanese and Korean characters; a word longer than a line is
    broken anywhere. A line of one character may be wider than asked for.
    """
    lines: list[str] = []
    for blank, piece in _PIECE.findall(text):
        joined = f"{lines[-1]}{blank}{piece}" if lines else piece
        if measure(joined) <= width:
            lines[-1:] = [joined]
        else:
            lines += _chopped(piece, width, measure)
    return tuple(lines)


def _chopped(piece: str, width: float, measure: Measure) -> list[str]:
    lines = [piece[0]]
    for char in piece[1:]:
        if measure(lines[-1] + char) <= width:
            lines[-1] += char
        else:
            lines.append(char)
    return lines


PIXELS_PER_INCH = 300
"""The least resolution of a composite, and the one at which vectors without pixels are measured."""

FINEST = 1_200
"""The greatest resolution of a composite in pixels an inch; panels that state more are taken for this."""

_PAGE_WIDTH = 17 / 2.54  # inches: how wide a panel is printed that does not say so
_SCREENS = 150  # pixels an inch, below which a statement is a program's default for screens

_BEST_RATIO = 1.6  # width to height of a figure across a page
_LAYOUT = re.compile(r"([1-9]\d{0,3})x([1-9]\d{0,3})", re.ASCII)


class PanelSize(Struct, frozen=True):
    """The full size of a panel's picture in pixels; ``resolution`` is in pixels an inch, if it states one."""

    width: int
    height: int
    resolution: float | None = None

    def pixels_per_inch(self) -> float:
        """The resolution at which the panel is printed: as stated for print, else as if it were 17 cm wide."""
        stated = self.resolution if self.resolution and self.resolution >= _SCREENS else None
        return min(FINEST, stated or self.width / _PAGE_WIDTH)


class CanvasLimits(Struct, frozen=True, kw_only=True):
    """What a composite may measure in pixels.

    The longest side is the 200 inches of a PDF page (ISO 32000-1, annex C.2) at the least resolution.
    """

    max_panel_side: int = 2**14
    max_side: int = 200 * PIXELS_PER_INCH
    max_pixels: int = 2**28


class Grid(Struct, frozen=True):
    """Rows and columns."""

    rows: int
    columns: int


def choose_grid(layout: str, sizes: Sequence[PanelSize], spacing: int, limits: CanvasLimits) -> Grid:
    """The grid that ``auto`` or ``RxC`` means for these panels; ``auto`` knows their aspect ratios.

    Of all grids without a superfluous row or column, ``auto`` takes the one whose figure comes closest to
    the shape of a page-wide figure (8:5); cells left empty in the last row count against it. A grid may have
    more cells than there are panels: rows and columns that would stay wholly empty are left out of it.

    Raises:
        InvalidRequest: it is neither, or holds too few panels.
    """
    count = len(sizes)
    if count == 0:
        raise InvalidRequest("a composite needs at least one panel")
    if layout == "auto":
        grids = [Grid(-(-count // columns), columns) for columns in range(1, count + 1)]
        fitting = [grid for grid in grids if _is_tight(grid, count)]
        return min(fitting, key=lambda grid: _awkwardness(grid, sizes, spacing, limits.max_panel_side))
    return _explicit(layout, count)


def _explicit(layout: str, count: int) -> Grid:
    match = _LAYOUT.fullmatch(layout)
    if match is None:
        raise InvalidRequest(f"layout must be auto or rows x columns such as 2x3, not '{layout[:20]}'")
    rows, columns = int(match[1]), int(match[2])
    if rows * columns < count:
        raise InvalidRequest(f"layout {layout} is too small for {count} panels")
    return Grid(-(-count // columns), min(columns, count))


def _is_tight(grid: Grid, count: int) -> bool:
    return (grid.rows - 1) * grid.columns < count and grid.rows * (grid.columns - 1) < count


def _awkwardness(grid: Grid, sizes: Sequence[PanelSize], spacing: int, cap: int) -> float:
    rows = [scaled_row(row, cap) for row in rows_of(sizes, grid)]
    width = max(sum(size.width + spacing for size in row) for row in rows)
    height = sum(max(size.height for size in row) + spacing for row in rows)
    empty = grid.rows * grid.columns - len(sizes)
    return abs(math.log(width / height / _BEST_RATIO)) + empty / grid.columns


def rows_of(sizes: Sequence[PanelSize], grid: Grid) -> list[Sequence[PanelSize]]:
    """The panels of each row."""
    return [sizes[start : start + grid.columns] for start in range(0, len(sizes), grid.columns)]


def scaled_row(sizes: Sequence[PanelSize], cap: int) -> list[PanelSize]:
    """The panels of a row at one height, each side at most ``cap``."""
    height = min(cap, max(size.height for size in sizes))
    scaled = []
    for size in sizes:
        if size.width * height <= cap * size.height:
            scaled.append(PanelSize(max(1, _divided(size.width * height, size.height)), height))
        else:
            scaled.append(PanelSize(cap, max(1, _divided(size.height * cap, size.width))))
    return scaled


def _divided(dividend: int, divisor: int) -> int:
    """The quotient to the nearest whole number, exactly."""
    return (2 * dividend + divisor) // (2 * divisor)
