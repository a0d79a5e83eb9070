"""The last touch before a tree is drawn up: blocks in line, fuller panels, and the contribution the largest."""

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.filling import filled
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.growing import expected
from pb_adapters.drawing.diagrams.composition.leading import led
from pb_adapters.drawing.diagrams.composition.matching import matched
from pb_adapters.drawing.diagrams.composition.straightening import Bends, lined_up, straightened
from pb_adapters.drawing.diagrams.composition.tree import Bands


def finished(tree: Bands, fit: Fitted, links: tuple[Link, ...]) -> Fitted:
    """A fitted tree whose blocks in a row or column are of one size, grown where their panel would be hollow.

    Where there are no panels, steps of chains that were nearly straight are straight.
    """
    if not fit.frames:
        fit = structs.replace(fit, leaves=straightened(fit.leaves, links, _bends(fit, links)))
    return _even(tree, fit, links)


def in_fewer_places(tree: Bands, fit: Fitted, links: tuple[Link, ...]) -> Fitted:
    """A finished tree without panels whose blocks are moved into as few rows and columns as they can be."""
    return _even(tree, structs.replace(fit, leaves=lined_up(fit.leaves, links, _bends(fit, links))), links)


def _even(tree: Bands, fit: Fitted, links: tuple[Link, ...]) -> Fitted:
    ways = expected(fit, links)
    fit = filled(tree, matched(tree, fit, ways), ways)
    return structs.replace(fit, leaves=led(tree, fit.leaves))


def _bends(fit: Fitted, links: tuple[Link, ...]) -> Bends:
    """How often the arrows are expected to bend among blocks that stand elsewhere."""
    return lambda leaves: sum(len(way) for _, way in expected(structs.replace(fit, leaves=leaves), links))
