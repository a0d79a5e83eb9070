import pytest

from pb_adapters.fakes.apimart.models import CHAT_MODELS, GOOGLE, IMAGE_MODELS
from pb_core.application.model_catalog import find_model


@pytest.mark.parametrize("name", [name for name in IMAGE_MODELS if find_model("apimart_image", name)])
def test_painters_take_what_the_table_of_abilities_says(name: str) -> None:
    model, ability = IMAGE_MODELS[name], find_model("apimart_image", name)
    assert ability is not None
    assert set(ability.ratios) <= set(model.ratios)
    assert {ability.wire_size(size.name) or "" for size in ability.sizes} <= set(model.prices)
    assert (ability.references or 0) <= model.references


def test_the_case_of_resolutions_is_the_vendors() -> None:
    assert list(IMAGE_MODELS["gemini-3-pro-image-preview"].prices) == ["1K", "2K", "4K"]
    assert list(IMAGE_MODELS["gpt-image-2"].prices) == ["1k", "2k", "4k"]


def test_the_official_route_is_dearer() -> None:
    assert IMAGE_MODELS["gpt-image-2-official"].prices["1k"] > IMAGE_MODELS["gpt-image-2"].prices["1k"]


def test_models_of_google_keep_the_names_of_this_provider() -> None:
    assert all(name == model.id for name, model in GOOGLE.items())
    assert GOOGLE["gemini-3-pro-image-preview"].paints
    assert not GOOGLE["gemini-3.8-flash"].paints
    assert set(GOOGLE) <= set(IMAGE_MODELS) | set(CHAT_MODELS)
