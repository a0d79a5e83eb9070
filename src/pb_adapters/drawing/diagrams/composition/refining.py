"""A fitted tree made better by exchanges of its parts, as long as one of the most promising is worth while."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.composition.extents import Link
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.rearranging import rearranged
from pb_adapters.drawing.diagrams.composition.tree import Bands

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
    best, left = start, _TRIED
    while left > 0:
        trees = rearranged(best.tree, best.fit, links, min(left, _AT_ONCE))
        better, tried = _first_better(best, trees, measure)
        left -= tried
        if better is None:
            break
        best = better
    return best


def _first_better(best: Candidate, trees: Sequence[Bands], measure: Measure) -> tuple[Candidate | None, int]:
    """The first of the trees that is better, and how many were tried."""
    for tried, tree in enumerate(trees, 1):
        found = measure(tree, best)
        if found is not None and found.badness < best.badness - _NOTHING:
            return found, tried
    return None, len(trees)
