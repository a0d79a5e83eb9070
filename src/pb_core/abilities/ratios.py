"""Ratios: numbers behind ``W:H``, and which of some ratios is nearest to another."""

import math
from collections.abc import Iterable


def ratio_value(ratio: str) -> float | None:
    """Width by height of ``W:H``; ``None`` for ``auto`` and what else is no ratio of positive numbers."""
    width, _, height = ratio.partition(":")
    try:
        value = float(width) / float(height)
    except (ValueError, ZeroDivisionError):
        return None
    return value if math.isfinite(value) and value > 0 else None


def nearest_ratio(allowed: Iterable[str], ratio: str) -> str | None:
    """The allowed ratio that distorts a picture of ``ratio`` least; the ratio itself where it is allowed.

    Distance is that of logarithms, so that 2:1 is as far from 1:1 as 1:2 is. ``None`` if nothing compares.
    """
    choices = tuple(allowed)
    if ratio in choices:
        return ratio
    wanted = ratio_value(ratio)
    if wanted is None:
        return None
    known = [(value, choice) for choice in choices if (value := ratio_value(choice)) is not None]
    return min(known, key=lambda pair: abs(math.log(pair[0] / wanted)), default=(0.0, None))[1]
