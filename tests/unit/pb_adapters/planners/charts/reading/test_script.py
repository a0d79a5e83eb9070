"""The marked text of an intent."""

import pytest

from pb_adapters.planners.charts.reading.names import Column
from pb_adapters.planners.charts.reading.script import LONGEST_READ, READ, Quote, Script, number
from support.readings import PENGUINS


def test_a_script_has_the_length_of_its_intent_whatever_is_marked() -> None:
    intent = 'İ ẞ: bill length, title "Bill length of Adelie"'
    script = Script(intent, PENGUINS)
    assert len(script.text) == len(intent)
    assert [what for _, _, what in script.within(0, len(intent))] == [
        Column("bill_length_mm"),
        Quote("Bill length of Adelie"),
    ]


def test_a_quoted_name_is_the_name() -> None:
    assert Script('"bill_length_mm" by "species"', PENGUINS).at(0) == Column("bill_length_mm")


def test_apostrophes_quote_nothing() -> None:
    script = Script("the penguins' bills and don't", PENGUINS)
    assert not any(isinstance(what, Quote) for _, _, what in script.within(0, 40))


def test_what_is_read_is_taken_away() -> None:
    script = Script("bars of species", PENGUINS)
    script.read(0, 4)
    assert script.text.startswith(READ * 4)
    assert script.marked.startswith("bars")
    assert [script.said(*run) for run in script.runs()] == ["of species"]


def test_no_more_is_read_than_the_limit() -> None:
    script = Script("a" * (LONGEST_READ + 10), PENGUINS)
    assert (len(script.text), len(script.rest)) == (LONGEST_READ, 10)


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,000", 1000), ("−2.5", -2.5), ("3k", 3000), ("2 m", 2e6), ("1bn", 1e9), ("50%", 50), ("1e-3", 0.001)],
)
def test_numbers_are_read_as_people_write_them(text: str, value: float) -> None:
    assert number(text) == value
