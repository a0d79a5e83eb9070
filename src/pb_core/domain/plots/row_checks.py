"""Row checks: whether rows are filtered, limited, binned and ordered as a wish says.

Each check answers ``""`` when the specification does it, else why not.
"""

import math
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots.label_text import shortest
from pb_core.domain.plots.lineage import LayerView, Origin, PlotView, Shown
from pb_core.domain.plots.spec import Axis, Legend, Sort
from pb_core.domain.plots.transforms import BinRule
from pb_core.domain.plots.wishes import BinWish, FilterWish, LimitWish, Order, OrderWish, Place
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

    def keeps(self, key: str) -> bool:
        """Whether rows with this value are kept."""
        if key in self.without or (self.values is not None and key not in self.values):
            return False
        if self.low[0] == -math.inf and self.high[0] == math.inf:
            return True
        return _is_number(key) and _is_between(float(key), self.low, self.high)


def _is_between(number: float, low: _Bound, high: _Bound) -> bool:
    return low < (number, True) and (-high[0], high[1]) < (-number, True)


def filter_missing(view: PlotView, wish: FilterWish) -> str:
    """Whether every layer keeps just these rows; ``negated``: whether it keeps all but these."""
    column = view.profile.column(wish.field)
    if column is None:
        return f"the data has no column {wish.field!r}"
    check = _lets_in if wish.negated else _lacks
    return next((reason for one in view.layers if (reason := check(_kept(one, wish.field), wish, column))), "")


def _kept(one: LayerView, field: str) -> _Kept:
    steps = [step for step in one.transforms if isinstance(step, grammar.Filter) and step.field == field]
    sets = [frozenset(map(_key, step.one_of)) for step in steps if step.one_of]
    without = frozenset(_key(text) for step in steps for text in step.none_of)
    values = frozenset.intersection(*sets) - without if sets else None
    return _Kept(
        values,
        without,
        max(map(_low, steps), default=_low(None)),
        min(map(_high, steps), key=_tightest, default=_high(None)),
    )


def _low(of: grammar.Filter | FilterWish | None) -> _Bound:
    """The lower end, the tighter of two."""
    low, above = (None, None) if of is None else (of.low, of.above)
    return max((_end(low, -math.inf), False), (_end(above, -math.inf), above is not None))


def _high(of: grammar.Filter | FilterWish | None) -> _Bound:
    high, below = (None, None) if of is None else (of.high, of.below)
    return min((_end(high, math.inf), False), (_end(below, math.inf), below is not None), key=_tightest)


def _tightest(bound: _Bound) -> tuple[float, bool]:
    return bound[0], not bound[1]


def _end(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _key(text: str) -> str:
    """A category as it is compared: without case, and numbers however they are written."""
    try:
        return shortest(float(text))
    except (ValueError, OverflowError):
        return text.casefold()


def _lacks(kept: _Kept, wish: FilterWish, column: ColumnProfile) -> str:
    if wish.one_of:
        wanted = frozenset(map(_key, wish.one_of))
        every = _values(column)
        alone = len(wanted) == 1 and kept.values is None and kept.low == kept.high and shortest(kept.low[0]) in wanted
        left = None if every is None else frozenset(filter(kept.keeps, every))
        return "" if alone or wanted in (kept.values, left) else f"{wish.field} is not limited to these"
    wanted_low, wanted_high = _low(wish), _high(wish)
    bounded = _is_end(kept.low, wanted_low, column, down=True) and _is_end(kept.high, wanted_high, column, down=False)
    clean = kept.values is None and not kept.without
    return "" if bounded and clean else f"{wish.field} is not limited to this range"


def _is_end(kept: _Bound, wanted: _Bound, column: ColumnProfile, *, down: bool) -> bool:
    """Whether two ends part the values of the column in the same way."""
    return math.isclose(*(_counted(end, column, down=down)[0] for end in (kept, wanted))) and (
        _counted(kept, column, down=down)[1] == _counted(wanted, column, down=down)[1]
    )


def _counted(end: _Bound, column: ColumnProfile, *, down: bool) -> _Bound:
    """An end no wider than the values of the column; of whole numbers the last one that is kept."""
    value, is_open = end
    if column.whole and math.isfinite(value):
        value = (math.floor(value) + 1 if is_open else math.ceil(value)) if down else _last_below(value, is_open)
        is_open = False
    limit = column.low if down else column.high
    if limit is None or (value > limit if down else value < limit) or (value == limit and is_open):
        return value, is_open
    return limit, False


def _last_below(value: float, is_open: bool) -> int:  # noqa: FBT001 - half of a bound
    return math.ceil(value) - 1 if is_open else math.floor(value)


def _values(column: ColumnProfile) -> frozenset[str] | None:
    """All values of a column as they are compared, or ``None`` where the profile does not list them all."""
    listed = (*column.examples, *column.others)
    if column.distinct > len(listed) or column.type is ColumnType.TIME:
        return None
    return frozenset(_key(str(value).lower() if isinstance(value, bool) else str(value)) for value in listed)


def _lets_in(kept: _Kept, wish: FilterWish, column: ColumnProfile) -> str:
    """Why rows that shall be left out are kept, or others are not."""
    if not wish.one_of:
        low, high = _low(wish)[0], _high(wish)[0]
        outside = kept.high[0] == low if math.isinf(high) else kept.low[0] == high if math.isinf(low) else False
        return "" if outside else f"{wish.field} is not kept out of this range"
    unwanted, every = frozenset(map(_key, wish.one_of)), _values(column)
    if any(map(kept.keeps, unwanted)):
        return f"{', '.join(wish.one_of)} is not left out"
    if every is not None:
        return "" if all(map(kept.keeps, every - unwanted)) else "more than that is left out"
    bare = math.isinf(kept.low[0]) and math.isinf(kept.high[0]) and kept.values is None
    return "" if bare and kept.without == unwanted else "more than that may be left out"


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdecimal()


def limit_missing(view: PlotView, wish: LimitWish) -> str:
    """Whether so many of the largest or smallest items are kept, by a measure that is shown."""
    for one in view.layers:
        for place, step in enumerate(one.transforms):
            if isinstance(step, grammar.Limit) and (step.count, step.pick) == (wish.count, wish.pick):
                merged = any(isinstance(later, grammar.Aggregate) for later in one.transforms[place + 1 :])
                if not merged and _ranks(one, one.fields.get(step.field), wish.field):
                    return ""
    return f"the plot does not keep the {wish.count} {wish.pick}"


def _ranks(one: LayerView, by: Origin | None, field: str | None) -> bool:
    """Whether items are ranked by the field or by what the layer measures.

    The rows of a line are its vertices, so that only its base can be cut.
    """
    if by is None or (field is not None and field not in by.columns):
        return False
    if one.layer.mark.type.traits.joined:
        return any(s.base and s.origin == by for s in one.shown)
    return field is not None or any(not s.base and s.origin == by for s in one.shown)


def bin_missing(view: PlotView, wish: BinWish) -> str:
    """Whether there are so many bins, or bins of this width."""
    steps = [step for one in view.layers for step in one.transforms]
    for step in steps:
        if isinstance(step, grammar.Calibration) and wish.count == step.bins:
            return ""
        if isinstance(step, grammar.Bin) and step.value is not None:
            counted = step.rule is BinRule.COUNT and wish.count == step.value
            if counted or (step.rule is BinRule.STEP and wish.width == step.value):
                return ""
    binned = any(isinstance(step, grammar.Bin | grammar.Calibration) for step in steps)
    return "the bins are others" if binned else "nothing is binned"


def order_missing(view: PlotView, wish: OrderWish) -> str:
    """Whether the categories of an axis or of the legend stand in this order."""
    ordered = list(_ordered(view, wish))
    if any(_is_ordered(view, setting, one, wish) for setting, one in ordered):
        return ""
    return "the categories stand in another order" if ordered else "there are no categories to order"


def _ordered(view: PlotView, wish: OrderWish) -> Iterator[tuple[Axis | Legend, Shown]]:
    """What could be ordered: the axes, the legend and what they show, of the field where the wish names categories."""
    axes = view.spec.axes
    settings: dict[Place, Axis | Legend] = {
        Place.X: axes.x, Place.Y: axes.y, Place.RIGHT: axes.right, Place.COLOR: view.spec.legend,
    }  # fmt: skip
    for one in view.shown():
        named = wish.by is Order.VALUE or wish.field is None or wish.field in one.origin.columns
        if one.place in settings and named and (one.base or (one.type is not None and one.type.discrete)):
            yield settings[one.place], one


def _is_ordered(view: PlotView, setting: Axis | Legend, one: Shown, wish: OrderWish) -> bool:
    down, sort = wish.descending, setting.sort
    match wish.by:
        case Order.VALUE:
            sorts = {None: (Sort.VALUE, Sort.VALUE_DOWN), False: (Sort.VALUE,), True: (Sort.VALUE_DOWN,)}[down]
            return sort in sorts and _sorts_by(view, wish.field)
        case Order.NATURAL:
            reverse = isinstance(setting, Axis) and setting.scale.reverse
            measured = one.type is not None and not one.type.discrete
            ends = (setting.values[:1], setting.values[-1:])
            listed = bool(wish.values) and ends == (wish.values[:1], wish.values[-1:])
            natural = sort in {None, Sort.NATURAL} and not setting.values and _has_order(view, one)
            return (measured or natural or listed or _ascends(setting.values)) and bool(down) == reverse
        case Order.ALPHABET:
            return sort is (Sort.DESCENDING if down else Sort.ASCENDING)
        case Order.DATA:
            return sort is Sort.DATA
        case Order.LISTED:
            return _starts(setting.values, wish.values)


def _has_order(view: PlotView, one: Shown) -> bool:
    """Whether the categories have an order of their own: numbers, times, periods and texts such as Q1, Q2, Q3."""
    columns = [column for name in one.origin.columns if (column := view.profile.column(name)) is not None]
    if {"period", "bin"} & {*one.origin.steps}:
        return True
    if "fold" in one.origin.steps and not one.origin.columns.isdisjoint(_folded(view)):
        return _ascends(_folded(view))
    return bool(columns) and all(column.ordered or column.type is not ColumnType.TEXT for column in columns)


def _folded(view: PlotView) -> tuple[str, ...]:
    """The names that became categories, in the order in which they are drawn."""
    folds = (step for one in view.layers for step in one.transforms if isinstance(step, grammar.Fold))
    return next((step.fields for step in folds), ())


def _ascends(values: Sequence[str]) -> bool:
    """Whether listed categories stand in their natural order."""
    return bool(values) and natural_order(values) == tuple(values)


def _sorts_by(view: PlotView, field: str | None) -> bool:
    """Whether sorting by value, which is that of the first layer, sorts by the field."""
    if field is None:
        return True
    return any(field in one.origin.columns and not one.base for one in view.layers[0].shown)


def _starts(values: Sequence[str], wanted: Sequence[str]) -> bool:
    return [_key(text) for text in values[: len(wanted)]] == [_key(text) for text in wanted]
