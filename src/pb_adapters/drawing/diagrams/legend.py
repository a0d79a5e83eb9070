"""The legend of a drawing: its entries in rows, with their swatches and words."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from pb_adapters.drawing.diagrams.arrow_styles import ArrowStyle
from pb_adapters.drawing.diagrams.legend_keys import key_runs, keys_height
from pb_adapters.drawing.diagrams.text_runs import Run
from pb_adapters.drawing.shared import text_metrics
from pb_adapters.drawing.shared.palettes import Colours, Tint
from pb_core.domain.diagrams.scene import LEGEND, LabelKey
from pb_core.domain.diagrams.spec import Heads
from pb_core.domain.plane import Rect

SIZE = 7.0  # points
GAP = 6.0  # points above it
_ROW, _CLOSE_ROW, PAD = 12.0, 10.5, 4.0
LINE = 8.4  # from one line of an entry to the next
_FEW = 2  # rows of a low legend: more are closer, and so are their entries where that saves a row
SWATCH = (1.9 * SIZE, 0.95 * SIZE)
BESIDE, BETWEEN, _CLOSELY = 0.55 * SIZE, 1.9 * SIZE, 1.2 * SIZE
ROUNDED = "rounded"  # the swatch of every other shape


class Entry(Struct, frozen=True, kw_only=True):
    """One entry: an arrow, the colours of a block, the accent, a mark alone or on a block, a tag, and what it means.

    The arrow of an ``edge`` leads there to, or from, that of a panel. Behind the words of a ``tag`` stands its
    ``partner``, both with these ``dashes``, and in the colour of losses if ``of_loss``. ``hues`` are shown beside each
    other in place of ``tint``. The ``sign`` of a sort stands on its colours.
    """

    words: str
    arrow: ArrowStyle | None = None
    heads: Heads = Heads.TARGET
    tint: Tint | None = None
    hues: tuple[Tint, ...] = ()
    shape: str = ROUNDED
    accent: bool = False
    mark: str = ""
    sign: str = ""
    tag: str = ""
    partner: str = ""
    dashes: tuple[float, ...] = ()
    of_loss: bool = False
    edge: str = ""

    @property
    def lead(self) -> float:
        """The points that a mark before the colours of a block takes, or a tag more than other swatches."""
        if self.tag:
            return tag_width(self.tag) - SWATCH[0]
        return SWATCH[1] + BESIDE / 2 if self.mark and self.tint else 0.0

    @property
    def width(self) -> float:
        """Its width in points."""
        behind = BESIDE + tag_width(self.partner) if self.partner else 0.0
        return self.lead + SWATCH[0] + BESIDE + text_metrics.text_width(self.words, SIZE) + behind


class PlacedEntry(Struct, frozen=True, kw_only=True):
    """An entry in its place: its swatch, the lines of its words, and the second tag behind the last of these."""

    entry: Entry
    swatch: Rect
    runs: tuple[Run, ...]
    partner: Rect | None = None


class Legend(Struct, frozen=True, kw_only=True):
    """A placed legend: its frame, its entries, and the words of the keys below these."""

    rect: Rect
    entries: tuple[PlacedEntry, ...]
    keys: tuple[Run, ...] = ()

    @property
    def runs(self) -> tuple[Run, ...]:
        """All of its words."""
        return (*(run for entry in self.entries for run in entry.runs), *self.keys)


def tag_width(words: str) -> float:
    """How wide the sample of a tag is, in points."""
    return text_metrics.text_width(words, SIZE, bold=True) + 0.9 * SIZE


def height_of(found: tuple[Entry, ...], width: float, keys: Sequence[LabelKey] = ()) -> float:
    """How much higher a page of a content ``width`` points wide is with a legend; 0 without entries and keys."""
    if not found and not keys:
        return 0.0
    return GAP + 2 * PAD + rows_high(len(_rows(found, width))) + keys_height(keys, width - 4 * PAD)


def placed(
    found: tuple[Entry, ...],
    left: float,
    top: float,
    width: float,
    colours: Colours,
    *,
    keys: Sequence[LabelKey] = (),
    whole: bool = False,
) -> Legend:
    """The legend below ``top``: its rows, then its keys, and a frame about them.

    The frame stands in the middle of the page or, with keys or ``whole``, reaches across.
    """
    rows = _rows(found, width)
    wide = width if whole or keys else min(width, max(map(_length, rows)) + 4 * PAD)
    rect = Rect(left + (width - wide) / 2, top + GAP, wide, height_of(found, width, keys) - GAP)
    high = rows_high(len(rows))
    middles = [rect.y + PAD + high * (index + 0.5) / len(rows) for index in range(len(rows))]
    items = (item for row, middle in zip(rows, middles, strict=True) for item in _row(row, rect, middle, colours))
    upper = rect.y + PAD + high
    room = Rect(rect.x + 2 * PAD, upper, wide - 4 * PAD, rect.bottom - PAD - upper)
    return Legend(rect=rect, entries=tuple(items), keys=tuple(key_runs(keys, room, colours)))


def rows_high(count: int) -> float:
    """How high so many rows are."""
    return count * (_ROW if count <= _FEW else _CLOSE_ROW)


def _rows(found: tuple[Entry, ...], width: float) -> list[list[Entry]]:
    """Entries in as few rows as hold them, these as short as they may be."""
    room = width - 4 * PAD
    fewest = _broken(found, room)
    close = _broken(found, room, _CLOSELY) if len(fewest) > _FEW else fewest
    if len(close) < len(fewest):
        return close
    lengths = sorted({_length(list(found[i:j])) for i in range(len(found)) for j in range(i + 1, len(found) + 1)})
    shorter = (_broken(found, length) for length in lengths if length <= room)
    return next((rows for rows in shorter if len(rows) == len(fewest)), fewest)


def _broken(found: tuple[Entry, ...], room: float, between: float = BETWEEN) -> list[list[Entry]]:
    """Entries so far apart in rows no longer than the room there is, unless one is longer alone."""
    rows: list[list[Entry]] = []
    for entry in found:
        if rows and _length([*rows[-1], entry], between) <= room:
            rows[-1].append(entry)
        else:
            rows.append([entry])
    return rows


def _length(row: list[Entry], between: float = BETWEEN) -> float:
    return sum(entry.width for entry in row) + between * (len(row) - 1)


def _row(row: list[Entry], rect: Rect, middle: float, colours: Colours) -> Iterator[PlacedEntry]:
    room = rect.width - 4 * PAD - _length(row, 0.0)
    between = min(BETWEEN, max(_CLOSELY, room / max(1, len(row) - 1)))
    x = rect.x + (rect.width - _length(row, between)) / 2
    for entry in row:
        yield entry_at(entry, (entry.words,), x, middle, colours)
        x += entry.width + between


def entry_at(entry: Entry, lines: Sequence[str], left: float, middle: float, colours: Colours) -> PlacedEntry:
    """An entry whose swatch begins at ``left`` and whose first line has this middle; the others stand below it."""
    swatch = Rect(left, middle - SWATCH[1] / 2, entry.lead + SWATCH[0], SWATCH[1])
    words = swatch.right + BESIDE
    runs = tuple(
        Run(
            owner=LEGEND, text=line, x=words, y=middle + LINE * index + 0.33 * SIZE, size=SIZE,
            colour=colours.ink, ground=colours.paper, start=True,
        )
        for index, line in enumerate(lines)
    )  # fmt: skip
    if not entry.partner:
        return PlacedEntry(entry=entry, swatch=swatch, runs=runs)
    behind = words + text_metrics.text_width(lines[-1], SIZE) + BESIDE
    place = Rect(behind, swatch.y + LINE * (len(lines) - 1), tag_width(entry.partner), SWATCH[1])
    return PlacedEntry(entry=entry, swatch=swatch, runs=runs, partner=place)
