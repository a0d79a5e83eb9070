"""A layer without items says what left it empty and what to do about it."""

import re

import pytest
from msgspec.structs import replace

from pb_core.domain.plots.empty_layers import why_empty
from pb_core.domain.plots.estimators import Schedule, Survival
from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.resolved_layers import loaded
from pb_core.domain.plots.spec import PlotSpec
from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.transforms import Calibration, Density, Filter, Limit, Regression, Roc, Transform
from pb_core.domain.plots.validation import check_spec
from pb_core.domain.tables.table import Column, ColumnType, TimeUnit
from pb_core.errors import InvalidSpec
from pb_core.testing.memory.plots import table_of
from support.channels import layer, nominal, quantity

DAYS = Column(name="day", type=ColumnType.TIME, values=(0, 86_400, None), time_unit=TimeUnit.DAY)
ROWS = table_of(
    g=["a", "b", "a"], constant=[3.3, 3.3, 3.3], x=[-2.0, -1.0, 5.0], none=[None, None, None], b=[True, True, True],
    s=[0.1, 0.2, 0.3],
)  # fmt: skip
TABLE = replace(ROWS, columns=(*ROWS.columns, DAYS))


@pytest.mark.parametrize(
    ("transforms", "sentence"),
    [
        ((Density(field="constant"),), "two different values of 'constant' in a group.*points or a histogram"),
        (
            (Regression(x="constant", y="x", as_=("at", "fit", "lo", "hi")),),
            "different values of 'constant'.*leave",
        ),
        ((Regression(x="x", y="s", log_x=True, as_=("at", "fit", "lo", "hi")),), "three points above 0"),
        ((Roc(score="s", label="b"),), "both classes of 'b'.*say which value is positive"),
        ((Filter(field="g", one_of=("A",)),), "keeps 'A' of 'g'; closest: 'a'"),
        ((Filter(field="g", one_of=("zz",)),), "keeps 'zz' of 'g'; there are 'a', 'b'"),
        ((Filter(field="x", low=7),), "'x' runs from -2 to 5"),
        ((Filter(field="day", low=1e9),), "'day' runs from 1970-01-01 to 1970-01-02"),
        ((Filter(field="none", low=1),), "every value of 'none', which it filters, is missing"),
        ((Filter(field="g", one_of=("a",)), Filter(field="g", one_of=("b",))), "keeps 'b' of 'g'; there are 'a'"),
        ((Limit(field="none", count=1),), "all that its limit computes from"),
        ((Calibration(probability="none", label="b"),), "all that its calibration computes from"),
        ((), "no row has all the values that it needs"),
    ],
)
@pytest.mark.parametrize("own", [False, True], ids=["shared", "own"])
def test_the_transform_that_leaves_no_row_is_named(
    transforms: tuple[Transform, ...],
    sentence: str,
    own: bool,  # noqa: FBT001 - parametrized
) -> None:
    needed = "none" if not transforms else next(iter(apply(TABLE, transforms).columns)).name
    points = layer(MarkType.TICK, x=quantity(needed), transform=transforms if own else ())
    spec = PlotSpec(layer=(points,), transform=() if own else transforms)
    (data,) = loaded(spec, TABLE)
    assert not data.rows
    assert re.search(sentence, why_empty(data, spec, TABLE))


CURVE = layer(MarkType.LINE, x=quantity("time"), y=quantity("survival"))
TICKS = layer(MarkType.TICK, x=quantity("time"), y=quantity("survival"), transform=(Filter(field="censored times"),))
LIVES = PlotSpec(transform=(Survival(time="t", event="e"),), layer=(CURVE, TICKS))
TASKS = layer(MarkType.BAR, x=quantity("task start"), x2="task end", y=nominal("g"))
POINTS = layer(MarkType.POINT, x=quantity("milestone"), y=nominal("g"))
PLAN = PlotSpec(transform=(Schedule(start="a", end="b"),), layer=(TASKS, POINTS))


@pytest.mark.parametrize(
    ("spec", "columns"),
    [
        (LIVES, {"t": [1, 2], "e": [1, 1]}),
        (PLAN, {"a": [1, 2], "b": [3, 4], "g": ["x", "y"]}),
        (PLAN, {"a": [1, 2], "b": [None, None], "g": ["x", "y"]}),
    ],
)
def test_what_need_not_be_there_may_be_missing(spec: PlotSpec, columns: dict[str, list[object]]) -> None:
    check_spec(spec, table_of(**columns))


@pytest.mark.parametrize(
    ("spec", "columns", "sentence"),
    [
        (PLAN, {"a": [None], "b": [None], "g": ["x"]}, r"Layer 1 \(bar\) has nothing to show"),
        (replace(LIVES, layer=(TICKS,)), {"t": [1, 2], "e": [1, 1]}, r"Layer 1 \(tick\) has nothing to show"),
    ],
)
def test_a_plot_must_show_something(spec: PlotSpec, columns: dict[str, list[object]], sentence: str) -> None:
    with pytest.raises(InvalidSpec, match=sentence):
        check_spec(spec, table_of(**columns))
