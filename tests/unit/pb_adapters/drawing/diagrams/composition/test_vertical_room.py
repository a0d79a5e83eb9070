import pytest

from pb_adapters.drawing.diagrams.composition.vertical_room import Distance, closest

HEIGHTS = (0.0, 10.0, 20.0, 40.0)


def test_heights_come_as_close_as_their_distances_allow() -> None:
    found = closest(HEIGHTS, [Distance(0, 2, 12.0), Distance(1, 3, 25.0), Distance(0, 1, 4.0)])
    assert found[2] - found[0] >= 12.0 - 1e-9
    assert found[3] - found[1] >= 25.0 - 1e-9
    assert found[1] - found[0] >= 4.0 - 1e-9
    assert found[3] == pytest.approx(29.0, abs=1.0)


def test_no_gap_becomes_wider_and_what_cannot_give_stays() -> None:
    found = closest(HEIGHTS, [Distance(0, 3, 40.0)])
    assert found == pytest.approx(HEIGHTS)
    freed = closest(HEIGHTS, [Distance(2, 3, 20.0)])
    assert freed == pytest.approx([0.0, 0.0, 0.0, 20.0])


def test_gaps_that_one_distance_spans_give_nearly_alike() -> None:
    upper, lower, whole = closest((0.0, 10.0, 20.0), [Distance(0, 2, 10.0)])
    assert whole - upper == pytest.approx(10.0)
    assert lower == pytest.approx(5.0, abs=1.5)
