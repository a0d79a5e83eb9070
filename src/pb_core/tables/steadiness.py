"""changes_steadily: whether lists are sequences rather than repeated measurements."""

from itertools import pairwise

SMOOTH = 1.0
"""Von Neumann's ratio (1941), below which a list changes so steadily that its order matters; chance gives 2."""

MIN_SEQUENCE = 5
"""Shorter lists are repeated measurements whatever their order."""


def changes_steadily(lists: list[list[object]]) -> bool:
    """Whether each list is long and changes so little from item to item that its order matters.

    Measured by von Neumann's ratio: the mean squared step over the variance, below ``SMOOTH`` in every list.
    """
    return bool(lists) and all(_is_steady([v for v in values if isinstance(v, int | float)]) for values in lists)


def _is_steady(values: list[int | float]) -> bool:
    if len(values) < MIN_SEQUENCE:
        return False
    scale = max(map(abs, values)) or 1  # squares of very large numbers overflow
    scaled = [value / scale for value in values]
    mean = sum(scaled) / len(scaled)
    variance = sum((value - mean) ** 2 for value in scaled) / len(scaled)
    steps = sum((after - before) ** 2 for before, after in pairwise(scaled)) / (len(scaled) - 1)
    return variance > 0 and steps / variance < SMOOTH
