"""A table, and specifications of it in Vega-Lite that are read or refused."""

from typing import Any

import pytest

from pb_adapters.notation.vega_lite import read_vega_lite
from pb_core.domain.plots.spec import Layer, PlotSpec
from pb_core.domain.plots.validation import check_spec
from pb_core.domain.tables.table import Column, ColumnType, Shape, Table, TimeUnit
from pb_core.domain.tables.times import year_of
from pb_core.errors import InvalidRequest
from support.tables import column_of

DAY = 86_400
MONTHS = tuple(DAY * days for days in (0, 31, 59, 90, 120, 151, 181, 212))
TABLE = Table(
    shape=Shape.RECORDS,
    columns=(
        column_of("site", ["b", "a", "b", "a", "c", "c", "a", "b"], times=False, unit=""),
        column_of("size", ["8K", "1K", "32K", "8K", "1K", "32K", "8K", "1K"], times=False, unit=""),
        column_of("v", [3.0, 5.0, 1.0, None, 8.0, 2.0, 6.0, 4.0], times=False, unit=""),
        column_of("w", [10, 20, 30, 40, 50, 60, 70, 80], times=False, unit=""),
        column_of("e", [0.5, 0.4, 0.1, 0.2, 0.8, 0.2, 0.6, 0.4], times=False, unit=""),
        column_of("ok", [True, False, True, True, False, False, True, False], times=False, unit=""),
        column_of("when", list(MONTHS), times=True, unit=""),
        Column(
            name="year", type=ColumnType.TIME, values=tuple(map(year_of, range(1998, 2006))), time_unit=TimeUnit.YEAR
        ),
        column_of("a.b", [1, 2, 3, 4, 5, 6, 7, 8], times=False, unit=""),
    ),
)

V: dict[str, Any] = {"field": "v", "type": "quantitative"}
W: dict[str, Any] = {"field": "w", "type": "quantitative"}
SITE: dict[str, Any] = {"field": "site", "type": "nominal"}
WHEN: dict[str, Any] = {"field": "when", "type": "temporal"}
MEAN: dict[str, Any] = {"aggregate": "mean", "field": "v"}
COUNT: dict[str, Any] = {"aggregate": "count"}


def unit(mark: object = "point", **encoding: object) -> dict[str, Any]:
    """A view of one mark."""
    return {"mark": mark, "encoding": encoding}


def read(document: dict[str, Any]) -> PlotSpec:
    """The plot that a specification states, which fits the table."""
    spec, _ = read_vega_lite(document, TABLE)
    check_spec(spec, TABLE)
    return spec


def notes(document: dict[str, Any]) -> str:
    """What of a specification was not followed."""
    return "\n".join(read_vega_lite(document, TABLE)[1])


def layer(document: dict[str, Any]) -> Layer:
    """The only layer that a specification states."""
    (only,) = read(document).layer
    return only


def refused(document: dict[str, Any] | str) -> str:
    """The sentence with which a specification is refused."""
    with pytest.raises(InvalidRequest) as caught:
        read_vega_lite(document, TABLE)
    return str(caught.value)
