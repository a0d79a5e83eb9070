import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.plots.marks.scatter import _pushed
from support.painting import paint


def spec(mark: str) -> dict[str, object]:
    encoding = {"x": {"field": "k", "type": "nominal"}, "y": {"field": "v", "type": "quantitative"}}
    return {"layer": [{"mark": {"type": mark}, "encoding": encoding}]}


DATA = [{"k": k, "v": v % 11} for k in "ab" for v in range(40)]


@given(st.lists(st.floats(0, 100), max_size=40))
def test_points_with_room_do_not_touch(along: list[float]) -> None:
    aside = _pushed(np.array(along), 4.0, 1e6)
    xy = np.stack([np.array(along), aside], axis=1)
    distances = np.hypot(*(xy[:, None] - xy[None]).T) + np.eye(len(xy)) * 9
    assert (distances >= 4.0 - 1e-6).all()


@given(st.lists(st.floats(0, 5), max_size=60))
def test_points_without_room_stay_within_reach(along: list[float]) -> None:
    assert (np.abs(_pushed(np.array(along), 4.0, 10.0)) <= 10.0 + 1e-9).all()


def test_equal_data_gives_equal_places() -> None:
    for mark in ("strip", "swarm"):
        first, second = (paint(spec(mark), DATA).painted[0].items[0].get_offsets() for _ in range(2))
        assert np.array_equal(first, second)


def test_a_strip_stays_in_its_band() -> None:
    x = np.array(paint(spec("strip"), DATA).painted[0].items[0].get_offsets())[:, 0]
    assert (np.abs(x - np.rint(x)) < 0.4).all()
    assert len(set(x)) > 40
