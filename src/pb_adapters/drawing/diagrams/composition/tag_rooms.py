"""Room for lettered tags: below titles of panels where arrows come from above, and between blocks of a column."""

from collections.abc import Collection

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.finishing import finished
from pb_adapters.drawing.diagrams.composition.fitting import Fitted, fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import PITCH
from pb_adapters.drawing.diagrams.composition.pages import Page, cells_down
from pb_adapters.drawing.diagrams.composition.print_columns import TALLEST, is_column
from pb_adapters.drawing.diagrams.composition.sketcher import Sketch
from pb_adapters.drawing.diagrams.composition.tree import Bands, changed

_TAG = 1  # cells that a tag takes beyond what is left between a title and a block


def with_tag_rooms(sketch: Sketch, page: Page) -> Sketch:
    """A sketch higher by what the tags of its continued arrows need below titles, and in columns between blocks.

    Most stay as they are, and so do all on a page of a given height. None becomes higher than a page of print.
    """
    if not page.free:
        return sketch
    stock = sketch.stock
    told = zip(stock.continued, stock.continued_ends, strict=True)
    ends = [pair for connection, pair in told if not connection.target_group]
    entered = {target for source, target in ends if _comes_from_above(source, target, sketch.fit)}
    tree = _raised(sketch.tree, entered, sketch.fit)
    if is_column(page.width):
        tagged = {name for pair in ends for name in pair}
        tree = changed(tree, lambda leaf: structs.replace(leaf, tagged=True) if leaf.name in tagged else leaf)
    if tree == sketch.tree:
        return sketch
    links = sketch.facts.links
    sizes = sketch.sizes
    least = sizes.of(tree)[1].least
    wished = sketch.fit.height + least - sizes.of(sketch.tree)[1].least
    high = min(wished, cells_down(TALLEST - page.below))
    fit = fitted(tree, sizes, links, sketch.fit.width, high, sketch.higher) if high >= least else None
    if fit is None:
        return sketch
    height = sketch.height + (high - sketch.fit.height) * PITCH
    return structs.replace(sketch, tree=tree, fit=finished(tree, fit, links), height=height)


def _comes_from_above(source: str, target: str, fit: Fitted) -> bool:
    """Whether one block stands altogether above another."""
    return fit.leaves[source].bottom <= fit.leaves[target].y


def _raised(node: Bands, entered: Collection[str], fit: Fitted) -> Bands:
    """A tree whose frames have more room below their title where one of the ``entered`` blocks stands right there."""
    bands = tuple(
        tuple(_raised(member, entered, fit) if isinstance(member, Bands) else member for member in band)
        for band in node.bands
    )
    title = node.title
    if node.frame:
        top = fit.frames[node.frame].y + title[1]
        is_entered = any(leaf.name in entered and fit.leaves[leaf.name].y <= top + _TAG for leaf in node.inside)
        title = (title[0], title[1] + _TAG * is_entered)
    return structs.replace(node, bands=bands, title=title)
