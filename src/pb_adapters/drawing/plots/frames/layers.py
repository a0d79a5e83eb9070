"""From the items of a layer to what is shown of them: series, emphasis, printed texts, and notes that point to them."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct, structs

from pb_adapters.drawing.plots.frames.channel_data import ChannelData
from pb_adapters.drawing.plots.frames.columns import Categories
from pb_adapters.drawing.plots.frames.layer_items import LayerItems
from pb_adapters.drawing.plots.frames.model import Bools, Floats, FrameLayer, FrameNote, Ints, ItemColumns
from pb_adapters.drawing.plots.frames.orders import Orders
from pb_core.domain.plots.label_text import number_texts
from pb_core.domain.plots.spec import Color, FieldType, Format, Highlight, PlotSpec, PointNote, Side, Style


def emphasis(
    highlights: Sequence[Highlight], channels: ChannelData, rows: Ints
) -> tuple[tuple[Color | None, ...], Bools]:
    """The colour that each item is given, the first highlight first, and whether it steps back.

    A layer without any of the fields keeps its look.
    """
    colors: list[Color | None] = [None] * len(rows)
    known = [highlight for highlight in highlights if channels.data.has(highlight.field)]
    chosen = np.zeros(len(rows), dtype=bool)
    for highlight in known:
        categories = channels.data.column(highlight.field).categories()
        matches = np.array([label == highlight.value for label in categories.labels], dtype=bool)
        hits = matches[categories.codes[rows]] & ~chosen if len(rows) else chosen
        for place in np.flatnonzero(hits).tolist():
            colors[place] = highlight.color
        chosen |= hits
    return tuple(colors), ~chosen if known else chosen


class Numbering(Struct, frozen=True):
    """``labels`` holds the text of each number."""

    labels: dict[float, str]

    def texts(self, numbers: Floats) -> tuple[str, ...]:
        """The labels of numbers, ``""`` for a missing one."""
        return tuple(self.labels.get(number, "") for number in numbers.tolist())


def numbering(form: Format, numbers: Floats) -> Numbering:
    """The labels of these numbers as ``number_texts`` writes them together."""
    distinct = np.unique(numbers[np.isfinite(numbers)]).tolist()
    return Numbering(dict(zip(distinct, number_texts(distinct, form), strict=True)))


def number_format(channels: ChannelData, spec: PlotSpec) -> Format:
    """How the numbers of a layer are written: as on its value axis, or as the legend says for cells and arcs."""
    traits = channels.layer.mark.type.traits
    if traits.angular and spec.legend.format.style is Style.PLAIN:
        return structs.replace(spec.legend.format, style=Style.PERCENT)
    if traits.angular or traits.cells:
        return spec.legend.format
    if channels.horizontal:
        return spec.axes.x.format
    return (spec.axes.right if channels.layer.axis is Side.RIGHT else spec.axes.y).format


def channel_texts(channels: ChannelData, rows: Ints, numbering: Numbering) -> tuple[str, ...]:
    """The texts of the text channel: quantities as numbers, all else as categories; ``""`` for missing or without."""
    channel = channels.layer.encoding.text
    if channel is None or channels.text is None:
        return ("",) * len(rows)
    values, text = channels.text.values[rows], channels.text.text
    if channel.type is FieldType.QUANTITATIVE:
        return numbering.texts(values)
    return tuple("" if np.isnan(value) else text(value) for value in values.tolist())


def finished(
    items: LayerItems, channels: ChannelData, layout: Orders, highlights: Sequence[Highlight], numbering: Numbering
) -> FrameLayer:
    """The layer of these items; ``numbering`` writes its labels."""
    rows, offsets = items.rows, layout.offsets[channels.index]
    colors, muted = emphasis(highlights, channels, rows)
    side_by_side = channels.offset.placed(offsets)[rows] if channels.offset else np.zeros(len(rows), dtype=np.int64)
    columns = {name: getattr(items, name) for name in ItemColumns.__struct_fields__}
    return FrameLayer(
        layer=channels.index, part=items.part, mark=channels.layer.mark, side=channels.layer.axis,
        horizontal=channels.horizontal, series=_texts(channels.series, rows), detail=_texts(channels.detail, rows),
        offset_index=side_by_side, offset_count=max(len(offsets), 1), emphasis=colors, muted=muted,
        text=_labels(items, channels, numbering), **columns,
    )  # fmt: skip


def _texts(categories: Categories | None, rows: Ints) -> tuple[str, ...]:
    return categories.texts(rows) if categories else ("",) * len(rows)


def _labels(items: LayerItems, channels: ChannelData, numbering: Numbering) -> tuple[str, ...]:
    if items.part:
        return ()
    if channels.text is not None:
        return channel_texts(channels, items.rows, numbering)
    if channels.layer.mark.labels and items.number is not None:
        return numbering.texts(items.number)
    return ()


_PLAY = 2**-46  # of the quantity: what rounding alone tells apart


class PlacedNote(Struct, frozen=True):
    """A note and the panel (from 0) of its item."""

    panel: int
    note: FrameNote


def placed_note(
    note: PointNote, channels: ChannelData, parts: Sequence[LayerItems | None], spec: PlotSpec
) -> PlacedNote:
    """The note at its item; ``parts`` are the first layer's items panel by panel."""
    panels = np.concatenate([np.full(len(items.rows) if items else 0, place) for place, items in enumerate(parts)])
    found = [items for items in parts if items]
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *(items.rows for items in found)])
    x, y = (_column([each.x for each in found]), _column([each.y for each in found]))
    numbers = _column([each.number for each in found])
    place = _picked(note, channels, rows, numbers)
    written = numbering(number_format(channels, spec), numbers)
    text = note.text or written.texts(numbers[[place]])[0]
    return PlacedNote(int(panels[place]), FrameNote(x=float(x[place]), y=float(y[place]), label=text))


def _picked(
    note: PointNote, channels: ChannelData, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]", numbers: Floats
) -> int:
    wanted = ~np.isnan(numbers)
    if note.pick == "value" and note.field is not None:
        categories = channels.data.column(note.field).categories()
        wanted &= np.array([label == note.value for label in categories.labels], dtype=bool)[categories.codes[rows]]
    else:
        best = np.nanmax(numbers) if note.pick == "max" else np.nanmin(numbers)
        wanted &= np.abs(numbers - best) <= _PLAY * abs(best)
    return int(np.flatnonzero(wanted)[0])


def _column(parts: Sequence[Floats | None]) -> Floats:
    return np.concatenate([np.zeros(0), *(part for part in parts if part is not None)])
