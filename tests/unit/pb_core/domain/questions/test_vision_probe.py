import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pb_core.domain.pictures import GREY, png_of
from pb_core.domain.questions.vision_probe import (
    ALPHABET,
    TOKEN_LENGTH,
    draw_token,
    names_token,
    read_probe,
    read_token,
    token_of,
)
from pb_core.errors import UnreadablePicture

TOKENS = st.text(ALPHABET, min_size=1, max_size=10)


@given(token=TOKENS)
def test_what_is_drawn_can_be_read(token: str) -> None:
    assert read_probe(draw_token(token)) == token


@given(token=TOKENS, quality=st.integers(40, 95), percent=st.integers(40, 250))
def test_a_token_survives_another_size_and_format(token: str, quality: int, percent: int) -> None:
    picture = Image.open(io.BytesIO(draw_token(token)))
    sized = picture.resize((picture.width * percent // 100, picture.height * percent // 100))
    file = io.BytesIO()
    sized.save(file, "JPEG", quality=quality)
    grey = Image.open(file).convert("L")
    pixels = grey.tobytes()
    assert read_token([pixels[y * grey.width : (y + 1) * grey.width] for y in range(grey.height)]) == token


@pytest.mark.parametrize(
    "rows",
    [[b"\xff" * 40] * 20, [b"\0" * 40] * 20, [b"\xff\0\xff"], [b"\0\xff" * 20] * 14, [b"\xff"], [b"\0" * 90] * 14],
)
def test_pictures_without_a_token_are_refused(rows: list[bytes]) -> None:
    with pytest.raises(UnreadablePicture):
        read_probe(png_of(rows, GREY))


@given(name=st.text())
def test_a_token_is_short_and_follows_from_its_name(name: str) -> None:
    token = token_of(name)
    assert len(token) == TOKEN_LENGTH
    assert set(token) <= set(ALPHABET)
    assert token == token_of(name)


def test_tokens_differ() -> None:
    assert len({token_of(str(number)) for number in range(1000)}) == 1000


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("AC3K9W", True),
        ("The word is ac3k9w.", True),
        ("AC3K 9W", True),
        ("AC3K9V", True),
        ("AC3X9V", False),
        ("AC3K9", False),
        ("", False),
        ("I see no picture.", False),
    ],
)
def test_an_answer_names_the_token_or_not(said: str, named: bool) -> None:  # noqa: FBT001 - parametrised
    assert names_token(said, "AC3K9W") is named
