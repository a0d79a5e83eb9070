import pytest

from pb_core.domain.plots.marks import Interpolate, Mark, MarkType
from support.vega_lite import COUNT, MEAN, SITE, V, W, layer, notes, refused, unit


@pytest.mark.parametrize(
    ("mark", "drawn"),
    [
        ("circle", Mark(type=MarkType.POINT)),
        ("line", Mark(type=MarkType.LINE)),
        ({"type": "line", "point": True}, Mark(type=MarkType.LINE, point=True)),
        ({"type": "line", "point": {"filled": False}}, Mark(type=MarkType.LINE, point=True)),
        ({"type": "line", "strokeDash": [4, 4]}, Mark(type=MarkType.LINE, dash=True)),
        ({"type": "line", "interpolate": "step-after"}, Mark(type=MarkType.LINE, interpolate=Interpolate.STEP_AFTER)),
        ({"type": "line", "interpolate": "monotone"}, Mark(type=MarkType.LINE)),
        ({"type": "area", "line": True, "point": True}, Mark(type=MarkType.AREA)),
        ("tick", Mark(type=MarkType.TICK)),
    ],
)
def test_marks_have_their_counterparts(mark: object, drawn: Mark) -> None:
    assert layer(unit(mark, x=W, y=V)).mark == drawn


def test_a_donut_has_a_hole() -> None:
    document = unit({"type": "arc", "innerRadius": 40}, theta=COUNT, color=SITE)
    assert layer(document).mark.inner_radius == 0.4
    assert "the hole has 0.4 of the radius" in notes(document)


@pytest.mark.parametrize(
    ("mark", "said"),
    [
        ("trail", "plan.mark: trail has no counterpart: lines have one width"),
        ("geoshape", "maps are not drawn"),
        ("image", "pictures are not drawn as marks"),
        ("pie", "'pie' is no mark that is known: there are bar"),
        ({"type": "bar", "x": 5}, "plan.mark.x: a place in pixels"),
        ({}, "plan.mark: type is required"),
        (5, "plan.mark: must be an object"),
        ({"type": "area", "invalid": None}, "plan.mark.invalid: missing values are left out, and never drawn as zero"),
        ({"type": "boxplot", "extent": "min-max"}, "plan.mark.extent: whiskers reach"),
    ],
)
def test_other_marks_are_refused(mark: object, said: str) -> None:
    assert said in refused(unit(mark, x=SITE, y=V))


def test_marks_that_lack_a_channel_are_refused_with_the_path_of_their_layer() -> None:
    document = {"layer": [unit("bar", x=SITE, y=MEAN), unit("text", x=SITE, y=MEAN)]}
    assert refused(document) == "plan.layer[1]: Layer 2 (text) needs text."
