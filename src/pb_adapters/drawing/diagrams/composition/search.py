"""The sketches of a plan, the best first, and which of them are promising enough to be drawn up."""

from collections.abc import Hashable

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.directions import disobedient
from pb_adapters.drawing.diagrams.composition.facts import facts_of
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH, typography
from pb_adapters.drawing.diagrams.composition.packing_ways import Way
from pb_adapters.drawing.diagrams.composition.pages import Density, Page, has_room
from pb_adapters.drawing.diagrams.composition.plan_leaves import leaves_of
from pb_adapters.drawing.diagrams.composition.print_columns import cut_badness, ladders, measures
from pb_adapters.drawing.diagrams.composition.refining import refined
from pb_adapters.drawing.diagrams.composition.runs import in_runs
from pb_adapters.drawing.diagrams.composition.sketcher import (
    LARGE,
    Sketch,
    Sketcher,
    all_sketches,
    panels_of,
    tried_again,
)
from pb_adapters.drawing.diagrams.composition.sketches import sketch_badness
from pb_adapters.drawing.diagrams.composition.tightening import tightened
from pb_adapters.drawing.diagrams.composition.variants import candidate_of, fitting_again, sketch_of
from pb_adapters.drawing.diagrams.detail_levels import Detail, parts_of
from pb_adapters.drawing.diagrams.hierarchies import is_hierarchy
from pb_core.domain.diagrams.spec import DiagramSpec, Direction, Styling

_DRAWN = 6  # sketches that are drawn up
_AGAIN = 24  # sketches that are tried with other breaks of labels
_REFINED = 3  # sketches whose parts are exchanged
_SAMENESS = 2.5  # how much worse a sketch counts for each of its kind before it
_TWINS = 8.0  # and where one before it has all groups packed in the same way, on a higher or a lower page
_DISOBEDIENT = 20.0  # how much worse a sketch may be that obeys an author wholly than one that does not


def sketched(
    spec: DiagramSpec, styling: Styling, page: Page, detail: Detail, *, corridors: bool = False
) -> list[Sketch]:
    """All different fitted trees, the best first; with ``corridors`` as for ``compositions``.

    Where some obey the direction that an author asked for and are not much worse, these alone.
    """
    found: dict[Hashable, Sketch] = {}
    for measure, whole in measures(page.width):
        small = page.density > Density.USUAL
        kind = typography(measure, seconds=detail.seconds, large=page.large, whole=whole, dense=small)
        stock = parts_of(spec, kind, detail)
        leaves = leaves_of(spec, styling, stock)
        if not has_room(page, leaves.values()):
            continue
        cut = cut_badness(spec.elements, leaves)
        facts = facts_of(stock)
        sketchers = [
            Sketcher(variant, stock, leaves, page, styling.direction, corridors=corridors, cut=cut)
            for variant in (*(() if is_hierarchy(stock) else in_runs(facts)), facts)
        ]
        best = sorted(found.values(), key=lambda sketch: sketch.badness)[:_AGAIN]
        if not whole and any(ladders(sketch.facts, sketch.ways) == 0 for sketch in best):
            break
        known = best if whole else []
        for sketch in tried_again(sketchers, known, page) or all_sketches(sketchers, styling.direction):
            found.setdefault(sketch.place, sketch)
    ranked = sorted(found.values(), key=lambda sketch: sketch.badness)
    return _with_refined(_obedient(ranked, styling.direction), page, styling.direction)


def _obedient(ranked: list[Sketch], direction: Direction) -> list[Sketch]:
    """The sketches that obey a direction wholly, where the best of them is not much worse than the best; else all.

    Without panels all stay: there folded columns run down as well.
    """
    found = [sketch for sketch in ranked if sketch.fit.frames and _obeys(sketch, direction)]
    return found if found and found[0].badness <= ranked[0].badness + _DISOBEDIENT else ranked


def _obeys(sketch: Sketch, direction: Direction) -> bool:
    homes = {name: sketch.facts.top(name) for name in sketch.leaves}
    return not any(disobedient(sketch.fit, sketch.facts.links, homes, direction))


def promising(sketches: list[Sketch], spare: int = 0) -> list[Sketch]:
    """The sketches to draw up, and so many to spare: good ones, of different kinds rather than many of one."""
    waiting, chosen = list(sketches), list[Sketch]()
    counts: dict[Way, int] = {}
    while waiting and len(chosen) < drawn_of(len(waiting[0].leaves)) + spare:
        best = min(
            waiting,
            key=lambda sketch: (
                sketch.badness
                + _SAMENESS * counts.get(sketch.way, 0)
                + _TWINS * any(sketch.ways == one.ways for one in chosen)
            ),
        )
        counts[best.way] = counts.get(best.way, 0) + 1
        waiting.remove(best)
        chosen.append(best)
    return chosen


def drawn_of(boxes: int) -> int:
    """How many sketches of a figure of so many boxes are drawn up."""
    return _DRAWN if boxes <= LARGE else _DRAWN // 2


def _with_refined(sketches: list[Sketch], page: Page, direction: Direction) -> list[Sketch]:
    """The sketches, the best of them with their parts in a better order, the best first; the best itself stays."""
    chosen = promising(sketches)[:_REFINED]
    rest = [sketch for sketch in sketches if not any(sketch is one for one in chosen[1:])]
    better = [_refined(sketch, page, direction) for sketch in chosen]
    found = {sketch.place: sketch for sketch in (*rest, *better)}
    return sorted(found.values(), key=lambda sketch: sketch.badness)


def _refined(sketch: Sketch, page: Page, direction: Direction) -> Sketch:
    """A sketch with its parts in a better order; what an author asked for is obeyed no less."""
    start, measure = candidate_of(sketch), fitting_again(sketch, page, direction)
    return sketch_of(sketch, refined(start, sketch.facts.links, measure))


def tightened_sketch(sketch: Sketch, page: Page) -> Sketch:
    """A sketch with blocks no higher than they need be; where the height is free, on a lower page."""
    links, panels = sketch.facts.links, panels_of(sketch.stock)
    below = page.below / PITCH

    def badness(fit: Fitted) -> float:
        return sketch_badness(fit, sketch.leaves, links, free=True, below=below, panels=panels)

    tree, fit, higher = tightened(sketch.tree, sketch.fit, links, badness if page.free else None, close=page.close)
    height = fit.height * PITCH + 2 * MARGIN if page.free else sketch.height
    return structs.replace(sketch, tree=tree, fit=fit, height=height, higher=higher)
