"""Script: names become symbols, what is taken is not read again, and the words stay those of the intent."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.planners.offline.plots.lexicon import Lexicon
from pb_adapters.planners.offline.plots.script import LONGEST_INTENT, Script, number
from pb_core.domain.tables.profile import profile
from pb_core.domain.tables.table import TableLimits
from pb_core.domain.tables.table_reading import read_table

ROWS = [
    {"method": "Ours", "learning_rate": 0.1, "val_acc (%)": 80.5, "方法": "蒸馏", "label": "x"},
    {"method": "B", "learning_rate": 0.2, "val_acc (%)": 81.5, "方法": "基线", "label": "y"},
]
LEXICON = Lexicon(profile(read_table(ROWS, TableLimits())))


def script(intent: str) -> Script:
    return Script(intent, LEXICON)


@pytest.mark.parametrize(
    ("intent", "columns"),
    [
        ("Validation accuracies per learning rate", ("val_acc (%)", "learning_rate")),
        ("lr against ACC", ("learning_rate", "val_acc (%)")),
        ("plot `val_acc (%)`", ("val_acc (%)",)),
        ("比较方法", ("方法",)),
        ("label the bars", ()),
        ("bars by label", ("label",)),
        ("nothing here", ()),
    ],
)
def test_columns_are_found_however_they_are_written(intent: str, columns: tuple[str, ...]) -> None:
    assert script(intent).mentioned() == columns


def test_categories_and_quotes_are_told_from_columns() -> None:
    read = script('highlight Ours, title "Ours by method"')
    said = next(iter(read.take(r"highlight (?P<v>{V})")))
    assert [value.text for value in read.values(said["v"])] == ["Ours"]
    quoted = next(iter(read.take(r"title (?P<q>{Q})")))
    assert read.quote(quoted["q"]) == "Ours by method"


def test_what_is_taken_is_not_read_again() -> None:
    read = script("log y and log y")
    assert [said.words for said in read.take("log y")] == ["log y", "log y"]
    assert list(read.take("log")) == []


def test_a_negation_is_read_as_no() -> None:
    read = script("please do not show the grid")
    assert next(iter(read.take("no grid"))).words == "please do not show the grid"


@given(intent=st.text(max_size=300))
def test_words_are_those_of_the_intent(intent: str) -> None:
    read = script(intent)
    for said in read.take(r"\w+"):
        assert said.words in " ".join(read.text.split())
    assert len(read.text) <= LONGEST_INTENT


@pytest.mark.parametrize(("text", "value"), [("1,000", 1000), ("−5", -5), ("2.5k", 2500), ("70 %", 70), ("1e3", 1000)])
def test_numbers_are_read_as_they_are_written(text: str, value: float) -> None:
    assert number(text) == value


def test_the_closest_column_is_named() -> None:
    assert LEXICON.closest("methdo") == "method"
    assert LEXICON.closest("zzz") is None
