import re
from types import SimpleNamespace

import msgspec
import pytest

from pb_core.application.intake import check_image_choice, configured_resolution
from pb_core.domain.requests import GenerateBody
from pb_core.errors import InvalidRequest
from pb_core.ports.images import ImageCapabilities
from pb_core.testing.memory.images import ScriptedImages

BODY = GenerateBody(source_context="text", caption="Figure 1")


NANO, GPT = "nano-banana-pro", "gpt-image-2-text-to-image"


KIE = SimpleNamespace(provider="kie_imagen", model=NANO, capabilities=ImageCapabilities())


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
