"""Regression: a least-squares line with the t interval of the mean."""

import numpy as np

from pb_adapters.plots.frames.columns import Data, numbers
from pb_adapters.plots.frames.groups import group, pooled
from pb_adapters.plots.frames.model import Floats
from pb_adapters.plots.frames.transforms.statistics import About
from pb_adapters.plots.frames.transforms.student import t_quantile
from pb_core.plot.transforms import Regression

_LEAST_POINTS = 3


def regression(data: Data, transform: Regression) -> Data:
    """The fitted line of each group with the ends of its interval."""
    data = data.where(transform.x, transform.y)
    over, of = data.numbers(transform.x, times=not transform.log_x), data.numbers(transform.y)
    x, y = over.values, of.values
    fits = (x > 0) | (not transform.log_x)
    fits &= (y > 0) | (not transform.log_y)
    data, x, y = data.take(np.flatnonzero(fits)), x[fits], y[fits]
    groups = group(data, transform.groupby)
    chosen: list[int] = []
    parts = [np.zeros((4, 0))]
    for place, rows in enumerate(groups.rows()):
        if len(rows) >= _LEAST_POINTS and x[rows].min() < x[rows].max():
            chosen.append(place)
            parts.append(_fit(x[rows], y[rows], transform))
    keys = pooled(data, groups, chosen, [transform.steps] * len(chosen), transform.groupby)
    joined = np.concatenate(parts, axis=1)
    like = (over, of, of, of)
    return keys.add(*(numbers(*column, times=True) for column in zip(transform.as_, joined, like, strict=True)))


def _fit(x: Floats, y: Floats, transform: Regression) -> Floats:
    x_from, y_from = x[0], y[0]
    x, y = _logarithms(x) if transform.log_x else x, _logarithms(y) if transform.log_y else y
    count, across, up = len(x), About.of(x), About.of(y)
    squares = float(across.units @ across.units)
    slope = float(across.units @ up.units) / squares
    residuals = up.units - slope * across.units
    error = np.sqrt(float(residuals @ residuals) / (count - 2))
    grid = x.min() + np.arange(transform.steps) * (x.max() - x.min()) / (transform.steps - 1)
    units = across.unit_of(grid)
    fit = up.value_at(slope * units)
    reach = t_quantile(transform.level, count - 2) * error * up.scale * np.sqrt(1 / count + units**2 / squares)
    with np.errstate(over="ignore"):
        lines = np.stack((fit, fit - reach, fit + reach))
        lines = y_from * 10.0**lines if transform.log_y else lines
        return np.vstack((x_from * 10.0**grid if transform.log_x else grid, lines))


def _logarithms(values: Floats) -> Floats:
    """The decimal logarithms of positive numbers as multiples of the first; exact near it, where they nearly cancel."""
    first = values[0]
    near = np.abs(values - first) < first / 2
    return np.where(
        near, np.log1p(np.where(near, values - first, 0.0) / first) / np.log(10), np.log10(values) - np.log10(first)
    )
