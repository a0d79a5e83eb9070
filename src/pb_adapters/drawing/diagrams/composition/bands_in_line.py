"""Where the members of bands begin and end once the panels of all bands of a node line up."""

import itertools
from collections.abc import Mapping

from pb_adapters.drawing.diagrams.composition.alignment import Place
from pb_adapters.drawing.diagrams.composition.cuts import Row, lined_up
from pb_adapters.drawing.diagrams.composition.slots import Span
from pb_adapters.drawing.diagrams.composition.tree import Bands, Extent, is_panel


def in_line(node: Bands, spans: Mapping[Place, Span], extents: Mapping[Place, Extent]) -> dict[Place, Span]:
    """The new spans of members that move where the bands that hold panels begin, end and are cut alike.

    ``spans`` and ``extents`` are those of every member across the bands.
    """
    rows: dict[int, Row] = {}
    for b, band in enumerate(node.bands):
        panels = frozenset(m for m, member in enumerate(band) if is_panel(member))
        if panels:
            lengths = [end - start for start, end in (spans[b, m] for m in range(len(band)))]
            spaces = [spans[b, n][0] - spans[b, m][1] for m, n in itertools.pairwise(range(len(band)))]
            rows[b] = Row(lengths, spaces, [extents[b, m].least for m in range(len(band))], panels)
    lined_up(list(rows.values()))
    found = {(b, m): span for b, row in rows.items() for m, span in enumerate(row.spans())}
    return {place: span for place, span in found.items() if span != spans[place]}
