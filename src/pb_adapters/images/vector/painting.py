"""Painting a drawing with matplotlib's figure canvas; one unit of the axes is one point in print."""

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from pb_adapters.images.vector.arrows import arrow_head, dashes, rounded_path
from pb_adapters.images.vector.lettering import Badge, Run, tint_of
from pb_adapters.images.vector.palettes import Colours, Tint, colours
from pb_adapters.images.vector.searching import Drawing
from pb_adapters.images.vector.shapes import ornaments, shape_path
from pb_adapters.images.vector.sizing import STACK, BoxPlan, front
from pb_adapters.typefaces import faces, fonts
from pb_core.diagram import ConnectionKind
from pb_core.outlines import Point
from pb_core.scene import DrawnFrame, Rect
from pb_core.styling import Styling

_EDGE = 0.9  # line widths in points
_ARROW = 1.0


def paint(drawing: Drawing, styling: Styling) -> Figure:
    """Return the painted figure, 17 cm wide; save it at any resolution or as vectors."""
    fonts.register()
    figure = Figure(figsize=(drawing.scene.width / 72, drawing.scene.height / 72), facecolor="#ffffff")
    FigureCanvasAgg(figure)
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
        draft = drawing.draft
        depth = {f.id: f for f in drawing.scene.frames}
        for frame in depth.values():
            self._frame(frame.id, frame.rect, level=_level(frame.id, depth))
        for connection, points in zip(draft.stock.connections, draft.paths, strict=True):
            self._arrow(connection.name, connection.kind, points)
        for name, rect in draft.boxes.items():
            plan = draft.stock.plans[name]
            tint = tint_of(plan, self._colours, self._emphasis)
            words = min(run.rect.x for run in drawing.lettering.runs if run.owner in plan.owners)
            self._box(plan, rect, tint, words)
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

    def _box(self, plan: BoxPlan, rect: Rect, tint: Tint, words: float) -> None:
        face = front(plan, rect)
        if face != rect:
            for out in (STACK, STACK / 2):
                sheet = Rect(face.x + out, face.y - out, face.width, face.height)
                path = shape_path(plan.shape, sheet)
                self._add(path, f"stack {plan.id}", facecolor=tint.fill, edgecolor=tint.edge, linewidth=0.7)
        self._add(shape_path(plan.shape, face), plan.id, facecolor=tint.fill, edgecolor=tint.edge, linewidth=_EDGE)
        for path, filled in ornaments(plan.shape, face, words):
            colour = tint.edge if filled else "none"
            self._add(path, f"ornament {plan.id}", facecolor=colour, edgecolor=tint.edge, linewidth=0.7)

    def _arrow(self, name: str, kind: ConnectionKind, points: tuple[Point, ...]) -> None:
        second = kind in {ConnectionKind.FEEDBACK, ConnectionKind.CONTROL}
        colour = self._colours.second_line if second else self._colours.line
        body, head = arrow_head(points)
        self._add(
            rounded_path(body), name, facecolor="none", edgecolor=colour, linewidth=_ARROW, linestyle=dashes(kind)
        )
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
            fontproperties=FontProperties(family=list(faces.stack(bold=run.bold)), size=run.size),
            parse_math=fonts.is_math(run.text),
            zorder=self._next() + 10,
        )
        text.set_gid(f"text {run.owner}")


def _level(name: str, frames: dict[str, DrawnFrame]) -> int:
    level, parent = 0, frames[name].parent
    while parent in frames:
        level, parent = level + 1, frames[parent].parent
    return level
