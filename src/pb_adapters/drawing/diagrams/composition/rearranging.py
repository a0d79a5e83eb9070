"""Trees like a given one, the most promising first: members exchanged or moved, bands exchanged or turned round.

What a change is worth is told from where everything stands in the given tree, before another is fitted.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.lanes import with_lanes
from pb_adapters.drawing.diagrams.composition.savings import Places
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf, Node, is_lane, is_panel
from pb_core.domain.diagrams.panel_edges import untiled
from pb_core.domain.plane import Point, Rect

Grid = list[list[Node]]
"""Bands with their members."""

Path = tuple[tuple[int, int], ...]
"""The number of a band and of a member in it, from the whole inwards."""

_LITTLE = 1.0  # cells that a change has to save
_FREED = 60.0  # cells that it counts for if an element no longer stands beside panels that do not line up
_PAIR = 2


class Change(Struct, frozen=True):
    """A change of the bands of one node: how many cells it saves, and what makes it.

    With ``lanes`` arrows skip other bands than before. One that ``frees`` panels moves an element from beside them.
    """

    saved: float
    make: Callable[[Grid], Grid]
    lanes: bool = True
    frees: bool = False


def rearranged(tree: Bands, fit: Fitted, links: Sequence[Link], most: int) -> list[Bands]:
    """The trees that one change makes of a fitted one and in which linked boxes seem nearer, ``most`` of the best."""
    places = Places(fit, links)
    freed = _FREED if untiled([fit.frames[name] for name in _panels(tree)]) else 0.0
    found = [
        (gain, path, change)
        for path, node in _nodes(tree)
        for change in _changes(node, places)
        if (gain := change.saved + freed * change.frees) > _LITTLE
    ]
    found.sort(key=lambda one: -one[0])
    return [_changed(tree, path, change, links) for _, path, change in found[:most]]


def _changes(node: Bands, places: Places) -> Iterator[Change]:
    yield from _exchanges(node, places)
    yield from _turns(node, places)
    yield from _moves(node, places)
    yield from _lifts(node, places)


def _exchanges(node: Bands, places: Places) -> Iterator[Change]:
    """Two members of a node exchanged, or two of its bands."""
    spots = [
        ((b, m), places.part(member))
        for b, band in enumerate(node.bands)
        for m, member in enumerate(band)
        if not is_lane(member)
    ]
    for (one, first), (other, second) in itertools.combinations(spots, 2):
        yield Change(places.exchanged(first, second), _swapping(one, other), lanes=one[0] != other[0])
    for (at, band), (to, later) in itertools.combinations(enumerate(map(places.band, node.bands)), 2):
        yield Change(places.exchanged(band, later), _swapping_bands(at, to))


def _turns(node: Bands, places: Places) -> Iterator[Change]:
    """The bands of a node in the other order, or the members of all of them."""
    whole = places.part(node)
    if len(node.bands) >= _PAIR:
        yield Change(places.mirrored(whole, down=node.down), lambda grid: grid[::-1], lanes=False)
    if max(map(len, node.bands)) >= _PAIR:
        saved = places.mirrored(whole, down=not node.down)
        yield Change(saved, lambda grid: [band[::-1] for band in grid], lanes=False)


def _moves(node: Bands, places: Places) -> Iterator[Change]:
    """A member moved into another band, or a band of its own."""
    spots = [[_spot(node, (c, at), places) for at in range(len(band) + 1)] for c, band in enumerate(node.bands)]
    between = list(_between(node, places))
    with_panels = [any(map(is_panel, band)) for band in node.bands]
    for b, band in enumerate(node.bands):
        members = [m for m, member in enumerate(band) if not is_lane(member)]
        for m in members:
            part, frees = places.part(band[m]), _is_beside_panels(band[m], band)
            for c, inside in enumerate(spots):
                for at, spot in enumerate(inside) if c != b else ():
                    frees_it = frees and not with_panels[c]
                    yield Change(places.moved(part, spot), _moving((b, m), (c, at)), frees=frees_it)
            for c, spot in enumerate(between) if len(members) > 1 else ():
                yield Change(places.moved(part, spot), _moving_out((b, m), c), frees=frees)


def _between(node: Bands, places: Places) -> Iterator[Point]:
    """About where a band would be before the first one, between each two, and after the last one."""
    middles = [places.band(band).rect.middle for band in node.bands]
    for c in range(len(middles) + 1):
        near = middles[max(0, c - 1) : c + 1]
        yield sum(x for x, _ in near) / len(near), sum(y for _, y in near) / len(near)


def _lifts(node: Bands, places: Places) -> Iterator[Change]:
    """An element beside panels in a part of a node moved beyond that part: to elements there, or to a new band."""
    for b, band in enumerate(node.bands):
        for m, part in enumerate(band):
            if not isinstance(part, Bands) or part.frame:
                continue
            row = [member for inner in part.bands for member in inner]
            spots = [(c, n) for c, inner in enumerate(part.bands) for n in range(len(inner))]
            for (c, n), member in zip(spots, row, strict=True):
                for after in (False, True) if _is_beside_panels(member, row) else ():
                    target = b + 1 if after else b - 1
                    is_new = not 0 <= target < len(node.bands) or not all(
                        isinstance(o, Leaf) for o in node.bands[target]
                    )
                    moving = places.part(member)
                    spot = _beyond(node, moving.rect, places.band(band).rect, after=after)
                    yield Change(
                        places.moved(moving, spot),
                        _lifting((b, m), (c, n), b + after if is_new else target, is_new=is_new),
                        lanes=False,
                        frees=True,
                    )


def _is_beside_panels(member: Node, members: Sequence[Node]) -> bool:
    """Whether one of some members is an element and another holds panels."""
    return isinstance(member, Leaf) and not is_lane(member) and any(map(is_panel, members))


def _beyond(node: Bands, here: Rect, part: Rect, *, after: bool) -> Point:
    """The middle of what stood at one place and is moved before a part of a node, or after it."""
    x, y = here.middle
    if node.down:
        return x, part.bottom + here.height if after else part.y - here.height
    return part.right + here.width if after else part.x - here.width, y


def _spot(node: Bands, place: tuple[int, int], places: Places) -> Point:
    """About where a member would be that is put into a band: between two, or beyond the first or the last."""
    band, at = node.bands[place[0]], place[1]
    near = [member for member in band[max(0, at - 1) : at + 1] if not is_lane(member)]
    rect = places.around(near or [member for member in band if not is_lane(member)])
    x, y = rect.middle
    if 0 < at < len(band):
        return x, y
    sign = -1 if at == 0 else 1
    return (x + sign * rect.width, y) if node.down else (x, y + sign * rect.height)


def _swapping(one: tuple[int, int], other: tuple[int, int]) -> Callable[[Grid], Grid]:
    def make(grid: Grid) -> Grid:
        (b, m), (c, n) = one, other
        grid[b][m], grid[c][n] = grid[c][n], grid[b][m]
        return grid

    return make


def _swapping_bands(one: int, other: int) -> Callable[[Grid], Grid]:
    def make(grid: Grid) -> Grid:
        grid[one], grid[other] = grid[other], grid[one]
        return grid

    return make


def _moving(here: tuple[int, int], there: tuple[int, int]) -> Callable[[Grid], Grid]:
    def make(grid: Grid) -> Grid:
        grid[there[0]].insert(there[1], grid[here[0]].pop(here[1]))
        return grid

    return make


def _moving_out(here: tuple[int, int], there: int) -> Callable[[Grid], Grid]:
    def make(grid: Grid) -> Grid:
        grid.insert(there, [grid[here[0]].pop(here[1])])
        return grid

    return make


def _lifting(part: tuple[int, int], here: tuple[int, int], band: int, *, is_new: bool) -> Callable[[Grid], Grid]:
    def make(grid: Grid) -> Grid:
        (b, m), (c, n) = part, here
        inner = grid[b][m]
        assert isinstance(inner, Bands)  # noqa: S101 - only parts hold what is lifted
        rows = [list(row) for row in inner.bands]
        lifted = rows[c].pop(n)
        grid[b][m] = structs.replace(inner, bands=tuple(tuple(row) for row in rows if row))
        if is_new:
            grid.insert(band, [lifted])
        else:
            grid[band].append(lifted)
        return grid

    return make


def _panels(node: Bands) -> Iterator[str]:
    """The panels that stand in no other."""
    if node.frame:
        yield node.frame
        return
    for member in (member for band in node.bands for member in band):
        if isinstance(member, Bands):
            yield from _panels(member)


def _nodes(node: Bands, path: Path = ()) -> Iterator[tuple[Path, Bands]]:
    """A node and all in it, each with the way to it."""
    yield path, node
    for b, band in enumerate(node.bands):
        for m, member in enumerate(band):
            if isinstance(member, Bands):
                yield from _nodes(member, (*path, (b, m)))


def _changed(tree: Bands, path: Path, change: Change, links: Sequence[Link]) -> Bands:
    """The tree with a change made in the node that a path leads to."""
    grid: Grid = [list(band) for band in tree.bands]
    if path:
        (b, m), *rest = path
        inner = grid[b][m]
        grid[b][m] = _changed(inner, tuple(rest), change, links) if isinstance(inner, Bands) else inner
    else:
        grid = [band for band in change.make(grid) if any(not is_lane(member) for member in band)]
        if change.lanes and not any(is_panel(member) for band in grid for member in band):
            grid = with_lanes(grid, links)
    return structs.replace(tree, bands=tuple(map(tuple, grid)))
