"""A figure higher than a page of print made lower: the words of wide blocks stand in fewer lines than planned."""

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.fitting import fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH
from pb_adapters.drawing.diagrams.composition.pages import Density, Page, cells_down
from pb_adapters.drawing.diagrams.composition.print_columns import TALLEST
from pb_adapters.drawing.diagrams.composition.rewrapping import in_fewer_lines
from pb_adapters.drawing.diagrams.composition.sketcher import Sketch
from pb_adapters.drawing.diagrams.composition.tree import Leaf, changed
from pb_core.domain.diagrams.spec import DiagramSpec


def lowered(spec: DiagramSpec, sketch: Sketch, page: Page) -> Sketch:
    """A sketch no higher than a page if it can be, where it would be with small labels.

    Blocks keep their arrangement; those that are wide enough have their words in fewer lines. With labels as usual a
    sketch stays as it is: others with small ones are often better than a low one of these.
    """
    is_close = page.free and page.density > Density.USUAL
    if not is_close or sketch.height + page.below <= TALLEST:
        return sketch
    elements = {element.id: element for element in spec.elements}
    areas, kind, links = sketch.fit.leaves, sketch.stock.typography, sketch.facts.links

    def lower(leaf: Leaf) -> Leaf:
        if leaf.plan is None or leaf.name not in elements:
            return leaf
        area = areas[leaf.name]
        return in_fewer_lines(leaf, elements[leaf.name], area.width * PITCH, kind)

    tree = changed(sketch.tree, lower)
    sizes = sketch.sizes
    high = max(sizes.of(tree)[1].least, min(sketch.fit.height, cells_down(TALLEST - page.below)))
    fit = fitted(tree, sizes, links, sketch.fit.width, high) if high < sketch.fit.height else None
    if fit is None:
        return sketch
    leaves = {name: lower(leaf) for name, leaf in sketch.leaves.items()}
    return structs.replace(sketch, tree=tree, leaves=leaves, fit=fit, height=high * PITCH + 2 * MARGIN)
