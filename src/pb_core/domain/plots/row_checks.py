"""Row checks: whether the rows that are drawn are those that a wish keeps, proved on the table itself."""

import math
import re
from collections.abc import Iterator
from typing import Any

from pb_core.domain.plots import estimators
from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.label_text import category_text, shortest
from pb_core.domain.plots.lineage import DrawnView, LayerView, Origin
from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.statistics.row_transforms import complete_rows, with_columns
from pb_core.domain.plots.transforms import PeriodUnit
from pb_core.domain.tables.table import Column, ColumnType, Table
from pb_core.domain.tables.times import MAX_YEAR, MIN_YEAR, year_of

_ROW = "\N{NULL}row"
"""A column beside those of the caller that numbers the rows."""

_WITHIN = re.compile(r"\b(?:in|over|during|for|of|within|only)(?: the)?(?: year)? (\d{4})\W*$", re.IGNORECASE)
"""A year that is named as a whole, as "since 2012" does not."""


def keeps_rows(view: DrawnView, wish: w.FilterWish) -> bool:
    """Whether every layer keeps just these rows; ``negated``: whether it keeps all but these."""
    column = view.table.column(wish.field)
    wanted = None if column is None else _wanted(wish, column)
    if column is None or wanted is None:
        return False
    known = frozenset(complete_rows(column.values))
    rows = _rows(view.table, [wanted])
    if not _is_within(wish.words, column, rows):
        return False
    rows = known - rows if wish.negated else rows
    return all(_rows(view.table, list(_filters(one, wish.field))) & known == rows for one in view.layers)


def _rows(table: Table, steps: list[grammar.Transform]) -> frozenset[int]:
    """The rows that are left after these transforms."""
    number = Column(name=_ROW, type=ColumnType.NUMBER, values=tuple(range(table.rows)))
    left = apply(with_columns(table, table.columns, [number]), steps).column(_ROW)
    return frozenset(left.values) if left is not None else frozenset()  # type: ignore[arg-type]  # numbers of rows


def _filters(one: LayerView, field: str) -> Iterator[grammar.Transform]:
    """The filters of a layer by a field or by its periods."""
    names = {field}
    for step in one.transforms:
        match step:
            case grammar.Period() if step.field in names:
                names.add(step.as_)
                yield step
            case grammar.Filter() if step.field in names:
                yield step
            case grammar.Aggregate() | grammar.Fold():
                names &= {*getattr(step, "groupby", names)}


def _wanted(wish: w.FilterWish, column: Column) -> grammar.Filter | None:
    """The filter that keeps what the wish names, ``None`` where the column does not hold it."""
    texts = dict.fromkeys(category_text(cell, column) for cell in {*column.values} - {None}) if wish.one_of else {}
    keys: dict[str, list[str]] = {}
    for text in texts:
        keys.setdefault(_key(text), []).append(text)
    timed = column.type is ColumnType.TIME  # a time may be named as far as its year or month
    found = {
        name: keys.get(_key(name)) or [text for text in texts if timed and text.startswith(f"{name}-")]
        for name in wish.one_of
    }
    ends = {"low": wish.low, "high": wish.high, "above": wish.above, "below": wish.below}
    bounds: dict[str, Any] = {name: _moment(end, column, name) for name, end in ends.items() if end is not None}
    if not all(found.values()) or (bounds and column.type is ColumnType.TEXT):
        return None
    return grammar.Filter(field=wish.field, one_of=tuple(text for named in found.values() for text in named), **bounds)


def _key(text: str) -> str:
    """A category as it is compared: without case, and numbers however they are written."""
    try:
        return shortest(float(text))
    except (ValueError, OverflowError):
        return text.casefold()


def _moment(end: float, column: Column, name: str) -> float:
    """An end; a year of a column of times is its first or last second."""
    if column.type is not ColumnType.TIME or not (end == int(end) and MIN_YEAR <= end <= MAX_YEAR):
        return end
    return year_of(int(end)) if name in {"low", "below"} else year_of(int(end) + 1) - 1


def _is_within(words: str, column: Column, rows: frozenset[int]) -> bool:
    """Whether rows lie in the year that the words name as a whole, if they name one."""
    named = _WITHIN.search(words)
    if named is None or column.type is ColumnType.TEXT or not MIN_YEAR <= int(named[1]) <= MAX_YEAR:
        return True
    year, timed = int(named[1]), column.type is ColumnType.TIME
    low, high = (year_of(year), year_of(year + 1) - 1) if timed else (year, year)
    return all(low <= column.values[row] <= high for row in rows)  # type: ignore[operator]  # no texts, none missing


def limits(view: DrawnView, wish: w.LimitWish) -> bool:
    """Whether so many of the largest or smallest items are kept, by a measure that is shown."""
    for one in view.layers:
        for place, step in enumerate(one.transforms):
            if isinstance(step, grammar.Limit) and step.count == wish.count and step.pick in {wish.pick, "ends"}:
                merged = any(isinstance(later, grammar.Aggregate) for later in one.transforms[place + 1 :])
                by = one.fields.get(step.field, Origin(frozenset({step.field})))
                if not merged and _ranks(one, by, wish.field):
                    return True
    return False


def _ranks(one: LayerView, by: Origin | None, field: str | None) -> bool:
    """Whether items are ranked by the field or by what the layer measures.

    The rows of a line are its vertices, so that only its base can be cut.
    """
    if by is None or (field is not None and field not in by.columns):
        return False
    if one.mark.traits.joined:
        return any(s.base and s.origin == by for s in one.shown)
    folded = (s for s in one.shown if not s.base and "fold" in s.origin.steps)
    held = any(by.columns < s.origin.columns for s in folded)
    return field is not None or held or any(not s.base and s.origin == by for s in one.shown)


_SAME_PERIODS = {
    PeriodUnit.YEAR_MONTH: {PeriodUnit.YEAR_MONTH, PeriodUnit.MONTH},
    PeriodUnit.YEAR_QUARTER: {PeriodUnit.YEAR_QUARTER, PeriodUnit.QUARTER},
    PeriodUnit.YEAR_MONTH_DATE: {PeriodUnit.YEAR_MONTH_DATE, PeriodUnit.DAY_OF_YEAR},
    PeriodUnit.YEAR_MONTH_DATE_HOURS: {PeriodUnit.YEAR_MONTH_DATE_HOURS, PeriodUnit.HOURS},
}
"""Periods that go by one name: months of all years apart, or together."""


def takes_periods(view: DrawnView, wish: w.PeriodWish) -> bool:
    """Whether periods of this field are shown, and they are these."""
    steps = [step for one in view.layers for step in one.transforms if isinstance(step, grammar.Period)]
    shown = ("period" in one.origin.steps and wish.field in one.origin.columns for one in view.shown())
    taken = {step.unit for step in steps if step.field == wish.field}
    return bool(_SAME_PERIODS.get(wish.unit, {wish.unit}) & taken) and any(shown)


def bins(view: DrawnView, wish: w.BinWish) -> bool:
    """Whether there are so many bins, or bins of this width."""
    return any(
        wish.count in {None, count} and (wish.width is None or math.isclose(width, wish.width, rel_tol=1e-6))
        for count, width in _bins(view)
    )


def _bins(view: DrawnView) -> Iterator[tuple[int, float]]:
    """How many bins there are, and how wide they are (0: of no width that could be asked for)."""
    for one in view.layers:
        for place, step in enumerate(one.transforms):
            match step:
                case grammar.Calibration():
                    yield step.bins, 0.0
                case estimators.Hexbin():
                    yield step.columns, 0.0
                case grammar.Bin():
                    made = apply(view.table, one.transforms[: place + 1])
                    start, end = (_known(made.column(name)) for name in step.as_)
                    if start:
                        width = end[0] - start[0]
                        yield round((max(end) - min(start)) / width), width


def _known(column: Column | None) -> list[float]:
    return [cell for cell in column.values if isinstance(cell, int | float)] if column is not None else []
