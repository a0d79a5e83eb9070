import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.tables.profile import MAX_EXAMPLES, ColumnProfile, profile
from pb_core.domain.tables.table import ColumnType, Shape, TableLimits, TimeUnit
from pb_core.domain.tables.table_reading import read_table

LIMITS = TableLimits()


def column(document: object, name: str) -> ColumnProfile:
    found = profile(read_table(document, LIMITS)).column(name)
    assert found is not None
    return found


def keys(document: object) -> tuple[str, ...]:
    return profile(read_table(document, LIMITS)).keys


def test_numbers_are_counted_and_bounded() -> None:
    found = column([{"v (ms)": 1}, {"v (ms)": 2.5}, {"v (ms)": None}, {"v (ms)": 2.5}], "v (ms)")

    assert found == ColumnProfile(
        name="v (ms)", type=ColumnType.NUMBER, distinct=2, missing=1, examples=(1, 2.5), unit="ms", low=1, high=2.5,
        mean=2.0, increasing=True, whole=False,
    )  # fmt: skip


def test_texts_are_listed_in_their_natural_order() -> None:
    found = column([{"size": "32K", "v": 1}, {"size": "1K", "v": 2}, {"size": "8K", "v": 3}], "size")

    assert found.examples == ("1K", "8K", "32K")
    assert found.ordered
    assert found.longest == 3
    assert found.low is None
    assert found.mean is None


def test_times_have_extremes_and_a_unit_but_no_mean() -> None:
    found = column([{"d": "2024-01-02"}, {"d": "2024-01-01"}], "d")

    assert (found.low, found.high) == (1704067200, 1704153600)
    assert found.time_unit is TimeUnit.DAY
    assert found.mean is None
    assert not found.increasing
    assert not found.whole


def test_uncertainty_is_passed_on() -> None:
    found = column([{"m": "A", "acc": 1, "acc_std": 0.1}], "acc_std")

    assert (found.error_of, found.role) == ("acc", "delta")


def test_examples_are_few_whatever_the_table() -> None:
    assert len(column({f"category {number}": number for number in range(1000)}, "name").examples) == MAX_EXAMPLES


def test_the_mean_of_very_large_numbers_is_finite() -> None:
    assert column([1.5e308, 1.5e308, 1.5e308], "value").mean == pytest.approx(1.5e308)


def test_the_head_and_the_rest_of_the_table() -> None:
    found = profile(read_table({"A": {"p": 1, "q": 2}, "B": {"p": 3, "q": 4}, "C": {"p": 5, "q": 6}}, LIMITS))

    assert found.rows == 6
    assert found.shape is Shape.NESTED
    assert found.head == (("A", "p", 1), ("A", "q", 2), ("B", "p", 3), ("B", "q", 4), ("C", "p", 5))
    assert found.column("none") is None


def test_keys_are_a_smallest_set_of_texts() -> None:
    grid = [
        {"method": m, "data": d, "v": v} for v, (m, d) in enumerate([("A", "x"), ("A", "y"), ("B", "x"), ("B", "y")])
    ]

    assert keys([{"model": "A", "v": 1}, {"model": "B", "v": 1}]) == ("model",)
    assert keys(grid) == ("method", "data")


def test_whole_numbers_are_keys_where_no_texts_are() -> None:
    assert keys({"epoch": [1, 2, 3], "loss": [0.5, 0.4, 0.3]}) == ("epoch",)
    assert keys([{"run": r, "m": m, "v": 0.5} for r in (1, 2) for m in "AB"]) == ("m", "run")


def test_repeated_measurements_have_no_keys() -> None:
    assert keys({"A": [1, 2, 3], "B": [4, 5]}) == ()
    assert keys([{"m": "A", "v": 1.5}, {"m": "A", "v": 2.5}]) == ()
    assert keys([{"m": "A", "v": 1}] * 1200) == ()


@given(st.lists(st.integers(-5, 5) | st.none(), min_size=1).filter(lambda values: set(values) != {None}))
def test_counts_agree_with_the_values(values: list[int | None]) -> None:
    found = column([{"k": "a", "v": value} for value in values], "v")
    present = [value for value in values if value is not None]

    assert (found.distinct, found.missing) == (len(set(present)), len(values) - len(present))
    assert (found.low, found.high) == (min(present), max(present))
    assert found.mean is not None
    assert math.isclose(found.mean, sum(present) / len(present), abs_tol=1e-12)
    assert found.increasing == (present == sorted(present))
    assert found.whole


def test_a_column_of_missing_values_has_no_extremes() -> None:
    found = column([{"m": "A", "v": None}, {"m": "B", "v": None}], "v")

    assert (found.type, found.missing, found.low, found.mean, found.whole) == (ColumnType.NUMBER, 2, None, None, False)
