"""The stylist's answer: how a planned diagram shall look."""

from pb_adapters.planners.offline.describe import describe
from pb_adapters.planners.offline.morphology import stem
from pb_adapters.planners.offline.salience import caption_stems
from pb_core.domain.diagrams.spec import ConnectionKind, DiagramSpec, Direction, Element, ElementKind, Palette, Styling
from pb_core.domain.questions import StyleBrief, StyledPlan

_HUES = {
    Palette.HARBOR: "deep blue, teal and a warm accent",
    Palette.MEADOW: "leaf green, ochre and a plum accent",
    Palette.SLATE: "slate grey, steel blue and an amber accent",
}
_SHAPES: dict[ElementKind, str] = {
    ElementKind.INPUT: "inputs as slanted boxes",
    ElementKind.OUTPUT: "outputs as pills",
    ElementKind.DATA: "data as sheets with a folded corner",
    ElementKind.PROCESS: "processes as rounded boxes",
    ElementKind.MODEL: "models as rounded boxes with a double border",
    ElementKind.OPERATION: "operations as boxes with cut corners",
    ElementKind.DECISION: "decisions as diamonds",
    ElementKind.STORE: "stores as cylinders",
    ElementKind.OBJECTIVE: "objectives as hexagons",
    ElementKind.ACTOR: "people and outside parties as boxes with a figure",
}
_LINES: dict[ConnectionKind, str] = {
    ConnectionKind.FLOW: "solid arrows carry data", ConnectionKind.FEEDBACK: "dashed arrows on the outside feed back",
    ConnectionKind.SKIP: "dotted arrows skip stages", ConnectionKind.BRANCH: "solid forked arrows branch",
    ConnectionKind.CONTROL: "dotted arrows steer or train", ConnectionKind.REFERENCE: "thin lines refer",
}  # fmt: skip
_WIDE, _LONG = 4, 5


def style(brief: StyleBrief) -> StyledPlan:
    """Describe the look of a plan under the guide; the content stays as it is."""
    chosen = Styling(
        palette=_palette(brief),
        direction=_direction(brief.spec, brief.aspect_ratio),
        emphasis=_emphasis(brief.spec, brief.caption),
    )
    styling = brief.fixed.applied(chosen, brief.spec)
    return StyledPlan(description=styled_description(brief.spec, brief.caption, styling, brief.guide), styling=styling)


def styled_description(spec: DiagramSpec, caption: str, styling: Styling, guide: str) -> str:
    """The plan in prose, followed by layout, hierarchy, palette, type, lines and the guide's points."""
    parts = [describe(spec, caption), _look(spec, styling), _guide_points(guide)]
    return "\n\n".join(part for part in parts if part)


def _look(spec: DiagramSpec, styling: Styling) -> str:
    labels = {element.id: element.label for element in spec.elements}
    kinds = dict.fromkeys(element.kind for element in spec.elements)
    lines = dict.fromkeys(connection.kind for connection in spec.connections)
    way = {
        Direction.RIGHT: "from left to right",
        Direction.DOWN: "from top to bottom",
        Direction.LEFT: "from right to left",
        Direction.UP: "from bottom to top",
        Direction.AUTO: "in one direction",
    }
    stressed = ", ".join(f"\u201c{labels[name]}\u201d" for name in styling.emphasis if name in labels)
    points = [
        f"Reading direction: {way[styling.direction]}.",
        f"Hierarchy: {stressed} in the accent colour, everything else quiet."
        if stressed
        else "Hierarchy: all boxes of equal weight.",
        f"Palette: {styling.palette.value}: {_HUES[styling.palette]}; soft fills, darker borders, white ground.",
        f"Shapes: {', '.join(_SHAPES[kind] for kind in kinds)}.",
        "Typography: one sans-serif face; element labels in regular weight, group titles bold and smaller.",
    ]
    if lines:
        points.append(
            f"Lines: {', '.join(_LINES[kind] for kind in lines)}; arrows turn at right angles and end on borders."
        )
    return "Look:\n" + "\n".join(f"- {point}" for point in points)


def _guide_points(guide: str) -> str:
    points = [line.strip().lstrip("-*• ").strip() for line in guide.splitlines() if line.strip()]
    return "Style guide to obey:\n" + "\n".join(f"- {point}" for point in points[:40]) if points else ""


def _palette(brief: StyleBrief) -> Palette:
    """The one that the guide names, else the same for all figures of a paper."""
    guide = brief.guide.lower()
    return next((palette for palette in Palette if palette.value in guide), Palette.HARBOR)


def _direction(spec: DiagramSpec, aspect_ratio: str | None) -> Direction:
    """Portrait reads down, landscape right; else a long narrow chain reads right and a wide one down."""
    ratio = _ratio(aspect_ratio)
    depth, width = _extent(spec)
    if ratio is not None and ratio != 1:
        return Direction.RIGHT if ratio > 1 else Direction.DOWN
    if width >= _WIDE and depth < width:
        return Direction.DOWN
    return Direction.RIGHT if depth >= _LONG and width < _WIDE else Direction.AUTO


def _ratio(text: str | None) -> float | None:
    width, _, height = (text or "").partition(":")
    return int(width) / int(height) if width.isdigit() and height.isdigit() and int(height) else None


def _extent(spec: DiagramSpec) -> tuple[int, int]:
    """Length of the longest forward chain, and the largest number of elements at one depth."""
    order = {element.id: place for place, element in enumerate(spec.elements)}
    depth = dict.fromkeys(order, 0)
    forward = [c for c in spec.connections if c.kind is not ConnectionKind.FEEDBACK and c.source != c.target]
    for _ in order:
        moved = False
        for link in forward:
            below = depth[link.source] + 1
            if below > depth[link.target] and below < len(order):
                depth[link.target], moved = below, True
        if not moved:
            break
    levels = list(depth.values())
    return max(levels) + 1, max(levels.count(level) for level in levels)


def _emphasis(spec: DiagramSpec, caption: str) -> tuple[str, ...]:
    """At most two working parts that share words with the caption; else the best connected one."""
    stems = caption_stems(caption)
    workers = [e for e in spec.elements if e.kind in (ElementKind.MODEL, ElementKind.PROCESS, ElementKind.DECISION)]
    named = sorted(
        ((_shared(e, stems), -place, e.id) for place, e in enumerate(workers) if _shared(e, stems)), reverse=True
    )
    if named:
        return tuple(name for _, _, name in named[:2])
    degree = {e.id: sum(e.id in (c.source, c.target) for c in spec.connections) for e in workers}
    return (max(degree, key=lambda name: degree[name]),) if degree else ()


def _shared(element: Element, stems: frozenset[str]) -> int:
    return len({stem(word.lower()) for word in element.label.split()} & stems)
