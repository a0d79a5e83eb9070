"""Running sums with their total, and wholes of groups that a value is divided by."""

import pytest

from pb_adapters.drawing.plots.frames.columns import columns_of
from pb_adapters.drawing.plots.frames.transforms import derive
from pb_core.domain.plots.transforms import Calculate, Combination, Cumulate, Relative, Whole
from support.tables import derived, tabled


def test_a_running_sum_ends_in_a_total() -> None:
    found = derived(
        Cumulate(field="v", label="step", total="Net"), step=["a", "skip", "b"], v=[5, None, -2], other=[1, 2, 3]
    )
    assert found["step"] == ["a", "b", "Net"]
    assert found["v"] == [5, -2, 3]
    assert found["other"] == [1, 3, None]
    assert (found["start"], found["end"]) == ([0, 5, 0], [5, 3, 3])


def test_the_total_comes_last_in_a_natural_order() -> None:
    table = tabled(step=["Jan", "Feb"], v=[1, 2])
    data = derive(columns_of(table), [Cumulate(field="v", label="step", total="Year")])
    assert data.column("step").order == ("Jan", "Feb", "Year")


def test_sums_run_along_an_order_in_each_group() -> None:
    found = derived(Cumulate(field="v", order="t", groupby=("g",)), g=["a", "b", "a"], t=[2, 1, 1], v=[5, 7, 1])
    assert (found["g"], found["start"], found["end"]) == (["a", "a", "b"], [0, 1, 0], [1, 6, 7])


@pytest.mark.parametrize(("op", "expected"), [(Combination.DIFFERENCE, [0, 1]), (Combination.PLUS, [8, 1])])
def test_so_many_times_the_second_are_added_or_taken_away(op: Combination, expected: list[float]) -> None:
    assert derived(Calculate(op=op, first="v", second="w", factor=2), v=[4, 1], w=[2, 0])["calculated"] == expected


@pytest.mark.parametrize(("op", "expected"), [(Combination.RATIO, [2, None]), (Combination.CHANGE, [1, None])])
def test_nothing_is_divided_by_zero(op: Combination, expected: list[float | None]) -> None:
    assert derived(Calculate(op=op, first="v", second="w"), v=[4, 1], w=[2, 0])["calculated"] == expected


def test_each_group_has_a_first_value_of_its_own() -> None:
    made = Relative(field="v", whole=Whole.FIRST, order="t", groupby=("g",), scale=100)
    found = derived(made, g=["a", "b", "a"], t=[2, 1, 1], v=[5, 7, 4])
    assert found["relative"] == [125, 100, 100]
