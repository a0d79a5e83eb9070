from typing import Any

import pytest

from support.vega_lite import V, W, notes, refused, unit

PLOT = unit("point", x=V, y=W)


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({**PLOT, "heigth": 5}, "plan.heigth: is not a field of Vega-Lite that is known here; closest: height"),
        (unit({"type": "point", "colour": "red"}, x=V, y=W), "plan.mark.colour: is not a field"),
        (unit("point", x={**V, "scale": {"zeros": True}}, y=W), "plan.encoding.x.scale.zeros: is not a field"),
        (unit("point", x={**V, "axis": {"labelAngel": 0}}, y=W), "closest: labelAngle"),
        (unit("point", x={**V, "axis": []}, y=W), "plan.encoding.x.axis: must be an object, not a list"),
        (unit("point", x=5, y=W), "plan.encoding.x: must be an object, not a number"),
        ({**PLOT, "hconcat": []}, "plan.hconcat: views beside each other have no counterpart"),
        ({**PLOT, "projection": {}}, "plan.projection: maps are not drawn"),
        ({**PLOT, "encoding": []}, "plan: encoding must be an object"),
    ],
)
def test_what_is_unknown_or_has_no_counterpart_is_refused_with_its_path(document: dict[str, Any], said: str) -> None:
    assert said in refused(document)


def test_what_changes_the_look_only_is_named_in_one_sentence() -> None:
    look = {**unit({"type": "point", "filled": True}, x={**V, "axis": {"labelAngle": 0}}, y=W), "width": 300}
    assert notes(look) == "not followed: plan.width, plan.mark.filled, plan.encoding.x.axis.labelAngle"


def test_a_long_list_of_looks_is_cut_short() -> None:
    axis = dict.fromkeys(["labelAlign", "labelAngle", "labelColor", "labelFont", "labels", "ticks", "tickColor"], 0)
    layers = [unit("point", x={**V, "axis": axis}, y=W)] * 8
    assert "and 16 more" in notes({"layer": layers})


def test_hostile_names_are_shortened() -> None:
    assert len(refused({**PLOT, "x" * 100_000: 1})) < 200
