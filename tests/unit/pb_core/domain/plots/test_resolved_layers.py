import pytest

from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.resolved_layers import base_of, is_flat, loaded, on_scale, pick, series_channel
from pb_core.domain.plots.spec import Channel, Encoding, FieldType, Layer, PlotSpec, Scale, ScaleType, Spread
from support.channels import nominal, quantity
from support.tables import tabled

TIME = Channel(field="day", type=FieldType.TEMPORAL)


@pytest.mark.parametrize(
    ("mark", "encoding", "base"),
    [
        (MarkType.BAR, Encoding(x=nominal("a"), y=quantity("v")), "x"),
        (MarkType.BAR, Encoding(x=quantity("v"), y=nominal("a")), "y"),
        (MarkType.RECT, Encoding(x=nominal("a"), y=nominal("b")), "x"),
        (MarkType.BAR, Encoding(x=quantity("v"), y=quantity("w"), y2="end"), "y"),
        (MarkType.AREA, Encoding(x=quantity("v"), y=quantity("w"), x2="end"), "y"),
        (MarkType.ERRORBAND, Encoding(x=quantity("v"), y=quantity("w"), x_error=Spread(delta="d")), "y"),
        (MarkType.RULE, Encoding(x=quantity("v"), y=quantity("w"), y2="end"), "x"),
        (MarkType.LINE, Encoding(x=quantity("v"), y=TIME), "y"),
        (MarkType.LINE, Encoding(x=quantity("v"), y=quantity("w")), "x"),
    ],
)
def test_the_base_axis(mark: MarkType, encoding: Encoding, base: str) -> None:
    assert base_of(Layer(mark=Mark(type=mark), encoding=encoding)) == base


def test_rows_that_lack_a_needed_value_are_no_items() -> None:
    encoding = Encoding(x=quantity("v"), y=quantity("w"), size=quantity("s"))
    table = tabled(v=[1, None, 3, 4], w=[1, 2, 3, 4], s=[1, 2, None, 4])
    (layer,) = loaded(PlotSpec(layer=(Layer(mark=Mark(type=MarkType.POINT), encoding=encoding),)), table)
    assert list(layer.rows) == [0, 3]


def test_a_colour_that_repeats_an_axis_tells_no_series() -> None:
    bars = Layer(mark=Mark(type=MarkType.BAR), encoding=Encoding(x=nominal("a"), y=quantity("v"), color=nominal("a")))
    assert series_channel(bars) is None


def test_scales_have_places() -> None:
    assert [on_scale(number, ScaleType.LOGIT) for number in (0, 0.5, 1)] == [False, True, False]
    assert [on_scale(number, ScaleType.LOG) for number in (0, 1)] == [False, True]
    assert pick((), [0, 1]) == ()


@pytest.mark.parametrize(
    ("low", "high", "scale", "flat"),
    [
        (1.0, 1.0 + 1e-13, Scale(), True),
        (1.0, 1.0 + 1e-11, Scale(), False),
        (0.0, 5e-324, Scale(), False),
        (-1e-9, 1e-9, Scale(), False),
        (1.0, 1.0 + 1e-13, Scale(type=ScaleType.LOG), True),
        (1e-9, 1e9, Scale(type=ScaleType.LOG), False),
        (0.5, 0.5 + 1e-13, Scale(type=ScaleType.LOGIT), True),
        (0.5, 0.6, Scale(type=ScaleType.LOGIT), False),
        (1e18, 1e18 + 2e5, Scale(type=ScaleType.SYMLOG, constant=1e-12), True),
        (-1.0, 2.0, Scale(type=ScaleType.SYMLOG), False),
    ],
)
def test_ends_that_are_equal_but_for_rounding_leave_no_stretch(
    low: float,
    high: float,
    scale: Scale,
    flat: bool,  # noqa: FBT001 - parametrized
) -> None:
    assert is_flat(low, high, scale) is flat
