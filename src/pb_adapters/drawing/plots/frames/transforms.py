"""derive: a table after the transforms of the grammar; those that select, reshape and order rows are computed here."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from pb_adapters.drawing.plots.frames.columns import Data, Vector, group, numbers, texts
from pb_adapters.drawing.plots.frames.comparisons import agreement, quantiles
from pb_adapters.drawing.plots.frames.computed_columns import calculate, cumulate, relative
from pb_adapters.drawing.plots.frames.estimators import (
    bin_field,
    calibration,
    correlation,
    density,
    ecdf,
    precision_recall,
    regression,
    roc,
)
from pb_adapters.drawing.plots.frames.hexagons import hexbin
from pb_adapters.drawing.plots.frames.model import Bools, Floats, Ints
from pb_adapters.drawing.plots.frames.periods import period
from pb_adapters.drawing.plots.frames.statistics import aggregate
from pb_adapters.drawing.plots.frames.survival import survival
from pb_core.domain.plots import estimators
from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots.estimators import Schedule
from pb_core.domain.plots.transforms import Filter, Fold, Limit, Pareto, Smooth
from pb_core.domain.tables.table import ColumnType

_BOUNDS: dict[str, Callable[[Floats, float], Bools]] = {
    "low": np.greater_equal,
    "high": np.less_equal,
    "above": np.greater,
    "below": np.less,
}


def keep(data: Data, transform: Filter) -> Data:
    """The rows that the filter keeps."""
    column = data.column(transform.field)
    kept = column.present
    if transform.one_of:
        categories = column.categories()
        wanted = [place for place, label in enumerate(categories.labels) if label in transform.one_of]
        kept &= np.isin(categories.codes, wanted)
    if transform.none_of:
        categories = column.categories()
        unwanted = [place for place, label in enumerate(categories.labels) if label in transform.none_of]
        kept &= ~np.isin(categories.codes, unwanted)
    for bound, holds in _BOUNDS.items():
        end = getattr(transform, bound)
        if end is not None:
            kept &= holds(column.values, end)
    return data.take(np.flatnonzero(kept))


def fold(data: Data, transform: Fold) -> Data:
    """One row for each row and folded field."""
    folded = [data.column(field) for field in transform.fields]
    others = Data(tuple(column for column in data.columns if column.name not in transform.fields))
    key = texts(transform.as_[0], list(transform.fields) * data.rows)
    return others.take(np.repeat(np.arange(data.rows), len(folded))).add(key, _interleaved(folded, transform.as_[1]))


def limit(data: Data, transform: Limit) -> Data:
    """The rows with the largest or smallest values."""
    data = data.where(transform.field)
    values = data.column(transform.field).values
    order = np.argsort(values if transform.pick == "smallest" else -values, kind="stable")
    return data.take(np.sort(order[: transform.count]))


def _interleaved(columns: list[Vector], name: str) -> Vector:
    first = columns[0]
    vocabulary = tuple(dict.fromkeys(text for column in columns for text in column.texts))
    values = np.column_stack([_recoded(column, vocabulary) for column in columns]).reshape(-1)
    return Vector(
        name=name,
        type=first.type,
        values=values,
        texts=vocabulary,
        unit=first.unit if len({column.unit for column in columns}) == 1 else "",
        time_unit=first.time_unit if len({column.time_unit for column in columns}) == 1 else None,
    )


def _recoded(column: Vector, vocabulary: tuple[str, ...]) -> Floats:
    if column.type is not ColumnType.TEXT or column.texts == vocabulary:
        return column.values
    places = {text: place for place, text in enumerate(vocabulary)}
    table = np.array([places[text] for text in column.texts] or [0], dtype=np.float64)
    recoded = table[np.nan_to_num(column.values).astype(np.int64)]
    return np.where(column.present, recoded, np.nan)


def smooth(data: Data, transform: Smooth) -> Data:
    """With the centred moving average of each group."""
    data = data.where(transform.field, transform.order)
    groups = group(data, transform.groupby)
    data = data.take(np.lexsort((data.column(transform.order).values, groups.codes)))
    field = data.column(transform.field)
    values = field.values
    ends = np.cumsum(np.bincount(groups.codes, minlength=groups.count))
    averages = [_moving_average(part, transform.window) for part in np.split(values, ends[:-1])]
    return data.add(numbers(transform.as_, np.concatenate(averages), field))


def pareto(data: Data, transform: Pareto) -> Data:
    """The rows that no other row beats, by x ascending."""
    data = data.where(transform.x, transform.y)
    x, y = (data.column(name).values for name in (transform.x, transform.y))
    best = _unbeaten(x if transform.x_best == "low" else -x, y if transform.y_best == "low" else -y)
    return data.take(best[np.argsort(x[best], kind="stable")])


def _moving_average(values: Floats, window: int) -> Floats:
    if not len(values):
        return values
    reach = window // 2
    places = np.arange(len(values))
    counts = np.minimum(places + reach, len(values) - 1) - np.maximum(places - reach, 0) + 1
    with np.errstate(over="ignore", invalid="ignore"):
        means = np.convolve(values, np.ones(window))[reach : reach + len(values)] / counts
    # never outside its window: the mean of equal values is their value
    least, most = (
        extreme(sliding_window_view(np.pad(values, reach, constant_values=beyond), window), axis=1)
        for extreme, beyond in ((np.min, np.inf), (np.max, -np.inf))
    )
    found: Floats = np.clip(means, least, most)
    return found


def _unbeaten(x: Floats, y: Floats) -> Ints:
    """The rows, ascending, that no row beats when low is good in both."""
    order = np.lexsort((y, x))
    x, y = x[order], y[order]
    leads = np.concatenate(([True], x[1:] != x[:-1]))[: len(x)]  # the lowest y of each x comes first
    same_x = np.cumsum(leads) - 1
    lowest = y[leads]
    before = np.concatenate(([np.inf], np.minimum.accumulate(lowest)))[: len(lowest)]
    unbeaten: Ints = np.sort(order[(y == lowest[same_x]) & (y < before[same_x])])
    return unbeaten


def schedule(data: Data, transform: Schedule) -> Data:
    """With the start and end of each task, and the place of each milestone."""
    first = data.column(transform.start)
    start, end = first.values, data.column(transform.end).values
    task = start < end
    parts = (np.where(task, start, np.nan), np.where(task, end, np.nan), np.where(task, np.nan, np.fmax(start, end)))
    return data.add(*(numbers(name, part, first, times=True) for name, part in zip(transform.as_, parts, strict=True)))


def derive(data: Data, transforms: Iterable[grammar.Transform]) -> Data:
    """The table after these transforms, one after the other.

    Raises:
        InvalidSpec: numbers are too large to be computed.
    """
    for transform in transforms:
        data = _COMPUTE[type(transform)](data, transform)
    return data


_COMPUTE: dict[type[grammar.Transform], Callable[..., Data]] = {
    grammar.Filter: keep,
    grammar.Fold: fold,
    grammar.Aggregate: aggregate,
    grammar.Bin: bin_field,
    grammar.Period: period,
    grammar.Density: density,
    grammar.Ecdf: ecdf,
    grammar.Regression: regression,
    grammar.Smooth: smooth,
    grammar.Cumulate: cumulate,
    grammar.Calculate: calculate,
    grammar.Relative: relative,
    grammar.Pareto: pareto,
    grammar.Limit: limit,
    grammar.Roc: roc,
    grammar.PrecisionRecall: precision_recall,
    grammar.Calibration: calibration,
    grammar.Correlation: correlation,
    estimators.Survival: survival,
    estimators.Schedule: schedule,
    estimators.Agreement: agreement,
    estimators.Quantiles: quantiles,
    estimators.Hexbin: hexbin,
}
