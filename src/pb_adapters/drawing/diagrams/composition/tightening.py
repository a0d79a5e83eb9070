"""Blocks no higher than their words need: a tree that was chosen is fitted again with these, on a lower page."""

from collections.abc import Callable

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.evening import HIGHER
from pb_adapters.drawing.diagrams.composition.extents import Link, Sizes
from pb_adapters.drawing.diagrams.composition.finishing import finished
from pb_adapters.drawing.diagrams.composition.fitting import Fitted, fitted
from pb_adapters.drawing.diagrams.composition.leaf_sizes import is_plain
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, Leaf, Node

GROWN = (1.5, 2.0)  # times the height that its words need that a block may have; more where panels would be hollow
_ALWAYS = 8  # cells that every block may have
_WORSE = 4.0  # how much worse a tree with slim blocks may look: beyond that they leave its panels hollow


def slim(node: Bands, grown: float) -> Bands:
    """The tree with plain blocks at most ``grown`` times as high as their words need, but for those alone in panels."""
    lonely = bool(node.frame) and len(node.inside) == 1

    def member(one: Node) -> Node:
        if isinstance(one, Bands):
            return slim(one, grown)
        return _lower(one, grown) if is_plain(one) and not lonely else one

    return structs.replace(node, bands=tuple(tuple(map(member, band)) for band in node.bands))


def tightened(
    tree: Bands,
    fit: Fitted,
    links: tuple[Link, ...],
    badness: Callable[[Fitted], float] | None,
    *,
    close: bool = False,
) -> tuple[Bands, Fitted, float]:
    """A fitted tree with slim blocks, and how many times as high as usual any of them is at most.

    It is as high as looks best by ``badness``, and as it was where that is much worse with slim blocks; without
    ``badness`` the height is given. ``close``: with narrow gaps.
    """
    before = badness(fit) if badness else 0.0
    for grown in GROWN:
        found, sizes = slim(tree, grown), Sizes(links, close=close)
        heights = {fit.height} if badness is None else _heights(sizes.of(found)[1], fit.height)
        fits = [
            finished(found, one, links)
            for height in sorted(heights)
            if (one := fitted(found, sizes, links, fit.width, height, 1.0))
        ]
        if fits and badness is None:
            return found, fits[0], 1.0
        if fits and badness is not None:
            least, best = min(((badness(one), one) for one in fits), key=lambda pair: pair[0])
            if least <= before + _WORSE:
                return found, best, 1.0
    return tree, finished(tree, fit, links), HIGHER


def _heights(high: Extent, before: int) -> set[int]:
    """Heights in cells to try, none above what it was."""
    return {min(before, height) for height in (high.preferred, (high.least + high.preferred) // 2)}


def _lower(leaf: Leaf, grown: float) -> Leaf:
    most = max(_ALWAYS, int(grown * leaf.high.least) // 2 * 2)
    high = Extent(leaf.high.least, min(leaf.high.preferred, most), min(leaf.high.most, most))
    return structs.replace(leaf, high=high)
