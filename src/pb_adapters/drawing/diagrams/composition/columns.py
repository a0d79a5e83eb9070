"""How long the bands of a node are, as they like or lined up with rows above and below, and where they begin."""

from pb_adapters.drawing.diagrams.composition.cuts import Row, lined_up
from pb_adapters.drawing.diagrams.composition.extents import Sizes
from pb_adapters.drawing.diagrams.composition.slots import Span, equalled, shared
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, is_panel, rows_of


class Columns:
    """The lengths of the bands of every node of one tree; those of rows that line up are kept."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._known: dict[int, tuple[list[int], list[int]]] = {}

    def lines_up(self, node: Bands) -> bool:
        """Whether a node is a row that lines up with others."""
        return id(node) in self._known

    def along(self, node: Bands, length: int) -> tuple[list[int], list[int], int]:
        """How long the bands and the gaps between them are, and what is left over."""
        if self.lines_up(node):
            lengths, spaces = self._known[id(node)]
            return lengths, spaces, length - sum(lengths) - sum(spaces)
        lengths, spaces, left = self._sizes.shared_along(node, length)
        if any(is_panel(m) for band in node.bands for m in band):
            return _stretched(lengths, left), spaces, 0
        lengths = equalled(lengths, [self._sizes.band_length(band, down=node.down) for band in node.bands])
        return lengths, spaces, length - sum(lengths) - sum(spaces)

    def align(self, node: Bands, breadth: int) -> None:
        """Let rows of leaves that have equally many stand in columns, and panels of other rows line up."""
        rows = rows_of(node)
        plain = [row for row in rows if not any(isinstance(m, Bands) for band in row.bands for m in band)]
        for count in sorted({len(row.bands) for row in plain}):
            self._in_columns([row for row in plain if len(row.bands) == count], breadth)
        self._line_up(rows, breadth)

    def _line_up(self, rows: list[Bands], breadth: int) -> None:
        """Let rows of panels begin and end alike, and be cut alike."""
        found = []
        for row in rows:
            lengths, spaces, _ = self.along(row, breadth - row.corridor)
            panels = frozenset(i for i, band in enumerate(row.bands) if any(map(is_panel, band)))
            least = [self._sizes.band_length(band, down=row.down).least for band in row.bands]
            found.append(Row(list(lengths), list(spaces), least, panels))
        lined_up(found)
        for row, cut in zip(rows, found, strict=True):
            if len(rows) > 1 and cut.panels:
                self._known[id(row)] = cut.lengths, cut.spaces

    def _in_columns(self, rows: list[Bands], breadth: int) -> None:
        lengths = [[self._sizes.band_length(band, down=row.down) for band in row.bands] for row in rows]
        gaps = [self._sizes.gaps(row) for row in rows]
        columns = [_largest(column) for column in zip(*lengths, strict=True)]
        between = [_largest(column) for column in zip(*gaps, strict=True)]
        if len(rows) > 1 and sum(e.least for e in (*columns, *between)) <= breadth:
            for row in rows:
                self._known[id(row)] = shared(breadth, columns, between)


def around(lengths: list[int], spaces: list[int], left: int, *, inset: bool = True) -> list[Span]:
    """One span after the other, with what is left over shared among all gaps and, if ``inset``, by halves both ends."""
    inset = inset or len(lengths) == 1
    share = left // (len(lengths) if inset else len(lengths) - 1)
    return _chained(lengths, [space + share for space in spaces], (share + 1) // 2 if inset else 0)


def apart(lengths: list[int], spaces: list[int], left: int, edge: int) -> list[Span]:
    """One span after the other, with gaps as long as what is free at both ends, where ``edge`` cells are already."""
    between = max(spaces, default=0)
    end = max(0, (left + (between - edge) * len(spaces)) // (len(lengths) + 1))
    share = (left - 2 * end) // len(spaces) if spaces else 0
    return _chained(lengths, [space + share for space in spaces], end)


def spread(lengths: list[int], spaces: list[int], left: int) -> list[Span]:
    """One span after the other from end to end; where gaps would be longer than a usual span, in the middle."""
    if len(lengths) == 1:
        return around(lengths, spaces, left)
    share = min(left // len(spaces), max(0, sum(lengths) // len(lengths) - max(spaces)))
    return _chained(lengths, [space + share for space in spaces], (left - share * len(spaces)) // 2)


def _chained(lengths: list[int], spaces: list[int], start: int) -> list[Span]:
    found = []
    for length, space in zip(lengths, [*spaces, 0], strict=True):
        found.append((start, start + length))
        start += length + space
    return found


def _largest(extents: tuple[Extent, ...]) -> Extent:
    return Extent(max(e.least for e in extents), max(e.preferred for e in extents), max(e.most for e in extents))


def _stretched(lengths: list[int], more: int) -> list[int]:
    """The lengths with ``more`` cells shared among them."""
    count = len(lengths)
    return [size + more * (i + 1) // count - more * i // count for i, size in enumerate(lengths)]
