"""Bin: the start and end of each row's bin."""

import math
from collections.abc import Sequence

from msgspec import Struct

from pb_core.errors import InvalidSpec
from pb_core.plot.deriving.rows import column_like, complete_rows, numbers, picked, take, with_columns
from pb_core.plot.estimates.summaries import quantile, stdev
from pb_core.plot.naming import column_of
from pb_core.plot.transforms import Bin, BinRule
from pb_core.tables.table import Table

MOST_BINS = 1_000
_MOST_BY_RULE = 200
_PLAY = 1e-9
_NICE = ("1", "2", "2.5", "5", "10")


class Bins(Struct, frozen=True, kw_only=True):
    """Bins of equal ``width`` from ``start``; ``last`` is the index of the last one."""

    start: float
    width: float
    last: int

    def ends(self, values: Sequence[float]) -> tuple[list[float], list[float]]:
        """The starts and the ends of the bins that the values lie in."""
        indices = [min(math.floor((value - self.start) / self.width + _PLAY), self.last) for value in values]
        return (
            [self.start + index * self.width for index in indices],
            [self.start + (index + 1) * self.width for index in indices],
        )


def bin_rows(table: Table, transform: Bin) -> Table:
    """The rows whose field is not missing, with their bins' ends."""
    values = numbers(table, transform.field, times=True)
    rows = complete_rows(values)
    sample = picked(values, rows)
    edges = bins_of(sample, transform) if sample else None
    starts, ends = edges.ends(sample) if edges else ([], [])
    source = column_of(table, transform.field)
    added = (column_like(source, name, made) for name, made in zip(transform.as_, (starts, ends), strict=True))
    return with_columns(table, take(table, rows).columns, added)


def bins_of(sample: Sequence[float], transform: Bin) -> Bins:
    """The bins of at least one value."""
    low, high = min(sample), max(sample)
    if low == high:
        width = max(1.0, 4 * math.ulp(low))
        return Bins(start=low - width / 2, width=width, last=0)
    width = _width(sample, transform)
    start = low if transform.rule is BinRule.COUNT else math.floor(low / width + _PLAY) * width
    last = max(math.ceil((high - start) / width - _PLAY) - 1, 0)
    if last >= MOST_BINS:
        message = f"This would make {last + 1:,} bins of {transform.field!r}; the limit is {MOST_BINS:,}."
        raise InvalidSpec(message)
    return Bins(start=start, width=width, last=last)


def _width(sample: Sequence[float], transform: Bin) -> float:
    span, value = max(sample) - min(sample), transform.value
    if math.isinf(span):
        message = f"The values of {transform.field!r} are too far apart for bins."
        raise InvalidSpec(message)
    if transform.rule in {BinRule.COUNT, BinRule.STEP}:
        if value is None or (transform.rule is BinRule.COUNT and value != int(value)):
            what = "whole number of bins" if transform.rule is BinRule.COUNT else "width"
            message = f"The bin rule {transform.rule.value!r} needs a {what} in 'value'."
            raise InvalidSpec(message)
        return span / value if transform.rule is BinRule.COUNT else value
    raw = _raw_width(sample, transform.rule)
    if raw == 0 or span / raw > _MOST_BY_RULE:
        raw = _raw_width(sample, BinRule.STURGES)
    return _nice(raw)


def _raw_width(sample: Sequence[float], rule: BinRule) -> float:
    count = len(sample)
    if rule is BinRule.FREEDMAN_DIACONIS:
        ascending = sorted(sample)
        return 2 * (quantile(ascending, 0.75) - quantile(ascending, 0.25)) * math.pow(count, -1 / 3)
    if rule is BinRule.SCOTT:
        return 3.49 * (stdev(sample) or 0.0) * math.pow(count, -1 / 3)
    return (max(sample) - min(sample)) / math.ceil(math.log2(count) + 1)


def _nice(raw: float) -> float:
    power = math.floor(math.log10(raw))
    candidates = (float(f"{factor}e{power}") for factor in _NICE)
    return next(width for width in candidates if width >= raw * (1 - _PLAY))
