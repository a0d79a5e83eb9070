from typing import Any

import pytest

from pb_core.domain.plots.transforms import Filter, Limit, Period, PeriodUnit, Transform
from pb_core.domain.tables.times import year_of
from support.vega_lite import V, W, notes, read, refused, unit


def filtered(*filters: object) -> dict[str, Any]:
    return {**unit("point", x=W, y=W), "transform": [{"filter": each} for each in filters]}


@pytest.mark.parametrize(
    ("filter_", "steps"),
    [
        ("datum.v > 2", [Filter(field="v", above=2)]),
        ("!(datum.v > 2)", [Filter(field="v", high=2)]),
        ("datum.w < 30 && datum.site != 'c'", [Filter(field="w", below=30), Filter(field="site", none_of=("c",))]),
        ("datum.site == 'a' || datum.site == 'b'", [Filter(field="site", one_of=("a", "b"))]),
        ("!(datum.site != 'a' && datum.site != 'b')", [Filter(field="site", one_of=("a", "b"))]),
        ("datum.w == 10 || datum.w == 20.5", [Filter(field="w", one_of=("10", "20.5"))]),
        ("!datum.ok", [Filter(field="ok", none_of=("true",))]),
        ("datum.v !== null", [Filter(field="v")]),
        ("datum.year >= 2000", [Filter(field="year", low=year_of(2000))]),
        ("datum.year == 2000 || datum.year == '2001'", [Filter(field="year", one_of=("2000", "2001"))]),
        ("datum.when >= datetime(1970, 2, 1)", [Filter(field="when", low=59 * 86_400)]),
        (
            "month(datum.when) == 0",
            [Period(field="when", unit=PeriodUnit.MONTH, as_="when (month)"),
             Filter(field="when (month)", one_of=("Jan",))],
        ),
        (
            "day(datum.when) != 0",
            [Period(field="when", unit=PeriodUnit.DAY, as_="when (day)"),
             Filter(field="when (day)", none_of=("Sun",))],
        ),
    ],
)  # fmt: skip
def test_conditions_become_filters(filter_: str, steps: list[Transform]) -> None:
    assert list(read(filtered(filter_)).transform) == steps


@pytest.mark.parametrize(
    ("filter_", "said"),
    [
        ("datum.v > 2 || datum.site == 'a'", "“or” joins values of one field only"),
        ("datum.v > 2 || datum.v < 1", "“or” joins values of one field only"),
        ("datum.v == null", "rows without a value are never shown"),
        ("datum.gone > 2", "there is no field 'gone'"),
        ("datum.w > 'x'", "what is no number"),
        ("datum.when > 'soon'", "'soon' is no date that is read"),
        ("month(datum.v) == 1", "'v' holds numbers and no times"),
    ],
)
def test_other_conditions_are_refused(filter_: str, said: str) -> None:
    sentence = refused(filtered(filter_))
    assert sentence.startswith("plan.transform[0].filter: ")
    assert said in sentence


def test_rows_that_a_filter_leaves_out_unlike_vega_lite_are_named() -> None:
    assert "rows without 'v' are left out" in notes(filtered("datum.v != 3"))
    assert notes(filtered("datum.w != 10")) == ""


RANK = {"window": [{"op": "row_number", "as": "rank"}], "sort": [{"field": "w", "order": "descending"}]}


@pytest.mark.parametrize(
    ("condition", "limit"),
    [
        ("datum.rank <= 3", Limit(field="w", count=3)),
        ("datum.rank < 3", Limit(field="w", count=2)),
    ],
)
def test_the_first_rows_of_a_rank_are_kept(condition: str, limit: Limit) -> None:
    document = {**unit("point", x=W, y=W), "transform": [RANK, {"filter": condition}]}
    assert read(document).transform == (limit,)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("datum.rank > 3", "only the first ones"),
        ("datum.rank < 1", "keeps no row"),
        ("datum.rank <= 0", "only the first"),
    ],
)
def test_other_rows_of_a_rank_are_refused(condition: str, said: str) -> None:
    assert said in refused({**unit("point", x=V, y=W), "transform": [RANK, {"filter": condition}]})


def test_a_rank_is_no_field_to_show() -> None:
    assert "numbers rows" in refused({**unit("point", x={"field": "rank"}, y=W), "transform": [RANK]})
