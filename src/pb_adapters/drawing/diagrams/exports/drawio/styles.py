"""Styles of draw.io's cells: shapes by their names, lines, and where their labels stand."""

from pb_adapters.drawing.diagrams.box_paths import RADII
from pb_adapters.drawing.diagrams.exports.text_blocks import TextBlock
from pb_adapters.drawing.diagrams.figure_parts import Line, Shape, Stroke
from pb_adapters.drawing.shared.typefaces import SANS
from pb_core.domain.diagrams.box_outlines import notch
from pb_core.domain.diagrams.scene import CONNECTOR
from pb_core.domain.diagrams.spec import Heads, Tip
from pb_core.domain.plane import Rect

UNIT = 100 / 72
"""draw.io's units of a point: a hundred of them are an inch in print."""

Style = dict[str, str | float]

_ROUND = frozenset(
    {"rounded", "round", "stack", "lined", "tagged", "bars", "framed", "block", "actor", "list", CONNECTOR}
)
_NAMED: dict[str, Style] = {
    "circle": {"shape": "ellipse", "perimeter": "ellipsePerimeter"},
    "ellipse": {"shape": "ellipse", "perimeter": "ellipsePerimeter"},
    "rings": {"shape": "ellipse", "perimeter": "ellipsePerimeter"},
    "diamond": {"shape": "rhombus", "perimeter": "rhombusPerimeter"},
    "cylinder": {"shape": "cylinder3", "boundedLbl": 0, "backgroundOutline": 1},
    "hexagon": {"shape": "hexagon", "perimeter": "hexagonPerimeter2", "fixedSize": 1},
    "slant": {"shape": "parallelogram", "perimeter": "parallelogramPerimeter", "fixedSize": 1},
    "slant-left": {"shape": "parallelogram", "perimeter": "parallelogramPerimeter", "fixedSize": 1, "flipH": 1},
    "trapezoid": {"shape": "trapezoid", "perimeter": "trapezoidPerimeter", "fixedSize": 1},
    "funnel": {"shape": "trapezoid", "perimeter": "trapezoidPerimeter", "fixedSize": 1, "flipV": 1},
}
_WITH_SIZE = frozenset({"cylinder", "hexagon", "slant", "slant-left", "trapezoid", "funnel"})
_CORNER = 4.0  # points: the corners of edges
_HEAD = 4.2  # points
_UNDER_TOP = 5  # units that draw.io keeps a label below the top of its cell by itself
_TIPS: dict[Tip, tuple[str, int]] = {Tip.ARROW: ("block", 1), Tip.CIRCLE: ("circle", 0), Tip.CROSS: ("cross", 0)}


def text_of(style: Style) -> str:
    """A style as draw.io writes it; no value is a caller's, so none holds a semicolon. A name may have none."""
    return "".join(f"{name}{'' if value == '' else f'={_value(value)}'};" for name, value in style.items())


def _value(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def length(points: float) -> float:
    """A length in draw.io's units, to a hundredth."""
    return round(points * UNIT, 2)


def is_native(shape: Shape) -> bool:
    """Whether draw.io has the shape."""
    return shape.shape in _ROUND or shape.shape in _NAMED or shape.shape == "pill"


def shape_style(shape: Shape) -> Style:
    """The style of a shape that draw.io has."""
    style: Style = dict(_NAMED.get(shape.shape, {}))
    if shape.shape in _WITH_SIZE:
        style["size"] = length(notch(shape.shape, shape.rect))
    if not style:
        radius = RADII.get(shape.shape, 0.0) if shape.radius is None else shape.radius
        radius = notch("pill", shape.rect) if shape.shape == "pill" and shape.radius is None else radius
        style |= {"rounded": 1, "absoluteArcSize": 1, "arcSize": length(2 * radius)}
    return style


def look(fill: str | None, stroke: Stroke | None) -> Style:
    """Fill and line."""
    style: Style = {"fillColor": fill or "none", "strokeColor": stroke.colour if stroke else "none"}
    return style | (_line(stroke) if stroke else {})


def label_style(block: TextBlock | None, room: Rect) -> Style:
    """Where the label of a cell that covers ``room`` stands, and the typeface of its text."""
    style: Style = {"html": 1, "spacing": 0, "fontFamily": SANS}
    if block is None:
        return style
    rect = block.rect
    style |= {"fontSize": length(block.runs[0].size), "fontColor": block.runs[0].colour}
    if not block.is_centred:
        left, top = length(rect.x - room.x), length(rect.y - room.y)
        place: Style = {"spacingLeft": round(left), "spacingTop": round(top) - _UNDER_TOP}
        return style | {"align": "left", "verticalAlign": "top"} | place
    across = 2 * length(rect.x + rect.width / 2 - room.x - room.width / 2)
    down = 2 * length(rect.y + rect.height / 2 - room.y - room.height / 2)
    style |= {"align": "center", "verticalAlign": "middle"}
    style["spacingLeft" if across >= 0 else "spacingRight"] = round(abs(across))
    style["spacingTop" if down >= 0 else "spacingBottom"] = round(abs(down))
    return style


def edge_style(line: Line) -> Style:
    """The style of an arrow."""
    kind, fill = _TIPS[line.tip]
    size = max(1.0, round(length(_HEAD * line.head) - 2 * length(line.stroke.width), 2))  # draw.io adds its line
    style: Style = {"edgeStyle": "none", "rounded": 1, "arcSize": length(2 * _CORNER), "html": 1}
    style["labelBackgroundColor"] = "none"
    style |= {"strokeColor": line.stroke.colour} | _line(line.stroke)
    style |= {"endArrow": "none"} if line.heads is Heads.NONE else {"endArrow": kind, "endFill": fill, "endSize": size}
    if line.heads is Heads.BOTH:
        return style | {"startArrow": kind, "startFill": fill, "startSize": size}
    return style | {"startArrow": "none"}


def _line(stroke: Stroke) -> Style:
    style: Style = {"strokeWidth": length(stroke.width)}
    if stroke.dashes:
        pattern = " ".join(f"{length(dash * stroke.width):g}" for dash in stroke.dashes)
        style |= {"dashed": 1, "fixDash": 1, "dashPattern": pattern}
    return style
