from typing import Any

import pytest

from pb_core.domain.plots.marks import MarkType
from pb_core.domain.plots.spec import Facet, Side
from pb_core.domain.plots.transforms import Filter
from support.vega_lite import MEAN, SITE, V, W, notes, read, refused, unit

POINTS = unit("point", x=V, y=W)


def test_layers_share_what_stands_around_them() -> None:
    spec = read(
        {
            "encoding": {"x": SITE, "y": {"aggregate": "mean", "field": "w"}},
            "transform": [{"filter": "datum.v > 1"}],
            "layer": [{"mark": "bar"}, {"mark": "line", "encoding": {"y": {"field": "v", "title": "v"}}}],
        }
    )
    assert [layer.mark.type for layer in spec.layer] == [MarkType.BAR, MarkType.LINE]
    assert [layer.encoding.y.field for layer in spec.layer] == ["Mean of w", "Mean of v"]
    assert spec.transform == (Filter(field="v", above=1),)


def test_independent_value_axes_stand_left_and_right() -> None:
    pair = [unit("bar", x=SITE, y=MEAN), unit("line", x=SITE, y={"aggregate": "mean", "field": "w"})]
    spec = read({"layer": pair, "resolve": {"scale": {"y": "independent"}}})
    assert [layer.axis for layer in spec.layer] == [Side.LEFT, Side.RIGHT]


@pytest.mark.parametrize(
    ("document", "facet"),
    [
        ({**unit("point", x=V, y=W, row=SITE)}, Facet(field="site", columns=1, values=("a", "b", "c"))),
        ({**unit("point", x=V, y=W, column=SITE)}, Facet(field="site", columns=3, values=("a", "b", "c"))),
        (
            {**unit("point", x=V, y=W, facet={**SITE, "columns": 2})},
            Facet(field="site", columns=2, values=("a", "b", "c")),
        ),
        (
            {**unit("point", x=V, y=W, row=SITE, column={"field": "ok"})},
            Facet(field="ok", row="site", columns=2, row_values=("a", "b", "c")),
        ),
        (
            {"facet": {"field": "ok"}, "columns": 1, "spec": POINTS, "resolve": {"scale": {"y": "independent"}}},
            Facet(field="ok", columns=1, independent_y=True),
        ),
        ({"facet": {"row": {"field": "ok"}}, "spec": {"layer": [POINTS]}}, Facet(field="ok", columns=1)),
    ],
)
def test_panels(document: dict[str, Any], facet: Facet) -> None:
    assert read(document).facet == facet


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({}, "plan: must have one of mark, layer, facet and repeat"),
        ({**POINTS, "layer": []}, "plan: must have one of"),
        ({"layer": []}, "plan.layer: must list at least one layer"),
        ({"layer": [5]}, "plan.layer[0]: must be a view"),
        ({"layer": [POINTS] * 9}, "plan.layer: has too many layers"),
        (
            {"layer": [POINTS] * 3, "resolve": {"scale": {"y": "independent"}}},
            "resolve.scale.y: there are two value axes",
        ),
        ({"layer": [POINTS], "resolve": {"scale": {"y": "apart"}}}, "resolve.scale.y: must be shared or independent"),
        ({"facet": {}, "spec": POINTS}, "plan.facet: must have a field"),
        ({"facet": {"field": "ok"}, "columns": 50, "spec": POINTS}, "plan.columns: must be from 1 to 12"),
        ({"facet": {"field": "ok"}}, "plan.spec: must be a view"),
        ({**POINTS, "spec": POINTS}, "plan.spec: goes with facet and repeat"),
        ({"vconcat": [POINTS, POINTS]}, "join them with /api/composite"),
        ({**POINTS, "title": 5}, "plan.title: must be a text"),
        (unit("point", x=V, y=W, facet=SITE, row={"field": "ok"}), "goes without row and column"),
    ],
)
def test_other_views_are_refused(document: dict[str, Any], said: str) -> None:
    assert said in refused(document)


@pytest.mark.parametrize("title", ["Speeds", ["Speeds"], {"text": "Speeds", "subtitle": "in m"}])
def test_titles(title: object) -> None:
    assert read({**POINTS, "title": title}).title == "Speeds"


def test_scales_that_are_shared_in_any_case_are_named() -> None:
    assert "layers share it" in notes({"layer": [POINTS], "resolve": {"scale": {"color": "independent"}}})
    apart = {"facet": {"field": "ok"}, "spec": POINTS, "resolve": {"scale": {"x": "independent"}}}
    assert "panels share 'x'" in notes(apart)
