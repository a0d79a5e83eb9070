"""Estimators over groups of rows: how the values of one column are distributed, and how those of two go together."""

import math
from collections.abc import Callable

import numpy as np
from msgspec import Struct

from pb_adapters.drawing.plots.frames.columns import Data, group, numbers, pooled, texts
from pb_adapters.drawing.plots.frames.model import Bools, Floats
from pb_adapters.drawing.plots.frames.statistics import About, t_quantile
from pb_core.domain.plots.transforms import (
    POSITIVE_WORDS,
    Bin,
    BinRule,
    Calibration,
    Correlation,
    Density,
    Ecdf,
    PrecisionRecall,
    Regression,
    Roc,
)

_MAX_BINS_BY_RULE = 200
_NICE = ("1", "2", "2.5", "5", "10")
_SLACK = 1e-9  # of a bin: an edge that rounding has moved is still that edge


class Bins(Struct, frozen=True):
    """Bins of equal ``width``, the first from ``start``, the last with index ``last``."""

    start: float
    width: float
    last: int


def bin_field(data: Data, transform: Bin) -> Data:
    """With the edges of each row's bin."""
    data = data.where(transform.field)
    field = data.column(transform.field)
    edges = (field.values, field.values)
    if data.rows:
        bins = bins_of(field.values, transform)
        index = np.minimum(np.floor((field.values - bins.start) / bins.width + _SLACK), bins.last)
        edges = (bins.start + index * bins.width, bins.start + (index + 1) * bins.width)
    return data.add(
        *(numbers(name, values, field, times=True) for name, values in zip(transform.as_, edges, strict=True))
    )


def bins_of(values: Floats, transform: Bin) -> Bins:
    """The bins of these values."""
    low, high = float(values.min()), float(values.max())
    if low == high:
        width = max(1.0, 4 * math.ulp(low))
        return Bins(low - width / 2, width, 0)
    stated = transform.value or 0.0
    if transform.rule is BinRule.COUNT:
        start, width = low, (high - low) / stated
    else:
        width = stated if transform.rule is BinRule.STEP else _nice(_raw(values, transform.rule))
        start = math.floor(low / width + _SLACK) * width
    return Bins(start, width, max(math.ceil((high - start) / width - _SLACK) - 1, 0))


def _raw(values: Floats, rule: BinRule) -> float:
    extent = float(values.max() - values.min())
    sturges = extent / math.ceil(math.log2(len(values)) + 1)
    match rule:
        case BinRule.FREEDMAN_DIACONIS:
            q1, q3 = np.quantile(values, (0.25, 0.75))
            width = 2 * float(q3 - q1) * len(values) ** (-1 / 3)
        case BinRule.SCOTT:
            width = 3.49 * About.of(values).deviation * len(values) ** (-1 / 3)
        case _:
            width = sturges
    return sturges if width == 0 or extent / width > _MAX_BINS_BY_RULE else width


def _nice(width: float) -> float:
    power = math.floor(math.log10(width))
    steps = (float(f"{step}e{power}") for step in _NICE)
    return next(step for step in steps if step >= width * (1 - _SLACK))


_CHUNK = 1 << 22
_LEAST = 2
_NOISE = 1e-6  # of the standard deviation: an interquartile range that is rounding


def density(data: Data, transform: Density) -> Data:
    """The Gaussian kernel density of each group."""
    data = data.where(transform.field)
    field = data.column(transform.field)
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
    field = data.column(transform.field)
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
    """Equally spaced points over the values and a margin, and the sum of the kernels at each."""
    least = values.min()
    offsets = values - least
    extent = float(offsets.max())
    grid = -margin + np.arange(steps) * (extent + margin + margin) / (steps - 1)  # rounded in this order
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


def correlation(data: Data, transform: Correlation) -> Data:
    """One row for each pair of fields."""
    columns = [data.column(field).values for field in transform.fields]
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


_LEAST_POINTS = 3


def regression(data: Data, transform: Regression) -> Data:
    """The fitted line of each group with the ends of its interval."""
    data = data.where(transform.x, transform.y)
    over, of = data.column(transform.x), data.column(transform.y)
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
    found: Floats = np.log10(values) - np.log10(first)
    found[near] = np.log1p((values[near] - first) / first) / np.log(10)
    return found


_Curve = Callable[[Floats, Floats], Floats]


def roc(data: Data, transform: Roc) -> Data:
    """The ROC curve of each group and its area."""
    return _curves(data, transform, _roc)


def precision_recall(data: Data, transform: PrecisionRecall) -> Data:
    """The precision-recall curve of each group and its average precision."""
    return _curves(data, transform, _precision_recall)


def calibration(data: Data, transform: Calibration) -> Data:
    """Mean probability and observed share of each bin of each group."""
    data = data.where(transform.probability, transform.label)
    chance = data.column(transform.probability).values
    positive = _positives(data, transform.label, transform.positive)
    groups = group(data, transform.groupby)
    cells = groups.codes * transform.bins + np.minimum(np.floor(chance * transform.bins), transform.bins - 1).astype(
        np.int64
    )
    counts = np.bincount(cells, minlength=groups.count * transform.bins)
    filled = np.flatnonzero(counts)
    sums = [np.bincount(cells, weights=weights, minlength=len(counts))[filled] for weights in (chance, positive)]
    repeats = np.bincount(filled // transform.bins, minlength=groups.count)
    keys = pooled(data, groups, range(groups.count), repeats.tolist(), transform.groupby)
    columns = (sums[0] / counts[filled], sums[1] / counts[filled], counts[filled].astype(np.float64))
    return keys.add(*(numbers(name, values) for name, values in zip(transform.as_, columns, strict=True)))


def _curves(data: Data, transform: Roc | PrecisionRecall, curve: _Curve) -> Data:
    data = data.where(transform.score, transform.label)
    score = data.column(transform.score).values
    positive = _positives(data, transform.label, transform.positive)
    groups = group(data, transform.groupby)
    chosen, parts = [], [np.zeros((3, 0))]
    for place, rows in enumerate(groups.rows()):
        if 0 < positive[rows].sum() < len(rows):
            chosen.append(place)
            parts.append(curve(*_tally(score[rows], positive[rows])))
    keys = pooled(data, groups, chosen, [part.shape[1] for part in parts[1:]], transform.groupby)
    joined = np.concatenate(parts, axis=1)
    return keys.add(*(numbers(name, values) for name, values in zip(transform.as_, joined, strict=True)))


def _tally(score: Floats, positive: Bools) -> tuple[Floats, Floats]:
    """True and false positives at and above each different score, descending."""
    order = np.argsort(-score, kind="stable")
    score, hits = score[order], np.cumsum(positive[order])
    last = np.flatnonzero(np.append(score[1:] != score[:-1], True))
    return hits[last].astype(np.float64), (last + 1 - hits[last]).astype(np.float64)


def _roc(true: Floats, false: Floats) -> Floats:
    x, y = np.append(0.0, false / false[-1]), np.append(0.0, true / true[-1])
    return np.stack((x, y, np.full(len(x), np.trapezoid(y, x))))


def _precision_recall(true: Floats, false: Floats) -> Floats:
    recall, precision = true / true[-1], true / (true + false)
    average = float(np.diff(recall, prepend=0.0) @ precision)
    recall, precision = np.append(0.0, recall), np.append(precision[0], precision)
    return np.stack((recall, precision, np.full(len(recall), average)))


def _positives(data: Data, label: str, positive: str) -> Bools:
    categories = data.column(label).categories()
    named = [text == positive if positive else text.casefold() in POSITIVE_WORDS for text in categories.labels]
    return np.array(named, dtype=bool)[categories.codes] if named else np.zeros(0, dtype=bool)
