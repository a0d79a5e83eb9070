import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.plots.frames.statistics import t_quantile


@pytest.mark.parametrize(
    ("level", "df", "published"),
    [
        (0.90, 5, 2.015048),
        (0.95, 1, 12.706205),
        (0.95, 2, 4.302653),
        (0.95, 5, 2.570582),
        (0.95, 10, 2.228139),
        (0.95, 30, 2.042272),
        (0.95, 120, 1.979930),
        (0.95, 1_000, 1.962339),
        (0.95, 100_000, 1.959988),
        (0.99, 1, 63.656741),
        (0.99, 10, 3.169273),
        (0.999, 3, 12.923979),
    ],
)
def test_quantiles_are_those_of_published_tables(level: float, df: int, published: float) -> None:
    assert t_quantile(level, df) == pytest.approx(published, abs=1e-6)


@given(level=st.floats(0.01, 0.9999))
def test_two_degrees_of_freedom_have_a_closed_form(level: float) -> None:
    assert t_quantile(level, 2) == pytest.approx(level * math.sqrt(2 / (1 - level**2)), rel=1e-11)


@given(level=st.floats(0.05, 0.995), df=st.integers(1, 3_000))
def test_the_density_between_the_quantiles_holds_the_level(level: float, df: int) -> None:
    t, steps = t_quantile(level, df), 2_000
    scale = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - math.log(df * math.pi) / 2

    def integrand(angle: float) -> float:  # x = sqrt(df) tan(angle) makes the integral finite for any t
        x = math.sqrt(df) * math.tan(angle)
        return math.exp(scale - (df + 1) / 2 * math.log1p(x * x / df)) * math.sqrt(df) / math.cos(angle) ** 2

    step = math.atan(t / math.sqrt(df)) / steps
    weights = (1 if place in {0, steps} else 4 if place % 2 else 2 for place in range(steps + 1))
    within = 2 * step / 3 * math.fsum(weight * integrand(place * step) for place, weight in enumerate(weights))
    assert within == pytest.approx(level, abs=1e-9)


def test_the_two_methods_meet() -> None:
    below, above = t_quantile(0.99, 1_000), t_quantile(0.99, 1_001)
    assert 0 < below - above < 1e-5
