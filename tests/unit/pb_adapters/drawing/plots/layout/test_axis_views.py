import math

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.scale import SymmetricalLogTransform

from pb_adapters.drawing.plots.frames.model import FrameAxis, FrameLayer
from pb_adapters.drawing.plots.layout.axis_views import View, y_view
from pb_core.domain.plots.marks import Mark, MarkType
from pb_core.domain.plots.spec import Format, Scale, ScaleType, Side

VALUES = st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=1, max_size=20)


def axis(low: float, high: float, scale: Scale | None = None) -> FrameAxis:
    return FrameAxis(
        discrete=False, temporal=False, categories=(), scale=scale or Scale(), low=low, high=high, title="",
        format=Format(), grid=None,
    )  # fmt: skip


def layer(values: list[float], mark: MarkType = MarkType.LINE, start: float | None = None) -> FrameLayer:
    count = len(values)
    return FrameLayer(
        layer=0, mark=Mark(type=mark), side=Side.LEFT, horizontal=False, series=("",) * count, detail=(),
        offset_index=np.zeros(count, dtype=np.int64), offset_count=1, emphasis=(None,) * count,
        muted=np.zeros(count, dtype=np.bool_), x=np.arange(count, dtype=np.float64), y=np.array(values),
        y2=None if start is None else np.full(count, start),
    )  # fmt: skip


@given(VALUES)
def test_a_view_shows_all_values_with_some_room(values: list[float]) -> None:
    view = y_view(axis(min(values), max(values)), [layer(values)])
    assert view.low < view.high
    assert view.low <= min(values)
    assert view.high >= max(values)
    assert 0 <= view.share(min(values)) <= view.share(max(values)) <= 1


def test_bars_stand_on_the_axis() -> None:
    view = y_view(axis(0, 10), [layer([4, 10], MarkType.BAR, 0.0)])
    assert view.low == 0
    assert view.high > 10
    assert not view.cut


def test_bars_that_start_beyond_zero_are_marked() -> None:
    view = y_view(axis(70, 85, Scale(domain_min=70)), [layer([75, 85], MarkType.BAR, 0.0)])
    assert view.low == 70
    assert view.cut


def test_bars_on_numbers_are_seen_in_their_whole_width() -> None:
    lying = msgspec.structs.replace(layer([0, 1, 2], MarkType.BAR), horizontal=True, x=np.array([5.0, 6.0, 7.0]))
    view = y_view(axis(0, 2), [lying])
    assert view.low < -0.4
    assert view.high > 2.4
    stated = y_view(axis(0, 2, Scale(domain_min=0, domain_max=2)), [lying])
    assert (stated.low, stated.high) == (0, 2)


def test_floating_bars_need_no_zero() -> None:
    view = y_view(axis(70, 85, Scale(domain_min=70)), [layer([75, 85], MarkType.BAR, 71.0)])
    assert not view.cut


def test_stated_ends_are_exact() -> None:
    view = y_view(axis(0, 1, Scale(domain_min=0.2, domain_max=0.9)), [layer([0.3, 0.8])])
    assert (view.low, view.high) == (0.2, 0.9)


@pytest.mark.parametrize("kind", [ScaleType.LOG, ScaleType.LOGIT, ScaleType.SYMLOG])
def test_other_scales_stay_within_their_range(kind: ScaleType) -> None:
    view = y_view(axis(0.001, 0.9, Scale(type=kind)), [layer([0.001, 0.9])])
    assert view.low < 0.001
    assert view.high > 0.9
    if kind is not ScaleType.SYMLOG:
        assert view.low > 0
    if kind is ScaleType.LOGIT:
        assert view.high < 1


def test_a_log_axis_is_even_in_powers() -> None:
    view = View(axis=axis(1, 100, Scale(type=ScaleType.LOG)), low=1, high=100)
    assert math.isclose(view.share(10), 0.5)


def test_a_reversed_axis_runs_backwards() -> None:
    view = View(axis=axis(0, 10, Scale(reverse=True)), low=0, high=10)
    assert view.share(0) == 1
    assert view.share(10) == 0


def test_a_broken_axis_leaves_a_stretch_out() -> None:
    view = View(axis=axis(0, 1000, Scale(break_from=30, break_to=900)), low=0, high=1000)
    assert view.stretches == ((0, 30), (900, 1000))
    (start, end), (again, last) = view.parts()
    assert (start, last) == (0, 1)
    assert end < again
    assert view.share(0) == 0
    assert view.share(30) == pytest.approx(end)
    assert view.share(900) == pytest.approx(again)
    assert view.share(1000) == pytest.approx(1)
    assert all(at <= 30 or at >= 900 for at in view.ticks(6).at)


def test_a_break_beyond_the_view_is_none() -> None:
    view = View(axis=axis(0, 10, Scale(break_from=30, break_to=900)), low=0, high=10)
    assert view.stretches == ((0, 10),)


@pytest.mark.parametrize(
    ("ends", "gap", "needless"),
    [
        ((0.0, 100.0), (20.0, 80.0), False),
        ((0.0, 100.0), (40.0, 42.0), True),
        ((0.0, 1.0), (5e-13, 0.9), True),
        ((0.0, 1.0), (2.0, 3.0), False),
    ],
    ids=["cut", "less than it costs", "beside one end", "beyond"],
)
def test_a_break_that_leaves_out_next_to_nothing_is_not_drawn(
    ends: tuple[float, float],
    gap: tuple[float, float],
    needless: bool,  # noqa: FBT001 - parametrized
) -> None:
    scale = Scale(break_from=gap[0], break_to=gap[1])
    view = View(axis=axis(*ends, scale=scale), low=ends[0], high=ends[1])
    assert view.needless_break is needless
    assert len(view.stretches) == (2 if gap == (20.0, 80.0) else 1)


@given(st.floats(-1e6, 1e6), st.sampled_from([1e-3, 1.0, 1e4]))
def test_shares_of_a_symlog_axis_are_those_that_matplotlib_draws(value: float, constant: float) -> None:
    scale = Scale(type=ScaleType.SYMLOG, constant=constant)
    drawn = SymmetricalLogTransform(10, constant, 1)
    low, at, high = drawn.transform(np.array([-1e6, value, 1e6]))
    view = View(axis=axis(-1e6, 1e6, scale=scale), low=-1e6, high=1e6)
    assert view.share(value) == pytest.approx((at - low) / (high - low), abs=1e-9)


@given(st.floats(1e-6, 1e9), st.sampled_from([1e-3, 1.0, 1e4]))
def test_the_room_about_a_symlog_axis_is_even(largest: float, constant: float) -> None:
    scale = Scale(type=ScaleType.SYMLOG, constant=constant)
    view = y_view(axis(-largest, largest, scale=scale), [layer([-largest, largest])])
    assert view.share(-largest) == pytest.approx(0.045 / 1.09, abs=1e-6)
    assert view.share(largest) == pytest.approx(1.045 / 1.09, abs=1e-6)
