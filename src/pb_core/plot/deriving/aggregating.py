"""Aggregate: one row per group with its statistics."""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import product

from pb_core.errors import InvalidSpec
from pb_core.plot.deriving.rows import (
    Key,
    column_like,
    group_columns,
    grouped,
    number_column,
    numbers,
    with_columns,
)
from pb_core.plot.estimates.bootstrap import bootstrap_interval
from pb_core.plot.estimates.student import t_interval
from pb_core.plot.estimates.summaries import mean, quantile, stdev, total
from pb_core.plot.naming import column_of
from pb_core.plot.transforms import Aggregate, Measure, Op
from pb_core.tables.table import Cell, Column, Table

Groups = Mapping[Key, Sequence[int]]

_COUNTS = frozenset({Op.COUNT, Op.PROPORTION})
_ZERO_WHERE_NONE = frozenset({Op.COUNT, Op.PROPORTION, Op.SUM})
_OF_TIMES = frozenset({Op.MIN, Op.MAX})


def aggregate(table: Table, transform: Aggregate) -> Table:
    """One row per group; with ``complete`` also for the combinations that do not occur."""
    if not set(transform.within) <= set(transform.groupby):
        message = "The fields of 'within' must be among those of 'groupby'."
        raise InvalidSpec(message)
    groups = grouped(table, transform.groupby, range(table.rows))
    keys = _combinations(groups) if transform.complete else list(groups)
    made = [_measured(table, transform, measure, groups, keys) for measure in transform.measures]
    return with_columns(table, group_columns(table, transform.groupby, keys), made)


def _combinations(groups: Groups) -> list[Key]:
    return list(product(*(dict.fromkeys(values) for values in zip(*groups, strict=True)))) if groups else []


def _measured(table: Table, transform: Aggregate, measure: Measure, groups: Groups, keys: list[Key]) -> Column:
    if measure.op in _COUNTS:
        counts = _counts(table, measure, groups)
        if measure.op is Op.COUNT:
            return number_column(measure.as_, (counts.get(key, 0) for key in keys))
        return number_column(measure.as_, _proportions(transform, counts, keys))
    if measure.field is None:
        message = f"The statistic {measure.op.value!r} needs a field."
        raise InvalidSpec(message)
    values = numbers(table, measure.field, times=measure.op in _OF_TIMES)
    made: list[Cell] = []
    for key in keys:
        if key not in groups:
            made.append(0 if measure.op in _ZERO_WHERE_NONE else None)
            continue
        sample = [value for value in map(values.__getitem__, groups[key]) if value is not None]
        made.append(statistic(measure.op, sample, transform.level) if sample else None)
    return column_like(column_of(table, measure.field), measure.as_, made)


def _counts(table: Table, measure: Measure, groups: Groups) -> dict[Key, int]:
    if measure.field is None:
        return {key: len(rows) for key, rows in groups.items()}
    values = column_of(table, measure.field).values
    return {key: sum(values[row] is not None for row in rows) for key, rows in groups.items()}


def _proportions(transform: Aggregate, counts: Mapping[Key, int], keys: list[Key]) -> list[Cell]:
    places = [transform.groupby.index(name) for name in transform.within]
    wholes: dict[Key, int] = {}
    for key, count in counts.items():
        whole = tuple(key[place] for place in places)
        wholes[whole] = wholes.get(whole, 0) + count
    shares: list[Cell] = []
    for key in keys:
        whole_count = wholes.get(tuple(key[place] for place in places), 0)
        absent = None if key in counts else 0
        shares.append(counts.get(key, 0) / whole_count if whole_count else absent)
    return shares


def statistic(op: Op, sample: Sequence[float], level: float = 0.95) -> float | None:
    """A statistic of at least one value, or ``None`` where there are too few; not for counts and proportions."""
    return _STATISTICS[op](sample, level)


def _end(interval: tuple[float, float] | None, which: int) -> float | None:
    return None if interval is None else interval[which]


def _standard_error(sample: Sequence[float]) -> float | None:
    spread = stdev(sample)
    return None if spread is None else spread / math.sqrt(len(sample))


_STATISTICS: dict[Op, Callable[[Sequence[float], float], float | None]] = {
    Op.SUM: lambda sample, _: total(sample),
    Op.MEAN: lambda sample, _: mean(sample),
    Op.MEDIAN: lambda sample, _: quantile(sorted(sample), 0.5),
    Op.MIN: lambda sample, _: min(sample),
    Op.MAX: lambda sample, _: max(sample),
    Op.STDEV: lambda sample, _: stdev(sample),
    Op.STDERR: lambda sample, _: _standard_error(sample),
    Op.Q1: lambda sample, _: quantile(sorted(sample), 0.25),
    Op.Q3: lambda sample, _: quantile(sorted(sample), 0.75),
    Op.CI0: lambda sample, level: _end(t_interval(sample, level), 0),
    Op.CI1: lambda sample, level: _end(t_interval(sample, level), 1),
    Op.BOOT0: lambda sample, level: bootstrap_interval(sample, level)[0],
    Op.BOOT1: lambda sample, level: bootstrap_interval(sample, level)[1],
}
