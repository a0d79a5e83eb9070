"""Packing: the tree of bands for a choice of ways, every group in layers, rows or a grid, the whole as panels."""

import itertools
from collections.abc import Sequence
from typing import TypeVar

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.facts import Facts
from pb_adapters.drawing.diagrams.composition.graph_forms import balanced, centre_first, cycle_of, path_of
from pb_adapters.drawing.diagrams.composition.lanes import skipping, with_lanes
from pb_adapters.drawing.diagrams.composition.ordering import Orderer
from pb_adapters.drawing.diagrams.composition.packing_ways import Outer, Way
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf, Node, is_panel, leaves
from pb_adapters.drawing.diagrams.placement import ROOT, layered
from pb_adapters.drawing.diagrams.placement import Node as Size

_Member = TypeVar("_Member")

_ASIDE = 0.25  # of a row: how far from equal lengths a cut may be
_CORRIDOR = 3  # cells for the first arrow that skips a panel


class Builder:
    """Builds the bands of a tree for a choice of ways."""

    def __init__(
        self,
        facts: Facts,
        leaves: dict[str, Leaf],
        titles: dict[str, tuple[int, int]],
        *,
        backwards: bool = False,
        corridors: bool = False,
    ) -> None:
        self._facts, self._leaves, self._titles = facts, leaves, titles
        self._backwards, self._corridors = backwards, corridors
        self._layers: dict[tuple[str, bool], list[list[str]]] = {}
        self._packed: dict[tuple[object, ...], Bands] = {}
        self._outer = facts.outer()
        self._orderer = Orderer(facts.links, tuple(leaves))

    def tree(self, ways: dict[str, Way]) -> Bands:
        """The whole, each group packed in its way."""
        return self._orderer.tree(self._node(ROOT, ways), {})

    def part(self, group: str, ways: dict[str, Way]) -> Bands:
        """A group alone, packed in its way, its members in the order of the plan."""
        return self._node(group, ways)

    def layers(self, group: str) -> list[list[str]]:
        """The children of a group in layers along the arrows."""
        return self._banded(group, Way(down=False))

    def _node(self, group: str, ways: dict[str, Way]) -> Bands:
        key = (group, *((name, ways[name]) for name in self._facts.within(group)))
        if key not in self._packed:
            self._packed[key] = self._pack(group, ways)
        return self._packed[key]

    def _pack(self, group: str, ways: dict[str, Way]) -> Bands:
        nodes = {name: self._leaves.get(name) or self._node(name, ways) for name in self._facts.children[group]}
        way = ways[group]
        layers = self._banded(group, way)
        if way.outer is Outer.INSIDE:
            return self._packed_layers(group, way, [[nodes[name] for name in layer] for layer in layers])
        before, after = self._outer
        inner = [[nodes[name] for name in layer if name not in before and name not in after] for layer in layers]
        whole = self._packed_layers(group, way, [layer for layer in inner if layer])
        down = way.outer is Outer.AROUND
        first, last = (self._outer_bands(names, group, down=down) for names in self._outer)
        outside = [tuple(tuple(nodes[name] for name in band) for band in side) for side in (first, last)]
        bands = (*outside[0], (whole,), *outside[1])
        return Bands(down=down, bands=bands[::-1] if self._backwards else bands)

    def _outer_bands(self, names: Sequence[str], group: str, *, down: bool) -> list[list[str]]:
        """What stands before all panels, or after them: a chain and what no arrow joins in one band, else by layers."""
        layers = self._layered(list(names), group, down=down) if names else []
        is_chain = len(layers) == len(names)
        return [[name for layer in layers for name in layer]] if layers and is_chain else layers

    def _packed_layers(self, group: str, way: Way, bands: list[list[Node]]) -> Bands:
        """The layers of a group as bands, folded and told apart as a way says."""
        frame, title = (group, self._titles[group]) if group in self._titles else ("", (0, 0))
        if way.most:
            bands = [part for band in bands for part in _grid(band, -(-len(band) // way.most))]
        if way.apart:
            bands = _apart(bands, self._facts.links)
        if 0 < way.paired < len(bands):
            first, end = way.paired - 1, way.paired + 1
            bands = [*bands[:first], [member for band in bands[first:end] for member in band], *bands[end:]]
        if way.piled:
            bands = [_piled(band, down=way.down) for band in bands]
        if way.rows > 1 and len(bands) > 1:
            chunks = _chunks(bands, way.cuts) if way.cuts else _cut(bands, way.rows, self._facts.links, way.shift)
            chunks = [chunk[::-1] if way.snake and i % 2 else chunk for i, chunk in enumerate(chunks)]
            panels = any(not isinstance(member, Leaf) for band in bands for member in band)
            free = not way.cuts  # rows that are as low as they may be have no lanes
            rows: list[tuple[Node, ...]] = [
                tuple(chunk[0]) if panels and len(chunk) == 1 else (self._bands(chunk, down=way.down, lanes=free),)
                for chunk in chunks
            ]
            return Bands(down=not way.down, bands=tuple(rows), frame=frame, title=title)
        if way.led or way.tail:
            end = len(bands) - way.tail
            inner = [bands[: way.led], bands[way.led : end], bands[end:]]
            apart: list[list[list[Node]]] = [
                [[self._bands(row, down=not way.down)]] if row else [] for row in inner[::2]
            ]
            bands = [*apart[0], *inner[1], *apart[1]]
        return structs.replace(self._bands(bands, down=way.down), frame=frame, title=title)

    def _banded(self, group: str, way: Way) -> list[list[str]]:
        """The children in layers along the arrows; those without any in a grid or a band of their own."""
        children = self._facts.children[group]
        edges = self._facts.lifted(group, turned=not (way.ring or way.hub or way.path))
        joined = {end for edge in edges for end in edge}
        loose = [name for i, name in enumerate(children) if i not in joined]
        if way.ring:
            cycle = cycle_of(edges)
            beside = [children[i] for i in sorted(joined - set(cycle))]
            return _ring([children[i] for i in cycle], beside, loose)
        if way.path:
            return [*([children[i]] for i in path_of(edges)), *([loose] if loose else [])]
        if way.hub:
            return _about([children[i] for i in centre_first(edges)], loose)
        if not joined:
            return _grid(loose, way.grid or len(loose))
        key = (group, way.down)
        if key not in self._layers:
            self._layers[key] = self._layered([n for i, n in enumerate(children) if i in joined], group, down=way.down)
        layers = [list(layer) for layer in self._layers[key]]
        layers = layers[::-1] if self._backwards != way.turned else layers
        return [*layers, loose] if loose else layers

    def _layered(self, names: list[str], group: str, *, down: bool) -> list[list[str]]:
        index = {name: i for i, name in enumerate(self._facts.children[group])}
        place = {index[name]: i for i, name in enumerate(names)}
        edges = [(place[s], place[t]) for s, t in self._facts.lifted(group) if s in place and t in place]
        spots = layered([Size(8, 6) for _ in names], edges, down=down, gap=4)
        depths = [spot.layer for spot in spots]
        if not self._facts.is_grouped:
            depths = balanced(depths, edges)
        layers: list[list[str]] = []
        for layer in range(max(depths) + 1):
            members = [i for i, depth in enumerate(depths) if depth == layer]
            layers.append([names[i] for i in sorted(members, key=lambda i: (spots[i].across, i))])
        return [layer for layer in layers if layer]

    def _bands(self, bands: list[list[Node]], *, down: bool, lanes: bool = True) -> Bands:
        """Bands with lanes, or beside panels with a corridor, for the arrows that skip a band."""
        if any(is_panel(member) for band in bands for member in band):
            skips = len(skipping(bands, self._facts.links))
            corridor = _CORRIDOR + skips - 1 if skips and self._corridors else 0
            return Bands(down=down, bands=tuple(map(tuple, bands)), corridor=corridor)
        return Bands(down=down, bands=tuple(map(tuple, with_lanes(bands, self._facts.links) if lanes else bands)))


def _apart(bands: list[list[Node]], links: tuple[Link, ...]) -> list[list[Node]]:
    """The bands with the elements that stand beside panels in bands of their own: sources before them, others after."""
    targets = {link.target for link in links}
    found: list[list[Node]] = []
    for band in bands:
        panels: list[Node] = [member for member in band if not isinstance(member, Leaf)]
        beside = [member for member in band if isinstance(member, Leaf)]
        before: list[Node] = [leaf for leaf in beside if panels and leaf.name not in targets]
        found += [before, panels, [leaf for leaf in beside if leaf not in before]]
    return [band for band in found if band]


def _piled(band: list[Node], *, down: bool) -> list[Node]:
    """The members of a band, its panels of one block in a pile beside the others."""
    alone = [node for node in band if isinstance(node, Bands) and node.frame and len(node.inside) == 1]
    if not 1 < len(alone) < len(band):
        return band
    pile = Bands(down=down, bands=tuple((node,) for node in alone))
    return [pile if node is alone[0] else node for node in band if node not in alone[1:]]


def _cut(bands: list[list[Node]], rows: int, links: tuple[Link, ...], shift: int = 0) -> list[list[list[Node]]]:
    """Cut into rows of about equal length, where the fewest links cross, or ``shift`` bands later."""
    homes = {leaf.name: b for b, band in enumerate(bands) for member in band for leaf in leaves(member)}
    ends = [sorted((homes[k.source], homes[k.target])) for k in links if k.source in homes and k.target in homes]
    crossed = [sum(low < at <= high for low, high in ends) for at in range(len(bands))]
    cuts = [0]
    for row in range(1, rows):
        ideal = len(bands) * row / rows
        near = [at for at in range(cuts[-1] + 1, len(bands)) if abs(at - ideal) <= max(0.5, _ASIDE * len(bands) / rows)]
        if near:
            best = min(near, key=lambda at: (crossed[at], abs(at - ideal))) + shift
            cuts += [best] if cuts[-1] < best < len(bands) else []
    return _chunks(bands, cuts[1:])


def _chunks(bands: list[_Member], cuts: Sequence[int]) -> list[list[_Member]]:
    return [bands[low:high] for low, high in itertools.pairwise([0, *cuts, len(bands)])]


def _grid(members: list[_Member], bands: int) -> list[list[_Member]]:
    """Members in bands whose numbers of members differ by one at most."""
    cuts = [-(-len(members) * band // bands) for band in range(bands + 1)]
    return [members[low:high] for low, high in itertools.pairwise(cuts)]


def _ring(cycle: list[str], beside: list[str], loose: list[str]) -> list[list[str]]:
    """A cycle, its first half forwards and the rest backwards below; between them what is linked with it."""
    half = (len(cycle) + 1) // 2
    return [band for band in (cycle[:half], beside, cycle[half:][::-1], loose) if band]


def _about(names: list[str], loose: list[str]) -> list[list[str]]:
    """The first in a band of its own between the halves of the others."""
    others, half = names[1:], len(names) // 2
    bands = [others[:half], names[:1], others[half:]]
    return [*bands, loose] if loose else bands
