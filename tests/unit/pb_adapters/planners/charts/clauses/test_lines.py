"""Lines and shaded stretches across the plot."""

# ruff: noqa: E501 - a row of a table is a line

from typing import Any

import pytest

from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.transforms import Op
from support.readings import wishes


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("dashed line at 80", {"value": 80.0}), ('vertical line at 3 "limit"', {"axis": "x", "value": 3.0, "label": "limit"}),
        ("horizontal line at the mean", {"axis": "y", "op": Op.MEAN}), ("identity line", {"identity": True}),
        ('shade y from 10 to 20 "usual"', {"axis": "y", "low": 10.0, "high": 20.0, "label": "usual"}),
    ],
)  # fmt: skip
def test_references(words: str, said: dict[str, Any]) -> None:
    (found,) = [one for one in wishes(f"body mass over survived, {words}") if isinstance(one, w.ReferenceWish)]
    assert found == w.ReferenceWish(words=found.words, **said)


def test_lines_stand_at_each_number_of_a_list() -> None:
    said = wishes("body mass over survived, vertical lines at -1 and 1 and no legend")
    found = [one for one in said if isinstance(one, w.ReferenceWish)]
    assert [(one.axis, one.value) for one in found] == [("x", -1.0), ("x", 1.0)]
    binned = wishes("histogram of body mass, vertical line at 3 and 5 bins")
    assert [one.count for one in binned if isinstance(one, w.BinWish)] == [5]
