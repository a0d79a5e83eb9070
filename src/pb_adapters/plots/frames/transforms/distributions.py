"""Density and Ecdf: how the values of each group are distributed."""

import math

import numpy as np

from pb_adapters.plots.frames.columns import Data, numbers
from pb_adapters.plots.frames.groups import group, pooled
from pb_adapters.plots.frames.model import Floats
from pb_adapters.plots.frames.transforms.statistics import About
from pb_core.errors import InvalidSpec
from pb_core.plot.transforms import Density, Ecdf

_CHUNK = 1 << 22
_LEAST = 2
_NOISE = 1e-6  # of the standard deviation: an interquartile range that is rounding
_NARROWEST = 1e-10  # of the values' extent


def density(data: Data, transform: Density) -> Data:
    """The Gaussian kernel density of each group."""
    data = data.where(transform.field)
    field = data.numbers(transform.field)
    values = field.values
    groups = group(data, transform.groupby)
    chosen, grids, heights = [], [], []
    for place, rows in enumerate(groups.rows()):
        sample = values[rows]
        if len(np.unique(sample)) < _LEAST:
            continue
        width = transform.bandwidth or silverman(sample)
        grid, sums = kernel_curve(sample, width, transform.cut * width, transform.steps)
        chosen.append(place)
        grids.append(grid)
        heights.append(sums / (len(sample) * math.sqrt(2 * math.pi)) / width)
    keys = pooled(data, groups, chosen, [transform.steps] * len(chosen), transform.groupby)
    return keys.add(numbers(transform.as_[0], _joined(grids), field), numbers(transform.as_[1], _joined(heights)))


def ecdf(data: Data, transform: Ecdf) -> Data:
    """The share of each group's values that are not above each of its values."""
    data = data.where(transform.field)
    field = data.numbers(transform.field, times=True)
    values = field.values
    groups = group(data, transform.groupby)
    distinct, shares = [], []
    for rows in groups.rows():
        ascending, counts = np.unique(values[rows], return_counts=True)
        distinct.append(ascending)
        shares.append(np.cumsum(counts) / len(rows))
    keys = pooled(data, groups, range(groups.count), [len(each) for each in distinct], transform.groupby)
    found = numbers(transform.as_[0], _joined(distinct), field, times=True)
    return keys.add(found, numbers(transform.as_[1], _joined(shares)))


def silverman(values: Floats) -> float:
    """Silverman's rule of thumb for the bandwidth."""
    deviation = About.of(values).deviation
    q1, q3 = np.quantile(values, (0.25, 0.75))
    middle = float(q3 - q1)
    spread = deviation if middle < _NOISE * deviation else min(deviation, middle / 1.349)
    return 0.9 * spread / math.pow(len(values), 0.2)


def kernel_curve(values: Floats, bandwidth: float, margin: float, steps: int) -> tuple[Floats, Floats]:
    """Equally spaced points over the values and a margin, and the sum of the kernels at each, about the smallest value.

    Raises:
        InvalidSpec: the kernel is so narrow that it hits or misses the points by their rounding.
    """
    least = values.min()
    offsets = values - least
    extent = float(offsets.max())
    if not bandwidth > _NARROWEST * extent:
        message = f"A kernel {bandwidth:g} wide is too narrow for values over {extent:g}."
        raise InvalidSpec(message)
    grid = -margin + np.arange(steps) * (extent + 2 * margin) / (steps - 1)
    return least + grid, kernel_sums(offsets, grid, bandwidth)


def kernel_sums(values: Floats, grid: Floats, bandwidth: float) -> Floats:
    """The sum of the kernels at each point of the grid, exactly, a bounded part of the values at a time."""
    total = np.zeros(len(grid))
    step = max(1, _CHUNK // len(grid))
    with np.errstate(over="ignore", under="ignore"):  # what is so far away adds nothing
        for start in range(0, len(values), step):
            distance = (grid[:, None] - values[None, start : start + step]) / bandwidth
            total += np.exp(-0.5 * distance * distance).sum(axis=1)
    return total


def _joined(parts: list[Floats]) -> Floats:
    return np.concatenate(parts) if parts else np.zeros(0)
