"""What is left of an intent: its subject, or words that were not understood."""

import pytest

from pb_core.domain.plots.wishes import FieldWish
from pb_core.domain.tables.profile import TableProfile
from support.readings import PENGUINS, read
from support.wish_plots import seen

DEPARTURES = seen({"year": [2001, 2002], "dep_delay": [3, 4.5], "wind": [1.5, 2]})
WIDE = seen({"code": ["a", "b"], **{f"measure {number}": [number, 2] for number in range(19)}})
PROVINCES = seen([{"year": 2000 + k, "Ontario": 51.5 + k, "Quebec": 49 + k, "Alberta": 60.5} for k in range(4)])
SERIES = seen({"year": [1871, 1872, 1873], "volume": [1120, 1160, 963]})
ANTIBIOTICS = seen({"germ": ["a", "b"], "penicillin": [1, 2], "neomycin": [2.5, 3], "streptomycin": [4, 5]})


@pytest.mark.parametrize(
    ("intent", "subject", "unknown"),
    [
        ("body mass of antarctic birds by species", (), ("antarctic birds",)),  # perhaps a filter
        ("Palmer station: body mass by species", (), ("Palmer station",)),
        ("bill depth by species, with sparkles", (), ("sparkles",)),
        ("bill depth by species, make it pretty", (), ("pretty",)),
        ("penguins", (), ("penguins",)),
        ("body mass of the penguins by species", ("penguins",), ()),
        ("number of penguins by species", ("penguins",), ()),
        ("body mass of all records by species", ("records",), ()),
        ("bill depth (a sketch) by species", (), ("sketch",)),
        ("bill depth 42", (), ("42",)),
        ("body mass глубина", (), ("глубина",)),
        ("bill depth with exploded green labels", (), ("exploded green labels",)),
    ],
)
def test_what_is_left_is_the_subject_or_named(intent: str, subject: tuple[str, ...], unknown: tuple[str, ...]) -> None:
    heard = read(intent)
    assert (heard.subject, heard.unknown) == (subject, unknown)


@pytest.mark.parametrize(
    ("intent", "table", "words"),
    [
        ("bill depth per colony", PENGUINS, "colony"),
        ("bill depth vs wing chord", PENGUINS, "wing chord"),
        ("mean wing chord by species", PENGUINS, "wing chord"),
        ("bill depth by species and colony", PENGUINS, "colony"),
        ("wing chord by species", PENGUINS, "wing chord"),
        ("bill depth by season of birth", PENGUINS, "season of birth"),
        ("arrival delay by year", DEPARTURES, "arrival"),  # the only delay is another one
        ("bill by species", PENGUINS, "bill"),
        ("bars of happiness", PENGUINS, "happiness"),
        ("Schnabeltiefe nach Art", PENGUINS, "Schnabeltiefe"),
    ],
)
def test_words_in_the_place_of_a_column_ask_which_one_it_is(intent: str, table: TableProfile, words: str) -> None:
    heard = read(intent, table)
    assert heard.refusal.startswith(f"Which column is “{words}”")
    assert not {words} & {*heard.subject, *heard.unknown}


@pytest.mark.parametrize(
    ("intent", "table", "why"),
    [
        ("bill by species", PENGUINS, "Which column is “bill”: 'bill_length_mm' or 'bill_depth_mm'?"),
        ("colony by year", DEPARTURES, "Which column is “colony”? The columns are 'dep_delay', 'year', 'wind'"),
        ("height by code", WIDE, "Which column is “height”? The columns are "),
    ],
)
def test_the_question_names_the_columns_that_could_be_meant(intent: str, table: TableProfile, why: str) -> None:
    assert read(intent, table).refusal.startswith(why)


def test_the_question_names_at_most_twelve_columns_and_counts_the_others() -> None:
    assert read("height by code", WIDE).refusal.endswith(" and 8 more")


@pytest.mark.parametrize(
    ("intent", "table", "subject", "unknown"),
    [
        ("Nile flow by year", SERIES, (), ("Nile flow",)),  # the only measure of a series is meant
        ("bill depth by species type", PENGUINS, (), ()),
        ("bill depth by island of birth", PENGUINS, (), ("birth",)),
        ("number of nests by species", PENGUINS, ("nests",), ()),
    ],
)
def test_what_cannot_be_another_column_asks_nothing(
    intent: str, table: TableProfile, subject: tuple[str, ...], unknown: tuple[str, ...]
) -> None:
    heard = read(intent, table)
    assert (heard.refusal, heard.subject, heard.unknown) == ("", subject, unknown)


@pytest.mark.parametrize("intent", ["MIC of the three antibiotics by germ", "score by germ"])
def test_measures_that_are_counted_or_scored_together_are_all_meant(intent: str) -> None:
    fields = [wish.field for wish in read(intent, ANTIBIOTICS).wishes if isinstance(wish, FieldWish)]
    assert {"penicillin", "neomycin", "streptomycin"} < set(fields)


def test_a_long_sentence_that_nothing_reads_is_no_subject() -> None:
    story = "once upon no time seven kings rode out against bitter northern storms"
    assert read(f"{story}. bill depth").subject == ()


@pytest.mark.parametrize(
    ("intent", "table"),
    [
        ("index by province over year", PROVINCES),
        ("one line per province over year", PROVINCES),
        ("tokens per word for each tokenizer and germ", ANTIBIOTICS),
    ],
)
def test_a_noun_may_be_what_all_measures_are_values_of(intent: str, table: TableProfile) -> None:
    heard = read(intent, table)
    found = [wish for wish in heard.wishes if isinstance(wish, FieldWish) and wish.words in {"province", "tokenizer"}]
    assert [wish.field for wish in found] == [c.name for c in table.columns if c.mean is not None and c.name != "year"]
    assert heard.refusal == ""


@pytest.mark.parametrize(
    ("intent", "table"),
    [
        ("year by province", SERIES),  # one measure is no dimension
        ("penicillin by drug", ANTIBIOTICS),  # a measure is named
        ("sales by drug", ANTIBIOTICS),  # the germs may be meant
        ("wind by season", DEPARTURES),
    ],
)
def test_a_noun_is_asked_after_where_anything_else_can_be_meant(intent: str, table: TableProfile) -> None:
    assert "Which column" in read(intent, table).refusal
