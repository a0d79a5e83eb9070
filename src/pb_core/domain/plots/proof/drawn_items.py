"""The drawn items of one layer against the expected ones: paired by key, then compared by number and by text."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_core.domain.plots.drawn import Items
from pb_core.domain.plots.faithfulness import ReportBuilder
from pb_core.domain.plots.label_text import shortest, shows, squeezed
from pb_core.domain.plots.proof.deviations import COLUMNS, Extents, compare
from pb_core.domain.tables.table import Cell

Key = tuple[str, ...]


class Matched(Struct, frozen=True, kw_only=True):
    """Places of expected and drawn items, pair by pair, and the keys whose numbers of items differ."""

    expected: Sequence[int]
    drawn: Sequence[int]
    uneven: tuple[tuple[Key, int, int], ...] = ()


def match(expected: Items, drawn: Items) -> Matched:
    """Pair the items; items of a key that is drawn too often or too seldom stay unpaired."""
    ours, theirs = _key_columns(expected, drawn)
    count, found = len_of(expected), len_of(drawn)
    if count == found and ours == theirs:
        return Matched(expected=range(count), drawn=range(found))
    wanted, shown = _places(ours, count), _places(theirs, found)
    pairs: list[tuple[int, int]] = []
    uneven: list[tuple[Key, int, int]] = []
    for key in dict.fromkeys([*wanted, *shown]):
        first, second = wanted.get(key, []), shown.get(key, [])
        if len(first) == len(second):
            pairs += zip(first, second, strict=True)
        else:
            uneven.append((key, len(first), len(second)))
    return Matched(expected=[first for first, _ in pairs], drawn=[second for _, second in pairs], uneven=tuple(uneven))


def len_of(items: Items) -> int:
    """The number of items."""
    return max(len(items.series), len(items.x), len(items.y))


def categories_of(column: Sequence[Cell]) -> bool:
    """Whether the column of positions holds categories."""
    return bool(column) and isinstance(column[0], str)


def key_at(items: Items, place: int) -> str:
    """An item in words: its series, detail and categories."""
    named: list[tuple[str, Sequence[Cell]]] = [("series", items.series), ("detail", items.detail)]
    named += [("category", column) for column in (items.x, items.y) if categories_of(column)]
    words = [f"{what} {column[place]!r}" for what, column in named if column and column[place]]
    return ", ".join([*words, f"item {place + 1}"])


def key_words(expected: Items, drawn: Items, key: Key) -> str:
    """A key in words."""
    names = [name for name, _, _ in _columns(expected, drawn)]
    words = [f"{name} {text!r}" for name, text in zip(names, key, strict=True) if text]
    return ", ".join(words) or "all items"


def _key_columns(expected: Items, drawn: Items) -> tuple[list[Sequence[Cell]], list[Sequence[Cell]]]:
    columns = list(_columns(expected, drawn))
    return [first for _, first, _ in columns], [second for _, _, second in columns]


def _columns(expected: Items, drawn: Items) -> Iterator[tuple[str, Sequence[Cell], Sequence[Cell]]]:
    """The columns that tell items apart; a detail that was not read back does not."""
    yield "series", expected.series or ("",) * len_of(expected), drawn.series or ("",) * len_of(drawn)
    if expected.detail and drawn.detail:
        yield "detail", expected.detail, drawn.detail
    for first, second in ((expected.x, drawn.x), (expected.y, drawn.y)):
        if categories_of(first) or categories_of(second):
            yield "category", tuple(map(str, first)), tuple(map(str, second))


def _places(columns: Sequence[Sequence[Cell]], count: int) -> dict[Key, list[int]]:
    found: dict[Key, list[int]] = {}
    for place, key in enumerate(zip(*columns, strict=True)) if count else ():
        found.setdefault(key, []).append(place)
    return found


def surplus(uneven: Sequence[tuple[Key, int, int]]) -> Counter[str]:
    """How many items are missing and how many were not asked for."""
    return Counter(
        {
            "missing": sum(max(wanted - shown, 0) for _, wanted, shown in uneven),
            "invented": sum(max(shown - wanted, 0) for _, wanted, shown in uneven),
        }
    )


_TOLD = 3


def prove_items(builder: ReportBuilder, expected: Items, drawn: Items, extents: Extents, panel: str) -> None:
    """Compare the items, what they show, and how many there are."""
    where = f"{panel}{extents.where}{f' ({expected.part})' if expected.part else ''}"
    matched = match(expected, drawn)
    for key, wanted, shown in matched.uneven:
        builder.wrong(f"{where}, {key_words(expected, drawn, key)}: {shown} items were drawn, the data has {wanted}.")
    count, off = len_of(expected), surplus(matched.uneven)
    builder.compared(f"{extents.where}: number of items", count, sum(off.values()) / max(count, 1), 0.0)
    for name in COLUMNS:
        wanted_column, shown_column = paired(expected, drawn, name, matched)
        if not wanted_column and not shown_column:
            continue
        if len(wanted_column) != len(shown_column):
            _lopsided(builder, name, where, wanted=bool(wanted_column))
            continue
        if categories_of(wanted_column) or categories_of(shown_column):
            builder.compared(f"{extents.where}: {name}", len(wanted_column), 0.0, 0.0)  # equal, as part of the key
            continue
        _numbers(builder, expected, (name, wanted_column, shown_column), matched.expected, extents, where)
    _texts(builder, expected, drawn, matched, extents, where)


def paired(expected: Items, drawn: Items, name: str, matched: Matched) -> tuple[Sequence[Cell], Sequence[Cell]]:
    """A column of both, pair by pair; ``()`` where it is lacking."""
    ours, theirs = matched.expected, matched.drawn
    first, second = getattr(expected, name), getattr(drawn, name)
    if isinstance(ours, range) and isinstance(theirs, range):
        return first, second
    return (
        [first[place] for place in ours] if first else first,
        [second[place] for place in theirs] if second else second,
    )


def _lopsided(builder: ReportBuilder, name: str, where: str, *, wanted: bool) -> None:
    what = _WORDS.get(name, name)
    builder.wrong(f"{where}: {what} {'should have been drawn and was' if wanted else 'was drawn and should'} not.")


def _numbers(
    builder: ReportBuilder,
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
        builder.wrong(f"{where}: {_WORDS.get(name, name)} holds words among its numbers.")
        return
    builder.compared(f"{extents.where}: {_WORDS.get(name, name)}", len(expected), gap.deviation, measure.tolerance)
    for place in gap.places[:_TOLD]:
        builder.wrong(
            f"{where}, {key_at(items, places[place])}: {_WORDS.get(name, name)} was drawn at {_said(drawn[place])}, "
            f"the data says {_said(expected[place])}."
        )
    if len(gap.places) > _TOLD:
        builder.wrong(f"{where}: {_WORDS.get(name, name)} of {len(gap.places) - _TOLD} more items differs.")


def _texts(
    builder: ReportBuilder,
    expected: Items,
    drawn: Items,
    matched: Matched,
    extents: Extents,
    where: str,
) -> None:
    ours, theirs = paired(expected, drawn, "text", matched)
    if len(ours) != len(theirs):
        _lopsided(builder, "text", where, wanted=bool(ours))
        return
    wrong = [
        place
        for place, (wanted, shown) in enumerate(zip(ours, theirs, strict=True))
        if not _text_agrees(str(wanted), str(shown), extents)
    ]
    builder.compared(f"{extents.where}: texts", len(ours), len(wrong) / max(len(ours), 1), 0.0)
    for place in wrong[:_TOLD]:
        item = key_at(expected, matched.expected[place])
        builder.wrong(f"{where}, {item}: the text {theirs[place]!r} was drawn, the data says {ours[place]!r}.")
    if len(wrong) > _TOLD:
        builder.wrong(f"{where}: the texts of {len(wrong) - _TOLD} more items differ.")


def _text_agrees(wanted: str, shown: str, extents: Extents) -> bool:
    if extents.labels is None or not wanted:
        return squeezed(wanted) == squeezed(shown)
    return shows(shown, float(wanted), extents.labels, extents.play)


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
