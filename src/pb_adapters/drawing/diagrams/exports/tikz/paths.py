"""Paths, points and lengths in TikZ's words: in points of 1/72 inch, y downwards, as the figure has them."""

from matplotlib.path import Path

from pb_adapters.drawing.diagrams.exports.path_steps import Step, path_steps
from pb_adapters.drawing.diagrams.figure_parts import Stroke
from pb_core.domain.plane import Point


def number(value: float) -> str:
    """A number as short as a hundredth of a point allows."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def point(at: Point, origin: Point = (0.0, 0.0)) -> str:
    """A point, seen from an origin."""
    return f"({number(at[0] - origin[0])},{number(at[1] - origin[1])})"


def path(drawn: Path, origin: Point) -> str:
    """The steps of a path, seen from an origin."""
    written: list[str] = []
    last: Point = (0.0, 0.0)
    for step in path_steps(drawn):
        written.append(_step(step, last, origin))
        last = step.points[-1] if step.points else last
    return " ".join(written)


def _step(step: Step, last: Point, origin: Point) -> str:
    match step.kind:
        case "close":
            return "-- cycle"
        case "move":
            return point(step.points[0], origin)
        case "line":
            return f"-- {point(step.points[0], origin)}"
    points = _raised(last, *step.points) if step.kind == "quad" else step.points
    first, second, end = (point(at, origin) for at in points)
    return f".. controls {first} and {second} .. {end}"


def _raised(start: Point, control: Point, end: Point) -> tuple[Point, Point, Point]:
    """A quadratic curve as a cubic one, which TikZ has."""
    (ax, ay), (cx, cy), (bx, by) = start, control, end
    first = ax + 2 / 3 * (cx - ax), ay + 2 / 3 * (cy - ay)
    return first, (bx + 2 / 3 * (cx - bx), by + 2 / 3 * (cy - by)), end


def colour(value: str) -> str:
    """The name of a colour in the document."""
    return f"c{value.lstrip('#').upper()}"


def stroke_options(stroke: Stroke | None) -> list[str]:
    """The options of a line; none for no line."""
    if stroke is None:
        return []
    options = [f"draw={colour(stroke.colour)}", f"line width={number(stroke.width)}bp"]
    if stroke.dashes:
        lengths = (f"{number(length * stroke.width)}bp" for length in stroke.dashes)
        words = ("on" if index % 2 == 0 else "off" for index in range(len(stroke.dashes)))
        options.append(
            "dash pattern=" + " ".join(f"{word} {length}" for word, length in zip(words, lengths, strict=True))
        )
    if stroke.is_round:
        options.append("line cap=round")
    return options
