"""Routes of arrows around the boxes, and where their labels stand."""

import functools
import heapq
import itertools
from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.drawing.diagrams.box_sizes import wrap
from pb_adapters.drawing.diagrams.lattice import CORNER, Lattice, Vertex
from pb_adapters.drawing.diagrams.placement import Area, Placement
from pb_adapters.drawing.shared import text_metrics, typefaces
from pb_core.domain.plane import Point, Rect, Segment, cuts, inset, overlap, segments, within

_STEP = 10
_BEND = 45
_CROSSING = 90
_OFF_CENTRE = 6
_AT_CORNER = 18
_AVOIDED = 250  # what it costs to end on a side to be avoided
_OFF_VERTEX = 400  # what it costs to meet a diamond or a circle beside a vertex that is free
_FOREIGN = 25  # for each step within a panel of others
_AIMED = 5  # times as dear to miss a point that was named
_STATES = 2_000_000  # of one plan: a figure of thirty boxes takes 10,000 to 500,000
_SIDES = ((1, 0), (0, 1), (-1, 0), (0, -1))
_POINTED = {  # shapes with sides that arrows best meet in the middle: left/right, top/bottom
    "diamond": (True, True),
    "circle": (True, True),
    "ellipse": (True, True),
    "rings": (True, True),
    "hexagon": (True, False),
    "pill": (True, False),
    "flag": (True, False),
}
_VERTICES = frozenset({"diamond", "circle", "ellipse", "rings"})
_CUT = {
    "hexagon",
    "slant",
    "slant-left",
    "trapezoid",
    "funnel",
    "flag",
    "round",
    "pill",
    "sheet",
    "chamfer",
}  # shapes whose corners are no place for arrows


class Wire(Struct, frozen=True):
    """One arrow to route: its boxes, how willingly it waits for others, the frames it may enter, its clearance.

    ``avoid`` is the side of its target, as the way out of it, where it had better not end.
    """

    source: str
    target: str
    patience: int
    homes: frozenset[str]
    berth: int = 2
    avoid: Vertex | None = None


class Routes(Struct, frozen=True):
    """The corner points of every arrow, in the order of the wires, and what the whole lot costs."""

    paths: tuple[tuple[Vertex, ...], ...]
    crossings: int
    bends: int
    length: int


class Effort:
    """How many states the searches for ways may still look at, over all drawings of one plan.

    It is counted, not timed, so that a plan is always drawn alike.
    """

    def __init__(self, states: int = _STATES) -> None:
        self.left = states

    @property
    def spent(self) -> bool:
        """Whether nothing is left."""
        return self.left <= 0


class Router:
    """Routes wires one after the other, then reroutes each once with all the others in place."""

    def __init__(
        self,
        placement: Placement,
        shapes: dict[str, str],
        lattice: Lattice,
        effort: Effort,
        middles: dict[str, Vertex] | None = None,
    ) -> None:
        """``middles`` are the points that arrows of some boxes best aim at; those of all others are their centres."""
        self._placement, self._shapes, self._lattice, self._effort = placement, shapes, lattice, effort
        self._middles = middles or {}
        self._foreign: dict[frozenset[str], list[int]] = {}

    def route(self, wires: list[Wire]) -> Routes | None:
        """Return the routes, or ``None`` where some wire finds no way or the effort is spent."""
        order = sorted(range(len(wires)), key=lambda i: (wires[i].patience, self._distance(wires[i]), i))
        paths: list[list[Vertex]] = [[] for _ in wires]
        for i in order:
            path = self._search(wires[i])
            if path is None:
                return None
            paths[i] = path
            self._lattice.mark(path, 1, wires[i].berth)
        for i in sorted(order, key=lambda i: -len(paths[i])):
            if self._effort.spent:
                break
            self._lattice.mark(paths[i], -1, wires[i].berth)
            paths[i] = self._search(wires[i]) or paths[i]
            self._lattice.mark(paths[i], 1, wires[i].berth)
        crossings = sum(1 for used in self._lattice.used if used & 3 == 3 and not used & CORNER)  # noqa: PLR2004 - both marks
        bends = sum(len(path) - 2 for path in paths)
        length = sum(abs(ax - bx) + abs(ay - by) for p in paths for (ax, ay), (bx, by) in itertools.pairwise(p))
        return Routes(tuple(tuple(path) for path in paths), crossings, bends, length)

    def _distance(self, wire: Wire) -> int:
        a, b = self._placement.boxes[wire.source], self._placement.boxes[wire.target]
        return max(a.x - b.right, b.x - a.right, 0) + max(a.y - b.bottom, b.y - a.bottom, 0)

    def _ports(self, name: str) -> Iterator[tuple[Vertex, Vertex, int]]:
        """Every place where an arrow may meet a box: the border vertex, the way out, what it costs."""
        area = self._placement.boxes[name]
        shape = self._shapes[name]
        cx, cy = self._middles.get(name) or ((area.x + area.right) // 2, (area.y + area.bottom) // 2)
        for dx, dy in _SIDES:
            off = _OFF_CENTRE * (9 if _POINTED.get(shape, (False, False))[0 if dx else 1] else 1)
            off *= _AIMED if name in self._middles else 1
            margin = 2 if shape in _CUT and dy else 1
            low, high = (area.y + 1, area.bottom - 1) if dx else (area.x + margin, area.right - margin)
            centre = cy if dx else cx
            for place in range(low, high + 1):
                across = area.right if dx > 0 else area.x
                down = area.bottom if dy > 0 else area.y
                yield (
                    (across, place) if dx else (place, down),
                    (dx, dy),
                    off * abs(place - centre)
                    + _near_corner(place, low, high)
                    + (_OFF_VERTEX if shape in _VERTICES and place != centre else 0),
                )

    def _open(self, vertex: Vertex, side: Vertex, steps: int) -> bool:
        """Whether the way straight out of a port is free for some steps."""
        grid = self._lattice
        barred = grid.no_across if side[0] else grid.no_down
        mark = 1 if side[0] else 2
        if grid.used[vertex[1] * grid.width + vertex[0]]:
            return False
        for i in range(1, steps + 1):
            x, y = vertex[0] + side[0] * i, vertex[1] + side[1] * i
            if not (0 <= x < grid.width and 0 <= y < grid.height):
                return False
            v = y * grid.width + x
            if grid.closed[v] or barred[v] or grid.used[v] & (mark | CORNER):
                return False
        return True

    def _search(self, wire: Wire) -> list[Vertex] | None:
        if self._effort.spent:
            return None
        grid = self._lattice
        extra = self._extra(wire.homes)
        loop = wire.source == wire.target
        goals: dict[int, tuple[int, Vertex]] = {}
        for border, side, cost in self._ports(wire.target):
            if self._open(border, side, 2) and not (loop and side != (0, -1)):
                goals[self._state(border, side)] = (cost + (_AVOIDED if side == wire.avoid else 0), border)
        starts: dict[int, tuple[int, Vertex]] = {}
        heap: list[tuple[int, int, int]] = []
        best: dict[int, int] = {}
        came: dict[int, int] = {}
        area = self._placement.boxes[wire.target]
        reach = (area.x - 2, area.y - 2, area.right + 2, area.bottom + 2)
        for border, side, cost in self._ports(wire.source):
            if self._open(border, side, 1) and not (loop and side != (1, 0)):
                state = self._state(border, side)
                paid = cost + grid.cost[state // 2]
                if paid < best.get(state, 1 << 60):
                    best[state] = paid
                    starts[state] = (paid, border)
                    heapq.heappush(heap, (paid, paid, state))
        end = _astar(grid, extra, heap, best, came, goals, reach)
        self._effort.left -= len(best)
        if end is None:
            return None
        return self._trace(end, came, starts, goals)

    def _state(self, border: Vertex, side: Vertex) -> int:
        vertex = (border[1] + side[1]) * self._lattice.width + border[0] + side[0]
        return 2 * vertex + (0 if side[0] else 1)

    def _trace(
        self,
        end: int,
        came: dict[int, int],
        starts: dict[int, tuple[int, Vertex]],
        goals: dict[int, tuple[int, Vertex]],
    ) -> list[Vertex]:
        width = self._lattice.width
        states = [end]
        while states[-1] in came:
            states.append(came[states[-1]])
        points = [starts[states[-1]][1]]
        points += [((s // 2) % width, (s // 2) // width) for s in reversed(states)]
        points.append(goals[end][1])
        return _corners(points)

    def _extra(self, homes: frozenset[str]) -> list[int]:
        """The cost map for arrows of these frames: foreign frames are entered unwillingly."""
        if homes not in self._foreign:
            grid = self._lattice
            extra = [0] * (grid.width * grid.height)
            for name, area in self._placement.frames.items():
                if name not in homes:
                    _raise(extra, area, grid.width)
            self._foreign[homes] = extra
        return self._foreign[homes]


def _near_corner(place: int, low: int, high: int) -> int:
    return _AT_CORNER if high - low > 2 and place in {low, high} else 0  # noqa: PLR2004 - too short to choose


def _raise(extra: list[int], area: Area, width: int) -> None:
    for y in range(area.y, area.bottom + 1):
        for v in range(y * width + area.x, y * width + area.right + 1):
            extra[v] += _FOREIGN


def _corners(points: list[Vertex]) -> list[Vertex]:
    kept = [points[0]]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        if (before[0] == here[0]) != (here[0] == after[0]):
            kept.append(here)
    return [*kept, points[-1]]


def _astar(  # noqa: C901, PLR0912 - the one hot loop; splitting it would cost half its speed
    grid: Lattice,
    extra: list[int],
    heap: list[tuple[int, int, int]],
    best: dict[int, int],
    came: dict[int, int],
    goals: dict[int, tuple[int, Vertex]],
    reach: tuple[int, int, int, int],
) -> int | None:
    """Expand ``heap`` until the cheapest way to a goal is known; the states are ``vertex * 2 + orientation``."""
    width, last_row = grid.width, grid.width * (grid.height - 1)
    closed, used, dear = grid.closed, grid.used, grid.cost
    barred = (grid.no_across, grid.no_down)
    left, top, right, bottom = reach
    final: tuple[int, int] | None = None
    push, pop = heapq.heappush, heapq.heappop
    while heap:
        estimate, cost, state = pop(heap)
        if final is not None and estimate >= final[0]:
            return final[1]
        if cost > best[state]:
            continue
        vertex, heading = divmod(state, 2)
        if state in goals:
            total = cost + goals[state][0]
            if final is None or total < final[0]:
                final = (total, state)
        column = vertex % width
        for onward in (heading, 1 - heading):
            if onward != heading and used[vertex]:
                continue
            price = cost + _STEP + (_BEND if onward != heading else 0)
            mark = (1 if onward == 0 else 2) | CORNER
            for step in (1, -1) if onward == 0 else (width, -width):
                if onward == 0:
                    if (step == 1 and column == width - 1) or (step == -1 and column == 0):
                        continue
                elif (step > 0 and vertex >= last_row) or (step < 0 and vertex < width):
                    continue
                reached = vertex + step
                if closed[reached] or barred[onward][reached] or barred[onward][vertex] or used[reached] & mark:
                    continue
                paid = price + dear[reached] + extra[reached] + (_CROSSING if used[reached] else 0)
                follow = reached * 2 + onward
                if paid < best.get(follow, 1 << 60):
                    best[follow] = paid
                    came[follow] = state
                    x, y = reached % width, reached // width
                    aside = left - x if x < left else x - right if x > right else 0
                    apart = top - y if y < top else y - bottom if y > bottom else 0
                    turn = _BEND if (apart if onward == 0 else aside) else 0
                    push(heap, (paid + _STEP * (aside + apart) + turn, paid, follow))
    return final[1] if final is not None else None


_BESIDE = (2.2, 6.5)  # points between a label and its own line: as it should be, and if need be
_FAR = 8.0  # how bad the second distance is
_CUT_WORD = 100.0  # how bad a word cut in two is: the last resort
_CLEAR = 2.0  # points between a label and anything else


class ArrowLabel(Struct, frozen=True):
    """A placed label: its lines and the rectangle they fill."""

    lines: tuple[str, ...]
    rect: Rect
    cut: bool = False
    """Whether a word of the label is cut in two."""


class Obstacles(Struct, frozen=True):
    """What labels must keep clear of."""

    page: Rect
    solid: tuple[Rect, ...]
    frames: tuple[Rect, ...]
    paths: tuple[tuple[Point, ...], ...]


def place_labels(labels: dict[int, str], size: float, ground: Obstacles) -> dict[int, ArrowLabel | None]:
    """Place the label of each path (by index); ``None`` where there is no clear place."""
    placed: dict[int, ArrowLabel | None] = {}
    options = {index: list(_free(index, text, size, ground)) for index, text in labels.items()}
    for index in sorted(options, key=lambda i: (len(options[i]), i)):
        taken = [tag.rect for tag in placed.values() if tag]
        clear = (o for o in options[index] if not any(overlap(inset(o[1].rect, -_CLEAR), rect) for rect in taken))
        choice = min(clear, key=lambda option: option[0], default=None)
        placed[index] = choice[1] if choice else None
    return placed


@functools.lru_cache(maxsize=2_000)
def label_shapes(text: str, size: float) -> tuple[tuple[str, ...], ...]:
    """The ways a label may be broken, from one line to its narrowest."""
    longest = max(text_metrics.text_width(line, size) for line in text.split("\n"))
    shapes = [wrap(text, size, longest / count + (0.0 if count == 1 else 0.12 * longest)) for count in (1, 2, 3, 4)]
    return tuple(dict.fromkeys(shapes))


def label_extent(lines: tuple[str, ...], size: float) -> tuple[float, float]:
    """Width and height in points of the lines of a label."""
    wide = max(text_metrics.text_width(line, size) for line in lines)
    high = (len(lines) - 1) * typefaces.LEADING * size + (typefaces.ASCENT + typefaces.DESCENT) * size
    return wide, high + sum(_excess(line, size) for line in lines)


def _excess(line: str, size: float) -> float:
    if not text_metrics.is_math(line):
        return 0.0
    above, below = text_metrics.math_height(line, size)
    return max(0.0, above + below - typefaces.LEADING * size)


def _free(index: int, text: str, size: float, ground: Obstacles) -> Iterator[tuple[float, ArrowLabel]]:
    for lines in label_shapes(text, size):
        cut = " ".join(lines).split() != text.split()
        wide, high = label_extent(lines, size)
        for rank, segment in enumerate(_by_use(ground.paths[index])):
            near = _near(segment, wide, high, ground)
            for badness, rect in _spots(segment, wide, high):
                if _clear(rect, near):
                    tag = ArrowLabel(lines, rect, cut=cut)
                    yield badness + 6 * rank + 5 * (len(lines) - 1) + _CUT_WORD * cut, tag


def _near(segment: Segment, wide: float, high: float, ground: Obstacles) -> Obstacles:
    """What of the obstacles a label of this size beside a segment may meet."""
    (ax, ay), (bx, by) = segment
    aside, apart = wide + max(_BESIDE) + 2 * _CLEAR, high + max(_BESIDE) + 2 * _CLEAR
    zone = Rect(min(ax, bx) - aside, min(ay, by) - apart, abs(bx - ax) + 2 * aside, abs(by - ay) + 2 * apart)
    return Obstacles(
        ground.page,
        tuple(rect for rect in ground.solid if overlap(rect, zone)),
        tuple(rect for rect in ground.frames if overlap(rect, zone)),
        tuple(piece for path in ground.paths for piece in segments(path) if cuts(piece, zone)),
    )


def _by_use(path: tuple[Point, ...]) -> list[Segment]:
    """The pieces of a path, the longest first."""
    return sorted(segments(path), key=lambda s: -(abs(s[0][0] - s[1][0]) + abs(s[0][1] - s[1][1])))


def _spots(segment: Segment, wide: float, high: float) -> Iterator[tuple[float, Rect]]:
    (ax, ay), (bx, by) = segment
    flat = abs(ay - by) < 0.01  # noqa: PLR2004 - points
    slack = max(0.0, wide - abs(bx - ax)) if flat else max(0.0, high - abs(by - ay))
    for far, beside in enumerate(_BESIDE):
        for share in (0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9):
            x, y = ax + (bx - ax) * share, ay + (by - ay) * share
            badness = 10 * abs(share - 0.5) + slack + _FAR * far
            if flat:
                yield badness, Rect(x - wide / 2, y - beside - high, wide, high)
                yield badness + 2, Rect(x - wide / 2, y + beside, wide, high)
            else:
                yield badness, Rect(x + beside, y - high / 2, wide, high)
                yield badness + 1, Rect(x - beside - wide, y - high / 2, wide, high)


def _clear(rect: Rect, ground: Obstacles) -> bool:
    roomy = inset(rect, -_CLEAR)
    if not within(rect, ground.page) or any(overlap(roomy, solid) for solid in ground.solid):
        return False
    if any(overlap(roomy, frame) and not within(roomy, frame) for frame in ground.frames):
        return False
    close = inset(rect, -1.2)
    return not any(cuts(piece, close) for path in ground.paths for piece in segments(path))
