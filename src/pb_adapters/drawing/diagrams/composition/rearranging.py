"""Trees like a given one, the most promising first: members exchanged or moved, bands exchanged or turned round.

What a change is worth is told from where everything stands in the given tree, before another is fitted.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.lanes import with_lanes
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf, Node, is_lane, is_panel, leaves
from pb_core.domain.diagrams.panel_edges import untiled
from pb_core.domain.plane import Point, Rect

Grid = list[list[Node]]
"""Bands with their members."""

Path = tuple[tuple[int, int], ...]
"""The number of a band and of a member in it, from the whole inwards."""

Tie = tuple[float, float, float, float, float, str]
"""One link that leaves a part: where its box stands, where the other one does, what its way costs, and to whom."""

_FAR, _FARTHER = 0.33, 2.0  # of the width: what a cell farther than this counts more
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
    places = _Places(fit, links)
    freed = _FREED if untiled([fit.frames[name] for name in _panels(tree)]) else 0.0
    found = [
        (gain, path, change)
        for path, node in _nodes(tree)
        for change in _changes(node, places)
        if (gain := change.saved + freed * change.frees) > _LITTLE
    ]
    found.sort(key=lambda one: -one[0])
    return [_changed(tree, path, change, links) for _, path, change in found[:most]]


class _Part(Struct, frozen=True):
    """What moves as one: its boxes, the rectangle around them, and their links with others."""

    names: frozenset[str]
    rect: Rect
    ties: tuple[Tie, ...]


class _Places:
    """Where boxes stand, in cells, and what they are linked with.

    What a change saves is how many cells nearer boxes are to what they are linked with then, long ways counting more.
    """

    def __init__(self, fit: Fitted, links: Sequence[Link]) -> None:
        self._areas, self._far = fit.leaves, _FAR * fit.width
        self._at = {name: ((a.x + a.right) / 2, (a.y + a.bottom) / 2) for name, a in fit.leaves.items()}
        self._beside: dict[str, list[str]] = {}
        self._parts: dict[int, _Part] = {}
        for link in links:
            if link.source != link.target:
                self._beside.setdefault(link.source, []).append(link.target)
                self._beside.setdefault(link.target, []).append(link.source)

    def part(self, node: Node) -> _Part:
        """A member or a whole node as what moves; it must be kept while it is asked for."""
        if id(node) not in self._parts:
            self._parts[id(node)] = self._gathered([node])
        return self._parts[id(node)]

    def band(self, band: tuple[Node, ...]) -> _Part:
        """A band in the same way, its lanes left out."""
        if id(band) not in self._parts:
            self._parts[id(band)] = self._gathered(band)
        return self._parts[id(band)]

    def around(self, members: Sequence[Node]) -> Rect:
        """The rectangle around the boxes of members."""
        rects = [self.part(member).rect for member in members if not is_lane(member)]
        return rects[0] if len(rects) == 1 else _around(rects)

    def moved(self, part: _Part, at: Point) -> float:
        """What it saves that the middle of a part moves to a point."""
        (x, y), saved, far = part.rect.middle, 0.0, self._far
        right, down = at[0] - x, at[1] - y
        for ax, ay, bx, by, before, _ in part.ties:
            way = abs(ax + right - bx) + abs(ay + down - by)
            saved += before - (way + _FARTHER * (way - far) if way > far else way)
        return saved

    def exchanged(self, one: _Part, other: _Part) -> float:
        """What it saves that a part changes places with another; what joins both counts once."""
        (ax, ay), (bx, by) = one.rect.middle, other.rect.middle
        saved, far = 0.0, self._far
        for part, partner, right, down in ((one, other, bx - ax, by - ay), (other, one, ax - bx, ay - by)):
            for x, y, to_x, to_y, before, name in part.ties:
                if name in partner.names:
                    way = abs(x + 2 * right - to_x) + abs(y + 2 * down - to_y)
                    saved += (before - (way + _FARTHER * (way - far) if way > far else way)) * 0.5
                else:
                    way = abs(x + right - to_x) + abs(y + down - to_y)
                    saved += before - (way + _FARTHER * (way - far) if way > far else way)
        return saved

    def mirrored(self, part: _Part, *, down: bool) -> float:
        """What it saves that a part is turned upside down, or left for right."""
        (x, y), saved = part.rect.middle, 0.0
        for ax, ay, bx, by, before, _ in part.ties:
            new_x, new_y = (ax, 2 * y - ay) if down else (2 * x - ax, ay)
            saved += before - self._cost(abs(new_x - bx) + abs(new_y - by))
        return saved

    def _cost(self, way: float) -> float:
        return way + _FARTHER * (way - self._far) if way > self._far else way

    def _gathered(self, members: Sequence[Node]) -> _Part:
        names = [leaf.name for member in members for leaf in leaves(member)]
        areas = [self._areas[name] for name in names]
        left, top = min(a.x for a in areas), min(a.y for a in areas)
        rect = Rect(left, top, max(a.right for a in areas) - left, max(a.bottom for a in areas) - top)
        known = frozenset(names)
        return _Part(known, rect, tuple(tie for name in names for tie in self._ties(name, known)))

    def _ties(self, name: str, known: frozenset[str]) -> Iterator[Tie]:
        """The links of a box with others than it moves with: from these it is as far as it was."""
        ax, ay = self._at[name]
        for other in self._beside.get(name, ()):
            if other not in known:
                bx, by = self._at[other]
                yield ax, ay, bx, by, self._cost(abs(ax - bx) + abs(ay - by)), other


def _around(rects: Sequence[Rect]) -> Rect:
    left, top = min(rect.x for rect in rects), min(rect.y for rect in rects)
    return Rect(left, top, max(rect.right for rect in rects) - left, max(rect.bottom for rect in rects) - top)


def _changes(node: Bands, places: _Places) -> Iterator[Change]:
    yield from _exchanges(node, places)
    yield from _turns(node, places)
    yield from _moves(node, places)
    yield from _lifts(node, places)


def _exchanges(node: Bands, places: _Places) -> Iterator[Change]:
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


def _turns(node: Bands, places: _Places) -> Iterator[Change]:
    """The bands of a node in the other order, or the members of all of them."""
    whole = places.part(node)
    if len(node.bands) >= _PAIR:
        yield Change(places.mirrored(whole, down=node.down), lambda grid: grid[::-1], lanes=False)
    if max(map(len, node.bands)) >= _PAIR:
        saved = places.mirrored(whole, down=not node.down)
        yield Change(saved, lambda grid: [band[::-1] for band in grid], lanes=False)


def _moves(node: Bands, places: _Places) -> Iterator[Change]:
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


def _between(node: Bands, places: _Places) -> Iterator[Point]:
    """About where a band would be before the first one, between each two, and after the last one."""
    middles = [places.band(band).rect.middle for band in node.bands]
    for c in range(len(middles) + 1):
        near = middles[max(0, c - 1) : c + 1]
        yield sum(x for x, _ in near) / len(near), sum(y for _, y in near) / len(near)


def _lifts(node: Bands, places: _Places) -> Iterator[Change]:
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


def _spot(node: Bands, place: tuple[int, int], places: _Places) -> Point:
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
