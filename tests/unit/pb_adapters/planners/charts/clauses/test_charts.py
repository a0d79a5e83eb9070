"""Charts, arrangements and purposes."""

import pytest

from pb_core.domain.plots.wishes import Arrangement, ArrangementWish, Chart, ChartWish, PurposeWish
from support.readings import wishes


@pytest.mark.parametrize(
    ("intent", "charts", "purposes"),
    [
        ("bar chart of body mass by sex", [Chart.BAR], []),
        ("learning curve of body mass over year", [Chart.LINE], []),
        ("scatter plot of body mass vs year, curve", [Chart.SCATTER], ["trend"]),
        ("body mass by sex, columns", [Chart.BAR], []),
        ("correlation matrix of all columns", [Chart.CORRELATION], []),
        ("distribution of body mass by sex", [], ["distribution"]),
    ],
)
def test_charts_and_purposes(intent: str, charts: list[Chart], purposes: list[str]) -> None:
    found = wishes(intent)
    assert [one.chart for one in found if isinstance(one, ChartWish)] == charts
    assert [one.purpose for one in found if isinstance(one, PurposeWish)] == purposes


@pytest.mark.parametrize(
    ("words", "arrangement"),
    [
        ("side by side", Arrangement.GROUPED),
        ("stacked to 100 %", Arrangement.NORMALIZED),
        ("vertical", Arrangement.VERTICAL),
    ],
)
def test_arrangements(words: str, arrangement: Arrangement) -> None:
    found = wishes(f"bars of body mass by sex and species, {words}")
    assert [one.arrangement for one in found if isinstance(one, ArrangementWish)] == [arrangement]
