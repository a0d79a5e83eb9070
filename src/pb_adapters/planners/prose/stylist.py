"""The stylist's answer: how a planned diagram shall look."""

import re

from pb_adapters.planners.prose.describe import describe
from pb_core.domain.diagrams.spec import ConnectionKind, DiagramSpec, Direction, Element, ElementKind, Palette, Styling
from pb_core.domain.diagrams.words import stem
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
    ElementKind.MODEL: "models as boxes with a band along their left edge",
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
_WORKERS = (ElementKind.MODEL, ElementKind.PROCESS, ElementKind.DECISION)
_NEW = re.compile(r"\b(?:propos|introduc|novel\b|contribut|our new\b)[^.;]{1,120}", re.IGNORECASE)
"""Where a text names what it contributes."""
_CONTENT, _MOST_POINTS = 4, 40  # letters of a word that says something; points of a guide


def style(brief: StyleBrief) -> StyledPlan:
    """Describe the look of a plan under the guide; the content stays as it is.

    The palette is the one that the guide names, else the same for every figure, so that those of one paper agree;
    the drawing chooses the direction. What the caller fixed stays as it is.
    """
    guide = brief.guide.lower()
    palette = next((palette for palette in Palette if palette.value in guide), Palette.HARBOR)
    chosen = Styling(palette=palette, direction=Direction.AUTO, emphasis=_emphasis(brief))
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
    way = "one main direction" if styling.direction is Direction.AUTO else f"{styling.direction.value}wards"
    stressed = ", ".join(f"\u201c{labels[name]}\u201d" for name in styling.emphasis if name in labels)
    hierarchy = f"{stressed} in the accent colour, everything else quiet" if stressed else "all boxes of equal weight"
    points = [
        f"Reading direction: {way}.",
        f"Hierarchy: {hierarchy}.",
        f"Palette: {styling.palette.value}: {_HUES[styling.palette]}; soft fills, darker borders, white ground.",
        f"Shapes: {', '.join(_SHAPES[kind] for kind in kinds)}; a pictogram where a label names what it shows.",
        "Typography: one sans-serif face; element labels in regular weight, group titles bold and smaller.",
    ]
    if lines:
        points.append(
            f"Lines: {', '.join(_LINES[kind] for kind in lines)}; arrows turn at right angles and end on borders."
        )
    return "Look:\n" + "\n".join(f"- {point}" for point in points)


def _guide_points(guide: str) -> str:
    points = [line.strip().lstrip("-*• ").strip() for line in guide.splitlines() if line.strip()]
    shown = points[:_MOST_POINTS]
    return "Style guide to obey:\n" + "\n".join(f"- {point}" for point in shown) if shown else ""


def _emphasis(brief: StyleBrief) -> tuple[str, ...]:
    """At most two working parts that the caption names and the text calls new; none where it says so of none."""
    said = [words.casefold() for words in _NEW.findall(brief.source)]
    stems = frozenset(stem(word.casefold()) for word in re.findall(r"\w+", brief.caption) if len(word) >= _CONTENT)
    workers = [
        e for e in brief.spec.elements if e.kind in _WORKERS and any(e.label.casefold() in words for words in said)
    ]
    named = sorted((-_shared(e, stems), place, e.id) for place, e in enumerate(workers) if _shared(e, stems))
    return tuple(name for _, _, name in named[:2])


def _shared(element: Element, stems: frozenset[str]) -> int:
    return len({stem(word.casefold()) for word in re.findall(r"\w+", element.label)} & stems)
