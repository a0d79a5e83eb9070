"""One attempt at a drawing: place, spread over the canvas, route, label, and say what it is worth."""

import math

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.box_sizes import BoxPlan, Typography, badge_width, clean, clean_lines
from pb_adapters.drawing.diagrams.frame_ends import at_frames
from pb_adapters.drawing.diagrams.lattice import Lattice
from pb_adapters.drawing.diagrams.placement import ROOT, Area, Content, Placement, PlacementChoices, place
from pb_adapters.drawing.diagrams.routing import (
    ArrowLabel,
    Effort,
    Obstacles,
    Router,
    Routes,
    Wire,
    label_extent,
    label_shapes,
    place_labels,
)
from pb_adapters.drawing.shared import text_metrics, typefaces
from pb_core.domain.diagrams.scene import border_point
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, Group
from pb_core.domain.plane import Point, Rect

_WIDEST_GAP = 9  # cells; beyond it a figure falls apart
_WIDEST_FREE = (6, 4)  # layer and node gap where the height is not given
_FURTHEST = 1.5  # by how much centres may move apart


def spread(content: Content, recipe: PlacementChoices, across: int, down: int | None) -> Placement | None:
    """Place boxes so that they fill a room of ``across`` by ``down`` cells; ``None`` if they do not fit.

    Without ``down`` the height is free: gaps stay moderate and nothing is stretched downwards.
    """
    high = down if down is not None else 1 << 30
    widest = (_WIDEST_GAP, _WIDEST_GAP) if down is not None else _WIDEST_FREE
    best = place(content, recipe)
    if best.width > across or best.height > high:
        return None
    while True:
        fitting = [
            (grown, placed)
            for grown in _grown(recipe, widest)
            if (placed := place(content, grown)).width <= across and placed.height <= high
        ]
        if not fitting:
            break
        recipe, best = min(fitting, key=lambda pair: max(pair[1].width / across, pair[1].height / high))
    best = _stretch(best, content, across, axis=0)
    return best if down is None else _stretch(best, content, down, axis=1)


def centred(placed: Placement, across: int, down: int) -> Placement:
    """The placement in the middle of a room."""
    return _moved(placed.boxes, placed.frames, (across - placed.width) // 2, (down - placed.height) // 2, across, down)


def _grown(recipe: PlacementChoices, widest: tuple[int, int]) -> list[PlacementChoices]:
    grown = []
    if recipe.layer_gap < widest[0]:
        grown.append(structs.replace(recipe, layer_gap=recipe.layer_gap + 1))
    if recipe.node_gap < widest[1]:
        grown.append(structs.replace(recipe, node_gap=recipe.node_gap + 1))
    return grown


def _stretch(placed: Placement, content: Content, room: int, axis: int) -> Placement:
    """Move the centres apart along one axis as far as the room and good taste allow."""
    low, high, best = 1.0, _FURTHEST, placed
    for _ in range(9):
        middle = (low + high) / 2
        trial = _scaled(placed, content, middle, axis)
        if (trial.width if axis == 0 else trial.height) <= room:
            low, best = middle, trial
        else:
            high = middle
    return best


def _scaled(placed: Placement, content: Content, factor: float, axis: int) -> Placement:
    boxes = {}
    for name, area in placed.boxes.items():
        if axis == 0:
            shift = _shift(area.x, area.right, factor)
            boxes[name] = Area(area.x + shift, area.y, area.right + shift, area.bottom)
        else:
            shift = _shift(area.y, area.bottom, factor)
            boxes[name] = Area(area.x, area.y + shift, area.right, area.bottom + shift)
    frames = _reframed(boxes, placed, content)
    areas = [*boxes.values(), *frames.values()]
    left, top = min(a.x for a in areas), min(a.y for a in areas)
    width, height = max(a.right for a in areas) - left, max(a.bottom for a in areas) - top
    return _moved(boxes, frames, -left, -top, width, height)


def _shift(start: int, end: int, factor: float) -> int:
    centre = (start + end) / 2
    return math.floor(centre * factor + 0.5) - math.floor(centre + 0.5)


def _reframed(boxes: dict[str, Area], placed: Placement, content: Content) -> dict[str, Area]:
    """The frames around moved members, with the same room on every side as before."""
    frames: dict[str, Area] = {}
    for name in _inner_first(placed.frames):
        old = placed.frames[name]
        members = [child for child, home in content.homes.items() if home == name]
        before = [placed.boxes[m] if m in placed.boxes else placed.frames[m] for m in members]
        after = [boxes[m] if m in boxes else frames[m] for m in members]
        frames[name] = Area(
            min(a.x for a in after) - (min(a.x for a in before) - old.x),
            min(a.y for a in after) - (min(a.y for a in before) - old.y),
            max(a.right for a in after) + old.right - max(a.right for a in before),
            max(a.bottom for a in after) + old.bottom - max(a.bottom for a in before),
        )
    return frames


def _inner_first(frames: dict[str, Area]) -> list[str]:
    return sorted(frames, key=lambda n: (frames[n].right - frames[n].x) * (frames[n].bottom - frames[n].y))


def _moved(boxes: dict[str, Area], frames: dict[str, Area], dx: int, dy: int, width: int, height: int) -> Placement:
    def move(area: Area) -> Area:
        return Area(area.x + dx, area.y + dy, area.right + dx, area.bottom + dy)

    return Placement({n: move(a) for n, a in boxes.items()}, {n: move(a) for n, a in frames.items()}, width, height)


MARGIN = 5.0  # points between the lattice and the edge of the figure
_BERTH = 3  # cells that other arrows leave beside one with a label
_MARGIN = 2  # cells kept free around everything for arrows that go round
_PATIENCE = {ConnectionKind.FLOW: 0, ConnectionKind.BRANCH: 0, ConnectionKind.CONTROL: 1, ConnectionKind.REFERENCE: 1}


class DiagramParts(Struct, frozen=True, kw_only=True):
    """What an attempt starts from: sized boxes, frames to draw, and connections between boxes."""

    typography: Typography
    plans: dict[str, BoxPlan]
    groups: tuple[Group, ...]
    homes: dict[str, str]
    connections: tuple[Connection, ...]
    ends: tuple[tuple[str, str], ...]


class Attempt(Struct, frozen=True, kw_only=True):
    """A finished attempt in points, ready to be turned into a scene and painted."""

    stock: DiagramParts
    width: float
    height: float
    boxes: dict[str, Rect]
    frames: dict[str, Rect]
    paths: tuple[tuple[Point, ...], ...]
    tags: dict[int, ArrowLabel | None]
    crossings: int
    bends: int
    length: float


def title_text(group: Group) -> str:
    """The words on a frame."""
    return clean(group.title)


def content(stock: DiagramParts, *, down: bool) -> Content:
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
    wide = text_metrics.text_width(title_text(group), typography.small, bold=True) + 0.8 * typography.small
    if group.repeat:
        wide += badge_width(f"×{group.repeat}", typography) + 0.5 * typography.small
    return math.ceil(wide / typography.pitch), math.ceil(1.5 * typography.small / typography.pitch)


def _label_cells(label: str, typography: Typography, *, down: bool) -> tuple[int, int]:
    words = clean_lines(label)
    if not words:
        return 0, 0
    shapes = label_shapes(words, typography.small)
    extents = [label_extent(lines, typography.small) for lines in shapes]
    widest = 11 * typography.small if down else 6.5 * typography.small
    wide, high = next((e for e in extents if e[0] <= widest), min(extents))
    return math.ceil(wide / typography.pitch), math.ceil(high / typography.pitch)


def room(width: float, height: float, pitch: float) -> tuple[int, int]:
    """How many cells a canvas offers across and down."""
    return int((width - 2 * MARGIN) / pitch), int((height - 2 * MARGIN) / pitch)


def compose(
    stock: DiagramParts, recipe: PlacementChoices, width: float, height: float | None, effort: Effort
) -> Attempt | None:
    """Draw up one attempt on a canvas in points; ``None`` if it does not fit or an arrow finds no way.

    Without a height the canvas becomes as high as the drawing needs.
    """
    pitch = stock.typography.pitch
    across, down = room(width, height if height is not None else 1e6, pitch)
    margin = _MARGIN if len(stock.connections) >= len(stock.plans) else 1
    placed = spread(
        content(stock, down=recipe.down), recipe, across - 2 * margin, None if height is None else down - 2 * margin
    )
    if placed is None:
        return None
    if height is None:
        down = placed.height + 2 * margin
        height = down * pitch + 2 * MARGIN
    return _route(stock, centred(placed, across, down), (across, down), (width, height), effort)


def _route(
    stock: DiagramParts, placed: Placement, cells: tuple[int, int], page: tuple[float, float], effort: Effort
) -> Attempt | None:
    titles = {group.id: _title_cells(group, stock.typography) for group in stock.groups}
    barred = [Area(a.x, a.y, a.x + titles[n][0], a.y + titles[n][1]) for n, a in placed.frames.items()]
    lattice = Lattice(placed, barred, cells[0] + 1, cells[1] + 1)
    router = Router(placed, {name: plan.shape for name, plan in stock.plans.items()}, lattice, effort)
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


def _draft(stock: DiagramParts, placed: Placement, routes: Routes, page: tuple[float, float]) -> Attempt:
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
    paths = list(at_frames(paths, stock.connections, frames))
    labels = {i: words for i, c in enumerate(stock.connections) if (words := clean_lines(c.label))}
    titles = tuple(title_rect(stock, group, frames[group.id]) for group in stock.groups)
    ground = Obstacles(
        Rect(1, 1, page[0] - 2, page[1] - 2), (*boxes.values(), *titles), tuple(frames.values()), tuple(paths)
    )
    return Attempt(
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


def _attached(
    points: list[Point], ends: tuple[str, str], stock: DiagramParts, boxes: dict[str, Rect]
) -> tuple[Point, ...]:
    """Let the ends of a path reach the true outline of their boxes."""
    first = border_point(stock.plans[ends[0]].shape, boxes[ends[0]], points[0], vertical=points[0][0] == points[1][0])
    last = border_point(stock.plans[ends[1]].shape, boxes[ends[1]], points[-1], vertical=points[-1][0] == points[-2][0])
    return (first, *points[1:-1], last)


def title_rect(stock: DiagramParts, group: Group, frame: Rect) -> Rect:
    """Where the title of a frame stands, its badge excluded."""
    size = stock.typography.small
    wide = text_metrics.text_width(title_text(group), size, bold=True)
    return Rect(frame.x + 0.6 * size, frame.y + 0.4 * size, wide, (typefaces.ASCENT + typefaces.DESCENT) * size)
