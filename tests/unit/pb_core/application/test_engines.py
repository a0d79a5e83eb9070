import pytest

from pb_core.application.engines import Engines, preferred
from pb_core.domain.requests import ModelChoice
from pb_core.errors import EngineMisconfigured, InvalidRequest
from pb_core.ports.images import ImageEngine
from pb_core.ports.vlm import VlmEngine
from pb_core.testing.memory.images import ScriptedImages
from pb_core.testing.memory.vlm import ScriptedVlm

KEY_SETTINGS = {"gemini": "GEMINI_API_KEY", "openrouter": "OPENROUTER_API_KEY", "kie": "KIE_API_KEY"}


def test_without_an_override_the_default_is_used() -> None:
    default = ScriptedVlm()

    assert Engines(vlm=default, images=ScriptedImages()).vlm(ModelChoice()) is default


def test_a_provider_that_is_not_set_up_names_its_setting() -> None:
    engines = Engines(vlm=ScriptedVlm(), images=ScriptedImages(), key_settings=KEY_SETTINGS)

    with pytest.raises(InvalidRequest, match="set KIE_API_KEY on the server"):
        engines.vlm(ModelChoice(vlm_provider="kie", vlm_model="gemini-2.5-flash"))
    with pytest.raises(InvalidRequest, match="set its API key on the server"):
        engines.vlm(ModelChoice(vlm_provider="apimart"))


def test_a_model_cannot_be_chosen_for_an_engine_without_models() -> None:
    engines = Engines(vlm=ScriptedVlm(), images=ScriptedImages())

    with pytest.raises(InvalidRequest, match="leave vlm_model out"):
        engines.vlm(ModelChoice(vlm_model="gpt"))


def test_a_provider_that_is_set_up_gets_the_model_or_none_for_its_default() -> None:
    asked: list[str | None] = []

    def make(model: str | None) -> VlmEngine:
        asked.append(model)
        return ScriptedVlm()

    engines = Engines(vlm=ScriptedVlm(), images=ScriptedImages(), providers={"kie": make})
    engines.vlm(ModelChoice(vlm_provider="kie"))
    engines.vlm(ModelChoice(vlm_provider="kie", vlm_model="m"))

    assert asked == [None, "m"]


def test_a_model_alone_keeps_the_provider() -> None:
    asked: list[str | None] = []

    def make(model: str | None) -> VlmEngine:
        asked.append(model)
        return ScriptedVlm()

    engines = Engines(vlm=ScriptedVlm(), images=ScriptedImages(), providers={"scripted": make})
    engines.vlm(ModelChoice(vlm_model="m"))

    assert asked == ["m"]


def test_a_name_that_no_model_has_is_refused_before_anything_is_made() -> None:
    asked: list[str | None] = []

    def make(model: str | None) -> VlmEngine:
        asked.append(model)
        return ScriptedVlm()

    engines = Engines(vlm=ScriptedVlm(), images=ScriptedImages(), providers={"gemini": make})
    for name in ("../admin", "google/gemini", "a b"):
        with pytest.raises(InvalidRequest, match="vlm_model"):
            engines.vlm(ModelChoice(vlm_provider="gemini", vlm_model=name))
    assert asked == []


def test_an_image_model_is_made_by_the_configured_provider() -> None:
    default, other = ScriptedImages(), ScriptedImages()
    asked: list[str] = []

    def make(model: str) -> ImageEngine:
        asked.append(model)
        return other

    engines = Engines(vlm=ScriptedVlm(), images=default, image_models=make)
    assert engines.images_for(ModelChoice()) is default
    assert engines.images_for(ModelChoice(image_model=default.model)) is default
    assert engines.images_for(ModelChoice(image_model="nano-banana-2")) is other
    assert asked == ["nano-banana-2"]


def test_an_image_model_cannot_be_chosen_for_an_engine_without_models() -> None:
    with pytest.raises(InvalidRequest, match="leave image_model out"):
        Engines(vlm=ScriptedVlm(), images=ScriptedImages()).images_for(ModelChoice(image_model="nano-banana-2"))


@pytest.mark.parametrize(
    ("configured", "keys", "chosen"),
    [
        (None, (), "offline"),
        (None, ("KIE_API_KEY", "OPENROUTER_API_KEY"), "openrouter"),
        ("kie", ("KIE_API_KEY", "OPENROUTER_API_KEY"), "kie"),
        ("offline", ("KIE_API_KEY",), "offline"),
    ],
)
def test_the_configured_provider_goes_before_those_with_a_key(
    configured: str | None, keys: tuple[str, ...], chosen: str
) -> None:
    assert preferred(configured, KEY_SETTINGS, keys, "offline") == chosen


def test_a_configured_provider_needs_its_key() -> None:
    with pytest.raises(EngineMisconfigured, match="set KIE_API_KEY"):
        preferred("kie", KEY_SETTINGS, ("GEMINI_API_KEY",), "offline")
    with pytest.raises(EngineMisconfigured, match="no provider 'dalle'"):
        preferred("dalle", KEY_SETTINGS, (), "offline")
