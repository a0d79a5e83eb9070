"""The shape of a plan: the ratio that suits its longest chain and its widest layer."""

from collections import defaultdict

from pb_core.domain.diagrams.spec import DiagramSpec, Direction, Heads

_LONG, _SHORT = 1.5, 1.0
"""What a box takes, with the gap behind it, along and across rows that are read from left to right."""
WIDEST, TALLEST = 21 / 9, 9 / 16
SQUARE_ALONE = 4 / 3
"""The ratio of a plan without arrows."""


def ratio_of_plan(spec: DiagramSpec, direction: Direction) -> float:
    """Width by height that a plan suits, within ``TALLEST`` and ``WIDEST``; read across unless it runs up or down."""
    depths = _depths(spec)
    length = 1 + max(depths.values(), default=0)
    if length == 1:
        return SQUARE_ALONE
    layers: dict[int, int] = defaultdict(int)
    for depth in depths.values():
        layers[depth] += 1
    breadth = max(layers.values())
    if direction in {Direction.DOWN, Direction.UP}:
        ratio = (_LONG * breadth) / (_SHORT * length)
    else:
        ratio = (_LONG * length) / (_SHORT * (breadth + 1))
    return min(max(ratio, TALLEST), WIDEST)


def _depths(spec: DiagramSpec) -> dict[str, int]:
    """How many arrows lead to each element at most; arrows against the reading order of the plan lead back."""
    place = {element.id: number for number, element in enumerate(spec.elements)}
    forward = [
        (c.source, c.target)
        for c in spec.connections
        if c.heads is not Heads.NONE and place[c.source] < place[c.target]
    ]
    depths = dict.fromkeys(place, 0)
    for source, target in sorted(forward, key=lambda ends: place[ends[0]]):
        depths[target] = max(depths[target], depths[source] + 1)
    return depths
