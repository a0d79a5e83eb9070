import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pb_adapters.fakes.answers import GUESS, token_answer, token_in
from pb_adapters.fakes.pictures import as_jpeg, paint
from pb_adapters.fakes.prompt_parser import Question
from pb_core.domain.questions.vision_probe import ALPHABET, draw_token, names_token


def _scaled(data: bytes, factor: float) -> bytes:
    image = Image.open(io.BytesIO(data))
    buffer = io.BytesIO()
    image.resize((round(image.width * factor), round(image.height * factor))).save(buffer, "PNG")
    return buffer.getvalue()


@given(st.text(ALPHABET, min_size=6, max_size=6))
def test_any_token_is_read(token: str) -> None:
    assert token_in(draw_token(token)) == token


@pytest.mark.parametrize("factor", [0.5, 1, 1.5])
def test_it_may_be_scaled_and_encoded_anew(factor: float) -> None:
    assert token_in(as_jpeg(_scaled(draw_token("HAT3K9"), factor))) == "HAT3K9"


@pytest.mark.parametrize("picture", [b"", b"no picture", paint("a", "b", 64, 64)])
def test_other_pictures_show_none(picture: bytes) -> None:
    assert token_in(picture) is None


def test_a_blind_model_does_not_hit_by_guessing() -> None:
    question = Question(endpoint="chat", model="m")
    assert token_answer(question) == f'{{"text": "{GUESS}"}}'
    assert not names_token(token_answer(question), "HAT3K9")
