"""The best drawing drawn once more on the same page, with the same letters: blocks of other sizes, or other routes."""

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.assembly import Composed, Paper, assembled
from pb_adapters.drawing.diagrams.composition.connectors import with_connectors
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH
from pb_adapters.drawing.diagrams.composition.refilling import has_no_more_faults
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.diagrams.wires import Care
from pb_core.domain.diagrams.spec import DiagramSpec


def redrawn(
    spec: DiagramSpec, composed: Composed, fit: Fitted, effort: Effort, *, narrow: bool = False
) -> Composed | None:
    """A drawing on a page of free height with its blocks as in ``fit``, and no more faults of arrows.

    ``None`` where its blocks are so already, where it has no tree or signs tell labels, and where no place is left for
    a lettered tag. One that is ``narrow`` may be less wide.
    """
    bare = composed.untagged or composed
    return None if fit == bare.fit else _drawn(spec, composed, fit, effort, narrow=narrow)


def rerouted(
    spec: DiagramSpec, composed: Composed, care: Care, effort: Effort, *, narrow: bool = False
) -> Composed | None:
    """A drawing on a page of free height with its arrows routed with this ``care``, and no more faults of these.

    ``None`` where they run as before, and like ``redrawn`` otherwise.
    """
    bare = composed.untagged or composed
    found = _drawn(spec, composed, bare.fit, effort, narrow=narrow, care=care)
    return None if found is None or found.attempt.paths == composed.attempt.paths else found


def _drawn(
    spec: DiagramSpec, composed: Composed, fit: Fitted, effort: Effort, *, narrow: bool, care: Care = Care.USUAL
) -> Composed | None:
    bare = composed.untagged or composed
    if bare.tree is None or composed.keys:
        return None
    paper = Paper(height=fit.height * PITCH + 2 * MARGIN, grows=True, narrow=narrow, care=care)
    leaves = {leaf.name: leaf for leaf in bare.tree.inside}
    again = assembled(spec, bare.attempt.stock, leaves, fit, paper, bare.tints, effort)
    if not isinstance(again, Composed) or not has_no_more_faults(again, bare):
        return None
    again = structs.replace(again, tree=bare.tree)
    tagged = with_connectors(again) if composed.untagged else again
    return tagged if isinstance(tagged, Composed) else None
