from typing import Any

import pytest

from pb_core.domain.plots.spec import FieldType
from pb_core.domain.plots.transforms import Aggregate, Fold
from support.vega_lite import COUNT, MEAN, SITE, WHEN, V, W, layer, notes, read, refused, unit


@pytest.mark.parametrize("mark", ["point", "boxplot", "bar"])
def test_a_mark_with_one_axis_stands_on_a_category(mark: str) -> None:
    spec = read(unit(mark, x={**W, "title": "Weight"}))
    assert spec.transform == (Fold(fields=("w",), as_=("variable", "w")),)
    assert (spec.layer[0].encoding.y.type, spec.axes.y.title) == (FieldType.NOMINAL, "")


def test_statistics_come_before_the_category() -> None:
    spec = read(unit("bar", x={"aggregate": "sum", "field": "w"}, color=SITE))
    assert [type(step) for step in spec.transform] == [Aggregate, Fold]


def test_ticks_and_rules_need_one_axis_only() -> None:
    assert layer(unit("tick", x=V)).encoding.y is None
    assert layer(unit("rule", y=MEAN)).encoding.x is None


def test_what_stands_side_by_side_is_told_apart_by_colour() -> None:
    made = layer(unit("bar", x=SITE, y=MEAN, xOffset={"field": "size"}))
    assert (made.encoding.offset, made.encoding.color.field) == ("size", "size")
    assert layer(unit("boxplot", x=SITE, y=V, color={"field": "ok"})).encoding.offset == "ok"


def test_lines_are_told_apart_by_one_field_and_run_along_an_order() -> None:
    made = layer(unit("line", x=V, y=W, detail=SITE, order={"field": "year"}))
    assert (made.encoding.detail, made.encoding.order) == ("site", "year")
    two = unit("line", x=V, y=W, detail=[SITE, {"field": "ok"}])
    assert "encoding.detail: lines are told apart by one field" in refused(two)
    assert "in the order of the legend" in notes(unit("bar", x=SITE, y=COUNT, order={"field": "ok"}))


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (unit("bar", x={"aggregate": "sum", "field": "w"}, y=V), "encoding.y: bars that stand on a quantitative y"),
        (unit("bar", x=SITE), "needs both x and y"),
        (
            unit("bar", x=SITE, y={"field": "v"}),
            "encoding.y.type: is missing, and 'v' nominal then: write quantitative",
        ),
        (unit("line", x={"field": "when"}, y=SITE), "encoding.x.type: is missing, and 'when' nominal then"),
        (unit("bar"), "needs x and y"),
    ],
)
def test_what_cannot_stand_is_refused(document: dict[str, Any], said: str) -> None:
    assert said in refused(document)


def test_cells_of_times_are_categories() -> None:
    made = layer(unit("rect", x={**WHEN, "timeUnit": "yearmonth"}, y=SITE, color=COUNT))
    assert made.encoding.x.type is FieldType.ORDINAL
