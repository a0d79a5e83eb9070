import pytest

from pb_core.domain.plots.estimators import Survival
from pb_core.domain.plots.statistics import apply
from pb_core.domain.plots.statistics.survival import estimates, log_rank, median
from pb_core.domain.tables.table import Cell
from pb_core.errors import InvalidSpec
from pb_core.testing.memory.plots import table_of


def curve(transform: Survival, **columns: list[Cell]) -> dict[str, list[Cell]]:
    made = apply(table_of(**columns), (transform,))
    return {column.name: list(column.values) for column in made.columns}


def test_a_curve_by_hand() -> None:
    found = curve(Survival(time="t", event="e", level=0.95), t=[2, 3, 3, 5, 8], e=[1, 1, 0, 0, 1])
    assert found["time"] == [0.0, 2, 3, 5, 8]
    assert found["survival"] == pytest.approx([1, 4 / 5, 4 / 5 * 3 / 4, 3 / 5, 0])
    assert found["at risk"] == [5, 5, 4, 2, 1]
    assert found["censored times"] == [None, None, 1, 1, None]
    assert (found["interval low"][0], found["interval high"][0]) == (1.0, 1.0)
    assert (found["interval low"][-1], found["interval high"][-1]) == (0.0, 0.0)


def test_an_event_at_time_zero_is_a_second_row_there() -> None:
    found = curve(Survival(time="t", event="e"), t=[0, 4], e=[True, True])
    assert (found["time"], found["survival"]) == ([0.0, 0, 4], [1.0, 0.5, 0.0])
    assert found["interval low"] == [None, None, None]


def test_rows_without_time_or_event_are_left_out() -> None:
    found = curve(Survival(time="t", event="e"), t=[1, None, 3], e=["yes", "no", None])
    assert found["at risk"] == [1, 1]


def test_the_value_of_an_event_may_be_named() -> None:
    found = curve(Survival(time="t", event="status", observed="2"), t=[1, 2, 3], status=[1, 2, 2])
    assert found["survival"] == [1.0, 1.0, 0.5, 0.0]


@pytest.mark.parametrize(
    ("columns", "more", "sentence"),
    [
        ({"t": [1, -2], "e": [1, 0]}, {}, "The time 't' holds -2; no time to an event is below 0."),
        ({"t": [1, 2], "e": [1, 2]}, {}, "The event field 'e' holds '2'; an event is 1, true or yes"),
        ({"t": [1, 2], "e": ["died", "lost"]}, {}, "The event field 'e' holds 'lost'"),
        ({"t": [1, 2], "e": [1, 2]}, {"observed": "3"}, "The event field 'e' never is '3'; there are '1', '2'."),
        ({"t": ["a", "b"], "e": [1, 0]}, {}, "The field 't' holds text, and numbers are needed."),
        ({"t": [1, 2], "e": [1, 0]}, {"within": ("g",)}, "The fields of 'within' must be among those of 'groupby'."),
    ],
)
def test_what_is_no_survival_data_is_refused(columns: dict[str, list[Cell]], more: dict, sentence: str) -> None:
    with pytest.raises(InvalidSpec) as refused:
        curve(Survival(time="t", event="e", **more), g=["a", "b"], **columns)
    assert sentence in str(refused.value)


def test_the_median_is_the_first_time_at_one_half() -> None:
    assert median(estimates([(1, True), (2, True), (3, True), (4, False)], None)) == 2
    assert median(estimates([(1, True), (2, False), (3, False)], None)) is None


def test_a_test_needs_groups_that_meet() -> None:
    assert log_rank([[(1.0, True), (2.0, True)]]) is None
    assert log_rank([[(1.0, True), (2.0, True)], [(0.5, False), (0.6, False)]]) is None
    found = log_rank([[(1.0, True), (2.0, True)], [(1.5, True), (3.0, False)]])
    assert found is not None
    assert found.freedom == 1


def test_a_p_value_is_never_nothing() -> None:
    early, late = [(1.0 + 1e-6 * place, True) for place in range(2_000)], [(2.0, False)] * 2_000
    found = log_rank([early, late])
    assert found is not None
    assert found.p == 1e-300


def test_very_many_groups_are_refused() -> None:
    with pytest.raises(InvalidSpec, match="A log-rank test of 13 groups is past the limit of 12"):
        log_rank([[(1.0, True)]] * 13)


def test_the_test_stays_within_a_field() -> None:
    columns = {
        "t": [1, 2, 3, 4, 1, 2, 3, 4], "e": [1] * 8, "arm": ["a", "b"] * 4, "sex": ["f"] * 4 + ["m"] * 4,
    }  # fmt: skip
    asked = Survival(time="t", event="e", groupby=("arm", "sex"), log_rank=True, within=("sex",))
    found = curve(asked, **columns)
    alone = curve(
        Survival(time="t", event="e", groupby=("arm",), log_rank=True), **{n: c[:4] for n, c in columns.items()}
    )
    assert found["log-rank p"] == pytest.approx([alone["log-rank p"][0]] * len(found["time"]))
