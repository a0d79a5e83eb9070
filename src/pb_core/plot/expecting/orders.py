"""The order of categories on axes, in legends and of panels."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from pb_core.plot.estimates.summaries import quantile, total
from pb_core.plot.grammar import Channel, MarkType, Sort
from pb_core.plot.layering.bases import (
    SCATTERED,
    SUMMARIES,
    channel_on,
    is_discrete,
    is_quantitative,
    other,
)
from pb_core.plot.layering.layers import LayerData, pick, texts
from pb_core.plot.wording import MISSING, category_text
from pb_core.tables.table import Cell, Column

Weights = Mapping[str, float]


def ordered(
    columns: Sequence[Column], sort: Sort | None = None, values: Iterable[str] = (), weights: Weights | None = None
) -> tuple[str, ...]:
    """The different category texts of the columns in the order that is asked for.

    ``values`` first, then the others by ``sort`` (``weights`` are what ``value`` and ``-value`` compare), missing last.
    """
    seen: dict[str, Cell] = {}
    for column in columns:
        for cell in dict.fromkeys(column.values):
            seen.setdefault(category_text(cell, column), cell)
    first = [text for text in dict.fromkeys(values) if text in seen]
    rest = [text for text in seen if text not in first and text != MISSING]
    gap = [MISSING] if MISSING in seen and MISSING not in first else []
    return (*first, *_sorted(rest, seen, columns, sort, weights or {}), *gap)


def _sorted(
    names: list[str], cells: Mapping[str, Cell], columns: Sequence[Column], sort: Sort | None, weights: Weights
) -> list[str]:
    match sort:
        case Sort.DATA:
            return names
        case Sort.ASCENDING | Sort.DESCENDING:
            words = any(isinstance(cells[name], str) for name in names)
            key = (lambda name: (name.casefold(), name)) if words else cells.__getitem__
            return sorted(names, key=key, reverse=sort is Sort.DESCENDING)  # type: ignore[arg-type]  # cells of one type
        case Sort.VALUE | Sort.VALUE_DOWN:
            sign = 1 if sort is Sort.VALUE else -1
            return sorted(names, key=lambda name: (name not in weights, sign * weights.get(name, 0.0)))
        case _:
            return _natural(names, cells, columns)


def _natural(names: list[str], cells: Mapping[str, Cell], columns: Sequence[Column]) -> list[str]:
    if not any(isinstance(cells[name], str) for name in names):
        return sorted(names, key=cells.__getitem__)  # type: ignore[arg-type]  # cells of one type
    places = {text: place for place, text in enumerate(columns[0].order)}
    return sorted(names, key=lambda name: places.get(name, len(places)))


def axis_weights(layer: LayerData, axis: str) -> Weights:
    """What sorting a discrete axis by value compares: the other axis, or the colour where that is discrete too."""
    encoding = layer.layer.encoding
    channel, across = channel_on(encoding, axis), channel_on(encoding, other(axis))
    if not is_discrete(channel):
        return {}
    if across is None or across.type.discrete:
        across = encoding.color if is_quantitative(encoding.color) else None
    return _weights(layer, channel, across)


def series_weights(layer: LayerData, channel: Channel) -> Weights:
    """What sorting series by value compares: the value axis, or the angle of arcs."""
    encoding = layer.layer.encoding
    if layer.layer.mark.type is MarkType.ARC:
        return _weights(layer, channel, encoding.theta)
    across = channel_on(encoding, layer.value)
    return _weights(layer, channel, None if is_discrete(across) else across)


def _weights(layer: LayerData, channel: Channel | None, across: Channel | None) -> Weights:
    if channel is None or across is None:
        return {}
    column = layer.table.column(channel.field)
    names = pick(texts(column), layer.rows) if column else ()
    samples: dict[str, list[float]] = {}
    for name, value in zip(names, pick(layer.cells(across), layer.rows), strict=True):
        samples.setdefault(name, []).append(value)  # type: ignore[arg-type]  # rows that are items hold numbers
    summed = layer.layer.mark.type not in SUMMARIES | SCATTERED
    weigh: Callable[[list[float]], float] = total if summed else lambda sample: quantile(sorted(sample), 0.5)
    return {name: float(f"{weigh(sample):.12g}") for name, sample in samples.items()}
