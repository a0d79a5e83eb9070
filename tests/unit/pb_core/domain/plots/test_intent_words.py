"""Every content word of an intent is accounted for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pb_core.domain.plots.intent_words import MOST_NAMED, account, tokens
from pb_core.domain.plots.transforms import Op
from pb_core.domain.plots.wishes import (
    BinWish,
    Chart,
    ChartWish,
    FieldWish,
    HeardIntent,
    Interval,
    IntervalWish,
    SettingWish,
    StatisticWish,
    Wish,
)
from support.trials import trials
from support.wish_plots import RUNS


def heard(*wishes: Wish, subject: tuple[str, ...] = ()) -> HeardIntent:
    return HeardIntent(wishes=wishes, subject=subject)


BARS = ChartWish(words="bars", chart=Chart.BAR)
SCORE = FieldWish(words="score", field="score")


@pytest.mark.parametrize(
    ("intent", "unknown"),
    [
        ("bars of the score", ()),
        ("Please draw BARS of the score.", ()),
        ("bars of the score with sparkles", ("sparkles",)),
        ("fancy, shiny bars of score", ("fancy", "shiny")),
        ("very shiny-ish bars of score by moon phase", ("shiny-ish", "moon phase")),
        ("bars of score and bars of other things", ("bars", "other things")),
        ("条 bars of score 图表", ("条", "表")),
    ],
)
def test_what_nobody_claims_is_named(intent: str, unknown: tuple[str, ...]) -> None:
    assert account(intent, heard(BARS, SCORE), RUNS).heard.unknown == unknown


COUNT = StatisticWish(words="number of", op=Op.COUNT)


@pytest.mark.parametrize(
    ("intent", "wish", "subject"),
    [
        ("show the data as bars", BARS, "data"),
        ("bars of our results", BARS, "our results"),
        ("number of penguins by island", COUNT, "penguins"),
        ("the number of the people, please", COUNT, "people"),
        ("number of penguins", COUNT, "penguins"),
        ("mean score of the penguins per island", SCORE, "penguins"),
        ("bars of the columns in our paper", BARS, "paper"),
    ],
)
def test_a_subject_names_the_table_or_what_is_counted(intent: str, wish: Wish, subject: str) -> None:
    found = account(intent, heard(wish, subject=(subject,)), RUNS).heard
    assert found.subject == (subject,)
    assert subject.rsplit(maxsplit=1)[-1] not in found.unknown


@pytest.mark.parametrize(
    ("intent", "wish", "subject"),
    [
        ("bars of unemployment by model", BARS, "unemployment"),
        ("bars of sales by model", BARS, "sales"),
        ("bars for supplements", BARS, "supplements"),
        ("share of supplements by model", StatisticWish(words="share of", op=Op.PROPORTION), "supplements"),
        ("number of unemployment by model", COUNT, "unemployment"),
        ("number of female penguins by island", COUNT, "female penguins"),
        ("number of penguins weigh", COUNT, "penguins"),
        ("score for penguins by island", SCORE, "penguins"),
        ("score of supplements weighed", SCORE, "supplements"),
        ("score of training by island", SCORE, "training"),
        ("stacked legend", BARS, "stacked legend"),
        ("A, then B", BARS, "then B"),
        ("bars", BARS, "not there"),
        ("bars of the model", BARS, "of the"),
    ],
)
def test_a_subject_that_may_be_a_measure_or_a_group_is_not_understood(intent: str, wish: Wish, subject: str) -> None:
    found = account(intent, heard(wish, subject=(subject,)), RUNS).heard
    assert found.subject == ()
    words = {token.word for token in tokens(subject) if token.content and subject in intent}
    assert words <= {token.word for said in found.unknown for token in tokens(said)}


def test_words_that_are_not_in_the_intent_make_no_wish() -> None:
    found = account("bars of score", heard(BARS, FieldWish(words="by model", field="model")), RUNS)
    assert found.heard.wishes == (BARS,)
    assert "“by model”" in found.faults[0]


@pytest.mark.parametrize(("words", "field"), [("score by model", "task"), ("model", "task")])
def test_words_that_name_other_columns_make_no_wish(words: str, field: str) -> None:
    found = account("score by model", heard(FieldWish(words=words, field=field)), RUNS)
    assert found.heard.wishes == ()
    assert found.faults


@pytest.mark.parametrize(("words", "field"), [("per network", "model"), ("score by model", "model")])
def test_words_that_may_name_the_column_make_a_wish(words: str, field: str) -> None:
    wish = FieldWish(words=words, field=field)
    assert account("score by model, per network", heard(wish), RUNS).heard.wishes == (wish,)


@pytest.mark.parametrize(
    ("intent", "wish", "words"),
    [
        ("no bars please", BARS, "no bars"),
        ("without any bars", BARS, "without any bars"),
        ("don't draw the bars", BARS, "don't draw the bars"),
        ("no bars please", ChartWish(words="no bars", chart=Chart.BAR), "no bars"),
        ("no error bars", IntervalWish(words="error bars", interval=Interval.ANY), "no error bars"),
        ("hide the legend", SettingWish(words="legend", setting="legend"), "hide the legend"),
    ],
)
def test_a_negation_before_its_words_turns_a_wish_round(intent: str, wish: Wish, words: str) -> None:
    found = account(intent, heard(wish), RUNS).heard
    assert [(one.words, one.negated) for one in found.wishes] == [(words, True)]
    assert found.unknown == ()


@pytest.mark.parametrize(
    ("intent", "wish"),
    [
        ("no legend, bars", BARS),
        ("no legend but bars", BARS),
        ("no fewer than 5 bins", BinWish(words="no fewer than 5 bins", count=5)),
        ("bars, not lines", BARS),
        ("not only bars", BARS),
    ],
)
def test_a_negation_of_something_else_does_not(intent: str, wish: Wish) -> None:
    assert account(intent, heard(wish), RUNS).heard.wishes == (wish,)


def test_a_negation_that_nobody_claims_is_named() -> None:
    assert account("not bars", heard(SCORE), RUNS).heard.unknown == ("not bars",)


def test_words_of_a_column_name_ask_for_nothing_else() -> None:
    named = FieldWish(words="depth std", field="depth_std")
    spread = IntervalWish(words="std", interval=Interval.STDEV)
    assert account("depth std by model", heard(named, spread), RUNS).heard.wishes == (named,)
    apart = account("depth std by model, with std", heard(named, spread), RUNS).heard
    assert apart.wishes == (named, spread)


def test_equal_words_are_claimed_one_after_the_other() -> None:
    assert account("bars and bars", heard(BARS), RUNS).heard.unknown == ("bars",)
    twice = heard(BARS, ChartWish(words="Bars", chart=Chart.BAR))
    assert account("bars and bars", twice, RUNS).heard.unknown == ()


def test_a_column_that_is_named_again_is_the_same_one() -> None:
    assert account("score over score", heard(SCORE), RUNS).heard.unknown == ()


def test_many_unknown_words_are_all_named() -> None:
    intent = ", ".join(f"widget{number}" for number in range(1_000))
    unknown = account(intent, HeardIntent(), RUNS).heard.unknown
    assert len(unknown) == MOST_NAMED
    assert "widget999" in unknown[-1]


INTENTS = st.text(max_size=80) | st.lists(
    st.sampled_from(["bars", "score", "no", "the", "by", "model,", "sparkles", "über", "图", "2007", "-", "x_y"]),
    max_size=12,
).map(" ".join)


@settings(max_examples=trials(300), deadline=None)
@given(intent=INTENTS, data=st.data())
def test_any_content_word_of_any_intent_is_claimed_or_named(intent: str, data: st.DataObject) -> None:
    ends = st.tuples(st.integers(0, len(intent)), st.integers(0, len(intent))).map(sorted)
    claims = [intent[a:b] for a, b in data.draw(st.lists(ends, max_size=4))]
    wishes = tuple(SettingWish(words=words[:400], setting="legend") for words in claims if words.strip())
    found = account(intent, heard(*wishes, subject=("score",)), RUNS).heard
    named = " ".join((*(wish.words for wish in found.wishes), *found.subject, *found.unknown))
    known = {token.word for token in tokens(named)}
    assert {token.word for token in tokens(intent) if token.content} <= known
    assert all(words.strip(" …") in intent for words in found.unknown)
