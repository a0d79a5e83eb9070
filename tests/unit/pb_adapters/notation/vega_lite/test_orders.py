from typing import Any

import pytest

from pb_core.domain.plots.spec import Sort
from support.vega_lite import COUNT, MEAN, SITE, V, W, notes, read, refused, unit

SIZE = {"field": "size", "type": "ordinal"}


@pytest.mark.parametrize(
    ("x", "sort", "values"),
    [
        (SITE, Sort.ASCENDING, ()),
        (SIZE, None, ()),
        ({**SITE, "sort": None}, Sort.DATA, ()),
        ({**SITE, "sort": "descending"}, Sort.DESCENDING, ()),
        ({**SIZE, "sort": "descending"}, None, ("32K", "8K", "1K")),
        ({**SITE, "sort": "-y"}, Sort.VALUE_DOWN, ()),
        ({**SITE, "sort": {"encoding": "y"}}, Sort.VALUE, ()),
        ({**SITE, "sort": ["c", "z", "a"]}, Sort.ASCENDING, ("c", "a")),
        ({**SITE, "sort": {"op": "max", "field": "w", "order": "descending"}}, None, ("b", "a", "c")),
        ({**SITE, "sort": {"op": "count"}}, None, ("c", "b", "a")),
        ({**SITE, "sort": {"field": "w", "order": None}}, Sort.DATA, ()),
        ({"field": "w", "sort": "descending"}, Sort.DESCENDING, ()),
        ({**SITE, "scale": {"domain": ["c", "b", "a"]}}, Sort.ASCENDING, ("c", "b", "a")),
    ],
)
def test_categories_come_in_the_order_that_is_stated(
    x: dict[str, Any], sort: Sort | None, values: tuple[str, ...]
) -> None:
    axis = read(unit("bar", x=x, y=MEAN)).axes.x
    assert (axis.sort, axis.values) == (sort, values)


def test_a_statistic_of_parts_is_taken_of_all_rows() -> None:
    spec = read(unit("point", x=MEAN, y={**SITE, "sort": "-x"}, color=SIZE))
    assert spec.axes.y.values == ("a", "c", "b")  # 5.5, 5, 2.67


@pytest.mark.parametrize(
    ("y", "values"),
    [
        ({"sort": ["apr", "January"]}, ("Apr", "Jan")),
        ({"type": "ordinal"}, ()),
        ({}, ("Aug", "Jul", "Jun", "May", "Apr", "Mar", "Feb", "Jan")),
    ],
)
def test_months_are_known_by_any_name_and_rise_on_y(y: dict[str, Any], values: tuple[str, ...]) -> None:
    spec = read(unit("bar", y={"field": "when", "timeUnit": "month", **y}, x=MEAN))
    assert spec.axes.y.values == values


def test_categories_that_are_not_there_are_named() -> None:
    assert "plan.encoding.x.sort: 'z' is not among the data" in notes(unit("bar", x={**SITE, "sort": ["z"]}, y=MEAN))
    assert "'z' and 2 more are not among" in notes(unit("bar", x={**SITE, "sort": ["z", None, 5]}, y=MEAN))


@pytest.mark.parametrize(
    ("sort", "said"),
    [
        ("size", "sort: 'size' is no channel of this view"),
        (5, "sort: is no order that is known"),
        ({"field": "gone"}, "sort.field: there is no field 'gone'"),
        ({"op": "mean"}, "sort: must name a field"),
        ({"op": "mean", "field": "size"}, "numbers are needed"),
        ({"field": "w", "order": "up"}, "sort.order: must be"),
    ],
)
def test_other_orders_are_refused(sort: object, said: str) -> None:
    assert said in refused(unit("bar", x={**SITE, "sort": sort}, y=MEAN))


@pytest.mark.parametrize(
    ("sort", "values"),
    [
        ({}, ("a", "b", "c")),
        ({"sort": "descending"}, ("c", "b", "a")),
        ({"sort": ["b"]}, ("b",)),
        ({"sort": None}, ()),
        ({"sort": {"op": "min", "field": "w", "order": "descending"}}, ("c", "a", "b")),
    ],
)
def test_panels_come_in_the_order_that_is_stated(sort: dict[str, Any], values: tuple[str, ...]) -> None:
    assert read(unit("point", x=V, y=W, column={**SITE, **sort})).facet.values == values


def test_panels_are_not_sorted_by_what_they_show() -> None:
    assert "panels are sorted by a field" in refused(unit("bar", x=SIZE, y=COUNT, column={**SITE, "sort": "y"}))


def test_a_quantity_that_descends_turns_its_axis() -> None:
    assert read(unit("point", x={**V, "sort": "descending"}, y=W)).axes.x.scale.reverse
