"""Whole intents, and any text."""

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pb_adapters.planners.charts.reading import MOST_WISHES, read_intent
from pb_adapters.planners.charts.reading.script import LONGEST_READ
from pb_core.domain.plots import wishes as w
from pb_core.domain.plots.intent_words import account, tokens
from pb_core.domain.plots.spec import Orient
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import (
    Arrangement,
    ArrangementWish,
    Chart,
    ChartWish,
    FieldWish,
    HeardIntent,
    Interval,
    IntervalWish,
    Order,
    OrderWish,
    Place,
    SettingWish,
    StatisticWish,
)
from support.readings import PENGUINS, RUNS, read
from support.trials import trials
from support.wish_plots import seen


def test_an_intent_is_read_in_the_order_of_its_words() -> None:
    heard = read(
        "Mean body mass (g) of the penguins per species and sex as grouped bars with 95% CI, sorted descending, legend "
        'at the bottom, title "Mass"'
    )
    assert heard.wishes == (
        StatisticWish(words="Mean", op=Op.MEAN, field="body mass (g)"),
        FieldWish(words="body mass (g", field="body mass (g)"),
        FieldWish(words="per species", field="species", place=Place.SPLIT),
        FieldWish(words="sex", field="sex", place=Place.SPLIT),
        ArrangementWish(words="grouped", arrangement=Arrangement.GROUPED),
        ChartWish(words="bars", chart=Chart.BAR),
        IntervalWish(words="95% CI", interval=Interval.CONFIDENCE, level=0.95),
        OrderWish(words="sorted descending", by=Order.VALUE, descending=True),
        SettingWish(words="legend at the bottom", setting="legend", orient=Orient.BOTTOM),
        SettingWish(words='title "Mass"', setting="title", text="Mass"),
    )
    assert (heard.subject, heard.unknown) == (("penguins",), ())


def test_what_is_behind_the_limit_is_named() -> None:
    heard = read("bill depth " + "x" * LONGEST_READ + " and by species")
    assert not any(isinstance(wish, FieldWish) and wish.field == "species" for wish in heard.wishes)
    assert heard.unknown[-1].endswith("species")


def test_wishes_beyond_the_limit_are_named_and_not_lost() -> None:
    heard = read(", ".join(f"line at {number}" for number in range(100)))
    assert len(heard.wishes) == MOST_WISHES
    assert "99" in " ".join(heard.unknown)


PIECES = [
    "mean", "body mass", "by species", "vs", "bill length", "no", "legend", "at the bottom", "log y", "only Adelie",
    "top 5", "sorted", "in red", "with 95% CI", "bars", "and", "panels", "title", '"A “b”"', "between 3 and 5",
    "since 2008", "3D", "map", "sparkles", "as", "percent", "ü", "图", "按 species", "—", "for each", "highlight",
    "±", "sd", "from", "to", "0", "1e999",
]  # fmt: skip
INTENTS = st.text(max_size=120) | st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)


@settings(max_examples=trials(300), deadline=None)
@example(intent="NO<NO<LEGEND", table=PENGUINS)
@given(intent=INTENTS, table=st.sampled_from([PENGUINS, RUNS]))
def test_every_content_word_of_any_intent_is_in_a_wish_the_subject_or_unknown(intent: str, table: object) -> None:
    heard = read_intent(intent, table)  # type: ignore[arg-type]  # one of two profiles
    claimed = " ".join((*(wish.words for wish in heard.wishes), *heard.subject, *heard.unknown))
    known = {token.word for token in tokens(claimed)}
    assert {token.word for token in tokens(intent) if token.content} <= known
    assert all(wish.words in intent for wish in heard.wishes)
    assert msgspec.json.decode(msgspec.json.encode(heard), type=HeardIntent) == heard
    assert account(intent, heard, table).heard == heard  # type: ignore[arg-type]  # the account is closed


MADE = seen({"Framework": ["a", "b"], "Mean": [3.5, 4], "Max": [4, 5.5]})
TESTED = seen({"truth": ["a", "b"], "predicted": ["a", "a"], "score": [0.1, 0.5]})


def test_a_share_of_the_only_measure_is_computed_within_the_time() -> None:
    power = seen({"year": [2001, 2001, 2002, 2002], "source": ["a", "b", "a", "b"], "output": [1, 3, 2, 5]})
    shares = [one for one in read("share of a and b per year", power).wishes if isinstance(one, w.ComputeWish)]
    assert shares == [w.ComputeWish(words="share of", compute="share", field="output", within="year")]


def test_a_measure_without_another_name_is_meant_by_the_column_of_means() -> None:
    heard = read("requests per second of each framework", MADE)
    assert heard.refusal == ""
    assert w.FieldWish(words="requests", field="Mean") in heard.wishes


def test_a_matrix_of_confusion_is_normalised_by_its_rows() -> None:
    heard = read("confusion matrix normalised per true class", TESTED)
    assert [one.op for one in heard.wishes if isinstance(one, w.StatisticWish)] == [Op.PROPORTION]


def test_months_as_columns_are_one_measure() -> None:
    months = seen({"year": [1950, 1951], "JAN": [1.5, 2], "FEB": [2.5, 3], "MAR": [3.5, 4]})
    heard = read("temperature by year", months)
    assert {one.field for one in heard.wishes if isinstance(one, w.FieldWish)} == {"year", "JAN", "FEB", "MAR"}


@pytest.mark.parametrize("intent", ["bars of happiness per species", "literacy rate by species", "bars, nothing known"])
def test_charts_of_nothing_that_is_known_ask_which_column_is_meant(intent: str) -> None:
    assert read(intent).refusal.startswith("Which column is")


@pytest.mark.parametrize("intent", ["bill depth by species, separate glow", "Trial: bill depth by species of exercise"])
def test_other_words_refuse_nothing(intent: str) -> None:
    assert (read(intent).refusal, bool(read(intent).unknown)) == ("", True)
