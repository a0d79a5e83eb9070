"""Members in rows like words in lines of text, as many in each as a column of print is wide: the lowest packing."""

import itertools
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.composition.extents import PAD, Sizes
from pb_adapters.drawing.diagrams.composition.facts import Facts
from pb_adapters.drawing.diagrams.composition.packing import Builder
from pb_adapters.drawing.diagrams.composition.packing_ways import Way, ways_of
from pb_adapters.drawing.diagrams.composition.print_columns import column_ways
from pb_adapters.drawing.diagrams.composition.tree import Leaf
from pb_adapters.drawing.diagrams.placement import ROOT

_MIXED = 6  # cells that an element beside a panel counts for: their edges do not meet
_SPLIT = 3  # cells that parting what stands side by side elsewhere counts for
_BESIDE, _GAP = (1, 2, 3), 4  # how many groups of equal width a page may have beside each other, so many cells apart


class Shape(Struct, frozen=True):
    """How wide and high a child of a group is at least, in cells, if it and all in it are packed in these ways."""

    wide: int
    high: int
    ways: dict[str, Way]


class _Item(Struct, frozen=True):
    """A child of a group: the elements in it, whether it is one itself, and the shapes that it may have."""

    name: str
    names: frozenset[str]
    single: bool
    shapes: list[Shape]


class TextRows:
    """Packs the groups of one plan in rows, from the inmost outwards; ``most`` stand side by side in a row.

    With ``whole`` rows, what stands side by side elsewhere is parted, and what is no panel stands beside one, only
    where that saves more than a little.
    """

    def __init__(
        self, facts: Facts, leaves: dict[str, Leaf], builder: Builder, sizes: Sizes, most: int, *, whole: bool = True
    ) -> None:
        self._facts, self._leaves, self._builder, self._sizes = facts, leaves, builder, sizes
        self._most, self._split, self._mixed = most, _SPLIT if whole else 0, _MIXED if whole else 0
        self._shapes: dict[tuple[str, int], list[Shape]] = {}
        self._gaps: dict[tuple[str, str, bool], int] = {}

    def lowest(self, across: int) -> dict[str, Way] | None:
        """The ways of the lowest packing of the whole in so many cells across; ``None`` if there is none."""
        found = self._folded(ROOT, across)
        return found.ways if found else None

    def _folded(self, group: str, across: int) -> Shape | None:
        """The lowest packing of the children of a group in rows, by dynamic programming over the last row so far."""
        layers = self._builder.layers(group)
        firsts = set(itertools.accumulate(map(len, layers), initial=0))
        items = [self._item(name, across) for layer in layers for name in layer]
        best: dict[tuple[int, int], tuple[int, tuple[int, ...], dict[str, Way]]] = {(0, 0): (0, (), {})}
        for end in range(1, len(items) + 1):
            for start in range(max(0, end - self._most), end):
                row = self._row(items[start:end], across)
                if row is None:
                    continue
                for (before, at), (high, cuts, ways) in [one for one in best.items() if one[0][1] == start]:
                    gap = self._between(items[before:at], items[start:end]) if at else 0
                    total = high + gap + row.high + self._split * (start not in firsts)
                    if (start, end) not in best or total < best[start, end][0]:
                        best[start, end] = total, (*cuts, start) if start else cuts, ways | row.ways
        last = [value for (_, end), value in best.items() if end == len(items)]
        if not last:
            return None
        high, cuts, ways = min(last, key=lambda one: (one[0], len(one[1])))
        if len(cuts) == len(items) - 1:
            way = Way(down=True, most=int(len(layers) < len(items)))
        else:
            way = Way(down=False, rows=len(cuts) + 1, most=1, cuts=cuts)
        return Shape(across, high, {group: way, **ways})

    def _row(self, items: Sequence[_Item], across: int) -> Shape | None:
        """The lowest row of items that are not wider than a page in all."""
        gaps = sum(self._gap(one, other, down=False) for one, other in itertools.pairwise(items))
        mixed = self._mixed * (len({item.single for item in items}) > 1)
        for high in sorted({shape.high for item in items for shape in item.shapes}):
            fits = [[shape for shape in item.shapes if shape.high <= high] for item in items]
            if all(fits):
                chosen = [min(fit, key=lambda shape: (shape.wide, shape.high)) for fit in fits]
                if sum(shape.wide for shape in chosen) + gaps <= across:
                    return Shape(across, high + mixed, {g: w for shape in chosen for g, w in shape.ways.items()})
        return None

    def _item(self, name: str, across: int) -> _Item:
        if name in self._leaves:
            leaf = self._leaves[name]
            return _Item(name, frozenset({name}), single=True, shapes=[Shape(leaf.wide.least, leaf.high.least, {})])
        key = (name, across)
        if key not in self._shapes:
            self._shapes[key] = list(self._of_group(name, across))
        names = (leaf for group in self._facts.within(name) for leaf in self._facts.children[group])
        return _Item(name, frozenset(n for n in names if n in self._leaves), single=False, shapes=self._shapes[key])

    def _of_group(self, group: str, across: int) -> Iterator[Shape]:
        """The shapes of a group: folded in rows of several widths and, if it holds no groups, packed as it may be."""
        for count in _BESIDE:
            folded = self._folded(group, (across + _GAP) // count - _GAP - 2 * PAD)
            if folded is not None:
                yield self._measured(group, folded.ways)
        if len(self._facts.within(group)) == 1:
            for way in [*ways_of(group, self._facts), *column_ways(len(self._facts.children[group]))]:
                if not way.snake:
                    yield self._measured(group, {group: way})

    def _measured(self, group: str, ways: dict[str, Way]) -> Shape:
        wide, high = self._sizes.of(self._builder.part(group, ways))
        return Shape(wide.least, high.least, ways)

    def _between(self, row: Sequence[_Item], following: Sequence[_Item]) -> int:
        return max(self._gap(one, other, down=True) for one in row for other in following)

    def _gap(self, one: _Item, other: _Item, *, down: bool) -> int:
        key = one.name, other.name, down
        if key not in self._gaps:
            panels = not (one.single and other.single)
            self._gaps[key] = self._sizes.gap(one.names, other.names, down=down, panels=panels).least
        return self._gaps[key]
