"""The last step of the best drawing: what stands beside panels grows where the page has a hole, its legend drawn."""

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.assembly import Composed, Paper, assembled
from pb_adapters.drawing.diagrams.composition.connectors import with_connectors
from pb_adapters.drawing.diagrams.composition.facts import facts_of
from pb_adapters.drawing.diagrams.composition.filling import filled_page
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH
from pb_adapters.drawing.diagrams.composition.refilling import has_no_more_faults, origin_of, ways_of
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
    tree, fit, stock = bare.tree, bare.fit, bare.attempt.stock
    if tree is None or composed.keys:
        return None
    ways = list(zip(facts_of(stock).arrows, ways_of(fit, bare), strict=True))
    found = filled_page(tree, fit, ways, _MORE, _cells(bare, legend) if legend else None)
    if found == fit:
        return None
    paper = Paper(height=fit.height * PITCH + 2 * MARGIN, grows=True, narrow=narrow)
    leaves = {leaf.name: leaf for leaf in tree.inside}
    again = assembled(spec, stock, leaves, found, paper, bare.tints, effort)
    if not isinstance(again, Composed) or not has_no_more_faults(again, bare):
        return None
    again = structs.replace(again, tree=tree)
    tagged = with_connectors(again) if composed.untagged else again
    return tagged if isinstance(tagged, Composed) else None


def _cells(composed: Composed, rect: Rect) -> Area:
    """The cells that a rectangle of a drawing covers."""
    left, top = origin_of(composed.fit, composed)
    x, right = (round((edge - left) / PITCH) for edge in (rect.x, rect.right))
    y, bottom = (round((edge - top) / PITCH) for edge in (rect.y, rect.bottom))
    return Area(x, y, right, bottom)
