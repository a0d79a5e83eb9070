from typing import Any

import pytest

from pb_core.domain.plots.spec import FieldType
from pb_core.domain.plots.transforms import Aggregate, Measure, Op
from support.vega_lite import COUNT, MEAN, SITE, V, W, layer, notes, read, refused, unit


@pytest.mark.parametrize(
    ("x", "kind"),
    [
        ({"field": "site"}, FieldType.NOMINAL),
        ({"field": "w"}, FieldType.NOMINAL),
        ({"field": "w", "scale": {"type": "log"}}, FieldType.QUANTITATIVE),
        ({"field": "when", "scale": {"type": "time"}}, FieldType.TEMPORAL),
        ({"field": "site", "type": "ordinal"}, FieldType.ORDINAL),
        ({"field": "year", "type": "quantitative"}, FieldType.TEMPORAL),
        ({"field": "ok", "type": "quantitative"}, FieldType.QUANTITATIVE),
        ({"field": r"a\.b", "type": "quantitative"}, FieldType.QUANTITATIVE),
    ],
)
def test_types_are_those_that_vega_lite_assumes(x: dict[str, Any], kind: FieldType) -> None:
    assert layer(unit("point", x=x, y=W)).encoding.x.type is kind


def test_years_are_shown_as_such_and_that_is_said() -> None:
    assert "'year' holds years and is shown as such" in notes(unit("point", x={**V, "field": "year"}, y=W))


def test_statistics_are_grouped_by_all_other_fields() -> None:
    spec = read(unit("point", x=SITE, y=MEAN, size=COUNT, color={"field": "ok"}, detail={"field": "size"}))
    assert spec.transform == (
        Aggregate(
            groupby=("site", "ok", "size"),
            measures=(
                Measure(op=Op.MEAN, field="v", as_="Mean of v"),
                Measure(op=Op.COUNT, as_="Count of Records"),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ({"x": {**V, "field": "gone"}}, "encoding.x.field: there is no field 'gone'"),
        ({"x": {**V, "field": "site"}}, "encoding.x.type: 'site' holds texts and is not quantitative"),
        ({"x": {**V, "type": "temporal"}}, "encoding.x.type: 'v' holds numbers and is not temporal"),
        ({"x": {**V, "type": "geojson"}}, "encoding.x.type: 'geojson' is no type"),
        ({"x": {}}, "encoding.x: has neither a field nor a value"),
        ({"x": {"aggregate": "distinct", "field": "v"}}, "nearest: count"),
        ({"x": {"aggregate": "mean"}}, "encoding.x.field: must be the name of a field"),
        ({"x": {**V, "impute": {"value": 0}}}, "encoding.x.impute: missing values are left out"),
        ({"x": {**V, "condition": {}}}, "encoding.x.condition: is not followed"),
        ({"x": [V]}, "encoding.x: must be one field"),
        ({"longitude": V}, "encoding.longitude: maps are not drawn"),
        ({"opacity": SITE}, "encoding.opacity: only a constant is known: show the field by color"),
        ({"strokeDash": {"field": "site"}}, "encoding.strokeDash: only a constant is known"),
        ({"xError2": V}, "encoding.xError2: unequal errors need both ends"),
        ({"z": V}, "encoding.z: is no channel that is known"),
        ({"text": {"value": "hello"}}, "encoding.text: a constant has no counterpart"),
    ],
)
def test_channels_without_a_counterpart_are_refused_with_their_path(encoding: dict[str, Any], said: str) -> None:
    assert said in refused(unit("point", **{"x": V, "y": W, **encoding}))


def test_what_no_picture_shows_is_noted() -> None:
    shown = unit("point", x=V, y=W, tooltip=SITE, href=SITE, opacity={"value": 0.5}, size={**W, "legend": None})
    assert notes(shown) == (
        "not followed: plan.encoding.tooltip, plan.encoding.href, plan.encoding.opacity, plan.encoding.size.legend"
    )
