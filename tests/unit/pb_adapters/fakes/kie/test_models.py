import pytest

from pb_adapters.fakes.kie.models import CHAT_MODELS, IMAGE_MODELS
from pb_core.application.model_catalog import find_model


@pytest.mark.parametrize("name", IMAGE_MODELS)
def test_every_size_has_a_price(name: str) -> None:
    model = IMAGE_MODELS[name]
    assert set(model.credits) == set(model.sizes or ("",))
    assert model.usual_ratio in model.ratios


@pytest.mark.parametrize("name", IMAGE_MODELS)
def test_painters_take_what_the_table_of_abilities_says(name: str) -> None:
    model, ability = IMAGE_MODELS[name], find_model("kie_imagen", name)
    assert ability is not None
    assert set(ability.ratios) <= set(model.ratios)
    assert {size.name for size in ability.sizes} == set(model.sizes)
    assert set(ability.formats) == set(model.formats)
    assert ability.references == (model.most if model.references else 0)


def test_members_that_a_model_knows() -> None:
    assert IMAGE_MODELS["nano-banana-2-lite"].members == {"prompt", "aspect_ratio", "image_urls"}
    assert IMAGE_MODELS["gpt-image-2-text-to-image"].members == {"prompt", "aspect_ratio", "resolution", "nsfw_checker"}


def test_no_chat_model_has_a_slash() -> None:
    assert not any("/" in name for name in CHAT_MODELS)
