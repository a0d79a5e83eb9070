import pytest

from pb_http.settings import ProviderSettings, load
from pb_http.settings.engine_choice import EngineName


def providers(**environ: str) -> ProviderSettings:
    """The provider settings of an environment."""
    return load(environ).providers


@pytest.mark.parametrize(
    ("keys", "vlm"),
    [
        (("GEMINI_API_KEY",), "gemini"),
        (("GOOGLE_API_KEY",), "gemini"),
        (("OPENROUTER_API_KEY",), "openrouter"),
        (("KIE_API_KEY",), "kie"),
        (("APIMART_API_KEY",), "apimart"),
        (("APIMART_API_KEY", "KIE_API_KEY"), "kie"),
    ],
)
def test_the_first_provider_with_a_key_plans_and_our_own_engine_draws(keys: tuple[str, ...], vlm: str) -> None:
    chosen = providers(**dict.fromkeys(keys, "key"))

    assert (chosen.vlm, chosen.images) == (EngineName(vlm), EngineName("vector"))
    assert not chosen.images_chosen


def test_who_paints_pictograms_may_be_named_with_a_model() -> None:
    chosen = providers(KIE_API_KEY="key", PAPERBANANA_PICTOGRAM_PROVIDER="kie_imagen:nano-banana-2")

    assert chosen.pictograms == EngineName("kie_imagen", "nano-banana-2")
    assert not chosen.is_local
    assert not providers(PAPERBANANA_IMAGE_PROVIDER="illustrated").is_local


@pytest.mark.parametrize("name", ["gemini_image", "vector", "illustrated"])
def test_a_painter_is_chosen_by_name(name: str) -> None:
    chosen = providers(GEMINI_API_KEY="key", PAPERBANANA_IMAGE_PROVIDER=name)

    assert (chosen.images, chosen.images_chosen) == (EngineName(name), True)


def test_a_configured_provider_wins_over_the_order() -> None:
    chosen = providers(
        GEMINI_API_KEY="key",
        KIE_API_KEY="key",
        PAPERBANANA_VLM_PROVIDER="kie",
        PAPERBANANA_VLM_MODEL="gemini-3-8-flash-openai",
        PAPERBANANA_IMAGE_PROVIDER="vector",
    )

    assert chosen.vlm == EngineName("kie", "gemini-3-8-flash-openai")
    assert chosen.images == EngineName("vector")
