"""Filter, Fold and Limit: other rows, the same values."""

import numpy as np

from pb_adapters.plots.frames.columns import Data, Vector, texts
from pb_adapters.plots.frames.model import Floats
from pb_core.errors import InvalidSpec
from pb_core.plot.transforms import Filter, Fold, Limit
from pb_core.tables.table import ColumnType


def keep(data: Data, transform: Filter) -> Data:
    """The rows that the filter keeps."""
    column = data.column(transform.field)
    kept = column.present
    if transform.one_of:
        categories = column.categories()
        wanted = [place for place, label in enumerate(categories.labels) if label in transform.one_of]
        kept &= np.isin(categories.codes, wanted)
    if transform.low is not None:
        kept &= data.numbers(transform.field, times=True).values >= transform.low
    if transform.high is not None:
        kept &= data.numbers(transform.field, times=True).values <= transform.high
    return data.take(np.flatnonzero(kept))


def fold(data: Data, transform: Fold) -> Data:
    """One row for each row and folded field."""
    folded = [data.column(field) for field in transform.fields]
    if len({column.type for column in folded}) > 1:
        message = f'The fields folded into "{transform.as_[1]}" hold values of different types.'
        raise InvalidSpec(message)
    others = Data(tuple(column for column in data.columns if column.name not in transform.fields))
    key = texts(transform.as_[0], list(transform.fields) * data.rows)
    return others.take(np.repeat(np.arange(data.rows), len(folded))).add(key, _interleaved(folded, transform.as_[1]))


def limit(data: Data, transform: Limit) -> Data:
    """The rows with the largest or smallest values."""
    data = data.where(transform.field)
    values = data.numbers(transform.field, times=True).values
    order = np.argsort(values if transform.pick == "smallest" else -values, kind="stable")
    return data.take(np.sort(order[: transform.count]))


def _interleaved(columns: list[Vector], name: str) -> Vector:
    first = columns[0]
    vocabulary = tuple(dict.fromkeys(text for column in columns for text in column.texts))
    values = np.column_stack([_recoded(column, vocabulary) for column in columns]).reshape(-1)
    return Vector(
        name=name,
        type=first.type,
        values=values,
        texts=vocabulary,
        unit=first.unit if len({column.unit for column in columns}) == 1 else "",
        time_unit=first.time_unit if len({column.time_unit for column in columns}) == 1 else None,
    )


def _recoded(column: Vector, vocabulary: tuple[str, ...]) -> Floats:
    if column.type is not ColumnType.TEXT or column.texts == vocabulary:
        return column.values
    places = {text: place for place, text in enumerate(vocabulary)}
    table = np.array([places[text] for text in column.texts] or [0], dtype=np.float64)
    recoded = table[np.nan_to_num(column.values).astype(np.int64)]
    return np.where(column.present, recoded, np.nan)
