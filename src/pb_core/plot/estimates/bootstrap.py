"""The percentile bootstrap of the mean, with draws that every program can repeat."""

import math
from array import array
from collections.abc import Sequence
from functools import lru_cache

from pb_core.errors import InvalidSpec
from pb_core.plot.estimates.summaries import mean, quantile
from pb_core.plot.transforms import BOOTSTRAP_MAX_VALUES, BOOTSTRAP_RESAMPLES

_MASK = (1 << 64) - 1


def splitmix64(k: int) -> int:
    """The k-th output of the SplitMix64 generator (Steele, Lea, Flood 2014), a whole number below 2**64."""
    z = k * 0x9E3779B97F4A7C15 & _MASK
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & _MASK
    return z ^ (z >> 31)


def bootstrap_interval(values: Sequence[float], level: float) -> tuple[float, float]:
    """The ends of the percentile interval of the mean of at least one value, as ``BOOTSTRAP_RESAMPLES`` defines it.

    Raises ``InvalidSpec`` for more than ``BOOTSTRAP_MAX_VALUES`` values.
    """
    count = len(values)
    if count > BOOTSTRAP_MAX_VALUES:
        message = (
            f"A bootstrap interval of {count:,} values is past the limit of {BOOTSTRAP_MAX_VALUES:,}; "
            "ci0 and ci1 give a t interval of any number."
        )
        raise InvalidSpec(message)
    draws, middle = _draws(count), mean(values)
    apart = [value - middle for value in values]  # about the mean: equal values have exactly it as every end
    means = sorted(
        middle + math.fsum(map(apart.__getitem__, draws[start : start + count])) / count
        for start in range(0, len(draws), count)
    )
    return quantile(means, (1 - level) / 2), quantile(means, (1 + level) / 2)


@lru_cache(maxsize=8)
def _draws(count: int) -> "array[int]":
    return array("H", (splitmix64(k) % count for k in range(1, BOOTSTRAP_RESAMPLES * count + 1)))
