import pytest

from pb_adapters.drawing.plots.frames.columns import columns_of
from pb_adapters.drawing.plots.frames.transforms import derive
from pb_core.domain.plots.transforms import Period, PeriodUnit
from pb_core.domain.tables.table import Cell, ColumnType
from support.tables import tabled

LAST_OF_2024 = 1_735_689_599.5  # half a second before the end of a Tuesday


@pytest.mark.parametrize(
    ("unit", "found"),
    [
        (PeriodUnit.YEAR, 1_704_067_200),
        (PeriodUnit.YEAR_QUARTER, 1_727_740_800),
        (PeriodUnit.QUARTER, "Q4"),
        (PeriodUnit.MONTH, "Dec"),
        (PeriodUnit.DAY, "Tue"),
        (PeriodUnit.WEEK, 1),
        (PeriodUnit.DATE, 31),
        (PeriodUnit.DAY_OF_YEAR, 366),
        (PeriodUnit.HOURS, 23),
        (PeriodUnit.MINUTES, 59),
    ],
)
def test_the_calendar_is_the_usual_one(unit: PeriodUnit, found: Cell) -> None:
    data = derive(columns_of(tabled(times=["when"], when=[LAST_OF_2024, None])), [Period(field="when", unit=unit)])
    column = data.column("period")
    assert [column.cell(value) for value in column.values.tolist()] == [found]
    assert (column.type is ColumnType.TEXT) == bool(column.order)


@pytest.mark.parametrize(("when", "found"), [(-5e-232, 0), (-1e-7, 0), (-1e-5, -31_536_000)])
def test_a_moment_is_told_from_another_by_microseconds(when: float, found: int) -> None:
    made = derive(columns_of(tabled(times=["when"], when=[when])), [Period(field="when", unit=PeriodUnit.YEAR)])
    assert made.column("period").values.tolist() == [found]
