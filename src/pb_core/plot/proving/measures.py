"""How far drawn numbers lie from expected ones, and how far they may."""

import math
from collections.abc import Iterable, Sequence
from operator import sub

from msgspec import Struct

from pb_core.plot.grammar import ScaleType

POSITIONS = 1e-6
COLOURS = 1 / 200
SIZES = 1 / 200
_FINEST = 1e-9
_ROUNDING = 16
_MILLISECOND = 1e-3
_LARGEST = 1e300

Numbers = Sequence[float | None]


class Measure(Struct, frozen=True, kw_only=True):
    """What a deviation is measured by.

    A number may be off by ``tolerance`` of the extent or of itself, whichever is smaller, but need not be nearer
    than a billionth of the extent, the rounding of binary fractions, or a millisecond of a time. Artists hold
    64-bit numbers, so that a millionth leaves room for sums taken in another order and for nothing that an eye or
    a ruler could find; with the extent alone a small bar beside a large one could be wrong unnoticed. On a log
    scale the distance of a number to itself counts, on a logit scale also that to 1. With ``proportional`` only the
    extent counts (colours and sizes, which are never exact).
    """

    extent: float
    tolerance: float = POSITIONS
    scale: ScaleType = ScaleType.LINEAR
    temporal: bool = False
    proportional: bool = False

    def allowed(self, expected: float) -> float:
        """How far a drawn number may lie from the expected one."""
        if self.proportional:
            return self.tolerance * self.extent
        play = _ROUNDING * math.ulp(expected) + (_MILLISECOND if self.temporal else 0.0)
        if self.scale is ScaleType.LOG and expected > 0:
            return self.tolerance * expected + play
        if self.scale is ScaleType.LOGIT and 0 < expected < 1:
            return self.tolerance * min(expected, 1 - expected) + play + _ROUNDING * math.ulp(1.0)
        return max(_FINEST * self.extent, self.tolerance * min(abs(expected), self.extent)) + play

    def relative(self, deviation: float) -> float:
        """A deviation as a share of the extent; never infinite, since reports are stored as JSON."""
        return min(deviation / self.extent if self.extent else deviation, _LARGEST)


def extent_of(*columns: Iterable[object]) -> float:
    """The extent of all numbers of the columns, or the largest magnitude where they are all equal."""
    low, high = math.inf, -math.inf
    for column in columns:
        numbers = [number for number in column if isinstance(number, int | float)]
        if numbers:
            low, high = min(low, min(numbers)), max(high, max(numbers))  # noqa: PLW3301 - one pass per column in C
    if low > high:
        return 0.0
    return float(high - low) or max(abs(high), abs(low))


class Gap(Struct, frozen=True, kw_only=True):
    """The outcome of comparing two columns: the largest relative deviation and the places that are too far off."""

    deviation: float
    places: tuple[int, ...] = ()


def compare(expected: Numbers, drawn: Numbers, measure: Measure) -> Gap:
    """Compare two columns of equal length, number by number; what is missing on one side only is too far off."""
    if None in expected or None in drawn:
        return _compare_gaps(expected, drawn, measure)
    deviations = list(map(abs, map(sub, drawn, expected)))
    largest = max(deviations, default=0.0)
    if math.isfinite(sum(deviations)) and largest <= _least(measure):
        return Gap(deviation=measure.relative(largest))
    places = tuple(
        place
        for place, (number, deviation) in enumerate(zip(expected, deviations, strict=True))
        if not deviation <= measure.allowed(number)  # type: ignore[arg-type]  # none is missing; NaN is too far
    )
    worst = max((deviation for deviation in deviations if not math.isnan(deviation)), default=0.0)
    return Gap(deviation=measure.relative(worst), places=places)


def _least(measure: Measure) -> float:
    """What is allowed everywhere, so that most columns need no look at single numbers."""
    if measure.proportional:
        return measure.tolerance * measure.extent
    return 0.0 if measure.scale in {ScaleType.LOG, ScaleType.LOGIT} else _FINEST * measure.extent


def _compare_gaps(expected: Numbers, drawn: Numbers, measure: Measure) -> Gap:
    both = [place for place, pair in enumerate(zip(expected, drawn, strict=True)) if None not in pair]
    lone = [
        place
        for place, (first, second) in enumerate(zip(expected, drawn, strict=True))
        if (first is None) != (second is None)
    ]
    gap = compare([expected[place] for place in both], [drawn[place] for place in both], measure)
    places = sorted([both[place] for place in gap.places] + lone)
    return Gap(deviation=max(gap.deviation, 1.0) if lone else gap.deviation, places=tuple(places))
