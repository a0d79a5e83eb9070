"""An intent is understood completely or refused with the words that were not."""

import pytest

from pb_adapters.planners.charts.reading import read_intent
from pb_adapters.planners.charts.tokens import LONGEST_READ
from pb_core.domain.plots.wishes import ChartWish, FilterWish, SettingWish
from pb_core.errors import NotPlottable
from support.readings import PENGUINS, RUNS, read, wishes
from support.wish_plots import seen


def refusal(intent: str) -> str:
    with pytest.raises(NotPlottable) as error:
        read_intent(intent, PENGUINS)
    return str(error.value)


def test_every_word_that_is_not_understood_is_named_with_the_columns_and_the_way_out() -> None:
    sentence = refusal("violins of wingspan by species, in Comic Sans")
    assert sentence.startswith("Not understood: “wingspan”, “Comic”, “Sans”. ")
    assert "The columns are 'species', 'island', 'sex'" in sentence
    assert "docs/plots.md#words-of-an-intent" in sentence
    assert sentence.endswith("Or give a 'plan', or set a model")


@pytest.mark.parametrize(
    ("intent", "sentence"),
    [
        ("map of body mass by island", "“map”: there is no such chart here"),
        ("spearman correlation matrix", "“spearman”: it is not computed here"),
        ("Pareto front of body mass over year", "drawn from a plan"),
        ("body mass by species, animated", "a figure does not move"),
        ("highest body mass by best species", "say largest or smallest"),
        ("bill by species", "Not understood: “bill”"),
        ("x axis", "say what of it"),
        ("body mass over year over species", "x is taken"),
        ("Biscoe and Dream", "values of 'island': write “only …”"),
    ],
)
def test_what_is_understood_and_cannot_be_done_has_a_sentence_of_its_own(intent: str, sentence: str) -> None:
    assert sentence in refusal(intent)


def test_words_that_are_not_understood_come_before_clauses_that_say_too_little() -> None:
    assert refusal("x axis, wingspan").startswith("Not understood: “wingspan”")


def test_a_column_that_two_names_hold_is_asked_after() -> None:
    with pytest.raises(NotPlottable, match="Which column is “loss”: 'train_loss' or 'val_loss'"):
        read("loss over epoch", RUNS)


def test_what_cannot_be_done_is_refused_with_the_words_that_are_not_understood() -> None:
    sentence = refusal("map of wingspan by island, sorted by gap")
    assert sentence.startswith("“map”: there is no such chart here; write one that is")
    assert "“gap”: write “A minus B”" in sentence
    assert "Not understood: “wingspan”" in sentence


def test_a_sign_for_per_cent_behind_what_is_asked_after_is_no_word() -> None:
    with pytest.raises(NotPlottable, match="Which column is “loss”"):
        read("mean loss by epoch with 95 % CI", RUNS)


def test_an_intent_may_not_be_endless() -> None:
    assert f"{LONGEST_READ:,} characters" in refusal("a" * (LONGEST_READ + 1))
    assert "60 things" in refusal(", ".join(f"y from 0 to {k}" for k in range(1, 70)))


def test_frame_words_ask_for_nothing() -> None:
    heard = read("Please show a figure of the body mass by species for the paper")
    assert heard.unknown == ()
    assert [one.words for one in heard.wishes] == ["body mass", "by species"]


def test_points_are_markers_on_lines_and_rows_beside_boxes() -> None:
    assert any(
        isinstance(one, SettingWish) and one.setting == "markers"
        for one in wishes("lines and points of year over year")
    )
    charts = [
        one.chart.value for one in wishes("box plot with points of body mass by species") if isinstance(one, ChartWish)
    ]
    assert charts == ["box", "strip"]


def test_the_rest_of_a_clause_that_fails_is_looked_through_for_words_that_are_not_understood() -> None:
    assert refusal("x axis of wingspan").startswith("Not understood: “wingspan”. ")
    assert "“between” says nothing where it stands" in refusal("body mass between species")


def test_a_category_that_is_written_like_a_word_of_no_meaning_is_a_category() -> None:
    table = seen([{"party": "DIR"[k % 3], "votes": 1.5 * k} for k in range(9)])
    (found,) = [one for one in wishes("votes by party, without I", table) if isinstance(one, FilterWish)]
    assert (found.one_of, found.negated) == (("I",), True)


@pytest.mark.parametrize(
    ("word", "instead"),
    [
        ("surv", "'survived'"), ("Chinstrop", "'Chinstrap'"), ("histgram", "'histogram'"), ("mas", "'body mass (g)'"),
        ("bill", "'bill_length_mm' or 'bill_depth_mm'"),
    ],
)  # fmt: skip
def test_a_word_that_is_nearly_a_name_is_refused_with_the_name(word: str, instead: str) -> None:
    assert f"Not understood: “{word}” (perhaps {instead})" in refusal(f"year by {word}")


def test_a_word_like_no_name_is_refused_alone() -> None:
    assert "Not understood: “wingspan”. " in refusal("year by wingspan")
