"""Axes that line up: the margins with which the plots of a row share top and bottom, and those of a column their sides.

The area of a plot's axes, all its panels together, is what lines up, not the edge of its picture.
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from pb_core.domain.plane import Margins
from pb_core.domain.plots.drawn import DrawnPlot
from pb_core.domain.plots.spec import PlotSpec, Projection

ALIGNED = 0.25
"""Points by which axes that line up may be apart: half of what a reader sees."""


class Place(Struct, frozen=True):
    """The row and the column of a plot whose axes line up with the others' there; ``None``: with nobody's."""

    row: int | None
    column: int | None


def has_axes(spec: PlotSpec) -> bool:
    """Whether a plot has axes along its edges: neither a pie nor a radar nor parallel coordinates."""
    return spec.projection is Projection.CARTESIAN and not any(layer.mark.type.traits.angular for layer in spec.layer)


def margins_of(drawn: DrawnPlot) -> Margins:
    """The room around the area of a plot's axes."""
    rects = [panel.rect for panel in drawn.panels]
    return Margins(
        left=min(rect.x for rect in rects),
        top=min(rect.y for rect in rects),
        right=drawn.width - max(rect.right for rect in rects),
        bottom=drawn.height - max(rect.bottom for rect in rects),
    )


def aligned(needs: Mapping[int, Margins], places: Mapping[int, Place]) -> dict[int, Margins]:
    """The margins with which all plots line up: the largest that one of a row or column needs."""
    return {
        index: Margins(
            left=max(needs[i].left for i in _beside(index, needs, places, "column")),
            right=max(needs[i].right for i in _beside(index, needs, places, "column")),
            top=max(needs[i].top for i in _beside(index, needs, places, "row")),
            bottom=max(needs[i].bottom for i in _beside(index, needs, places, "row")),
        )
        for index in needs
    }


def _beside(index: int, among: Iterable[int], places: Mapping[int, Place], line: str) -> list[int]:
    own = getattr(places[index], line)
    return [index] if own is None else [other for other in among if getattr(places[other], line) == own]


def agree(one: Margins, other: Margins) -> bool:
    """Whether axes with these margins line up on all sides."""
    pairs = ((one.left, other.left), (one.top, other.top), (one.right, other.right), (one.bottom, other.bottom))
    return all(abs(a - b) <= ALIGNED for a, b in pairs)
