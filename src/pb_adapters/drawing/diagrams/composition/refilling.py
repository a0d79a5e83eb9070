"""Panels that the arrows of a drawing leave emptier than was expected: their blocks grow, and it is drawn once more."""

from collections.abc import Sequence

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.emptiness import marked_rows, void_share
from pb_adapters.drawing.diagrams.composition.facts import facts_of
from pb_adapters.drawing.diagrams.composition.filling import EMPTY, filled, inmost_panels
from pb_adapters.drawing.diagrams.composition.fitting import Fitted
from pb_adapters.drawing.diagrams.composition.keyed_labels import unlabelled
from pb_adapters.drawing.diagrams.composition.leading import led
from pb_adapters.drawing.diagrams.composition.leaf_sizes import PITCH
from pb_adapters.drawing.diagrams.composition.tree import Bands
from pb_adapters.drawing.diagrams.composition.wider_gaps import doubted
from pb_core.domain.diagrams.line_measures import crossings
from pb_core.domain.plane import Point

_HOLLOW = 0.15  # of a panel below its title: where a larger rectangle is empty as drawn, its blocks grow
_MORE = 1.4, 1.6  # times as wide and as high as they are already: as far as they do
_WORTH = 0.02  # by how much less of them must be empty then


def refilled(tree: Bands, fit: Fitted, composed: Composed) -> Fitted | None:
    """The fit of a drawing with larger blocks in the panels that are hollow there; ``None`` if there are none."""
    if max(_voids(tree, fit, composed), default=0.0) <= _HOLLOW:
        return None
    ways = list(zip(facts_of(composed.attempt.stock).arrows, ways_of(fit, composed), strict=True))
    found = filled(tree, fit, ways, _MORE)
    found = structs.replace(found, leaves=led(tree, found.leaves))
    return None if found == fit else found


def is_fuller(tree: Bands, again: tuple[Fitted, Composed], before: tuple[Fitted, Composed]) -> bool:
    """Whether a drawing has fuller panels than another of the same tree, and no more faults and bends of arrows."""
    if _bends(again[1]) > _bends(before[1]) or not has_no_more_faults(again[1], before[1]):
        return False
    return _hollow(_voids(tree, *again)) < _hollow(_voids(tree, *before)) - _WORTH


def has_no_more_faults(again: Composed, before: Composed) -> bool:
    """Whether a drawing has no more labels without a place, arrows in doubt and crossings than another."""
    return all(now <= then for now, then in zip(_faults(again), _faults(before), strict=True))


def _hollow(voids: Sequence[float]) -> float:
    """How much more of panels is empty than nobody sees, in all: one that stays hollow keeps no other so."""
    return sum(max(0.0, void - EMPTY) for void in voids)


def _voids(tree: Bands, fit: Fitted, composed: Composed) -> list[float]:
    """The largest empty share of each panel that holds no others."""
    frames = [fit.frames[panel.frame] for panel in inmost_panels(tree)]
    found = {leaf.name: leaf for leaf in tree.inside}
    rows = marked_rows(fit, ways_of(fit, composed), found) if frames else []
    return [void_share(rows, frame) for frame in frames]


def _faults(composed: Composed) -> tuple[int, ...]:
    """Labels without a place, arrows in doubt, and crossings."""
    lines = composed.attempt.lines
    return len(unlabelled(composed)), len(doubted(lines)), crossings(lines)


def _bends(composed: Composed) -> int:
    return sum(len(path) for path in composed.attempt.paths)


def ways_of(fit: Fitted, composed: Composed) -> list[tuple[Point, ...]]:
    """The paths of a drawing in the cells of its fit."""
    left, top = origin_of(fit, composed)
    return [tuple(((x - left) / PITCH, (y - top) / PITCH) for x, y in path) for path in composed.attempt.paths]


def origin_of(fit: Fitted, composed: Composed) -> Point:
    """The point of a drawing where the first cell of its fit begins."""
    name, area = next(iter(fit.leaves.items()))
    rect = composed.attempt.boxes[name]
    return rect.x - area.x * PITCH, rect.y - area.y * PITCH
