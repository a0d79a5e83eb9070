"""Row checks: whether rows are filtered, limited, binned and ordered as a wish says.

Each check answers ``""`` when the specification does it, else why not.
"""

import math
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots.label_text import shortest
from pb_core.domain.plots.lineage import LayerView, PlotView, Shown
from pb_core.domain.plots.spec import Axis, Legend, Sort
from pb_core.domain.plots.transforms import BinRule
from pb_core.domain.plots.wishes import BinWish, FilterWish, LimitWish, Order, OrderWish, Place
from pb_core.domain.tables.profile import MAX_EXAMPLES, ColumnProfile
from pb_core.domain.tables.table import ColumnType


class _Kept(Struct, frozen=True):
    """What the filters of a layer keep of a field; ``None``: all values, no bound."""

    values: frozenset[str] | None
    low: float
    high: float


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
    lows = [step.low for step in steps if step.low is not None]
    highs = [step.high for step in steps if step.high is not None]
    values = frozenset.intersection(*sets) if sets else None
    return _Kept(values, max(lows, default=-math.inf), min(highs, default=math.inf))


def _key(text: str) -> str:
    """A category as it is compared: without case, and numbers however they are written."""
    try:
        return shortest(float(text))
    except (ValueError, OverflowError):
        return text.casefold()


def _lacks(kept: _Kept, wish: FilterWish, column: ColumnProfile) -> str:
    low, high = _bounds(wish)
    if wish.one_of:
        wanted = frozenset(map(_key, wish.one_of))
        alone = len(wanted) == 1 and kept.values is None and kept.low == kept.high and shortest(kept.low) in wanted
        return (
            ""
            if kept.values == wanted or alone or _values(column) == wanted
            else f"{wish.field} is not limited to these"
        )
    bounded = math.isclose(max(kept.low, _end(column.low, -math.inf)), max(low, _end(column.low, -math.inf)))
    bounded &= math.isclose(min(kept.high, _end(column.high, math.inf)), min(high, _end(column.high, math.inf)))
    return "" if bounded and kept.values is None else f"{wish.field} is not limited to this range"


def _bounds(wish: FilterWish) -> tuple[float, float]:
    return _end(wish.low, -math.inf), _end(wish.high, math.inf)


def _end(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value


def _values(column: ColumnProfile) -> frozenset[str] | None:
    """All values of a column as they are compared, or ``None`` where the profile does not list them all."""
    if column.distinct > MAX_EXAMPLES or column.type is ColumnType.TIME:
        return None
    return frozenset(_key(str(value).lower() if isinstance(value, bool) else str(value)) for value in column.examples)


def _lets_in(kept: _Kept, wish: FilterWish, column: ColumnProfile) -> str:
    """Why rows that shall be left out are kept, or others are not."""
    low, high = _bounds(wish)
    if not wish.one_of:
        outside = kept.high <= low if math.isinf(high) else kept.low >= high if math.isinf(low) else False
        return "" if outside else f"{wish.field} is not kept out of this range"
    unwanted, every = frozenset(map(_key, wish.one_of)), _values(column)
    outside = any(_is_number(text) and not kept.low <= float(text) <= kept.high for text in unwanted)
    if kept.values is None:
        return "" if outside and len(unwanted) == 1 else f"{', '.join(wish.one_of)} is not left out"
    if kept.values & unwanted:
        return f"{', '.join(wish.one_of)} is not left out"
    return "" if every is None or kept.values >= every - unwanted else "more than that is left out"


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdecimal()


def limit_missing(view: PlotView, wish: LimitWish) -> str:
    """Whether so many of the largest or smallest are kept."""
    for one in view.layers:
        for step in one.transforms:
            if isinstance(step, grammar.Limit) and (step.count, step.pick) == (wish.count, wish.pick):
                origin = one.fields.get(step.field)
                if wish.field is None or (origin is not None and wish.field in origin.columns):
                    return ""
    return f"the plot does not keep the {wish.count} {wish.pick}"


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
            natural = sort in {None, Sort.NATURAL} and not setting.values
            return (measured or natural or listed) and bool(down) == reverse
        case Order.ALPHABET:
            return sort is (Sort.DESCENDING if down else Sort.ASCENDING)
        case Order.DATA:
            return sort is Sort.DATA
        case Order.LISTED:
            return _starts(setting.values, wish.values)


def _sorts_by(view: PlotView, field: str | None) -> bool:
    """Whether sorting by value, which is that of the first layer, sorts by the field."""
    if field is None:
        return True
    return any(field in one.origin.columns and not one.base for one in view.layers[0].shown)


def _starts(values: Sequence[str], wanted: Sequence[str]) -> bool:
    return [_key(text) for text in values[: len(wanted)]] == [_key(text) for text in wanted]
