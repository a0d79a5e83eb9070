import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.plots.transforms import Correlation
from support.tables import derived

VALUE = st.one_of(st.none(), st.integers(-20, 20))


@given(rows=st.lists(st.tuples(VALUE, VALUE), min_size=1, max_size=20))
def test_r_is_that_of_the_pairs_that_exist(rows: list[tuple[int | None, int | None]]) -> None:
    found = derived(Correlation(fields=("a", "b")), a=[0, *(a for a, _ in rows)], b=[0, *(b for _, b in rows)])
    pairs = [(0, 0), *((a, b) for a, b in rows if a is not None and b is not None)]
    x, y = zip(*pairs, strict=True)
    expected = None if len(set(x)) < 2 or len(set(y)) < 2 else pytest.approx(statistics.correlation(x, y), abs=1e-9)
    assert found["r"][1] == expected
    assert found["r"][1] == found["r"][2]


def test_all_pairs_row_by_row() -> None:
    found = derived(Correlation(fields=("b", "a")), a=[1, 2, 3], b=[3, 2, 1])
    assert found["row"] == ["b", "b", "a", "a"]
    assert found["column"] == ["b", "a", "b", "a"]
    assert found["r"] == pytest.approx([1, -1, -1, 1])


def test_very_small_and_large_numbers_correlate() -> None:
    found = derived(Correlation(fields=("a", "b")), a=[1e-300, 2e-300, 3e-300], b=[1e300, 2e300, 3e300])
    assert found["r"][1] == pytest.approx(1)
