"""Frames: from a specification and a table to everything that a plot shows, computed with numpy."""

import math
from collections.abc import Sequence

import numpy as np

from pb_adapters.drawing.plots.frames import axes
from pb_adapters.drawing.plots.frames.axes import Ruled, ruled
from pb_adapters.drawing.plots.frames.channel_data import ChannelData, read_channels
from pb_adapters.drawing.plots.frames.columns import columns_of
from pb_adapters.drawing.plots.frames.layer_items import (
    LayerItems,
    arc_items,
    box_items,
    ridge_items,
    row_items,
    series_places,
    violin_items,
)
from pb_adapters.drawing.plots.frames.layers import (
    Numbering,
    finished,
    number_format,
    numbering,
    placed_note,
)
from pb_adapters.drawing.plots.frames.model import (
    Frame,
    FrameLayer,
    FramePanel,
    FrameReference,
    FrameRisk,
    FrameRiskRow,
    Ints,
)
from pb_adapters.drawing.plots.frames.orders import Orders, orders_of, settle_series
from pb_adapters.drawing.plots.frames.transforms import derive
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.resolved_layers import shows_rows
from pb_core.domain.plots.spec import FieldType, PlotSpec, PointNote, Projection, RiskTable, Side, ValueNote
from pb_core.domain.tables.table import Table

_ONE_ROW_OF_PANELS = 3

_PanelItems = dict[int, list[LayerItems]]
"""The parts of one panel by the index of their layer."""


def frame(spec: PlotSpec, table: Table) -> Frame:
    """What a plot of this table shows, as ``pb_core.domain.plots.drawn`` defines it.

    ``pb_core.domain.plots.validation.check_spec`` must have passed the specification with this table.

    Raises:
        InvalidSpec: numbers are too large to be computed, or the stated ends of an axis leave no room for its data.
    """
    data = derive(columns_of(table), spec.transform)
    all_channels = [
        read_channels(index, layer, derive(data, layer.transform)) for index, layer in enumerate(spec.layer)
    ]
    all_channels = settle_series(all_channels)
    layout = orders_of(spec, all_channels)
    panel_items = [
        _panel_items(spec, all_channels, layout, column, row) for row in layout.rows for column in layout.columns
    ]
    numberings = [_numbering(spec, channels, panel_items) for channels in all_channels]
    layers = [
        [
            finished(items, all_channels[index], layout, spec.highlight, numberings[index])
            for index, parts in panel.items()
            for items in parts
            if all_channels[index].items[items.rows].any()
        ]
        for panel in panel_items
    ]
    return _assembled(spec, all_channels, layout, layers, panel_items)


def _panel_items(
    spec: PlotSpec, all_channels: Sequence[ChannelData], layout: Orders, column: str, row: str
) -> _PanelItems:
    parts: _PanelItems = {}
    for channels in all_channels:
        rows = _rows(spec, channels, column, row)
        match channels.layer.mark.type:
            case MarkType.BOXPLOT:
                parts[channels.index] = box_items(channels, layout, rows, outliers=not shows_rows(spec, channels.layer))
            case MarkType.VIOLIN:
                parts[channels.index] = [violin_items(channels, layout, rows)]
            case MarkType.RIDGE:
                parts[channels.index] = [ridge_items(channels, layout, rows)]
            case MarkType.ARC:
                parts[channels.index] = [arc_items(channels, layout, rows)]
            case _:
                parts[channels.index] = [row_items(channels, layout, spec, rows)]
    return parts


def _rows(spec: PlotSpec, channels: ChannelData, column: str, row: str) -> Ints:
    """The rows of a layer that stand in a panel: all of them when its data lack the field of the facet."""
    chosen = np.ones(channels.data.rows, dtype=bool)
    if spec.facet is not None:
        for field, wanted in ((spec.facet.field, column), (spec.facet.row, row)):
            if field is not None and channels.data.has(field):
                categories = channels.data.column(field).categories()
                chosen &= np.array([label == wanted for label in categories.labels], dtype=bool)[categories.codes]
    return np.flatnonzero(chosen)


def _numbering(spec: PlotSpec, channels: ChannelData, panel_items: Sequence[_PanelItems]) -> Numbering:
    """The labels of a layer's numbers, of those that it prints."""
    parts = [items for panel in panel_items for items in panel[channels.index] if not items.part]
    channel, numbers = channels.layer.encoding.text, [np.zeros(0)]
    if channels.text is not None and channel is not None and channel.type is FieldType.QUANTITATIVE:
        numbers = [channels.text.values[items.rows] for items in parts]
    elif channels.layer.mark.labels:
        numbers = [items.number for items in parts if items.number is not None]
    return numbering(number_format(channels, spec), np.concatenate([np.zeros(0), *numbers]))


def _assembled(
    spec: PlotSpec,
    all_channels: Sequence[ChannelData],
    layout: Orders,
    layers: list[list[FrameLayer]],
    panel_items: list[_PanelItems],
) -> Frame:
    every = [layer for panel in layers for layer in panel]
    rules = ruled(spec, all_channels[0], layout)
    y = axes.y_axis(spec, all_channels, layout, every, rules)
    places = [(column, row) for row in layout.rows for column in layout.columns]
    own = spec.facet is not None and spec.facet.independent_y
    references = _references(spec, all_channels[0], rules, panel_items)
    panels = tuple(
        FramePanel(
            column=column, row=row, layers=tuple(panel), references=tuple(noted),
            y=axes.y_axis(spec, all_channels, layout, panel, rules) if own else y,
        )
        for (column, row), panel, noted in zip(places, layers, references, strict=True)
    )  # fmt: skip
    right = any(channels.layer.axis is Side.RIGHT for channels in all_channels)
    return Frame(
        panels=panels, columns=_columns(spec, layout), series=layout.series, legend=layout.legend,
        legend_title=axes.legend_title(spec, all_channels),
        x=axes.x_axis(spec, all_channels, layout, every, rules), y=y,
        right=axes.y_axis(spec, all_channels, layout, every, [], Side.RIGHT) if right else None,
        ramp=axes.ramp(spec, all_channels, every), sizes=axes.sizes(all_channels, every),
        spans=axes.spans(every, len(layout.x)) if spec.projection is Projection.PARALLEL else (),
        risk=None if spec.risk_table is None else _risk(spec.risk_table, all_channels[0], layout),
    )  # fmt: skip


def _risk(table: RiskTable, channels: ChannelData, layout: Orders) -> FrameRisk:
    """The numbers at risk of each series of the first layer."""
    assert channels.x is not None  # noqa: S101 - the specification has passed
    places, counts = channels.x.vector.values, channels.data.column(table.field).values
    known = channels.items & ~np.isnan(counts)
    codes = series_places(channels, layout)
    rows = []
    for code in np.unique(codes[known]):
        own = np.flatnonzero(known & (codes == code))
        own = own[np.argsort(places[own], kind="stable")]
        name = layout.series[code] if channels.series else ""
        rows.append(FrameRiskRow(series=name, places=places[own], counts=counts[own]))
    return FrameRisk(title=table.title, rows=tuple(rows))


def _references(
    spec: PlotSpec, channels: ChannelData, rules: Sequence[Ruled], panel_items: Sequence[_PanelItems]
) -> list[list[FrameReference]]:
    """The references of each panel, in the order of the specification; a note stands in the panel of its item."""
    found: list[list[FrameReference]] = [[] for _ in panel_items]
    remaining = iter(rules)
    for annotation in spec.annotations:
        if isinstance(annotation, PointNote):
            placed = placed_note(annotation, channels, [panel[0][0] for panel in panel_items], spec)
            found[placed.panel].append(placed.note)
        elif isinstance(annotation, ValueNote):
            for panel, parts in zip(found, panel_items, strict=True):
                panel.append(axes.valued(annotation, channels, parts[0][0].rows))
        else:
            rule = next(remaining)
            for panel in found:
                panel.append(rule)
    return found


def _columns(spec: PlotSpec, layout: Orders) -> int:
    count = len(layout.columns)
    if spec.facet is None or spec.facet.row is not None:
        return count
    if spec.facet.columns is not None:
        return min(spec.facet.columns, count)
    return count if count <= _ONE_ROW_OF_PANELS else math.ceil(math.sqrt(count))
