"""A plot with everything settled that its layers share: categories, series and panels, in order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product

from msgspec import Struct

from pb_core.domain.plots.label_text import MISSING, category_text
from pb_core.domain.plots.resolved_layers import (
    LayerData,
    channel_on,
    is_discrete,
    is_quantitative,
    loaded,
    other,
    pick,
    series_channel,
    texts,
)
from pb_core.domain.plots.spec import Channel, Orient, PlotSpec, Projection, Sort
from pb_core.domain.plots.spec_rules import check_fields
from pb_core.domain.plots.statistics.estimates import quantile, total
from pb_core.domain.tables.table import Cell, Column, Table

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
    if layer.layer.mark.type.traits.angular:
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
    summed = not layer.layer.mark.type.traits.distribution
    weigh: Callable[[list[float]], float] = total if summed else lambda sample: quantile(sorted(sample), 0.5)
    return {name: float(f"{weigh(sample):.12g}") for name, sample in samples.items()}


PanelKey = tuple[str, str]
"""The facet texts of a panel: column and row, ``""`` where there is no such facet."""


class Resolved(Struct, frozen=True, kw_only=True):
    """``x`` and ``y`` are the categories of discrete axes, ``series`` all series in order, also without a legend.

    ``legend`` says whether the series are told by a legend or by direct labels.
    """

    spec: PlotSpec
    layers: tuple[LayerData, ...]
    x: tuple[str, ...]
    y: tuple[str, ...]
    series: tuple[str, ...]
    legend: bool
    panels: tuple[PanelKey, ...]


def resolve(spec: PlotSpec, table: Table) -> Resolved:
    """Settle a plot; raises ``InvalidSpec`` where the spec does not fit the table."""
    check_fields(spec, table)
    layers = loaded(spec, table)
    series, legend = _series(spec, layers)
    return Resolved(
        spec=spec, layers=layers, x=_categories(spec, layers, "x"), y=_categories(spec, layers, "y"), series=series,
        legend=legend, panels=_panels(spec, layers),
    )  # fmt: skip


def names_end_lines(resolved: Resolved) -> bool:
    """Whether direct labels can tell the series: each has a line, in a single panel with straight axes."""
    if resolved.spec.projection is not Projection.CARTESIAN or len(resolved.panels) > 1 or not resolved.legend:
        return False
    lines = [d for d in resolved.layers if d.layer.mark.type.traits.line and not d.layer.mark.fit]
    ended = {name for data in lines if (names := data.series()) for name in pick(names, data.rows)}
    return {*resolved.series} <= ended


def panel_rows(resolved: Resolved, layer: LayerData) -> dict[PanelKey, Sequence[int]]:
    """The items' rows of a layer in each panel; a layer without the facet field stands in every panel whole."""
    facet = resolved.spec.facet
    if facet is None:
        return {resolved.panels[0]: layer.rows}
    column = layer.table.column(facet.field)
    row = layer.table.column(facet.row) if facet.row else None
    across, down = texts(column) if column else None, texts(row) if row else None
    found: dict[tuple[str | None, str | None], list[int]] = {}
    for index in layer.rows:
        found.setdefault((across[index] if across else None, down[index] if down else None), []).append(index)
    return {
        (left, top): found.get((left if column else None, top if row else None), []) for left, top in resolved.panels
    }


def _columns(layers: Sequence[LayerData], channel: Callable[[LayerData], Channel | None]) -> list[Column]:
    found = []
    for layer in layers:
        shown = channel(layer)
        column = layer.table.column(shown.field) if is_discrete(shown) and shown else None
        if column is not None:
            found.append(column)
    return found


def _categories(spec: PlotSpec, layers: Sequence[LayerData], axis: str) -> tuple[str, ...]:
    columns = _columns(layers, lambda layer: channel_on(layer.layer.encoding, axis))
    shown = spec.axes.x if axis == "x" else spec.axes.y
    return ordered(columns, shown.sort, shown.values, axis_weights(layers[0], axis)) if columns else ()


def _series(spec: PlotSpec, layers: Sequence[LayerData]) -> tuple[tuple[str, ...], bool]:
    columns = _columns(layers, lambda layer: series_channel(layer.layer))
    if not columns:
        return (), False
    first = series_channel(layers[0].layer)
    weights: Weights = series_weights(layers[0], first) if first else {}
    several = len({text for column in columns for text in texts(column)}) > 1
    legend = several and spec.legend.orient is not Orient.NONE
    return ordered(columns, spec.legend.sort, spec.legend.values, weights), legend


def _panels(spec: PlotSpec, layers: Sequence[LayerData]) -> tuple[PanelKey, ...]:
    if spec.facet is None:
        return (("", ""),)
    across = _facet(spec.facet.field, spec.facet.values, layers)
    down = _facet(spec.facet.row, spec.facet.row_values, layers) if spec.facet.row else ("",)
    return tuple((left, top) for top, left in product(down, across))


def _facet(field: str, values: Sequence[str], layers: Sequence[LayerData]) -> tuple[str, ...]:
    columns = [layer.table.column(field) for layer in layers]
    return ordered([column for column in columns if column is not None], values=values)
