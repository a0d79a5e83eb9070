"""Where a legend stands if not below the figure: in an empty place outside of panels, at an edge or in its middle."""

import itertools
import operator
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_core.domain.diagrams.mark_grid import COLUMNS, WIDENED, has_run, largest_empty, marked
from pb_core.domain.diagrams.scene import DrawnScene
from pb_core.domain.plane import Rect

_EMPTY = 0.078  # of the figure: a smaller place is no emptiness that readers mind
_FULL = 0.07  # of the figure: where no place is larger, whole words and an edge matter more
_AROUND = 6.0  # points at least between the legend and what surrounds its place
_TRIED = 18  # legends in places, the largest places first

Form = tuple[float, float, int]
"""The width and height of a legend in points, and how many lines its entries have at most."""
Margins = tuple[float, float, float, float]
"""At the left, above, at the right and below, in points."""
Cells = tuple[int, int, int, int]
"""A rectangle of cells: its first column and row, and how wide and high it is."""


class _Place(Struct, frozen=True):
    """A legend in an empty place: which of its forms, where, how many lines entries have, at how many edges it is."""

    form: int
    rect: Rect
    lines: int
    edges: int


def vacant_place(scene: DrawnScene, forms: Sequence[Form], below: float, margins: Margins) -> tuple[int, Rect] | None:
    """Which of these forms of a legend has a place in what is empty, by its index, and that place.

    Of all places it is the one that leaves the figure fullest; at the edges of the figure, whose ``margins`` are given
    from the left on clockwise, it may stand flush. ``None`` where no form fits, or where the figure would
    have a large empty place and be no fuller than with a legend ``below`` it that takes so many points. The insides of
    panels are no places. All is in points.
    """
    grid = marked(scene, WIDENED * scene.width)
    for rect in (*(frame.rect for frame in scene.frames), *(box.rect for box in scene.boxes)):
        grid.mark(rect)
    cell, cells = scene.width / COLUMNS, len(grid.rows) * COLUMNS
    empty = largest_empty(grid.rows, COLUMNS) / cells * scene.height / (scene.height + below)
    places = list(itertools.islice(_places(scene, grid.rows, forms, margins), _TRIED))
    found = [(_share_with(place.rect, grid.rows, cell), place) for place in places]
    most = max(_EMPTY, empty)
    fitting = [((max(share, _FULL), p.lines, -p.edges, share), p) for share, p in found if share < most]
    if not fitting:
        return None
    best = min(fitting, key=operator.itemgetter(0))[1]
    return best.form, best.rect


def _places(scene: DrawnScene, rows: Sequence[int], forms: Sequence[Form], margins: Margins) -> Iterator[_Place]:
    """Where the forms may stand, in the largest places first: in each those with most room, and at edges."""
    cell = scene.width / COLUMNS
    narrow, low = (min((form[i] for form in forms), default=float("inf")) for i in (0, 1))
    if max(narrow, low) == float("inf"):
        return
    found = _empties(rows, int(narrow / cell), int(low / cell))
    for x, y, wide, high in sorted(found, key=lambda c: (-c[2] * c[3], c)):
        at = (x == 0, y == 0, x + wide == COLUMNS, y + high == len(rows))
        left, top, right, bottom = (edge if one else _AROUND for one, edge in zip(at, margins, strict=True))
        inside = Rect(
            x * cell + left,
            y * cell + top,
            min(wide * cell, scene.width - x * cell) - left - right,
            min(high * cell, scene.height - y * cell) - top - bottom,
        )
        rooms = dict[int, tuple[float, int]]()
        for index, (w, h, lines) in enumerate(forms):
            room = min(inside.width - w, inside.height - h)
            if room >= 0:
                rooms[lines] = max((room, index), rooms.get(lines, (0.0, 0)))
        for lines, (_, index) in sorted(rooms.items()):
            yield _Place(index, _in(inside, forms[index]), lines, 0)
            if any(at):
                yield _Place(index, _in(inside, forms[index], at), lines, sum(at))


def _in(inside: Rect, form: Form, at: Sequence[bool] = (False,) * 4) -> Rect:
    """A form in a place: across and down at the edge there is or, without one, in the middle."""
    (wide, high, _), (left, top, right, bottom) = form, at
    across, down = (0.5 if first == last else float(last) for first, last in ((left, right), (top, bottom)))
    return Rect(inside.x + across * (inside.width - wide), inside.y + down * (inside.height - high), wide, high)


def _share_with(place: Rect, rows: Sequence[int], cell: float) -> float:
    """The share of the figure that its largest empty place has beside a legend."""
    left, right = int(place.x / cell), int(place.right / cell) + 1
    bits = ((1 << right - left) - 1) << left
    within = range(int(place.y / cell), int(place.bottom / cell) + 1)
    return largest_empty([row | bits if y in within else row for y, row in enumerate(rows)], COLUMNS) / (
        len(rows) * COLUMNS
    )


def _empties(rows: Sequence[int], narrow: int, low: int) -> Iterator[Cells]:
    """The rectangles without a mark that no larger one holds, at least so wide and so high."""
    runs = [(bits, len(list(same))) for bits, same in itertools.groupby(rows)]
    tops = [0, *itertools.accumulate(count for _, count in runs)]
    full = (1 << COLUMNS) - 1
    for first, above in enumerate([full, *(bits for bits, _ in runs)][: len(runs)]):
        free = full
        for last, (bits, _) in enumerate(runs[first:], first):
            free &= ~bits
            if not has_run(free, narrow) or not free & above:
                break
            high = tops[last + 1] - tops[first]
            beneath = runs[last + 1][0] if last + 1 < len(runs) else full
            if high >= low and free & beneath:
                yield from (
                    (left, tops[first], wide, high)
                    for left, wide in _spans(free)
                    if wide >= narrow and all((ones >> left) & ((1 << wide) - 1) for ones in (above, beneath))
                )


def _spans(bits: int) -> Iterator[tuple[int, int]]:
    """Where each run of bits that are set begins, and how long it is."""
    start = 0
    while bits:
        skipped = (bits & -bits).bit_length() - 1
        bits >>= skipped
        long = (~bits & (bits + 1)).bit_length() - 1
        yield start + skipped, long
        bits >>= long
        start += skipped + long
