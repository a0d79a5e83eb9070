"""How long the way is that leads to a box: by this the steps of the main flow are told from those of its side ways."""

from collections.abc import Collection, Iterable

from pb_core.domain.diagrams.reading_order import reached

Pair = tuple[str, str]


def main_steps(pairs: Iterable[Pair]) -> frozenset[Pair]:
    """The arrows between boxes that are on a longest way; those of loops are on none."""
    arrows = list(pairs)
    names = dict.fromkeys(name for pair in arrows for name in pair)
    upto, onwards = _lengths(names, arrows), _lengths(names, [pair[::-1] for pair in arrows])
    most = max(upto.values(), default=0)
    return frozenset((s, t) for s, t in arrows if upto[s] < upto[t] and upto[s] + onwards[t] == most)


def _neighbours(names: Collection[str], pairs: Iterable[Pair]) -> dict[str, set[str]]:
    after: dict[str, set[str]] = {name: set() for name in names}
    for source, target in pairs:
        after[source].add(target)
    return after


def _lengths(names: Collection[str], pairs: Iterable[Pair]) -> dict[str, int]:
    after = _neighbours(names, pairs)
    found = {name: reached(name, after) for name in names}
    loops = {name: frozenset(other for other in ways if name in found[other]) for name, ways in found.items()}
    before: dict[frozenset[str], set[frozenset[str]]] = {loop: set() for loop in loops.values()}
    for source, targets in after.items():
        for target in targets:
            if loops[source] != loops[target]:
                before[loops[target]].add(loops[source])
    known: dict[frozenset[str], int] = {}
    for loop in sorted(before, key=lambda loop: -len(found[next(iter(loop))])):  # what leads there reaches more
        known[loop] = len(loop) + max((known[other] for other in before[loop]), default=0)
    return {name: known[loop] for name, loop in loops.items()}
