"""What a fitted tree is worth before any arrow is routed: how far arrows would go, how full the page is, its shape."""

import functools
import itertools
import math
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.composition.block_contents import content_extent
from pb_adapters.drawing.diagrams.composition.emptiness import marked_rows, quiet_share, void_share
from pb_adapters.drawing.diagrams.composition.exchanges import cramped
from pb_adapters.drawing.diagrams.composition.expected_ways import Way, crossed, expected_way
from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.few_sides import roundabout
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import ACROSS, MARGIN, PITCH
from pb_adapters.drawing.diagrams.composition.print_columns import TALLEST, is_column
from pb_adapters.drawing.diagrams.composition.straightening import onward_pairs, steps_of
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.common_lines import offset_steps
from pb_core.domain.diagrams.panel_directions import Arrow, turning
from pb_core.domain.diagrams.panel_edges import untiled
from pb_core.domain.diagrams.reading_order import (
    closing_pairs,
    crooked_steps,
    is_contrary,
    turning_share,
)
from pb_core.domain.plane import Point

_BENT = 9.0  # cells that bends count for
_STRAIGHT = 2  # corners of a way without bends
_BACKWARDS = 30.0  # cells that a flow to the left or up counts for
_WITHIN = 5  # times as much as from panel to panel that it counts within one, which shall run one way
_FOLD = 40.0  # cells that the line from one row to the next counts for at most
_LONG, _OVERLONG = 0.33, 4.0  # of the width: what each longer arrow but one costs
_FAR, _FARTHER = 160.0 / PITCH, 8.0  # cells that no reader finds long; what each width beyond costs
_FULL = 0.55  # of the page: more blocks than this are not wanted
_EMPTY = 60.0
_QUIET, _SILENT = 330.0, 0.06  # of the page: what a larger empty rectangle costs
_SLAB = 2.0
_BLOWN_UP, _BARE_BLOCK = 400.0, 0.04  # of the page: what a block alone in its panel costs that is barer inside
_STEEP, _STEEP_COLUMN = 25.0, 5.0  # what a page costs that is higher than wide, and a column
_TALL = 60.0  # what a page higher than wide print costs
_OVER = 640.0  # what a figure costs that is higher than a page of print
_PANEL_FULL = 0.42
_HOLLOW = 300.0
_VOID, _VOIDS = 130.0, 0.14  # of a panel below its title: what a larger empty rectangle costs
_REFUSED, _BARE = 4.0, 0.18  # the same of one that readers would refuse whatever arrows divide it
_DISORDER = 5.0  # what a panel costs that stands before one that its plan has earlier
_RAGGED = 17.0  # what a side of a panel costs that lines up with no other
_TURNED = 14.0  # what a panel costs that is read in several directions
_ORDER_IN_COLUMN = 0.5  # of both in a column of print, where lines that can be told apart count for more
_MIXED = 14.0  # what it costs where no panel divides the page that half of the flow leads down and half to the right
_CROOKED = 4.0  # what it costs there that a step of a chain is not straight
_OFFSET = 0.4  # what it costs there that an arrow leads to what is in no row or column with its source
_ROUNDABOUT = 40.0  # cells that a way about a diamond counts for, whose sides are other arrows'
_CRAMPED = 1.0  # what each cell costs that messages between two boxes lack
_CROSSED, _THROUGH = 12.0, 10.0  # cells that a crossing counts for, and a way through a panel of others


class Panels(Struct, frozen=True):
    """The panels of the whole, in the order of the plan, and the arrows inside of each panel, also of those in others.

    No arrow that feeds back is among them. ``inner`` are the panels of each panel that holds others, in that order.
    """

    names: tuple[str, ...] = ()
    arrows: tuple[tuple[Arrow, ...], ...] = ()
    inner: tuple[tuple[str, ...], ...] = ()


NO_PANELS = Panels()


def sketch_badness(
    fit: Fitted,
    leaves: dict[str, Leaf],
    links: tuple[Link, ...],
    *,
    free: bool,
    below: float = 0.0,
    panels: Panels = NO_PANELS,
    limit: float = float("inf"),
) -> float:
    """How bad a fitted tree looks, in cells of arrows for each arrow.

    ``free``: the height was ours to choose; then ``below`` cells are added under the tree. From a badness of ``limit``
    on, empty places are not looked for.
    """
    ways = {link: _way(fit, link) for link in links if link.source != link.target}
    corners = [way for _, way in ways.values()]
    count = max(4, len(links))
    rounds = closing_links(links)
    travel = sum(_travel(fit, link, way, rounds) for link, way in ways.items())
    travel += _ROUNDABOUT * roundabout(fit, leaves, links)
    long = sum(length > _LONG * fit.width for length, _ in ways.values())
    badness = (travel + _tangle(fit, corners)) / count + _OVERLONG * max(0, long - 1)
    badness += _FARTHER * _excess(fit, ways) + _CRAMPED * cramped(fit, links)
    inked = sum((a.right - a.x) * (a.bottom - a.y) for a in fit.leaves.values()) / (fit.width * fit.height)
    badness += _EMPTY * max(0.0, _FULL - inked) ** 2 + _HOLLOW * _hollow(fit) + _SLAB * _slabs(fit, leaves)
    badness += _BLOWN_UP * _blown_up(fit, leaves)
    badness += 0.0 if fit.frames else _disorderly(fit, links)
    outer = [fit.frames[name] for name in panels.names if name in fit.frames]
    share = _ORDER_IN_COLUMN if _is_column(fit.width) else 1.0
    inner = [[fit.frames[name] for name in names if name in fit.frames] for names in panels.inner]
    badness += _DISORDER * sum(map(_disorder, [outer, *inner])) + _RAGGED * share * untiled(outer)
    places = fit.leaves | fit.frames
    badness += _TURNED * share * sum(turning(arrows, places) for arrows in panels.arrows)
    if free:
        high = fit.height + below
        badness += _shape_badness(fit.width, high)
    if badness >= limit:
        return badness
    rows = marked_rows(fit, corners, leaves)
    void = max((void_share(rows, panel, _VOIDS) for panel in outer), default=_VOIDS)
    badness += _VOID * (void - _VOIDS) + _REFUSED * (void > _BARE)
    return badness + _QUIET * (quiet_share(rows, fit.width, _SILENT) - _SILENT)


def _is_column(cells: int) -> bool:
    """Whether so many cells between the margins are as wide as a column of print."""
    return is_column(cells * PITCH + 2 * MARGIN)


def _shape_badness(width: int, height: float) -> float:
    """How bad the shape of a page is, in cells: a column of print may be as high as a page of it."""
    steep = 1.6 * height / width
    over = _OVER * max(0.0, (height * PITCH + 2 * MARGIN) / TALLEST - 1)
    if _is_column(width):
        return _STEEP_COLUMN * max(0.0, math.log(steep)) + over
    flat = 0.4 * math.log(width / height / 3.2)
    return _STEEP * max(0.0, math.log(steep), flat) + _TALL * max(0.0, height / ACROSS - 1) + over


def _disorderly(fit: Fitted, links: tuple[Link, ...]) -> float:
    """What it costs where no panel divides the page that it is not read in one direction, and in rows and columns."""
    crooked = _CROOKED * crooked_steps(steps_of(links), fit.leaves)
    return _MIXED * _mixed(fit, links) + crooked + _OFFSET * offset_steps(onward_pairs(links), fit.leaves)


def _mixed(fit: Fitted, links: Sequence[Link]) -> float:
    """The share of the flow that does not lead in the direction that most of it has, down or to the right."""
    ends = [(fit.leaves[k.source], fit.leaves[k.target]) for k in links if k.forward and k.source != k.target]
    return turning_share(ends)


def _slabs(fit: Fitted, leaves: dict[str, Leaf]) -> float:
    """How much higher than they like blocks are in all, beyond half."""
    return sum(max(0.0, (a.bottom - a.y) / leaves[name].high.preferred - 1.5) for name, a in fit.leaves.items())


def _blown_up(fit: Fitted, leaves: dict[str, Leaf]) -> float:
    """How much of the page the bare inside of each block alone in its panel covers, beyond what is usual."""
    page, found = fit.width * fit.height, 0.0
    for frame in fit.frames.values():
        held = [name for name, a in fit.leaves.items() if frame.holds(a)]
        if len(held) == 1 and not leaves[held[0]].stands_free:
            a = fit.leaves[held[0]]
            bare = (a.right - a.x) * (a.bottom - a.y) - math.prod(content_extent(leaves[held[0]], a))
            found += max(0.0, bare / page - _BARE_BLOCK)
    return found


def _disorder(panels: Sequence[Area]) -> int:
    """How many pairs of panels are read against their order: beside each other, or one above the other."""
    return sum(
        (other.right <= one.x and other.y < one.bottom and one.y < other.bottom) or other.bottom <= one.y
        for one, other in itertools.combinations(panels, 2)
    )


def _tangle(fit: Fitted, ways: Sequence[tuple[Point, ...]]) -> float:
    """What crossings of expected ways count for, and panels of others that these pass through."""
    return _CROSSED * crossed(ways) + _THROUGH * sum(_passed(way, fit.frames.values()) for way in ways)


def _passed(way: tuple[Point, ...], frames: Iterable[Area]) -> int:
    """How many panels a way passes through that begins and ends outside of them."""
    lefts, tops = zip(*way, strict=True)
    left, top, right, bottom = min(lefts), min(tops), max(lefts), max(tops)
    near = (f for f in frames if left < f.right and right > f.x and top < f.bottom and bottom > f.y)
    return sum(_through(way, frame) for frame in near)


def _through(way: tuple[Point, ...], frame: Area) -> bool:
    """Whether a way that begins and ends outside of a panel passes through it."""
    if _within(way[0], frame) or _within(way[-1], frame):
        return False
    return any(
        min(ax, bx) < frame.right and max(ax, bx) > frame.x and min(ay, by) < frame.bottom and max(ay, by) > frame.y
        for (ax, ay), (bx, by) in itertools.pairwise(way)
    )


def _within(point: Point, frame: Area) -> bool:
    return frame.x <= point[0] <= frame.right and frame.y <= point[1] <= frame.bottom


def _hollow(fit: Fitted) -> float:
    """How far panels fall short of being full: the squares of what each lacks, weighed by its share of the page."""
    found = 0.0
    for frame in fit.frames.values():
        area = (frame.right - frame.x) * (frame.bottom - frame.y)
        inside = sum((a.right - a.x) * (a.bottom - a.y) for a in fit.leaves.values() if frame.holds(a))
        found += max(0.0, _PANEL_FULL - inside / area) ** 2 * area / (fit.width * fit.height)
    return found


def _way(fit: Fitted, link: Link) -> Way:
    return expected_way(fit.leaves[link.source], fit.leaves[link.target], fit.leaves.values(), fit.width)


@functools.lru_cache(maxsize=16)
def closing_links(links: tuple[Link, ...]) -> frozenset[Link]:
    """The links that close a cycle: one of each must lead back."""
    closing = closing_pairs((link.source, link.target) for link in links)
    return frozenset(link for link in links if (link.source, link.target) in closing)


def _excess(fit: Fitted, ways: Mapping[Link, Way]) -> float:
    """By how many widths of the page arrows that do not feed back are longer than readers like.

    Of each block the longest counts, as others share its line.
    """
    most, worst = max(_LONG * fit.width, _FAR), dict[str, float]()
    for link, (length, _) in ways.items():
        if link.forward and length > most:
            worst[link.source] = max(length - most, worst.get(link.source, 0.0))
    return sum(worst.values()) / fit.width


def _travel(fit: Fitted, link: Link, way: Way, rounds: frozenset[Link]) -> float:
    a, b = fit.leaves[link.source], fit.leaves[link.target]
    length, corners = way
    folds = _folds(a, b, fit.width)
    cost = min(length, _FOLD) if folds else length + _BENT * (len(corners) > _STRAIGHT)
    if link.forward and not folds and is_contrary(a, b):
        cost += _BACKWARDS * _weight(fit, link, rounds)
    return cost


def _weight(fit: Fitted, link: Link, rounds: frozenset[Link]) -> int:
    """How much it counts that a link leads back: most where no panel begins, least where it closes a cycle."""
    if link in rounds:
        return 1
    if not fit.frames:
        return 8 if link.flow else 1
    return 1 if _apart(fit, link) else _WITHIN


def _apart(fit: Fitted, link: Link) -> bool:
    """Whether a panel holds only one end of a link: within a panel everything should run one way."""
    a, b = fit.leaves[link.source], fit.leaves[link.target]
    return any(frame.holds(a) != frame.holds(b) for frame in fit.frames.values())


def _folds(a: Area, b: Area, width: int) -> bool:
    """Whether a link leads from the end of a row to the beginning of the next."""
    return a.x - b.right > 0.3 * width and b.y >= a.bottom
