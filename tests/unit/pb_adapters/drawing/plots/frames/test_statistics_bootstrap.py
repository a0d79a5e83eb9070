import numpy as np
import pytest

from pb_adapters.drawing.plots.frames.statistics import bootstrap_means, split_mix


def test_the_stream_is_that_of_the_published_generator() -> None:
    published = [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC, 0x1B39896A51A8749B]
    assert split_mix(np.arange(1, 6, dtype=np.uint64)).tolist() == published


def test_resamples_follow_each_other_in_the_stream() -> None:
    values = np.array([1.0, 10.0, 100.0])
    draws = [int(number) % 3 for number in split_mix(np.arange(1, 3_001, dtype=np.uint64)).tolist()]
    naive = [sum(values[place] for place in draws[start : start + 3]) / 3 for start in range(0, 3_000, 3)]
    assert bootstrap_means(values).tolist() == pytest.approx(naive)


def test_one_value_is_its_own_resample() -> None:
    assert set(bootstrap_means(np.array([7.0])).tolist()) == {7.0}
