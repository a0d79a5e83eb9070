import pytest

from pb_core.engines import KEY_SETTINGS, Engines
from pb_core.errors import InvalidRequest
from pb_core.ports.vlm import VlmEngine
from pb_core.requests import ModelChoice
from pb_core.testing.images import ScriptedImages
from pb_core.testing.vlm import ScriptedVlm


def test_without_an_override_the_default_is_used() -> None:
    default = ScriptedVlm()

    assert Engines(vlm=default, images=ScriptedImages()).vlm(ModelChoice()) is default


@pytest.mark.parametrize(("provider", "setting"), KEY_SETTINGS.items())
def test_a_provider_that_is_not_set_up_names_its_setting(provider: str, setting: str) -> None:
    engines = Engines(vlm=ScriptedVlm(), images=ScriptedImages())

    with pytest.raises(InvalidRequest, match=setting):
        engines.vlm(ModelChoice(vlm_provider=provider, vlm_model="gemini-2.5-flash"))


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
