"""The last touch before a tree is drawn up: blocks in line, fuller panels, and the contribution the largest."""

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.expected_ways import tangle
from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.filling import filled
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.growing import expected
from pb_adapters.drawing.diagrams.composition.leading import led
from pb_adapters.drawing.diagrams.composition.lone_blocks import balanced
from pb_adapters.drawing.diagrams.composition.matching import matched
from pb_adapters.drawing.diagrams.composition.panel_lines import lined_up_inside
from pb_adapters.drawing.diagrams.composition.straightening import Tangle, lined_up
from pb_adapters.drawing.diagrams.composition.tree import Bands
from pb_adapters.drawing.diagrams.placement import Area

_ROUNDS = 2  # that blocks are moved and made of one size


def finished(tree: Bands, fit: Fitted, links: tuple[Link, ...]) -> Fitted:
    """A fitted tree whose blocks in a row or column are of one size, grown where their panel would be hollow.

    Blocks are moved into common rows and columns, those of a panel within it.
    """
    if fit.frames:
        leaves = lined_up_inside(tree, fit, links, _tangle(fit, links))
        return _even(tree, structs.replace(fit, leaves=leaves), links)
    for _ in range(_ROUNDS):
        leaves = lined_up(fit.leaves, links, _tangle(fit, links))
        before, fit = fit, _even(tree, structs.replace(fit, leaves=leaves), links)
        if fit == before:  # and so it would be once more
            break
    return fit


def _even(tree: Bands, fit: Fitted, links: tuple[Link, ...]) -> Fitted:
    ways = expected(fit, links)
    fit = matched(tree, fit, ways)
    fit = filled(tree, structs.replace(fit, leaves=balanced(tree, fit.leaves, fit.frames, ways)), ways)
    return structs.replace(fit, leaves=led(tree, fit.leaves))


def _tangle(fit: Fitted, links: tuple[Link, ...]) -> Tangle:
    """How often the arrows are expected to bend, and to cross each other, among blocks that stand elsewhere."""

    def told(leaves: dict[str, Area]) -> int:
        return tangle([way for _, way in expected(structs.replace(fit, leaves=leaves), links)])

    return told
