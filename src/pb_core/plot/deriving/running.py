"""Smooth and cumulate: values that run along the rows."""

from msgspec.structs import replace

from pb_core.errors import InvalidSpec
from pb_core.plot.deriving.rows import column_like, complete_rows, grouped, numbers, picked, take, with_columns
from pb_core.plot.estimates.summaries import mean, running_totals
from pb_core.plot.naming import column_of
from pb_core.plot.transforms import Cumulate, Smooth
from pb_core.tables.table import Cell, Column, ColumnType, Table


def smooth(table: Table, transform: Smooth) -> Table:
    """The rows by group and order, with the centred moving average."""
    if transform.window % 2 == 0:
        message = f"The window of a moving average must be odd, and {transform.window} is even."
        raise InvalidSpec(message)
    values, order = numbers(table, transform.field), numbers(table, transform.order, times=True)
    reach = transform.window // 2
    rows: list[int] = []
    averages: list[float] = []
    for members in grouped(table, transform.groupby, complete_rows(values, order)).values():
        position = dict(zip(members, picked(order, members), strict=True))
        ordered = sorted(members, key=position.__getitem__)
        sample = picked(values, ordered)
        rows += ordered
        averages += [mean(sample[max(place - reach, 0) : place + reach + 1]) for place in range(len(sample))]
    added = column_like(column_of(table, transform.field), transform.as_, averages)
    return with_columns(table, take(table, rows).columns, [added])


def cumulate(table: Table, transform: Cumulate) -> Table:
    """The rows with the running sum before and after each, and the total if asked for."""
    values = numbers(table, transform.field)
    rows = complete_rows(values)
    sums = [0.0, *running_totals(picked(values, rows))]
    starts: list[Cell] = [*sums[:-1]]
    ends: list[Cell] = [*sums[1:]]
    columns = list(take(table, rows).columns)
    if transform.total:
        whole = sums[-1]
        columns = [_with_total(column, transform, whole) for column in columns]
        starts.append(0.0)
        ends.append(whole)
    if transform.total and transform.label is None:
        message = "cumulate needs a 'label' field for its total."
        raise InvalidSpec(message)
    if transform.label is not None and column_of(table, transform.label).type is not ColumnType.TEXT:
        message = f"The label field {transform.label!r} of cumulate must hold text."
        raise InvalidSpec(message)
    source = column_of(table, transform.field)
    added = (column_like(source, name, made) for name, made in zip(transform.as_, (starts, ends), strict=True))
    return with_columns(table, columns, added)


def _with_total(column: Column, transform: Cumulate, whole: float) -> Column:
    if column.name == transform.label:
        order = (*column.order, transform.total) if column.order else ()
        return replace(column, values=(*column.values, transform.total), order=order)
    return replace(column, values=(*column.values, whole if column.name == transform.field else None))
