"""Notes: the item of the first layer that a note points to, and what it says."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from pb_adapters.plots.frames.drafts import Draft
from pb_adapters.plots.frames.model import Floats, FrameNote
from pb_adapters.plots.frames.numbering import numbering
from pb_adapters.plots.frames.sheets import Sheet
from pb_adapters.plots.frames.texts import number_format, value_texts
from pb_core.errors import InvalidSpec
from pb_core.plot.grammar import MarkType, PlotSpec, PointNote

_WITHOUT_NOTES = frozenset({MarkType.BOXPLOT, MarkType.VIOLIN, MarkType.ARC})


class PlacedNote(Struct, frozen=True):
    """A note and the panel (from 0) of its item."""

    panel: int
    note: FrameNote


def placed_note(note: PointNote, sheet: Sheet, drafts: Sequence[Draft | None], spec: PlotSpec) -> PlacedNote:
    """The note at its item; ``drafts`` are the first layer's items panel by panel.

    Raises:
        InvalidSpec: there is no such item, or it has no position.
    """
    if sheet.layer.mark.type in _WITHOUT_NOTES:
        message = f"A note cannot point at a {sheet.layer.mark.type.value}."
        raise InvalidSpec(message)
    panels = np.concatenate([np.full(len(draft.rows) if draft else 0, place) for place, draft in enumerate(drafts)])
    found = [draft for draft in drafts if draft]
    rows = np.concatenate([np.zeros(0, dtype=np.int64), *(draft.rows for draft in found)])
    x, y = (_column([each.x for each in found]), _column([each.y for each in found]))
    numbers = _column([each.number for each in found])
    if not len(rows) or len(x) < len(rows) or len(y) < len(rows) or len(numbers) < len(rows):
        message = "A note needs an item with a position in the first layer."
        raise InvalidSpec(message)
    place = _picked(note, sheet, rows, numbers)
    written = numbering(number_format(sheet, spec), numbers)
    text = note.text or value_texts(sheet, numbers[[place]], written)[0]
    return PlacedNote(int(panels[place]), FrameNote(x=float(x[place]), y=float(y[place]), label=text))


def _picked(note: PointNote, sheet: Sheet, rows: "np.ndarray[tuple[int], np.dtype[np.int64]]", numbers: Floats) -> int:
    wanted = ~np.isnan(numbers)
    if note.pick == "value":
        if note.field is None:
            message = f'A note at "{note.value}" needs the field that has this value.'
            raise InvalidSpec(message)
        categories = sheet.data.column(note.field).categories()
        wanted &= np.array([label == note.value for label in categories.labels], dtype=bool)[categories.codes[rows]]
    elif wanted.any():
        best = np.nanmax(numbers) if note.pick == "max" else np.nanmin(numbers)
        wanted &= numbers == best
    if not wanted.any():
        message = f'There is no item "{note.value}" to point a note at.'
        raise InvalidSpec(message)
    return int(np.flatnonzero(wanted)[0])


def _column(parts: Sequence[Floats | None]) -> Floats:
    return np.concatenate([np.zeros(0), *(part for part in parts if part is not None)])
