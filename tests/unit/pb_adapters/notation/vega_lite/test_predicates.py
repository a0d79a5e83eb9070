from typing import Any

import pytest

from pb_core.domain.plots.transforms import Filter, Period, PeriodUnit, Transform
from support.vega_lite import W, read, refused, unit


def filtered(condition: object) -> dict[str, Any]:
    return {**unit("point", x=W, y=W), "transform": [{"filter": condition}]}


@pytest.mark.parametrize(
    ("condition", "steps"),
    [
        ({"field": "site", "equal": "a"}, [Filter(field="site", one_of=("a",))]),
        ({"field": "site", "oneOf": ["a", "b"]}, [Filter(field="site", one_of=("a", "b"))]),
        ({"field": "w", "range": [20, 40]}, [Filter(field="w", low=20), Filter(field="w", high=40)]),
        ({"field": "w", "range": [None, 40]}, [Filter(field="w", high=40)]),
        ({"field": "w", "lt": 40}, [Filter(field="w", below=40)]),
        ({"field": "w", "gte": 40}, [Filter(field="w", low=40)]),
        ({"field": "v", "valid": True}, [Filter(field="v")]),
        ({"not": {"field": "site", "equal": "a"}}, [Filter(field="site", none_of=("a",))]),
        ({"and": ["datum.w > 10", {"field": "w", "lte": 40}]},
         [Filter(field="w", above=10), Filter(field="w", high=40)]),
        ({"or": [{"field": "site", "equal": "a"}, "datum.site == 'c'"]}, [Filter(field="site", one_of=("a", "c"))]),
        (
            {"timeUnit": "month", "field": "when", "equal": {"month": 2}},
            [Period(field="when", unit=PeriodUnit.MONTH, as_="when (month)"),
             Filter(field="when (month)", one_of=("Feb",))],
        ),
        (
            {"timeUnit": "year", "field": "year", "range": [2000, 2003]},
            [Period(field="year", unit=PeriodUnit.YEAR, as_="year (year)"),
             Filter(field="year (year)", low=946_684_800), Filter(field="year (year)", high=1_041_379_200)],
        ),
    ],
)  # fmt: skip
def test_predicates_become_filters(condition: object, steps: list[Transform]) -> None:
    assert list(read(filtered(condition)).transform) == steps


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"field": "w"}, "filter: compares with nothing"),
        ({"param": "brush"}, "filter.param: a picture has no interaction"),
        ({"field": "w", "range": [1]}, "filter.range: must have two ends"),
        ({"field": "w", "oneOf": []}, "compares with no value"),
        ({"or": []}, "filter.or: must be a list of predicates"),
        ({"and": [{"field": "gone", "lt": 1}]}, "no field 'gone'"),
        ({"field": "w", "equals": 1}, "closest: equal"),
        (5, "must be an object"),
    ],
)
def test_other_predicates_are_refused(condition: object, said: str) -> None:
    assert said in refused(filtered(condition))
