"""Sketches like a given one, each with some of its parts exchanged, moved or turned round."""

from collections.abc import Hashable

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.directions import disobedient
from pb_adapters.drawing.diagrams.composition.fitting import fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH
from pb_adapters.drawing.diagrams.composition.pages import Page, cells_down
from pb_adapters.drawing.diagrams.composition.rearranging import rearranged
from pb_adapters.drawing.diagrams.composition.refining import Candidate, Measure
from pb_adapters.drawing.diagrams.composition.sketcher import Sketch, panels_of
from pb_adapters.drawing.diagrams.composition.sketches import sketch_badness
from pb_adapters.drawing.diagrams.composition.tree import Bands
from pb_core.domain.diagrams.spec import Direction

_TRIED = 60  # trees that are fitted


def variants(sketch: Sketch, page: Page, direction: Direction, most: int) -> list[Sketch]:
    """So many sketches that one change of its parts makes of a sketch, the best first.

    What an author asked for is obeyed no less.
    """
    start = structs.replace(candidate_of(sketch), badness=float("inf"))  # so that all of each is measured
    measure = fitting_again(sketch, page, direction)
    found: dict[Hashable, Sketch] = {}
    for tree in rearranged(sketch.tree, sketch.fit, sketch.facts.links, _TRIED):
        candidate = measure(tree, start)
        if candidate is not None:
            variant = sketch_of(sketch, candidate)
            found.setdefault(variant.place, variant)
    return sorted(found.values(), key=lambda variant: variant.badness)[:most]


def candidate_of(sketch: Sketch) -> Candidate:
    """A sketch as what others are measured against."""
    return Candidate(sketch.tree, sketch.fit, sketch.badness, sketch.height)


def sketch_of(sketch: Sketch, found: Candidate) -> Sketch:
    """A sketch with its parts as a candidate has them."""
    return structs.replace(sketch, tree=found.tree, fit=found.fit, badness=found.badness, height=found.height)


def fitting_again(sketch: Sketch, page: Page, direction: Direction) -> Measure:
    """What fits trees of the parts of a sketch on its page, those that obey an author no less than the sketch does."""
    facts, links, sizes = sketch.facts, sketch.facts.links, sketch.sizes
    homes = {name: facts.top(name) for name in sketch.leaves}
    most = disobedient(sketch.fit, links, homes, direction)
    panels = panels_of(sketch.stock)

    def measure(tree: Bands, best: Candidate) -> Candidate | None:
        least = sizes.of(tree)[1].least * PITCH + 2 * MARGIN
        height = max(best.height, least) if page.free else best.height
        fit = fitted(tree, sizes, links, best.fit.width, cells_down(height))
        if fit is None or any(
            now > at for now, at in zip(disobedient(fit, links, homes, direction), most, strict=True)
        ):
            return None
        limit = best.badness - sketch.constant
        badness = sketch_badness(
            fit,
            sketch.leaves,
            links,
            free=page.free,
            below=page.below / PITCH,
            panels=panels,
            limit=limit,
        )
        return Candidate(tree, fit, badness + sketch.constant, height)

    return measure
