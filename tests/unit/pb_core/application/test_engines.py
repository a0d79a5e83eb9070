from collections.abc import Callable

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


class Painters:
    """Two painters beside the default engine; ``asked`` holds every model that was asked for."""

    def __init__(self) -> None:
        self.default, self.asked = ScriptedImages(), []

    def make(self, provider: str) -> Callable[[str | None], ImageEngine]:
        def factory(model: str | None) -> ImageEngine:
            self.asked.append((provider, model))
            engine = ScriptedImages()
            engine.provider, engine.model = provider, model or "usual"
            return engine

        return factory

    def engines(self, image_models: str | None = None) -> Engines:
        painters = {name: self.make(name) for name in ("scripted", "kie_imagen", "gemini_image")}
        return Engines(
            vlm=ScriptedVlm(),
            images=self.default,
            painters=painters,
            image_models=image_models,
            key_settings={"apimart_image": "APIMART_API_KEY"},
        )


def test_without_a_wish_the_configured_engine_draws() -> None:
    painters = Painters()
    engines = painters.engines("kie_imagen")
    assert engines.images_for(ModelChoice()) is painters.default
    assert engines.images_for(ModelChoice(image_provider="scripted")) is painters.default
    assert (painters.asked, engines.painters) == ([], ("scripted", "kie_imagen", "gemini_image"))


@pytest.mark.parametrize(
    ("choice", "asked"),
    [
        (ModelChoice(image_model="nano-banana-2"), ("kie_imagen", "nano-banana-2")),
        (ModelChoice(image_provider="gemini_image"), ("gemini_image", None)),
        (ModelChoice(image_provider="gemini_image", image_model="m"), ("gemini_image", "m")),
        (ModelChoice(image_provider="scripted", image_model="m"), ("scripted", "m")),
    ],
)
def test_a_request_chooses_a_painter_or_a_model_of_one(choice: ModelChoice, asked: tuple[str, str | None]) -> None:
    painters = Painters()
    assert painters.engines("kie_imagen").images_for(choice).provider == asked[0]
    assert painters.asked == [asked]


def test_a_painter_that_is_not_there_is_refused_with_those_that_are() -> None:
    with pytest.raises(InvalidRequest, match=r"which has scripted, kie_imagen, gemini_image: set APIMART_API_KEY on"):
        Painters().engines().images_for(ModelChoice(image_provider="apimart_image"))


def test_an_image_model_cannot_be_chosen_for_an_engine_without_models() -> None:
    with pytest.raises(InvalidRequest, match="leave image_model out"):
        Engines(vlm=ScriptedVlm(), images=ScriptedImages()).images_for(ModelChoice(image_model="nano-banana-2"))


def test_a_figure_is_drawn_anew_by_the_engine_that_drew_it() -> None:
    painters = Painters()
    engines = painters.engines()
    assert engines.drawer("scripted/scripted-1") is painters.default
    assert engines.drawer("crystal-ball/1") is painters.default
    assert engines.drawer("gemini_image/banana").provider == "gemini_image"


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
