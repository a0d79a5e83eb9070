"""The blocks whose names are set as titles where no panel has one: where the figure starts and where it ends."""

from collections.abc import Collection

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.hierarchies import is_hierarchy
from pb_adapters.drawing.diagrams.terminals import END, START, terminals_of

_FEW, _SHARE = 3, 1 / 6  # boxes, or of all boxes that may be starts, or ends, and lead the eye


def titled_blocks(stock: DiagramParts) -> Collection[str]:
    """The starts and the ends of a figure without titled panels, each sort if it is few; the roots of a hierarchy."""
    if any(group.title.strip() for group in stock.groups):
        return ()
    if is_hierarchy(stock):
        below = {target for source, target in stock.whole.ends if source != target}
        return _few([name for name in stock.plans if name not in below], stock)
    terminals = terminals_of(stock)
    return tuple(dict.fromkeys(name for mark in (START, END) for name in _few(terminals.at(mark), stock)))


def _few(names: list[str], stock: DiagramParts) -> Collection[str]:
    return names if len(names) <= max(_FEW, _SHARE * len(stock.plans)) else ()
