"""The picture: a scope for each panel and element, arrows between their nodes, lines of text at their baselines."""

from collections.abc import Iterator

from pb_adapters.drawing.diagrams.arrow_paths import rounded_path
from pb_adapters.drawing.diagrams.box_paths import RADII, shape_path
from pb_adapters.drawing.diagrams.exports.part_names import part_names
from pb_adapters.drawing.diagrams.exports.tikz.document import document
from pb_adapters.drawing.diagrams.exports.tikz.escaping import comment
from pb_adapters.drawing.diagrams.exports.tikz.mathematics import set_line
from pb_adapters.drawing.diagrams.exports.tikz.paths import colour, number, path, point, stroke_options
from pb_adapters.drawing.diagrams.figure_parts import (
    FigureParts,
    Item,
    Line,
    Mark,
    Outline,
    Painted,
    Part,
    Pictogram,
    Shape,
    Words,
)
from pb_adapters.drawing.diagrams.text_runs import Run
from pb_core.domain.diagrams.spec import Heads, Tip
from pb_core.domain.plane import Point, Rect

_NEAR = 0.02  # points
_CORNER = 4.0  # points: the corners of arrows
_ROUND = frozenset({"rounded", "round", "stack", "lined", "tagged", "bars", "framed", "block", "actor", "list"})
_TIPS = {
    Tip.ARROW: "Stealth[length={length}bp, width={width}bp, inset={inset}bp]",
    Tip.CIRCLE: "Circle[open, length={length}bp, line width={edge}bp]",
    Tip.CROSS: "Rays[n=4, length={length}bp, line width={edge}bp, sep=1.6bp]",
}
_LENGTHS = {Tip.ARROW: 4.2, Tip.CIRCLE: 4.2, Tip.CROSS: 6.5}
_WIDTH, _INSET = 3.4, 0.6


def written(figure: FigureParts) -> bytes:
    """The document of a figure, in UTF-8. Only within ``text_metrics.settings``."""
    return document(figure, list(_Picture(figure).lines())).encode()


class _Picture:
    def __init__(self, figure: FigureParts) -> None:
        self._figure = figure
        self._names = part_names(figure)
        self._rects = {part.id: _body(part) for part in figure.parts if part.id in self._names}

    def lines(self) -> Iterator[str]:
        for part in sorted(
            self._figure.parts, key=lambda part: part.kind in {"guide", "arrow", "legend"}
        ):  # nodes before arrows
            yield f"% {comment(part.about or part.title)}"
            if part.line is not None:
                yield from self._arrow(part, part.line)
            else:
                yield from self._scope(part)

    def _scope(self, part: Part) -> Iterator[str]:
        origin = _body(part)
        at = origin.x, origin.y
        yield f"\\begin{{scope}}[shift={{{point(at)}}}]"
        for item in part.behind:
            yield from self._item(item, at)
        if part.body:
            yield from self._item(part.body, at)
        name = self._names.get(part.id)
        if name:
            middle = point((origin.width / 2, origin.height / 2))
            size = f"minimum width={number(origin.width)}bp, minimum height={number(origin.height)}bp"
            yield f"\\node[part, {size}] ({name}) at {middle} {{}};"
        for item in part.front:
            yield from self._item(item, at)
        yield "\\end{scope}"

    def _arrow(self, part: Part, line: Line) -> Iterator[str]:
        first, *inner, last = line.points
        ends = [self._end(name, at) for name, at in zip(part.ends, (first, last), strict=True)]
        way = " -- ".join([ends[0], *map(point, inner), ends[1]])
        yield f"\\draw[{', '.join(_arrow_options(line))}] {way};"
        for item in part.front:
            if not isinstance(item, Line):
                yield from self._item(item, (0.0, 0.0))

    def _end(self, name: str, at: Point) -> str:
        """An end of an arrow, tied to the node of its part so that it moves with it."""
        if name not in self._names:
            return point(at)
        rect, node = self._rects[name], self._names[name]
        cx, cy = rect.x + rect.width / 2, rect.y + rect.height / 2
        for anchor, (x, y) in {
            "north": (cx, rect.y), "west": (rect.x, cy), "south": (cx, rect.bottom), "east": (rect.right, cy),
        }.items():  # fmt: skip
            if abs(at[0] - x) <= _NEAR and abs(at[1] - y) <= _NEAR:
                return f"({node}.{anchor})"
        return f"([shift={{{point(at, (cx, cy))}}}]{node}.center)"

    def _item(self, item: Item, origin: Point) -> Iterator[str]:
        match item:
            case Shape():
                yield _shape(item, origin)
            case Outline():
                yield _outline(item, origin)
            case Pictogram():
                for outline in item.outlines:
                    yield _outline(outline, origin)
            case Painted():
                at = point((item.rect.x, item.rect.y), origin)
                yield f"% at {at} stands a painted pictogram, which only formats with pictures hold"
            case Line():
                way = path(rounded_path(item.points), origin)
                yield f"\\draw[{', '.join(_arrow_options(item))}] {way};"
            case Words():
                yield _words(item.run, origin)
            case Mark():
                yield _shape(item.pill, origin)
                yield _words(item.run, origin)


def _body(part: Part) -> Rect:
    return part.body.rect if part.body else part.rect


def _shape(shape: Shape, origin: Point) -> str:
    options = [*([f"fill={colour(shape.fill)}"] if shape.fill else []), *stroke_options(shape.stroke)]
    rect = shape.rect
    if shape.shape not in _ROUND:
        return f"\\path[{', '.join(options)}] {path(shape_path(shape.shape, rect, shape.radius), origin)};"
    radius = RADII.get(shape.shape, 0.0) if shape.radius is None else shape.radius
    options.append(f"rounded corners={number(min(radius, rect.width / 2, rect.height / 2))}bp")
    return (
        f"\\path[{', '.join(options)}] {point((rect.x, rect.y), origin)} rectangle "
        f"{point((rect.right, rect.bottom), origin)};"
    )


def _outline(outline: Outline, origin: Point) -> str:
    options = [*([f"fill={colour(outline.fill)}"] if outline.fill else []), *stroke_options(outline.stroke)]
    return f"\\path[{', '.join([*options, 'line join=round'])}] {path(outline.path, origin)};"


def _words(run: Run, origin: Point) -> str:
    width = run.rect.width
    anchor = "base west" if run.start else "base"
    look = f"\\words{{{number(width)}bp}}{{{number(run.size)}bp}}{{{colour(run.colour)}}}"
    weight = "\\bfseries " if run.bold else ""
    text = f"{look}{{{weight}{set_line(run.text)}}}"
    return f"\\node[line of text, anchor={anchor}] at {point((run.x, run.y), origin)} {{{text}}};"


def _arrow_options(line: Line) -> list[str]:
    tip = _TIPS[line.tip].format(
        length=number(_LENGTHS[line.tip] * line.head),
        width=number(_WIDTH * line.head),
        inset=number(_INSET),
        edge=number(line.edge),
    )
    ends = {Heads.NONE: "-", Heads.TARGET: f"-{{{tip}}}", Heads.BOTH: f"{{{tip}}}-{{{tip}}}"}[line.heads]
    return [*stroke_options(line.stroke), f"rounded corners={number(_CORNER)}bp", ends]
