"""Hierarchies: trees of classes and attributes, or of parts of a whole, in which nothing flows."""

from collections import Counter
from collections.abc import Collection

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_core.domain.diagrams.spec import ElementKind

_LEAVES = 0.5  # of all boxes of the least tree that is one
_LEAST = 4  # boxes of it
_STEPS = frozenset({ElementKind.PROCESS, ElementKind.MODEL})


def is_hierarchy(stock: DiagramParts) -> bool:
    """Whether each box hangs on one other at most, half of all hang on one and hold none, and no arrow says anything.

    Their names are those of classes, fields or files: a "user" there is no person, and the leaves end no flow.
    """
    stock = stock.whole
    kinds: Collection[ElementKind] = {plan.kind for plan in stock.plans.values()}
    arrows = [ends for ends in stock.ends if ends[0] != ends[1]]
    if len(stock.plans) < _LEAST or not arrows or not _STEPS.issuperset(kinds):
        return False
    above = Counter(target for _, target in arrows)
    leaves = set(above) - {source for source, _ in arrows}
    said = any(connection.label or connection.evidence for connection in stock.connections)
    return not said and max(above.values()) == 1 and len(leaves) >= _LEAVES * len(stock.plans)
