import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.tables.quantities import Spread, centre_key, spread_of


@pytest.mark.parametrize(
    "text",
    [
        "76.1 ± 0.3",
        "76.1±0.3",
        "76.1+-0.3",
        "76.1 +/- 0.3",
        "76.1 (0.3)",
        "76.1 (±0.3)",
        r"76.1 \pm 0.3",
        "76.1 +/− 0.3",
    ],
)
def test_means_with_half_widths(text: str) -> None:
    assert spread_of(text) == Spread(76.1, delta=0.3)


@pytest.mark.parametrize("text", ["76.1 [75, 77]", "76.1 (75–77)", "76.1 (75-77)", "76.1 (75 to 77)", "76.1 [75; 77]"])
def test_means_with_intervals(text: str) -> None:
    assert spread_of(text) == Spread(76.1, low=75, high=77)


def test_units_stand_behind_either_number() -> None:
    assert spread_of("76.1% ± 0.3%") == Spread(76.1, delta=0.3, unit="%")
    assert spread_of("12 ± 1 ms") == Spread(12, delta=1, unit="ms")


@pytest.mark.parametrize(
    "text",
    ["76.1", "76.1 ± -0.3", "76.1 [77, 78]", "a ± b", "76.1 (n=3)", "5 (apples)", "1 ± 2 apples", "1 ± 2" + " " * 80],
)
def test_what_is_no_uncertain_number(text: str) -> None:
    assert spread_of(text) is None


@given(st.floats(-1e9, 1e9), st.floats(0, 1e9))
def test_any_two_numbers_round_a_plus_minus_sign(mean: float, delta: float) -> None:
    assert spread_of(f"{mean!r} ± {delta!r}") == Spread(mean, delta=delta)


def test_the_mean_of_an_object_that_has_its_uncertainty_too() -> None:
    assert centre_key([{"mean": 1, "std": 2}, {"mean": 1, "n": 5}]) == "mean"
    assert centre_key([{"estimate": 1, "ci": [0, 2]}]) == "estimate"
    assert centre_key([{"mean": 1, "n": 5}]) is None
    assert centre_key([{"a": 1, "a_std": 5}]) is None
    assert centre_key([]) is None
