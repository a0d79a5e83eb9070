"""The choice among the compositions of a plan on one page, at one level of detail: the best clean drawing."""

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from msgspec import Struct, structs

from pb_adapters.drawing.diagrams.composed_scene import Drawing, finish_composed
from pb_adapters.drawing.diagrams.composition.assembly import Composed
from pb_adapters.drawing.diagrams.composition.batches import Batch, compositions
from pb_adapters.drawing.diagrams.composition.continuations import to_continue
from pb_adapters.drawing.diagrams.composition.leaf_sizes import MARGIN as EDGE
from pb_adapters.drawing.diagrams.composition.lone_rooms import with_rooms
from pb_adapters.drawing.diagrams.composition.page_holes import without_hole
from pb_adapters.drawing.diagrams.composition.pages import Density, Page
from pb_adapters.drawing.diagrams.composition.print_columns import TALLEST, is_column
from pb_adapters.drawing.diagrams.composition.reaching import with_bars
from pb_adapters.drawing.diagrams.composition.redrawing import rerouted
from pb_adapters.drawing.diagrams.composition.squeezing import squeezed
from pb_adapters.drawing.diagrams.detail_levels import Detail, folds
from pb_adapters.drawing.diagrams.drawing_values import is_refused, wiring_cost, worth
from pb_adapters.drawing.diagrams.legend import Entry, height_of
from pb_adapters.drawing.diagrams.routing import Effort
from pb_adapters.drawing.diagrams.wires import Care
from pb_core.domain.diagrams.head_doubts import head_doubts
from pb_core.domain.diagrams.line_doubts import doubtful_pairs, doubts, stubs
from pb_core.domain.diagrams.line_measures import crossings
from pb_core.domain.diagrams.passed_panels import passing
from pb_core.domain.diagrams.scene import DrawnLine, DrawnScene
from pb_core.domain.diagrams.scene_checks import check_scene
from pb_core.domain.diagrams.spec import DiagramSpec, Styling
from pb_core.domain.findings import Finding

_FILLED = 2  # times that blocks grow into a hole of the page
_GOOD = 0.95  # a value that ends the search
_SKETCHED = 0.002  # of the score, for each point of badness of a sketch
_UNMENDED = 0.45  # of what the design of a drawing lacks is left, at least, with letters in place of arrows
_CROSSED, _DOUBTED = 3, 2  # crossings and pairs of arrows that look like one, and these alone, for letters to be tried
_BESIDE = 3  # compositions with corridors that are tried where the best without has arrows through panels
_STUB = 0.02  # of the value: what it may cost that an arrow more is seen to leave its block
_SMALL = 12  # elements of a figure without panels whose names may be as large as titles


class Valued(Struct, frozen=True):
    """A clean drawing, what it is worth, and the composition that it shows."""

    value: float
    drawing: Drawing
    composed: Composed

    @property
    def badness(self) -> float:
        """How bad the sketch is that it was made of."""
        return self.composed.badness


_Better = Callable[[Composed, Valued | None], Valued | None]


class _Step(Protocol):
    """Draws the best composition once more in another way, or not."""

    def __call__(self, spec: DiagramSpec, composed: Composed, effort: Effort, *, narrow: bool) -> Composed | None: ...


Chosen = tuple[Valued | None, tuple[Finding, ...]]
"""The best clean drawing with its value, or ``None`` and what was wrong with the last one."""


def best_on_page(
    size: Page,
    explained: tuple[Entry, ...],
    *,
    spec: DiagramSpec,
    styling: Styling,
    ratio: str | None,
    detail: Detail,
    effort: Effort,
) -> Chosen:
    """The best clean drawing on a page of this size, with room for a legend of these entries, and its value."""
    width, height, narrow = size.width, size.height, size.narrow
    last: tuple[Finding, ...] = ()
    lacking: dict[float, float] = {}
    below = height_of(explained, width - 2 * EDGE)
    lettered = any(entry.tag for entry in explained)
    page = structs.replace(size, height=None if height is None else height - below, below=below, letters=lettered)
    pages = (structs.replace(page, large=True), page) if narrow and _has_no_titles(spec) else (page,)

    def better(one: Composed, best: Valued | None) -> Valued | None:
        """A composition as a drawing, with its value, if it is clean and better than the best so far."""
        nonlocal last
        drawing = finish_composed(spec, one, detail, explained, trim=narrow, free=height is None)
        cost = wiring_cost(drawing, spec, styling, free=height is None) + _SKETCHED * one.badness
        if best and 1 - cost <= best.value:
            return None  # however well it is designed
        found = worth(drawing, spec, styling, free=height is None)
        if not one.continuations:
            lacking[one.badness] = 1 - found.design
        value = found.design - found.doubt - cost
        if best and value <= best.value:
            return None
        findings = check_scene(drawing.scene, spec, ratio, width=min(width, drawing.scene.width))
        last = findings or last
        return None if findings else Valued(value, drawing, one)

    tried: list[Batch] = []
    batches = compositions(spec, styling, pages, detail, effort, rest=not (size.promising or folds(spec, detail)))
    for batch in batches:
        tried.append(batch)
        best = _best_in(batch, better, spec, lacking)
        for more in (functools.partial(_alike, batch), functools.partial(_with_corridors, batches)):
            other = more(best, size, effort) if best else None
            best = _best_in(other, better, spec, lacking, best) if other else best
        if best:
            return _finished(spec, best, better, effort, narrow=narrow) if height is None else best, ()
    promising = () if effort.half_spent else tried[:1]  # labels stand at tags, if nowhere else
    with_labels = (_best_of(batch.lettered(homeless=True), None, batch, better) for batch in promising)
    with_signs = (_best_of(batch.keyed(), None, batch, better) for batch in (() if folds(spec, detail) else tried))
    best = next(filter(None, itertools.chain(with_labels, with_signs)), None)
    return (_lower(best, better) if height is None else best, ()) if best else (None, last)


def _finished(spec: DiagramSpec, best: Valued, better: _Better, effort: Effort, *, narrow: bool) -> Valued:
    """The best drawing with bars, room around single blocks, a full page, arrows in doubt routed again, on a page."""
    for step in (with_bars, with_rooms):
        best = _after(step, spec, best, better, effort, narrow=narrow)
    best = _without_hole(spec, best, better, effort, narrow=narrow)
    return _lower(_rerouted(spec, best, better, effort, narrow=narrow), better)


def _after(step: _Step, spec: DiagramSpec, best: Valued, better: _Better, effort: Effort, *, narrow: bool) -> Valued:
    """The best drawing after one step more, if it is better so."""
    found = step(spec, best.composed, effort, narrow=narrow)
    return (better(structs.replace(found, badness=best.badness), best) if found else None) or best


def _rerouted(spec: DiagramSpec, best: Valued, better: _Better, effort: Effort, *, narrow: bool) -> Valued:
    """The best drawing with other routes where arrows of it are in doubt, if it is better so, or fewer are stubs."""
    for care, asks in ((Care.ENDS, stubs), (Care.TURNS, _has_doubts)):
        lines = best.drawing.scene.lines
        found = rerouted(spec, best.composed, care, effort, narrow=narrow) if asks(lines) else None
        if found:
            least = best.value - _STUB * (stubs(lines) - stubs(found.attempt.lines))
            again = better(structs.replace(found, badness=best.badness), structs.replace(best, value=least))
            best = again or best
    return best


def _lower(best: Valued, better: _Better) -> Valued:
    """The best drawing no higher than a page of print, if it is little more and may be squeezed."""
    over = best.drawing.scene.height - TALLEST
    lower = squeezed(best.composed, over) if over > 0 else None
    return better(lower, best) or best if lower else best


def _without_hole(spec: DiagramSpec, best: Valued, better: _Better, effort: Effort, *, narrow: bool) -> Valued:
    """The best drawing with larger blocks where its page has a hole, if it is better so."""
    for _ in range(_FILLED):  # arrows that are straight then leave other places empty
        found = without_hole(spec, best.composed, best.drawing.scene.legend, effort, narrow=narrow)
        again = better(structs.replace(found, badness=best.badness), best) if found else None
        if again is None:
            break
        best = again
    return best


def _best_of(composed: Iterable[Composed], best: Valued | None, batch: Batch, better: _Better) -> Valued | None:
    """The best of compositions and what is the best so far; a lettered one has some arrows again if it is better.

    Sketches so bad that no drawing of them can be better are not drawn up.
    """
    batch.worst = _worst_worth_drawing(best)
    for one in composed:
        found = better(one, best)
        again = batch.with_arrows(one) if found else one
        if again is not one:
            found = better(again, best) if again else None
        best = found or best
        batch.worst = _worst_worth_drawing(best)
        if found and found.value >= _GOOD:
            break
    return best


def _worst_worth_drawing(best: Valued | None) -> float:
    """The badness from which on the drawing of a sketch is no better than the best, however well it is designed."""
    return (1 - best.value) / _SKETCHED if best else float("inf")


def _best_in(
    batch: Batch, better: _Better, spec: DiagramSpec, lacking: Mapping[float, float], best: Valued | None = None
) -> Valued | None:
    """The best of a batch and what is the best so far; letters are tried where its arrows tangle, or none is clean.

    They are not where the design of a plain drawing is ``lacking``, by its badness, more than letters can mend.
    """
    best = _best_of(batch.plain(), best, batch, better)
    if best is None or _is_tangled_drawing(best.drawing.scene, spec):
        burdens = {badness: _UNMENDED * lack / _SKETCHED for badness, lack in lacking.items()}
        return _best_of(batch.lettered(burdens), best, batch, better)
    return best


def _alike(batch: Batch, best: Valued, size: Page, effort: Effort) -> Batch | None:
    """The compositions like the best one, where readers would refuse it for its long arrows and effort is left."""
    asks = is_refused(best.drawing.scene) and not is_column(size.width) and not effort.half_spent
    return batch.variants(best.badness) if asks else None


def _with_corridors(following: Iterator[Batch], best: Valued, size: Page, effort: Effort) -> Batch | None:
    """A few compositions with room beside panels, the batch that follows, where an arrow runs through one of others."""
    has_time = size.density is Density.USUAL and not effort.half_spent
    asks = has_time and passing(best.drawing.scene.lines, [frame.rect for frame in best.drawing.scene.frames])
    batch = next(following, None) if asks else None
    return batch.first(_BESIDE) if batch else None


def _is_tangled_drawing(scene: DrawnScene, spec: DiagramSpec) -> bool:
    """Whether arrows are so long, or cross or run beside each other so often, that letters may tell some better."""
    if to_continue(scene.lines, scene.width, spec, panels=[frame.rect for frame in scene.frames]):
        return True
    doubted = doubts(scene).get("doubtful lines", 0)
    return doubted >= _DOUBTED or crossings(scene.lines) + doubted >= _CROSSED


def _has_doubts(lines: Sequence[DrawnLine]) -> bool:
    """Whether a reader may take arrows for each other, or lose a head."""
    return any(head_doubts(lines).values()) or next(doubtful_pairs(lines), None) is not None


def _has_no_titles(spec: DiagramSpec) -> bool:
    """Whether a figure is small and has no panels, so that the names of its boxes may be larger."""
    return not spec.groups and len(spec.elements) <= _SMALL
