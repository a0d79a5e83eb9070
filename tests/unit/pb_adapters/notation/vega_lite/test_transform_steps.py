from typing import Any

import pytest

from pb_core.domain.plots.transforms import (
    Aggregate,
    Bin,
    BinRule,
    Cumulate,
    Density,
    Fold,
    Measure,
    Op,
    Period,
    PeriodUnit,
    Regression,
    Smooth,
    Transform,
)  # fmt: skip
from support.vega_lite import V, W, read, refused, unit


def stepped(step: dict[str, Any], x: str = "v", y: str = "w") -> dict[str, Any]:
    places = {name: {"field": field, "type": "quantitative"} for name, field in (("x", x), ("y", y))}
    return {**unit("point", **places), "transform": [step]}


@pytest.mark.parametrize(
    ("step", "fields", "transform"),
    [
        (
            {"aggregate": [{"op": "mean", "field": "v", "as": "m"}, {"op": "count"}], "groupby": ["site"]},
            ("m", "Count of Records"),
            Aggregate(groupby=("site",), measures=(Measure(op=Op.MEAN, field="v", as_="m"),
                                                   Measure(op=Op.COUNT, as_="Count of Records"))),
        ),
        ({"bin": {"step": 2}, "field": "v", "as": "low"}, ("low", "low end"),
         Bin(field="v", rule=BinRule.STEP, value=2, as_=("low", "low end"))),
        ({"fold": ["v", "e"]}, ("value", "w"), Fold(fields=("v", "e"))),
        ({"density": "v", "groupby": ["ok"], "bandwidth": 0.5}, ("value", "density"),
         Density(field="v", groupby=("ok",), bandwidth=0.5)),
        ({"regression": "w", "on": "v"}, ("v", "w"), Regression(x="v", y="w", as_=("v", "w", "w low", "w high"))),
        ({"regression": "w", "on": "v", "method": "pow"}, ("v", "w"),
         Regression(x="v", y="w", log_x=True, log_y=True, as_=("v", "w", "w low", "w high"))),
        ({"timeUnit": "date", "field": "when", "as": "day"}, ("day", "w"),
         Period(field="when", unit=PeriodUnit.DATE, as_="day")),
        ({"window": [{"op": "mean", "field": "w", "as": "m"}], "frame": [-2, 2], "sort": [{"field": "when"}]},
         ("m", "w"),
         Smooth(field="w", order="when", window=5, as_="m")),
        ({"window": [{"op": "sum", "field": "w", "as": "t"}], "sort": [{"field": "when"}]}, ("t", "w"),
         Cumulate(field="w", as_=("t before", "t"))),
    ],
)  # fmt: skip
def test_transforms_have_their_counterparts(
    step: dict[str, Any], fields: tuple[str, str], transform: Transform
) -> None:
    assert read(stepped(step, *fields)).transform == (transform,)


def test_a_calculation_that_only_renames_is_followed() -> None:
    spec = read(stepped({"calculate": "datum['v']", "as": "velocity"}, x="velocity"))
    assert (spec.transform, spec.layer[0].encoding.x.field) == ((), "v")


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ({"calculate": "datum.v * 2", "as": "d"}, "calculate: 'datum.v * 2' is not computed here: add a column 'd'"),
        ({"joinaggregate": [], "groupby": []}, "joinaggregate: is not computed here"),
        ({"lookup": "v", "from": {}}, "lookup: tables are not joined here"),
        ({"pivot": "v", "value": "w"}, "pivot: columns are not made of values"),
        ({"loess": "v", "on": "w"}, "loess: is not computed here: a window of means"),
        ({"impute": "v", "key": "w"}, "impute: missing values are left out"),
        ({"sample": 5}, "sample: rows are not drawn at random"),
        ({"swap": 1}, "is no transform that is known: there are filter"),
        ([], "transform[0]: must be an object"),
        ({"aggregate": [], "groupby": ["site"]}, "must hold one to 12 statistics"),
        ({"aggregate": [{"op": "argmax", "field": "v"}]}, "op: the statistic 'argmax' has no counterpart; nearest:"),
        ({"aggregate": [{"op": "mean", "field": "gone"}]}, "field: there is no field 'gone'"),
        ({"aggregate": [{"op": "mean", "field": "v"}], "groupby": ["sit"]}, "closest: 'site'"),
        ({"aggregate": [{"op": "mean", "field": "site"}]}, "numbers are needed"),
        ({"bin": False, "field": "v", "as": "b"}, "bin: must say how"),
        ({"bin": True, "field": "v", "as": []}, "as: must name the start"),
        ({"fold": []}, "fold: must name the fields"),
        ({"fold": ["v", "site"]}, "fields of one type"),
        ({"fold": ["v"], "as": ["k"]}, "as: must name the key"),
        ({"density": "v", "cumulative": True}, "cumulative: a cumulated density"),
        ({"density": "v", "steps": 1}, "from 10 to 1,000 steps"),
        ({"density": "v", "as": ["x"]}, "as: must name the value"),
        ({"regression": "w", "on": "v", "method": "poly"}, "method: 'poly' is not computed here"),
        ({"regression": "w", "on": "v", "as": ["x"]}, "as: must name x and y"),
        ({"window": []}, "window: must compute one column"),
        ({"window": [{"op": "lag", "field": "w", "as": "l"}]}, "op: 'lag' over this frame is not computed"),
        ({"window": [{"op": "mean", "field": "w", "as": "m"}]}, "frame: must reach equally far"),
        ({"window": [{"op": "mean", "field": "w", "as": "m"}], "frame": [-1, 1]}, "sort: must name the field"),
        ({"window": [{"op": "sum", "field": "w", "as": "m"}], "sort": [{"field": "v"}]}, "sort data_json by 'v'"),
        ({"window": [{"op": "sum", "field": "w", "as": "m"}], "groupby": ["site"]}, "run through the whole table"),
        ({"window": [{"op": "rank", "as": "m"}]}, "ranks need one field to sort by"),
        ({"window": [{"op": "rank", "as": "m"}], "sort": [{"field": "v"}, {"field": "w"}]}, "one field at most"),
    ],
)  # fmt: skip
def test_other_transforms_are_refused_with_their_path(step: dict[str, Any], said: str) -> None:
    sentence = refused(stepped(step))
    assert sentence.startswith("plan.transform[0]")
    assert said in sentence


def test_the_number_of_transforms_is_limited() -> None:
    many = {**unit("point", x=V, y=W), "transform": [{"filter": "datum.v > 0"}] * 41}
    assert "at most 40" in refused(many)
    many["transform"] = [{"filter": "datum.v > 0"}] * 25
    assert "needs too many transforms" in refused(many)
