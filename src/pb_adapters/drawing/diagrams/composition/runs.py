"""Graphs without groups in rows or columns: cut into runs where one arrow crosses, or apart where none does."""

import itertools
import math
from collections.abc import Iterator, Sequence

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.facts import Facts
from pb_adapters.drawing.diagrams.placement import ROOT

_FEWEST = 6  # elements of the smallest graph that is cut
_LEAST, _MOST = 2, 4  # elements of the shortest run, and runs of one graph
_SHARE = 0.5  # of an equal share, that the shortest run has at least
_PAIR = 2  # arrows that may cross the cut of a graph that has no bridge
_BESIDE = 3  # elements of the shortest run beside groups
_BRIDGES = 12  # arrows, the most even ones, among which the cuts are looked for

Pair = tuple[int, int]


def in_runs(facts: Facts) -> list[Facts]:
    """The facts with elements that stand in no group in runs; an empty list where there is nothing to cut.

    A run is laid out as a group is, and nothing is drawn around it, as no plan names it. Connected parts are one each.
    A graph that is one is cut, for each number of runs where that leaves the most even ones. Beside groups, what is
    linked with each other is a run.
    """
    top = facts.children[ROOT]
    if facts.children.keys() - {ROOT, *facts.parts}:
        return _beside_groups(facts)
    if sum(name not in facts.children for name in facts.homes) < _FEWEST:
        return []
    if facts.parts:
        whole = 1 < len(top) <= _MOST and set(top) == set(facts.parts)
        return [_set_off(facts, [(part, facts.children[part]) for part in top])] if whole else []
    edges = facts.lifted(ROOT)
    cuts = [*_cuts(len(top), edges)] or _narrowest(len(top), edges)
    return [_set_off(facts, [("", tuple(top[i] for i in part)) for part in parts]) for parts in cuts]


def _beside_groups(facts: Facts) -> list[Facts]:
    """The facts with elements that stand together beside groups in runs, if there are any."""
    top = facts.children[ROOT]
    groups = facts.children.keys() - {ROOT, *facts.parts}
    parts = [(name, facts.children[name]) for name in top if name in facts.parts]
    found = [(name, members) for name, members in parts if not groups.intersection(members)]
    loose = [i for i, name in enumerate(top) if name not in facts.children]
    edges = [(s, t) for s, t in facts.lifted(ROOT) if s in loose and t in loose]
    linked = [part for part in _parts(len(top), edges) if len(part) >= _BESIDE]
    found += [("", tuple(top[i] for i in part)) for part in linked]
    return [_set_off(facts, found)] if 0 < len(found) < _MOST else []


def _set_off(facts: Facts, runs: Sequence[tuple[str, Sequence[str]]]) -> Facts:
    """The facts with runs, each the connected part of a name or else some children of the whole."""
    made = dict(zip(_names(facts, len(runs)), runs, strict=True))
    parts = {part: run for run, (part, _) in made.items() if part}
    homes = {member: run for run, (_, members) in made.items() for member in members}
    top = tuple(dict.fromkeys(parts.get(name) or homes.get(name, name) for name in facts.children[ROOT]))
    kept = {name: members for name, members in facts.children.items() if name not in parts}
    return structs.replace(
        facts,
        children={**kept, ROOT: top, **{run: tuple(members) for run, (_, members) in made.items()}},
        homes={name: home for name, home in facts.homes.items() if name not in parts}
        | homes
        | dict.fromkeys(made, ROOT),
        parts=tuple(parts.get(name, name) for name in facts.parts),
        runs=tuple(made),
    )


def _names(facts: Facts, count: int) -> list[str]:
    """Names of so many runs that nothing else in the plan has."""
    stem = "run"
    while any(name.startswith(stem) for name in facts.homes):
        stem = f"a-{stem}"
    return [f"{stem}-{number}" for number in range(1, count + 1)]


def _cuts(count: int, edges: Sequence[Pair]) -> Iterator[list[list[int]]]:
    """For each number of runs the parts that cutting so many bridges leaves, if they are even enough.

    Of branches alike all are cut off or none: what one plan says side by side is not torn apart.
    """
    bridges = _bridges(count, edges)
    twins = {edge: _twins(edge, count, edges) for edge in bridges}
    for cut in range(1, _MOST):
        found = [
            parts
            for chosen in itertools.combinations(bridges, cut)
            if all(twin in chosen for edge in chosen for twin in twins[edge])
            and min(map(len, parts := _parts(count, [e for e in edges if e not in chosen]))) >= _least(count, cut + 1)
        ]
        if found:
            yield min(found, key=lambda parts: (sum(len(part) ** 2 for part in parts), parts))


def _narrowest(count: int, edges: Sequence[Pair]) -> list[list[list[int]]]:
    """The two parts of a graph without bridges between which two edges lead, the most even ones, if there are any."""
    order = _by_layer(count, edges)
    found = []
    for at in range(math.ceil(_least(count, 2)), count):
        first, rest = sorted(order[:at]), sorted(order[at:])
        crossed = sum((one in first) != (other in first) for one, other in edges)
        if crossed <= _PAIR and len(rest) >= _least(count, 2) and _is_one(first, edges) and _is_one(rest, edges):
            found.append((abs(len(first) - len(rest)), [first, rest]))
    return [min(found)[1]] if found else []


def _by_layer(count: int, edges: Sequence[Pair]) -> list[int]:
    """The nodes of a graph without cycles, each after all that lead to it."""
    depths = [0] * count
    for _ in range(count):
        for source, target in edges:
            depths[target] = max(depths[target], depths[source] + 1)
    return sorted(range(count), key=lambda node: (depths[node], node))


def _is_one(nodes: Sequence[int], edges: Sequence[Pair]) -> bool:
    place = {node: i for i, node in enumerate(nodes)}
    inner = [(place[one], place[other]) for one, other in edges if one in place and other in place]
    return len(_parts(len(nodes), inner)) == 1


def _least(count: int, runs: int) -> float:
    return max(_LEAST, _SHARE * count / runs)


def _bridges(count: int, edges: Sequence[Pair]) -> list[Pair]:
    """The edges that alone join two parts, those first that leave the most even ones."""
    found = []
    for edge in dict.fromkeys(edges):
        parts = _parts(count, [other for other in edges if other != edge])
        if len(parts) > 1 and min(map(len, parts)) >= _LEAST:
            found.append((-min(map(len, parts)), edge))
    return [edge for _, edge in sorted(found)[:_BRIDGES]]


def _twins(bridge: Pair, count: int, edges: Sequence[Pair]) -> list[Pair]:
    """The other bridges at either end of one that lead the same way to as many nodes."""
    found = []
    for end in (0, 1):
        beside = [edge for edge in edges if edge[end] == bridge[end]]
        sizes = {edge: _beyond(edge, 1 - end, count, edges) for edge in beside}
        found += [edge for edge in beside if edge != bridge and sizes[edge] == sizes[bridge] > 0]
    return found


def _beyond(edge: Pair, end: int, count: int, edges: Sequence[Pair]) -> int:
    """How many nodes lie beyond the end of a bridge, none if the edge is no bridge."""
    parts = _parts(count, [other for other in edges if other != edge])
    part = next(part for part in parts if edge[end] in part)
    return 0 if edge[1 - end] in part else len(part)


def _parts(count: int, edges: Sequence[Pair]) -> list[list[int]]:
    """The connected parts of a graph of so many nodes, each in order."""
    beside: dict[int, list[int]] = {}
    for one, other in edges:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    found: list[list[int]] = []
    left = set(range(count))
    for node in range(count):
        if node not in left:
            continue
        part, waiting = {node}, [node]
        while waiting:
            fresh = set(beside.get(waiting.pop(), ())) - part
            part |= fresh
            waiting += fresh
        left -= part
        found.append(sorted(part))
    return found
