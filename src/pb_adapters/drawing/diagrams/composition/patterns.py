"""The trees that a graph may be composed as: every group packed in layers, rows or a grid, the whole as panels."""

import enum
import itertools
from collections.abc import Iterator, Sequence
from typing import TypeVar

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.facts import Facts
from pb_adapters.drawing.diagrams.composition.graph_forms import (
    balanced,
    centre_first,
    cycle_of,
    depth_of,
    has_cycle,
    lead_of,
    path_of,
)
from pb_adapters.drawing.diagrams.composition.lanes import skipping, with_lanes
from pb_adapters.drawing.diagrams.composition.ordering import Orderer
from pb_adapters.drawing.diagrams.composition.tree import Bands, Leaf, Node, is_panel, leaves
from pb_adapters.drawing.diagrams.placement import ROOT, layered
from pb_adapters.drawing.diagrams.placement import Node as Size
from pb_core.domain.diagrams.spec import Direction

_Member = TypeVar("_Member")

_SNAKE = 4  # elements of the least that runs forwards and back
_MANY_BANDS, _FULL_BAND = (4, 5, 6, 8, 10, 12, 15), 3  # of a grid, and members of each
_ODD = 6  # members of the largest grid whose bands have equally many
_SHORT = 4  # layers of the longest group that likes to be a row
_LEAD = 2  # elements of the least row before the others
_ASIDE = 0.25  # of a row: how far from equal lengths a cut may be
_CORRIDOR = 3  # cells for the first arrow that skips a panel


class Outer(enum.Enum):
    """Where elements before and after all panels stand: in the layers, in columns beside all or in rows around all."""

    INSIDE = enum.auto()
    BESIDE = enum.auto()
    AROUND = enum.auto()


_OUTER = (Outer.BESIDE, Outer.AROUND)


class Way(Struct, frozen=True):
    """How the children of one group are packed: the direction of the layers, and in how many rows they are folded.

    ``grid``: in how many bands members without arrows stand, 0 for one each. ``turned``: the layers run to the left,
    or up. ``ring``: a cycle, there on top and back below. ``hub``: what all others are linked with stands between
    their halves. ``snake``: every second row runs backwards. ``led`` and ``tail``: how many of the first and of
    the last layers stand in a row of their own. ``path``: the children follow each other whichever way arrows point.
    ``apart``: elements do not stand beside panels; ``outer``: where those before and after all do. ``shift``: by how
    many layers rows end later than where the fewest arrows cross. ``most``: how many of those that stand side by side
    elsewhere do so; the others stand below them. ``cuts``: the layers that rows but the first begin with.
    """

    down: bool
    rows: int = 1
    grid: int = 0
    turned: bool = False
    ring: bool = False
    hub: bool = False
    snake: bool = False
    led: int = 0
    tail: int = 0
    path: bool = False
    apart: bool = False
    shift: int = 0
    most: int = 0
    paired: int = 0
    outer: Outer = Outer.INSIDE
    cuts: tuple[int, ...] = ()


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
        return Bands(down=down, bands=(*outside[0], (whole,), *outside[1]))

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


def _rows_apart(group: str, facts: Facts) -> Iterator[tuple[int, int]]:
    """How many of the first and of the last elements may stand in rows of their own, apart from the others.

    Of a mere path all that leads to a hub for others may.
    """
    names, edges = facts.children[group], facts.lifted(group)
    lead, tail = lead_of(edges), lead_of([(target, source) for source, target in edges])
    if lead < len(names):
        firsts, lasts = ([n for n in (0, count - 1, count) if n == 0 or n >= _LEAD] for count in (lead, tail))
        rows = itertools.product(firsts, lasts)
        yield from ((led, end) for led, end in rows if 0 < led + end < len(names) - 1)
    elif lead > _LEAD and len({link.target for link in facts.links if link.source == names[-1]}) > 1:
        yield lead - 1, 0


def ways_of(group: str, facts: Facts) -> list[Way]:
    """The ways in which the children of one group may be packed, the plainest first.

    Only the rows of the whole run there and back: within a group they would be read in two directions.
    """
    children, whole = len(facts.children[group]), group == ROOT
    if children == 1:
        return [Way(down=False), Way(down=True)]
    found = [Way(down=False), Way(down=True)]
    if not whole and facts.lifted(group):
        found.append(Way(down=False, turned=True))
    if not facts.lifted(group):
        grids = [bands for bands in (2, 3) if children >= 2 * bands and (children % bands == 0 or children > _ODD)]
        grids += [bands for bands in _MANY_BANDS if children >= _FULL_BAND * bands]
        return found + [Way(down=down, grid=bands) for bands in grids for down in (False, True)]
    lifted = facts.lifted(group, turned=False)
    if cycle_of(lifted):
        found.append(Way(down=True, ring=True))
    if centre_first(lifted):
        found += [Way(down=True, hub=True), Way(down=False, hub=True)]
    apart = list(_rows_apart(group, facts))
    found += [Way(down=down, led=led, tail=tail) for down in (True, False) for led, tail in apart]
    path = path_of(lifted)
    if len(path) > len(set(lifted) & set(itertools.pairwise(path))) + 1:  # some arrows point back
        found += [Way(down=False, path=True), *([Way(down=False, path=True, rows=2, snake=True)] if whole else [])]
    if children >= _SNAKE and whole:
        found.append(Way(down=False, rows=2, snake=True))
    found += [Way(down=False, rows=rows) for rows in (2, 3, 4) if children >= 2 * rows]
    return [*found, Way(down=True, rows=2)] if children >= 2 * 3 else found


def choices(facts: Facts, direction: Direction) -> Iterator[tuple[dict[str, list[Way]], dict[str, Way]]]:
    """First choices for all groups: each way of the whole with each direction inside, and what may be chosen instead.

    A direction that is asked for leaves the whole no other, or else every run of it.
    """
    ways = {group: ways_of(group, facts) for group in facts.children if facts.children[group]}
    if any(group in facts.children for group in facts.children[ROOT]):
        ways[ROOT] += _with_panels(ways[ROOT], facts)
    if not facts.is_grouped:
        ways = {name: _read_one_way(found, name, facts) for name, found in ways.items()}
    ways |= {run: _straight(ways[run], run, facts) for run in facts.runs}
    if direction is Direction.AUTO:
        yield from _firsts(ways, facts)
        return
    down = direction in {Direction.DOWN, Direction.UP}
    directed = {group: _directed(found, group, facts, down=down) for group, found in ways.items()}
    yield from _firsts(ways | {ROOT: directed[ROOT]}, facts)
    if facts.runs:
        yield from _firsts(directed | {ROOT: ways[ROOT]}, facts)


def _firsts(ways: dict[str, list[Way]], facts: Facts) -> Iterator[tuple[dict[str, list[Way]], dict[str, Way]]]:
    """Each way of the whole with all groups in rows, all in columns, and where that differs the short ones in rows."""
    inner = [group for group in ways if group != ROOT]
    long = [not _is_short(group, facts) for group in inner]
    directions = dict.fromkeys(((False,) * len(inner), (True,) * len(inner), tuple(long)))
    for way, downs in itertools.product(ways[ROOT], directions):
        yield ways, {ROOT: way, **{g: _nearest(ways[g], down=down) for g, down in zip(inner, downs, strict=True)}}


def _is_short(group: str, facts: Facts) -> bool:
    """Whether a group holds no others and its arrows lead through a few layers, so that it likes to be a row."""
    children = facts.children[group]
    holds_groups = any(name in facts.children and name not in facts.parts for name in children)
    return not holds_groups and (depth_of(facts.lifted(group)) or len(children)) <= _SHORT


def _directed(ways: list[Way], group: str, facts: Facts, *, down: bool) -> list[Way]:
    """The ways in which the layers of a group follow each other in a direction, back again only where arrows do."""
    straight = [way for way in _onwards(ways, group, facts) if not way.hub]
    return [way for way in straight if way.down == down or way.ring] or [Way(down=down)]


def _onwards(ways: list[Way], group: str, facts: Facts) -> list[Way]:
    """The ways in which nothing runs to the left or up but where arrows lead back."""
    returns = has_cycle(facts.lifted(group, turned=False))
    return [way for way in ways if not way.turned and (returns or not (way.snake or way.ring))]


def _read_one_way(ways: list[Way], group: str, facts: Facts) -> list[Way]:
    """The ways in which every row begins at the left, every column at the top, but for loops."""
    return [way for way in _onwards(ways, group, facts) if not (way.path or way.snake)]


def _straight(ways: list[Way], run: str, facts: Facts) -> list[Way]:
    """The ways in which a run is not folded once more: rows of rows would be read in two directions."""
    return [way for way in _read_one_way(ways, run, facts) if not (way.led or way.tail or way.rows > 1)]


def _with_panels(ways: list[Way], facts: Facts) -> list[Way]:
    """More ways of a whole that holds panels: elements apart from them, rows cut elsewhere, two layers in a band."""
    plain = [way for way in ways if not (way.ring or way.hub or way.path or way.led or way.tail)]
    shifted = [structs.replace(way, shift=by) for way in plain if way.rows > 1 for by in (-1, 1)]
    edges, children = facts.lifted(ROOT), len(facts.children[ROOT])
    loose = len({end for edge in edges for end in edge}) < children
    layers = depth_of(edges) + loose if edges else children
    firsts = range(1, layers) if layers > 2 else ()  # noqa: PLR2004 - of two layers one band would be left
    paired = [Way(down=down, paired=first) for down in (False, True) for first in firsts]
    apart = [structs.replace(way, apart=True) for way in (*plain, *shifted)]
    inner = [way for way in (*plain, *(apart if facts.between() else ())) if not way.shift]
    outer = [structs.replace(way, outer=outer) for way in inner for outer in _OUTER] if any(facts.outer()) else []
    return shifted + paired + apart + outer


def _nearest(ways: list[Way], *, down: bool) -> Way:
    return next((way for way in ways if way.down == down), ways[0])
