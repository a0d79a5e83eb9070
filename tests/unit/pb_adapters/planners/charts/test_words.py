"""Words are compared without case, marks, plurals and units."""

import pytest

from pb_adapters.planners.charts.words import pieces, places, plain, singular, stems, words_in


@pytest.mark.parametrize(
    ("word", "same"),
    [("Colours", "color"), ("Größe", "große"), ("species", "species"), ("boxes", "box"), ("mass", "mass")],
)
def test_a_word_has_one_spelling(word: str, same: str) -> None:
    assert plain(word) == same


@pytest.mark.parametrize(
    ("word", "one"), [("countries", "country"), ("losses", "loss"), ("men", "man"), ("gas", "gas")]
)
def test_plurals_lose_their_ending(word: str, one: str) -> None:
    assert singular(word) == one


def test_texts_are_parted_at_underscores_humps_and_signs() -> None:
    assert words_in("valLoss_2 >= 0.5%") == ("val", "loss", "2", ">=", "0.5", "%")
    assert [("mAP@0.5"[start:end]) for start, end in places("mAP@0.5")] == ["m", "AP", "0.5"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("bill_length_mm", ("bill", "length")),
        ("response (ms)", ("response",)),
        ("mm", ("mm",)),
        ("power_kW", ("power",)),
    ],
)
def test_a_name_is_told_without_its_unit(name: str, words: tuple[str, ...]) -> None:
    assert pieces(name) == words
    assert set(words) <= stems(name)
