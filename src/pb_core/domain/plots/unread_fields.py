"""Fields that a plot must not show, since most of their cells are quantities and some cannot be read."""

from collections.abc import Iterator

from pb_core.domain.plots.spec import Channel, Encoding, PlotSpec
from pb_core.domain.plots.transforms import COUNTING, Aggregate
from pb_core.domain.tables.table import Table
from pb_core.errors import NotPlottable


def check_readable(spec: PlotSpec, table: Table) -> None:
    """Hold a specification against the cells that could not be read.

    A column with such cells may name categories beside a measure of their own; it is no measure, and its rows are not
    counted in its place.

    Raises:
        NotPlottable: with the table's sentence about the cells and how to write them.
    """
    unread = {column.name: column.unread for column in table.columns if column.unread}
    if not unread:
        return
    measured = set(_measured(spec))
    shown = {channel.field for layer in spec.layer for channel in _channels(layer.encoding)}
    for field, sentence in unread.items():
        if field in measured or (field in shown and _counts_rows(spec)):
            raise NotPlottable(sentence)


def _channels(encoding: Encoding) -> Iterator[Channel]:
    for name in ("x", "y", "theta", "color", "shape", "size", "text"):
        channel = getattr(encoding, name)
        if channel is not None:
            yield channel


def _measured(spec: PlotSpec) -> Iterator[str]:
    """The fields that are shown or computed from as quantities or times."""
    for layer in spec.layer:
        yield from (channel.field for channel in _channels(layer.encoding) if not channel.type.discrete)
    for transform in (*spec.transform, *(one for layer in spec.layer for one in layer.transform)):
        for name in ("field", "x", "y", "score", "probability", "order"):
            value = getattr(transform, name, None)
            if isinstance(value, str):
                yield value
        yield from (measure.field for measure in getattr(transform, "measures", ()) if measure.field)
        yield from getattr(transform, "fields", ())


def _counts_rows(spec: PlotSpec) -> bool:
    transforms = (*spec.transform, *(one for layer in spec.layer for one in layer.transform))
    return any(
        isinstance(transform, Aggregate) and any(measure.op in COUNTING for measure in transform.measures)
        for transform in transforms
    )
