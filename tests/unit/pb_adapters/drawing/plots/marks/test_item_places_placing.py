import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from pb_adapters.drawing.plots.marks.item_places import angles, shares, spacing
from pb_adapters.drawing.plots.marks.item_readback import unshared


def plane(low: float, high: float, scale: str = "linear") -> Axes:
    axes = Figure().add_subplot()
    axes.set(xscale=scale, xlim=(low, high), ylim=(0, 40))
    return axes


def test_the_spacing_is_the_smallest_distance() -> None:
    assert spacing(plane(0, 4), np.array([0.0, 4.0, 1.0, np.nan, 4.0])) == 1.0


@pytest.mark.parametrize(
    "positions",
    [[7.0], [7.0, 7.0 + math.ulp(7.0)], [0.0], [np.nan]],
    ids=["one", "equal but for rounding", "zero", "none"],
)
def test_a_lone_position_takes_a_part_of_its_axis(positions: list[float]) -> None:
    assert spacing(plane(0, 8), np.array(positions)) == 1.0
    assert spacing(plane(0, 8), np.array(positions), horizontal=True) == 5.0


def test_the_ends_beside_a_lone_position_have_a_place_and_their_middle_is_it() -> None:
    assert spacing(plane(1e-3, 1e9, "log"), np.array([2.0])) == 1.0
    tiny = np.array([1e-12])
    step = spacing(plane(0, 1), tiny)
    assert abs(((tiny - step / 2) + (tiny + step / 2)) / 2 - tiny) < 1e-6 * tiny


def test_categories_stand_around_the_whole_circle() -> None:
    assert np.allclose(angles(np.arange(4.0), 4), np.arange(4) * np.pi / 2)


@given(st.floats(-1e6, 1e6), st.floats(1e-3, 1e6), st.floats(0, 1))
def test_shares_of_a_span_are_read_back_as_values(low: float, extent: float, share: float) -> None:
    spans, at = ((low, low + extent),), np.zeros(1)
    value = np.array([low + share * extent])
    assert np.allclose(unshared(at, shares(at, value, spans), spans), value, rtol=1e-9, atol=1e-9)


def test_an_empty_span_stands_half_way_up_and_keeps_its_value() -> None:
    at, spans = np.zeros(1), ((5.0, 5.0),)
    assert shares(at, np.array([5.0]), spans).tolist() == [0.5]
    assert unshared(at, np.array([0.5]), spans).tolist() == [5.0]
