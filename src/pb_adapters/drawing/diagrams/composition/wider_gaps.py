"""Wider gaps where arrows or their labels found no place, or where it is doubtful which arrow is which, or named."""

import itertools
from collections.abc import Collection, Sequence

from msgspec import structs

from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.extents import Link, Sizes
from pb_adapters.drawing.diagrams.composition.finishing import finished
from pb_adapters.drawing.diagrams.composition.fitting import Fitted, fitted
from pb_adapters.drawing.diagrams.composition.keyed_labels import unlabelled
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN, PITCH
from pb_adapters.drawing.diagrams.composition.pages import Page, cells_down
from pb_adapters.drawing.diagrams.composition.sketcher import Sketch
from pb_core.domain.diagrams.head_doubts import passing_head
from pb_core.domain.diagrams.line_doubts import doubtful_pairs, is_strange
from pb_core.domain.diagrams.line_measures import overlong
from pb_core.domain.diagrams.scene import DrawnLine

_FEW = 4  # arrows in doubt that wider gaps may help: more are a tangle
_LONG = 1  # long arrows that readers take: where more are, letters will tell them


class WiderGaps:
    """A sketch that is fitted again and again, each time with more room for some of its links than before."""

    def __init__(self, sketch: Sketch, links: tuple[Link, ...], page: Page) -> None:
        self._sketch, self._links, self._page = sketch, links, page

    def widened(self, which: Collection[int]) -> tuple[Fitted, float] | None:
        """The fit with wider gaps for these links, by index, and its height in points; ``None`` if there is no room."""
        sketch = self._sketch
        self._links = tuple(
            structs.replace(link, roomy=link.roomy + (i in which)) for i, link in enumerate(self._links)
        )
        sizes = Sizes(self._links, close=self._page.close)
        high = max(sizes.of(sketch.tree)[1].least, cells_down(sketch.height))
        height = high * PITCH + 2 * MARGIN if self._page.free else sketch.height
        fit = fitted(sketch.tree, sizes, self._links, sketch.fit.width, cells_down(height), sketch.higher)
        return (finished(sketch.tree, fit, self._links), height) if fit else None


def to_clear(composed: Composed) -> tuple[int, ...]:
    """The arrows in doubt, by index, that wider gaps may help: a few, of a drawing that is else good enough."""
    if unlabelled(composed) or _long(composed) > _LONG:
        return ()
    found = tuple(sorted(doubted(composed.attempt.lines) | _named_doubtfully(composed)))
    return found if len(found) <= _FEW else ()


def is_clearer(again: Composed, before: Composed) -> bool:
    """Whether fewer arrows or labels of a drawing are in doubt than of another.

    All its labels have a place, and no more arrows are long than readers take.
    """
    return not unlabelled(again) and _long(again) <= _LONG and _doubts(again) < _doubts(before)


def _long(composed: Composed) -> int:
    return len(overlong(composed.attempt.lines, composed.attempt.width))


def _doubts(composed: Composed) -> int:
    return len(doubted(composed.attempt.lines)) + len(_named_doubtfully(composed))


def doubted(lines: Sequence[DrawnLine]) -> set[int]:
    """The arrows, by index, that can be taken for another, or that pass the head of another."""
    places = {id(line): index for index, line in enumerate(lines)}
    passed = ((index, places[id(other)]) for index, line in enumerate(lines) for other in passing_head(line, lines))
    return {*itertools.chain.from_iterable(itertools.chain(doubtful_pairs(lines), passed))}


def _named_doubtfully(composed: Composed) -> set[int]:
    """The arrows, by index, whose label stands as near to another."""
    attempt, lines = composed.attempt, composed.attempt.lines
    owners = {i: attempt.shared.get(i, i) for i in range(len(lines))}
    return {
        i
        for i, label in attempt.tags.items()
        if label and is_strange(label.rect, [line for j, line in enumerate(lines) if owners[j] == i], lines)
    }
