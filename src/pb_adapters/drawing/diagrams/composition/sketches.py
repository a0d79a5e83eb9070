"""What a fitted tree is worth before any arrow is routed: how far arrows would go, how full the page is, its shape."""

import math

from pb_adapters.drawing.diagrams.composition.arrows import facing
from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import ACROSS
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.placement import Area

_BENT = 9.0  # cells that bends count for
_BACKWARDS = 8.0  # cells that a flow to the left or up counts for
_FOLD = 14.0  # cells that the line from one row to the next counts for, however long
_FULL = 0.55  # of the page: more blocks than this are not wanted
_EMPTY = 90.0
_PANEL_FULL = 0.42
_HOLLOW = 60.0


def sketch_badness(
    fit: Fitted, leaves: dict[str, Leaf], links: tuple[Link, ...], *, free: bool, below: float = 0.0
) -> float:
    """How bad a fitted tree looks, in cells of arrows for each arrow.

    ``free``: the height was ours to choose; then ``below`` cells are added under the tree.
    """
    travel = sum(_travel(fit, leaves, link) for link in links if link.source != link.target)
    inked = sum((a.right - a.x) * (a.bottom - a.y) for a in fit.leaves.values()) / (fit.width * fit.height)
    badness = travel / max(4, len(links)) + _EMPTY * max(0.0, _FULL - inked) ** 2
    badness += _HOLLOW * _hollow(fit) + 0.5 * _stretch(fit, leaves)
    if free:
        aspect = fit.width / (fit.height + below)
        badness += 6 * max(0.0, math.log(1.7 / aspect), 0.6 * math.log(aspect / 2.5))
    return badness


def _hollow(fit: Fitted) -> float:
    """How far panels fall short of being full: the squares of what each lacks, weighed by its share of the page."""
    found = 0.0
    for frame in fit.frames.values():
        area = (frame.right - frame.x) * (frame.bottom - frame.y)
        inside = sum(
            (a.right - a.x) * (a.bottom - a.y)
            for a in fit.leaves.values()
            if a.x >= frame.x and a.right <= frame.right and a.y >= frame.y and a.bottom <= frame.bottom
        )
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
        cost += _BACKWARDS
    return cost


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


def _stretch(fit: Fitted, leaves: dict[str, Leaf]) -> float:
    """How much wider than they like boxes are on average, as a share of the page."""
    over = [max(0, a.right - a.x - leaves[name].wide.preferred) for name, a in fit.leaves.items()]
    return 10 * sum(over) / len(over) / ACROSS
