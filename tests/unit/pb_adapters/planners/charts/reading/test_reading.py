"""Whole intents, and any text."""

import msgspec
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pb_adapters.planners.charts.reading import MOST_WISHES, read_intent
from pb_adapters.planners.charts.reading.script import LONGEST_READ
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
