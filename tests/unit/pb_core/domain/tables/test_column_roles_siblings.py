import pytest

from pb_core.domain.tables.column_roles import with_siblings
from pb_core.domain.tables.table import Column, ColumnType


def errors(**columns: list[float | None]) -> dict[str, tuple[str | None, str | None]]:
    """What the columns of these names and numbers are errors of, and as what."""
    given = [
        Column(name=name.replace("__", " "), type=ColumnType.NUMBER, values=tuple(values))
        for name, values in columns.items()
    ]
    return {column.name: (column.error_of, column.role) for column in with_siblings(given) if column.error_of}


def test_a_stem_finds_its_mean() -> None:
    assert errors(acc=[1, 2], f1=[3, 4], f1_std=[0.1, None]) == {"f1_std": ("f1", "delta")}
    assert errors(acc_mean=[1], acc_sem=[0.1]) == {"acc_sem": ("acc_mean", "delta")}


def test_units_do_not_part_an_uncertainty_from_its_mean() -> None:
    assert errors(voltage_V=[1], current_A=[2], current_err=[0.1]) == {"current_err": ("current_A", "delta")}
    assert errors(**{"v (km/s)": [70], "v error (km/s)": [2]}) == {"v error (km/s)": ("v (km/s)", "delta")}


def test_what_is_no_unit_parts_an_error_from_other_numbers() -> None:
    assert errors(train_size=[100], train_err=[2]) == {}
    assert errors(loss_A=[1], loss_B=[2], loss_err=[0.1]) == {}


def test_a_bare_deviation_belongs_to_the_mean_or_to_the_numbers_before() -> None:
    assert errors(mean=[1], n=[5], std=[0.1]) == {"std": ("mean", "delta")}
    assert errors(size=[1], score=[5], std=[0.1]) == {"std": ("score", "delta")}
    assert errors(std=[0.1], score=[5]) == {}


def test_ends_must_enclose_and_come_in_pairs() -> None:
    assert errors(mean=[5], lower=[4], upper=[6]) == {"lower": ("mean", "low"), "upper": ("mean", "high")}
    assert errors(mean=[5], lower=[4]) == {}
    assert errors(mean=[5], lower=[6], upper=[7]) == {}
    assert errors(median=[5], q1=[4], q3=[6], min=[1], max=[9]) == {}


def test_half_widths_are_not_negative() -> None:
    assert errors(acc=[5, 5], acc_std=[1, -1]) == {}


@pytest.mark.parametrize(
    ("columns", "found"),
    [
        ({"latency": [10], "error": [2]}, {}),
        ({"accuracy": [90, 80], "error": [10, 20]}, {}),
        ({"accuracy": [90, 80], "error": [1, 2]}, {"error": ("accuracy", "delta")}),
        ({"mean": [90], "error": [2]}, {"error": ("mean", "delta")}),
    ],
)
def test_an_error_by_itself_may_be_a_measurement(columns: dict[str, list[float | None]], found: object) -> None:
    assert errors(**columns) == found


def test_the_unit_is_the_mean_s_and_texts_are_left_alone() -> None:
    mean = Column(name="t (ms)", type=ColumnType.NUMBER, values=(5,), unit="ms")
    std = Column(name="t std", type=ColumnType.TEXT, values=("x",))
    number = Column(name="t_std", type=ColumnType.NUMBER, values=(1,))

    assert with_siblings([mean, std]) == (mean, std)
    assert with_siblings([Column(name="t", type=ColumnType.NUMBER, values=(5,), unit="ms"), number])[1].unit == "ms"
