"""Notes at single items: which item is meant, where it lies and what the note says."""

from collections.abc import Sequence

from msgspec import Struct

from pb_core.errors import InvalidSpec
from pb_core.plot.drawn import ReferenceKind
from pb_core.plot.expecting.labels import label_format
from pb_core.plot.expecting.resolved import Resolved, panel_rows
from pb_core.plot.expecting.showing import row_order, simple_items
from pb_core.plot.grammar import Format, MarkType, PointNote
from pb_core.plot.items import Items
from pb_core.plot.layering.bases import axis_of
from pb_core.plot.layering.layers import LayerData, texts
from pb_core.plot.naming import column_of
from pb_core.tables.table import Cell


class Reference(Struct, frozen=True, kw_only=True):
    """An annotation of one panel: ``at`` as in ``DrawnReference`` (nothing for an identity line).

    ``text`` is what it must say; where that is empty, it may say ``number`` in ``form``, and a note must.
    """

    kind: ReferenceKind
    at: tuple[float, ...] = ()
    axis: str = ""
    text: str = ""
    number: float | None = None
    form: Format = Format()


class Place(Struct, frozen=True, kw_only=True):
    """One item of the first layer: its panel, the row of the table and its place among the panel's items."""

    panel: int
    row: int
    at: int
    items: Items


def noted(resolved: Resolved, note: PointNote) -> tuple[int, Reference] | None:
    """The panel and the annotation of a note, ``None`` when no item is meant; raises ``InvalidSpec`` for no field."""
    first = resolved.layers[0]
    places = _places(resolved, first)
    found = _picked(first, note, places)
    if found is None:
        return None
    items, at = found.items, found.at
    form = label_format(resolved, first) or axis_of(resolved.spec, first.layer, first.value).format
    where = (_index(resolved.x, items.x[at]), _index(resolved.y, items.y[at]))
    return found.panel, Reference(
        kind=ReferenceKind.NOTE, at=where, text=note.text, number=_quantity(first, found), form=form
    )


def _places(resolved: Resolved, first: LayerData) -> list[Place]:
    found = []
    for panel, rows in enumerate(panel_rows(resolved, first).values()):
        order = row_order(resolved, first, rows)
        items = simple_items(resolved, first, order)
        found += [Place(panel=panel, row=row, at=at, items=items) for at, row in enumerate(order)]
    return found


def _picked(first: LayerData, note: PointNote, places: Sequence[Place]) -> Place | None:
    if note.pick == "value":
        if note.field is None:
            message = "A note that picks a value needs its 'field'."
            raise InvalidSpec(message)
        names = texts(column_of(first.table, note.field))
        return next((place for place in places if names[place.row] == note.value), None)
    sign = 1 if note.pick == "max" else -1
    return max(places, key=lambda place: sign * _quantity(first, place), default=None)


def _quantity(first: LayerData, place: Place) -> float:
    """What notes compare and print: the quantity of a cell, the end minus the start of a bar, else the position."""
    items, at, mark = place.items, place.at, first.layer.mark.type
    if items.value and mark is MarkType.RECT:
        return _number(items.value[at])
    far, near = (items.y, items.y2) if first.value == "y" else (items.x, items.x2)
    start = _number(near[at]) if near and mark is MarkType.BAR else 0.0
    return _number(far[at]) - start if far else 0.0


def _number(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _index(order: Sequence[str], cell: Cell) -> float:
    return float(order.index(cell)) if isinstance(cell, str) else _number(cell)
