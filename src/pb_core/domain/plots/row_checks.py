"""Row checks: whether rows are kept, ranked, binned and ordered as a wish says, and no others."""

import math
import re
from collections.abc import Sequence

from msgspec import Struct

from pb_core.domain.plots import estimators
from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.label_text import shortest
from pb_core.domain.plots.lineage import LayerView, Origin, PlotView, Shown
from pb_core.domain.plots.spec import Axis, Legend, Sort
from pb_core.domain.plots.transforms import BinRule, PeriodUnit
from pb_core.domain.plots.wishes import Order, Place
from pb_core.domain.tables.natural_order import natural_order
from pb_core.domain.tables.profile import ColumnProfile
from pb_core.domain.tables.table import ColumnType

_Bound = tuple[float, bool]
"""An end and whether it is left out itself."""


class _Kept(Struct, frozen=True):
    """What the filters of a layer keep of a field; ``values`` ``None``: all but those ``without``."""

    values: frozenset[str] | None
    without: frozenset[str]
    low: _Bound
    high: _Bound

    @property
    def bounded(self) -> bool:
        """Whether an end is set."""
        return math.isfinite(self.low[0]) or math.isfinite(self.high[0])

    def keeps(self, key: str) -> bool:
        """Whether rows with this value are kept."""
        if key in self.without or (self.values is not None and key not in self.values):
            return False
        if not self.bounded:
            return True
        return _is_number(key) and self.low < (float(key), True) and _tight(self.high) > _tight((float(key), True))


def keeps_rows(view: PlotView, wish: w.FilterWish) -> bool:
    """Whether every layer keeps just these rows; ``negated``: whether it keeps all but these."""
    column = view.profile.column(wish.field)
    check = _leaves_out if wish.negated else _keeps
    return column is not None and all(check(_kept(one, wish.field), wish, column) for one in view.layers)


def _kept(one: LayerView, field: str) -> _Kept:
    steps = [step for step in one.transforms if isinstance(step, grammar.Filter) and step.field == field]
    sets = [frozenset(map(_key, step.one_of)) for step in steps if step.one_of]
    without = frozenset(_key(text) for step in steps for text in step.none_of)
    steps.append(grammar.Filter(field=field))
    values = frozenset.intersection(*sets) - without if sets else None
    return _Kept(values, without, max(map(_low, steps)), min(map(_high, steps), key=_tight))


def _low(of: grammar.Filter | w.FilterWish) -> _Bound:
    """The lower end, the tighter of two."""
    ends = [(end, is_open) for end, is_open in ((of.low, False), (of.above, True)) if end is not None]
    return max(ends, default=(-math.inf, False))


def _high(of: grammar.Filter | w.FilterWish) -> _Bound:
    ends = [(end, is_open) for end, is_open in ((of.high, False), (of.below, True)) if end is not None]
    return min(ends, key=_tight, default=(math.inf, False))


def _tight(bound: _Bound) -> tuple[float, bool]:
    return bound[0], not bound[1]


def _key(text: str) -> str:
    """A category as it is compared: without case, and numbers however they are written."""
    try:
        return shortest(float(text))
    except (ValueError, OverflowError):
        return text.casefold()


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdecimal()


def _values(column: ColumnProfile) -> frozenset[str] | None:
    """All values of a column as they are compared, or ``None`` where the profile does not list them all."""
    listed = (*column.examples, *column.others)
    if column.distinct > len(listed) or column.type is ColumnType.TIME:
        return None
    return frozenset(_key(str(value).lower() if isinstance(value, bool) else str(value)) for value in listed)


def _keeps(kept: _Kept, wish: w.FilterWish, column: ColumnProfile) -> bool:
    if not wish.one_of:
        clean = kept.values is None and not kept.without
        low = _part(kept.low, column, down=True) == _part(_low(wish), column, down=True)
        return clean and low and _part(kept.high, column, down=False) == _part(_high(wish), column, down=False)
    wanted, every = frozenset(map(_key, wish.one_of)), _values(column)
    alone = len(wanted) == 1 and kept.values is None and kept.low == kept.high and shortest(kept.low[0]) in wanted
    return alone or wanted in (kept.values, every and frozenset(filter(kept.keeps, every)))


def _part(end: _Bound, column: ColumnProfile, *, down: bool) -> _Bound:
    """An end as it parts the values of the column: not beyond them, and the last whole number that is kept."""
    value, is_open = end
    if column.whole and math.isfinite(value):
        inner = math.floor(value) + 1 if down else math.ceil(value) - 1
        value, is_open = (inner if is_open else math.ceil(value) if down else math.floor(value)), False
    limit = column.low if down else column.high
    beyond = limit is not None and ((value < limit) if down else (value > limit))
    return (limit, False) if beyond and limit is not None else (value, is_open)


def _leaves_out(kept: _Kept, wish: w.FilterWish, column: ColumnProfile) -> bool:
    """Whether rows that shall be left out are, and no others as far as the profile tells."""
    if not wish.one_of:
        low, high = _low(wish)[0], _high(wish)[0]
        return kept.high[0] == low if math.isinf(high) else math.isinf(low) and kept.low[0] == high
    unwanted, every = frozenset(map(_key, wish.one_of)), _values(column)
    if every is None:
        return kept.without == unwanted and kept.values is None and not kept.bounded
    return not any(map(kept.keeps, unwanted)) and all(map(kept.keeps, every - unwanted))


def limits(view: PlotView, wish: w.LimitWish) -> bool:
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


def takes_periods(view: PlotView, wish: w.PeriodWish) -> bool:
    """Whether periods of this field are shown, and they are these."""
    steps = [step for one in view.layers for step in one.transforms if isinstance(step, grammar.Period)]
    shown = ("period" in one.origin.steps and wish.field in one.origin.columns for one in view.shown())
    taken = {step.unit for step in steps if step.field == wish.field}
    return bool(_SAME_PERIODS.get(wish.unit, {wish.unit}) & taken) and any(shown)


def bins(view: PlotView, wish: w.BinWish) -> bool:
    """Whether there are so many bins, or bins of this width."""
    steps = [step for one in view.layers for step in one.transforms]
    rules = {(step.rule, step.value) for step in steps if isinstance(step, grammar.Bin)}
    counts = {step.bins for step in steps if isinstance(step, grammar.Calibration)}
    counts |= {step.columns for step in steps if isinstance(step, estimators.Hexbin)}
    if wish.count is not None and (wish.count in counts or (BinRule.COUNT, wish.count) in rules):
        return True
    return wish.width is not None and (BinRule.STEP, wish.width) in rules


def orders(view: PlotView, wish: w.OrderWish) -> bool:
    """Whether the categories of an axis or of the legend stand in this order."""
    axes = view.spec.axes
    settings: dict[Place, Axis | Legend] = {
        Place.X: axes.x, Place.Y: axes.y, Place.RIGHT: axes.right, Place.COLOR: view.spec.legend,
    }  # fmt: skip
    for one in view.shown():
        named = wish.by is Order.VALUE or wish.field is None or wish.field in one.origin.columns
        orderable = named and (one.base or (one.type is not None and one.type.discrete))
        if one.place in settings and orderable and _is_ordered(view, settings[one.place], one, wish):
            return True
    return False


def _is_ordered(view: PlotView, setting: Axis | Legend, one: Shown, wish: w.OrderWish) -> bool:
    down, sort = wish.descending, setting.sort
    match wish.by:
        case Order.VALUE:  # that of the first layer is what is sorted by
            sorts = {None: (Sort.VALUE, Sort.VALUE_DOWN), False: (Sort.VALUE,), True: (Sort.VALUE_DOWN,)}[down]
            by = (not one.base and wish.field in one.origin.columns for one in view.layers[0].shown)
            return sort in sorts and (wish.field is None or any(by))
        case Order.NATURAL:
            reverse = isinstance(setting, Axis) and setting.scale.reverse
            measured = one.type is not None and not one.type.discrete
            ends = (setting.values[:1], setting.values[-1:])
            listed = bool(wish.values) and ends == (wish.values[:1], wish.values[-1:])
            natural = sort in {None, Sort.NATURAL} and not setting.values and has_order(view, one)
            return (measured or natural or listed or _ascends(setting.values)) and bool(down) == reverse
        case Order.ALPHABET:
            return sort is (Sort.DESCENDING if down else Sort.ASCENDING)
        case Order.DATA:
            return sort is Sort.DATA
        case Order.LISTED:
            return [*map(_key, setting.values[: len(wish.values)])] == [*map(_key, wish.values)]


def has_order(view: PlotView, one: Shown) -> bool:
    """Whether what is shown has an order of its own: numbers, times, periods, and texts such as Q1, Q2, Q3."""
    if "fold" in one.origin.steps:
        folds = (step for layer in view.layers for step in layer.transforms if isinstance(step, grammar.Fold))
        return any(_ascends(step.fields) for step in folds if one.origin.columns.issuperset(step.fields))
    if {"period", "bin"} & {*one.origin.steps}:
        return True
    columns = view.columns(one.origin)
    return bool(columns) and all(column.ordered or column.type is not ColumnType.TEXT for column in columns)


def _ascends(values: Sequence[str]) -> bool:
    """Whether listed categories stand in their natural order."""
    numbers = [int(found[0]) for value in values if (found := re.search(r"\d+", value)) is not None]
    numbered = len(numbers) == len(values) and numbers == sorted(set(numbers))
    return bool(values) and (natural_order(values) == tuple(values) or numbered)
