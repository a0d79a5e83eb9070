from hypothesis import given
from hypothesis import strategies as st

from pb_adapters.drawing.shared.text_metrics import block_height, block_width, wrapped

TEXTS = st.text(st.sampled_from("abc def/-_$%{}日本é"), max_size=60)


def test_width_is_that_of_the_longest_line() -> None:
    assert block_width("a\nlonger line", 8) == block_width("longer line", 8) > block_width("a", 8) > 0
    assert block_height("a\nb", 8) == 2 * block_height("a", 8)


def test_dollars_are_plain_characters() -> None:
    assert block_width("$x^2$", 8) > block_width("x^2", 8)
    assert block_width("$x^2$", 8, formula=True) < block_width("$x^2$", 8)


@given(TEXTS, st.floats(5, 200), st.integers(1, 4))
def test_wrapping_loses_no_character(text: str, room: float, most: int) -> None:
    assert "".join(wrapped(text, 8, room, most=most).split()) == "".join(text.split())


def test_lines_fit_their_room_and_are_about_equal() -> None:
    text = wrapped("mean squared error on the validation split", 8, 80)
    lines = text.split("\n")
    assert all(block_width(line, 8) <= 80 for line in lines)
    assert min(map(len, lines)) > 0.5 * max(map(len, lines))


def test_a_long_word_stays_whole() -> None:
    assert wrapped("Reasoningwithoutbreaks", 8, 20) == "Reasoningwithoutbreaks"
