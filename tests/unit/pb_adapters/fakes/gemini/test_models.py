from pb_adapters.fakes.gemini.models import FOURTEEN, MODELS


def test_models_make_words_or_pictures() -> None:
    assert all(model.paints == bool(model.ratios) for model in MODELS.values())
    assert {model.id for model in MODELS.values() if not model.takes_size} == {"gemini-2.5-flash-image"}


def test_retired_models_are_not_among_them() -> None:
    assert not [name for name in MODELS if name.endswith("-image-preview")]
    assert "gemini-3-pro-preview" not in MODELS


def test_every_size_costs() -> None:
    prices = [price for model in MODELS.values() for _, price in model.sizes.values()]
    assert min(prices) > 0
    assert len(FOURTEEN) == len(set(FOURTEEN)) == 14
