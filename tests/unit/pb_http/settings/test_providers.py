from pathlib import Path

import pytest

from pb_adapters.upstream.vlm_tuning import VlmTuning
from pb_core.application.model_catalog import TokenPrice
from pb_core.domain.billing import Caps
from pb_core.domain.questions import PlanForm
from pb_http.settings import ProviderSettings, SettingsError, load
from pb_http.settings.engine_choice import EngineName
from pb_http.settings.providers import BASE_URLS

P = "PAPERBANANA_"


def providers(**environ: str) -> ProviderSettings:
    """The provider settings of an environment."""
    return load(environ).providers


def test_without_a_key_the_built_in_engines_are_used() -> None:
    assert providers() == ProviderSettings()
    assert (providers().vlm, providers().images) == (EngineName("offline"), EngineName("vector"))


def test_addresses_fallbacks_and_caps_are_read() -> None:
    chosen = providers(
        GEMINI_API_KEY="a",
        OPENROUTER_API_KEY="b",
        PAPERBANANA_GEMINI_BASE_URL="http://127.0.0.1:9/gemini/",
        PAPERBANANA_VLM_FALLBACK="openrouter:google/gemini-3.8-flash, offline",
        PAPERBANANA_IMAGE_FALLBACK="vector",
        PAPERBANANA_MAX_COST_PER_TASK="0.50",
        PAPERBANANA_MAX_COST_PER_KEY_AND_DAY="5",
        PAPERBANANA_MAX_COST_PER_DAY="20.000001",
        PAPERBANANA_VISION_PROBE="false",
    )

    assert chosen.base_urls == BASE_URLS | {"gemini": "http://127.0.0.1:9/gemini"}
    assert chosen.vlm_fallback == (EngineName("openrouter", "google/gemini-3.8-flash"), EngineName("offline"))
    assert chosen.image_fallback == (EngineName("vector"),)
    assert chosen.caps == Caps(task_micros=500_000, key_day_micros=5_000_000, day_micros=20_000_001)
    assert not chosen.probe_vision


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"VLM_PROVIDER": "gpt"}, "PAPERBANANA_VLM_PROVIDER.*no provider 'gpt'"),
        ({"VLM_PROVIDER": "gemini"}, "GEMINI_API_KEY"),
        ({"IMAGE_PROVIDER": "kie_imagen"}, "KIE_API_KEY"),
        ({"VLM_MODEL": "gemini-3.8-flash"}, "PAPERBANANA_VLM_MODEL needs PAPERBANANA_VLM_PROVIDER"),
        ({"IMAGE_PROVIDER": "illustrated", "IMAGE_MODEL": "x"}, "the engine illustrated has no models"),
        ({"PICTOGRAM_PROVIDER": "vector"}, "PAPERBANANA_PICTOGRAM_PROVIDER names 'vector', which paints nothing"),
        ({"PICTOGRAM_PROVIDER": "kie_imagen"}, "PAPERBANANA_PICTOGRAM_PROVIDER names 'kie_imagen': .*KIE_API_KEY"),
        ({"IMAGE_MODEL": "nano-banana-pro"}, "PAPERBANANA_IMAGE_MODEL needs PAPERBANANA_IMAGE_PROVIDER"),
        ({"VLM_FALLBACK": "kie"}, "PAPERBANANA_VLM_FALLBACK.*KIE_API_KEY"),
        ({"VLM_FALLBACK": "offline:../x"}, "PAPERBANANA_VLM_FALLBACK"),
        ({"GEMINI_BASE_URL": "generativelanguage.googleapis.com"}, "PAPERBANANA_GEMINI_BASE_URL"),
        ({"KIE_BASE_URL": "https://api.kie.ai/?a=1"}, "PAPERBANANA_KIE_BASE_URL"),
        ({"MAX_COST_PER_TASK": "-1"}, "PAPERBANANA_MAX_COST_PER_TASK"),
        ({"MAX_COST_PER_DAY": "1 EUR"}, "PAPERBANANA_MAX_COST_PER_DAY"),
        ({"MAX_COST_PER_DAY": "0.0000001"}, "PAPERBANANA_MAX_COST_PER_DAY"),
        ({"MAX_COST_PER_DAY": "NaN"}, "PAPERBANANA_MAX_COST_PER_DAY"),
    ],
)
def test_what_is_wrong_is_named(environ: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load({P + name: value for name, value in environ.items()})


@pytest.mark.parametrize("key", ["planted secret", "planted-secret\n", "\tplanted-secret", "plänted-secret"])
def test_a_key_with_blanks_or_line_breaks_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(SettingsError, match="KIE_API_KEY") as caught:
        load({"KIE_API_KEY": key})

    assert "planted" not in str(caught.value)


def test_no_key_is_in_a_representation() -> None:
    settings = load({"KIE_API_KEY": "planted-secret"})

    assert "planted-secret" not in repr(settings)
    assert "planted-secret" not in repr(settings.providers)


OWN = {"OPENAI_COMPATIBLE_BASE_URL": "http://127.0.0.1:11434", "PAPERBANANA_VLM_MODEL": "qwen3:8b"}


def test_an_address_sets_models_of_ones_own_up_for_words_alone() -> None:
    chosen = providers(**OWN)

    assert (chosen.vlm, chosen.images) == (EngineName("openai_compatible", "qwen3:8b"), EngineName("vector"))
    assert chosen.base_urls["openai_compatible"] == "http://127.0.0.1:11434"
    assert not chosen.is_local
    assert chosen.keys == {}


def test_a_key_of_a_provider_comes_before_an_address() -> None:
    chosen = providers(GEMINI_API_KEY="key", OPENAI_COMPATIBLE_BASE_URL="http://127.0.0.1:11434")

    assert chosen.vlm == EngineName("gemini")
    assert "OPENAI_COMPATIBLE_BASE_URL" in chosen.available


def test_models_of_ones_own_paint_where_they_are_told_to() -> None:
    chosen = providers(
        **OWN, PAPERBANANA_IMAGE_PROVIDER="openai_compatible_image", PAPERBANANA_IMAGE_MODEL="gpt-image-2"
    )

    assert chosen.images == EngineName("openai_compatible_image", "gpt-image-2")


def test_what_is_set_for_every_question_is_read() -> None:
    tuning = providers(
        **OWN,
        OPENAI_COMPATIBLE_SEES_IMAGES="false",
        OPENAI_COMPATIBLE_TOKEN_PRICE="1.25, 10",
        PAPERBANANA_VLM_TIMEOUT_SECONDS="900",
        PAPERBANANA_VLM_MAX_OUTPUT_TOKENS="2048",
        PAPERBANANA_VLM_EFFORT="none",
        PAPERBANANA_VLM_TEMPERATURE="0.7",
        PAPERBANANA_PLAN_FORM="one-question",
    ).tuning

    assert tuning == VlmTuning(
        seconds=900,
        max_output_tokens=2048,
        effort="none",
        temperature=0.7,
        sees_images=False,
        plan_form=PlanForm.ONE,
        price=TokenPrice(input_micros=1_250_000, output_micros=10_000_000),
    )


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"OPENAI_COMPATIBLE_BASE_URL": "localhost:11434"}, "OPENAI_COMPATIBLE_BASE_URL"),
        ({"OPENAI_COMPATIBLE_BASE_URL": "http://127.0.0.1:11434"}, "PAPERBANANA_VLM_MODEL is not set"),
        (OWN | {"OPENAI_COMPATIBLE_API_KEY": "a b"}, "OPENAI_COMPATIBLE_API_KEY"),
        (OWN | {"OPENAI_COMPATIBLE_SEES_IMAGES": "perhaps"}, "OPENAI_COMPATIBLE_SEES_IMAGES must be true or false"),
        (
            OWN | {"OPENAI_COMPATIBLE_TOKEN_PRICE": "1.25"},
            "OPENAI_COMPATIBLE_TOKEN_PRICE must be US dollars per million",
        ),
        (OWN | {"OPENAI_COMPATIBLE_TOKEN_PRICE": "1,-2"}, "such as 1.25,10, not '1,-2'"),
        (OWN | {"PAPERBANANA_VLM_EFFORT": "maximal"}, "PAPERBANANA_VLM_EFFORT must be one of none, low"),
        (OWN | {"PAPERBANANA_PLAN_FORM": "three"}, "PAPERBANANA_PLAN_FORM must be one of one-question, two-questions"),
        (OWN | {"PAPERBANANA_VLM_TEMPERATURE": "hot"}, "PAPERBANANA_VLM_TEMPERATURE must be a number"),
        (OWN | {"PAPERBANANA_VLM_MAX_OUTPUT_TOKENS": "1"}, "PAPERBANANA_VLM_MAX_OUTPUT_TOKENS must be a whole"),
        (OWN | {"PAPERBANANA_VLM_FALLBACK": "openai_compatible"}, "write openai_compatible:model"),
        ({"PAPERBANANA_VLM_PROVIDER": "openai_compatible"}, "set OPENAI_COMPATIBLE_BASE_URL"),
    ],
)
def test_what_is_wrong_with_models_of_ones_own_is_named(environ: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load(environ)


def test_the_file_of_a_model_is_enough() -> None:
    chosen = providers(PAPERBANANA_LOCAL_MODEL="models/qwen.gguf")

    assert chosen.vlm == EngineName("local")
    assert chosen.local_model == Path("models/qwen.gguf")
    assert not chosen.is_local


@pytest.mark.parametrize(
    ("environ", "words"),
    [
        ({"PAPERBANANA_VLM_PROVIDER": "local"}, "set PAPERBANANA_LOCAL_MODEL"),
        (
            {"PAPERBANANA_LOCAL_MODEL": "a.gguf", "PAPERBANANA_VLM_MODEL": "b"},
            "local has the model of PAPERBANANA_LOCAL_MODEL",
        ),
    ],
)
def test_what_is_wrong_with_a_model_in_a_file_is_named(environ: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        load(environ)
