"""A plot with everything settled that its layers share: categories, series and panels, in order."""

from collections.abc import Callable, Sequence
from itertools import product

from msgspec import Struct

from pb_core.plot.checking.fields import check_fields
from pb_core.plot.expecting.orders import Weights, axis_weights, ordered, series_weights
from pb_core.plot.grammar import Channel, Orient, PlotSpec
from pb_core.plot.layering.bases import channel_on, is_discrete, series_channel
from pb_core.plot.layering.layers import LayerData, loaded, texts
from pb_core.tables.table import Column, Table

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
    across = _facet(spec.facet.field, layers)
    down = _facet(spec.facet.row, layers) if spec.facet.row else ("",)
    return tuple((left, top) for top, left in product(down, across))


def _facet(field: str, layers: Sequence[LayerData]) -> tuple[str, ...]:
    columns = [layer.table.column(field) for layer in layers]
    return ordered([column for column in columns if column is not None])
