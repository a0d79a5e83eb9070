import base64
import re
from types import SimpleNamespace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pb_core.application.intake import check_image_choice, configured_resolution
from pb_core.domain.request_rules import decode_pdf, require_model_name, require_text
from pb_core.domain.requests import GenerateBody
from pb_core.errors import InvalidRequest
from pb_core.ports.images import ImageCapabilities
from pb_core.testing.memory.images import ScriptedImages

BODY = GenerateBody(source_context="text", caption="Figure 1")
NANO, GPT = "nano-banana-pro", "gpt-image-2-text-to-image"
KIE = SimpleNamespace(provider="kie_imagen", model=NANO, capabilities=ImageCapabilities())


@pytest.mark.parametrize("blank", ["", " ", "\n\t", "\u3000", "\u00a0"])
def test_blank_text_is_refused_by_name(blank: str) -> None:
    with pytest.raises(InvalidRequest, match="caption must not be blank"):
        require_text("caption", blank)


def test_an_image_model_needs_kie() -> None:
    with pytest.raises(InvalidRequest, match="kie_imagen, but it is scripted"):
        check_image_choice(msgspec.structs.replace(BODY, image_model=NANO), ScriptedImages())


def test_a_resolution_needs_an_engine_that_declares_it() -> None:
    engine = ScriptedImages()
    body = msgspec.structs.replace(BODY, image_resolution="2K")
    with pytest.raises(InvalidRequest, match="image_resolution is not supported"):
        check_image_choice(body, engine)

    engine.capabilities = ImageCapabilities(resolutions=("1K", "2K"))
    check_image_choice(body, engine)


RATIOS = (None, "auto", "1:1", "16:9")


@pytest.mark.parametrize("model", [None, NANO, "google/nano-banana", "nano-banana-2", GPT])
@pytest.mark.parametrize("resolution", [None, "1K", "2K", "4K"])
@pytest.mark.parametrize("ratio", RATIOS)
def test_the_reference_rules_of_kie(model: str | None, resolution: str | None, ratio: str | None) -> None:
    body = msgspec.convert(
        {
            "source_context": "text",
            "caption": "Figure",
            "image_model": model,
            "image_resolution": resolution,
            "aspect_ratio": ratio,
        },
        GenerateBody,
    )
    forbidden = (
        (model == "google/nano-banana" and resolution is not None)
        or (model == GPT and ratio == "auto" and resolution in {"2K", "4K"})
        or (model == GPT and ratio == "1:1" and resolution == "4K")
    )
    if forbidden:
        with pytest.raises(InvalidRequest):
            check_image_choice(body, KIE)
    else:
        check_image_choice(body, KIE)


@pytest.mark.parametrize(
    ("engine", "model", "resolution", "ratio", "sentence"),
    [
        ("kie_imagen", "google/nano-banana", "1K", None, "image_resolution is not accepted by google/nano-banana: "),
        ("kie_imagen", GPT, "2K", "auto", f"{GPT} supports only image_resolution 1K when aspect_ratio is auto"),
        ("kie_imagen", GPT, "4K", "1:1", f"{GPT} does not support image_resolution 4K when aspect_ratio is 1:1"),
        ("kie_imagen", GPT, "2K", "5:4", f"{GPT} supports only image_resolution 1K when aspect_ratio is 5:4"),
        ("gemini_image", "gemini-3.1-flash-lite-image", "4K", None, "does not support image_resolution 4K: choose 1K"),
    ],
)
def test_a_forbidden_resolution_is_refused_in_a_sentence(
    engine: str, model: str, resolution: str, ratio: str | None, sentence: str
) -> None:
    images = ScriptedImages()
    images.provider, images.model = engine, model
    images.capabilities = ImageCapabilities(resolutions=("1K", "2K", "4K"))
    body = msgspec.structs.replace(BODY, image_resolution=resolution, aspect_ratio=ratio)
    with pytest.raises(InvalidRequest, match=re.escape(sentence)):
        check_image_choice(body, images)


@pytest.mark.parametrize(
    ("engine", "model", "ratio", "used"),
    [
        ("kie_imagen", NANO, "auto", "2K"),
        ("kie_imagen", GPT, "auto", None),
        ("kie_imagen", "google/nano-banana", None, None),
        ("kie_imagen", "unheard-of", None, "2K"),
        ("vector", "vector-1", "16:9", "2K"),
    ],
)
def test_the_servers_resolution_holds_where_the_model_takes_it(
    engine: str, model: str, ratio: str | None, used: str | None
) -> None:
    assert configured_resolution("2K", engine, model, ratio) == used


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
