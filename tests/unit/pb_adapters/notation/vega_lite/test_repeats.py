from typing import Any

import pytest

from pb_core.domain.plots.transforms import Fold
from support.vega_lite import SITE, WHEN, W, read, refused, unit

VALUE = {"field": {"repeat": "layer"}, "type": "quantitative"}


def test_repeated_layers_are_series() -> None:
    spec = read(
        {"repeat": {"layer": ["v", "w"]}, "spec": unit("line", x=WHEN, y=VALUE, color={"datum": {"repeat": "layer"}})}
    )
    assert spec.transform == (Fold(fields=("v", "w"), as_=("variable", "value")),)
    assert (spec.layer[0].encoding.y.field, spec.layer[0].encoding.color.field) == ("value", "variable")
    assert (spec.legend.values, spec.axes.y.title) == (("v", "w"), "v, w")


def test_repeated_layers_without_a_colour_are_told_apart() -> None:
    assert (
        read({"repeat": {"layer": ["v", "w"]}, "spec": unit("line", x=WHEN, y=VALUE)}).layer[0].encoding.detail
        == "variable"
    )


@pytest.mark.parametrize(("repeat", "word", "columns"), [(["v", "w"], "repeat", None), ({"row": ["v", "w"]}, "row", 1)])
def test_repeated_fields_on_y_are_panels_with_their_own_axes(repeat: object, word: str, columns: int | None) -> None:
    y = {"aggregate": "mean", "field": {"repeat": word}}
    facet = read({"repeat": repeat, "spec": unit("bar", x=SITE, y=y)}).facet
    assert (facet.field, facet.values, facet.independent_y, facet.columns) == ("variable", ("v", "w"), True, columns)


@pytest.mark.parametrize(
    ("repeat", "x", "said"),
    [
        (["v", "w"], {"field": {"repeat": "repeat"}, "type": "quantitative"}, "plan.repeat: panels share their x axis"),
        ({"row": ["v"], "column": ["w"]}, SITE, "grids of pairs have no counterpart"),
        ([], SITE, "plan.repeat: must list the fields"),
        (["v", "site"], SITE, "fields of one type"),
        (["gone"], SITE, "plan.repeat[0]: there is no field 'gone'"),
        ([["v"]], SITE, "plan.repeat[0]: must be the name of a field"),
    ],
)
def test_other_repeats_are_refused(repeat: object, x: dict[str, Any], said: str) -> None:
    assert said in refused({"repeat": repeat, "spec": unit("point", x=x, y=W)})
