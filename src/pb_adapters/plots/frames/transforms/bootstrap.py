"""Percentile bootstrap of the mean with the SplitMix64 stream that ``BOOTSTRAP_RESAMPLES`` defines."""

from functools import lru_cache

import numpy as np

from pb_adapters.plots.frames.model import Floats, Ints
from pb_core.errors import InvalidSpec
from pb_core.plot.transforms import BOOTSTRAP_MAX_VALUES, BOOTSTRAP_RESAMPLES


def bootstrap_means(values: Floats) -> Floats:
    """The means of all resamples of one group, in the order that they are drawn.

    Raises:
        InvalidSpec: the group is larger than ``BOOTSTRAP_MAX_VALUES``.
    """
    if len(values) > BOOTSTRAP_MAX_VALUES:
        message = (
            f"A bootstrap interval takes groups of up to {BOOTSTRAP_MAX_VALUES} values, "
            f"but one has {len(values)}; use the t interval."
        )
        raise InvalidSpec(message)
    middle = values.mean()
    means: Floats = middle + (values - middle)[_draws(len(values))].mean(axis=1)
    return np.clip(means, values.min(), values.max())  # the mean of equal values is their value


@lru_cache(maxsize=4)
def _draws(count: int) -> Ints:
    numbers = np.arange(1, BOOTSTRAP_RESAMPLES * count + 1, dtype=np.uint64)
    places = (split_mix(numbers) % np.uint64(count)).astype(np.int64)
    return places.reshape(BOOTSTRAP_RESAMPLES, count)


def split_mix(counter: np.ndarray[tuple[int], np.dtype[np.uint64]]) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    """The numbers of the SplitMix64 stream at these places (Steele, Lea, Flood 2014); arithmetic modulo 2**64."""
    state = counter * np.uint64(0x9E3779B97F4A7C15)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return state ^ (state >> np.uint64(31))
