import pytest
from scipy import stats

from pb_core.domain.plots.statistics.chi_square import chi_square_tail


@pytest.mark.parametrize("freedom", [1, 2, 3, 7, 11])
@pytest.mark.parametrize("value", [1e-9, 0.02, 0.9, 3.84, 12.0, 80.0, 1_200.0])
def test_the_tail_is_scipys(value: float, freedom: int) -> None:
    assert chi_square_tail(value, freedom) == pytest.approx(stats.chi2.sf(value, freedom), rel=1e-11)


def test_nothing_is_below_zero() -> None:
    assert chi_square_tail(0.0, 3) == 1.0
