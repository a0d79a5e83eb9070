"""What a mark cannot do is refused, layer by layer."""

import pytest

from pb_core.domain.plots.layer_rules import check_layer, has_quantity
from pb_core.domain.plots.marks import Mark, MarkType, PointShape, TickOrient
from pb_core.domain.plots.resolved_layers import loaded
from pb_core.domain.plots.spec import Layer, PlotSpec
from pb_core.errors import InvalidSpec
from pb_core.testing.memory.plots import table_of
from support.channels import layer
from support.channels import nominal as n
from support.channels import quantity as q

TABLE = table_of(model=["a", "b"], kind=["x", "y"], score=[0.9, 0.8], cost=[4.0, 1.0])


def check(asked: Layer) -> None:
    check_layer(loaded(PlotSpec(layer=(asked,)), TABLE)[0])


ENDS = {"x": q("score"), "x2": "cost", "y": q("score"), "y2": "cost"}


@pytest.mark.parametrize(
    "asked",
    [
        layer(MarkType.HEX, color=q("cost"), **ENDS),
        layer(MarkType.RIDGE, x=q("cost"), y=n("model"), color=n("kind")),
        layer(Mark(type=MarkType.TICK, orient=TickOrient.VERTICAL), x=q("score"), y=q("cost")),
        layer(Mark(type=MarkType.POINT, shape=PointShape.DIAMOND), x=q("score"), y=n("model"), color=n("kind")),
    ],
)
def test_what_a_mark_can_do_passes(asked: Layer) -> None:
    check(asked)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (layer(MarkType.HEX, x=q("score"), y=q("cost"), color=q("cost")), "with x2 and y2; the transform hexbin makes"),
        (layer(MarkType.HEX, x=n("model"), y=q("cost"), y2="cost", color=q("cost")), "quantitative x, y and color"),
        (layer(MarkType.HEX, color=n("model"), **ENDS), "quantitative x, y and color"),
        (layer(MarkType.RIDGE, x=n("model"), y=q("cost")), "rises from the categories of y"),
        (layer(MarkType.RIDGE, y=n("model"), x=q("cost"), color=n("kind"), offset="kind"), "not side by side"),
        (
            layer(Mark(type=MarkType.BAR, shape=PointShape.SQUARE), x=n("model"), y=q("cost")),
            "only points have a shape",
        ),
        (
            layer(Mark(type=MarkType.POINT, shape=PointShape.SQUARE), x=q("score"), y=q("cost"), shape=n("model")),
            "one for all of them or one by a field",
        ),
        (
            layer(Mark(type=MarkType.BAR, orient=TickOrient.VERTICAL), x=n("model"), y=q("cost")),
            "only ticks are turned",
        ),
    ],
)
def test_what_it_cannot_is_refused(asked: Layer, sentence: str) -> None:
    with pytest.raises(InvalidSpec, match=sentence):
        check(asked)


def test_what_shows_a_quantity() -> None:
    assert has_quantity(layer(MarkType.HEX, color=q("cost"), **ENDS))
    assert has_quantity(layer(MarkType.BAR, x=n("model"), y=q("cost")))
    assert not has_quantity(layer(MarkType.POINT, x=n("model"), y=n("kind")))
