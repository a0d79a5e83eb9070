"""The items of one layer in one panel against those that were drawn."""

from collections.abc import Sequence

from pb_core.plot.grammar import Format
from pb_core.plot.items import Items
from pb_core.plot.parsing import shows, squeezed
from pb_core.plot.proving.extents import Extents
from pb_core.plot.proving.ledger import Ledger
from pb_core.plot.proving.matching import categories_of, key_at, key_words, len_of, match, surplus
from pb_core.plot.proving.measures import compare
from pb_core.plot.wording import shortest
from pb_core.tables.table import Cell

_TOLD = 3
_COLUMNS = ("x", "x2", "x_low", "x_high", "y", "y2", "low", "high", "q1", "q3", "value", "size")


def prove_items(ledger: Ledger, expected: Items, drawn: Items, extents: Extents, panel: str) -> None:
    """Compare the items, what they show, and how many there are."""
    where = f"{panel}{extents.where}{f' ({expected.part})' if expected.part else ''}"
    matched = match(expected, drawn)
    for key, wanted, shown in matched.uneven:
        ledger.wrong(f"{where}, {key_words(expected, drawn, key)}: {shown} items were drawn, the data has {wanted}.")
    count, off = len_of(expected), surplus(matched.uneven)
    ledger.compared(f"{extents.where}: number of items", count, sum(off.values()) / max(count, 1), 0.0)
    for name in _COLUMNS:
        wanted_column, shown_column = _paired(expected, drawn, name, matched.expected, matched.drawn)
        if not wanted_column and not shown_column:
            continue
        if len(wanted_column) != len(shown_column):
            _lopsided(ledger, name, where, wanted=bool(wanted_column))
            continue
        if categories_of(wanted_column) or categories_of(shown_column):
            ledger.compared(f"{extents.where}: {name}", len(wanted_column), 0.0, 0.0)  # equal, as part of the key
            continue
        _numbers(ledger, expected, (name, wanted_column, shown_column), matched.expected, extents, where)
    _texts(ledger, expected, drawn, (matched.expected, matched.drawn), extents, where)


def _paired(
    expected: Items, drawn: Items, name: str, ours: Sequence[int], theirs: Sequence[int]
) -> tuple[Sequence[Cell], Sequence[Cell]]:
    first, second = getattr(expected, name), getattr(drawn, name)
    if isinstance(ours, range) and isinstance(theirs, range):
        return first, second
    return (
        [first[place] for place in ours] if first else first,
        [second[place] for place in theirs] if second else second,
    )


def _lopsided(ledger: Ledger, name: str, where: str, *, wanted: bool) -> None:
    what = _WORDS.get(name, name)
    ledger.wrong(f"{where}: {what} {'should have been drawn and was' if wanted else 'was drawn and should'} not.")


def _numbers(
    ledger: Ledger,
    items: Items,
    column: tuple[str, Sequence[Cell], Sequence[Cell]],
    places: Sequence[int],
    extents: Extents,
    where: str,
) -> None:
    name, expected, drawn = column
    measure = extents.measures[name]
    if name == "size":
        drawn = _to_scale(drawn, expected)
    try:
        gap = compare(expected, drawn, measure)  # type: ignore[arg-type]  # no category is left, or TypeError
    except TypeError:
        ledger.wrong(f"{where}: {_WORDS.get(name, name)} holds words among its numbers.")
        return
    ledger.compared(f"{extents.where}: {_WORDS.get(name, name)}", len(expected), gap.deviation, measure.tolerance)
    for place in gap.places[:_TOLD]:
        ledger.wrong(
            f"{where}, {key_at(items, places[place])}: {_WORDS.get(name, name)} was drawn at {_said(drawn[place])}, "
            f"the data says {_said(expected[place])}."
        )
    if len(gap.places) > _TOLD:
        ledger.wrong(f"{where}: {_WORDS.get(name, name)} of {len(gap.places) - _TOLD} more items differs.")


def _texts(
    ledger: Ledger,
    expected: Items,
    drawn: Items,
    places: tuple[Sequence[int], Sequence[int]],
    extents: Extents,
    where: str,
) -> None:
    ours, theirs = _paired(expected, drawn, "text", *places)
    if len(ours) != len(theirs):
        _lopsided(ledger, "text", where, wanted=bool(ours))
        return
    wrong = [
        place
        for place, (wanted, shown) in enumerate(zip(ours, theirs, strict=True))
        if not _text_agrees(str(wanted), str(shown), extents.labels)
    ]
    ledger.compared(f"{extents.where}: texts", len(ours), len(wrong) / max(len(ours), 1), 0.0)
    for place in wrong[:_TOLD]:
        item = key_at(expected, places[0][place])
        ledger.wrong(f"{where}, {item}: the text {theirs[place]!r} was drawn, the data says {ours[place]!r}.")
    if len(wrong) > _TOLD:
        ledger.wrong(f"{where}: the texts of {len(wrong) - _TOLD} more items differ.")


def _text_agrees(wanted: str, shown: str, form: Format | None) -> bool:
    if form is None or not wanted:
        return squeezed(wanted) == squeezed(shown)
    return shows(shown, float(wanted), form)


def _to_scale(drawn: Sequence[Cell], expected: Sequence[Cell]) -> Sequence[Cell]:
    """Drawn areas in the unit of the sized quantity: the largest stands for the largest."""
    largest = max((area for area in drawn if isinstance(area, int | float)), default=0.0)
    whole = max((size for size in expected if isinstance(size, int | float)), default=0.0)
    if not largest:
        return drawn
    return [area * whole / largest if isinstance(area, int | float) else area for area in drawn]


def _said(cell: Cell) -> str:
    if cell is None:
        return "nothing"
    return shortest(float(f"{cell:.10g}")) if isinstance(cell, int | float) and abs(cell) < float("inf") else str(cell)


_WORDS = {
    "x2": "the second end in x",
    "y2": "the second end in y",
    "low": "the lower end of the error or whisker",
    "high": "the upper end of the error or whisker",
    "x_low": "the lower end of the error in x",
    "x_high": "the upper end of the error in x",
    "value": "the value shown by colour, angle or width",
    "size": "the area of a point",
    "text": "the text at the items",
}
