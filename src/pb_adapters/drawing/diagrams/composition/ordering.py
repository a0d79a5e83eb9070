"""The order of the members of every band: linked ones near each other, those with arrows outwards on that side."""

import itertools

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf, Node, leaves

Sides = dict[str, tuple[float, float]]

_SWEEPS = 4
_MANY = 80  # links of bands from which on only the order that they have is improved
_OUTWARDS = 0.6  # how much an arrow that leaves the bands weighs against one within
_NOTHING = 1e-9  # a gain below which two orders are as good
_NEIGHBOURS = 1.5  # what it is worth that two linked members of one band stand side by side


class Orderer:
    """Puts the members of the bands of trees in the best order that exchanges of neighbours find."""

    def __init__(self, links: tuple[Link, ...], order: tuple[str, ...] = ()) -> None:
        """``order`` are the elements in reading order."""
        self._links = links
        self._order = {name: i for i, name in enumerate(order)}
        self._known: dict[tuple[object, ...], tuple[Bands, Bands]] = {}
        self._linked: dict[frozenset[str], tuple[str, ...]] = {}
        self._whole: dict[tuple[object, ...], Bands] = {}
        self._outside: dict[int, tuple[Bands, tuple[str, ...]]] = {}

    def tree(self, node: Bands, sides: Sides) -> Bands:
        """Order a node; ``sides`` tells where strangers lie: -1 to 1 to the right, and downwards.

        What is ordered alike is one and the same.
        """
        linked = [name for name in self._strangers(node) if name in sides]
        key = (id(node), *((name, sides[name]) for name in linked))
        if key not in self._known:
            self._known[key] = (node, self._ordered(node, {name: sides[name] for name in linked}))
        return self._known[key][1]

    def _strangers(self, node: Bands) -> tuple[str, ...]:
        """The leaves elsewhere that those of a node are linked with, asked for once."""
        if id(node) not in self._outside:
            self._outside[id(node)] = node, self._linked_with(frozenset(leaf.name for leaf in leaves(node)))
        return self._outside[id(node)][1]

    def _linked_with(self, within: frozenset[str]) -> tuple[str, ...]:
        """The leaves elsewhere that these are linked with, looked for once for all nodes that hold the same."""
        if within not in self._linked:
            ends = [end for link in self._links for end in ((link.source, link.target), (link.target, link.source))]
            self._linked[within] = tuple(sorted({far for near, far in ends if near in within and far not in within}))
        return self._linked[within]

    def _ordered(self, node: Bands, sides: Sides) -> Bands:
        bands = self._arranged(node, sides)
        inside = tuple(
            tuple(
                self.tree(member, self._sides(node, bands, (b, m), sides)) if isinstance(member, Bands) else member
                for m, member in enumerate(band)
            )
            for b, band in enumerate(bands)
        )
        return self._one(node, inside)

    def _one(self, node: Bands, bands: tuple[tuple[Node, ...], ...]) -> Bands:
        """The node with its bands in this order: one for all ways there, so that it is measured and fitted once."""
        marks = tuple(tuple([id(m) if isinstance(m, Bands) else m.name for m in band]) for band in bands)
        key = node.down, node.frame, node.corridor, marks
        if key not in self._whole:
            self._whole[key] = structs.replace(node, bands=bands)
        return self._whole[key]

    def _sides(self, node: Bands, bands: list[list[Node]], here: tuple[int, int], sides: Sides) -> Sides:
        """Where everybody else lies, seen from one member."""
        found = dict(sides)
        for b, band in enumerate(bands):
            for m, member in enumerate(band):
                if (b, m) == here:
                    continue
                along, across = _sign(b - here[0]), _sign(m - here[1])
                across = across if b == here[0] else 0.0
                for leaf in leaves(member):
                    found[leaf.name] = (across, along) if node.down else (along, across)
        return found

    def _arranged(self, node: Bands, sides: Sides) -> list[list[Node]]:
        """The bands in the reading order of the plan, or as they are if that costs less or links are many."""
        given = [list(band) for band in node.bands]
        if all(len(band) == 1 for band in given):
            return given
        pairs, pulls = self._pairs(given), self._pulls(given, sides, down=node.down)
        read = given if len(pairs) > _MANY else [sorted(band, key=self._place) for band in given]
        starts = [given] if read == given else [read, given]
        tried = [_Arrangement(bands, pairs, pulls) for bands in starts]
        for arrangement in tried:
            arrangement.improve()
        if len(tried) == 1:
            return given
        best = min(tried, key=lambda found: (round(found.cost(), 6), *map(self._turned, found.bands)))
        return best.bands

    def _turned(self, band: list[Node]) -> int:
        """How many pairs of neighbours of a band stand against the reading order."""
        return sum(self._place(one) > self._place(other) for one, other in itertools.pairwise(band))

    def _place(self, member: Node) -> int:
        """The place of a member in the reading order; a lane has that of what it joins."""
        if isinstance(member, Leaf) and member.plan is None:
            return max(self._order.get(name, 0) for name in member.joins)
        return min((self._order.get(leaf.name, 0) for leaf in leaves(member)), default=0)

    def _pulls(self, bands: list[list[Node]], sides: Sides, *, down: bool) -> dict[int, float]:
        """To which end of its band a member is drawn by arrows to strangers."""
        pulls: dict[int, float] = {}
        homes = {leaf.name: id(member) for band in bands for member in band for leaf in leaves(member)}
        for link in self._links:
            for inner, outer in ((link.source, link.target), (link.target, link.source)):
                if inner in homes and outer in sides and outer not in homes:
                    pulls[homes[inner]] = pulls.get(homes[inner], 0.0) + sides[outer][0 if down else 1]
        return pulls

    def _pairs(self, bands: list[list[Node]]) -> list[tuple[int, int]]:
        homes = {leaf.name: id(member) for band in bands for member in band for leaf in leaves(member)}
        found = []
        for link in self._links:
            one, other = homes.get(link.source), homes.get(link.target)
            if one is not None and other is not None and one != other:
                found.append((one, other))
        for band in bands:
            for member in band:
                if isinstance(member, Leaf) and member.plan is None:
                    found += [(id(member), homes[name]) for name in member.joins if name in homes]
        return found


class _Arrangement:
    """The members of bands in an order, and what an exchange of two neighbours adds to the cost of that order.

    Only what the two are linked with is looked at: a plan with many arrows has hundreds of lanes.
    """

    def __init__(self, bands: list[list[Node]], pairs: list[tuple[int, int]], pulls: dict[int, float]) -> None:
        self.bands = bands
        self._pairs, self._pulls = pairs, pulls
        self._at = {id(member): (b, m) for b, band in enumerate(bands) for m, member in enumerate(band)}
        self._partners: dict[int, list[int]] = {}
        for one, other in pairs:
            self._partners.setdefault(one, []).append(other)
            self._partners.setdefault(other, []).append(one)

    def improve(self) -> None:
        """Exchange neighbours as long as it is worth while."""
        for _ in range(_SWEEPS):
            changed = False
            for b, band in enumerate(self.bands):
                for i in range(len(band) - 1):
                    if self.gain(b, i) < -_NOTHING:
                        self.exchange(b, i)
                        changed = True
            if not changed:
                break

    def cost(self) -> float:
        """What the order costs in all."""
        cost = 0.0
        between: dict[tuple[int, int], list[tuple[int, int]]] = {}
        share = {name: (m + 0.5) / len(self.bands[b]) - 0.5 for name, (b, m) in self._at.items()}
        for one, other in self._pairs:
            (b1, m1, p1), (b2, m2, p2) = sorted((*self._at[name], share[name]) for name in (one, other))
            if b1 == b2:
                cost += _NEIGHBOURS * (abs(m1 - m2) - 1)
            else:
                cost += abs(p1 - p2)
                between.setdefault((b1, b2), []).append((m1, m2))
        for found in between.values():
            cost += 2.0 * sum((a[0] - b[0]) * (a[1] - b[1]) < 0 for i, a in enumerate(found) for b in found[:i])
        return cost - _OUTWARDS * sum(pull * share[member] for member, pull in self._pulls.items())

    def exchange(self, b: int, i: int) -> None:
        """Exchange the members ``i`` and ``i + 1`` of a band."""
        band = self.bands[b]
        band[i], band[i + 1] = band[i + 1], band[i]
        self._at[id(band[i])], self._at[id(band[i + 1])] = (b, i), (b, i + 1)

    def gain(self, b: int, i: int) -> float:
        """What this exchange adds to the cost, less than nothing if it is worth while."""
        first, second = id(self.bands[b][i]), id(self.bands[b][i + 1])
        moved = self._moved(first, second, i, i + 1) + self._moved(second, first, i + 1, i)
        return moved + 2.0 * self._crossed(first, second)

    def _moved(self, member: int, other: int, old: int, new: int) -> float:
        """What its own links and strangers cost more at its new place."""
        b, _ = self._at[member]
        count = len(self.bands[b])
        before, after = (old + 0.5) / count - 0.5, (new + 0.5) / count - 0.5
        cost = -_OUTWARDS * self._pulls.get(member, 0.0) * (after - before)
        for partner in self._partners.get(member, ()):
            band, place = self._at[partner]
            if band != b:
                share = (place + 0.5) / len(self.bands[band]) - 0.5
                cost += abs(after - share) - abs(before - share)
            elif partner != other:
                cost += _NEIGHBOURS * (abs(new - place) - abs(old - place))
        return cost

    def _crossed(self, first: int, second: int) -> int:
        """How many more links of the two cross each other if the first comes after the second."""
        b, _ = self._at[first]
        places: dict[int, list[int]] = {}
        for partner in self._partners.get(second, ()):
            band, place = self._at[partner]
            if band != b:
                places.setdefault(band, []).append(place)
        mine = [self._at[partner] for partner in self._partners.get(first, ())]
        return sum((place < other) - (place > other) for band, place in mine for other in places.get(band, ()))


def _sign(value: int) -> float:
    return float((value > 0) - (value < 0))
