"""From a draft to a layer: series, places side by side, emphasis and texts for each item."""

from collections.abc import Sequence

import numpy as np

from pb_adapters.plots.frames.columns import Categories
from pb_adapters.plots.frames.drafts import Draft
from pb_adapters.plots.frames.highlights import emphasis
from pb_adapters.plots.frames.layout import Layout
from pb_adapters.plots.frames.model import FrameLayer, Ints
from pb_adapters.plots.frames.numbering import Numbering
from pb_adapters.plots.frames.sheets import Sheet
from pb_adapters.plots.frames.texts import channel_texts, value_texts
from pb_core.plot.grammar import Highlight


def finished(
    draft: Draft, sheet: Sheet, layout: Layout, highlights: Sequence[Highlight], numbering: Numbering
) -> FrameLayer:
    """The layer of a draft; ``numbering`` writes its labels."""
    rows, offsets = draft.rows, layout.offsets[sheet.index]
    colors, muted = emphasis(highlights, sheet, rows)
    side_by_side = sheet.offset.placed(offsets)[rows] if sheet.offset else np.zeros(len(rows), dtype=np.int64)
    return FrameLayer(
        layer=sheet.index, part=draft.part, mark=sheet.layer.mark, side=sheet.layer.axis,
        horizontal=sheet.horizontal, series=_texts(sheet.series, rows), detail=_texts(sheet.detail, rows),
        offset_index=side_by_side, offset_count=max(len(offsets), 1), emphasis=colors, muted=muted,
        x=draft.x, y=draft.y, x2=draft.x2, y2=draft.y2, low=draft.low, high=draft.high,
        x_low=draft.x_low, x_high=draft.x_high, q1=draft.q1, q3=draft.q3, value=draft.value, size=draft.size,
        text=_labels(draft, sheet, numbering), shape=sheet.shape.texts(rows) if sheet.shape else (),
    )  # fmt: skip


def _texts(categories: Categories | None, rows: Ints) -> tuple[str, ...]:
    return categories.texts(rows) if categories else ("",) * len(rows)


def _labels(draft: Draft, sheet: Sheet, numbering: Numbering) -> tuple[str, ...]:
    if draft.part:
        return ()
    if sheet.text is not None:
        return channel_texts(sheet, draft.rows, numbering)
    if sheet.layer.mark.labels and draft.number is not None:
        return value_texts(sheet, draft.number, numbering)
    return ()
