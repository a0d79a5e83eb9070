"""One attempt at a drawing: place, spread over the canvas, route, label, and say what it is worth."""

import math

from msgspec import Struct

from pb_adapters.images.vector.labelling import Ground, Tag, label_extent, label_shapes, place_labels
from pb_adapters.images.vector.lattice import Lattice
from pb_adapters.images.vector.placing import ROOT, Area, Content, Placement, Recipe
from pb_adapters.images.vector.routing import Router, Routes, Wire
from pb_adapters.images.vector.sizing import BoxPlan, Typography, badge_width
from pb_adapters.images.vector.spreading import centred, spread
from pb_adapters.images.vector.wording import clean
from pb_adapters.typefaces import faces, fonts
from pb_core.diagram import Connection, ConnectionKind, Group
from pb_core.outlines import Point, border_point
from pb_core.scene import Rect

MARGIN = 5.0  # points between the lattice and the edge of the figure
_BERTH = 3  # cells that other arrows leave beside one with a label
_RING = 2  # cells kept free around everything for arrows that go round
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
    placed = spread(
        content(stock, down=recipe.down), recipe, across - 2 * ring, None if height is None else down - 2 * ring
    )
    if placed is None:
        return None
    if height is None:
        down = placed.height + 2 * ring
        height = down * pitch + 2 * MARGIN
    return _route(stock, centred(placed, across, down), (across, down), (width, height))


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
    return Wire(
        ends[0],
        ends[1],
        _PATIENCE.get(connection.kind, 2),
        frozenset(above),
        _BERTH if connection.label else _BERTH - 1,
    )


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
    return Rect(frame.x + 0.6 * size, frame.y + 0.4 * size, wide, (faces.ASCENT + faces.DESCENT) * size)
