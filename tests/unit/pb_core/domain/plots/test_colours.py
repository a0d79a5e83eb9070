import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.plots.colours import Vision, contrast, distance, lab, luminance

COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def test_black_and_white_are_as_far_apart_as_can_be() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert distance("#000000", "#ffffff") == pytest.approx(100, abs=0.01)
    assert luminance("#ffffff") == pytest.approx(1)


def test_lab_agrees_with_published_values() -> None:
    assert lab("#ff0000") == pytest.approx((53.24, 80.09, 67.20), abs=0.05)
    assert lab("#0000ff") == pytest.approx((32.30, 79.19, -107.86), abs=0.05)


def test_red_and_green_come_close_for_deuteranopes() -> None:
    assert distance("#c04030", "#708030") > 50
    assert distance("#c04030", "#708030", Vision.DEUTERANOPIA) < 25


@given(COLOURS, COLOURS, st.sampled_from(Vision))
def test_distance_is_symmetric_and_grey_is_lightness_alone(a: str, b: str, vision: Vision) -> None:
    assert distance(a, b, vision) == distance(b, a, vision) >= 0
    assert distance(a, a, vision) == 0
    assert math.isclose(distance(a, b, Vision.GREYSCALE), abs(lab(a)[0] - lab(b)[0]), abs_tol=1e-9)


@given(COLOURS)
def test_greys_look_alike_to_everybody(colour: str) -> None:
    grey = f"#{colour[1:3] * 3}"
    for vision in Vision:
        assert lab(grey, vision)[0] == pytest.approx(lab(grey)[0], abs=0.1)
