import pytest

from pb_adapters.drawing.diagrams.box_words import clean, left_out, words_of
from pb_adapters.drawing.diagrams.plain_signs import plain
from pb_adapters.drawing.shared.typefaces import drawable


@pytest.mark.parametrize(("text", "drawn"), [("✅ Pass", "✔ Pass"), ("Retry? 🔄", "Retry? ↻"), ("❌", "✘")])
def test_signs_are_drawn_as_their_like(text: str, drawn: str) -> None:
    assert clean(text) == words_of(text) == drawn
    assert left_out(text) == ""


def test_every_sign_that_stands_for_another_can_be_drawn_and_the_other_cannot() -> None:
    given = "✅❌❎⭐🌟❗❓➕➖➗🔄🔁"
    assert not any(map(drawable, given))
    assert all(map(drawable, plain(given)))


def test_signs_without_a_like_are_left_out_and_named() -> None:
    assert clean("🚀 Launch") == "Launch"
    assert left_out("🚀 Launch ✅") == "🚀"
