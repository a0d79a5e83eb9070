"""frame: from a specification and a table to everything that the plot shows."""

import math
from collections.abc import Sequence
from itertools import chain

import numpy as np

from pb_adapters.plots.frames import axes
from pb_adapters.plots.frames.columns import columns_of
from pb_adapters.plots.frames.drafts import Draft, draft_rows
from pb_adapters.plots.frames.finishing import finished
from pb_adapters.plots.frames.highlights import check_highlights
from pb_adapters.plots.frames.layout import Layout, layout_of, settle_series
from pb_adapters.plots.frames.model import Frame, FrameLayer, FramePanel, FrameReference, Ints
from pb_adapters.plots.frames.notes import placed_note
from pb_adapters.plots.frames.numbering import Numbering, numbering
from pb_adapters.plots.frames.references import Ruled, ruled
from pb_adapters.plots.frames.scales import check_scales
from pb_adapters.plots.frames.shapes import draft_arcs, draft_boxes, draft_violins
from pb_adapters.plots.frames.sheets import Sheet, read_sheet
from pb_adapters.plots.frames.stacking import check_cells
from pb_adapters.plots.frames.texts import number_format
from pb_adapters.plots.frames.transforms import derive
from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import FieldType, MarkType, PlotSpec, PointNote, Projection, Side
from pb_core.tables.table import Table

_ONE_ROW_OF_PANELS = 3

_Drafts = dict[int, list[Draft]]
"""The drafts of one panel by the index of their layer."""


def frame(spec: PlotSpec, table: Table) -> Frame:
    """What a plot of this table shows, as ``pb_core.plot.items`` defines it.

    Raises:
        InvalidSpec: the table does not support the specification; one sentence says why.
    """
    data = derive(columns_of(table), spec.transform)
    sheets = [read_sheet(index, layer, derive(data, layer.transform)) for index, layer in enumerate(spec.layer)]
    check_highlights(spec.highlight, sheets)
    sheets = settle_series(sheets)
    layout = layout_of(spec, sheets)
    drafted = [_drafts(spec, sheets, layout, column, row) for row in layout.rows for column in layout.columns]
    numberings = [_numbering(spec, sheet, drafted) for sheet in sheets]
    layers = [
        [
            finished(draft, sheets[index], layout, spec.highlight, numberings[index])
            for index, drafts in panel.items()
            for draft in drafts
            if sheets[index].items[draft.rows].any()
        ]
        for panel in drafted
    ]
    if not any(layers):
        message = "No row has a value to draw."
        raise InvalidSpec(message)
    check_scales(spec.axes, sheets, chain.from_iterable(layers))
    return _assembled(spec, sheets, layout, layers, drafted)


def _drafts(spec: PlotSpec, sheets: Sequence[Sheet], layout: Layout, column: str, row: str) -> _Drafts:
    drafts: _Drafts = {}
    for sheet in sheets:
        rows = _rows(spec, sheet, column, row)
        check_cells(sheet, rows)
        match sheet.layer.mark.type:
            case MarkType.BOXPLOT:
                drafts[sheet.index] = draft_boxes(sheet, layout, rows)
            case MarkType.VIOLIN:
                drafts[sheet.index] = [draft_violins(sheet, layout, rows)]
            case MarkType.ARC:
                drafts[sheet.index] = [draft_arcs(sheet, layout, rows)]
            case _:
                drafts[sheet.index] = [draft_rows(sheet, layout, spec, rows)]
    return drafts


def _rows(spec: PlotSpec, sheet: Sheet, column: str, row: str) -> Ints:
    """The rows of a layer that stand in a panel: all of them when its data lack the field of the facet."""
    chosen = np.ones(sheet.data.rows, dtype=bool)
    if spec.facet is not None:
        for field, wanted in ((spec.facet.field, column), (spec.facet.row, row)):
            if field is not None and sheet.data.has(field):
                categories = sheet.data.column(field).categories()
                chosen &= np.array([label == wanted for label in categories.labels], dtype=bool)[categories.codes]
    return np.flatnonzero(chosen)


def _numbering(spec: PlotSpec, sheet: Sheet, drafted: Sequence[_Drafts]) -> Numbering:
    """The labels of a layer's numbers, of those that it prints."""
    drafts = [draft for panel in drafted for draft in panel[sheet.index] if not draft.part]
    channel, numbers = sheet.layer.encoding.text, [np.zeros(0)]
    if sheet.text is not None and channel is not None and channel.type is FieldType.QUANTITATIVE:
        numbers = [sheet.text.values[draft.rows] for draft in drafts]
    elif sheet.layer.mark.labels:
        numbers = [draft.number for draft in drafts if draft.number is not None]
    return numbering(number_format(sheet, spec), np.concatenate([np.zeros(0), *numbers]))


def _assembled(
    spec: PlotSpec, sheets: Sequence[Sheet], layout: Layout, layers: list[list[FrameLayer]], drafted: list[_Drafts]
) -> Frame:
    every = [layer for panel in layers for layer in panel]
    rules = [ruled(each, sheets[0], layout) for each in spec.annotations if not isinstance(each, PointNote)]
    y = axes.y_axis(spec, sheets, layout, every, rules)
    places = [(column, row) for row in layout.rows for column in layout.columns]
    own = spec.facet is not None and spec.facet.independent_y
    references = _references(spec, sheets[0], rules, drafted)
    panels = tuple(
        FramePanel(
            column=column, row=row, layers=tuple(panel), references=tuple(noted),
            y=axes.y_axis(spec, sheets, layout, panel, rules) if own else y,
        )
        for (column, row), panel, noted in zip(places, layers, references, strict=True)
    )  # fmt: skip
    right = any(sheet.layer.axis is Side.RIGHT for sheet in sheets)
    return Frame(
        panels=panels, columns=_columns(spec, layout), series=layout.series, legend=layout.legend,
        legend_title=axes.legend_title(spec, sheets), x=axes.x_axis(spec, sheets, layout, every, rules), y=y,
        right=axes.y_axis(spec, sheets, layout, every, [], Side.RIGHT) if right else None,
        ramp=axes.ramp(spec, sheets, every), sizes=axes.sizes(sheets, every),
        spans=axes.spans(every, len(layout.x)) if spec.projection is Projection.PARALLEL else (),
    )  # fmt: skip


def _references(
    spec: PlotSpec, sheet: Sheet, rules: Sequence[Ruled], drafted: Sequence[_Drafts]
) -> list[list[FrameReference]]:
    """The references of each panel, in the order of the specification; a note stands in the panel of its item."""
    found: list[list[FrameReference]] = [[] for _ in drafted]
    remaining = iter(rules)
    for annotation in spec.annotations:
        if isinstance(annotation, PointNote):
            placed = placed_note(annotation, sheet, [panel[0][0] for panel in drafted], spec)
            found[placed.panel].append(placed.note)
        else:
            rule = next(remaining)
            for panel in found:
                panel.append(rule)
    return found


def _columns(spec: PlotSpec, layout: Layout) -> int:
    count = len(layout.columns)
    if spec.facet is None or spec.facet.row is not None:
        return count
    if spec.facet.columns is not None:
        return min(spec.facet.columns, count)
    return count if count <= _ONE_ROW_OF_PANELS else math.ceil(math.sqrt(count))
