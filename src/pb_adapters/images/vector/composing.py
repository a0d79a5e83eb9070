"""One attempt at a drawing: place, spread over the canvas, route, label, and say what it is worth."""

import math

from msgspec import Struct, structs

from pb_adapters.images.vector import fonts
from pb_adapters.images.vector.labelling import Ground, Tag, label_extent, label_shapes, place_labels
from pb_adapters.images.vector.lattice import Lattice
from pb_adapters.images.vector.placing import ROOT, Area, Content, Placement, Recipe, place
from pb_adapters.images.vector.routing import Router, Routes, Wire
from pb_adapters.images.vector.sizing import BoxPlan, Typography, badge_width
from pb_adapters.images.vector.wording import clean
from pb_core.diagram import Connection, ConnectionKind, Group
from pb_core.outlines import Point, border_point
from pb_core.scene import Rect

MARGIN = 5.0  # points between the lattice and the edge of the figure
_RING = 2  # cells kept free around everything for arrows that go round
_WIDEST_GAP = 9
_PATIENCE = {ConnectionKind.FLOW: 0, ConnectionKind.BRANCH: 0, ConnectionKind.CONTROL: 1, ConnectionKind.REFERENCE: 1}


class Stock(Struct, frozen=True, kw_only=True):
    """What an attempt starts from: sized boxes, frames to draw, and connections between boxes."""

    typography: Typography
    plans: dict[str, BoxPlan]
    groups: tuple[Group, ...]
    homes: dict[str, str]
    connections: tuple[Connection, ...]
    ends: tuple[tuple[str, str], ...]


class Draft(Struct, frozen=True, kw_only=True):
    """A finished attempt in points, ready to be turned into a scene and painted."""

    stock: Stock
    width: float
    height: float
    boxes: dict[str, Rect]
    frames: dict[str, Rect]
    paths: tuple[tuple[Point, ...], ...]
    tags: dict[int, Tag | None]
    crossings: int
    bends: int
    length: float


def title_text(group: Group) -> str:
    """The words on a frame."""
    return clean(group.title)


def content(stock: Stock, *, down: bool) -> Content:
    """The sizes in cells that placing works with; labels take the room their direction needs."""
    typography = stock.typography
    titles = {group.id: _title_cells(group, typography) for group in stock.groups}
    links = []
    for (source, target), connection in zip(stock.ends, stock.connections, strict=True):
        wide, high = _label_cells(connection.label, typography, down=down)
        links.append((source, target, wide, high))
    sizes = {name: (plan.width, plan.height) for name, plan in stock.plans.items()}
    return Content(sizes=sizes, homes=stock.homes, titles=titles, links=tuple(links))


def _title_cells(group: Group, typography: Typography) -> tuple[int, int]:
    wide = fonts.text_width(title_text(group), typography.small, bold=True) + 0.8 * typography.small
    if group.repeat:
        wide += badge_width(f"×{group.repeat}", typography) + 0.5 * typography.small
    return math.ceil(wide / typography.pitch), math.ceil(1.5 * typography.small / typography.pitch)


def _label_cells(label: str, typography: Typography, *, down: bool) -> tuple[int, int]:
    if not label:
        return 0, 0
    shapes = label_shapes(clean(label), typography.small)
    extents = [label_extent(lines, typography.small) for lines in shapes]
    widest = 11 * typography.small if down else 6.5 * typography.small
    wide, high = next((e for e in extents if e[0] <= widest), min(extents))
    return math.ceil(wide / typography.pitch), math.ceil(high / typography.pitch)


def room(width: float, height: float, pitch: float) -> tuple[int, int]:
    """How many cells a canvas offers across and down."""
    return int((width - 2 * MARGIN) / pitch), int((height - 2 * MARGIN) / pitch)


def compose(stock: Stock, recipe: Recipe, width: float, height: float | None) -> Draft | None:
    """Draw up one attempt on a canvas in points; ``None`` if it does not fit or an arrow finds no way.

    Without a height the canvas becomes as high as the drawing needs.
    """
    pitch = stock.typography.pitch
    across, down = room(width, height if height is not None else 1e6, pitch)
    ring = _RING if len(stock.connections) >= len(stock.plans) else 1
    placed = _spread(content(stock, down=recipe.down), recipe, across - 2 * ring, down - 2 * ring, free=height is None)
    if placed is None:
        return None
    if height is None:
        down = placed.height + 2 * ring
        height = down * pitch + 2 * MARGIN
    return _route(stock, _centre(placed, across, down), (across, down), (width, height))


def _spread(plan: Content, recipe: Recipe, across: int, down: int, *, free: bool) -> Placement | None:
    """Place with the widest gaps that fit, then stretch what is left over."""
    best = place(plan, recipe)
    if best.width > across or best.height > down:
        return None
    for _ in range(2 * _WIDEST_GAP):
        grown = [
            structs.replace(recipe, layer_gap=recipe.layer_gap + 1),
            structs.replace(recipe, node_gap=recipe.node_gap + 1),
        ]
        grown = [
            r
            for r in grown
            if r.layer_gap <= (6 if free else _WIDEST_GAP) and r.node_gap <= (4 if free else _WIDEST_GAP)
        ]
        fitting = [(r, p) for r in grown if (p := place(plan, r)).width <= across and p.height <= down]
        if not fitting:
            break
        recipe, best = min(fitting, key=lambda rp: max(rp[1].width / across, rp[1].height / down))
    return _stretch(best, plan, across, best.height if free else down)


def _stretch(placed: Placement, plan: Content, across: int, down: int) -> Placement:
    """Move the centres apart until the drawing fills the room, by at most a factor of 1.5."""
    fx, fy = (min(1.5, _factor(placed, room, axis)) for axis, room in ((0, across), (1, down)))
    boxes = {}
    for name, area in placed.boxes.items():
        wide, high = area.right - area.x, area.bottom - area.y
        x = math.floor((area.x + wide / 2) * fx + 0.5) - wide // 2
        y = math.floor((area.y + high / 2) * fy + 0.5) - high // 2
        boxes[name] = Area(x, y, x + wide, y + high)
    return _framed(boxes, placed, plan)


def _factor(placed: Placement, room: int, axis: int) -> float:
    """How far centres may be scaled so that the outermost boxes and frames still fit."""
    low, high = 1.0, 3.0
    for _ in range(12):
        middle = (low + high) / 2
        spans = []
        for area in (*placed.boxes.values(), *placed.frames.values()):
            start, end = (area.x, area.right) if axis == 0 else (area.y, area.bottom)
            centre = (start + end) / 2 * middle
            spans.append((centre - (end - start) / 2 - 1, centre + (end - start) / 2 + 1))
        if max(e for _, e in spans) - min(s for s, _ in spans) <= room:
            low = middle
        else:
            high = middle
    return low


def _framed(boxes: dict[str, Area], placed: Placement, plan: Content) -> Placement:
    """Draw the frames anew around moved boxes, as wide as before around them."""
    frames: dict[str, Area] = {}
    for name, old in sorted(
        placed.frames.items(), key=lambda item: (item[1].right - item[1].x) * (item[1].bottom - item[1].y)
    ):
        members = [child for child, home in plan.homes.items() if home == name]
        before = [placed.boxes.get(m) or placed.frames[m] for m in members]
        after = [boxes.get(m) or frames[m] for m in members]
        left = min(a.x for a in after) - (min(a.x for a in before) - old.x)
        right = max(a.right for a in after) + old.right - max(a.right for a in before)
        top = min(a.y for a in after) - (min(a.y for a in before) - old.y)
        bottom = max(a.bottom for a in after) + old.bottom - max(a.bottom for a in before)
        frames[name] = Area(left, top, right, bottom)
    return _normal(boxes, frames)


def _normal(boxes: dict[str, Area], frames: dict[str, Area]) -> Placement:
    areas = [*boxes.values(), *frames.values()]
    left, top = min(a.x for a in areas), min(a.y for a in areas)
    boxes = {n: Area(a.x - left, a.y - top, a.right - left, a.bottom - top) for n, a in boxes.items()}
    frames = {n: Area(a.x - left, a.y - top, a.right - left, a.bottom - top) for n, a in frames.items()}
    return Placement(boxes, frames, max(a.right for a in areas) - left, max(a.bottom for a in areas) - top)


def _centre(placed: Placement, across: int, down: int) -> Placement:
    dx, dy = (across - placed.width) // 2, (down - placed.height) // 2
    boxes = {n: Area(a.x + dx, a.y + dy, a.right + dx, a.bottom + dy) for n, a in placed.boxes.items()}
    frames = {n: Area(a.x + dx, a.y + dy, a.right + dx, a.bottom + dy) for n, a in placed.frames.items()}
    return Placement(boxes, frames, across, down)


def _route(stock: Stock, placed: Placement, cells: tuple[int, int], page: tuple[float, float]) -> Draft | None:
    titles = {group.id: _title_cells(group, stock.typography) for group in stock.groups}
    barred = [Area(a.x, a.y, a.x + titles[n][0], a.y + titles[n][1]) for n, a in placed.frames.items()]
    lattice = Lattice(placed, barred, cells[0] + 1, cells[1] + 1)
    router = Router(placed, {name: plan.shape for name, plan in stock.plans.items()}, lattice)
    wires = [_wire(c, ends, stock.homes) for c, ends in zip(stock.connections, stock.ends, strict=True)]
    routes = router.route(wires)
    if routes is None:
        return None
    return _draft(stock, placed, routes, page)


def _wire(connection: Connection, ends: tuple[str, str], homes: dict[str, str]) -> Wire:
    above: set[str] = set()
    for name in ends:
        home = homes[name]
        while home != ROOT:
            above.add(home)
            home = homes[home]
    return Wire(ends[0], ends[1], _PATIENCE.get(connection.kind, 2), frozenset(above))


def _draft(stock: Stock, placed: Placement, routes: Routes, page: tuple[float, float]) -> Draft:
    pitch = stock.typography.pitch
    left = (page[0] - placed.width * pitch) / 2
    top = (page[1] - placed.height * pitch) / 2

    def rect(area: Area) -> Rect:
        return Rect(
            left + area.x * pitch, top + area.y * pitch, (area.right - area.x) * pitch, (area.bottom - area.y) * pitch
        )

    boxes = {name: rect(area) for name, area in placed.boxes.items()}
    frames = {name: rect(area) for name, area in placed.frames.items()}
    paths = []
    for corners, ends in zip(routes.paths, stock.ends, strict=True):
        points = [(left + x * pitch, top + y * pitch) for x, y in corners]
        paths.append(_attached(points, ends, stock, boxes))
    labels = {i: clean(c.label) for i, c in enumerate(stock.connections) if c.label}
    titles = tuple(title_rect(stock, group, frames[group.id]) for group in stock.groups)
    ground = Ground(
        Rect(1, 1, page[0] - 2, page[1] - 2), (*boxes.values(), *titles), tuple(frames.values()), tuple(paths)
    )
    return Draft(
        stock=stock,
        width=page[0],
        height=page[1],
        boxes=boxes,
        frames=frames,
        paths=tuple(paths),
        tags=place_labels(labels, stock.typography.small, ground),
        crossings=routes.crossings,
        bends=routes.bends,
        length=routes.length * pitch,
    )


def _attached(points: list[Point], ends: tuple[str, str], stock: Stock, boxes: dict[str, Rect]) -> tuple[Point, ...]:
    """Let the ends of a path reach the true outline of their boxes."""
    first = border_point(stock.plans[ends[0]].shape, boxes[ends[0]], points[0], vertical=points[0][0] == points[1][0])
    last = border_point(stock.plans[ends[1]].shape, boxes[ends[1]], points[-1], vertical=points[-1][0] == points[-2][0])
    return (first, *points[1:-1], last)


def title_rect(stock: Stock, group: Group, frame: Rect) -> Rect:
    """Where the title of a frame stands, its badge excluded."""
    size = stock.typography.small
    wide = fonts.text_width(title_text(group), size, bold=True)
    return Rect(frame.x + 0.6 * size, frame.y + 0.4 * size, wide, (fonts.ASCENT + fonts.DESCENT) * size)
