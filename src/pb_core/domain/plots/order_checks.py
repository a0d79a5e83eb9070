"""Order checks: whether categories stand as a wish asks, told by the order in which they are drawn."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct

from pb_core.domain.plots import transforms as grammar
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.label_text import MISSING, category_text
from pb_core.domain.plots.lineage import AXES, DrawnView, PlotView, Shown
from pb_core.domain.plots.resolved_layers import LayerData
from pb_core.domain.plots.resolved_plot import Weights, axis_weights, ordered, series_weights
from pb_core.domain.plots.spec import Axis, Legend, Sort
from pb_core.domain.plots.statistics.estimates import mean
from pb_core.domain.plots.wishes import Order, Place
from pb_core.domain.tables.natural_order import SCALES, leading_number, natural_order
from pb_core.domain.tables.table import Column, ColumnType

_SORTS = {Order.DATA: Sort.DATA, Order.ALPHABET: Sort.ASCENDING}
_CALENDAR = SCALES[:2]
"""Months and weekdays: words for them in a wish for an order name its ends."""

_SEVERAL = 3
_AVERAGE = re.compile(r"\b(?:average|mean)\b", re.IGNORECASE)


class _Row(Struct, frozen=True):
    """Categories as they stand at a place, and the column of a layer that they are of."""

    names: tuple[str, ...]
    shown: Shown
    layer: LayerData
    column: Column


def orders(view: DrawnView, wish: w.OrderWish) -> bool:
    """Whether the categories of an axis, the legend or the panels stand in this order, or a measured axis runs so."""
    if wish.by is Order.NATURAL and not _ends(wish) and _runs(view, wish):
        return True
    rows = list(_rows(view, None if wish.by is Order.VALUE else wish.field))
    stated = [row for row in rows if _is_stated(view, row.shown.place)]
    return any(_is_ordered(view, row, wish) for row in stated or rows)


def _is_stated(view: DrawnView, place: Place) -> bool:
    """Whether the specification says how what stands there is ordered."""
    axes, facet = view.spec.axes, view.spec.facet
    settings: dict[Place, Axis | Legend] = {Place.X: axes.x, Place.Y: axes.y, Place.COLOR: view.spec.legend}
    if place in settings:
        return settings[place].sort is not None or bool(settings[place].values)
    return facet is not None and bool(facet.values)


def stand_as_named(view: DrawnView, field: str, words: str) -> bool:
    """Whether values stand as they are named, where the words name all of them, three or more."""
    column = view.table.column(field)
    texts = {category_text(cell, column) for cell in column.values if cell is not None} if column is not None else set()
    if not _SEVERAL <= len(texts) <= len(words):
        return True
    said = {text: re.search(rf"(?<!\w){re.escape(text)}(?!\w)", words, re.IGNORECASE) for text in texts}
    places = {text: found.start() for text, found in said.items() if found is not None}
    rows = list(_rows(view, field))
    if len(places) < len(texts) or not rows:
        return True
    return any(_as_listed(row.names, sorted(places, key=places.__getitem__)) for row in rows)


def _runs(view: DrawnView, wish: w.OrderWish) -> bool:
    """Whether an axis measures what shall stand in its own order."""
    axes = {Place.X: view.spec.axes.x, Place.Y: view.spec.axes.y}
    for one in view.shown():
        measured = one.base and one.place in axes and one.type is not None and not one.type.discrete
        if measured and wish.field in {None, *one.origin.columns}:
            return bool(wish.descending) is axes[one.place].scale.reverse
    return False


def _rows(view: DrawnView, field: str | None) -> Iterator[_Row]:
    """What stands in an order, of the field if one is named."""
    for one, data in zip(view.layers, view.drawn.layers, strict=True):
        encoding = data.layer.encoding
        fields = {
            Place.X: encoding.x, Place.Y: encoding.y, Place.COLOR: encoding.color or encoding.shape,
        }  # fmt: skip
        for shown in one.shown:
            channel, names = fields.get(shown.place), view.orders.get(shown.place, ())
            facet = view.spec.facet.field if view.spec.facet and shown.place is Place.PANEL else None
            column = data.table.column(facet or (channel.field if channel else ""))
            if len(names) > 1 and column is not None and field in {None, *shown.origin.columns}:
                yield _Row(tuple(name for name in names if name != MISSING), shown, data, column)


def _is_ordered(view: DrawnView, row: _Row, wish: w.OrderWish) -> bool:
    match wish.by:
        case Order.LISTED:
            return _as_listed(row.names, wish.values)
        case Order.VALUE:
            return _is_sorted(row.names, _weights(view, row, wish), down=wish.descending)
        case Order.NATURAL:
            names = row.names[::-1] if wish.descending else row.names
            if ends := _ends(wish):
                return _has_ends(names, ends)
            return has_order(view, row.shown) and _is_natural(names, row.column)
    found = ordered([row.column], _SORTS[wish.by])
    return row.names == tuple(name for name in (found[::-1] if wish.descending else found) if name != MISSING)


def _as_listed(names: Sequence[str], values: Sequence[str]) -> bool:
    """Whether all the values stand there, one behind the other as listed."""
    wanted = [value.casefold() for value in values]
    return len(wanted) > 1 and [name.casefold() for name in names if name.casefold() in wanted] == wanted


def _is_natural(names: tuple[str, ...], column: Column) -> bool:
    found = ordered([column], Sort.NATURAL)
    return names == tuple(name for name in found if name != MISSING) or _ascends(names)


def _ends(wish: w.OrderWish) -> tuple[str, ...]:
    """The first and the last category that a natural order is asked to have, also by months or weekdays in words."""
    named = [word for word in re.findall(r"[a-z]+", wish.words.casefold()) if any(word in one for one in _CALENDAR)]
    ends = wish.values or named
    return (ends[0], ends[-1]) if len(ends) > 1 else ()


def _has_ends(names: Sequence[str], ends: tuple[str, ...]) -> bool:
    """Whether categories run from one end to the other; of months and weekdays each stands once, and in its place."""
    scale = next((one for one in _CALENDAR if all(end.casefold() in one for end in ends)), None)
    if scale is None:
        return [names[0].casefold(), names[-1].casefold()] == [end.casefold() for end in ends]
    places = [int(name) - 1 if name.isdecimal() else scale.get(name.casefold(), -1) for name in names]
    first, last = (scale[end.casefold()] for end in ends)
    return (places[0], places[-1]) == (first, last) and all(one < two for one, two in pairwise(places))


def _is_sorted(names: Sequence[str], weights: Weights, *, down: bool | None) -> bool:
    """Whether the weights of categories that have one rise or fall, and the others stand behind them."""
    known = [name in weights for name in names]
    if not any(known) or known != sorted(known, reverse=True):
        return False
    found = [weights[name] for name in names if name in weights]
    rises, falls = (all(keep(one, two) for one, two in pairwise(found)) for keep in (float.__le__, float.__ge__))
    return (rises or falls) if down is None else (falls if down else rises)


def _weights(view: DrawnView, row: _Row, wish: w.OrderWish) -> Weights:
    """What categories are sorted by: what the first layer measures, or the mean of it or of another column."""
    first, values = view.drawn.layers[0], [one for one in view.layers[0].shown if not one.base and one.place in AXES]
    columns = frozenset({wish.field}) if wish.field else values[0].origin.columns if values else frozenset()
    averaged = _AVERAGE.search(wish.words) and len(columns) == 1 and not values[0].origin.steps
    if not averaged and (wish.field is None or any(one.origin.columns == columns for one in values)):
        if row.shown.place in {Place.X, Place.Y}:
            return axis_weights(first, "x" if row.shown.place is Place.X else "y")
        channel = first.layer.encoding.color
        return series_weights(first, channel) if channel is not None and row.shown.place is Place.COLOR else {}
    own, measured = view.table.column(row.column.name), view.table.column(next(iter(columns), ""))
    return {} if own is None or measured is None else _means(own, measured)


def _means(own: Column, measured: Column) -> Mapping[str, float]:
    samples: dict[str, list[float]] = {}
    for cell, value in zip(own.values, measured.values, strict=True):
        if isinstance(value, int | float):
            samples.setdefault(category_text(cell, own), []).append(float(value))
    return {name: mean(sample) for name, sample in samples.items()}


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
    """Whether categories stand in the natural order of their texts, or by the numbers that each begins with."""
    numbers = [number for value in values if (number := leading_number(value)) is not None]
    numbered = len(numbers) == len(values) and all(one < two for one, two in pairwise(numbers))
    return bool(values) and (numbered or natural_order(values) == tuple(values))
