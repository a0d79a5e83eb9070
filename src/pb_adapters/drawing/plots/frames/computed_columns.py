"""Columns computed within rows or along them: running sums, differences and quotients, values relative to a whole."""

from collections.abc import Callable

import numpy as np
from msgspec import structs

from pb_adapters.drawing.plots.frames.columns import Data, Vector, group, numbers
from pb_adapters.drawing.plots.frames.model import Floats, Ints
from pb_core.domain.plots.transforms import Calculate, Combination, Cumulate, Relative, Whole


def cumulate(data: Data, transform: Cumulate) -> Data:
    """With the running sum before and after each row, and a row for the total."""
    data = data.where(transform.field, *([transform.order] if transform.order else []))
    codes = group(data, transform.groupby).codes
    along = data.column(transform.order).values if transform.order else np.zeros(data.rows)
    order = np.lexsort((along, codes))
    data, codes = data.take(order), codes[order]
    field = data.column(transform.field)
    parts = [_running_sums(part) for part in np.split(field.values, np.flatnonzero(np.diff(codes)) + 1)]
    ends = np.concatenate(parts)
    starts = np.concatenate([np.concatenate(([0.0], part[:-1]))[: len(part)] for part in parts])
    if transform.total and transform.label is not None:
        label = data.column(transform.label)
        data = data.take(np.append(np.arange(data.rows), -1))
        total = ends[-1] if len(ends) else 0.0
        starts, ends = np.append(starts, 0.0), np.append(ends, total)
        summed = structs.replace(field, values=np.append(field.values, total))
        data = _replaced(data, _labelled(label, transform.total), summed)
    return data.add(numbers(transform.as_[0], starts, field), numbers(transform.as_[1], ends, field))


def _running_sums(values: Floats) -> Floats:
    """The sums up to each value, with what each addition rounds off carried along (Neumaier 1974)."""
    sums, total, lost = [], 0.0, 0.0
    for value in values.tolist():
        after = total + value
        larger, smaller = (total, value) if abs(total) >= abs(value) else (value, total)
        lost += (larger - after) + smaller
        total = after
        sums.append(total + lost if np.isfinite(total) else total)
    return np.array(sums, dtype=np.float64)


def _labelled(label: Vector, total: str) -> Vector:
    vocabulary = label.texts if total in label.texts else (*label.texts, total)
    order = (*label.order, total) if label.order and total not in label.order else label.order
    values = np.append(label.values, float(vocabulary.index(total)))
    return structs.replace(label, values=values, texts=vocabulary, order=order)


def _replaced(data: Data, *columns: Vector) -> Data:
    new = {column.name: column for column in columns}
    return Data(tuple(new.get(column.name, column) for column in data.columns))


def calculate(data: Data, transform: Calculate) -> Data:
    """With the difference, sum, quotient or change of two numbers of each row."""
    first, second = data.column(transform.first), data.column(transform.second)
    factor = transform.factor if transform.op is Combination.PLUS else -transform.factor
    with np.errstate(over="ignore", invalid="ignore"):
        difference = first.values + factor * second.values
    if transform.op in {Combination.DIFFERENCE, Combination.PLUS}:
        return data.add(numbers(transform.as_, difference, first))
    ratio = transform.op is Combination.RATIO
    above, below = (first.values, second.values) if ratio else (difference, np.abs(second.values))
    return data.add(numbers(transform.as_, _quotients(above, below)))


def _quotients(above: Floats, below: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.where(below == 0, np.nan, above / below)


_CANCELLED = 1e-9
_WHOLES: dict[Whole, Callable[[Floats], float]] = {
    Whole.SUM: lambda values: float(_running_sums(values)[-1]),
    Whole.MEAN: lambda values: float(np.mean(values)),
    Whole.MIN: lambda values: float(np.min(values)),
    Whole.MAX: lambda values: float(np.max(values)),
}


def relative(data: Data, transform: Relative) -> Data:
    """With the quotient of each value by the whole of its group."""
    data = data.where(transform.field, *([transform.order] if transform.order else []))
    values = data.column(transform.field).values
    wholes = np.empty(data.rows)
    for rows in group(data, transform.groupby).rows():
        wholes[rows] = _whole(data, transform, rows)
    return data.add(numbers(transform.as_, transform.scale * _quotients(values, wholes)))


def _whole(data: Data, transform: Relative, rows: Ints) -> float:
    values = data.column(transform.field).values[rows]
    if transform.whole is Whole.FIRST and transform.order is not None:
        return float(values[np.argmin(data.column(transform.order).values[rows])])
    whole = _WHOLES[transform.whole](values)
    return whole if abs(whole) > _CANCELLED * np.max(np.abs(values)) else 0.0
