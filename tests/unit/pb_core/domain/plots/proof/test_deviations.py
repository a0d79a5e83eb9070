import json
import math

import pytest

from pb_core.domain.plots.proof.deviations import Gap, Measure, compare, extent_of
from pb_core.domain.plots.spec import ScaleType


@pytest.mark.parametrize(
    ("columns", "extent"),
    [
        (([1, 5.0], [3]), 4.0),
        (([-2.0, 6.0], [None, "a"]), 8.0),
        (([5.0, 5.0],), 5.0),
        (([-5.0],), 5.0),
        ((["a"], [None], []), 0.0),
        ((), 0.0),
    ],
)
def test_the_extent_is_of_all_numbers_or_their_magnitude(columns: tuple[list[object], ...], extent: float) -> None:
    assert extent_of(*columns) == extent


def test_equal_columns_do_not_deviate() -> None:
    assert compare([1.0, 2.0, None], [1.0, 2.0, None], Measure(extent=1.0)) == Gap(deviation=0.0)
    assert compare([], [], Measure(extent=0.0)) == Gap(deviation=0.0)


def test_a_number_that_is_off_is_named_by_its_place_and_its_share_of_the_extent() -> None:
    gap = compare([0.0, 50.0, 100.0], [0.0, 51.0, 100.0], Measure(extent=100.0))
    assert gap == Gap(deviation=0.01, places=(1,))


def test_a_small_number_beside_a_large_one_is_held_to_itself() -> None:
    measure = Measure(extent=1e6)
    assert compare([1.0, 1e6], [1.5, 1e6], measure).places == (0,)
    assert compare([1.0, 1e6], [1.0, 1e6 + 0.5], measure).places == ()


@pytest.mark.parametrize(("expected", "drawn"), [([1.0, None], [1.0, 2.0]), ([1.0, 2.0], [1.0, None])])
def test_what_is_missing_on_one_side_only_is_too_far_off(
    expected: list[float | None], drawn: list[float | None]
) -> None:
    assert compare(expected, drawn, Measure(extent=10.0)) == Gap(deviation=1.0, places=(1,))


def test_places_are_those_of_the_columns_where_some_are_missing() -> None:
    gap = compare([None, 1.0, None, 2.0], [None, 9.0, 4.0, 2.0], Measure(extent=2.0))
    assert gap.places == (1, 2)


@pytest.mark.parametrize("drawn", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_too_far_and_a_report_of_it_is_json(drawn: float) -> None:
    gap = compare([1.0, 2.0], [1.0, drawn], Measure(extent=1.0))
    assert gap.places == (1,)
    assert json.loads(json.dumps(gap.deviation, allow_nan=False)) == gap.deviation


def test_on_a_log_scale_only_the_number_itself_counts() -> None:
    measure = Measure(extent=1e9, scale=ScaleType.LOG)
    assert compare([1e-3], [1e-3 + 1e-8], measure).places == (0,)
    assert compare([1e-3], [1e-3 + 1e-10], measure).places == ()


def test_on_a_logit_scale_the_distance_to_one_counts_too() -> None:
    measure = Measure(extent=1.0, scale=ScaleType.LOGIT)
    assert compare([1 - 1e-6], [1 - 1.1e-6], measure).places == (0,)
    assert compare([0.5], [0.5 + 1e-7], measure).places == ()


def test_colours_and_sizes_are_rough_and_times_are_to_the_millisecond() -> None:
    assert compare([0.1], [0.104], Measure(extent=1.0, tolerance=1 / 200, proportional=True)).places == ()
    assert compare([0.1], [0.106], Measure(extent=1.0, tolerance=1 / 200, proportional=True)).places == (0,)
    assert compare([0.0], [0.0005], Measure(extent=1.0, temporal=True)).places == ()
    assert compare([0.0], [0.0015], Measure(extent=1.0, temporal=True)).places == (0,)
