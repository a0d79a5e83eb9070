"""The contribution is larger than what stands beside it, unless it is a loss: that is no larger than a model."""

from pb_adapters.drawing.diagrams.composition.leaf_sizes import is_plain
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf, leaves
from pb_adapters.drawing.diagrams.placement import Area
from pb_core.domain.diagrams.spec import ElementKind

LEAD = 1.3
"""How many times as large as the next block the contribution is."""


def led(tree: Bands, areas: dict[str, Area]) -> dict[str, Area]:
    """The areas with the plain blocks lower where one is nearly as large as the contribution."""
    found = {leaf.name: leaf for leaf in leaves(tree)}
    strong = [name for name, leaf in found.items() if leaf.plan and leaf.plan.strong]
    if len(strong) != 1 or _is_loss(found[strong[0]]):
        return areas
    lead = areas[strong[0]]
    most = (lead.right - lead.x) * (lead.bottom - lead.y) / LEAD
    return {name: _lowered(area, most, found[name]) if is_plain(found[name]) else area for name, area in areas.items()}


def _is_loss(leaf: Leaf) -> bool:
    return leaf.plan is not None and leaf.plan.kind is ElementKind.OBJECTIVE


def _lowered(area: Area, most: float, leaf: Leaf) -> Area:
    """An area lower about its middle, so that it holds at most ``most`` cells, but no lower than its leaf may be."""
    high = area.height
    wanted = max(leaf.high.least, int(most / area.width) // 2 * 2)
    if wanted >= high:
        return area
    top = area.y + (high - wanted) // 2
    return Area(area.x, top, area.right, top + wanted)
