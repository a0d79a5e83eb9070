"""How long the bands of a node are: as they like, or as those of the rows above and below so that they line up."""

from pb_adapters.drawing.diagrams.composition.cuts import Row, lined_up
from pb_adapters.drawing.diagrams.composition.extents import Sizes
from pb_adapters.drawing.diagrams.composition.slots import shared
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, Node, is_panel


class Columns:
    """The lengths of the bands of every node of one tree; those of rows that line up are kept."""

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._known: dict[int, tuple[list[int], list[int]]] = {}

    def along(self, node: Bands, length: int) -> tuple[list[int], list[int], int]:
        """How long the bands and the gaps between them are, and what is left over."""
        if id(node) in self._known:
            lengths, spaces = self._known[id(node)]
            return lengths, spaces, length - sum(lengths) - sum(spaces)
        lengths, spaces, left = self._sizes.shared_along(node, length)
        if any(is_panel(m) for band in node.bands for m in band):
            return _stretched(lengths, left), spaces, 0
        lengths = _alike(lengths, [self._sizes.band_length(band, down=node.down) for band in node.bands])
        return lengths, spaces, length - sum(lengths) - sum(spaces)

    def align(self, node: Bands, breadth: int) -> None:
        """Let rows of leaves that have equally many stand in columns, and the outer panels of other rows line up."""
        alone = [band[0] for band in node.bands if len(band) == 1]
        rows = [row for row in alone if isinstance(row, Bands) and row.down != node.down and not row.frame]
        plain = [row for row in rows if not any(isinstance(m, Bands) for band in row.bands for m in band)]
        for count in sorted({len(row.bands) for row in plain}):
            self._in_columns([row for row in plain if len(row.bands) == count], breadth)
        for ends in (False, True):
            self._align_panels([row for row in rows if any(map(_has_panel, row.bands))], breadth, ends=ends)
        self._line_up(rows, breadth)

    def _line_up(self, rows: list[Bands], breadth: int) -> None:
        """Let rows of panels that are cut nearly alike be cut alike."""
        found = []
        for row in rows:
            lengths, spaces, _ = self.along(row, breadth - row.corridor)
            panels = frozenset(i for i, band in enumerate(row.bands) if all(map(is_panel, band)))
            least = [self._sizes.band_length(band, down=row.down).least for band in row.bands]
            found.append(Row(list(lengths), list(spaces), least, panels))
        lined_up(found)
        for row, cut in zip(rows, found, strict=True):
            if len(rows) > 1 and len(cut.panels) > 1:
                self._known[id(row)] = cut.lengths, cut.spaces

    def _align_panels(self, rows: list[Bands], breadth: int, *, ends: bool) -> None:
        """Let the first panels of rows that begin with elements begin alike, or the last ones end alike."""
        before = []
        for row in rows:
            lengths, spaces, _ = self.along(row, breadth - row.corridor)
            order = range(len(lengths))[::-1] if ends else range(len(lengths))
            first = next(i for i in order if _has_panel(row.bands[i]))
            outer = [i for i in order if (i > first if ends else i < first)]
            if outer:
                before.append((row, first, outer[0], sum(lengths[i] + spaces[i - ends] for i in outer)))
        widest = max((length for *_, length in before), default=0)
        for row, first, outside, length in before:
            lengths, spaces, left = self.along(row, breadth - row.corridor)
            least = self._sizes.band_length(row.bands[first], down=row.down).least
            if 0 < widest - length <= lengths[first] - least and not left:
                lengths = list(lengths)
                lengths[outside] += widest - length
                lengths[first] -= widest - length
                self._known[id(row)] = lengths, spaces

    def _in_columns(self, rows: list[Bands], breadth: int) -> None:
        lengths = [[self._sizes.band_length(band, down=row.down) for band in row.bands] for row in rows]
        gaps = [self._sizes.gaps(row) for row in rows]
        columns = [_largest(column) for column in zip(*lengths, strict=True)]
        between = [_largest(column) for column in zip(*gaps, strict=True)]
        if len(rows) > 1 and sum(e.least for e in (*columns, *between)) <= breadth:
            for row in rows:
                self._known[id(row)] = shared(breadth, columns, between)


def _has_panel(band: tuple[Node, ...]) -> bool:
    return any(is_panel(member) for member in band)


def _largest(extents: tuple[Extent, ...]) -> Extent:
    return Extent(max(e.least for e in extents), max(e.preferred for e in extents), max(e.most for e in extents))


def _alike(lengths: list[int], extents: list[Extent]) -> list[int]:
    """The lengths with those of bands that may be equally long made equal, and even as blocks are."""
    least: dict[tuple[int, int], int] = {}
    for size, extent in zip(lengths, extents, strict=True):
        kind = (extent.preferred, extent.most)
        least[kind] = min(size, least.get(kind, size))
    return [max(e.least, least[e.preferred, e.most] // 2 * 2) for e in extents]


def _stretched(lengths: list[int], more: int) -> list[int]:
    """The lengths with ``more`` cells shared among them."""
    count = len(lengths)
    return [size + more * (i + 1) // count - more * i // count for i, size in enumerate(lengths)]
