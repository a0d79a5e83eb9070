import numpy as np
import pytest

from pb_adapters.drawing.plots.marks.hexagons import _hexagons


def test_a_hexagon_fills_its_box() -> None:
    (corners,) = _hexagons(np.array([1.0]), np.array([2.0]), np.array([3.0]), np.array([6.0]))
    assert corners.min(axis=0).tolist() == [1.0, 2.0]
    assert corners.max(axis=0).tolist() == [3.0, 6.0]


def test_in_a_honeycomb_it_is_regular() -> None:
    high = 2 / 3**0.5
    (corners,) = _hexagons(np.zeros(1), np.zeros(1), np.ones(1), np.full(1, high))
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
    assert sides == pytest.approx(np.full(6, high / 2))
