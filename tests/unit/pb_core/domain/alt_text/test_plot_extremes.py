"""Extremes of plots: what the data hold, written as the axis writes it, and whose it is where one item has it."""

from pb_core.domain.alt_text.plot_extremes import Extremes, extremes, extremes_by_series
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.resolved_plot import resolve
from pb_core.domain.plots.spec import (
    Axes,
    Axis,
    Channel,
    Encoding,
    FieldType,
    Format,
    Layer,
    PlotSpec,
    Stack,
    Style,
)
from pb_core.domain.tables.table import Table
from support.tables import tabled

NAME = Channel(field="name", type=FieldType.NOMINAL)
VALUE = Channel(field="value", type=FieldType.QUANTITATIVE)


def found(table: Table, mark: MarkType = MarkType.BAR, axes: Axes = Axes(), **channels: object) -> Extremes | None:  # noqa: B008 - frozen
    encoding = Encoding(**({"x": NAME, "y": VALUE} | channels))
    return extremes(resolve(PlotSpec(layer=(Layer(mark=Mark(type=mark), encoding=encoding),), axes=axes), table))


def test_a_value_that_several_items_have_is_of_none() -> None:
    told = found(tabled(name=["a", "b", "c"], value=[1, 1, 2.5]))
    assert told is not None
    assert told.words == "1.0 to 2.5 (c)"


def test_numbers_are_written_as_the_axis_writes_them() -> None:
    percent = Axes(y=Axis(format=Format(style=Style.PERCENT)))
    told = found(tabled(name=["a", "b"], value=[0.5, 0.25]), axes=percent)
    assert told is not None
    assert told.words == "25% (b) to 50% (a)"


def test_missing_values_do_not_count() -> None:
    told = found(tabled(name=["a", "b", "c"], value=[None, 3, 4]))
    assert told is not None
    assert told.bare == "3 to 4"


def test_one_value_is_told_once() -> None:
    told = found(tabled(name=["a"], value=[3]))
    assert told is not None
    assert (told.words, told.bare) == ("3", "3")


def test_summaries_tell_of_no_item() -> None:
    told = found(tabled(name=["a", "a", "b", "b"], value=[1, 2, 3, 4]), MarkType.BOXPLOT)
    assert told is not None
    assert told.words == "1 to 4"


def test_times_are_written_as_far_as_they_were_given() -> None:
    day = 86_400
    when = Channel(field="when", type=FieldType.TEMPORAL)
    told = found(tabled(("when",), name=["a", "b"], when=[0, day]), MarkType.POINT, y=when)
    assert told is not None
    assert told.bare == "1970-01-01 to 1970-01-02"


def test_items_between_two_ends_have_none() -> None:
    table = tabled(name=["a", "b"], value=[1, 2], end=[3, 4])
    assert found(table, y2="end") is None


def test_shares_of_sums_have_none() -> None:
    assert found(tabled(name=["a", "b"], value=[1, 2]), stack=Stack.NORMALIZE, color=NAME) is None


def test_categories_have_none() -> None:
    assert found(tabled(name=["a", "b"], value=[1, 2]), MarkType.POINT, y=NAME) is None


def test_each_series_has_its_own() -> None:
    table = tabled(name=["a", "a", "b", "b"], step=[1, 2, 1, 2], value=[1, 2, 3, None])
    step = Channel(field="step", type=FieldType.QUANTITATIVE)
    layer = Layer(mark=Mark(type=MarkType.LINE), encoding=Encoding(x=step, y=VALUE, color=NAME))
    told = extremes_by_series(resolve(PlotSpec(layer=(layer,)), table))
    assert {name: each.bare for name, each in told.items()} == {"a": "1 to 2", "b": "3"}
