"""What a packing is chosen by: who stands in which group, and which children of a group are linked."""

from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.attempt import DiagramParts
from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.flow_ends import homes_of
from pb_adapters.drawing.diagrams.placement import ROOT
from pb_core.domain.diagrams.reading_order import FLOW_KINDS
from pb_core.domain.diagrams.spec import ConnectionKind

_BACKWARD = frozenset({ConnectionKind.FEEDBACK})


_PART = "\0"  # in the names of connected parts, which no group has


class Facts(Struct, frozen=True):
    """The children of each group, the links between boxes, and the groups around each box or group.

    ``parts`` are the connected parts of groups that are in several; ``runs`` the rows or columns that a graph without
    groups is cut into. No plan names either, and nothing is drawn around them.
    """

    children: dict[str, tuple[str, ...]]
    links: tuple[Link, ...]
    homes: dict[str, str]
    parts: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()

    @property
    def arrows(self) -> tuple[Link, ...]:
        """The links that are arrows, in their order."""
        return tuple(link for link in self.links if not link.guide)

    @property
    def is_grouped(self) -> bool:
        """Whether the plan names a group."""
        return any(name != ROOT and name not in self.runs and _PART not in name for name in self.children)

    def lifted(self, group: str, *, turned: bool = True) -> list[tuple[int, int]]:
        """The links between children of a group as pairs of their indices, each once.

        ``turned``: those that feed back, or close a cycle against the greater number or the reading order, are turned
        round, so that no cycle is left. Arrows of a sort from one box to another count once.
        """
        index = {name: i for i, name in enumerate(self.children[group])}
        counts: Counter[tuple[int, int]] = Counter()
        for link in {(k.source, k.target, k.forward, k.flow): k for k in self.links}.values():
            s, t = self._lift(link.source, index), self._lift(link.target, index)
            if s is not None and t is not None and s != t:
                counts[(s, t) if link.forward or not turned else (t, s)] += 1
        return _acyclic(counts) if turned else list(counts)

    def within(self, group: str) -> tuple[str, ...]:
        """A group and all groups in it."""
        inner = [name for name in self.children[group] if name in self.children]
        return (group, *(name for child in inner for name in self.within(child)))

    def twins(self, group: str) -> tuple[str, ...]:
        """A group, or all connected parts beside one that is such a part."""
        if group not in self.parts:
            return (group,)
        return tuple(name for name in self.children[self.homes[group]] if name in self.parts)

    def outer(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The elements beside panels that only such elements lead to, and those that lead to such ones only."""
        loose = [name for name in self.children[ROOT] if name not in self.children]
        ends = [(self.top(link.source), self.top(link.target)) for link in self.links if link.forward]
        before = _closed(loose, ends)
        after = _closed([name for name in loose if name not in before], [(t, s) for s, t in ends])
        return before, after

    def between(self) -> bool:
        """Whether other elements stand beside panels."""
        loose = sum(name not in self.children for name in self.children[ROOT])
        return loose > sum(map(len, self.outer()))

    def top(self, name: str) -> str:
        """The child of the whole that holds a box, or is it."""
        while self.homes[name] != ROOT:
            name = self.homes[name]
        return name

    def _lift(self, name: str, index: dict[str, int]) -> int | None:
        while name != ROOT:
            if name in index:
                return index[name]
            name = self.homes[name]
        return None


def _closed(names: Sequence[str], ends: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The names that nothing but others of them leads to."""
    found = list(names)
    while True:
        left = [n for n in found if all(s in found for s, t in ends if t == n and s != n)]
        if left == found:
            return tuple(found)
        found = left


def facts_of(stock: DiagramParts) -> Facts:
    """Sort out the graph of what is to be drawn."""
    children: dict[str, list[str]] = {ROOT: [], **{group.id: [] for group in stock.groups}}
    for name, home in stock.homes.items():
        children[home].append(name)
    links = tuple(
        Link(
            source,
            target,
            connection.label,
            connection.kind not in _BACKWARD,
            flow=connection.kind in FLOW_KINDS,
            source_frame=connection.source_group or "",
            target_frame=connection.target_group or "",
        )
        for (source, target), connection in zip(stock.ends, stock.connections, strict=True)
    )
    links += tuple(_guide(name, group, stock) for name, group in stock.zooms)
    facts = Facts({name: tuple(found) for name, found in children.items()}, links, dict(stock.homes))
    for group in tuple(facts.children):
        facts = _split(facts, group)
    return facts


def _guide(name: str, group: str, stock: DiagramParts) -> Link:
    """The link between a box and the panel of its inside, by the box in the middle of that in reading order."""
    held = [box for box in stock.homes if box in stock.plans and group in homes_of(stock, box)]
    return Link(name, held[len(held) // 2], flow=False, target_frame=group, guide=True)


def _split(facts: Facts, group: str) -> Facts:
    """The facts with each connected part of a group, if there are several, as an untitled group of its own."""
    names = facts.children[group]
    parts = _parts(len(names), facts.lifted(group, turned=False))
    loose = [part[0] for part in parts if len(part) == 1 and names[part[0]] not in facts.children]
    kept = [part for part in parts if len(part) > 1] + ([loose] if len(loose) > 1 else [])
    if not kept or max(map(len, kept)) == len(names):
        return facts
    within = {index: f"{group}{_PART}{number}" for number, part in enumerate(kept) for index in part}
    children, homes = dict(facts.children), dict(facts.homes)
    tied = [within.get(i, name) for i, name in enumerate(names)]
    rest = {within[loose[0]]} if len(loose) > 1 else set()
    children[group] = tuple(dict.fromkeys([*(name for name in tied if name not in rest), *rest]))
    for number, part in enumerate(kept):
        children[f"{group}{_PART}{number}"] = tuple(names[i] for i in part)
    homes |= {names[i]: name for i, name in within.items()} | dict.fromkeys(within.values(), group)
    return Facts(children, facts.links, homes, (*facts.parts, *dict.fromkeys(within.values())))


def _parts(count: int, edges: list[tuple[int, int]]) -> list[list[int]]:
    """The connected parts of a graph of so many nodes, each in order."""
    part = list(range(count))
    for one, other in edges:
        low, high = sorted((part[one], part[other]))
        part = [low if p == high else p for p in part]
    return [[i for i, p in enumerate(part) if p == name] for name in dict.fromkeys(part)]


def _acyclic(counts: Mapping[tuple[int, int], int]) -> list[tuple[int, int]]:
    """Every edge, the most frequent first and forward ones before others, turned where it would close a cycle."""
    after: dict[int, set[int]] = {}
    kept: dict[tuple[int, int], None] = {}
    for s, t in sorted(counts, key=lambda edge: (-counts[edge], edge[0] > edge[1], edge)):
        pair = (t, s) if _leads(after, t, s) else (s, t)
        after.setdefault(pair[0], set()).add(pair[1])
        kept[pair] = None
    return [edge for edge in dict.fromkeys((*counts, *((t, s) for s, t in counts))) if edge in kept]


def _leads(after: Mapping[int, set[int]], start: int, end: int) -> bool:
    """Whether a way leads from one node to another."""
    seen, waiting = {start}, [start]
    while waiting:
        node = waiting.pop()
        if node == end:
            return True
        fresh = after.get(node, set()) - seen
        seen |= fresh
        waiting += fresh
    return False
