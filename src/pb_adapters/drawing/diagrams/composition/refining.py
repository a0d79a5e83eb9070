"""A fitted tree made better by exchanges of its parts, as long as one of the most promising is worth while."""

from collections.abc import Callable, Hashable, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.rearranging import rearranged
from pb_adapters.drawing.diagrams.composition.tree import Bands, order_of

_TRIED, _AT_ONCE = 60, 10  # trees that are fitted in all, and of those that one exchange makes
_NOTHING = 1e-6  # a gain that is none


class Candidate(Struct, frozen=True):
    """A tree, how it is fitted, how bad it is, and the height of its page in points."""

    tree: Bands
    fit: Fitted
    badness: float
    height: float


Measure = Callable[[Bands, Candidate], Candidate | None]
"""Fits a tree on a page like that of a candidate; ``None`` where it does not fit or is no better."""


def refined(start: Candidate, links: Sequence[Link], measure: Measure) -> Candidate:
    """The candidate that exchanges lead to from a first one, which it is itself where none is worth while."""
    best, left, known = start, _TRIED, set[Hashable]()
    while left > 0:
        trees = rearranged(best.tree, best.fit, links, min(left, _AT_ONCE))
        better, tried = _first_better(best, trees, measure, known)
        left -= tried
        if better is None:
            break
        best = better
    return best


def _first_better(
    best: Candidate, trees: Sequence[Bands], measure: Measure, known: set[Hashable]
) -> tuple[Candidate | None, int]:
    """The first of the trees that is better, and how many were tried.

    Those ``known`` were no better before on a page as high, as several changes make one and the same tree.
    """
    for tried, tree in enumerate(trees, 1):
        key = best.height, order_of(tree)
        if key in known:
            continue
        known.add(key)
        found = measure(tree, best)
        if found is not None and found.badness < best.badness - _NOTHING:
            return found, tried
    return None, len(trees)
