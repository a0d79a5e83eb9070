"""A legend in columns, for a place that is no strip: each column is read downwards, its words below each other."""

import itertools
from collections.abc import Iterator

from msgspec import Struct

from pb_adapters.drawing.diagrams.legend import (
    BESIDE,
    BETWEEN,
    LINE,
    PAD,
    SIZE,
    SWATCH,
    Entry,
    Legend,
    entry_at,
    rows_high,
    tag_width,
)
from pb_adapters.drawing.shared import text_metrics
from pb_adapters.drawing.shared.palettes import Colours
from pb_core.domain.plane import Rect

_SIDE = 6.0  # points between the frame and what is beside it inside
_MOST_LINES = 3  # of one entry

Item = tuple[Entry, tuple[str, ...]]
"""An entry and the lines of its words."""
Column = tuple[Item, ...]


class Table(Struct, frozen=True):
    """A legend in columns."""

    columns: tuple[Column, ...]

    @property
    def width(self) -> float:
        """The width of its frame in points."""
        return sum(map(_wide, self.columns)) + BETWEEN * (len(self.columns) - 1) + 2 * _SIDE

    @property
    def height(self) -> float:
        """The height of its frame in points."""
        return 2 * PAD + max(sum(self._high(item) for item in column) for column in self.columns)

    @property
    def lines(self) -> int:
        """How many lines its entries have at most."""
        return max(len(lines) for column in self.columns for _, lines in column)

    def at(self, left: float, top: float, colours: Colours) -> Legend:
        """The legend with the upper left corner of its frame there."""
        entries, x = [], left + _SIDE
        for column in self.columns:
            lead, y = max(entry.lead for entry, _ in column), top + PAD + self._pitch / 2
            for entry, lines in column:
                entries.append(entry_at(entry, lines, x + lead - entry.lead, y, colours))
                y += self._high((entry, lines))
            x += _wide(column) + BETWEEN
        return Legend(rect=Rect(left, top, self.width, self.height), entries=tuple(entries))

    @property
    def _pitch(self) -> float:
        rows = max(map(len, self.columns))
        return rows_high(rows) / rows

    def _high(self, item: Item) -> float:
        return self._pitch + LINE * (len(item[1]) - 1)


def tables_of(found: tuple[Entry, ...], width: float) -> Iterator[Table]:
    """The tables that a legend may be in ``width`` points: from one row to one column, each also with broken words."""
    plain = max((_words_wide(entry, (entry.words,)) for entry in found if not entry.partner), default=0.0)
    seen = set[Column]()
    for most in range(1, _MOST_LINES + 1):
        items = tuple((entry, _lines(entry, most, plain)) for entry in found)
        if items in seen:
            continue
        seen.add(items)
        high = 0
        for count in range(len(items), 0, -1):
            rows = -(-len(items) // count)
            table = Table(tuple(items[i : i + rows] for i in range(0, len(items), rows)))
            if rows > high and table.width <= width:
                yield table
            high = rows


def _wide(column: Column) -> float:
    """How wide the swatches and words of a column are."""
    lead, words = max(entry.lead for entry, _ in column), max(_words_wide(*item) for item in column)
    return lead + SWATCH[0] + BESIDE + words


def _words_wide(entry: Entry, lines: tuple[str, ...]) -> float:
    """How wide the lines of an entry are, with the second tag behind the last."""
    behind = BESIDE + tag_width(entry.partner) if entry.partner else 0.0
    return max(text_metrics.text_width(line, SIZE) + behind * (line is lines[-1]) for line in lines)


def _lines(entry: Entry, most: int, room: float) -> tuple[str, ...]:
    """The words of an entry with two tags: in as few lines as have this room, else in ``most``, the narrowest."""
    words = entry.words.split(" ")
    found: list[tuple[str, ...]] = [(entry.words,)]
    for count in range(2, min(most, len(words)) + 1) if entry.partner else ():
        if _words_wide(entry, found[-1]) <= room:
            break
        breaks = itertools.combinations(range(1, len(words)), count - 1)
        parts = (itertools.pairwise((0, *cuts, len(words))) for cuts in breaks)
        broken = (tuple(" ".join(words[i:j]) for i, j in part) for part in parts)
        found.append(min(broken, key=lambda lines: _words_wide(entry, lines)))
    return found[-1]
