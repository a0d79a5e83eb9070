"""Missing values: how many cells of the fields that a plot computes from are empty, and are left out."""

from collections.abc import Iterator

from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.tables.table import Table


def missing_values(spec: PlotSpec, table: Table) -> tuple[str, ...]:
    """A sentence about each field of the caller's table whose missing values the plot leaves out."""
    notes = []
    for name in dict.fromkeys(_inputs(spec)):
        column = table.column(name)
        count = 0 if column is None else column.values.count(None)
        if count:
            verb = "is" if count == 1 else "are"
            notes.append(f"{count:,} of {table.rows:,} values of {name!r} {verb} missing and left out")
    return tuple(notes)


def _inputs(spec: PlotSpec) -> Iterator[str]:
    for layer in spec.layer:
        encoding = layer.encoding
        for channel in (encoding.x, encoding.y, encoding.theta, encoding.size, encoding.color):
            if channel is not None and not channel.type.discrete:
                yield channel.field
    for transform in (*spec.transform, *(one for layer in spec.layer for one in layer.transform)):
        for name in ("field", "x", "y", "score", "label", "probability"):
            value = getattr(transform, name, None)
            if isinstance(value, str):
                yield value
        yield from (measure.field for measure in getattr(transform, "measures", ()) if measure.field)
        yield from getattr(transform, "fields", ())
