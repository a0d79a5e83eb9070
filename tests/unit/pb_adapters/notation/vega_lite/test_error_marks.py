from typing import Any

import pytest

from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Spread
from pb_core.domain.plots.transforms import Op
from support.vega_lite import SITE, WHEN, V, W, layer, notes, read, refused, unit

GIVEN = {"field": "e"}


@pytest.mark.parametrize(
    ("extent", "center", "ops"),
    [
        ({}, Op.MEAN, [Op.STDERR]),
        ({"extent": "stdev"}, Op.MEAN, [Op.STDEV]),
        ({"extent": "ci"}, Op.MEAN, [Op.BOOT0, Op.BOOT1]),
        ({"extent": "iqr"}, Op.MEDIAN, [Op.Q1, Op.Q3]),
    ],
)
def test_error_bars_are_computed(extent: dict[str, Any], center: Op, ops: list[Op]) -> None:
    document = unit({"type": "errorbar", **extent}, x=SITE, y=V)
    spec = read(document)
    (aggregate,) = spec.transform
    assert [measure.op for measure in aggregate.measures] == [center, *ops]
    assert spec.layer[0].mark.type is MarkType.POINT
    assert spec.layer[0].encoding.y_error is not None
    assert "a point marks the centre" in notes(document)


def test_errors_that_are_given_are_shown() -> None:
    made = layer(unit("errorbar", x={**V}, xError=GIVEN, y=SITE))
    assert (made.mark.type, made.encoding.x_error) == (MarkType.POINT, Spread(delta="e"))
    made = layer(unit("errorband", x=WHEN, y=W, yError=GIVEN))
    assert (made.mark.type, made.encoding.y_error) == (MarkType.ERRORBAND, Spread(delta="e"))


def test_ends_that_are_given_are_rules_and_bands() -> None:
    made = layer(unit("errorbar", x=V, x2={"field": "w"}, y=SITE))
    assert (made.mark.type, made.encoding.x2) == (MarkType.RULE, "w")
    made = layer(unit("errorband", x=WHEN, y=V, y2={"field": "w"}))
    assert (made.mark.type, made.encoding.y2) == (MarkType.ERRORBAND, "w")


@pytest.mark.parametrize(
    ("document", "said"),
    [
        (unit("errorbar", x=SITE, y=SITE), "needs a quantitative x or y"),
        (unit("bar", x=SITE, y=V, yError=GIVEN), "encoding.yError: goes with errorbar and errorband"),
        (unit("errorbar", x=SITE, y=V, xError=GIVEN), "along one axis"),
        (unit({"type": "errorbar", "extent": "range"}, x=SITE, y=V), "mark.extent: 'range' is none"),
        (unit({"type": "errorbar", "center": "median"}, x=SITE, y=V), "mark.center: an extent of stderr lies around"),
        (unit("errorband", y=V), "plan: Layer 1 (errorband) needs x"),
    ],
)
def test_other_error_marks_are_refused(document: dict[str, Any], said: str) -> None:
    assert said in refused(document)


def test_one_that_is_horizontal_runs_along_x() -> None:
    assert layer(unit({"type": "errorbar", "orient": "horizontal"}, x=V, y=W)).encoding.x_error is not None
