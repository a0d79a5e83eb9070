"""The last touch before a tree is drawn up: blocks in line, fuller panels, and the contribution the largest."""

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.filling import filled
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.growing import expected
from pb_adapters.drawing.diagrams.composition.leading import led
from pb_adapters.drawing.diagrams.composition.matching import matched
from pb_adapters.drawing.diagrams.composition.straightening import straightened
from pb_adapters.drawing.diagrams.composition.tree import Bands
from pb_adapters.drawing.diagrams.placement import Area


def finished(tree: Bands, fit: Fitted, links: tuple[Link, ...]) -> Fitted:
    """A fitted tree whose blocks in a row or column are of one size, grown where their panel would be hollow.

    Where there are no panels, steps of chains that were nearly straight are straight.
    """

    def bends(leaves: dict[str, Area]) -> int:
        return sum(len(way) for _, way in expected(structs.replace(fit, leaves=leaves), links))

    if not fit.frames:
        fit = structs.replace(fit, leaves=straightened(fit.leaves, links, bends))
    ways = expected(fit, links)
    fit = filled(tree, matched(tree, fit, ways), ways)
    return structs.replace(fit, leaves=led(tree, fit.leaves))
