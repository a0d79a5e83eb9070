"""What can be told of a spec from the columns' names and types alone."""

from msgspec.structs import replace

from pb_core.plot.checking.axes import check_axes
from pb_core.plot.checking.channels import check_layer
from pb_core.plot.grammar import PlotSpec
from pb_core.plot.layering.layers import loaded
from pb_core.tables.table import Table


def check_fields(spec: PlotSpec, table: Table) -> None:
    """Check fields, types, channels, scales and annotations; the table may be without rows.

    Raises ``InvalidSpec`` with one sentence that says what there is instead.
    """
    empty = replace(table, columns=tuple(replace(column, values=()) for column in table.columns))
    layers = loaded(spec, empty)
    for data in layers:
        check_layer(data)
    check_axes(spec, layers)
