"""The smallest and the largest value that a plot's first layer shows, written as its axis writes them."""

from collections.abc import Sequence

from msgspec import Struct

from pb_core.domain.alt_text import shortened
from pb_core.domain.plots.label_text import moment_text, number_texts
from pb_core.domain.plots.marks import Quantity
from pb_core.domain.plots.resolved_layers import (
    LayerData,
    axis_of,
    channel_on,
    is_discrete,
    pick,
    second_on,
)
from pb_core.domain.plots.resolved_plot import Resolved
from pb_core.domain.plots.spec import Channel, FieldType, Format, Stack
from pb_core.domain.tables.table import Cell

_MOST_SERIES = 12
_NAME = 40


class Extremes(Struct, frozen=True, kw_only=True):
    """Two values as text, and of which category or series each is, ``""`` where that is none or more than one."""

    low: str
    high: str
    low_at: str = ""
    high_at: str = ""

    @property
    def words(self) -> str:
        """``1 (A) to 5 (B)``."""
        if self.low == self.high:
            return self.low
        low, high = (f" ({name})" if name else "" for name in (self.low_at, self.high_at))
        return f"{self.low}{low} to {self.high}{high}"

    @property
    def bare(self) -> str:
        """``1 to 5``."""
        return self.low if self.low == self.high else f"{self.low} to {self.high}"


def extremes(resolved: Resolved) -> Extremes | None:
    """Those of all items of the first layer; ``None`` where they show none, two ends or shares of sums."""
    layer = resolved.layers[0]
    found = _quantity(resolved, layer)
    return None if found is None else _extremes(layer, found, layer.rows)


def extremes_by_series(resolved: Resolved) -> dict[str, Extremes]:
    """Those of each series of the first layer, where it has two to a dozen."""
    layer = resolved.layers[0]
    found, series = _quantity(resolved, layer), layer.series()
    if found is None or not series or not 1 < len(resolved.series) <= _MOST_SERIES:
        return {}
    rows: dict[str, list[int]] = {name: [] for name in resolved.series}
    for row in layer.rows:
        rows[series[row]].append(row)
    told = {shortened(name, _NAME): _extremes(layer, found, some) for name, some in rows.items()}
    return {name: each for name, each in told.items() if each is not None}


class _Shown(Struct, frozen=True):
    """What of an item shows its quantity, and how its axis or legend writes numbers."""

    channel: Channel
    form: Format


def _quantity(resolved: Resolved, layer: LayerData) -> _Shown | None:
    encoding, quantity = layer.layer.encoding, layer.layer.mark.type.traits.quantity
    if quantity in {Quantity.COLOR, Quantity.ANGLE}:
        channel = encoding.color if quantity is Quantity.COLOR else encoding.theta
        form = resolved.spec.legend.format if quantity is Quantity.COLOR else Format()
    elif second_on(encoding, layer.value) is not None or encoding.stack is Stack.NORMALIZE:
        return None
    else:
        channel = channel_on(encoding, layer.value)
        form = axis_of(resolved.spec, layer.layer, layer.value).format
    return None if channel is None or is_discrete(channel) else _Shown(channel, form)


def _extremes(layer: LayerData, shown: _Shown, rows: Sequence[int]) -> Extremes | None:
    cells = pick(layer.cells(shown.channel), rows)
    values = [value for value in cells if isinstance(value, int | float)]
    if not values:
        return None
    low, high = min(values), max(values)
    texts = _texts(layer, shown, low, high)
    places = (_place(layer, cells, value, rows) for value in (low, high))
    low_at, high_at = ("", "") if layer.layer.mark.type.traits.summary else places
    return Extremes(low=texts[0], high=texts[1], low_at=low_at, high_at=high_at)


def _texts(layer: LayerData, shown: _Shown, low: float, high: float) -> tuple[str, ...]:
    if shown.channel.type is FieldType.TEMPORAL:
        column = layer.table.column(shown.channel.field)
        return tuple(moment_text(value, column.time_unit if column else None) for value in (low, high))
    return number_texts((low, high), shown.form)


def _place(layer: LayerData, cells: Sequence[Cell], value: float, rows: Sequence[int]) -> str:
    """The categories and the series of the only item that has a value."""
    having = [row for row, cell in zip(rows, cells, strict=True) if cell == value]
    if len(having) != 1:
        return ""
    encoding = layer.layer.encoding
    channels = [channel for channel in (encoding.y, encoding.x) if is_discrete(channel)]
    names = [str(layer.cells(channel)[having[0]]) for channel in channels]
    series = layer.series()
    names += [series[having[0]]] if series else []
    return shortened(", ".join(dict.fromkeys(names)), _NAME)
