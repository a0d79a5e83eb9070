"""Forms of small graphs by which a pattern is chosen: cycles, paths, hubs, and what leads to a fork."""

from collections import Counter

_RING, _MOSTLY = 3, 0.6  # nodes of the least cycle, and the share of all that it holds
_STEPS = 3_000  # of the search for the longest cycle
_HUB = 4  # neighbours of the least hub
_FORK = 3  # branches that stay in one row


def cycle_of(edges: list[tuple[int, int]]) -> list[int]:
    """The longest cycle that a short search finds, from its first node on; empty if it leaves out many nodes."""
    after: dict[int, list[int]] = {}
    for source, target in edges:
        after.setdefault(source, []).append(target)
    best: list[int] = []
    waiting = [[node] for node in sorted(after, reverse=True)]
    for _ in range(_STEPS):
        if not waiting:
            break
        path = waiting.pop()
        for node in after.get(path[-1], ()):
            if node == path[0] and len(path) > len(best):
                best = path
            elif node > path[0] and node not in path:
                waiting.append([*path, node])
    nodes = {end for edge in edges for end in edge}
    return best if len(best) >= max(_RING, _MOSTLY * len(nodes)) else []


def has_cycle(edges: list[tuple[int, int]]) -> bool:
    """Whether some edges lead back to where they began."""
    left = set(edges)
    while left:
        sources = {source for source, _ in left}
        kept = {edge for edge in left if edge[1] in sources}
        if kept == left:
            return True
        left = kept
    return False


def path_of(edges: list[tuple[int, int]]) -> list[int]:
    """The path that the edges form whichever way they point, from its earlier end; empty if they form another graph."""
    beside: dict[int, set[int]] = {}
    for one, other in edges:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    ends = sorted(node for node, others in beside.items() if len(others) == 1)
    if len(ends) != 2 or max(map(len, beside.values())) > 2:  # noqa: PLR2004 - the ends of a path, the sides of a node
        return []
    found = [ends[0]]
    while after := [node for node in beside[found[-1]] if node not in found]:
        found.append(after[0])
    return found if len(found) == len(beside) else []


def lead_of(edges: list[tuple[int, int]]) -> int:
    """How many nodes follow each other, one after the other, before the first that several follow."""
    after: dict[int, list[int]] = {}
    before: dict[int, list[int]] = {}
    for source, target in edges:
        after.setdefault(source, []).append(target)
        before.setdefault(target, []).append(source)
    starts = [node for node in after if node not in before]
    if len(starts) != 1:
        return 0
    node, count = starts[0], 1
    while len(after.get(node, ())) == 1 and len(before[after[node][0]]) == 1:
        node, count = after[node][0], count + 1
    return count


def centre_first(edges: list[tuple[int, int]]) -> list[int]:
    """The node that every edge meets and all others; empty if there is none, or it has few neighbours."""
    nodes = list(dict.fromkeys(end for edge in edges for end in edge))
    centre = next((node for node in nodes if all(node in edge for edge in edges)), None)
    if centre is None or len(nodes) <= _HUB:
        return []
    sources = {source for source, _ in edges}
    return [centre, *sorted((node for node in nodes if node != centre), key=lambda node: node not in sources)]


def depth_of(edges: list[tuple[int, int]]) -> int:
    """How many nodes the longest path of a graph without cycles has, 0 without edges."""
    depths: dict[int, int] = {}
    left = set(edges)
    while left:
        targets = {target for _, target in left}
        sources = {source for source, _ in left if source not in targets}
        for source, target in [edge for edge in left if edge[0] in sources]:
            depths[target] = max(depths.get(target, 0), depths.get(source, 1) + 1)
            left.discard((source, target))
    return max(depths.values(), default=0)


def balanced(depths: list[int], edges: list[tuple[int, int]]) -> list[int]:
    """The layers with every node that arrows are no longer for moved to the emptiest one it may be in.

    Such a node has as many edges on both sides; of layers as empty it takes that in the middle of its range. This is
    the last step of network simplex layering (Gansner and others, 1993). Branches of a fork of three or more stay, and
    so do nodes that join the same two.
    """
    found = list(depths)
    before, after = _sides(len(depths), edges)
    for node, (sources, targets) in enumerate(zip(before, after, strict=True)):
        twins = [other for other in range(len(depths)) if (before[other], after[other]) == (sources, targets)]
        if not sources or len(sources) != len(targets) or len(twins) > 1:
            continue
        if max(len(after[source]) for source in sources) >= _FORK:
            continue
        low, high = max(found[source] for source in sources) + 1, min(found[target] for target in targets) - 1
        others = Counter(depth for other, depth in enumerate(found) if other != node)
        found[node] = min(range(low, high + 1), key=lambda at: (others[at], abs(2 * at - low - high), at))
    return found


def _sides(count: int, edges: list[tuple[int, int]]) -> tuple[list[list[int]], list[list[int]]]:
    """What leads to each of so many nodes, and what it leads to."""
    before: list[list[int]] = [[] for _ in range(count)]
    after: list[list[int]] = [[] for _ in range(count)]
    for source, target in edges:
        before[target].append(source)
        after[source].append(target)
    return before, after
