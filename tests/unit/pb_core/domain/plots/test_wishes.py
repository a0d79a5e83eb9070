"""Typed wishes travel as JSON, and an intent may end a plan."""

import msgspec
import pytest

from pb_core.domain.plots.wishes import Chart, ChartWish, FieldWish, HeardIntent, Place, UnmetWish, WishOutcome

MAP = UnmetWish(words="on a map", why="A map is no chart of this grammar.", refuses=True)
BARS = ChartWish(words="bars", chart=Chart.BAR)


def test_a_heard_intent_comes_back_from_json_with_its_kinds() -> None:
    heard = HeardIntent(
        wishes=(BARS, FieldWish(words="by model", field="model", place=Place.SPLIT), MAP),
        subject=("runs",),
        unknown=("sparkles",),
    )
    told = msgspec.json.encode(heard)
    assert b'{"wish":"field","words":"by model","field":"model","place":"split"}' in told
    assert msgspec.json.decode(told, type=HeardIntent) == heard


@pytest.mark.parametrize(
    ("wishes", "refusal"),
    [
        ((BARS, MAP), MAP.why),
        ((BARS,), ""),
        ((msgspec.structs.replace(MAP, negated=True),), ""),
        ((msgspec.structs.replace(MAP, refuses=False),), ""),
    ],
)
def test_an_intent_about_what_cannot_be_drawn_says_so(wishes: tuple[ChartWish | UnmetWish, ...], refusal: str) -> None:
    assert HeardIntent(wishes=wishes).refusal == refusal


def test_a_wish_has_words_and_a_kind() -> None:
    for wrong in (
        b'{"wish":"chart","words":"","chart":"bar"}',
        b'{"words":"bars","chart":"bar"}',
        b'{"wish":"magic","words":"x"}',
    ):
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode(b'{"wishes":[' + wrong + b"]}", type=HeardIntent)


def test_what_clients_see_of_a_wish_stays_three_words() -> None:
    assert msgspec.to_builtins(WishOutcome(words="bars", followed=True)) == {
        "words": "bars",
        "followed": True,
        "note": "",
    }
