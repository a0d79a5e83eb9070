"""Aggregate: statistics of groups, one row each."""

import math
from collections.abc import Sequence

import numpy as np

from pb_adapters.plots.frames.columns import Data, Vector, numbers
from pb_adapters.plots.frames.groups import Groups, group, numbered
from pb_adapters.plots.frames.model import Floats, Ints
from pb_adapters.plots.frames.transforms.statistics import Sample, statistic
from pb_core.errors import InvalidSpec
from pb_core.plot.transforms import Aggregate, Measure, Op

_MAX_COMBINATIONS = 1_000_000
_OF_TIMES = frozenset({Op.MIN, Op.MAX})
_ZERO_WITHOUT_ROWS = frozenset({Op.COUNT, Op.SUM, Op.PROPORTION})


def aggregate(data: Data, transform: Aggregate) -> Data:
    """The measures of each group."""
    groups = group(data, transform.groupby)
    keys = data.take(groups.first)
    measured = [_measure(data, groups, transform, measure) for measure in transform.measures]
    result = Data(tuple(keys.column(field) for field in transform.groupby))
    if transform.complete and transform.groupby:
        result, places = _combinations(keys, transform.groupby)
        measured = [
            _spread(measure, values, places, result.rows)
            for measure, values in zip(transform.measures, measured, strict=True)
        ]
    return result.add(
        *(_named(data, measure, values) for measure, values in zip(transform.measures, measured, strict=True))
    )


def statistic_of(data: Data, op: Op, field: str | None) -> float:
    """One statistic of a whole column; NaN where it is not defined."""
    found = _measure(data, group(data, ()), _PLAIN, Measure(op=op, field=field, as_="_"))
    return float(found[0]) if len(found) else float("nan")


_PLAIN = Aggregate(measures=(Measure(op=Op.COUNT, as_="_"),))


def _measure(data: Data, groups: Groups, transform: Aggregate, measure: Measure) -> Floats:
    values = _values(data, measure)
    sample = Sample.of(values, groups.codes, groups.count)
    if measure.op is not Op.PROPORTION:
        return statistic(measure.op, sample, transform.level)
    if stray := set(transform.within) - set(transform.groupby):
        message = f'A proportion within "{min(stray)}" needs that field among those that rows are grouped by.'
        raise InvalidSpec(message)
    wider = group(data, transform.within)
    whole = np.bincount(wider.codes[~np.isnan(values)], minlength=wider.count)[wider.codes[groups.first]]
    with np.errstate(invalid="ignore"):
        return np.asarray(sample.counts / whole, dtype=np.float64)


def _values(data: Data, measure: Measure) -> Floats:
    if measure.field is None:
        if measure.op not in {Op.COUNT, Op.PROPORTION}:
            message = f"The statistic {measure.op.value} needs a field."
            raise InvalidSpec(message)
        return np.zeros(data.rows)
    if measure.op in {Op.COUNT, Op.PROPORTION}:
        return data.column(measure.field).values
    return data.numbers(measure.field, times=measure.op in _OF_TIMES).values


def _named(data: Data, measure: Measure, values: Floats) -> Vector:
    if measure.field is None or measure.op in {Op.COUNT, Op.PROPORTION}:
        return numbers(measure.as_, values)
    return numbers(measure.as_, values, data.column(measure.field), times=measure.op in _OF_TIMES)


def _combinations(keys: Data, fields: Sequence[str]) -> tuple[Data, Ints]:
    """All combinations of the values of the fields, and the place among them of each row of ``keys``."""
    each = [numbered(np.unique(keys.column(field).values, return_inverse=True)[1].reshape(-1)) for field in fields]
    shape = tuple(groups.count for groups in each)
    if math.prod(shape) > _MAX_COMBINATIONS:
        message = f"Completing the groups would make {math.prod(shape):,} rows, more than {_MAX_COMBINATIONS:,}."
        raise InvalidSpec(message)
    if not keys.rows:
        return Data(tuple(keys.column(field) for field in fields)), np.zeros(0, dtype=np.int64)
    places = np.ravel_multi_index(tuple(groups.codes for groups in each), shape)
    indices = np.unravel_index(np.arange(math.prod(shape)), shape)
    columns: list[Vector] = []
    for field, groups, index in zip(fields, each, indices, strict=True):
        columns.append(keys.column(field).take(groups.first[index]))
    return Data(tuple(columns)), places


def _spread(measure: Measure, values: Floats, places: Ints, rows: int) -> Floats:
    result = np.full(rows, 0.0 if measure.op in _ZERO_WITHOUT_ROWS else np.nan)
    result[places] = values
    return result
