"""Highlights: which items stand out and which step back."""

from collections.abc import Sequence

import numpy as np

from pb_adapters.plots.frames.model import Bools, Ints
from pb_adapters.plots.frames.sheets import Sheet
from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import Color, Highlight


def check_highlights(highlights: Sequence[Highlight], sheets: Sequence[Sheet]) -> None:
    """Refuse a highlight of something that does not occur.

    Raises:
        InvalidSpec: no layer has the field, or none has the value.
    """
    for highlight in highlights:
        fields = [sheet.data.column(highlight.field) for sheet in sheets if sheet.data.has(highlight.field)]
        if not fields:
            sheets[0].data.column(highlight.field)  # says which fields there are
        if all(highlight.value not in field.categories().labels for field in fields):
            message = f'No item has "{highlight.value}" as its "{highlight.field}" to stand out.'
            raise InvalidSpec(message)


def emphasis(highlights: Sequence[Highlight], sheet: Sheet, rows: Ints) -> tuple[tuple[Color | None, ...], Bools]:
    """The colour that each item is given, the first highlight first, and whether it steps back.

    A layer without any of the fields keeps its look.
    """
    colors: list[Color | None] = [None] * len(rows)
    known = [highlight for highlight in highlights if sheet.data.has(highlight.field)]
    chosen = np.zeros(len(rows), dtype=bool)
    for highlight in known:
        categories = sheet.data.column(highlight.field).categories()
        matches = np.array([label == highlight.value for label in categories.labels], dtype=bool)
        hits = matches[categories.codes[rows]] & ~chosen if len(rows) else chosen
        for place in np.flatnonzero(hits).tolist():
            colors[place] = highlight.color
        chosen |= hits
    return tuple(colors), ~chosen if known else chosen
