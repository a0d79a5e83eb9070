"""Which drawn item stands for which expected one: by key, then by order."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_core.plot.items import Items
from pb_core.tables.table import Cell

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
