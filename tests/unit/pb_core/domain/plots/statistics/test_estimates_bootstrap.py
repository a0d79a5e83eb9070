import pytest

from pb_core.domain.plots.statistics.estimates import bootstrap_interval, splitmix64
from pb_core.errors import InvalidSpec


def test_splitmix64_gives_the_outputs_of_the_reference_for_seed_0() -> None:
    assert [splitmix64(k) for k in (1, 2, 3)] == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


def test_the_interval_is_that_of_resamples_drawn_one_by_one() -> None:
    values = [3.0, 1.0, 4.0, 1.0, 5.0]
    means = sorted(
        sum(values[splitmix64(resample * 5 + place + 1) % 5] for place in range(5)) / 5 for resample in range(1_000)
    )
    low, high = bootstrap_interval(values, 0.9)
    assert low == pytest.approx(means[49] + 0.95 * (means[50] - means[49]))
    assert high == pytest.approx(means[949] + 0.05 * (means[950] - means[949]))


def test_one_value_is_its_own_interval() -> None:
    assert bootstrap_interval([7.5], 0.95) == (7.5, 7.5)


def test_too_many_values_are_refused_with_an_alternative() -> None:
    with pytest.raises(InvalidSpec, match=r"1,001 values .* ci0 and ci1"):
        bootstrap_interval([1.0] * 1_001, 0.95)
