"""Forms that arrows meet at the middle of each side only: whether these suffice for the arrows of a fitted tree."""

from collections.abc import Mapping, Sequence

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.placement import Area

_SHAPES = frozenset({"diamond"})


def roundabout(fit: Fitted, leaves: Mapping[str, Leaf], links: Sequence[Link]) -> int:
    """How many arrows have to go about a form, as each side that points to their other end is another arrow's."""
    return sum(
        _unplaced([_sides(fit.leaves[name], fit.leaves[other]) for other in _others(name, links)])
        for name, leaf in leaves.items()
        if leaf.plan and leaf.plan.shape in _SHAPES
    )


def _others(name: str, links: Sequence[Link]) -> list[str]:
    """The other ends of the arrows of an element; those that arrive count once, as they may share their last piece."""
    leaving = [link.target for link in links if link.source == name != link.target]
    arriving = dict.fromkeys(link.source for link in links if link.target == name != link.source)
    return [*leaving, *list(arriving)[:1]]


def _sides(here: Area, there: Area) -> frozenset[str]:
    """The sides of an area that point to another one: one where they face each other, else up to two."""
    x, y = (here.x + here.right) // 2, (here.y + here.bottom) // 2
    across = "right" if there.x > x else "left" if there.right < x else ""
    along = "bottom" if there.y > y else "top" if there.bottom < y else ""
    return frozenset(side for side in (across, along) if side)


def _unplaced(wishes: list[frozenset[str]]) -> int:
    """How many of the wishes get no side of their own, by augmenting paths."""
    taken: dict[str, int] = {}

    def place(index: int, seen: set[str]) -> bool:
        for side in sorted(wishes[index]):
            if side not in seen:
                seen.add(side)
                if side not in taken or place(taken[side], seen):
                    taken[side] = index
                    return True
        return False

    return sum(not place(index, set()) for index in range(len(wishes)))
