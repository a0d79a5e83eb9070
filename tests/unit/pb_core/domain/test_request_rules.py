import base64

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.domain.request_rules import decode_pdf, require_model_name, require_text, sentence
from pb_core.domain.requests import GenerateBody
from pb_core.errors import InvalidRequest


@pytest.mark.parametrize(
    ("styling", "said"),
    [
        ({"pallete": "harbor"}, "styling has no field 'pallete': did you mean palette?"),
        ({"zzz": 1}, "styling has no field 'zzz'"),
        ({"width": 5}, "styling.width must be at least 50"),
    ],
)
def test_a_fault_inside_a_field_is_told_with_what_was_meant(styling: dict[str, object], said: str) -> None:
    with pytest.raises(msgspec.ValidationError) as error:
        msgspec.convert({"source_context": "a", "caption": "b", "styling": styling}, GenerateBody)
    assert sentence(str(error.value), GenerateBody) == said


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u3000", "\u00a0"])
def test_blank_text_is_refused_by_name(blank: str) -> None:
    with pytest.raises(InvalidRequest, match="caption must not be blank"):
        require_text("caption", blank)


@pytest.mark.parametrize("name", ["gpt-5.5", "~google/gemini-flash-latest", "meta/llama-3:70b@q4", "a" * 200])
def test_a_models_name_is_taken_as_it_is(name: str) -> None:
    assert require_model_name("vlm_model", name, "openrouter") == name


@pytest.mark.parametrize(
    "name", ["", " gpt", "g pt", "gpt\n", "a\0b", "../x", "a/../b", "/etc", "a?key=1", "a#b", "a%2f", "ä", "a\\b"]
)
def test_what_cannot_be_a_models_name_is_refused(name: str) -> None:
    with pytest.raises(InvalidRequest, match="vlm_model is not a model's name"):
        require_model_name("vlm_model", name)


def test_a_models_name_is_not_endless() -> None:
    with pytest.raises(InvalidRequest, match="vlm_model must not be longer than 200 characters"):
        require_model_name("vlm_model", "a" * 10_000)


@pytest.mark.parametrize("provider", ["gemini", "kie"])
def test_a_model_that_stands_in_a_path_holds_no_slash(provider: str) -> None:
    with pytest.raises(InvalidRequest, match=f"slash with the provider {provider}"):
        require_model_name("vlm_model", "google/gemini", provider)


@given(data=st.binary(max_size=200), width=st.integers(1, 80), prefix=st.booleans())
def test_base64_is_read_with_and_without_line_breaks_and_prefix(data: bytes, width: int, *, prefix: bool) -> None:
    text = base64.b64encode(data).decode()
    wrapped = "\r\n".join(text[i : i + width] for i in range(0, len(text), width))

    assert decode_pdf(("data:application/pdf;base64," if prefix else "") + wrapped) == data


@pytest.mark.parametrize(
    "text",
    [
        "not base64!",
        "abc",
        "é" * 8,
        "data:image/png;base64,QUJD",
        "data:application/pdf,QUJD",
        "data:;base64,QUJD",
        "QUJD=QUJD",
    ],
)
def test_bad_base64_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(InvalidRequest, match="pdf_base64"):
        decode_pdf(text)
