"""Missing values: how many cells of the fields that a plot computes from are empty, and are left out.

They are counted over the rows that the plot keeps, and only what is shown is spoken of.
"""

from collections.abc import Iterator
from itertools import takewhile

from msgspec.json import encode

from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.transforms import Filter, Limit, Transform
from pb_core.domain.tables.raw_values import shown
from pb_core.domain.tables.table import Table


def missing_values(spec: PlotSpec, table: Table) -> tuple[str, ...]:
    """A sentence about each field of the caller's table whose missing values the plot leaves out."""
    notes = []
    picking = takewhile(lambda one: isinstance(one, Filter | Limit), spec.transform)
    kept = apply(table, tuple(one for one in picking if not _is_bare(one)))
    for name in dict.fromkeys(_inputs(spec)):
        column = kept.column(name)
        count = 0 if column is None else column.values.count(None)
        if count:
            verb = "is" if count == 1 else "are"
            notes.append(f"{count:,} of {kept.rows:,} values of {name!r} {verb} missing and left out")
    return tuple(notes)


def _is_bare(transform: Transform) -> bool:
    """Whether a filter keeps whatever has a value."""
    return isinstance(transform, Filter) and transform == Filter(field=transform.field)


def table_notes(spec: PlotSpec, table: Table) -> tuple[str, ...]:
    """What the reader of the table noted, of columns that the plot does not use excepted."""
    written = encode(spec)
    unused = tuple(f"{shown(one.name)} has " for one in table.columns if encode(one.name) not in written)
    return tuple(note for note in table.notes if not note.startswith(unused))


def _inputs(spec: PlotSpec) -> Iterator[str]:
    for layer in spec.layer:
        encoding = layer.encoding
        for channel in (encoding.x, encoding.y, encoding.theta, encoding.size, encoding.color):
            if channel is not None and not channel.type.discrete:
                yield channel.field
        spreads = (spread for spread in (encoding.x_error, encoding.y_error) if spread is not None)
        yield from (name for one in spreads for name in (one.delta, one.low, one.high) if name)
    for transform in (*spec.transform, *(one for layer in spec.layer for one in layer.transform)):
        for name in ("field", "x", "y", "score", "label", "probability"):
            value = getattr(transform, name, None)
            if isinstance(value, str):
                yield value
        yield from (measure.field for measure in getattr(transform, "measures", ()) if measure.field)
        yield from getattr(transform, "fields", ())
