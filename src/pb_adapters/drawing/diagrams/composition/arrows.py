"""The arrows of a composition: straight ones between boxes that face each other, the others around the boxes."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from pb_adapters.drawing.diagrams.composition.exchanges import turns
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import PITCH
from pb_adapters.drawing.diagrams.composition.picture_places import picture_rect
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.lattice import Lattice, Vertex
from pb_adapters.drawing.diagrams.placement import Area, Placement
from pb_adapters.drawing.diagrams.ports import Reach, corner_margin
from pb_adapters.drawing.diagrams.routing import Effort, Paths, Router, Stuck
from pb_adapters.drawing.diagrams.spreading import Path, spread
from pb_adapters.drawing.diagrams.wires import Care, Wire
from pb_core.domain.plane import Rect

Span = tuple[int, int]
_APART = 2  # cells between two straight arrows of a pair
_MIDDLE = frozenset({"circle", "ellipse", "rings", "diamond"})  # arrows meet these in the middle of a side
_BESIDE_POINT = 0.2  # of its width or height: how far from the point of a shape a second arrow may move
_LITTLE = 1  # cells that it moves, so that it does not meet another that leaves by the next side
_ONE, _OFF_MIDDLE = 2, 0.4  # cells between two lines that read as one through a box, and how far off its middle they do
_POINTED = frozenset({"hexagon", "flag"})  # and these at their flanks


def routed(
    fit: Fitted,
    leaves: dict[str, Leaf],
    titles: list[Area],
    wires: list[Wire],
    effort: Effort,
    beyond: int = 0,
    care: Care = Care.USUAL,
) -> list[Path] | Stuck:
    """Route all arrows; where the effort is spent, or one finds no way, that one.

    They may run above and below all else, ``beyond`` cells away at most.
    """
    if beyond:
        blocks, frames = (
            {name: _lowered(area, beyond) for name, area in areas.items()} for areas in (fit.leaves, fit.frames)
        )
        fit = Fitted(blocks, frames, fit.width, fit.height + 2 * beyond)
        titles = [_lowered(area, beyond) for area in titles]
        lower = routed(fit, leaves, titles, wires, effort, care=care)
        if isinstance(lower, Stuck):
            return lower
        return [tuple((x, y - beyond) for x, y in path) for path in lower]
    placement = Placement(fit.leaves, fit.frames, fit.width, fit.height)
    lattice = Lattice(placement, titles, fit.width + 1, fit.height + 1)
    reaches = {
        name: _reach(leaf, fit.leaves[name]) for name, leaf in leaves.items() if leaf.picture and leaf.picture.free
    }
    shapes = {name: _port_shape(leaf) for name, leaf in leaves.items()}
    router = Router(placement, shapes, lattice, effort, reaches, care)
    straight = straight_lines(fit, leaves, titles, [(wire.source, wire.target) for wire in wires])
    found = router.route(wires, straight)
    return found if isinstance(found, Stuck) else _apart(found, fit, leaves, titles, wires)


def _lowered(area: Area, by: int) -> Area:
    return Area(area.x, area.y + by, area.right, area.bottom + by)


def _apart(found: Paths, fit: Fitted, leaves: dict[str, Leaf], titles: list[Area], wires: list[Wire]) -> list[Path]:
    """The paths moved apart, their ends along the sides of blocks; those at points of shapes and pictograms stay."""
    ends: dict[tuple[int, bool], tuple[float, float]] = {}
    for index, (path, wire) in enumerate(zip(found, wires, strict=True)):
        for is_first, name, points in ((True, wire.source, path[:2]), (False, wire.target, path[-2:])):
            down = points[0][0] == points[1][0]
            place = points[0 if is_first else 1][0 if down else 1]
            low, high = _movable(leaves[name], fit.leaves[name], place, down=down)
            if low < high:
                ends[index, is_first] = low, high
    boxes = [*fit.leaves.values(), *titles]
    return spread(found, boxes, list(fit.frames.values()), ends, Area(0, 0, fit.width, fit.height))


def _movable(leaf: Leaf, area: Area, place: int, *, down: bool) -> Span:
    """From where to where an end on a side may move; what meets a point of a shape, or a pictogram, stays there."""
    low, high = ports(leaf, area, down=down)
    if leaf.picture and leaf.picture.free:
        reach = _reach(leaf, area)
        return (place, place) if place == reach.aim[0 if down else 1] else (reach.ends if down else reach.flanks)
    if low == high and place != low and leaf.plan:
        reaching = int(_BESIDE_POINT * (area.width if down else area.height))
        least, most = min(place, low - reaching), max(place, low + reaching)
        return max(least, place - _LITTLE), min(most, place + _LITTLE)
    return (min(place, low), max(place, high)) if leaf.plan else (place, place)


def straight_lines(
    fit: Fitted, leaves: dict[str, Leaf], titles: list[Area], ends: list[tuple[str, str]]
) -> dict[int, tuple[Vertex, Vertex]]:
    """The arrows, by index, whose boxes face each other with nothing between; several of a pair share the room."""
    pairs: dict[tuple[str, str], list[int]] = {}
    for index, (source, target) in enumerate(ends):
        if source != target:
            pairs.setdefault((min(source, target), max(source, target)), []).append(index)
    found: dict[int, tuple[Vertex, Vertex]] = {}
    told = turns(ends)
    for (one, other), indices in pairs.items():
        room = facing(fit, leaves, one, other)
        if room is None or room[1][1] - room[1][0] < _APART * (len(indices) - 1):
            continue
        down, (low, high) = room
        solid = [*titles, *(area for name, area in fit.leaves.items() if name not in (one, other))]
        in_turn = _in_turn(indices, {} if down else told, high - low)
        for at, place in zip(indices, _places(low, high, in_turn), strict=True):
            a, b = (fit.leaves[name] for name in ends[at])
            met = {point for line in found.values() for point in line}
            tried = _outwards(place, low, high) if len(indices) == 1 else [place]
            lines = (_line(a, b, across, down=down) for across in _clear_first(tried, (a, b), met, down=down))
            free = next((line for line in lines if not _blocked(line, solid)), None)
            if free:
                found[at] = free
    return found


def _clear_first(places: Iterable[int], areas: Sequence[Area], met: Collection[Vertex], *, down: bool) -> Iterator[int]:
    """The places in their order, those last whose lines would read as one with others at these boxes."""
    last = list[int]()
    for place in places:
        if any(_runs_on(place, area, met, down=down) for area in areas):
            last.append(place)
        else:
            yield place
    yield from last


def _runs_on(place: int, area: Area, met: Collection[Vertex], *, down: bool) -> bool:
    """Whether a line at a box would read as one with another that meets its other side, away from the middle."""
    low, high, *borders = (
        (area.x, area.right, area.y, area.bottom) if down else (area.y, area.bottom, area.x, area.right)
    )
    points = ((x, y) if down else (y, x) for x, y in met)
    return any(
        across in borders and abs(along - place) <= _ONE and abs(2 * along - low - high) > _OFF_MIDDLE * (high - low)
        for along, across in points
        if low <= along <= high
    )


def _in_turn(indices: Sequence[int], told: Mapping[int, tuple[int, int]], room: int) -> list[tuple[int, int]]:
    """The place of each arrow of a pair among so many: all messages that are told in turn, if there is room, or its."""
    own = {index: (turn, len(indices)) for turn, index in enumerate(indices)}
    found = {index: told.get(index, own[index]) for index in indices}
    has_room = room >= _APART * (max(count for _, count in found.values()) - 1)
    return list((found if has_room else own).values())


def _places(low: int, high: int, turns: Iterable[tuple[int, int]]) -> Iterator[int]:
    """Where arrows run that have these places among so many."""
    for turn, count in turns:
        step = min(6, (high - low) // max(1, count - 1))
        yield (low + high - step * (count - 1)) // 2 + step * turn


def _outwards(place: int, low: int, high: int) -> list[int]:
    """The places from ``low`` to ``high``, the nearest first."""
    return sorted(range(low, high + 1), key=lambda other: (abs(other - place), other))


def facing(fit: Fitted, leaves: dict[str, Leaf], one: str, other: str) -> tuple[bool, Span] | None:
    """Where a straight arrow between two boxes may run: whether downwards, and from which to which cell across."""
    a, b = fit.leaves[one], fit.leaves[other]
    for down in (False, True):
        gap = max(b.y - a.bottom, a.y - b.bottom) if down else max(b.x - a.right, a.x - b.right)
        if gap < 1:
            continue
        (low, high), (first, last) = ports(leaves[one], a, down=down), ports(leaves[other], b, down=down)
        low, high = max(low, first), min(high, last)
        if low <= high:
            return down, (low, high)
    return None


def ports(leaf: Leaf, area: Area, *, down: bool) -> Span:
    """From where to where arrows may meet a side of a box: its top and bottom if ``down``, else its flanks."""
    low, high = (area.x, area.right) if down else (area.y, area.bottom)
    if leaf.picture is not None and leaf.picture.free:
        return _picture_ports(leaf, area, down=down)
    shape = leaf.plan.shape if leaf.plan else ""
    middle = (low + high) // 2
    if shape in _MIDDLE or (shape in _POINTED and not down):
        return middle, middle
    margin = corner_margin(shape, down=down)
    return (low + margin, high - margin) if high - low > 2 * margin else (middle, middle)


def _picture_ports(leaf: Leaf, area: Area, *, down: bool) -> Span:
    """Where arrows may meet a free pictogram: its flanks in the middle, its top, and its words below, about theirs."""
    reach = _reach(leaf, area)
    return reach.ends if down else (reach.aim[1], reach.aim[1])


def _reach(leaf: Leaf, area: Area) -> Reach:
    """Where arrows meet a free pictogram: none leaves from beside it, where its words are."""
    whole = Rect(area.x * PITCH, area.y * PITCH, area.width * PITCH, area.height * PITCH)
    glyph = picture_rect(leaf, whole)
    middle, half = (area.x + area.right) // 2, max(0, int((glyph.width / 2 - 3) / PITCH))
    flank, tall = round((glyph.y + glyph.height / 2) / PITCH), max(0, int((glyph.height / 2 - 3) / PITCH))
    return Reach((middle, flank), (flank - tall, flank + tall), (middle - half, middle + half))


def _line(a: Area, b: Area, place: int, *, down: bool) -> tuple[Vertex, Vertex]:
    if down:
        return ((place, a.bottom), (place, b.y)) if a.y < b.y else ((place, a.y), (place, b.bottom))
    return ((a.right, place), (b.x, place)) if a.x < b.x else ((a.x, place), (b.right, place))


def _blocked(line: tuple[Vertex, Vertex], areas: list[Area]) -> bool:
    (ax, ay), (bx, by) = line
    left, right, top, bottom = min(ax, bx), max(ax, bx), min(ay, by), max(ay, by)
    return any(a.x <= right and a.right >= left and a.y <= bottom and a.bottom >= top for a in areas)


def _port_shape(leaf: Leaf) -> str:
    return leaf.plan.shape if leaf.plan else ""
