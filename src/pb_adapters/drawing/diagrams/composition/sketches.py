"""What a fitted tree is worth before any arrow is routed: how far arrows would go, how full the page is, its shape."""

import itertools
import math
from collections.abc import Sequence

from pb_adapters.drawing.diagrams.composition.arrows import facing
from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.few_sides import roundabout
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import ACROSS
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.mark_grid import has_run, longest_run
from pb_core.domain.plane import Point, Rect, Segment, cuts

_BENT = 9.0  # cells that bends count for
_BACKWARDS = 30.0  # cells that a flow to the left or up counts for
_FOLD = 14.0  # cells that the line from one row to the next counts for, however long
_FULL = 0.55  # of the page: more blocks than this are not wanted
_EMPTY = 60.0
_QUIET, _SILENT = 220.0, 0.06  # of the page: what a larger empty rectangle costs
_SLAB = 2.0
_TALL = 60.0  # what a page higher than wide print costs
_PANEL_FULL = 0.42
_HOLLOW = 300.0
_VOID, _VOIDS = 150.0, 0.12  # of a panel: what a larger empty rectangle costs
_TITLE = 5  # cells at the top of a panel that count as full
_DISORDER = 5.0  # what a panel costs that stands before one that its plan has earlier
_UNPANELLED = 10.0  # what it costs that nothing is set off as a panel
_ROUNDABOUT = 40.0  # cells that a way about a diamond counts for, whose sides are other arrows'
_CROSSED, _THROUGH = 12.0, 10.0  # cells that a crossing counts for, and a way through a panel of others


def sketch_badness(
    fit: Fitted,
    leaves: dict[str, Leaf],
    links: tuple[Link, ...],
    *,
    free: bool,
    below: float = 0.0,
    order: Sequence[str] = (),
) -> float:
    """How bad a fitted tree looks, in cells of arrows for each arrow.

    ``free``: the height was ours to choose; then ``below`` cells are added under the tree. ``order`` is that of the
    panels in the plan.
    """
    travel = sum(_travel(fit, leaves, link) for link in links if link.source != link.target)
    inked = sum((a.right - a.x) * (a.bottom - a.y) for a in fit.leaves.values()) / (fit.width * fit.height)
    travel += _ROUNDABOUT * roundabout(fit, leaves, links)
    badness = travel / max(4, len(links)) + _EMPTY * max(0.0, _FULL - inked) ** 2
    rows, panels = _marked(fit, links), [fit.frames[name] for name in order if name in fit.frames]
    badness += _HOLLOW * _hollow(fit) + _QUIET * (_empty_share(rows, fit.width, _SILENT) - _SILENT)
    badness += _VOID * (max((_void(rows, panel) for panel in panels), default=_VOIDS) - _VOIDS)
    badness += _SLAB * _slabs(fit, leaves) + _tangle(fit, links) / max(4, len(links))
    badness += _UNPANELLED * (not fit.frames)
    badness += _DISORDER * _disorder(panels)
    if free:
        high = fit.height + below
        badness += 25 * max(0.0, math.log(1.6 / (fit.width / high)), 0.4 * math.log(fit.width / high / 3.2))
        badness += _TALL * max(0.0, high / ACROSS - 1)
    return badness


def quiet_share(fit: Fitted, links: tuple[Link, ...]) -> float:
    """The largest rectangle of cells that holds no block, edge of a panel or straight arrow, as a share of the page."""
    return _empty_share(_marked(fit, links), fit.width)


def _marked(fit: Fitted, links: tuple[Link, ...]) -> list[int]:
    """The cells that hold a block, an edge of a panel or a straight arrow, row by row."""
    rows = [0] * fit.height
    for area in fit.leaves.values():
        _mark(rows, area)
    for frame in fit.frames.values():
        for edge in _edges(frame):
            _mark(rows, edge)
    for link in links:
        _mark(rows, _between_middles(fit.leaves[link.source], fit.leaves[link.target]))
    return rows


def _empty_share(rows: list[int], columns: int, least: float = 0.0) -> float:
    """The share of the largest empty rectangle, or ``least`` if that is larger."""
    cells = columns * len(rows)
    return max(least, _largest_empty(rows, columns, int(least * cells)) / cells) if cells else least


def _void(rows: list[int], panel: Area) -> float:
    """The largest empty rectangle below the title of a panel, as a share of the panel, or what a panel may have."""
    across, high, top = panel.right - panel.x, panel.bottom - panel.y, panel.y + _TITLE
    part = [row >> panel.x & (1 << across) - 1 for row in rows[top : panel.bottom]]
    return max(_VOIDS, _largest_empty(part, across, int(_VOIDS * across * high)) / (across * high))


def _largest_empty(rows: list[int], columns: int, least: int) -> int:
    """The area of the largest rectangle whose bits are all unset, or ``least`` if that is larger.

    Rows alike are looked at together.
    """
    runs = [(bits, len(list(same))) for bits, same in itertools.groupby(rows)]
    best, left = least, len(rows)
    for top, (_, thick) in enumerate(runs):
        free, high, longest = (1 << columns) - 1, 0, columns
        for bits, count in runs[top:]:
            if free & bits:
                free &= ~bits
                if not has_run(free, best // left + 1):
                    break
                longest = longest_run(free)
            high += count
            best = max(best, longest * high)
        left -= thick
    return best


def _slabs(fit: Fitted, leaves: dict[str, Leaf]) -> float:
    """How much higher than they like blocks are in all, beyond half."""
    return sum(max(0.0, (a.bottom - a.y) / leaves[name].high.preferred - 1.5) for name, a in fit.leaves.items())


def _mark(rows: list[int], area: Area) -> None:
    bits = (1 << max(0, area.right - area.x)) - 1 << area.x
    for y in range(area.y, min(area.bottom, len(rows))):
        rows[y] |= bits


def _edges(frame: Area) -> tuple[Area, ...]:
    return (
        Area(frame.x, frame.y, frame.right, frame.y + 1),
        Area(frame.x, frame.bottom - 1, frame.right, frame.bottom),
        Area(frame.x, frame.y, frame.x + 1, frame.bottom),
        Area(frame.right - 1, frame.y, frame.right, frame.bottom),
    )


def _between_middles(a: Area, b: Area) -> Area:
    """A strip one cell wide between two blocks that face each other, else nothing."""
    low, high = max(a.x, b.x), min(a.right, b.right)
    if low < high:
        return Area((low + high) // 2, min(a.bottom, b.bottom), (low + high) // 2 + 1, max(a.y, b.y))
    top, bottom = max(a.y, b.y), min(a.bottom, b.bottom)
    if top < bottom:
        return Area(min(a.right, b.right), (top + bottom) // 2, max(a.x, b.x), (top + bottom) // 2 + 1)
    return Area(0, 0, 0, 0)


def _disorder(panels: Sequence[Area]) -> int:
    """How many pairs of panels are read against their order: beside each other, or one above the other."""
    return sum(
        (other.right <= one.x and other.y < one.bottom and one.y < other.bottom) or other.bottom <= one.y
        for one, other in itertools.combinations(panels, 2)
    )


def _tangle(fit: Fitted, links: tuple[Link, ...]) -> float:
    """What crossings of links as they would run straight count for, and panels that they would pass through."""
    middles = {name: ((a.x + a.right) / 2, (a.y + a.bottom) / 2) for name, a in fit.leaves.items()}
    ways = [(middles[k.source], middles[k.target]) for k in links if k.source != k.target]
    crossed = sum(_cross(one, other) for i, one in enumerate(ways) for other in ways[:i])
    through = 0
    for frame in fit.frames.values():
        rect = Rect(frame.x, frame.y, frame.right - frame.x, frame.bottom - frame.y)
        outside = [way for way in ways if not (_within(way[0], frame) or _within(way[1], frame))]
        through += sum(cuts(way, rect) for way in outside)
    return _CROSSED * crossed + _THROUGH * through


def _within(point: Point, frame: Area) -> bool:
    return frame.x <= point[0] <= frame.right and frame.y <= point[1] <= frame.bottom


def _cross(one: Segment, other: Segment) -> bool:
    """Whether two segments cross within both."""
    (a, b), (c, d) = one, other
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def _hollow(fit: Fitted) -> float:
    """How far panels fall short of being full: the squares of what each lacks, weighed by its share of the page."""
    found = 0.0
    for frame in fit.frames.values():
        area = (frame.right - frame.x) * (frame.bottom - frame.y)
        inside = sum((a.right - a.x) * (a.bottom - a.y) for a in fit.leaves.values() if _holds(frame, a))
        found += max(0.0, _PANEL_FULL - inside / area) ** 2 * area / (fit.width * fit.height)
    return found


def _travel(fit: Fitted, leaves: dict[str, Leaf], link: Link) -> float:
    a, b = fit.leaves[link.source], fit.leaves[link.target]
    across, apart = max(b.x - a.right, a.x - b.right, 0), max(b.y - a.bottom, a.y - b.bottom, 0)
    room = facing(fit, leaves, link.source, link.target)
    cost = float(across + apart)
    if room is None or _between(fit, link, room):
        aside = (abs(a.x + a.right - b.x - b.right) + abs(a.y + a.bottom - b.y - b.bottom)) / 2
        cost = _FOLD if _folds(a, b, fit.width) else cost + _BENT + 0.5 * aside
    if (
        link.forward
        and cost != _FOLD
        and (b.right <= a.x or b.bottom <= a.y)
        and not (b.x >= a.right or b.y >= a.bottom)
    ):
        cost += _BACKWARDS if _apart(fit, link) else 2 * _BACKWARDS
    return cost


def _apart(fit: Fitted, link: Link) -> bool:
    """Whether a panel holds only one end of a link: within a panel everything should run one way."""
    a, b = fit.leaves[link.source], fit.leaves[link.target]
    return any(_holds(frame, a) != _holds(frame, b) for frame in fit.frames.values())


def _holds(frame: Area, a: Area) -> bool:
    return a.x >= frame.x and a.right <= frame.right and a.y >= frame.y and a.bottom <= frame.bottom


def _folds(a: Area, b: Area, width: int) -> bool:
    """Whether a link leads from the end of a row to the beginning of the next."""
    return a.x - b.right > 0.3 * width and b.y >= a.bottom


def _between(fit: Fitted, link: Link, room: tuple[bool, tuple[int, int]]) -> bool:
    """Whether a box stands where the straight arrow would run."""
    down, (low, high) = room
    a, b = fit.leaves[link.source], fit.leaves[link.target]
    middle = (low + high) // 2
    if down:
        way = Area(middle, min(a.bottom, b.bottom), middle, max(a.y, b.y))
    else:
        way = Area(min(a.right, b.right), middle, max(a.x, b.x), middle)
    return any(
        name not in (link.source, link.target)
        and c.x <= way.right
        and c.right >= way.x
        and c.y <= way.bottom
        and c.bottom >= way.y
        for name, c in fit.leaves.items()
    )
