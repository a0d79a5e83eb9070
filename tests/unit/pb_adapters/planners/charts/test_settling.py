"""What only all wishes together tell."""

import pytest

from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import FieldWish, Place
from support.readings import wishes


@pytest.mark.parametrize(
    ("intent", "op"),
    [
        ("count by sex, in per cent", Op.PROPORTION), ("count by sex", Op.COUNT),
        ("100 % stacked bars of count by sex and island, in per cent", Op.COUNT),
    ],
)  # fmt: skip
def test_numbers_of_rows_in_per_cent_are_shares(intent: str, op: Op) -> None:
    assert [one.op for one in wishes(intent) if isinstance(one, w.StatisticWish)] == [op]


@pytest.mark.parametrize(
    ("intent", "told"), [("body mass over year, highlight Adelie", ["species"]), ("body mass over year", [])]
)
def test_what_stands_out_is_told_apart(intent: str, told: list[str]) -> None:
    assert [one.field for one in wishes(intent) if isinstance(one, FieldWish) and one.place is Place.SPLIT] == told


def test_shares_of_rows_within_a_column_stand_on_it() -> None:
    found = wishes("share of rows by sex within island")
    assert [one.field for one in found if isinstance(one, FieldWish)] == ["island", "sex"]
