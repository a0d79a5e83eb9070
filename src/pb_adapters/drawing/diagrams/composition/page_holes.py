"""The last step of the best drawing: what stands beside panels grows where the page has a hole, its legend drawn."""

from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.facts import facts_of
from pb_adapters.drawing.diagrams.composition.filling import filled_page
from pb_adapters.drawing.diagrams.composition.leaf_sizes import PITCH
from pb_adapters.drawing.diagrams.composition.redrawing import redrawn
from pb_adapters.drawing.diagrams.composition.refilling import origin_of, ways_of
from pb_adapters.drawing.diagrams.placement import Area
from pb_adapters.drawing.diagrams.routing import Effort
from pb_core.domain.diagrams.spec import DiagramSpec
from pb_core.domain.plane import Rect

_MORE = 1.4, 1.6  # times as wide and as high as they are already: as far as blocks grow


def without_hole(
    spec: DiagramSpec, composed: Composed, legend: Rect | None, effort: Effort, *, narrow: bool = False
) -> Composed | None:
    """A drawing on a page of free height with larger blocks beside its largest hole, and no more faults of arrows.

    ``None`` where it has no hole beside its ``legend``, where nothing may grow, where no place is left for a lettered
    tag, or where signs tell labels. One that is ``narrow`` may be less wide.
    """
    bare = composed.untagged or composed
    if bare.tree is None:
        return None
    ways = list(zip(facts_of(bare.attempt.stock).arrows, ways_of(bare.fit, bare), strict=True))
    found = filled_page(bare.tree, bare.fit, ways, _MORE, _cells(bare, legend) if legend else None)
    return redrawn(spec, composed, found, effort, narrow=narrow)


def _cells(composed: Composed, rect: Rect) -> Area:
    """The cells that a rectangle of a drawing covers."""
    left, top = origin_of(composed.fit, composed)
    x, right = (round((edge - left) / PITCH) for edge in (rect.x, rect.right))
    y, bottom = (round((edge - top) / PITCH) for edge in (rect.y, rect.bottom))
    return Area(x, y, right, bottom)
