"""Which stretches of an intent name columns and categories."""

# ruff: noqa: E501 - a row of a table is a line

import pytest

from pb_adapters.planners.charts.reading.names import Category, Column, Names
from pb_core.domain.tables.profile import TableProfile
from support.readings import PENGUINS, RUNS
from support.wish_plots import seen

SIZES = seen({"size": [1, 2], "bill": [1, 2], "party": ["a", "b"], "n": [3, 4]})
SIZED = seen({"time": [5.5, 7], "year": [1950, 1951], "sales": [3, 4]})
MATRIX = seen(
    {
        "metrics/mAP_0.5": [0.1, 0.2],
        "metrics/mAP_0.5:0.95": [0.1, 0.3],
        "fatalities_85_99": [1, 2],
        "fatalities_00_14": [3, 4],
    }
)
MEASURES = seen(
    {
        "trt": ["x", "y"],
        "wt": [1, 2],
        "temp_max": [1, 2],
        "temp_min": [0, 1],
        "success_rates_men": [1, 2],
        "success_rates_women": [1, 2],
    }
)
BLENDS = seen(
    {"repwt": [1, 2], "alcgp": ["a", "b"], "agegp": ["a", "c"], "ncases": [1, 2], "or": [1.5, 2.5], "bac": [0.1, 0.2]}
)
DELAYS = seen({"dep_delay": [1, 2], "arr_delay": [3, 4], "infl": [1, 2], "unemp": [3, 4], "supp": ["VC", "OJ"]})
KERAS = seen({"epoch": [1, 2], "accuracy": [0.1, 0.2], "val_accuracy": [0.1, 0.2]})
CARE = seen(
    {
        "risk_per_bed": [1, 2], "Improved": ["Some", "Marked"], "who": ["Joe Biden", "Bernie Sanders"],
        "outcome": ["1_Death", "2_No_change"], "Prewt": [70, 71], "saverate": [1, 2], "minute": [1, 2],
        "d": ["Thur", "Fri"], "taken at": ["2024-01-01", "2024-01-02"],
    }
)  # fmt: skip
ASIAN = seen({"模型": ["甲型", "乙型"], "准确率": [0.5, 0.6]})


def names(text: str, table: TableProfile = PENGUINS) -> list[tuple[str, str]]:
    """What is named in a text: the words, and the column or the category."""
    found = Names(table).find(text)
    return [
        (
            text[one.start : one.end],
            one.what.name if isinstance(one.what, Column) else f"{one.what.column}={one.what.value}",
        )
        for one in found
    ]


@pytest.mark.parametrize(
    ("text", "table", "named"),
    [
        ("bill length over bill_depth_mm", PENGUINS, [("bill length", "bill_length_mm"), ("bill_depth_mm", "bill_depth_mm")]),
        ("Body Mass (g) of both", PENGUINS, [("Body Mass (g)", "body mass (g)")]),
        ("the islands", PENGUINS, [("islands", "island")]),
        ("adelie and GENTOO penguins", PENGUINS, [("adelie", "species=Adelie"), ("GENTOO", "species=Gentoo")]),
        ("men and women", PENGUINS, [("men", "sex=male"), ("women", "sex=female")]),
        ("by specis", PENGUINS, [("specis", "species")]),
        ("by sax", PENGUINS, []),  # too short to be a typo
        ("survival of the rest", PENGUINS, [("survival", "survived")]),
        ("life expectancy, population, miles per gallon", RUNS, [("life expectancy", "lifeExp"), ("population", "pop"), ("miles per gallon", "mpg")]),
        ("validation loss", RUNS, [("validation loss", "val_loss")]),
        ("accuracy", RUNS, [("accuracy", "acc")]),
        ("the network", RUNS, []),
        ("mAP@0.5 and mAP@0.5:0.95", MATRIX, [("mAP@0.5", "metrics/mAP_0.5"), ("mAP@0.5:0.95", "metrics/mAP_0.5:0.95")]),
        ("fatalities 1985-1999", MATRIX, [("fatalities 1985-1999", "fatalities_85_99")]),
        ("a line at 0.5", MATRIX, []),
        ("treatment and weight", MEASURES, [("treatment", "trt"), ("weight", "wt")]),
        ("max temperature", MEASURES, [("max temperature", "temp_max")]),
        ("reported weight per alcohol group", BLENDS, [("reported weight", "repwt"), ("alcohol group", "alcgp")]),
        ("number of cases by age group", BLENDS, [("number of cases", "ncases"), ("age group", "agegp")]),
        ("odds ratio vs blood alcohol concentration", BLENDS, [("odds ratio", "or"), ("blood alcohol concentration", "bac")]),
        ("arrival delay, delay of departure", DELAYS, [("arrival delay", "arr_delay"), ("delay of departure", "dep_delay")]),
        ("inflation, unemployment and supplements", DELAYS, [("inflation", "infl"), ("unemployment", "unemp"), ("supplements", "supp")]),
        ("training accuracy", KERAS, [("training accuracy", "accuracy")]),
        ("species split", PENGUINS, [("species", "species")]),
        ("success rates of women", MEASURES, [("success rates of women", "success_rates_women")]),
        ("risk people per bed", CARE, [("risk people per bed", "risk_per_bed")]),
        ("improvement of Biden and of Death", CARE, [("improvement", "Improved"), ("Biden", "who=Joe Biden"), ("Death", "outcome=1_Death")]),
        ("weight before, savings rate", CARE, [("weight before", "Prewt"), ("savings rate", "saverate")]),
        ("5 minute bins of minute", CARE, [("minute", "minute")]),
        ("rain", seen({"precipitation": [1, 2], "weather": ["rain", "sun"]}), [("rain", "weather=rain")]),
        ("time in years, year of birth", SIZED, [("time", "time"), ("year", "year")]),
        ("area over time of sales", SIZED, [("time", "time"), ("sales", "sales")]),
        ("weekdays over time", CARE, [("weekdays", "d"), ("time", "taken at")]),
    ],
)  # fmt: skip
def test_names_are_found_however_they_are_written(text: str, table: TableProfile, named: list[tuple[str, str]]) -> None:
    assert names(text, table) == named


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("the bill", PENGUINS),  # two columns begin so
        ("temperature", MEASURES),
        ("success rates", MEASURES),
        ("label the bars", PENGUINS),
        ("point size", SIZES),
        ("large n", SIZES),
        ("yearbook", PENGUINS),
        ("delay", DELAYS),
    ],
)
def test_nothing_is_guessed_between_two_or_from_words_of_plotting(text: str, table: TableProfile) -> None:
    assert names(text, table) == []


@pytest.mark.parametrize("text", ["tips by size", "tips per party size", "mean size", "Size"])
def test_a_word_of_plotting_names_a_column_where_one_is_pointed_at(text: str) -> None:
    assert "size" in [what for _, what in names(text, SIZES)]


@pytest.mark.parametrize(
    ("text", "table", "column"),
    [
        ("bill length and depth", PENGUINS, "bill_depth_mm"),
        ("train and val loss", RUNS, "train_loss"),
        ("training vs validation accuracy", KERAS, "accuracy"),
        ("fatalities 1985-1999 vs 2000-2014", MATRIX, "fatalities_00_14"),
    ],
)
def test_a_name_that_shares_words_with_its_neighbour_is_found(text: str, table: TableProfile, column: str) -> None:
    known = Names(table)
    assert Column(column) in [one.what for one in known.elliptic(text, known.find(text))]


@pytest.mark.parametrize(
    ("text", "values"),
    [("Renewables, nuclear and fossil", {"Nuclear Energy", "Fossil Fuels"}), ("fossil and coal", set())],
)
def test_categories_are_found_in_a_list_with_one_of_their_column(text: str, values: set[str]) -> None:
    known = Names(seen({"source": ["Renewables", "Nuclear Energy", "Fossil Fuels"], "x": [1, 2, 3]}))
    found = [one.what for one in known.elliptic(text, known.find(text))]
    assert {one.value for one in found if isinstance(one, Category)} - {"Renewables"} == values


def test_a_name_takes_the_last_words_that_are_said_of_its_neighbour() -> None:
    known, text = Names(seen({"progrec": [1, 2], "estrec": [3, 4]})), "progesterone vs estrogen receptor"
    assert Column("progrec") in [one.what for one in known.elliptic(text, known.find(text))]


def test_names_are_found_where_words_are_not_parted() -> None:
    found = Names(ASIAN).foreign("按模型比较准确率, 甲型")
    assert {one.what for one in found} == {Column("模型"), Column("准确率"), Category("模型", "甲型")}


def test_categories_beyond_the_examples_are_known() -> None:
    many = seen({"country": [f"Land {number}" for number in range(90)] + ["Atlantis"], "x": list(range(91))})
    assert names("only Atlantis", many) == [("Atlantis", "country=Atlantis")]


def test_names_of_very_wide_tables_are_found_as_they_are_written() -> None:
    wide = seen(
        [{f"column {number}": number for number in range(300)}, {f"column {number}": 1 for number in range(300)}]
    )
    assert names("column 17 over column 298", wide) == [("column 17", "column 17"), ("column 298", "column 298")]


def test_a_synonym_names_a_whole_column_or_its_number_and_no_part_of_another() -> None:
    table = seen({"participant_id": [1, 2], "Low_wage_jobs": [3, 4], "Median": [5, 6]})
    assert names("salary per patient", table) == [("patient", "participant_id")]
