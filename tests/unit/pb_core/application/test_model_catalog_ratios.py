import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.application.model_catalog import nearest_ratio, ratio_value

SIDES = st.integers(1, 40)
RATIOS = st.builds(lambda w, h: f"{w}:{h}", SIDES, SIDES)


@given(allowed=st.lists(RATIOS, min_size=1, max_size=12), wanted=RATIOS)
def test_no_allowed_ratio_is_nearer(allowed: list[str], wanted: str) -> None:
    def distance(ratio: str) -> float:
        return abs(math.log((ratio_value(ratio) or 0) / (ratio_value(wanted) or 0)))

    chosen = nearest_ratio(allowed, wanted)
    assert chosen in allowed
    assert distance(chosen or "") <= min(map(distance, allowed)) + 1e-12


@pytest.mark.parametrize(
    ("allowed", "wanted", "chosen"),
    [
        (("1:1", "16:9"), "5:4", "1:1"),
        (("1:1", "16:9"), "16:9", "16:9"),
        (("auto", "1:1"), "auto", "auto"),
        (("auto", "3:2"), "21:9", "3:2"),
        (("1:1",), "auto", None),
        (("auto",), "1:1", None),
        ((), "1:1", None),
    ],
)
def test_the_nearest_ratio(allowed: tuple[str, ...], wanted: str, chosen: str | None) -> None:
    assert nearest_ratio(allowed, wanted) == chosen


@pytest.mark.parametrize("text", ["auto", "", "1", "1:0", "0:1", "-1:2", "a:b", "1:2:3", "nan:1", "inf:1"])
def test_what_is_no_ratio_has_no_value(text: str) -> None:
    assert ratio_value(text) is None
