"""Correlation: Pearson's r of every pair of fields."""

import numpy as np

from pb_adapters.plots.frames.columns import Data, numbers, texts
from pb_adapters.plots.frames.model import Floats
from pb_adapters.plots.frames.transforms.statistics import About
from pb_core.plot.transforms import Correlation

_LEAST = 2


def correlation(data: Data, transform: Correlation) -> Data:
    """One row for each pair of fields."""
    columns = [data.numbers(field).values for field in transform.fields]
    count = len(columns)
    matrix = np.ones((count, count))
    for row in range(count):
        for column in range(row, count):
            matrix[row, column] = matrix[column, row] = pearson(columns[row], columns[column])
    row_name, column_name, r = transform.as_
    return Data(()).add(
        texts(row_name, [field for field in transform.fields for _ in range(count)]),
        texts(column_name, list(transform.fields) * count),
        numbers(r, matrix.reshape(-1)),
    )


def pearson(x: Floats, y: Floats) -> float:
    """Pearson's r over the places where both have a value; NaN where it is not defined."""
    both = ~(np.isnan(x) | np.isnan(y))
    x, y = x[both], y[both]
    if len(x) < _LEAST or np.ptp(x) == 0 or np.ptp(y) == 0:
        return float("nan")
    across, up = About.of(x).units, About.of(y).units
    return float(np.clip((across @ up) / np.sqrt((across @ across) * (up @ up)), -1, 1))
