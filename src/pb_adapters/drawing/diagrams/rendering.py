"""From a drawing request to its pictures: the best drawing painted (boxes, frames, arrows, texts) and encoded."""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import msgspec
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from pb_adapters.drawing.diagrams.box_sizes import STACK, BoxPlan, front
from pb_adapters.drawing.diagrams.composition.leaf_sizes import LABEL, MARGIN, PITCH, cells_across
from pb_adapters.drawing.diagrams.composition.tints import Tints
from pb_adapters.drawing.diagrams.glyph_painting import GlyphStyle, paint_glyph
from pb_adapters.drawing.diagrams.search import Canvas, Drawing, best_drawing
from pb_adapters.drawing.diagrams.text_runs import Badge, Run, tint_of
from pb_adapters.drawing.shared import text_metrics, typefaces
from pb_adapters.drawing.shared.encoding import Page, encode, ratio_of
from pb_adapters.drawing.shared.palettes import PAPER, Colours, Tint, colours
from pb_adapters.drawing.shared.text_metrics import settings
from pb_adapters.drawing.shared.typefaces import shapes_for
from pb_core.domain.diagrams.scene import PRINT_WIDTH, DrawnFrame, notch, outline
from pb_core.domain.diagrams.spec import Connection, ConnectionKind, Heads, Styling, validate
from pb_core.domain.pictures import MEDIA_TYPES
from pb_core.domain.plane import Point, Rect
from pb_core.errors import CannotDraw
from pb_core.ports.images import DrawReply, DrawRequest

_HEAD_LENGTH = 5.6
_HEAD_WIDTH = 4.4
_NOTCH = 1.2
_RADIUS = 4.0

_DASHES: dict[ConnectionKind, tuple[float, ...]] = {
    ConnectionKind.FEEDBACK: (4.0, 2.2),
    ConnectionKind.SKIP: (1.2, 1.8),
    ConnectionKind.CONTROL: (6.0, 1.8, 1.2, 1.8),
    ConnectionKind.REFERENCE: (2.2, 1.6),
}


def dashes(kind: ConnectionKind) -> object:
    """The matplotlib line style of a kind of connection."""
    return (0, _DASHES[kind]) if kind in _DASHES else "solid"


def arrow_head(points: tuple[Point, ...]) -> tuple[tuple[Point, ...], Path]:
    """Split an arrow into the line up to its head and the head."""
    (ax, ay), (bx, by) = points[-2:]
    length = math.hypot(bx - ax, by - ay)
    ux, uy = (bx - ax) / length, (by - ay) / length
    base = (bx - ux * _HEAD_LENGTH, by - uy * _HEAD_LENGTH)
    half = _HEAD_WIDTH / 2
    inner = (base[0] + ux * _NOTCH, base[1] + uy * _NOTCH)
    corners = [(bx, by), (base[0] - uy * half, base[1] + ux * half), inner, (base[0] + uy * half, base[1] - ux * half)]
    return (*points[:-1], inner), Path([*corners, corners[0]], closed=True)


def arrow_heads(points: tuple[Point, ...], heads: Heads) -> tuple[tuple[Point, ...], tuple[Path, ...]]:
    """Split an arrow into the line between its heads and the heads."""
    if heads is Heads.NONE:
        return points, ()
    body, head = arrow_head(points)
    if heads is Heads.TARGET:
        return body, (head,)
    backwards, tail = arrow_head(body[::-1])
    return backwards[::-1], (head, tail)


def rounded_path(points: tuple[Point, ...]) -> Path:
    """A polyline whose corners are quarter curves."""
    vertices, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(_RADIUS, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        vertices += [_towards(corner, before, radius), corner, _towards(corner, after, radius)]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path([*vertices, points[-1]], [*codes, Path.LINETO])


def _towards(start: Point, end: Point, by: float) -> Point:
    length = math.dist(start, end)
    share = by / length if length else 0.0
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


_RADII = {
    "rounded": 4.0,
    "block": 4.0,
    "actor": 4.0,
    "list": 4.0,
    "slant": 1.5,
    "hexagon": 1.5,
    "chamfer": 1.0,
    "diamond": 1.5,
    "sheet": 1.0,
}


def shape_path(shape: str, rect: Rect, radius: float | None = None) -> Path:
    """The closed outline of a shape, corners rounded by ``radius`` points (default: the shape's own)."""
    corners = outline(shape, rect)
    by = _RADII.get(shape, 0.0) if radius is None else radius
    if by == 0.0:
        return Path([*corners, corners[0]], closed=True)
    vertices: list[Point] = []
    codes: list[Any] = []
    for index, corner in enumerate(corners):
        before, after = corners[index - 1], corners[(index + 1) % len(corners)]
        cut = min(by, math.dist(before, corner) / 2, math.dist(corner, after) / 2)
        entry, leave = _towards(corner, before, cut), _towards(corner, after, cut)
        c1, c2 = _towards(corner, entry, cut * 0.45), _towards(corner, leave, cut * 0.45)
        vertices += [entry, c1, c2, leave]
        codes += [Path.LINETO if vertices[:-4] else Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    return Path([*vertices, vertices[0]], [*codes, Path.CLOSEPOLY])


def ornaments(shape: str, rect: Rect, words: float) -> Iterator[tuple[Path, bool]]:
    """The marks inside a shape that tell its kind, each with whether it is filled.

    ``words`` is where the text of the box begins.
    """
    if shape == "block":
        inner = Rect(rect.x + 2.2, rect.y + 2.2, rect.width - 4.4, rect.height - 4.4)
        yield shape_path("rounded", inner, 2.6), False
    elif shape == "sheet":
        k = notch(shape, rect)
        fold = [(rect.right - k, rect.y), (rect.right - k, rect.y + k), (rect.right, rect.y + k)]
        yield Path(fold), False
    elif shape == "cylinder":
        k = notch(shape, rect)
        cx, half = rect.x + rect.width / 2, rect.width / 2
        steps = [math.pi * i / 24 for i in range(25)]
        yield Path([(cx + half * math.cos(a), rect.y + k + k * math.sin(a)) for a in steps]), False
    elif shape == "actor":
        yield from _person(rect, words)


def _person(rect: Rect, words: float) -> Iterator[tuple[Path, bool]]:
    """A head above shoulders, before the words."""
    size = min(12.0, rect.height * 0.55)
    cx, top = words - 0.85 * size, rect.y + (rect.height - size) / 2
    yield _disc((cx, top + size * 0.27), size * 0.25), True
    arc = [math.pi + math.pi * i / 16 for i in range(17)]
    shoulders = [(cx + 0.44 * size * math.cos(a), top + size + 0.42 * size * math.sin(a)) for a in arc]
    yield Path([*shoulders, shoulders[0]], closed=True), True


def _disc(centre: Point, radius: float) -> Path:
    steps = [2 * math.pi * i / 24 for i in range(25)]
    return Path([(centre[0] + radius * math.cos(a), centre[1] + radius * math.sin(a)) for a in steps], closed=True)


_EDGE = 0.9  # line widths in points
_STRONG_EDGE = 1.5
_ARROW = 1.0


def paint(drawing: Drawing, page: Page, styling: Styling) -> Figure:
    """Return the painted figure, 17 cm wide; save it at any resolution or as vectors."""
    text_metrics.register()
    figure = page.new_figure(PAPER)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, drawing.scene.width)
    axes.set_ylim(drawing.scene.height, 0)
    _Painter(axes, colours(styling.palette), styling.emphasis).paint(drawing)
    return figure


class _Painter:
    def __init__(self, axes: Axes, palette: Colours, emphasis: tuple[str, ...]) -> None:
        self._axes, self._colours, self._emphasis = axes, palette, emphasis
        self._order = 1.0

    def paint(self, drawing: Drawing) -> None:
        attempt = drawing.attempt
        depth = {f.id: f for f in drawing.scene.frames}
        for frame in depth.values():
            if drawing.tints is None:
                self._frame(frame.id, frame.rect, level=_level(frame.id, depth))
            else:
                self._panel(frame, drawing.tints)
        for connection, points in zip(attempt.stock.connections, attempt.paths, strict=True):
            self._arrow(connection, points)
        for name, rect in attempt.boxes.items():
            plan = attempt.stock.plans[name]
            tint = drawing.tints.box(plan) if drawing.tints else tint_of(plan, self._colours, self._emphasis)
            words = min(run.rect.x for run in drawing.lettering.runs if run.owner in plan.owners)
            if plan.shape != "picture":
                self._box(plan, rect, tint, words, composed=drawing.tints is not None)
        if drawing.tints is not None:
            self._glyphs(drawing, drawing.tints)
        for badge in drawing.lettering.badges:
            self._badge(badge)
        for run in drawing.lettering.runs:
            self._run(run)

    def _next(self) -> float:
        self._order += 0.001
        return self._order

    def _add(self, path: Path, name: str, **style: object) -> None:
        patch = PathPatch(path, zorder=self._next(), joinstyle="round", capstyle="butt", **style)
        patch.set_gid(name)
        self._axes.add_patch(patch)

    def _frame(self, name: str, rect: Rect, *, level: int) -> None:
        fill = self._colours.frame.fill if level % 2 == 0 else self._colours.paper
        path = shape_path("rounded", rect, 5.0)
        self._add(
            path,
            f"frame {name}",
            facecolor=fill,
            edgecolor=self._colours.frame.edge,
            linewidth=0.8,
            linestyle=(0, (4, 2.2)),
        )

    def _glyphs(self, drawing: Drawing, tints: Tints) -> None:
        for glyph in drawing.scene.glyphs:
            hue, paper = tints.glyph(drawing.attempt.stock.plans[glyph.owner])
            style = GlyphStyle(hue=hue, paper=paper)
            paint_glyph(self._axes, glyph.name, glyph.rect, style, gid=f"glyph {glyph.owner}", zorder=self._next())

    def _panel(self, frame: DrawnFrame, tints: Tints) -> None:
        tint = tints.frame(frame.id)
        nested = frame.parent is not None
        self._add(
            shape_path("rounded", frame.rect, 8.5),
            f"frame {frame.id}",
            facecolor=tint.fill,
            edgecolor=tint.edge,
            linewidth=0.7 if nested else 0.5,
            linestyle=(0, (4, 2.2)) if nested else "solid",
        )

    def _box(self, plan: BoxPlan, rect: Rect, tint: Tint, words: float, *, composed: bool) -> None:
        face = front(plan, rect)
        if face != rect:
            for out in (STACK, STACK / 2):
                sheet = Rect(face.x + out, face.y - out, face.width, face.height)
                path = shape_path(plan.shape, sheet)
                self._add(path, f"stack {plan.id}", facecolor=tint.fill, edgecolor=tint.edge, linewidth=0.7)
        strong = composed and plan.shape == "block"
        width = _STRONG_EDGE if strong else _EDGE
        self._add(shape_path(plan.shape, face), plan.id, facecolor=tint.fill, edgecolor=tint.edge, linewidth=width)
        if strong:
            return
        for path, filled in ornaments(plan.shape, face, words):
            colour = tint.edge if filled else "none"
            self._add(path, f"ornament {plan.id}", facecolor=colour, edgecolor=tint.edge, linewidth=0.7)

    def _arrow(self, connection: Connection, points: tuple[Point, ...]) -> None:
        name, kind = connection.name, connection.kind
        second = kind in {ConnectionKind.FEEDBACK, ConnectionKind.CONTROL}
        colour = self._colours.second_line if second else self._colours.line
        body, heads = arrow_heads(points, connection.heads)
        self._add(
            rounded_path(body), name, facecolor="none", edgecolor=colour, linewidth=_ARROW, linestyle=dashes(kind)
        )
        for head in heads:
            self._add(head, f"head {name}", facecolor=colour, edgecolor=colour, linewidth=0.4)

    def _badge(self, badge: Badge) -> None:
        path = shape_path("rounded", badge.rect, badge.rect.height / 2)
        self._add(path, f"badge {badge.run.owner}", facecolor=badge.run.ground, edgecolor="none", linewidth=0)
        self._run(badge.run)

    def _run(self, run: Run) -> None:
        text = self._axes.text(
            run.x,
            run.y,
            run.text,
            ha="left" if run.start else "center",
            va="baseline",
            color=run.colour,
            fontproperties=FontProperties(family=list(typefaces.stack(bold=run.bold)), size=run.size),
            parse_math=text_metrics.is_math(run.text),
            zorder=self._next() + 10,
        )
        text.set_gid(f"text {run.owner}")


def _level(name: str, frames: dict[str, DrawnFrame]) -> int:
    level, parent = 0, frames[name].parent
    while parent in frames:
        level, parent = level + 1, frames[parent].parent
    return level


LONG_SIDES = {"1K": 1024, "2K": 2048, "4K": 4096}
_DEFAULT = "2K"
_EXTREMES = (Fraction(1, 4), Fraction(4, 1))


def draw(request: DrawRequest) -> DrawReply:
    """Draw every format asked for; the same request always gives the same bytes.

    Raises:
        InvalidSpec: the spec refers to what it does not define.
        CannotDraw: no clean drawing exists, or the request asks for what this engine does not do.
    """
    validate(request.spec)
    ratio = ratio_of(request.aspect_ratio, _EXTREMES) if request.size is None else None
    side = _side(request.resolution)
    for kind in request.formats:
        if kind not in MEDIA_TYPES:
            _refuse(f"the vector engine does not write '{kind}'")
    with shapes_for(msgspec.json.encode(request.spec).decode()), settings():
        return _draw(request, ratio, side)


def _draw(request: DrawRequest, ratio: Fraction | None, side: int) -> DrawReply:
    canvas = _canvas(request, ratio)
    drawing = best_drawing(request.spec, request.styling, canvas)
    scene = drawing.scene
    if request.size is None:
        pixels = _pixels(Fraction(scene.width / scene.height) if ratio is None else ratio, side)
    else:
        pixels = request.size.pixels(request.size.height or scene.height / scene.width * request.size.width)
    page = Page(width=scene.width, height=scene.height, pixels=pixels)
    figure = paint(drawing, page, request.styling)
    words = [(text.text, text.bold) for text in drawing.lettering.all_runs()]
    pictures = tuple(encode(figure, page, kind, words) for kind in request.formats)
    return DrawReply(pictures=pictures, scene=scene)


def _canvas(request: DrawRequest, ratio: Fraction | None) -> Canvas:
    """The page to lay out: 17 cm wide unless a size is asked for.

    A page is as wide as a whole number of cells; one of a given height keeps the shape that was asked for.
    """
    size = request.size
    if size is None:
        return Canvas(height=None if ratio is None else PRINT_WIDTH / float(ratio), ratio=request.aspect_ratio)
    width = 2 * MARGIN + cells_across(size.width) * PITCH
    height = None if size.height is None else size.height * width / size.width
    return Canvas(width=width, height=height, largest=LABEL)


def _side(resolution: str | None) -> int:
    name = resolution or _DEFAULT
    if name not in LONG_SIDES:
        _refuse(f"the vector engine does not draw at the resolution '{name}'")
    return LONG_SIDES[name]


def _pixels(ratio: Fraction, side: int) -> tuple[int, int]:
    return (side, round(side / ratio)) if ratio >= 1 else (round(side * ratio), side)


def _refuse(message: str) -> None:
    raise CannotDraw(message)
