"""Pictograms among siblings: steps that stand for things of one sort have one if most of them have."""

from collections.abc import Iterator

from pb_adapters.drawing.diagrams.illustrations import pictogram_of
from pb_core.domain.diagrams.spec import DiagramSpec, Element, ElementKind

_FEW = 0.5  # of siblings that have one for them to go without

_Sort = tuple[object, ...]


def plain_siblings(spec: DiagramSpec) -> frozenset[str]:
    """The steps that go without a pictogram, since at most half of their siblings have one.

    Siblings are steps of one shape that the same arrows lead to, or leave for the same; and in one panel all that
    nothing leads to, and all that lead nowhere. One picture among words would say that this step is of another sort.
    Models and data are told by their kind as well.
    """
    sorts: dict[_Sort, list[Element]] = {}
    for element in spec.elements:
        if element.kind is ElementKind.PROCESS:
            for sort in _sorts(element, spec):
                sorts.setdefault(sort, []).append(element)
    pictured = {element.id for found in sorts.values() for element in found if pictogram_of(element)}
    few = (
        [element.id for element in found if element.id in pictured]
        for found in sorts.values()
        if len(found) > 1 and sum(element.id in pictured for element in found) <= _FEW * len(found)
    )
    return frozenset(name for names in few for name in names)


def _sorts(element: Element, spec: DiagramSpec) -> Iterator[_Sort]:
    """What a block has in common with its siblings, once for each side."""
    arrows = [connection for connection in spec.connections if connection.source != connection.target]
    before = frozenset(connection.ends[0] for connection in arrows if connection.target == element.id)
    after = frozenset(connection.ends[1] for connection in arrows if connection.source == element.id)
    for side, others in (("before", before), ("after", after)):
        if others or (element.group and (before or after)):
            yield element.shape, element.group, side, others
