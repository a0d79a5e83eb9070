"""What a planner of plots reads of a table."""

import msgspec
import pytest

from pb_core.domain.questions.plots import PlotChoice, profile_text
from pb_core.domain.tables.profile import ColumnProfile, TableProfile
from pb_core.domain.tables.table import ColumnType, Shape

CITY = ColumnProfile(
    name="city", type=ColumnType.TEXT, distinct=3, missing=0, examples=("Bonn", "Köln"), others=("Mainz",)
)
SPARE = ColumnProfile(name="share", type=ColumnType.NUMBER, distinct=1, missing=4, examples=(), low=0.0, unit="%")
TABLE = TableProfile(rows=4, shape=next(iter(Shape)), columns=(CITY, SPARE), head=(("Bonn", None), ("Köln", 0.0)))


def test_a_prompt_has_the_examples_and_no_further_categories() -> None:
    text = profile_text(TABLE)
    assert "Köln" in text
    assert "Mainz" not in text
    assert TABLE.columns[0].others == ("Mainz",)


def test_members_that_say_nothing_are_left_out_and_zero_and_no_are_kept() -> None:
    found = msgspec.json.decode(profile_text(TABLE))
    city, share = found["columns"]
    assert not {"unit", "low", "high", "error_of", "unread"} & set(city)
    assert (city["missing"], city["whole"]) == (0, False)
    assert (share["low"], share["unit"]) == (0.0, "%")
    assert "examples" not in share
    assert not {"keys", "notes"} & set(found)


def test_a_missing_cell_keeps_its_place_in_a_row() -> None:
    assert msgspec.json.decode(profile_text(TABLE))["head"] == [["Bonn", None], ["Köln", 0.0]]


@pytest.mark.parametrize("charts", [[], ["bar", "line", "dot"], ["plaid"]])
def test_a_choice_is_one_chart_or_two_that_there_are(charts: list[str]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"charts": charts}, PlotChoice)
