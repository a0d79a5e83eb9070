"""Both computations of a transform over columns that are given by name: the core's and the drawing's."""

from collections.abc import Callable

import pytest

from pb_adapters.drawing.plots.frames.columns import columns_of
from pb_adapters.drawing.plots.frames.transforms import derive
from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.transforms import Transform
from pb_core.domain.tables.table import Cell
from pb_core.testing.memory.plots import table_of

Columns = dict[str, list[Cell]]
Compute = Callable[..., Columns]


def expected(transform: Transform, **columns: list[Cell]) -> Columns:
    """What the proof rests on."""
    made = apply(table_of(**columns), (transform,))
    return {column.name: list(column.values) for column in made.columns}


def drawn(transform: Transform, **columns: list[Cell]) -> Columns:
    """What is drawn."""
    made = derive(columns_of(table_of(**columns)), (transform,))
    return {column.name: [column.cell(value) for value in column.values.tolist()] for column in made.columns}


both = pytest.mark.parametrize("compute", [expected, drawn])
