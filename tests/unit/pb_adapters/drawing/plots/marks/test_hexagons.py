import numpy as np
import pytest

from pb_adapters.drawing.plots.marks.hexagons import _hexagons
from support.painting import paint


def test_a_hexagon_fills_its_box() -> None:
    (corners,) = _hexagons(np.array([1.0]), np.array([2.0]), np.array([3.0]), np.array([6.0]))
    assert corners.min(axis=0).tolist() == [1.0, 2.0]
    assert corners.max(axis=0).tolist() == [3.0, 6.0]


def test_in_a_honeycomb_it_is_regular() -> None:
    high = 2 / 3**0.5
    (corners,) = _hexagons(np.zeros(1), np.zeros(1), np.ones(1), np.full(1, high))
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=0), axis=1)
    assert sides == pytest.approx(np.full(6, high / 2))


def test_a_hexagon_whose_ends_stand_the_other_way_round_is_read_back() -> None:
    data = [{"x": 3.0, "y": 6.0, "x2": 1.0, "y2": 2.0, "z": 1.0}, {"x": 4.0, "y": 2.0, "x2": 5.0, "y2": 3.0, "z": 2.0}]
    channels = {name: {"field": name, "type": "quantitative"} for name in ("x", "y")}
    encoding = {**channels, "x2": "x2", "y2": "y2", "color": {"field": "z", "type": "quantitative"}}
    (read,) = paint({"layer": [{"mark": {"type": "hex"}, "encoding": encoding}]}, data).read()
    assert (read.x, read.x2, read.y, read.y2) == ((3.0, 4.0), (1.0, 5.0), (6.0, 2.0), (2.0, 3.0))
